"""What each rule said on a snapshot, for a person: outcomes, missing fields, sensitivity."""

from collections.abc import Sequence

import duckdb
import msgspec

from lumbrera.ruleset.header import id_order


class Trial(msgspec.Struct, frozen=True):
    """What a rule would flag with one parameter at factor x its value in force."""

    param: str
    factor: float
    param_value: float
    n_flagged: int
    n_computed: int
    n_opened: int


class RuleFigures(msgspec.Struct, frozen=True):
    """One rule's outcomes. suppressed: flags that somebody has explained; cases: those it is in."""

    rule_id: str
    title: str
    kind: str
    flagged: int
    cleared: int
    not_computable: int
    missing: dict[str, int]
    prevalence: float
    miscalibrated: bool
    suppressed: int
    cases: int
    trials: list[Trial]


_RULES = """
with outcome as (
    select rule_id,
        coalesce(sum(n) filter (outcome = 'flagged'), 0)::bigint as flagged,
        coalesce(sum(n) filter (outcome = 'cleared'), 0)::bigint as cleared,
        coalesce(sum(n) filter (outcome = 'not_computable'), 0)::bigint as not_computable
    from flags.coverage group by 1
)
select r.rule_id, r.title, r.kind, o.flagged, o.cleared, o.not_computable, r.prevalence,
    r.miscalibrated, coalesce(f.n, 0), coalesce(w.n, 0)
from flags.rule r
join outcome o using (rule_id)
left join (select rule_id, count(suppressed_by) as n from flags.flag group by 1) f using (rule_id)
left join (select rule_id, count(distinct case_id) as n from cases.weight group by 1) w
    using (rule_id)
"""


def rule_figures(
    con: duckdb.DuckDBPyConnection, ids: Sequence[str] | None = None
) -> list[RuleFigures]:
    """The figures of a snapshot's rules, or of those with these ids, in the order of the rules.

    trials is empty for a rule without numeric parameters, and on data of national size until
    `write_sensitivity` was asked for.
    """
    missing: dict[str, dict[str, int]] = {}
    for rule_id, name, n in con.execute(
        "select rule_id, missing, n from flags.coverage where outcome = 'not_computable' "
        "order by n desc, missing"
    ).fetchall():
        missing.setdefault(rule_id, {})[name] = n
    trials: dict[str, list[Trial]] = {}
    for rule_id, *trial in con.execute(
        "select rule_id, param, factor, param_value, n_flagged, n_computed, n_opened "
        "from flags.sensitivity order by rule_id, param, factor"
    ).fetchall():
        trials.setdefault(rule_id, []).append(Trial(*trial))
    return [
        RuleFigures(
            rule_id, title, kind, flagged, cleared, absent, missing.get(rule_id, {}), prevalence,
            miscalibrated, suppressed, cases, trials.get(rule_id, []),
        )
        for rule_id, title, kind, flagged, cleared, absent, prevalence, miscalibrated, suppressed,
        cases in sorted(con.execute(_RULES).fetchall(), key=lambda row: id_order(row[0]))
        if ids is None or rule_id in ids
    ]  # fmt: skip
