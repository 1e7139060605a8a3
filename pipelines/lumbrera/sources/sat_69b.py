"""SAT lists of article 69-B (CFF): the complete list, one per status, and the 3-column copy."""

import datetime as dt
import re

from lumbrera.sources.base import Field, Layout, Scope, Source, if_told

MONTHS = {
    m: i
    for i, m in enumerate(
        (
            "enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto",
            "septiembre", "octubre", "noviembre", "diciembre",
        ),
        start=1,
    )
}  # fmt: skip


_STATED = re.compile(
    r"actualizad[oa] al (\d{1,2})(?:[°º]|ro\.?)? ?(?:de ([a-z]+) del? |/(\d\d)/)(\d{4})"
)


def stated_date(preamble: list[list[str]]) -> str | None:
    """The ISO date after «Información actualizada al …», in words or as 28/02/2026, or None."""
    text = " ".join(cell for row in preamble for cell in row).lower()
    found = _STATED.search(text)
    if not found:
        return None
    day, word, number, year = found.groups()
    try:
        return dt.date(int(year), MONTHS.get(word, 0) or int(number or 0), int(day)).isoformat()
    except ValueError:
        return None


RFC = Field("rfc", ("RFC",), prepare="upper(replace({value}, ' ', ''))")
NAME = Field(
    "name",
    ("Nombre del Contribuyente",),
    prepare=if_told("trim(regexp_replace({value}, '\\s+', ' ', 'g'))"),
)
STATUS = Field(
    "status", ("Situación del contribuyente", "Situación del Contribuyente", "Situacion")
)


def _stage(name: str, of: str, sat: tuple[str, ...], dof: tuple[str, ...]) -> tuple[Field, ...]:
    """The four columns of one stage: the notice and its publication, at SAT and in the DOF."""
    return (
        Field(f"{name}_sat_notice", (f"Número y fecha de oficio global de {of} SAT",)),
        Field(f"{name}_sat_on", sat, "dates"),
        Field(f"{name}_dof_notice", (f"Número y fecha de oficio global de {of} DOF",)),
        Field(f"{name}_dof_on", dof, "dates"),
    )


_STAGES = (
    *_stage(
        "presumed", "presunción",
        ("Publicación página SAT presuntos",), ("Publicación DOF presuntos",),
    ),
    *_stage(
        "cleared", "contribuyentes que desvirtuaron",
        ("Publicación página SAT desvirtuados",), ("Publicación DOF desvirtuados",),
    ),
    *_stage(
        "definitive", "definitivos",
        ("Publicación página SAT definitivos",), ("Publicación DOF definitivos",),
    ),
    *_stage(
        "favourable", "sentencia favorable",
        ("Publicación página SAT sentencia favorable",),
        ("Publicación DOF sentencia favorable",),
    ),
)  # fmt: skip

_DATED = Layout(
    name="dated",
    fields=("number", "rfc", "name", "status", *(f.name for f in _STAGES)),
    required=("rfc", "name", "status", "presumed_sat_on", "definitive_sat_on"),
)
_UNDATED = Layout(
    name="undated", fields=("rfc", "name", "status"), required=("rfc", "name", "status")
)

SOURCE = Source(
    name="sat_69b",
    title="SAT: artículo 69-B del CFF",
    publisher="Servicio de Administración Tributaria",
    url="https://www.sat.gob.mx",
    licence="Libre Uso MX",
    cadence="monthly",
    fields=(Field("number", ("No.", "No", "Número")), RFC, NAME, STATUS, *_STAGES),
    layouts=(_DATED, _UNDATED),
    named_by=("rfc", "name"),
    past_dates=(
        "presumed_sat_on", "presumed_dof_on", "cleared_sat_on", "cleared_dof_on",
        "definitive_sat_on", "definitive_dof_on", "favourable_sat_on", "favourable_dof_on",
    ),
    scope=Scope(columns=("status",)),
    preamble_date=stated_date,
)  # fmt: skip
