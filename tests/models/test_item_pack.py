"""What a text says of how much one of an item holds: written in several ways, it is one."""

import duckdb
import pytest
from lumbrera.build import runner

from tests import shipped

KNOWN = {
    "Café de 20/1 de 1 lb. c/u": "1LB 20X",
    "Café molido de 1 libras 20/1 (fardo)": "1LB 20X",
    "Guantes, caja con 100 piezas": "100X",
    "GUANTES CAJA C/100": "100X",
    "Alcohol, frasco de 500 ml": "500ML",
    "Alcohol 1,000 mililitros": "1000ML",
    "Cloro de 3.785 LTS": "3.785L",
    "Aceite de 1,5 litros": "1.5L",
    "Papel bond, paquete con 500 hojas": "500X",
    "Paracetamol 500 mg caja con 10 tabletas": "10X 500MG",
    "Ácido, caja de 10 frascos de 500 ml": "10X 500ML",
    "Detergente, caja de 2.5 kg": "2.5KG",
    "Lápices, media docena": "6X",
    "Lápices por docena": "12X",
}
STATES_NONE = [
    "Tóner HP 206A W2110A",
    "Tijeras No.6",
    "Batería 15/12",
    "Gasolina magna 12",
    "Cloro, galón",
]
UNTOLD = {
    "Caja de guantes": ["CAJA"],
    "Adquisición de 350 paquetes de café de dieciséis onzas": ["PAQ"],
    "Juego a color de tóner 508A": ["JUEGO"],
}


@pytest.fixture(scope="module")
def packs() -> dict[str, tuple[str, list[str]]]:
    with duckdb.connect() as con:
        con.execute("""
            create schema core; create schema features;
            create table core.contract_item (description varchar, unit_price double)
        """)
        texts = [*KNOWN, *STATES_NONE, *UNTOLD]
        con.executemany("insert into core.contract_item values (?, 1)", [[t] for t in texts])
        con.execute(
            "insert into core.contract_item values ('Sin precio, caja con 5', null), (null, 1), ('', 1)"
        )
        runner.materialise(con, shipped.model("features/item_pack.sql"))
        rows = con.execute(
            "select description, pack, open_vessels from features.item_pack"
        ).fetchall()
        return {text: (pack, vessels) for text, pack, vessels in rows}


def test_what_is_stated_is_one_however_it_is_written(packs) -> None:
    assert {t: packs[t] for t in KNOWN} == {t: (pack, []) for t, pack in KNOWN.items()}


def test_numbers_of_models_and_sizes_are_no_packs(packs) -> None:
    assert {t: packs[t] for t in STATES_NONE} == {t: ("", []) for t in STATES_NONE}


def test_a_box_of_who_knows_how_many_is_not_told(packs) -> None:
    assert {t: packs[t] for t in UNTOLD} == {t: ("", vessels) for t, vessels in UNTOLD.items()}
    assert len(packs) == len(KNOWN) + len(STATES_NONE) + len(UNTOLD)
