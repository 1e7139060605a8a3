"""Directory of officials (SIPOT format VII; LGTAIP art. 70-VII): who holds which post, since when."""

from lumbrera.sources.base import Field, Layout, Source
from lumbrera.sources.sipot import ABOVE

_OFFICIAL = (
    "del servidor público",
    "del servidor(a) público(a)",
    "de la persona servidora pública",
)


def named(*words: str) -> tuple[str, ...]:
    """A heading alone, then as SIPOT writes it of an official in each of its editions."""
    return (*words, *(f"{word} {whose}" for word in words for whose in _OFFICIAL))


INSTITUTION = (
    "Sujeto obligado",
    "Nombre del sujeto obligado",
    "Ente público",
    "Institución",
    "Dependencia o entidad",
)
INSTITUTION_CODE = ("Clave del ente", "Clave del sujeto obligado", "Clave de la institución")
POSITION = (
    "Denominación del cargo",
    "Denominación del cargo (de conformidad con nombramiento otorgado)",
    "Denominación o descripción del puesto",
    "Denominación o descripción del puesto (Redactados con perspectiva de género)",
    "Puesto",
    "Cargo",
)
RESPONSIBLE = (
    "Sexo", "Sexo (catálogo)", "ESTE CRITERIO APLICA A PARTIR DEL 01/04/2023 -> Sexo (catálogo)",
    "ESTE CRITERIO APLICA ANTES DEL 01/04/2023 -> Sexo (catálogo)",
    "Área(s) responsable(s) que genera(n), posee(n), publica(n) y actualizan la información",
    "Área(s) responsable(s) que genera(n), posee(n), publica(n) y actualiza(n) la información",
    "Fecha de validación", "Fecha de actualización", "Nota",
)  # fmt: skip
"""Columns every SIPOT format carries that no rule reads."""

_OFFICE = "Domicilio oficial: "
_FIELDS = (
    Field("record_id", ("ID",)),
    Field("year", ("Ejercicio",)),
    Field("period_start_on", ("Fecha de inicio del periodo que se informa",), "date"),
    Field(
        "period_end_on",
        ("Fecha de término del periodo que se informa", "Fecha de término del periodo"),
        "date",
    ),
    Field("institution", INSTITUTION),
    Field("institution_code", INSTITUTION_CODE),
    Field("level", ("Clave o nivel del puesto",)),
    Field("position", POSITION),
    Field("given_name", named("Nombre(s)", "Nombre")),
    Field("first_surname", named("Primer apellido")),
    Field("second_surname", named("Segundo apellido")),
    Field("area", ("Área de adscripción", "Área o unidad administrativa de adscripción")),
    Field("since_on", ("Fecha de alta en el cargo", "Fecha de ingreso al cargo"), "date"),
    Field(
        "phone",
        (
            "Número(s) de teléfono oficial y extensión",
            "Número(s) de teléfono oficial",
            "Teléfono oficial",
        ),
    ),
    Field("email", ("Correo electrónico oficial", "Correo electrónico oficial, en su caso")),
)
_SIPOT = tuple(f.name for f in _FIELDS)
_STATE = (
    "year", "period_end_on", "institution", "institution_code", "position", "given_name",
    "first_surname", "second_surname", "area", "since_on", "email",
)  # fmt: skip
_REQUIRED = ("position", "given_name", "first_surname", "second_surname", "since_on")

SOURCE = Source(
    name="staff_directory",
    title="Directorio de personas servidoras públicas",
    publisher="Sujetos obligados (SIPOT, formato VII)",
    url="https://consultapublicamx.plataformadetransparencia.org.mx",
    licence="Información pública de oficio (LGTAIP)",
    cadence="quarterly",
    fields=_FIELDS,
    layouts=(
        Layout("state_directory", _STATE, (*_REQUIRED, "institution")),
        Layout("sipot_vii", _SIPOT, _REQUIRED),
    ),
    above=ABOVE,
    past_dates=("period_end_on", "since_on"),
    ignored=(
        *RESPONSIBLE,
        *(
            f"{_OFFICE}{what}"
            for what in (
                "Tipo de vialidad (catálogo)", "Nombre de vialidad", "Número exterior",
                "Número exterior, en su caso", "Número interior", "Número interior, en su caso",
                "Tipo de asentamiento (catálogo)", "Nombre del asentamiento",
                "Clave de la localidad", "Nombre de la localidad", "Clave del municipio",
                "Nombre del municipio o delegación", "Nombre del municipio o alcaldía",
                "Clave de la entidad federativa",
                "Nombre de la entidad federativa (catálogo)", "Código postal",
            )
        ),
        "Extensión",
        "Hipervínculo a la fotografía",
    ),
)  # fmt: skip
