"""A case's page says who bid, who quoted and what was amended, and names no natural person."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest
from lumbrera.report import write_report


@pytest.fixture(scope="module")
def page(make_warehouse: Callable[[int], Any], tmp_path_factory: pytest.TempPathFactory) -> str:
    copy = tmp_path_factory.mktemp("warehouse") / "copy.duckdb"
    shutil.copy(make_warehouse(2).path, copy)
    con = duckdb.connect(str(copy))
    con.execute("""
        insert into core.bid values
            ('B1', 'AA-1-XYZ-0-2026', 'S1', 'x', 'awarded', null, 900.25),
            ('B2', 'AA-1-XYZ-0-2026', 'S2', 'x', 'disqualified', null, null),
            ('B3', 'AA-1-XYZ-0-2026', 'S9', 'Sin Padrón, S.A.', 'invited', null, null),
            ('B4', 'otro procedimiento', 'S3', 'x', 'proposed', null, 5);
        update core.contract set amount_mxn = null, amount_with_vat = 2320.4 where contract_id = 'C00000';
        insert into core.quotation values ('Q1', 'C00000', 'S1', 'x', 1160.5, true, null);
        insert into core.amendment values
            ('M1', 'C00000', 'CM-1', 'Ampliación de plazo', date '2026-04-01', 100, null),
            ('M2', 'C00000', null, null, null, 100, 125.25);
    """)
    folder: Path = write_report(con, tmp_path_factory.mktemp("report")).parent
    con.close()
    text = (folder / "casos" / "K000000000001.html").read_text(encoding="utf-8")
    return text[text.index('id="contratos"') : text.index('id="pares"')]


def test_bidders_of_the_procedure_alone_are_listed_with_what_became_of_them(page: str) -> None:
    assert "3 participantes" in page
    assert page.count("obtuvo el contrato") == 2  # as bidder, and as who quoted
    assert page.count("propuesta desechada") == 1
    assert page.count("invitado, sin propuesta publicada") == 1
    assert "otro procedimiento" not in page


def test_a_natural_person_who_bid_is_not_named(page: str) -> None:
    assert "Rosa Ejemplo" not in page
    assert page.count("persona física") == 2  # one bidder, and one who may be a person


def test_amounts_with_taxes_say_so_and_what_is_not_published_is_not_a_zero(page: str) -> None:
    assert '$1,160.50 MXN<span class="tags">con impuestos</span>' in page
    assert '$900.25 MXN<span class="tags">sin impuestos</span>' in page
    assert "$125.25" in page
    assert "1 de abril de 2026" in page
    assert '2,320.40<span class="tags">con impuestos</span>' in page
    assert page.count("sin dato") == 5  # three amounts, a date, an object
