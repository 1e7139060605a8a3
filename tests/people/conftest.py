"""A world of mentions written by hand, resolved as the engine resolves it."""

from collections.abc import Callable, Iterable
from typing import Any

import duckdb
import pytest
from lumbrera import normalise
from lumbrera.content.models.core import _person_sources
from lumbrera.people import decisions, judge, keys, linkage, mentions, names, scoring

World = Callable[..., duckdb.DuckDBPyConnection]


def resolve(
    rows: Iterable[dict[str, Any]], decided: Iterable[decisions.LinkDecision] = ()
) -> duckdb.DuckDBPyConnection:
    """core.person_mention, person, person_link, link_held_back and link_model of the rows; what a
    row does not say is null, and each stands in the file of its system unless it names another."""
    con = duckdb.connect()
    normalise.register(con)
    names.register(con)
    con.execute("""
        create schema core; create schema meta;
        create table core.institution (institution varchar, institution_id varchar);
        create table core.buyer (institution_id varchar, municipality_code varchar);
        create table meta.link_decision (profile_a varchar, profile_b varchar, is_confirmed boolean,
            who varchar, decided_on date, reason varchar)""")
    con.execute(f"create table written as {_person_sources.EMPTY}")
    for number, row in enumerate(rows, 1):
        full = {"file_sha256": row["system"], "row_number": number, "is_whole": False, **row}
        con.execute(
            f"insert into written ({', '.join(full)}) values ({', '.join('?' * len(full))})",
            list(full.values()),
        )
    for decision in decisions.in_force(list(decided)):
        con.execute("insert into meta.link_decision values (?, ?, ?, ?, ?, ?)", list(decision))
    mentions.gather(con, "from written")
    keys.join_by_key(con)
    is_weighed = linkage.is_worth_weighing(con)
    if is_weighed:
        linkage.prepare(con)
        scoring.score(con)
        linkage.compare(con)
        judge.judge(con)
    else:
        judge.judge_nothing(con)
    judge.write_links(con, weighed=is_weighed)
    mentions.write(con)
    return con


@pytest.fixture(scope="session")
def world() -> World:
    """The function that resolves rows."""
    return resolve


@pytest.fixture(scope="session")
def macros() -> duckdb.DuckDBPyConnection:
    """A connection that has the macros and nothing else."""
    con = duckdb.connect()
    normalise.register(con)
    names.register(con)
    return con
