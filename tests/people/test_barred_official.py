"""An official and a ban of S3: what stands behind both is where an auditor can look it up."""

from pathlib import Path

import duckdb
from lumbrera import content


def test_the_ban_and_every_row_that_tells_of_the_official_stand_behind_it() -> None:
    con = duckdb.connect()
    con.execute("""
        create schema core;
        create table core.person_sanction (person_sanction_id varchar, record_id varchar, party_kind varchar, has_ban boolean,
            ban_start_on date, ban_end_on date, registered_on date, authority varchar, dossier varchar);
        insert into core.person_sanction values
            ('Y1', 'R1', 'official', true, '2024-03-01', '2026-03-01', '2024-03-05', 'Contraloría', '1/2024');
        create table core.person_mention (mention_id varchar, system varchar, role varchar, record_id varchar, profile_id varchar,
            person_id varchar, likely_id varchar, official_id varchar, export_on date);
        insert into core.person_mention values
            ('B1', 'S3', 'sanctioned', 'R1', 'Q0', 'P1', 'P1', null, null),
            ('M1', 'S1', 'declarant', 'D1', 'Q1', 'P1', 'P1', 'O1', '2025-06-01'),
            ('M2', 'S2', 'procurement_official', 'D2', 'Q2', 'P1', 'P1', 'O1', '2025-07-01'),
            ('M3', 'S1', 'declarant', 'D3', 'Q3', 'P3', 'P3', 'O3', '2025-06-01');
        create table core.person_link (profile_a varchar, profile_b varchar, certainty varchar, is_rejected boolean);
        create table core.official (official_id varchar, institution varchar, position varchar, in_procurement boolean,
            since_on date, left_on date);
        insert into core.official values
            ('O1', 'Instituto Uno', 'Jefatura', true, '2024-04-01', null), ('O3', 'Instituto Uno', 'Jefatura', true, '2024-04-01', null)
    """)  # fmt: skip
    sql = (Path(content.root("models")) / "features" / "barred_official.sql").read_text("utf-8")
    found = con.execute(
        f"select official_id, standing, person_sanction_id, mention_ids from ({sql}) order by 1"
    ).fetchall()
    assert found == [("O1", "started", "Y1", ["M1", "M2"]), ("O3", "not_listed", None, None)]
