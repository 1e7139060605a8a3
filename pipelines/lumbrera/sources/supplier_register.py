"""Supplier register (padrón de proveedores y contratistas): who may sell, where, and who signs.

SIPOT format XXXII (LGTAIP art. 70-XXXII, now 65-XXIX) with what state registers add: deed, notary,
date of incorporation. Partners are in the child table (supplier_partner), by `partners_ref`.
"""

from lumbrera.sources.base import Field, Layout, Source, if_told

_OF_SUPPLIER = ("del proveedor o contratista", "de la persona proveedora o contratista")
_REP = (
    "del representante legal",
    "del representante legal de la empresa",
    "de la persona que posee la representación legal de la empresa",
    "de la persona representante legal",
)
# Who has no company name, no surname or no house number says so in words.
_TOLD = if_told()
_HOME = "Domicilio fiscal: "


def _named(words: tuple[str, ...], of: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(f"{word} {whose}" for word in words for whose in of)


_NAME = ("Nombre(s)", "Nombre")
_FIRST = ("Primer apellido",)
_SECOND = ("Segundo apellido",)

_FIELDS = (
    Field("register_id", ("ID", "Folio", "Número de registro", "Número de padrón")),
    Field("year", ("Ejercicio",)),
    Field("period_start_on", ("Fecha de inicio del periodo que se informa",), "date"),
    Field(
        "period_end_on",
        ("Fecha de término del periodo que se informa", "Fecha de término del periodo"),
        "date",
    ),
    Field(
        "person_kind",
        (
            "Personería jurídica del proveedor o contratista (catálogo)",
            "Personería jurídica del proveedor o contratista",
            "Personería jurídica de la persona proveedora o contratista (catálogo)",
            "Personalidad jurídica",
            "Tipo de persona",
        ),
    ),
    Field("given_name", _named(_NAME, _OF_SUPPLIER), prepare=_TOLD),
    Field("first_surname", _named(_FIRST, _OF_SUPPLIER), prepare=_TOLD),
    Field("second_surname", _named(_SECOND, _OF_SUPPLIER), prepare=_TOLD),
    Field(
        "company_name",
        (
            *_named(("Denominación o razón social",), _OF_SUPPLIER),
            "Denominación o razón social",
            "Razón social",
        ),
        prepare=_TOLD,
    ),
    Field("size_class", ("Estratificación", "Estratificación (catálogo)", "Tamaño de la empresa")),
    Field("origin", ("Origen del proveedor o contratista (catálogo)",)),
    Field("origin_country", ("País de origen, si la empresa es una filial extranjera",)),
    Field(
        "supplier_rfc",
        (
            "RFC de la persona física o moral",
            "Registro Federal de Contribuyentes (RFC) de la persona física o moral con homoclave incluida",
            "RFC de la persona física o moral con homoclave incluida",
            "Registro Federal de Contribuyentes",
            "RFC",
        ),
    ),
    Field(
        "state",
        (
            "Entidad federativa de la persona física o moral",
            "Entidad federativa de la persona física o moral (catálogo)",
            "Entidad federativa",
        ),
    ),
    Field("subcontracts", ("Realiza subcontrataciones (catálogo)",)),
    Field(
        "activity", ("Actividad económica", "Actividad económica de la empresa", "Giro comercial")
    ),
    Field("street_kind", (f"{_HOME}Tipo de vialidad (catálogo)",)),
    Field(
        "street",
        (f"{_HOME}Nombre de vialidad", f"{_HOME}Nombre de la vialidad", "Calle"),
        prepare=_TOLD,
    ),
    Field("exterior_number", (f"{_HOME}Número exterior", "Número exterior"), prepare=_TOLD),
    Field(
        "interior_number",
        (f"{_HOME}Número interior", f"{_HOME}Número interior, en su caso", "Número interior"),
        prepare=_TOLD,
    ),
    Field("settlement_kind", (f"{_HOME}Tipo de asentamiento (catálogo)",)),
    Field("settlement", (f"{_HOME}Nombre del asentamiento", "Colonia")),
    Field("locality_code", (f"{_HOME}Clave de la localidad",)),
    Field("locality", (f"{_HOME}Nombre de la localidad",)),
    Field("municipality_code", (f"{_HOME}Clave del municipio",)),
    Field(
        "municipality",
        (
            f"{_HOME}Nombre del municipio",
            f"{_HOME}Nombre del municipio o delegación",
            f"{_HOME}Nombre del municipio o alcaldía",
            "Municipio",
        ),
    ),
    Field("state_code", (f"{_HOME}Clave de la entidad federativa",)),
    Field("address_state", (f"{_HOME}Entidad federativa (catálogo)",)),
    Field("postcode", (f"{_HOME}Código postal", "Código postal")),
    Field("rep_given_name", _named(_NAME, _REP)),
    Field("rep_first_surname", _named(_FIRST, _REP)),
    Field("rep_second_surname", _named(_SECOND, _REP)),
    Field(
        "phone",
        (
            "Teléfono de contacto",
            "Teléfono oficial del proveedor o contratista",
            "Teléfono oficial de la persona proveedora o contratista",
            "Teléfono",
        ),
    ),
    Field(
        "email",
        (
            "Correo electrónico",
            "Correo electrónico comercial del proveedor o contratista",
            "Correo electrónico comercial de la persona proveedora o contratista",
        ),
    ),
    Field(
        "rep_phone",
        (
            "Teléfono de contacto representante legal de la empresa",
            "Teléfono de contacto del representante legal",
        ),
    ),
    Field(
        "rep_email",
        (
            "Correo electrónico representante legal, en su caso",
            "Correo electrónico del representante legal",
        ),
    ),
    Field(
        "accreditation",
        (
            "Tipo de acreditación legal",
            "Tipo de acreditación legal representante legal",
            "Tipo de acreditación legal del representante legal",
        ),
    ),
    Field("website", ("Página web del proveedor o contratista",)),
    Field("deed_number", ("Número de escritura", "Número de escritura pública"), prepare=_TOLD),
    Field("notary", ("Notaría", "Número de notaría", "Notaría pública")),
    Field("incorporated_on", ("Fecha de constitución", "Fecha de la escritura"), "date"),
    Field(
        "registered_on",
        ("Fecha de inscripción", "Fecha de registro", "Fecha de alta en el padrón"),
        "date",
    ),
    Field(
        "partners_ref",
        (
            "Socios y accionistas",
            "Socios",
            "Beneficiarios finales",
            "Beneficiarios(as) finales",
            "Persona(s) beneficiaria(s) final(es)",
        ),
        prepare=_TOLD,
    ),
)  # fmt: skip
_STATE = (
    "register_id", "year", "person_kind", "given_name", "first_surname", "second_surname",
    "company_name", "size_class", "supplier_rfc", "state", "activity", "street",
    "exterior_number", "interior_number", "settlement", "municipality", "postcode",
    "rep_given_name", "rep_first_surname", "rep_second_surname", "phone", "email",
    "accreditation", "deed_number", "notary", "incorporated_on", "registered_on", "partners_ref",
)  # fmt: skip
_SIPOT = (
    "register_id", "year", "period_start_on", "period_end_on", "person_kind", "given_name",
    "first_surname", "second_surname", "company_name", "size_class", "origin", "origin_country",
    "supplier_rfc", "state", "subcontracts", "activity", "street_kind", "street",
    "exterior_number", "interior_number", "settlement_kind", "settlement", "locality_code",
    "locality", "municipality_code", "municipality", "state_code", "address_state", "postcode",
    "rep_given_name", "rep_first_surname", "rep_second_surname", "rep_phone", "rep_email",
    "accreditation", "website", "phone", "email", "partners_ref",
)  # fmt: skip
_REQUIRED = (
    "person_kind", "given_name", "first_surname", "company_name", "supplier_rfc",
    "rep_given_name", "rep_first_surname",
)  # fmt: skip

SOURCE = Source(
    name="supplier_register",
    title="Padrón de proveedores y contratistas",
    publisher="Autoridad del padrón (SIPOT, formato XXXII)",
    url="https://consultapublicamx.plataformadetransparencia.org.mx",
    licence="Información pública de oficio (LGTAIP)",
    cadence="quarterly",
    fields=_FIELDS,
    layouts=(
        Layout("state_register", _STATE, (*_REQUIRED, "registered_on")),
        Layout("sipot_xxxii", _SIPOT, (*_REQUIRED, "year", "settlement")),
    ),
    named_by=("company_name", "given_name", "first_surname"),
    past_dates=("registered_on", "period_end_on"),
    companions={"partners_ref": "supplier_partner"},
    ignored=(
        "Sexo (catálogo)",
        "Sexo",
        "ESTE CRITERIO APLICA A PARTIR DEL 01/04/2023 -> Sexo (catálogo)",
        "País del domicilio en el extranjero, en su caso",
        "Ciudad del domicilio en el extranjero, en su caso",
        "Calle del domicilio en el extranjero, en su caso",
        "Número del domicilio en el extranjero, en su caso",
        "Hipervínculo Registro Proveedores Contratistas, en su caso",
        "Hipervínculo al Directorio de Proveedores y Contratistas Sancionados",
        "Área(s) responsable(s) que genera(n), posee(n), publica(n) y actualizan la información",
        "Área(s) responsable(s) que genera(n), posee(n), publica(n) y actualiza(n) la información",
        "Fecha de validación",
        "Fecha de actualización",
        "Nota",
    ),
)
