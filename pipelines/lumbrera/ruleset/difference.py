"""What other rules or parameters would change in a snapshot, without touching it."""

from collections.abc import Sequence
from dataclasses import dataclass

import duckdb

from lumbrera import restricted
from lumbrera.ruleset.evaluate import evaluate
from lumbrera.ruleset.flags import open_draft
from lumbrera.ruleset.header import Rule
from lumbrera.ruleset.params import Overrides, bind


@dataclass(frozen=True)
class DiffFlag:
    """A flag that would appear or disappear."""

    subject_type: str
    subject_id: str
    sentence: str


@dataclass(frozen=True)
class RuleDiff:
    """One rule against the snapshot: flags that would be new, those gone, and how many stay."""

    rule_id: str
    new: tuple[DiffFlag, ...]
    gone: tuple[DiffFlag, ...]
    same: int


def diff(
    con: duckdb.DuckDBPyConnection, rules: Sequence[Rule], overrides: Overrides | None = None
) -> list[RuleDiff]:
    """Evaluate the rules on a snapshot and compare with its flags.flag, rule by rule.

    con may be read-only: only temporary tables are written. Overrides of other rules than those
    given are passed over; retired and disabled rules are left out.
    """
    ids = {rule.id for rule in rules}
    own = {rule_id: values for rule_id, values in (overrides or {}).items() if rule_id in ids}
    draft = "temp.diff_draft"
    open_draft(con, draft)
    stored = restricted.flag_table(con)
    result = []
    for bound in bind(rules, own):
        evaluate(con, bound, draft)
        result.append(
            RuleDiff(
                bound.rule.id,
                new=_only(con, draft, stored, bound.rule.id),
                gone=_only(con, stored, draft, bound.rule.id),
                same=_shared(con, draft, stored, bound.rule.id),
            )
        )
    con.execute("drop table if exists temp.rule_outcome; drop table if exists temp.rule_flagged")
    con.execute("drop table temp.diff_draft")
    return result


def _only(
    con: duckdb.DuckDBPyConnection, here: str, there: str, rule_id: str
) -> tuple[DiffFlag, ...]:
    rows = con.execute(
        f"""select subject_type, subject_id, sentence from {here}
        where rule_id = $rule and flag_id not in (
            select flag_id from {there} where rule_id = $rule)
        order by subject_id""",
        {"rule": rule_id},
    ).fetchall()
    return tuple(DiffFlag(*row) for row in rows)


def _shared(con: duckdb.DuckDBPyConnection, draft: str, stored: str, rule_id: str) -> int:
    row = con.execute(
        f"select count(*) from {draft} join {stored} using (flag_id) where {draft}.rule_id = ?",
        [rule_id],
    ).fetchone()
    assert row is not None
    return int(row[0])
