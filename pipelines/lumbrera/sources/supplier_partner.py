"""Partners and shareholders of the firms in the supplier register: its child table.

`register_id` points to supplier_register.partners_ref of the same workbook. SIPOT's table of final
beneficiaries has names only.
"""

from lumbrera.sources.base import Field, Layout, Source

_FIELDS = (
    Field("register_id", ("ID", "Folio", "Número de registro")),
    Field(
        "given_name",
        (
            "Nombre(s)",
            "Nombre(s) del beneficiario final",
            "Nombre(s) de la(s) persona(s) beneficiaria(s) final(es)",
            "Nombre(s) del socio",
        ),
    ),
    Field(
        "first_surname",
        (
            "Primer apellido",
            "Primer apellido del socio",
            "Primer apellido del beneficiario final",
            "Primer apellido de la(s) persona(s) beneficiaria(s) final(es)",
        ),
    ),
    Field(
        "second_surname",
        (
            "Segundo apellido",
            "Segundo apellido del socio",
            "Segundo apellido del beneficiario final",
            "Segundo apellido de la(s) persona(s) beneficiaria(s) final(es)",
        ),
    ),
    Field("partner_rfc", ("RFC", "RFC del socio", "Registro Federal de Contribuyentes")),
    Field(
        "percent",
        ("Porcentaje de participación", "Participación (%)", "Porcentaje accionario"),
        "amount",
        # «25 %» is the figure 25.
        "trim(replace({value}, '%', ''))",
    ),
    Field("since_on", ("Fecha de alta", "Fecha de ingreso", "Socio desde"), "date"),
)
_ALL = tuple(f.name for f in _FIELDS)

SOURCE = Source(
    name="supplier_partner",
    title="Padrón de proveedores: socios y accionistas",
    publisher="Autoridad del padrón (SIPOT, formato XXXII)",
    url="https://consultapublicamx.plataformadetransparencia.org.mx",
    licence="Información pública de oficio (LGTAIP)",
    cadence="quarterly",
    fields=_FIELDS,
    layouts=(
        Layout(
            "partners",
            _ALL,
            ("register_id", "given_name", "first_surname", "second_surname", "percent"),
        ),
        Layout(
            "final_beneficiaries",
            ("register_id", "given_name", "first_surname", "second_surname"),
            ("register_id", "given_name", "first_surname", "second_surname"),
            telling=_FIELDS[1].headings[1:],
        ),
    ),
    past_dates=("since_on",),
)
