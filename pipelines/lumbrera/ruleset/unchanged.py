"""Rules that would say what they said last time: their outcome is kept, not computed again.

A rule's outcome is decided by its text and parameters, the tables of the warehouse, the cut-off
date, and the engine's own code. Where none of these differs from the snapshot that is being
rebuilt, as when another rule's threshold was changed, its flags and counts stay.
"""

import functools
import hashlib
from collections.abc import Collection, Sequence
from pathlib import Path

import duckdb

from lumbrera.ruleset.evaluate import Outcome
from lumbrera.ruleset.params import Bound

_COUNTED = ("coverage", "rule", "prevalence", "sensitivity")


def warehouse_digest(con: duckdb.DuckDBPyConnection) -> str | None:
    """Digest of all that rules read and of the engine's code; None when the warehouse lacks it."""
    try:
        tables = con.execute(
            "select table_name, digest from meta.table_digest order by all"
        ).fetchall()
        run = con.execute("select as_of from meta.run").fetchall()
    except duckdb.Error:
        return None
    return hashlib.sha256(repr([tables, run, _engine_digest()]).encode()).hexdigest()


def keep(
    con: duckdb.DuckDBPyConnection, rules: Sequence[Bound], inputs: str | None, draft: str
) -> dict[str, Outcome]:
    """The outcomes that stay, by rule id; their flags are put into the draft.

    Of the tables of flags only the rows of these rules remain; with no outcome to keep nothing is
    touched. inputs: as `warehouse_digest` gives it.
    """
    try:
        last = con.execute("select rule_id, digest from flags.rule where inputs = ?", [inputs])
        stored = dict(last.fetchall()) if inputs else {}
    except duckdb.Error:
        return {}
    # The reserved sections are no table of the warehouse: what reads them is asked every time.
    kept = [
        bound
        for bound in rules
        if stored.get(bound.rule.id) == bound.digest
        and not any(table.startswith("restricted.") for table in bound.rule.reads)
    ]
    if not kept:
        return {}
    ids = [bound.rule.id for bound in kept]
    for table in _COUNTED:
        con.execute(f"delete from flags.{table} where not list_contains(?, rule_id)", [ids])
    con.execute(
        f"""insert into {draft}
        select flag_id, rule_id, rule_digest, kind, subject_type, subject_id, event_on, value,
            severity, certainty, audience, sentence, evidence, source_ids
        from flags.flag where list_contains(?, rule_id)""",
        [ids],
    )
    return {bound.rule.id: _outcome(con, bound) for bound in kept}


def _outcome(con: duckdb.DuckDBPyConnection, bound: Bound) -> Outcome:
    counts: dict[str, int] = {}
    missing: dict[str, int] = {}
    for outcome, name, n in con.execute(
        "select outcome, missing, n from flags.coverage where rule_id = ?", [bound.rule.id]
    ).fetchall():
        if outcome == "not_computable":
            missing[name] = n
        else:
            counts[outcome] = n
    opened = con.execute(
        "select count(*) from flags.flag where rule_id = ? and kind = 'flag'", [bound.rule.id]
    ).fetchone()
    return Outcome(
        rule=bound.rule,
        digest=bound.digest,
        flagged=counts["flagged"],
        opened=opened[0] if opened else 0,
        cleared=counts["cleared"],
        not_computable=sum(missing.values()),
        not_applicable=counts.get("not_applicable"),
        missing=missing,
    )


@functools.cache
def _engine_digest() -> str:
    sources = sorted(Path(__file__).parent.glob("*.py"))
    return hashlib.sha256(b"\0".join(path.read_bytes() for path in sources)).hexdigest()


def without(rules: Sequence[Bound], kept: Collection[str]) -> list[Bound]:
    """The rules that are not among those kept."""
    return [bound for bound in rules if bound.rule.id not in kept]
