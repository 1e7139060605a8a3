"""The surroundings of a node: what is near, what is left out, and that nobody is named."""

import io
import json
import xml.etree.ElementTree as ET
from collections.abc import Iterator

import duckdb
import pytest
from lumbrera.errors import UsageError
from lumbrera.graph import ego, find, picture, text

# A – address – B; B – representative – C; A sold to a unit of fifty suppliers.
ROWS = """
create schema networks;
create table networks.edge (source varchar, target varchar, kind varchar, certainty varchar,
    from_on date, to_on date, n bigint, amount_mxn decimal(18, 2));
insert into networks.edge values
    ('address:X', 'supplier:A', 'address', 'certain', null, null, 1, null),
    ('address:X', 'supplier:B', 'address', 'certain', null, null, 1, null),
    ('person:P', 'supplier:B', 'represents', 'probable', '2024-01-02', null, 1, null),
    ('person:P', 'supplier:C', 'represents', 'probable', null, null, 1, null),
    ('buyer:U', 'supplier:A', 'bought', 'certain', '2025-01-01', '2025-02-01', 3, 1500.5);
insert into networks.edge
select 'buyer:U', 'supplier:T' || i, 'bought', 'certain', null, null, 1, 1 from range(50) t(i);
create table networks.node as
select node_id, split_part(node_id, ':', 1) as kind, split_part(node_id, ':', 2) as ref_id, count(*) as degree,
       case when node_id like 'supplier:%' then split_part(node_id, ':', 2) || ' <SA>' end as label
from (select source as node_id from networks.edge union all select target from networks.edge) group by node_id
"""


@pytest.fixture(scope="module")
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as con:
        con.execute(ROWS)
        yield con


def test_two_steps_reach_through_the_address_and_not_through_the_large_unit(
    con: duckdb.DuckDBPyConnection,
) -> None:
    graph = ego(con, find(con, "A"), 2)
    assert sorted(graph) == ["address:X", "buyer:U", "supplier:A", "supplier:B"]
    assert sorted(ego(con, "supplier:A", 3)) == [
        "address:X", "buyer:U", "person:P", "supplier:A", "supplier:B",
    ]  # fmt: skip


def test_a_unit_in_the_middle_shows_its_suppliers(con: duckdb.DuckDBPyConnection) -> None:
    assert len(ego(con, "buyer:U", 1)) == 52


def test_json_and_graphml_hold_the_same_ties_with_their_facts(
    con: duckdb.DuckDBPyConnection,
) -> None:
    graph = ego(con, "supplier:A", 2)
    data = json.loads(text(graph, "json"))
    bought = next(e for e in data["edges"] if e["kind"] == "bought")
    assert (bought["n"], bought["amount_mxn"], bought["from_on"]) == (3, 1500.5, "2025-01-01")
    tree = ET.parse(io.StringIO(text(graph, "graphml")))
    space = {"g": "http://graphml.graphdrawing.org/xmlns"}
    assert len(tree.findall(".//g:edge", space)) == len(data["edges"]) == 3
    assert len(tree.findall(".//g:node", space)) == len(data["nodes"]) == 4


def test_a_person_is_told_by_kind_and_no_name(con: duckdb.DuckDBPyConnection) -> None:
    graph = ego(con, "supplier:B", 1)
    assert graph.nodes["person:P"]["label"] == "persona del padrón"


def test_the_picture_is_well_formed_repeats_itself_and_asks_nobody(
    con: duckdb.DuckDBPyConnection,
) -> None:
    drawn = picture(ego(con, "supplier:A", 2), "Red de A")
    assert drawn == picture(ego(con, "supplier:A", 2), "Red de A")
    tree = ET.fromstring(drawn)
    assert tree.attrib["aria-label"] == "Red de A"
    svg = "{http://www.w3.org/2000/svg}"
    assert len(tree.findall(f"{svg}circle")) == 4 and len(tree.findall(f"{svg}line")) == 3
    assert {t.text for t in tree.findall(f"{svg}text")} == {
        "A <SA>", "B <SA>", "domicilio", "unidad compradora",
    }  # fmt: skip
    assert "href" not in drawn and "http" not in drawn.replace("http://www.w3.org/2000/svg", "")


def test_an_unknown_id_says_what_to_give(con: duckdb.DuckDBPyConnection) -> None:
    with pytest.raises(UsageError, match="NOBODY"):
        find(con, "NOBODY")
