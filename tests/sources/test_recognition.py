"""A file is what its header says, whatever it is called and however it was written."""

import csv
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lumbrera.sources import SOURCES, by_name, recognise
from lumbrera.sources.base import Match, heading_key

GENERATIONS = {
    "A_2010_2015_39col": ("compranet_contracts", "39"),
    "B_2012_2017_45col": ("compranet_contracts", "45_upper"),
    "C_2018_2022_45col": ("compranet_contracts", "45_mixed"),
    "D_2023_2026_73col_alias": ("comprasmx_contracts", "73"),
    "D_reducido_21col_2026": ("comprasmx_contracts", "21"),
    "E_expedientes_37col_2026": ("comprasmx_procedures", "37"),
}
EVERY_LAYOUT = [(s.name, layout.name) for s in SOURCES for layout in s.layouts]

# The headings of the 73-column export that public code reads by name; None where nobody does.
PUBLISHED_73 = (
    "Orden de gobierno", "Clave Ramo", "Descripción Ramo", "Tipo de Institución",
    "Clave Institución", "Siglas de la Institución", "Institución", "Clave de la UC",
    "Nombre de la UC", "Código del expediente", "Referencia del expediente",
    "Título del expediente", "Partida específica", "Ley", "Tipo Procedimiento",
    "Artículo de excepción", "Descripción excepción", "Contrato marco", "Compra consolidada",
    None, None, None, None, "Número de procedimiento", "Tipo de contratación",
    "Carácter del procedimiento", "Forma de participación",
    "La contratación es por Caso fortuito o fuerza mayor", "Crédito externo",
    "Organismo financiero", "Clave del programa federal", "Clave de cartera SHCP",
    "Fecha de publicación", "Fecha de apertura", "Fecha de fallo", "Código del contrato",
    "Núm. del contrato", "Título del contrato", "Descripción del contrato",
    "Contrato plurianual", "Estatus DRC", "Fecha de inicio del contrato",
    "Fecha de fin del contrato", "Fecha de firma del contrato", "Importe DRC", "Moneda",
    "Convenio modificatorio", None, "Estatus Contrato", "Fecha firma contrato",
    "Tipo de contrato", "Monto sin imp./mínimo", "Monto mínimo con imp.",
    "Monto sin imp./máximo", "Monto máximo con imp.", "Moneda", "Convenio modificatorio", None,
    "Fecha fin último conv", None, None, None, None, "Fecha firma último conv", "rfc",
    "Proveedor o contratista", "Folio en el RUPC", "País de la empresa",
    "Nacionalidad proveedor o contratista", None, "Estratificación", None,
    "Dirección del anuncio",
)  # fmt: skip
RENAMED_2023 = {
    "Número del procedimiento": "Número de procedimiento",
    "Tipo de procedimiento": "Tipo Procedimiento",
    "Importe del contrato": "Importe DRC",
    "RFC": "rfc",
    "Estratificación de la empresa": "Estratificación",
}


def header_of(source: str, layout: str) -> list[str]:
    """A header of a layout, with the first heading known for each field, or the one that tells."""
    it = by_name(source)
    asked = next(x for x in it.layouts if x.name == layout)
    headings = [it.field(f).headings for f in asked.fields]
    return [next((h for h in known if h in asked.telling), known[0]) for known in headings]


def recognised(*rows: list[str], name: str = "") -> Match:
    match = recognise(list(rows), name)
    assert isinstance(match, Match), match
    return match


def identity(match: Match) -> tuple[str, str]:
    return match.source.name, match.layout.name


@pytest.fixture(scope="module")
def published(shared_data) -> dict[str, list[str]]:
    headers: dict[str, list[str]] = {}
    path = shared_data / "reference" / "compranet" / "columnas_por_generacion.csv"
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            headers.setdefault(row["generacion"], []).append(row["columna"])
    return headers


@pytest.mark.parametrize("generation", GENERATIONS)
def test_every_column_of_every_published_generation_is_known_in_its_place(
    published, generation: str
) -> None:
    match = recognised(published[generation])
    assert identity(match) == GENERATIONS[generation]
    assert (match.unknown, match.missing, match.unnamed) == ((), (), ())
    assert match.columns == {name: i for i, name in enumerate(match.layout.fields)}


@pytest.mark.parametrize(("source", "layout"), EVERY_LAYOUT)
def test_every_layout_is_recognised_in_any_order_case_and_accent(source: str, layout: str) -> None:
    header = header_of(source, layout)
    sheet = next(iter(by_name(source).sheets), "")
    order = random.Random(layout).sample(range(len(header)), len(header))
    for dress in (str, str.upper, str.lower, lambda h: f"  {h}\t", lambda h: h.translate(PLAIN)):
        match = recognised([dress(header[i]) for i in order], name=sheet)
        assert identity(match) == (source, layout)
        assert match.unknown == () and match.missing == ()
        found = {name: header[order[i]] for name, i in match.columns.items()}
        assert {heading_key(h) for h in found.values()} == {heading_key(h) for h in header}


PLAIN = str.maketrans("áéíóúñÁÉÍÓÚÑ", "aeiounAEIOUN")


def test_in_73_columns_the_first_moneda_is_the_contracts_and_the_second_the_last_amendments() -> (
    None
):
    match = recognised([h or f"columna {i}" for i, h in enumerate(PUBLISHED_73, start=1)])
    assert identity(match) == ("comprasmx_contracts", "73")
    place = {name: i + 1 for name, i in match.columns.items()}
    assert (place["currency"], place["amount_currency"]) == (46, 56)
    assert (place["amended"], place["amended_later"]) == (47, 57)
    assert (place["contract_status"], place["current_status"]) == (41, 49)
    assert (place["signed_on"], place["signed_again_on"]) == (44, 50)
    assert (place["amount"], place["amount_max"], place["supplier_rfc"]) == (45, 54, 65)
    assert match.unknown == tuple(
        f"columna {i}" for i, h in enumerate(PUBLISHED_73, start=1) if h is None
    )
    assert len(match.missing) == len(match.unknown) == 12


def test_the_amounts_of_the_last_amendment_may_repeat_the_headings_of_the_contracts() -> None:
    header = list(PUBLISHED_73)
    header[59:63] = header[51:55]
    match = recognised([h or f"columna {i}" for i, h in enumerate(header, start=1)])
    places = [match.columns[n] + 1 for n in ("amount_min", "last_amount_min", "last_amount_max")]
    assert places == [52, 60, 62]


def test_compranet_of_2018_lacks_one_column_and_says_which() -> None:
    header = [h for h in header_of("compranet_contracts", "45_mixed") if "Descripción" not in h]
    match = recognised(header)
    assert len(header) == 44
    assert identity(match) == ("compranet_contracts", "45_mixed")
    assert match.missing == ("Descripción del contrato",)


def test_the_five_renames_of_2023_are_the_same_columns() -> None:
    before = header_of("compranet_contracts", "45_mixed")
    after = [RENAMED_2023.get(h, h) for h in before]
    assert sum(a != b for a, b in zip(after, before, strict=True)) == 5
    match = recognised(after)
    assert identity(match) == ("compranet_contracts", "45_mixed")
    assert match.columns == recognised(before).columns
    assert (match.unknown, match.missing) == ((), ())


def test_the_blank_first_heading_of_2015_is_the_column_that_stands_there() -> None:
    header = header_of("compranet_contracts", "39")
    match = recognised(["", *header[1:]])
    assert identity(match) == ("compranet_contracts", "39")
    assert match.columns["government_order"] == 0
    assert (match.unnamed, match.missing) == ((), ())


def test_a_preamble_with_as_many_cells_as_the_header_is_not_taken_for_it() -> None:
    header = header_of("compranet_contracts", "39")
    preamble = ["Fecha de corte", "2026-03-08", *[""] * (len(header) - 2)]
    assert recognised(preamble, header).header_index == 1
    assert not isinstance(recognise([preamble]), Match)


def test_a_heading_added_is_unknown_one_renamed_is_unknown_and_missing_and_the_rest_is_read() -> (
    None
):
    header = header_of("comprasmx_contracts", "21")
    added = recognised([*header, "Huella digital"])
    assert (added.unknown, added.missing) == (("Huella digital",), ())
    renamed = ["Tamaño" if h == "Estratificación de la empresa" else h for h in header]
    match = recognised(renamed)
    assert (match.unknown, match.missing) == (("Tamaño",), ("Estratificación de la empresa",))
    assert identity(match) == identity(added) == ("comprasmx_contracts", "21")


def test_without_a_required_column_the_nearest_formats_and_what_they_lack_are_told() -> None:
    header = [h for h in header_of("comprasmx_contracts", "21") if h != "Proveedor o contratista"]
    near = recognise([header])
    assert isinstance(near, list) and len(near) == 3
    assert (near[0].source.name, near[0].layout.name) == ("comprasmx_contracts", "21")
    assert near[0].lacking == ("Proveedor o contratista",)


def test_a_table_of_something_else_resembles_nothing_known() -> None:
    assert recognise([["country", "capital"], ["Perú", "Lima"]]) == []


def test_heading_key_drops_accents_signs_and_case_but_keeps_the_plus_of_cucop() -> None:
    assert heading_key(" Núm. Proc. Proyecto\t") == "num_proc_proyecto"
    assert heading_key("Descripción Ramo") == heading_key("DESCRIPCION_RAMO")
    assert heading_key("CLAVE CUCoP +") != heading_key("CLAVE CUCoP")
    assert heading_key("…") == ""


@given(st.text())
def test_heading_key_is_settled_after_once_and_never_depends_on_outer_blanks(text: str) -> None:
    key = heading_key(text)
    assert heading_key(key) == key == heading_key(f" \t{text}\xa0")
    assert set(key) <= set("abcdefghijklmnopqrstuvwxyz0123456789_")


@given(st.lists(st.lists(st.text(max_size=12), max_size=50), max_size=5))
def test_any_rows_at_all_are_matched_or_refused_without_an_error(rows: list[list[str]]) -> None:
    reading = recognise(rows)
    assert isinstance(reading, Match | list)
