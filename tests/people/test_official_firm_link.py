"""What ties officials to firms: declared, by key, by a probable link, by a name alone; never a rejected one."""

from pathlib import Path

import duckdb
import pytest
from lumbrera import content, normalise


@pytest.fixture(scope="module")
def con() -> duckdb.DuckDBPyConnection:
    """Officials O1 to O5 and one firm each; the person behind F2 is the official by key, and so on."""
    con = duckdb.connect()
    normalise.register(con)
    con.execute("""
        create schema core;
        create table core.supplier (supplier_id varchar, rfc_public varchar, rfc_status varchar, kind varchar, legal_form varchar, name_key varchar);
        insert into core.supplier values ('S1', 'ABC010203AB1', 'valid', 'company', 'SA', 'UNO|SA');
        create table core.declared_interest (official_id varchar, interest varchar, company_rfc varchar, company_key varchar,
            first_declared_on date, last_declared_on date, ended_on date, declaration_ids varchar[]);
        insert into core.declared_interest values
            ('O1', 'participation', 'ABC010203AB1', 'UNO|SA', '2024-05-20', '2025-05-20', null, ['D1']),
            ('O1', 'client', 'ABC010203AB1', 'UNO|SA', '2024-05-20', '2025-05-20', null, ['D1']);
        create table core.person_mention (mention_id varchar, profile_id varchar, person_id varchar, likely_id varchar, role varchar,
            official_id varchar, supplier_id varchar, firm_key varchar, from_on date, to_on date);
        insert into core.person_mention values
            ('M2', 'Q2', 'P2', 'P2', 'procurement_official', 'O2', null, null, null, null),
            ('N2', 'R2', 'P2', 'P2', 'partner', null, 'S2', 'F2', '2020-01-01', null),
            ('M3', 'Q3', 'P3', 'P3', 'declarant', 'O3', null, null, null, null),
            ('N3', 'R3', 'P3b', 'P3', 'representative', null, 'S3', 'F3', null, null),
            ('M4', 'Q4', 'P4', 'P4', 'staff', 'O4', null, null, null, null),
            ('N4', 'R4', 'P4b', 'P4b', 'owner', null, 'S4', 'F4', null, null),
            ('M5', 'Q5', 'P5', 'P5', 'staff', 'O5', null, null, null, null),
            ('N5', 'R5', 'P5b', 'P5b', 'owner', null, 'S5', 'F5', null, null);
        create table core.person_link (profile_a varchar, profile_b varchar, certainty varchar, basis varchar[], probability double,
            expected_by_chance double, is_rejected boolean);
        insert into core.person_link values
            ('Q2', 'R2', 'certain', ['rfc'], null, null, false),
            ('Q4', 'R4', 'candidate', ['name'], 0.97, 0.03, false),
            ('Q5', 'R5', 'candidate', ['name'], 0.99, 0.01, true)""")  # fmt: skip
    sql = (Path(content.root("models")) / "core" / "official_firm_link.sql").read_text("utf-8")
    con.execute(f"create table core.official_firm_link as {sql}")
    return con


def test_each_tie_is_as_sure_as_what_it_stands_on(con: duckdb.DuckDBPyConnection) -> None:
    assert con.execute(
        "select official_id, supplier_id, relation, certainty, basis, probability, expected_by_chance "
        "from core.official_firm_link order by 1"
    ).fetchall() == [
        ("O1", "S1", "declared_participation", "certain", ["declared", "firm_rfc"], None, None),
        ("O2", "S2", "partner", "certain", ["rfc"], None, None),
        # Linked by way of other mentions of the two: no pair of its own.
        ("O3", "S3", "representative", "probable", ["chain"], None, None),
        ("O4", "S4", "owner", "candidate", ["name"], 0.97, 0.03),
    ]


def test_a_link_that_somebody_rejected_ties_nobody(con: duckdb.DuckDBPyConnection) -> None:
    found = con.execute("select count(*) from core.official_firm_link where official_id = 'O5'")
    assert found.fetchone() == (0,)


def test_every_tie_leads_to_the_rows_of_both_ends(con: duckdb.DuckDBPyConnection) -> None:
    assert con.execute(
        "select official_id, list_sort(source_ids) from core.official_firm_link order by 1"
    ).fetchall() == [
        ("O1", ["D1"]), ("O2", ["M2", "N2"]), ("O3", ["M3", "N3"]), ("O4", ["M4", "N4"]),
    ]  # fmt: skip
