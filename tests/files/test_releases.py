"""Whatever stands in an OCDS file, every release is read or set aside, and every bid is counted."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lumbrera.files.container import UnreadableFileError, members
from lumbrera.files.encoding import scan
from lumbrera.files.release_tables import PARTS
from lumbrera.files.releases import Releases, looks_like_releases
from lumbrera.sources import ocds

from tests.examples import examples

Cells = dict[str, str]


class Read:
    """One file read: rows of each table by the names of their fields, and what was set aside."""

    def __init__(self, path: Path, con: duckdb.DuckDBPyConnection) -> None:
        (member,) = members(path)
        with member.open() as stream:
            found = scan(stream)
        self.it = Releases(member, found, path.parent)
        self.con = con

    def rows(self, name: str) -> dict[int, Cells]:
        """row number → cells."""
        self.it.load(self.con, name, "incoming")
        fields = [f.name for f in next(s for s in ocds.SOURCES if s.name == f"ocds_{name}").fields]
        found = self.con.execute("from incoming order by row_number").fetchall()
        return {number: dict(zip(fields, cells, strict=True)) for number, *cells in found}

    def aside(self, name: str) -> list[tuple[int, str]]:
        """Number and reason of what was set aside."""
        return [(r.row_number, r.reason) for r in self.it.load(self.con, name, "incoming").rejects]


@pytest.fixture(scope="module")
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as it:
        yield it


@pytest.fixture
def read(tmp_path: Path, con: duckdb.DuckDBPyConnection) -> Callable[[str | bytes], Read]:
    def of(content: str | bytes) -> Read:
        path = tmp_path / "releases.json"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return Read(path, con)

    return of


def lines(*releases: Any) -> str:
    return "\n".join(json.dumps(r) for r in releases)


def release(ocid: str, **sections: Any) -> dict[str, Any]:
    return {
        "ocid": ocid,
        "id": f"{ocid}-1",
        "date": "2026-01-01T00:00:00Z",
        "tag": ["compiled"],
    } | sections


BID = {"id": "b1", "status": "valid", "value": {"amount": 10.5}, "tenderers": [{"id": "t"}]}


def test_the_cells_of_every_table_are_the_fields_of_its_source_in_order() -> None:
    assert [f"ocds_{p.name}" for p in PARTS] == [s.name for s in ocds.SOURCES]
    assert [len(p.cells) for p in PARTS] == [len(s.fields) for s in ocds.SOURCES]


def test_lines_that_hold_no_release_are_set_aside_and_blank_ones_are_none(read) -> None:
    it = read(
        '{"ocid":"a","id":"1"}\r\n\r\n{"ocid":"b",\r\n[1]\r\n{"id":"without"}\r\n"ocid"\r\n{"ocid":7}'
    )
    assert {n: r["ocid"] for n, r in it.rows("releases").items()} == {1: "a", 6: "7"}
    broken = "no es un objeto JSON: está cortado o dañado"
    assert it.aside("releases") == [
        (2, broken), (3, broken), (4, "el proceso no trae «ocid»: no se sabe cuál es"), (5, broken),
    ]  # fmt: skip
    assert it.it.notes == ["1 procesos traen «ocid» como número y no como texto"]


PACKAGED = [release("a", bids={"details": [BID]}), release("b")]


@pytest.mark.parametrize(
    "content",
    [
        lines(*PACKAGED),
        "\ufeff" + lines(*PACKAGED),
        json.dumps({"uri": "x", "releases": PACKAGED}),
        json.dumps({"uri": "x", "releases": PACKAGED}, indent=2),
        json.dumps(PACKAGED, indent=1),
        lines({"releases": PACKAGED[:1]}, {"releases": PACKAGED[1:]}),
        json.dumps({"records": [{"ocid": r["ocid"], "releases": [{"x": 1}], "compiledRelease": r} for r in PACKAGED]}),
        json.dumps({"records": [{"ocid": r["ocid"], "releases": [r]} for r in PACKAGED]}),
        lines(*({"ocid": r["ocid"], "compiledRelease": r} for r in PACKAGED)),
        json.dumps({"pagination": {"total": 2}, "results": [{"uri": "x", "records": [{"compiledRelease": r}]} for r in PACKAGED]}),
        json.dumps({"data": {"releasePackage": {"releases": PACKAGED}}}),
        lines(release("a", date={"$date": "2026-01-01T00:00:00Z"}, bids=[BID | {"value": {"amount": {"$numberDecimal": "10.5"}}}]),
              PACKAGED[1]),
        json.dumps(PACKAGED[0], indent=2) + "\n",
    ],
    ids=["lines", "with a byte-order mark", "package", "indented package", "array", "packages by line",
         "compiled records", "records of releases", "records by line",
         "page of packages", "package in a page", "a database's types, bids without details", "one indented release"],
)  # fmt: skip
def test_releases_are_the_same_however_they_are_packed(read, content: str) -> None:
    it = read(content)
    rows = it.rows("releases")
    assert [r["ocid"] for r in rows.values()] == ["a", "b"][: len(rows)]
    assert len(rows) == (1 if content.endswith("\n") else 2)
    assert it.rows("bids") == {
        100_001: {
            "release_row": "1", "ocid": "a", "bid_ref": "b1", "bid_on": "", "status": "valid",
            "status_details": "", "amount": "10.5", "currency": "", "vat_included": "",
            "tenderers": '[{"id":"t","name":null}]',
        }
    }  # fmt: skip


def test_a_document_that_is_cut_off_is_refused(read) -> None:
    it = read(json.dumps({"releases": PACKAGED}, indent=1)[:-20])
    with pytest.raises(UnreadableFileError, match="incompleto o dañado"):
        it.rows("releases")


def test_releases_that_are_not_compiled_are_merged_by_the_standard(read) -> None:
    tendered = release(
        "a", date="2026-01-01T00:00:00Z", tag=["tender"],
        tender={"id": "T", "title": "Old title", "procurementMethod": "open"}, bids={"details": [BID]},
    )  # fmt: skip
    awarded = release(
        "a", date="2026-02-01T00:00:00Z", tag=["award"], tender={"title": "New title"},
        awards=[{"id": "A", "status": "active", "suppliers": [{"id": "t", "name": "T"}]}],
    )  # fmt: skip
    # The later release stands first in the file; the other process is alone.
    it = read(lines(awarded, release("b"), tendered))
    rows = it.rows("releases")
    assert [(n, r["stands_in"]) for n, r in rows.items()] == [(1, ""), (2, ""), (3, "1")]
    assert it.it.notes == ["1 procesos venían en varias entregas sin compilar: se unieron"]
    # Award and bid are both of the row that stands.
    assert [r["award_ref"] for r in it.rows("contracts").values()] == ["A"]
    assert list(it.rows("contracts")) == [1 * 2_000 + 1_001]
    assert [r["bid_ref"] for r in it.rows("bids").values()] == ["b1"]
    assert list(it.rows("bids")) == [100_001]
    assert (rows[1]["tender_id"], rows[1]["title"], rows[1]["method"]) == ("T", "New title", "open")


def test_of_a_process_compiled_twice_the_last_counts_and_an_exact_copy_is_a_copy(read) -> None:
    first, second = (
        release("a", bids={"details": [BID, BID]}),
        release("a", bids={"details": [BID]}),
    )
    second["date"] = "2026-03-01T00:00:00Z"
    it = read(lines(first, second, second))
    assert [r["stands_in"] for r in it.rows("releases").values()] == ["2", "", ""]
    assert it.it.notes == ["1 procesos vienen compilados más de una vez: cuenta la última"]
    assert list(it.rows("bids")) == [200_001]


def test_a_contract_stands_with_its_award_and_an_award_without_contract_alone(read) -> None:
    it = read(lines(release(
        "a",
        awards=[{"id": "A1", "date": "2026-01-05"}, {"id": 2, "value": {"amount": 7}}, {"id": "A3"}],
        contracts=[{"id": "C1", "awardID": "A1"}, {"id": "C2", "awardID": "A1"}, {"id": "C3", "awardID": "gone"},
                   {"id": "C4", "awardID": 2}],
    )))  # fmt: skip
    found = [
        (r["contract_number"], r["award_ref"], r["award_on"], r["award_amount"])
        for r in it.rows("contracts").values()
    ]
    assert found == [
        ("C1", "A1", "2026-01-05", ""), ("C2", "A1", "2026-01-05", ""), ("C3", "gone", "", ""),
        ("C4", "2", "", "7"), ("", "A3", "", ""),
    ]  # fmt: skip


def test_what_is_no_list_and_what_is_no_object_is_told(read) -> None:
    it = read(
        lines(release("a", awards={"id": "A"}, bids={"details": [BID, 5, None]}, contracts="none"))
    )
    assert it.rows("contracts") == {}
    assert it.it.notes == [
        "1 procesos traen «awards» que no es una lista: no se leyó",
        "1 procesos traen «contracts» que no es una lista: no se leyó",
    ]
    empty = "el elemento está vacío o no es un objeto"
    assert it.aside("bids") == [(100_002, empty), (100_003, empty)]


def test_a_row_is_read_again_from_the_lines_of_its_process_alone(read) -> None:
    earlier = release("a", tag=["tender"], bids={"details": [BID]})
    later = release("a", tag=["award"], date="2026-02-02T00:00:00Z", awards=[{"id": "A"}])
    it = read(lines(release("b"), earlier, release("c", awards=[{"id": "X"}]), later))
    for name in ("releases", "contracts", "bids"):
        for number, cells in it.rows(name).items():
            assert it.it.row(name, number) == list(cells.values())
    assert it.it.row("bids", 999) is None
    assert it.it.row("releases", 5) is None


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=6),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
        st.sampled_from(["id", "value", "amount", "suppliers", "items", "details", "tenderers", "quantity",
                         "unit", "name", "date", "awardID", "documents", "url", "requestForQuotes", "quotes"]),
        inner, max_size=4),
    max_leaves=12,
)  # fmt: skip
BIDS = st.lists(st.fixed_dictionaries({"id": st.integers() | st.text(max_size=3)}, optional={"value": JSON, "tenderers": JSON, "date": JSON, "status": JSON}), max_size=4)  # fmt: skip
RELEASE = st.fixed_dictionaries(
    {"ocid": st.sampled_from(["a", "b", "c", "d é", 5, None])},
    optional={
        "date": st.sampled_from(["2026-01-01", "2025-05-05T10:00:00Z", None, 7]),
        "tag": st.sampled_from([["compiled"], ["tender"], "award", None]),
        "bids": st.fixed_dictionaries({"details": BIDS}) | JSON,
        **dict.fromkeys(
            ("id", "buyer", "parties", "tender", "planning", "awards", "contracts"), JSON
        ),
    },
)


@settings(
    max_examples=examples(60),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(releases=st.lists(RELEASE, min_size=1, max_size=5), as_package=st.booleans())
def test_no_release_is_lost_and_no_shape_stops_the_reading(
    read, releases: list[dict[str, Any]], as_package: bool
) -> None:
    releases = [{"ocid": "first"}, *releases]
    it = read(json.dumps({"releases": releases}) if as_package else lines(*releases))
    rows = it.rows("releases")
    aside = it.aside("releases")
    assert sorted([*rows, *(n for n, _ in aside)]) == list(range(1, len(releases) + 1))
    assert [n for n, _ in aside] == [i for i, r in enumerate(releases, 1) if r["ocid"] is None]
    # One release stands for each process.
    ocids = [r["ocid"] for r in rows.values() if r["stands_in"] == ""]
    copies = len(rows) - len({json.dumps(r, sort_keys=True) for r in rows.values()})
    assert len(set(ocids)) <= len(ocids) <= len(set(ocids)) + copies
    assert set(ocids) == {str(r["ocid"]) for r in releases if r["ocid"] is not None}
    for part in PARTS[1:]:
        for number, cells in it.rows(part.name).items():
            assert rows[number // part.room]["ocid"] == cells["ocid"]


@settings(
    max_examples=examples(40),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(bids=st.lists(BIDS, min_size=1, max_size=4))
def test_every_bid_of_every_process_is_a_row(read, bids: list[list[dict[str, Any]]]) -> None:
    it = read(lines(*(release(f"p{i}", bids={"details": b}) for i, b in enumerate(bids))))
    found = [(r["ocid"], r["bid_ref"]) for r in it.rows("bids").values()]
    assert found == [(f"p{i}", str(b["id"])) for i, of in enumerate(bids) for b in of]
    assert it.aside("bids") == []


def test_a_release_is_told_by_its_ocid() -> None:
    assert looks_like_releases('{"id":"x","ocid":"y"}')
    assert not looks_like_releases('{"id":"x","nombres":"y"}')
