"""Which rows of successive exports are the same contract, and what happened to it."""

import datetime as dt
import hashlib
import json
from collections.abc import Iterator
from typing import Any

import duckdb
import pytest
from lumbrera import content, normalise
from lumbrera.content.models.core import contract_event

VIEWS = {
    name: (content.root("models") / "core" / f"{name}.sql").read_text(encoding="utf-8")
    for name in ("contract_identity", "contract_version")
}
FIRST, SECOND, THIRD = dt.date(2026, 3, 8), dt.date(2026, 3, 10), dt.date(2026, 3, 11)

COLUMNS = {
    "sighting": "bigint",
    "feed": "varchar", "source": "varchar", "layout": "varchar", "file_sha256": "varchar",
    "row_number": "bigint", "row_digest": "uhugeint", "export_on": "date", "code": "varchar",
    "procedure_key": "varchar", "supplier_no": "bigint",
    "text_digest": "uhugeint", "procedure_year": "integer", "unit_code": "varchar",
    "amount": "decimal(18,2)", "item_codes": "varchar", "published_on": "date",
    "award_on": "date", "signed_on": "date", "start_on": "date", "end_on": "date",
    "procedure_number": "varchar",
    "procedure_type": "varchar", "exception_article": "varchar", "law": "varchar",
    "contracting_type": "varchar", "title": "varchar", "description": "varchar",
    "currency": "varchar", "size_class": "varchar", "contract_status": "varchar",
    "contract_number": "varchar", "again": "integer",
}  # fmt: skip


def row(number: int, **fields: Any) -> dict[str, Any]:
    """A published contract: number tells it apart, fields override."""
    base: dict[str, Any] = {
        "procedure": f"AA-1-{number}-2026",
        "supplier": f"RFC{number}",
        "text": f"OBJETO {number}",
        "amount": 1000.0 + number,
        "unit_code": "UNIDAD001",
        "procedure_year": 2026,
        "item_codes": "21101",
        "start_on": dt.date(2026, 1, 1),
        "signed_on": None,
        "feed": "simulated:21",
        "code": None,
    }
    return base | fields


def digest(text: str | None) -> int | None:
    return int.from_bytes(hashlib.md5(text.encode()).digest()) if text else None


# Who publishes again what was published where contracts are made, in the order they join.
AGAIN = {"ocds": 1, "sipo": 2}


class Exports:
    """Collects exports and runs the model over them."""

    def __init__(self) -> None:
        self.con = duckdb.connect()
        normalise.register(self.con)
        columns = ", ".join(f"{c} {t}" for c, t in COLUMNS.items())
        self.con.execute(f"""
            create schema core; create schema meta;
            create table meta.version_setting as select 0.9 as complete_share, 2 as missing_floor;
            create table core.contract_sighting ({columns});
            create table core.published_supplier (supplier_no bigint, supplier_key varchar,
                name_key varchar, supplier_name varchar, supplier_rfc varchar);
        """)
        self.files = 0
        self.suppliers: dict[str, int] = {}

    def add(self, export_on: dt.date, rows: list[dict[str, Any]]) -> None:
        self.files += 1
        for place, r in enumerate(rows, start=2):
            record = {
                "sighting": 0,
                "feed": r["feed"], "source": r["feed"].split(":")[0], "layout": r["feed"].split(":")[1],
                "file_sha256": f"{self.files:064d}", "row_number": place,
                "row_digest": digest(json.dumps(r, sort_keys=True, default=str)), "export_on": export_on,
                "code": r["code"], "procedure_key": r["procedure"],
                "procedure_number": r["procedure"], "supplier_no": self.supplier(r["supplier"]),
                "text_digest": digest(r["text"]), "title": r["text"],
                "amount": r["amount"], "unit_code": r["unit_code"],
                "procedure_year": r["procedure_year"], "item_codes": r["item_codes"],
                "start_on": r["start_on"], "signed_on": r["signed_on"],
                "contract_number": r.get("contract_number"), "again": AGAIN.get(r["feed"][:4], 0),
            }  # fmt: skip
            names = ", ".join(record)
            self.con.execute(
                f"insert into core.contract_sighting ({names}) values ({', '.join('?' * len(record))})",
                list(record.values()),
            )

    def supplier(self, name: str) -> int:
        """The number of a supplier, whose name and RFC are one here."""
        if name not in self.suppliers:
            self.suppliers[name] = len(self.suppliers)
            self.con.execute(
                "insert into core.published_supplier values (?, ?, ?, ?, ?)",
                [self.suppliers[name], name, name + "|", name, name],
            )
        return self.suppliers[name]

    def number(self) -> None:
        """Numbers the sightings as the model's input does: by export, file and row."""
        self.con.execute("""
            create or replace table core.contract_sighting as
            select * replace (dense_rank() over (order by export_on, file_sha256) * 10000000000 + row_number as sighting)
            from core.contract_sighting
        """)

    def events(self, *, without_added: bool = True) -> list[tuple[Any, ...]]:
        self.number()
        contract_event.model(self.con)
        for name, select in VIEWS.items():
            self.con.execute(f"create or replace view core.{name} as {select}")
        return self.con.execute(
            "select export_on, status, list_transform(cast(json_extract_string(changed, '$[*].field') as varchar[]), "
            "lambda f: f) from core.contract_version where $all or status <> 'added' order by all",
            {"all": not without_added},
        ).fetchall()

    def contracts(self) -> int:
        found = self.con.execute("select count(distinct contract_id) from core.contract_identity")
        result = found.fetchone()
        assert result is not None
        return int(result[0])


@pytest.fixture
def exports() -> Iterator[Exports]:
    made = Exports()
    yield made
    made.con.close()


def ten() -> list[dict[str, Any]]:
    return [row(n) for n in range(10)]


def test_the_same_rows_again_are_no_event_and_no_new_contract(exports: Exports) -> None:
    exports.add(FIRST, ten())
    exports.add(SECOND, list(reversed(ten())))
    assert exports.events() == []
    assert exports.contracts() == 10


def test_an_empty_signature_that_is_filled_later_is_a_completion_not_a_change(
    exports: Exports,
) -> None:
    exports.add(FIRST, ten())
    exports.add(SECOND, [row(0, signed_on=dt.date(2026, 3, 9)), *ten()[1:]])
    assert exports.events() == [(SECOND, "completed", ["signed_on"])]
    assert exports.contracts() == 10


def test_an_edited_amount_is_a_change_from_the_old_to_the_new_value(exports: Exports) -> None:
    exports.add(FIRST, ten())
    exports.add(SECOND, [row(0, amount=99000.0), *ten()[1:]])
    assert exports.events() == [(SECOND, "changed", ["amount"])]
    before, after = exports.con.execute(
        "select amount_before, amount_after from core.contract_version where status = 'changed'"
    ).fetchone()
    assert (float(before), float(after)) == (1000.0, 99000.0)


def test_another_supplier_for_the_same_procedure_object_and_amount_is_a_change(
    exports: Exports,
) -> None:
    exports.add(FIRST, ten())
    exports.add(SECOND, [row(0, supplier="OTRO"), *ten()[1:]])
    assert exports.events() == [(SECOND, "changed", ["supplier_rfc", "supplier_name"])]
    assert exports.contracts() == 10


def test_a_contract_missing_from_a_complete_export_has_vanished(exports: Exports) -> None:
    exports.add(FIRST, ten())
    exports.add(SECOND, ten()[1:])
    assert exports.events() == [(SECOND, "vanished", [])]


def test_a_contract_that_comes_back_has_reappeared(exports: Exports) -> None:
    exports.add(FIRST, ten())
    exports.add(SECOND, ten()[1:])
    exports.add(THIRD, ten())
    assert exports.events() == [(SECOND, "vanished", []), (THIRD, "reappeared", [])]
    assert exports.contracts() == 10


def test_an_export_of_one_unit_makes_nothing_of_the_others_vanish(exports: Exports) -> None:
    others = [row(n, unit_code="UNIDAD002") for n in range(10, 20)]
    exports.add(FIRST, ten() + others)
    exports.add(SECOND, ten())
    assert exports.events() == []


def test_in_an_export_of_one_unit_a_contract_of_that_unit_can_vanish(exports: Exports) -> None:
    others = [row(n, unit_code="UNIDAD002") for n in range(10, 20)]
    exports.add(FIRST, ten() + others)
    exports.add(SECOND, ten()[1:])
    assert exports.events() == [(SECOND, "vanished", [])]


def test_an_export_cut_off_in_the_middle_makes_nothing_vanish(exports: Exports) -> None:
    many = [row(n) for n in range(40)]
    exports.add(FIRST, many)
    exports.add(SECOND, many[:20])
    assert exports.events() == []


def test_a_new_year_s_export_makes_nothing_of_the_year_before_vanish(exports: Exports) -> None:
    exports.add(FIRST, [row(n, procedure_year=2025) for n in range(10)])
    exports.add(SECOND, [row(n, procedure_year=2026) for n in range(10, 20)])
    assert exports.events() == []
    assert exports.contracts() == 20


def test_two_contracts_of_one_supplier_that_both_changed_are_ambiguous_not_vanished(
    exports: Exports,
) -> None:
    twins = [row(50, text="A"), row(50, text="B", amount=7.0)]
    changed = [row(50, text="C", amount=8.0), row(50, text="D", amount=9.0)]
    exports.add(FIRST, ten() + twins)
    exports.add(SECOND, ten() + changed)
    assert exports.events() == [(SECOND, "ambiguous", []), (SECOND, "ambiguous", [])]


def test_one_of_two_contracts_of_a_supplier_that_changed_is_found_by_elimination(
    exports: Exports,
) -> None:
    twins = [row(50, text="A"), row(50, text="B", amount=7.0)]
    exports.add(FIRST, ten() + twins)
    exports.add(SECOND, [*ten(), twins[0], row(50, text="B bis", amount=8.0)])
    assert exports.events() == [(SECOND, "changed", ["amount", "title"])]


def test_exports_loaded_out_of_order_give_the_same_events(exports: Exports) -> None:
    exports.add(SECOND, [row(0, amount=99000.0), *ten()[1:]])
    exports.add(FIRST, ten())
    assert exports.events() == [(SECOND, "changed", ["amount"])]


def test_with_a_published_code_a_new_neighbour_does_not_hide_that_a_contract_vanished(
    exports: Exports,
) -> None:
    coded = [row(n, code=f"C{n}") for n in range(10)]
    neighbour = row(0, code="C99", text="OTRO OBJETO", amount=5.0)
    exports.add(FIRST, coded)
    exports.add(SECOND, [*coded[1:], neighbour])
    assert exports.events() == [(SECOND, "vanished", [])]


def test_the_same_contract_in_two_layouts_is_one_contract_with_two_rows(exports: Exports) -> None:
    exports.add(FIRST, ten())
    exports.add(FIRST, [r | {"feed": "simulated:73", "code": f"K{i}"} for i, r in enumerate(ten())])
    assert exports.events() == []
    assert exports.contracts() == 10


def test_two_equal_contracts_in_two_layouts_stay_two(exports: Exports) -> None:
    twins = [row(50, start_on=dt.date(2026, 1, 1)), row(50, start_on=dt.date(2026, 2, 1))]
    exports.add(FIRST, twins)
    exports.add(FIRST, [r | {"feed": "simulated:73", "code": f"K{i}"} for i, r in enumerate(twins)])
    exports.events()
    assert exports.contracts() == 2


def test_contract_ids_do_not_depend_on_later_exports(exports: Exports) -> None:
    exports.add(FIRST, ten())
    exports.events()
    before = exports.con.execute(
        "select distinct contract_id from core.contract_identity order by 1"
    ).fetchall()
    exports.add(SECOND, [row(0, amount=5.0), *ten()[1:], row(77)])
    exports.events()
    after = exports.con.execute(
        "select distinct contract_id from core.contract_identity order by 1"
    ).fetchall()
    assert set(before) < set(after)
    assert len(after) == 11
