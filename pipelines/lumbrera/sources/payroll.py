"""Payroll (SIPOT format VIII, remuneration; LGTAIP art. 70-VIII): who is paid where, and since when."""

from lumbrera.sources.base import Field, Layout, Source
from lumbrera.sources.sipot import ABOVE
from lumbrera.sources.staff_directory import (
    INSTITUTION,
    INSTITUTION_CODE,
    POSITION,
    RESPONSIBLE,
    named,
)

_FIELDS = (
    Field("record_id", ("ID",)),
    Field("year", ("Ejercicio",)),
    Field("period", ("Quincena", "Periodo", "Período de pago", "Mes")),
    Field("period_start_on", ("Fecha de inicio del periodo que se informa",), "date"),
    Field(
        "period_end_on",
        ("Fecha de término del periodo que se informa", "Fecha de término del periodo"),
        "date",
    ),
    Field("institution", INSTITUTION),
    Field("institution_code", INSTITUTION_CODE),
    Field(
        "member_kind",
        (
            "Tipo de integrante del sujeto obligado (catálogo)",
            "ESTE CRITERIO APLICA A PARTIR DEL 01/07/2023 -> Tipo de integrante del sujeto obligado (catálogo)",
        ),
    ),
    Field("level", ("Clave o nivel del puesto",)),
    Field("position", POSITION),
    Field("post_title", POSITION[2:4]),
    Field("given_name", named("Nombre(s)", "Nombre (s)", "Nombre")),
    Field("first_surname", named("Primer apellido")),
    Field("second_surname", named("Segundo apellido")),
    Field("area", ("Área de adscripción", "Área o unidad administrativa de adscripción")),
    Field("since_on", ("Fecha de ingreso", "Fecha de alta en el cargo", "Fecha de alta"), "date"),
    Field(
        "gross_monthly",
        (
            "Monto mensual bruto",
            "Monto mensual bruto de la remuneración, en tabulador",
            "Monto de la remuneración mensual bruta de conformidad al tabulador de sueldos y salarios que corresponda",
            "Remuneración mensual bruta",
        ),
        "amount",
    ),
    Field(
        "net_monthly",
        (
            "Monto mensual neto de la remuneración, en tabulador",
            "Monto de la remuneración mensual neta de conformidad al tabulador de sueldos y salarios que corresponda",
            "Monto mensual neto",
        ),
        "amount",
    ),
)
_STATE = (
    "year", "period", "institution", "institution_code", "given_name", "first_surname",
    "second_surname", "position", "area", "since_on", "gross_monthly",
)  # fmt: skip
_SIPOT = (
    "record_id", "year", "period_start_on", "period_end_on", "institution", "institution_code",
    "member_kind", "level", "position", "post_title", "area", "given_name", "first_surname",
    "second_surname", "gross_monthly", "net_monthly",
)  # fmt: skip
_REQUIRED = ("position", "given_name", "first_surname", "second_surname", "gross_monthly")

SOURCE = Source(
    name="payroll",
    title="Nómina: remuneraciones de personas servidoras públicas",
    publisher="Sujetos obligados (SIPOT, formato VIII)",
    url="https://consultapublicamx.plataformadetransparencia.org.mx",
    licence="Información pública de oficio (LGTAIP)",
    cadence="quarterly",
    fields=_FIELDS,
    layouts=(
        Layout("state_payroll", _STATE, (*_REQUIRED, "institution")),
        Layout("sipot_viii", _SIPOT, _REQUIRED),
    ),
    above=ABOVE,
    past_dates=("period_end_on",),
    ignored=(
        *RESPONSIBLE,
        "Tipo de moneda de la remuneración bruta",
        "Tipo de moneda de la remuneración neta",
        "Percepciones adicionales en dinero, monto bruto y neto, tipo de moneda y su periodicidad",
        "Percepciones adicionales en especie y su periodicidad",
        "Ingresos, monto bruto y neto, tipo de moneda y su periodicidad",
        "Sistemas de compensación, monto bruto y neto, tipo de moneda y su periodicidad",
        "Gratificaciones, monto bruto y neto, tipo de moneda y su periodicidad",
        "Primas, monto bruto y neto, tipo de moneda y su periodicidad",
        "Comisiones, monto bruto y neto, tipo de moneda y su periodicidad",
        "Dietas, monto bruto y neto, tipo de moneda y su periodicidad",
        "Bonos, monto bruto y neto, tipo de moneda y su periodicidad",
        "Estímulos, monto bruto y neto, tipo de moneda y su periodicidad",
        "Apoyos económicos, monto bruto y neto, tipo de moneda y su periodicidad",
        "Prestaciones económicas, monto bruto y neto, tipo de moneda y su periodicidad",
        "Prestaciones en especie y su periodicidad",
    ),
)
