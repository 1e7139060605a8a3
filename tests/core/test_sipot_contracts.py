"""The same contract in ComprasMX and on the transparency platform is one; what could be two is none."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from tests.core.test_contract_versions import FIRST, SECOND, Exports, row

SIPOT = "sipot_direct_awards:xxviii_b"


@pytest.fixture
def held() -> Callable[..., Exports]:
    """ComprasMX shows the first rows, SIPOT a few days later the second."""

    def hold(compras: list[dict[str, Any]], sipot: list[dict[str, Any]]) -> Exports:
        exports = Exports()
        exports.add(FIRST, compras)
        exports.add(SECOND, [r | {"feed": SIPOT} for r in sipot])
        exports.events()
        return exports

    return hold


def ambiguous(exports: Exports) -> int:
    (n,) = exports.con.execute("select count(*) from core.ambiguous_row").fetchone() or (0,)
    return int(n)


def test_one_procedure_and_supplier_is_one_contract_whatever_the_amounts(held) -> None:
    exports = held([row(1)], [row(1, amount=1117.0, text="OTRO OBJETO")])
    assert (exports.contracts(), ambiguous(exports)) == (1, 0)


def test_of_two_contracts_of_one_supplier_the_number_tells_which(held) -> None:
    both = [row(1, contract_number="C-1"), row(1, contract_number="C-2", amount=70.0, text="OTRO")]
    exports = held(both, [row(1, contract_number="c-2", amount=90.0, text="TERCERO")])
    assert (exports.contracts(), ambiguous(exports)) == (2, 0)
    joined = exports.con.execute("""
        select list(s.amount order by s.amount) from core.contract_identity join core.contract_sighting s
        using (sighting) group by contract_id having count(*) = 2
    """).fetchall()
    assert [[float(a) for a in amounts] for (amounts,) in joined] == [[70.0, 90.0]]


def test_what_could_be_either_of_two_contracts_is_neither_and_no_third(held) -> None:
    both = [row(1), row(1, amount=70.0, text="OTRO")]
    exports = held(both, [row(1, amount=90.0, text="TERCERO")])
    assert (exports.contracts(), ambiguous(exports)) == (2, 1)


def test_a_row_without_procedure_joins_by_supplier_text_amount_and_start(held) -> None:
    exports = held([row(1), row(2)], [row(1, procedure=None)])
    assert (exports.contracts(), ambiguous(exports)) == (2, 0)


def test_a_row_without_procedure_that_only_resembles_one_is_none(held) -> None:
    exports = held([row(1)], [row(1, procedure=None, amount=1100.0)])
    assert (exports.contracts(), ambiguous(exports)) == (1, 1)


def test_a_row_without_procedure_of_another_purchase_of_the_supplier_is_a_contract(held) -> None:
    other = row(1, procedure=None, amount=5.0, text="OTRO", start_on=dt.date(2026, 2, 2))
    exports = held([row(1)], [other])
    assert (exports.contracts(), ambiguous(exports)) == (2, 0)


def test_a_contract_known_from_sipot_alone_is_a_contract(held) -> None:
    exports = held([row(1)], [row(1), row(2)])
    assert (exports.contracts(), ambiguous(exports)) == (2, 0)


def test_a_contract_keeps_its_id_when_sipot_shows_it_too_and_first() -> None:
    alone = Exports()
    alone.add(SECOND, [row(1)])
    alone.events()
    both = Exports()
    both.add(FIRST, [row(1, procedure=None) | {"feed": SIPOT}])
    both.add(SECOND, [row(1)])
    both.events()
    ids = "select distinct contract_id from core.contract_identity"
    assert both.con.execute(ids).fetchall() == alone.con.execute(ids).fetchall()
