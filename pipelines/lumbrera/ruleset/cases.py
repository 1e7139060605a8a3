"""Cases: the flags of one subject, scored so that a person can redo it by hand, and ranked.

weight of a flag = severity x certainty x (1 - prevalence of its rule). Flags that restate one fact
share an evidence group, of which only the strongest counts; across groups the score is
1 - (1 - w1)(1 - w2)... . Signals add weight but never open a case, and a miscalibrated rule's flags
count as signals. Dependence between groups is not modelled: a score orders the queue, no more.
"""

import duckdb

_WEIGHTS = """
create or replace temp table flag_weight as
select d.flag_id, d.rule_id, d.subject_type, d.subject_id, r.evidence_group,
    d.kind = 'flag' and not r.miscalibrated as opens,
    case d.severity when 'high' then 0.8 when 'medium' then 0.5 else 0.3 end
        * case d.certainty when 'certain' then 1.0 when 'probable' then 0.6 else 0.3 end
        * (1 - r.prevalence) as weight
from {draft} d join flags.rule r using (rule_id)
"""

_CASES = """
create or replace temp table open_case as
select 'K' || left(sha256(subject_type || '|' || subject_id), 12) as case_id,
    subject_type, subject_id
from flag_weight where opens group by subject_type, subject_id
"""

_WEIGHT_TABLE = """
create or replace table cases.weight as
select c.case_id, w.flag_id, w.rule_id, w.evidence_group, w.weight,
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
union all
select c.case_id, k.contract_id, k.amount_mxn
from open_case c
join (select k.*, b.institution_id from core.contract k left join core.buyer b using (buyer_id)) k
    on c.subject_id = case c.subject_type
        when 'supplier' then k.supplier_id
        when 'buyer' then k.buyer_id
        when 'institution' then k.institution_id
        when 'buyer_supplier' then k.buyer_id || '|' || k.supplier_id
        when 'institution_supplier' then k.institution_id || '|' || k.supplier_id
        when 'buyer_family' then k.buyer_id || '|' || k.item_family end
where c.subject_type not in ('contract', 'procedure')
    and c.case_id not in (select case_id from cited_contract)
"""

_QUEUE = """
create or replace table cases.queue as
with score as (
    select case_id, round(1 - product(1 - weight), 6) as score
    from cases.weight where counts group by case_id
),
amount as (
    select case_id, sum(amount_mxn) as amount from case_contract group by case_id
),
rules as (
    select case_id, list(distinct rule_id order by rule_id) as rules
    from cases.weight group by case_id
)
select c.case_id, c.subject_type, c.subject_id, s.score,
    cast(a.amount as decimal(38, 2)) as amount,
    row_number() over (order by s.score desc, a.amount desc nulls last, c.case_id) as rank,
    r.rules, coalesce(p.first_flagged_on, (select as_of from meta.run)) as first_flagged_on
from open_case c
join score s using (case_id)
join rules r using (case_id)
left join amount a using (case_id)
left join ({previous}) p using (case_id)
order by rank
"""

_NO_PREVIOUS = "select null::varchar as case_id, null::date as first_flagged_on where false"


def build_cases(con: duckdb.DuckDBPyConnection, draft: str, previous: str | None) -> int:
    """Create cases.weight and cases.queue from the draft flags and flags.rule; the number of cases.

    previous: the qualified name of an earlier cases.queue, from which first_flagged_on is carried.
    Leaves the temporary table open_case (case_id, subject_type, subject_id).
    """
    earlier = f"select case_id, first_flagged_on from {previous}" if previous else _NO_PREVIOUS
    con.execute("create schema if not exists cases")
    for statement in (_WEIGHTS, _CASES, _WEIGHT_TABLE, _CASE_CONTRACTS, _QUEUE):
        con.execute(statement.replace("{draft}", draft).replace("{previous}", earlier))
    row = con.execute("select count(*) from cases.queue").fetchone()
    assert row is not None
    for table in ("flag_weight", "case_contract"):
        con.execute(f"drop table temp.{table}")
    return int(row[0])
