"""SIPOT, fraction XXVIII B: direct awards, a row per contract."""

from lumbrera.sources.base import PAGES, Field, Layout, Source
from lumbrera.sources.sipot import (
    ABOVE,
    CONTRACT,
    ID,
    LICENCE,
    NUMBER,
    PERIOD,
    PUBLISHER,
    URL,
    winner,
)

_FIELDS = (
    *PERIOD,
    Field(
        "procedure_number",
        (
            "Número de expediente, folio o nomenclatura que lo identifique",
            "Número de expediente, folio o nomenclatura",
        ),
        prepare=NUMBER,
    ),
    Field(
        "legal_basis",
        ("Motivos y fundamentos legales aplicados para realizar la adjudicación directa",),
    ),
    Field("authorisation_url", ("Hipervínculo a la autorización del ejercicio de la opción",)),
    Field(
        "quotations_id",
        (
            "Nombre completo o razón social de las cotizaciones consideradas y monto de las mismas",
            "Nombre completo o razón social de los posibles contratantes y monto de las cotizaciones",
        ),
        prepare=ID,
    ),
    *winner(
        ("del adjudicado",),
        ("Razón social del adjudicado",),
        (
            "RFC de la persona física o moral adjudicada",
            "Registro Federal de Contribuyentes (RFC) de la persona física o moral adjudicada",
        ),
    ),
    *CONTRACT,
    Field(
        "url",
        (
            "Hipervínculo al documento del contrato y anexos, versión pública si así corresponde",
            "Hipervínculo al documento del contrato y anexos, versión pública",
        ),
    ),
    Field(
        "amendments_id",
        (
            "Datos de los convenios modificatorios de la contratación",
            "Convenios modificatorios",
        ),
        prepare=ID,
    ),
)

SOURCE = Source(
    name="sipot_direct_awards",
    title="SIPOT XXVIII B: adjudicaciones directas",
    publisher=PUBLISHER,
    url=URL,
    licence=LICENCE,
    cadence="quarterly",
    fields=_FIELDS,
    layouts=(
        Layout(
            "xxviii_b",
            tuple(f.name for f in _FIELDS),
            ("row_id", "procedure_type", "procedure_number", "company", "contract_number",
             "amount_with_vat", "quotations_id"),
        ),
    ),
    past_dates=("updated_on",),
    scope=PAGES,
    above=ABOVE,
    companions={"quotations_id": "sipot_quotations", "amendments_id": "sipot_amendments"},
)  # fmt: skip
