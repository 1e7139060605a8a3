"""CUCoP: the federal catalogue of goods and services, with its budget items (partidas)."""

from lumbrera.sources.base import Field, Layout, Scope, Source

SOURCE = Source(
    name="cucop",
    title="CUCoP: catálogo de bienes y servicios",
    publisher="Secretaría Anticorrupción y Buen Gobierno",
    url="https://comprasmx.buengobierno.gob.mx",
    licence="Libre Uso MX",
    cadence="monthly",
    fields=(
        Field("cucop_plus_code", ("CLAVE CUCoP +",)),
        Field("cucop_code", ("CLAVE CUCoP",)),
        Field("description", ("DESCRIPCIÓN",)),
        Field("measure_unit", ("UNIDAD DE MEDIDA (sugerida)",)),
        Field("contracting_type", ("TIPO DE CONTRATACIÓN",)),
        Field("item_code", ("PARTIDA ESPECÍFICA",)),
        Field("item", ("DESC. PARTIDA ESPECÍFICA",)),
        Field("generic_code", ("PARTIDA GENÉRICA",)),
        Field("generic", ("DESC. PARTIDA GENÉRICA",)),
        Field("concept_code", ("CONCEPTO",)),
        Field("concept", ("DESC. CONCEPTO",)),
        Field("chapter_code", ("CAPÍTULO",)),
        Field("chapter", ("DESC. CAPÍTULO",)),
        Field("added_on", ("FECHA ALTA CUCOP",), "date"),
        Field("modified_on", ("FECHA MODIFICACIÓN CUCOP",), "date"),
    ),
    layouts=(
        Layout(
            name="15",
            fields=(
                "cucop_plus_code", "cucop_code", "description", "measure_unit",
                "contracting_type", "item_code", "item", "generic_code", "generic",
                "concept_code", "concept", "chapter_code", "chapter", "added_on", "modified_on",
            ),
            required=("cucop_code", "description", "item_code", "concept_code"),
        ),
    ),
    past_dates=("added_on", "modified_on"),
    scope=Scope(),
)  # fmt: skip
