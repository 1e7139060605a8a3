"""Catalogue of purchasing units (UC) with the state each is in."""

from lumbrera.sources.base import Field, Layout, Scope, Source

SOURCE = Source(
    name="purchasing_units",
    title="Catálogo de unidades compradoras",
    publisher="ComprasMX, por unidad compradora",
    url="https://comprasmx.buengobierno.gob.mx",
    licence="Libre Uso MX",
    cadence="yearly",
    fields=(
        Field("number", ("ID",)),
        Field("unit_code", ("Clave_UC", "Clave de la UC"), prepare="upper(ltrim({value}, ''''))"),
        Field("published_name", ("Nombre_CN", "Nombre de la UC")),
        Field("unit", ("Nombre_editado",)),
        Field("unit_type", ("Tipo_UC",)),
        Field("state", ("Entidad federativa",)),
        Field("delegation", ("OOAD",)),
        Field("remarks", ("Observaciones",)),
    ),
    layouts=(
        Layout(
            name="8",
            fields=(
                "number", "unit_code", "published_name", "unit", "unit_type", "state",
                "delegation", "remarks",
            ),
            required=("unit_code", "state", "published_name"),
        ),
    ),
    scope=Scope(),
)  # fmt: skip
