"""Rules that would say what they said last time: their outcome is kept, not computed again.

A rule's outcome is decided by its text and parameters, the tables that it and its counts read, the
cut-off date if it asks for that, and the engine's own code. Where none of these differs from the
snapshot that is being rebuilt, as when another rule's threshold was changed or a list was published
that this rule does not read, its flags and counts stay.
"""

import functools
import hashlib
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

import duckdb

from lumbrera.ruleset.evaluate import POPULATION, Outcome
from lumbrera.ruleset.opportunities import SIZED
from lumbrera.ruleset.params import Bound

_COUNTED = ("coverage", "rule", "prevalence", "sensitivity")


def input_digests(con: duckdb.DuckDBPyConnection, rules: Sequence[Bound]) -> dict[str, str]:
    """Rule id to a digest of all that its outcome rests on beside its own text and parameters.

    Of a rule that reads what has no digest, and in a warehouse that no build made, there is none.
    """
    try:
        # The reserved sections are no table of the warehouse: what reads them is asked every time.
        known = dict(
            con.execute(
                "select table_name, digest from meta.table_digest where table_name not like 'restricted.%'"
            ).fetchall()
        )
        known["meta.run"] = str(con.execute("select as_of from meta.run").fetchall())
    except duckdb.Error:
        return {}
    found = {}
    for bound in rules:
        tables = _reads(bound)
        if all(table in known for table in tables):
            parts = [_engine_digest(), *(f"{table} {known[table]}" for table in tables)]
            found[bound.rule.id] = hashlib.sha256("\0".join(parts).encode()).hexdigest()
    return found


def _reads(bound: Bound) -> list[str]:
    """The tables that a rule reads, those that its subjects are counted by, and that of the names that
    sentences give to families of goods."""
    subject = bound.header.subject
    counted = {POPULATION[subject]} if subject in POPULATION else set()
    if subject in SIZED:
        counted |= {"core.contract", "core.buyer"}
    return sorted({*bound.rule.reads, *counted, "reference.item_families"})


def keep(
    con: duckdb.DuckDBPyConnection, rules: Sequence[Bound], inputs: Mapping[str, str], draft: str
) -> dict[str, Outcome]:
    """The outcomes that stay, by rule id; their flags are put into the draft.

    Of the tables of flags only the rows of these rules remain; with no outcome to keep nothing is
    touched. inputs: as `input_digests` gives it.
    """
    try:
        last = con.execute("select rule_id, digest, inputs from flags.rule").fetchall()
    except duckdb.Error:
        return {}
    stored = {rule_id: decided_by for rule_id, *decided_by in last}
    kept = [
        bound
        for bound in rules
        if bound.rule.id in inputs
        and stored.get(bound.rule.id) == [bound.digest, inputs[bound.rule.id]]
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
