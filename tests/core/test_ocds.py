"""What OCDS publishes, in the procurement model: contracts met, bids with amounts, items, amendments."""

import csv
import datetime as dt
import io
import json
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest
from lumbrera import normalise, warehouse
from lumbrera.build import build
from lumbrera.config import Settings
from lumbrera.files.container import members
from lumbrera.files.encoding import scan
from lumbrera.ingest import export_date, stage
from lumbrera.ingest.record import FileRecord
from lumbrera.ingest.table import open_tables
from lumbrera.sources import SOURCES, by_name
from lumbrera.workspace import Workspace

from tests import shipped

EXPORT = dt.date(2026, 6, 30)
WANTED = {
    "core.contract", "core.bid", "core.quotation", "core.amendment", "core.contract_item",
    "core.ambiguous_row", "core.source_row", "core.procedure", "core.supplier",
    "features.offer_screens", "features.procedure_bids",
}  # fmt: skip
Rows = list[tuple[Any, ...]]


def written(folder: Path, files: dict[str, str]) -> list[Path]:
    """Files of that text, by name."""
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return [folder / name for name in files]


def built(folder: Path, paths: Iterable[Path]) -> duckdb.DuckDBPyConnection:
    """The tables of WANTED, and what they read, from files staged without validating them."""
    folder.mkdir(exist_ok=True)
    folder.mkdir(exist_ok=True)
    workspace = Workspace(folder / "data")
    workspace.prepare()
    con = duckdb.connect()
    normalise.register(con)
    records = []
    for path in paths:
        (member,) = members(path)
        with member.open() as stream:
            found = scan(stream)
        for table in open_tables(member, found, workspace.temporary):
            loaded = table.load(con, "incoming")
            digest, source = table.digest(found.sha256), table.match.source.name
            kept = workspace.staged / source / f"{digest}.parquet"
            kept.parent.mkdir(exist_ok=True)
            stage.stage(
                con, "incoming", loaded, table.match, file_sha256=digest, staged_path=kept,
                quarantine_path=folder / "aside.parquet",
            )  # fmt: skip
            records.append(
                FileRecord(
                    digest, path.name, "loaded", source=source, book_sha256=found.sha256,
                    export_date=export_date.from_name(path.name) or EXPORT,
                )
            )  # fmt: skip
    warehouse.create_staged_views(con, workspace, records)
    con.execute(
        "create schema ingest; create table ingest.file (file_sha256 varchar, name varchar)"
    )
    external = {f"staged.{s.name}": "" for s in SOURCES}
    external |= warehouse.write_settings(con, Settings(), EXPORT)
    models = shipped.models()
    needed, wanted = [], set(WANTED)
    for model in reversed(models):
        if wanted & set(model.writes):
            needed.append(model)
            wanted |= set(model.reads)
    build(con, needed[::-1], external)
    return con


def party(ident: str, *roles: str) -> dict[str, Any]:
    return {
        "id": ident, "name": f"EMPRESA {ident} SA DE CV", "roles": list(roles),
        "identifier": {"scheme": "MX-RFC", "id": f"{ident * 3}010101AB1"},
    }  # fmt: skip


def ref(ident: str) -> dict[str, str]:
    return {"id": ident, "name": f"EMPRESA {ident} SA DE CV"}


def mxn(amount: float, **more: Any) -> dict[str, Any]:
    return {"amount": amount, "currency": "MXN"} | more


BUYER = {
    "id": "uc", "name": "Secretaría de Prueba", "roles": ["buyer"],
    "identifier": {"id": "999001001", "legalName": "Compras"},
}  # fmt: skip


def process(number: str, parties: str = "ABCDE", **sections: Any) -> dict[str, Any]:
    tender = {
        "id": number, "title": f"COMPRA {number}", "procurementMethod": "open",
        "mainProcurementCategory": "goods", "tenderers": [ref("Z")],
        "tenderPeriod": {"startDate": "2026-03-01T00:00:00Z", "endDate": "2026-03-20T00:00:00Z"},
    }  # fmt: skip
    return {
        "ocid": f"ocds-x-{number}", "id": "1", "date": "2026-06-30T00:00:00Z", "tag": ["compiled"],
        "buyer": {"id": "uc", "name": "Secretaría de Prueba"},
        "parties": [BUYER, *(party(p) for p in parties)],
        "tender": tender | sections.pop("tender", {}),
    } | sections  # fmt: skip


def bid(at: int, who: str, amount: float | None, status: str | None, **more: Any) -> dict[str, Any]:
    it: dict[str, Any] = {"id": f"b{at}", "tenderers": [ref(p) for p in who], "status": status}
    return it | ({"value": mxn(amount)} if amount is not None else {}) | more


def award(ident: str, who: str, status: str = "active", **more: Any) -> dict[str, Any]:
    return {
        "id": ident,
        "status": status,
        "date": "2026-04-01",
        "suppliers": [ref(p) for p in who],
    } | more


ITEM = {
    "id": 1, "description": "Papel", "quantity": 12.5,
    "unit": {"name": "Pza.", "value": mxn(76.12345)},
    "classification": {"scheme": "CUCOP", "id": 21101},
}  # fmt: skip
PROCESSES = [
    process(
        "LA-1",
        bids={"details": [
            bid(1, "A", 950, "valid", date="2026-03-19T10:30:00Z"),
            bid(2, "B", 1000, "valid", date="2026-03-19 10:05"),
            bid(3, "C", 900, "disqualified", date="2026-03-18"),
            bid(4, "D", 1, "withdrawn"), bid(5, "E", None, "invited"), bid(6, "F", 3, None),
        ]},
        awards=[award("A1", "A", value=mxn(950), items=[ITEM])],
        contracts=[{
            "id": "C-1", "awardID": "A1", "title": "PAPEL", "status": "active", "value": mxn(1140),
            "dateSigned": "2026-04-09", "period": {"startDate": "2026-04-10", "endDate": "2026-12-01"},
            "amendments": [
                {"id": "m1", "date": "2026-05-01", "rationale": "plazo"},
                {"id": "m2", "date": "2026-06-01", "description": "más papel"},
            ],
        }],
    ),
    process(
        "AA-2", tender={"procurementMethod": "direct", "procurementMethodRationale": "ARTÍCULO 42 FR. III"},
        planning={"requestForQuotes": [{"quotes": [
            {"id": "q1", "value": mxn(500), "issuingSupplier": ref("A")},
            {"id": "q2", "value": mxn(480), "issuingSupplier": ref("B")},
            {"id": "q3", "value": mxn(520), "issuingSupplier": ref("C")},
        ]}]},
        awards=[award("A2", "B", value=mxn(480))],
    ),
    # Two suppliers of one award: the contract is of both together, and the bid of neither wins.
    process("LA-3", awards=[award("A3", "BA")], contracts=[{"id": "C-3", "awardID": "A3", "value": mxn(70)}],
            bids={"details": [bid(1, "AB", 70, "valid"), bid(2, "A", 80, "valid")]}),
    # Two suppliers and two contracts of one award: each contract is of one of them, and nobody says of which.
    process("LA-33", awards=[award("A33", "BA")], bids={"details": [bid(n, who, None, "valid") for n, who in enumerate("AC")]}, contracts=[
        {"id": "C-33", "awardID": "A33", "value": mxn(30)}, {"id": "C-34", "awardID": "A33", "value": mxn(40)}]),
    process("LA-34", awards=[award("A34", "BA")], bids={"details": [bid(1, "AB", 70, "valid")]}, contracts=[
        {"id": "C-35", "awardID": "A34", "value": mxn(50)}, {"id": "C-36", "awardID": "A34", "value": mxn(60)}]),
    process("LA-4", awards=[award("x", "A", "cancelled"), award("y", "B", "unsuccessful"), award("z", "C", "pending"),
                            award("n", "")]),
    process("LA-5", awards=[award("A5", "A")], contracts=[{"id": "C-5", "awardID": "A5", "status": "cancelled"}]),
    process("LA-6", awards=[award("A6", "A", value={"amount": 10, "currency": "USD"})],
            bids={"details": [bid(1, "A", None, "valid", value={"amount": 10, "currency": "USD"})]}),
    process("LA-7", awards=[award("A7", "A", value=mxn(116, valueAddedTaxIncluded=True))]),
    # Two proposals of one bidder, of different amounts: lots, or the second in the place of the first.
    process("LA-8", bids={"details": [bid(1, "A", 10, "valid"), bid(2, "A", 20, "valid"), bid(3, "B", 30, "valid")]},
            awards=[award("A8", "B", value=mxn(30))]),
    *(
        process(number, awards=[award("A9", "", suppliers=[{"id": ident, "name": name}])])
        | {"parties": [BUYER, {"id": ident, "name": name} | said]}
        for number, ident, name, said in (
            ("ZZ-1", "DO-RPE-1", "FOREIGN SUPPLIER SRL", {"identifier": {"scheme": "DO-RPE", "id": "1"}}),
            ("ZZ-2", "N1", "NUMBERLESS SUPPLIER SA", {}),
        )
    ),
]  # fmt: skip


def compras(*rows: dict[str, str]) -> str:
    """A file of ComprasMX contracts in 21 columns."""
    source = by_name("comprasmx_contracts")
    fields = next(x for x in source.layouts if x.name == "21").fields
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([source.field(f).headings[0] for f in fields])
    writer.writerows([row.get(f, "") for f in fields] for row in rows)
    return text.getvalue()


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Rows]]:
    known = {
        "supplier_rfc": "AAA010101AB1", "supplier_name": "EMPRESA A SA DE CV", "procedure_number": "LA-1",
        "unit_code": "999001001", "institution": "Secretaría de Prueba", "unit": "Compras",
        "amount": "950", "description": "PAPEL BOND", "published_on": "2026-03-01", "award_on": "2026-04-01",
    }  # fmt: skip
    folder = tmp_path_factory.mktemp("ocds")
    files = {
        "contratos_2026-06-30.csv": compras(known),
        "procesos_2026-06-30.jsonl": "\n".join(map(json.dumps, PROCESSES)),
    }
    con = built(folder, written(folder, files))
    yield lambda sql: con.execute(sql).fetchall()
    con.close()


def test_a_contract_that_both_publish_is_one_and_takes_from_ocds_what_the_other_lacks(
    model,
) -> None:
    (row,) = model("select amount_mxn, description, signed_on, end_on, contract_number, layouts, n_source_rows "
                   "from core.contract where procedure_id = 'LA-1'")  # fmt: skip
    assert row == (
        Decimal("950.00"), "PAPEL BOND", dt.date(2026, 4, 9), dt.date(2026, 12, 1), "C-1", ["21", "ocds_1_1"], 2
    )  # fmt: skip


def test_an_award_that_stands_is_a_contract_and_no_other_is(model) -> None:
    found = model(
        "select procedure_id, amount_mxn, amount, currency, amount_with_vat from core.contract order by 1, 3"
    )
    assert found == [
        ("AA-2", Decimal(480), Decimal(480), "MXN", None), ("LA-1", Decimal(950), Decimal(950), "MXN", None),
        ("LA-3", Decimal(70), Decimal(70), "MXN", None),
        ("LA-33", Decimal(30), Decimal(30), "MXN", None), ("LA-33", Decimal(40), Decimal(40), "MXN", None),
        ("LA-34", Decimal(50), Decimal(50), "MXN", None), ("LA-34", Decimal(60), Decimal(60), "MXN", None), ("LA-6", None, Decimal(10), "USD", None),
        ("LA-7", None, None, "MXN", Decimal(116)), ("LA-8", Decimal(30), Decimal(30), "MXN", None),
        ("ZZ-1", None, None, "MXN", None), ("ZZ-2", None, None, "MXN", None),
    ]  # fmt: skip
    # What is no contract still leads to its row: three awards not final, one to nobody, one cancelled.
    assert model("select count(*) from core.source_row where record_type = 'no_contract'") == [(5,)]


def test_the_unit_is_known_by_its_code_and_the_method_by_its_label_or_code(model) -> None:
    assert model("select distinct buyer_id from core.contract") == [("999001001",)]
    assert model("select method, matter, exception_article from core.contract where procedure_id = 'AA-2'") == [
        ("direct", "goods_services", "ART. 42 FR. III")
    ]  # fmt: skip


def test_only_bids_are_bids_with_what_became_of_them(model) -> None:
    found = model("select supplier_name, amount_mxn, status, has_proposed, is_winner from core.bid "
                  "where procedure_id = 'LA-1' order by 1")  # fmt: skip
    assert found == [
        ("EMPRESA A SA DE CV", Decimal(950), "awarded", True, True),
        ("EMPRESA B SA DE CV", Decimal(1000), "proposed", True, False),
        ("EMPRESA C SA DE CV", Decimal(900), "disqualified", True, False),
        ("EMPRESA D SA DE CV", Decimal(1), "withdrawn", False, False),
        ("EMPRESA E SA DE CV", None, "invited", False, False),
    ]
    # Nobody of tender.tenderers, and no bid without a status.
    assert model(
        "select count(*) from core.bid where supplier_name like 'EMPRESA Z%' or supplier_name like 'EMPRESA F%'"
    ) == [(0,)]


def test_a_joint_proposal_is_of_both_together(model) -> None:
    found = model(
        "select supplier_name, amount_mxn, is_winner from core.bid where procedure_id = 'LA-3' order by 1"
    )
    both = "EMPRESA A SA DE CV / EMPRESA B SA DE CV"
    assert found == [("EMPRESA A SA DE CV", Decimal(80), False), (both, Decimal(70), True)]
    # Each has an RFC of its own: that the two together have none is no gap in what is published.
    assert model(f"select rfc_status from core.supplier where name = '{both}'") == [("absent",)]


def test_a_contract_of_an_award_to_several_with_several_contracts_is_told_as_of_one_of_them(
    model,
) -> None:
    found = model("select s.name, s.rfc, c.amount_mxn from core.contract c join core.supplier s using (supplier_id) "
                  "where procedure_id = 'LA-33' order by 3")  # fmt: skip
    one_of = "una de estas: EMPRESA A SA DE CV / EMPRESA B SA DE CV"
    assert found == [(one_of, None, Decimal(30)), (one_of, None, Decimal(40))]
    # Who proposed together is awarded together.
    assert model("select distinct s.name from core.contract c join core.supplier s using (supplier_id) "
                 "where procedure_id = 'LA-34'") == [("EMPRESA A SA DE CV / EMPRESA B SA DE CV",)]  # fmt: skip


def test_who_is_awarded_with_others_is_among_the_winners_and_none_of_them_alone(model) -> None:
    found = model("select supplier_name, is_winner, is_among_winners from core.bid where procedure_id = 'LA-33' order by 1")  # fmt: skip
    assert found == [
        ("EMPRESA A SA DE CV", False, True),
        ("EMPRESA C SA DE CV", False, False),
    ]  # fmt: skip


def test_who_is_published_with_an_identifier_of_another_scheme_was_not_published_without_rfc(
    model,
) -> None:
    found = model(
        "select name, rfc_status from core.supplier where name like 'FOREIGN%' or name like 'NUMBERLESS%' order by 1"
    )
    assert found == [("FOREIGN SUPPLIER SRL", "absent"), ("NUMBERLESS SUPPLIER SA", "blank")]


def test_several_proposals_of_one_bidder_and_another_currency_have_no_amount_to_compare(
    model,
) -> None:
    assert model("select supplier_name, amount_mxn from core.bid where procedure_id = 'LA-8' order by 1") == [
        ("EMPRESA A SA DE CV", None), ("EMPRESA B SA DE CV", Decimal(30)),
    ]  # fmt: skip
    assert model("select amount_mxn from core.bid where procedure_id = 'LA-6'") == [(None,)]


def test_a_proposal_has_its_published_clock_and_none_is_made_up(model) -> None:
    found = model("select is_valid, bid_on, bid_at, bid_zone from core.bid "
                  "where procedure_id = 'LA-1' and has_proposed order by supplier_name")  # fmt: skip
    day = dt.date(2026, 3, 19)
    assert found == [
        (True, day, dt.datetime(2026, 3, 19, 10, 30), "Z"),
        (True, day, dt.datetime(2026, 3, 19, 10, 5), None),
        (False, dt.date(2026, 3, 18), None, None),
    ]


def test_the_proposals_of_a_procedure_are_counted_and_compared(model) -> None:
    found = model("select n_bids, n_valid, n_out, n_unstated, n_winners, winner_mxn, lowest_out_mxn, lowest_valid_mxn, "
                  "second_mxn, winner_was_last, is_final, closed_at, closed_zone "
                  "from features.procedure_bids where procedure_id in ('LA-1', 'LA-3', 'LA-8') order by procedure_id")  # fmt: skip
    closed = (dt.datetime(2026, 3, 20), "Z")
    assert found == [
        # One proposal has no hour, so nobody knows which was the last.
        (
            3,
            2,
            1,
            0,
            1,
            Decimal(950),
            Decimal(900),
            Decimal(950),
            Decimal(1000),
            None,
            True,
            *closed,
        ),
        (2, 2, 0, 0, 1, Decimal(70), None, Decimal(70), Decimal(80), None, True, *closed),
        # Of A's two proposals nobody says which counts: B's alone has an amount.
        (2, 2, 0, 0, 1, Decimal(30), None, Decimal(30), None, None, True, *closed),
    ]
    # 1000 exceeds 950 by a nineteenth.
    assert model("select gap_share from features.procedure_bids where procedure_id = 'LA-1'") == [
        (pytest.approx(50 / 950),)
    ]


def test_amounts_of_bids_and_quotations_are_screened(model) -> None:
    found = model(
        "select subject_type, n_offers, n_priced, lowest, highest, diffp from features.offer_screens order by 1"
    )
    # 900, 950 and 1000; 480, 500 and 520: the second exceeds the first by a share of it.
    assert found == [
        ("contract", 3, 3, 480.0, 520.0, pytest.approx(20 / 480)),
        ("procedure", 3, 3, 900.0, 1000.0, pytest.approx(50 / 900)),
    ]


def test_quotations_are_without_vat_and_of_the_one_contract_of_their_process(model) -> None:
    found = model("select c.procedure_id, q.supplier_name, q.amount_mxn, q.amount_with_vat, q.is_winner "
                  "from core.quotation q join core.contract c using (contract_id) order by 2")  # fmt: skip
    assert found == [
        ("AA-2", "EMPRESA A SA DE CV", Decimal(500), None, False),
        ("AA-2", "EMPRESA B SA DE CV", Decimal(480), None, True),
        ("AA-2", "EMPRESA C SA DE CV", Decimal(520), None, False),
    ]


def test_the_last_amendment_leads_from_the_awards_amount_to_the_contracts(model) -> None:
    found = model("select number, object, signed_on, amount_before_mxn, amount_after_mxn, end_on_after "
                  "from core.amendment order by signed_on")  # fmt: skip
    assert found == [
        ("m1", "plazo", dt.date(2026, 5, 1), Decimal(950), None, None),
        ("m2", "más papel", dt.date(2026, 6, 1), Decimal(950), Decimal(1140), dt.date(2026, 12, 1)),
    ]


def test_an_item_has_its_price_to_four_decimals_and_leads_to_its_row(model) -> None:
    (row,) = model("select i.description, classification_scheme, classification_id, quantity, unit, unit_price, "
                   "i.currency, c.procedure_id from core.contract_item i join core.contract c using (contract_id)")  # fmt: skip
    assert row == ("Papel", "CUCOP", "21101", 12.5, "PIEZA", Decimal("76.1235"), "MXN", "LA-1")
    assert model(
        "select s.row_number from core.contract_item i join core.source_row s on s.record_id = i.contract_item_id"
    ) == [(100_001,)]


def test_short_ids_that_two_bodies_use_are_not_one_procedure(tmp_path: Path) -> None:
    first, second = (process("1", awards=[award("A", who, value=mxn(5))]) for who in "AB")
    second["ocid"] = "ocds-y-1"
    text = "\n".join(map(json.dumps, (first, second)))
    con = built(tmp_path, written(tmp_path, {"a_2026-06-30.jsonl": text}))
    assert con.execute("select procedure_id from core.contract order by 1").fetchall() == [
        ("OCDS-X-1",), ("OCDS-Y-1",),
    ]  # fmt: skip


@pytest.mark.long
def test_a_state_has_the_same_contracts_with_its_ocds_file_as_without(tmp_path: Path) -> None:
    from lumbrera.simulate import simulate

    simulate(tmp_path / "state", contracts=1000)
    published = tmp_path / "state" / "publicado"
    own = [
        p for f in ("comprasmx", "compranet", "sipot") for p in sorted((published / f).iterdir())
    ]
    (releases,) = (published / "ocds").iterdir()
    without, beside = built(tmp_path / "without", own), built(tmp_path / "with", [*own, releases])

    def contracts(con: duckdb.DuckDBPyConnection) -> dict[str, Any]:
        found = con.execute(
            "select contract_id, amount_mxn, procedure_id, method, is_current from core.contract"
        )
        return {contract: rest for contract, *rest in found.fetchall()}

    alone, joined = contracts(without), contracts(beside)
    assert {k: joined[k] for k in alone} == alone
    # What the others published in a shifted row, which was set aside, OCDS tells of.
    more = {joined[k][1] for k in joined.keys() - alone.keys()}
    assert more == of_shifted_rows([p for p in own if p.suffix == ".csv"], more)
    ambiguous = "select count(*) from core.ambiguous_row where feed like 'ocds%'"
    assert beside.execute(ambiguous).fetchone() == (0,)
    # Every bid of every process is one of a bidder for a procedure.
    processes = map(json.loads, releases.read_text(encoding="utf-8").splitlines())
    n_bids = sum(len(p["bids"]["details"]) for p in processes if "bids" in p)
    priced = "select count(*), count(distinct (procedure_id, supplier_id)) from core.bid where amount_mxn is not null"
    assert n_bids > 100
    assert beside.execute(priced).fetchone() == (n_bids, n_bids)


def of_shifted_rows(paths: list[Path], procedures: set[str]) -> set[str]:
    """Those of the procedures that stand in a row with more or fewer fields than its header."""
    found = set()
    for path in paths:
        raw = path.read_bytes()
        try:
            text = raw.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = raw.decode("cp1252")
        rows = list(csv.reader(io.StringIO(text)))
        found |= {p for row in rows if len(row) != len(rows[0]) for p in procedures & set(row)}
    return found
