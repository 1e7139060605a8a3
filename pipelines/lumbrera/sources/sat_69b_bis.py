"""SAT list of article 69-B Bis (CFF): undue transfer of tax losses, definitive."""

from lumbrera.sources.base import Field, Layout, Scope, Source
from lumbrera.sources.sat_69b import NAME, RFC, STATUS, stated_date

_LAYOUT = Layout(
    name="definitive",
    fields=(
        "number", "rfc", "name", "status", "definitive_sat_notice", "definitive_sat_on",
        "definitive_dof_notice", "definitive_dof_on",
    ),
    required=("rfc", "name", "status", "definitive_sat_notice", "definitive_sat_on"),
)  # fmt: skip

SOURCE = Source(
    name="sat_69b_bis",
    title="SAT: artículo 69-B Bis del CFF",
    publisher="Servicio de Administración Tributaria",
    url="https://www.sat.gob.mx",
    licence="Libre Uso MX",
    cadence="monthly",
    fields=(
        Field("number", ("No.", "No")),
        RFC,
        NAME,
        STATUS,
        Field("definitive_sat_notice", ("Número y fecha de oficio global definitivo SAT",)),
        Field("definitive_sat_on", ("Publicación página SAT definitivo",), "date"),
        Field("definitive_dof_notice", ("Número y fecha de oficio global definitivo DOF",)),
        Field("definitive_dof_on", ("Publicación DOF definitivo",), "date"),
    ),
    layouts=(_LAYOUT,),
    past_dates=("definitive_sat_on", "definitive_dof_on"),
    scope=Scope(),
    preamble_date=stated_date,
)
