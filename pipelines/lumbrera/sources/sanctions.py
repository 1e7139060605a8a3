"""Sanctioned suppliers and contractors: SABG's workbook, SFP's older CSV generations."""

from lumbrera.sources.base import Field, Layout, Scope, Source, if_told

_SABG = Layout(
    name="sabg_9",
    fields=(
        "supplier_name", "authority", "dossier", "procedure", "law", "ban_start_on",
        "ban_end_on", "fine", "ban_length",
    ),
    required=("supplier_name", "dossier", "ban_start_on", "ban_end_on", "ban_length"),
)  # fmt: skip
_SFP_2017 = Layout(
    name="sfp_11",
    fields=(
        "supplier_name", "authority", "dossier", "facts", "purpose", "resolution_sense",
        "notified_on", "resolved_on", "ban_length", "fine", "information_officer",
    ),
    required=("supplier_name", "dossier", "notified_on", "resolved_on", "ban_length"),
)  # fmt: skip
_SFP_2021 = Layout(
    name="sfp_12",
    fields=(*_SFP_2017.fields, "updated_on"),
    required=(*_SFP_2017.required, "updated_on"),
)

SOURCE = Source(
    name="sanctions",
    title="Proveedores y contratistas sancionados",
    publisher="Secretaría Anticorrupción y Buen Gobierno",
    url="https://directoriosancionados.buengobierno.gob.mx",
    licence="Libre Uso MX",
    cadence="weekly",
    fields=(
        Field(
            "supplier_name",
            ("Proveedor y Contratista", "Proveedor o contratista", "Proveedor"),
            prepare=if_told("trim(regexp_replace({value}, '\\s+', ' ', 'g'))"),
        ),
        Field("authority", ("OIC Responsable", "Dependencia")),
        Field("dossier", ("Expediente", "Número de Expediente", "Numero de expediente")),
        Field("procedure", ("Procedimiento Administrativo",)),
        Field("law", ("Ley infringida",)),
        Field("facts", ("Hechos", "Hechos de la irregularidad")),
        Field("purpose", ("Objeto Social",)),
        Field("resolution_sense", ("Sentido de Resolución",)),
        Field("notified_on", ("Fecha de Notificación",), "date"),
        Field("resolved_on", ("FechadeResolucion", "Fecha de Resolución"), "date"),
        Field("ban_start_on", ("Inicio de la sanción",), "date"),
        Field("ban_end_on", ("Fin de la sanción",), "date"),
        Field("ban_length", ("Periodo de Inhabilitación", "Plazo años - meses", "Plazo")),
        Field("fine", ("Monto de la Multa", "Monto"), "amount"),
        Field(
            "information_officer",
            ("Nombre del Responsable de la información", "Responsable de la información"),
        ),
        Field("updated_on", ("Fecha de actualización",), "date"),
    ),
    layouts=(_SABG, _SFP_2017, _SFP_2021),
    named_by=("supplier_name",),
    past_dates=("notified_on", "resolved_on", "ban_start_on", "updated_on"),
    scope=Scope(),
)
