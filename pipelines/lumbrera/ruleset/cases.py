"""Cases: the flags of one subject, scored so that a person can redo it by hand, and ranked.

weight of a flag = severity x certainty x (1 - prevalence), with severity 0.8, 0.5 or 0.3 and
certainty 1, 0.6 or 0.3. Prevalence is the rule's flagged share of what it computed; for suppliers,
buyers, institutions and pairs, of the subjects of about the same size (ruleset.opportunities), so
that size alone does not rank. Flags that restate one fact share an evidence group, of which only
the strongest counts; across groups the score is 1 - (1 - w1)(1 - w2)... . Signals add weight but
never open a case, a miscalibrated rule's flags count as signals, and suppressed flags do not count.
Dependence between groups is not modelled: a score orders the queue, no more.

A case whose latest alert is on something further back than the longest time limit for
administrative faults (reference.legal_constants, prescription_grave) comes after those that an
authority can still act on, whatever its score.
"""

from collections.abc import Mapping, Sequence

import duckdb

from lumbrera.config import QueueSettings
from lumbrera.ruleset import history, opportunities, suppress
from lumbrera.ruleset.queue import capped_order
from lumbrera.ruleset.suppress import Suppression

# The order in which the alerts of a case are told: those that open a case, then by severity.
STRONGEST_FIRST = "kind, list_position(['high', 'medium', 'low'], severity), rule_id, flag_id"
SEVERITY = {"high": 0.8, "medium": 0.5, "low": 0.3}
CERTAINTY = {"certain": 1.0, "probable": 0.6, "candidate": 0.3}


def _factor(column: str, factors: Mapping[str, float]) -> str:
    whens = " ".join(f"when '{name}' then {factor}" for name, factor in factors.items())
    return f"case {column} {whens} end"


_WEIGHTS = f"""
create or replace temp table flag_weight as
with strength as (
    select d.flag_id, d.rule_id, d.subject_type, d.subject_id, r.evidence_group,
        d.kind = 'flag' and not r.miscalibrated as opens,
        {_factor("d.severity", SEVERITY)} * {_factor("d.certainty", CERTAINTY)} as strength,
        r.prevalence as overall, o.n as opportunities,
        case when o.n is not null then {opportunities.size_class("o.n")} end as size_class
    from {{draft}} d
    join flags.rule r using (rule_id)
    left join subject_opportunity o using (subject_type, subject_id)
    where d.flag_id not in (select flag_id from flag_suppressed)
)
select s.*, coalesce(p.prevalence, s.overall) as prevalence,
    s.strength * (1 - coalesce(p.prevalence, s.overall)) as weight,
    s.strength * (1 - s.overall) as raw_weight
from strength s left join flags.prevalence p using (rule_id, size_class)
"""

_CASES = """
create or replace temp table open_case as
select 'K' || left(sha256(subject_type || '|' || subject_id), 12) as case_id,
    subject_type, subject_id, any_value(opportunities) as opportunities
from flag_weight where opens group by subject_type, subject_id
"""

_SUPPRESSED = """
create or replace temp table suppressed_case as
select distinct 'K' || left(sha256(subject_type || '|' || subject_id), 12) as case_id
from {draft} where flag_id in (select flag_id from flag_suppressed)
"""

_WEIGHT_TABLE = """
create or replace table cases.weight as
select c.case_id, w.flag_id, w.rule_id, w.evidence_group, w.weight, w.raw_weight, w.prevalence,
    w.size_class,
    row_number() over (
        partition by c.case_id, w.evidence_group order by w.weight desc, w.flag_id
    ) = 1 as counts
from flag_weight w join open_case c using (subject_type, subject_id)
order by c.case_id, w.evidence_group, w.weight desc, w.flag_id
"""

_CASE_CONTRACTS = """
create or replace temp table case_contract as
with cited as (
    select distinct c.case_id, unnest(d.source_ids) as contract_id
    from open_case c join {draft} d using (subject_type, subject_id)
    where c.subject_type not in ('contract', 'procedure')
),
cited_contract as (
    select i.case_id, k.contract_id, k.amount_mxn
    from cited i join core.contract k using (contract_id)
)
select c.case_id, k.contract_id, k.amount_mxn
from open_case c join core.contract k on k.contract_id = c.subject_id
where c.subject_type = 'contract'
union all
select c.case_id, k.contract_id, k.amount_mxn
from open_case c join core.contract k on k.procedure_id = c.subject_id
where c.subject_type = 'procedure'
union all
from cited_contract
{by_subject}
"""

# One join on equal keys per type of subject: a condition that changes with the type would compare
# every case with every contract.
_OF_SUBJECT = """
union all
select c.case_id, k.contract_id, k.amount_mxn
from open_case c
join (select k.*, b.institution_id from core.contract k left join core.buyer b using (buyer_id)) k
    on c.subject_id = {key}
where c.subject_type = '{subject_type}'
    and not exists (select 1 from cited_contract i where i.case_id = c.case_id)
"""

_SCORED = """
create or replace temp table scored_case as
with strongest as (
    select case_id, evidence_group, max(weight) as weight, max(raw_weight) as raw_weight
    from cases.weight group by all
),
score as (
    select case_id, round(1 - product(1 - weight), 6) as score,
        round(1 - product(1 - raw_weight), 6) as raw_score
    from strongest group by case_id
),
amount as (
    select case_id, sum(amount_mxn) as amount from case_contract group by case_id
),
rules as (
    select w.case_id, list(distinct w.rule_id order by w.rule_id) as rules, count(*) as n_flags,
        max(d.event_on) as last_event_on
    from cases.weight w join {draft} d using (flag_id) group by w.case_id
),
-- Where alerts have no date, the start of the contracts has: they were awarded before. Of what has
-- neither, nobody can say that the time has run out.
started as (
    select p.case_id, max(k.start_on) as last_start_on
    from case_contract p join core.contract k using (contract_id)
    semi join (select case_id from rules where last_event_on is null) using (case_id)
    group by p.case_id
),
dated as (
    select r.* replace (coalesce(r.last_event_on, t.last_start_on) as last_event_on),
        coalesce(coalesce(r.last_event_on, t.last_start_on) < m.as_of - to_years({years}), false)
            as is_past_limit
    from rules r left join started t using (case_id) cross join meta.run m
)
select c.case_id, c.subject_type, c.subject_id, s.score, s.raw_score, c.opportunities,
    cast(a.amount as decimal(38, 2)) as amount,
    row_number() over (
        order by r.is_past_limit, s.score desc, a.amount desc nulls last, c.case_id
    ) as rank_uncapped,
    coalesce(p.buyer_id,
        case when c.subject_type like 'institution%' then p.institution_id end) as buyer_id,
    r.rules, r.n_flags, r.last_event_on, r.is_past_limit
from open_case c
join score s using (case_id)
join dated r using (case_id)
left join amount a using (case_id)
left join subject_party p using (subject_type, subject_id)
"""

_QUEUE = """
create or replace table cases.queue as
with place as (select unnest($ids) as case_id, unnest(range(1, len($ids) + 1)) as rank)
select s.case_id, s.subject_type, s.subject_id, s.score, s.raw_score, s.opportunities, s.amount,
    p.rank, s.rank_uncapped,
    coalesce(max(s.rank_uncapped) over (
        order by p.rank rows between unbounded preceding and 1 preceding) > s.rank_uncapped, false)
        as deferred,
    s.buyer_id, s.rules, s.n_flags, s.last_event_on, s.is_past_limit, h.first_flagged_on, c.change
from scored_case s
join place p using (case_id)
join cases.history h using (case_id)
left join cases.change c using (case_id)
order by rank
"""


def build_cases(
    con: duckdb.DuckDBPyConnection,
    draft: str,
    previous: str | None,
    *,
    queue: QueueSettings | None = None,
    suppressions: Sequence[Suppression] = (),
) -> int:
    """Create the tables of the schema cases from the draft flags; the number of cases.

    cases.queue, with rank in reading order, rank_uncapped by score alone (is_past_limit after all
    others), and deferred where the cap put a lower place before; cases.weight, a row per flag that counts or restates;
    cases.history, cases.change (ruleset.history); cases.suppression (ruleset.suppress); cases.cap.
    Reads flags.rule, flags.prevalence, meta.run and core. previous: the attached catalogue of the
    last snapshot. Leaves the temporary tables open_case (case_id, subject_type, subject_id) and
    flag_suppressed (flag_id, suppressed_by).
    """
    queue = queue or QueueSettings()
    con.execute("create schema if not exists cases")
    con.execute(suppress.PARTIES.replace("{draft}", draft))
    rules = [row[0] for row in con.execute("select rule_id from flags.rule").fetchall()]
    suppress.apply(con, draft, suppressions, rules)
    _opportunities(con, draft)
    for statement in (_WEIGHTS, _CASES, _SUPPRESSED, _WEIGHT_TABLE):
        con.execute(statement.replace("{draft}", draft))
    con.execute(_case_contracts(con).replace("{draft}", draft))
    years = _years_to_act(con)
    con.execute(
        _SCORED.replace("{draft}", draft).replace(
            "{years}", "null" if years is None else str(years)
        )
    )
    history.write_history(con, previous)
    history.write_changes(con, previous)
    ranked = con.execute(
        "select case_id, buyer_id, is_past_limit from scored_case order by rank_uncapped"
    ).fetchall()
    # The cap puts no case that can no longer be sanctioned before one that can.
    order: list[int] = []
    for past in (False, True):
        buyers = [buyer for _, buyer, is_past in ranked if is_past is past]
        start = len(order)
        order += [start + at for at in capped_order(buyers, queue.window, queue.per_buyer)]
    con.execute(_QUEUE, {"ids": [ranked[place][0] for place in order]})
    con.execute(
        "create or replace table cases.cap as select $window::integer as window_size, "
        "$per_buyer::integer as per_buyer",
        {"window": queue.window, "per_buyer": queue.per_buyer},
    )
    for table in (
        "flag_weight", "case_contract", "scored_case", "suppressed_case", "subject_party",
        "subject_opportunity",
    ):  # fmt: skip
        con.execute(f"drop table temp.{table}")
    return len(ranked)


def _years_to_act(con: duckdb.DuckDBPyConnection) -> int | None:
    """The longest time limit for administrative faults, in years; None where the law is not known."""
    known = con.execute(
        "select 1 from information_schema.tables where table_catalog = current_database() "
        "and table_schema = 'reference' and table_name = 'legal_constants'"
    ).fetchone()
    if known is None:
        return None
    row = con.execute(
        "select max(cast(value as integer)) from reference.legal_constants "
        "where name = 'prescription_grave' and unit = 'years'"
    ).fetchone()
    return None if row is None else row[0]


def _case_contracts(con: duckdb.DuckDBPyConnection) -> str:
    """_CASE_CONTRACTS with a join for each type of subject that has an open case."""
    types = con.execute("select distinct subject_type from open_case order by 1").fetchall()
    return _CASE_CONTRACTS.replace(
        "{by_subject}",
        "".join(
            _OF_SUBJECT.format(
                key=" || '|' || ".join(f"k.{key}" for key in opportunities.SIZED[subject_type]),
                subject_type=subject_type,
            )
            for (subject_type,) in types
            if subject_type in opportunities.SIZED
        ),
    )


def _opportunities(con: duckdb.DuckDBPyConnection, draft: str) -> None:
    """Create the temporary subject_opportunity (subject_type, subject_id, n) of the draft."""
    con.execute(
        "create or replace temp table subject_opportunity "
        "(subject_type varchar, subject_id varchar, n bigint)"
    )
    types = con.execute(f"select distinct subject_type from {draft} order by 1").fetchall()
    for (subject_type,) in types:
        if subject_type in opportunities.SIZED:
            table = opportunities.opportunity_table(con, subject_type)
            con.execute(
                f"""insert into subject_opportunity
                select '{subject_type}', s.subject_id, coalesce(o.n, 0)
                from (select distinct subject_id from {draft} where subject_type = '{subject_type}') s
                left join {table} o using (subject_id)"""
            )
    opportunities.forget(con)
