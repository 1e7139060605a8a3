"""What restricted readers find beside what analysts see, counted by hand."""

import duckdb
from lumbrera.evaluation.reserved import _FOUND


def test_an_alert_for_restricted_readers_counts_for_them_alone() -> None:
    with duckdb.connect() as con:
        con.execute("""
            create schema flags;
            create table flags.rule as from (values ('N12', 'interest'), ('N12D', 'interest'), ('T9', 'transparency')) t(rule_id, family);
            create table instance as from (values
                ('1', 'nepotism', 'careful', true), ('2', 'nepotism', 'naive', true), ('3', 'nepotism', 'naive', true),
                ('4', 'homonyms_small_town', null, false), ('5', 'price_leak', 'naive', true)) t(instance_id, kind, skill, is_scheme);
            create table subject as select instance_id, 'official' as subject_type, 'O' || instance_id as subject_id from instance;
            create table flags.flag as from (values
                ('official', 'O2', 'N12D', 'flag', 'restricted'), ('official', 'O2', 'N12', 'signal', 'analyst'),
                ('official', 'O3', 'N12D', 'signal', 'restricted'), ('official', 'O4', 'T9', 'flag', 'public'),
                ('official', 'O5', 'N12', 'flag', 'analyst')) t(subject_type, subject_id, rule_id, kind, audience)
        """)  # fmt: skip
        found = con.execute(_FOUND.replace("{every}", "flags.flag")).fetchall()
    # scheme, kind, skill, instances; an alert for analysts, for restricted readers; signals too, alike
    assert found == [
        (True, "nepotism", "naive", 2, 0, 1, 1, 2, ["N12", "N12D"]),
        (True, "nepotism", "careful", 1, 0, 0, 0, 0, []),
        (False, "homonyms_small_town", "", 1, 0, 0, 0, 0, []),
    ]
