-- Contracts awarded directly by amount that SIPOT publishes (XXVIII B), or OCDS with quotations, and
-- the quotations they say were considered, and those the law wants in hand: three under LAASSP 2000 (art. 42), one received
-- of three asked for under LAASSP 2025 (art. 58), from 300 UMA a day on. n_quotations is null where a
-- child table is cited and not there. quotations_wanted: 0 below that amount, null where the law or
-- the amount is not known; `missing` names it. LOPSRM asks for none by amount.
with
    published as (
        select contract_id, bool_or(cites) as cites
        from (
            select contract_id, quotations_id is not null as cites
            from core.sipot_contract
            where layout = 'xxviii_b' and contract_id is not null and is_latest
            union all
            select contract_id, true from core.quotation where amount_mxn is not null
        )
        group by contract_id
    ),
    counted as (
        select contract_id, count(distinct supplier_id) as n, bool_or(is_winner) as has_winner,
               list_sort(list(quotation_id)) as quotation_ids
        from core.quotation group by contract_id
    ),
    wanted as (
        select law_regime, cast(value as integer) as quotations_wanted,
               coalesce(valid_from, date '1900-01-01') as valid_from,
               coalesce(valid_to, date '9999-12-31') as valid_to
        from reference.legal_constants where name in ('quotes_held', 'quotes_received')
    )
select r.contract_id, k.buyer, k.supplier, k.procedure, k.event_on, c.regime, c.amount_mxn,
       case when q.n is not null then q.n when not r.cites then 0 end as n_quotations,
       q.has_winner, coalesce(q.quotation_ids, []) as quotation_ids,
       300 * cast(u.daily_mxn as decimal(18, 2)) as from_amount_mxn,
       case when c.amount_mxn < 300 * cast(u.daily_mxn as decimal(18, 2)) then 0
            when c.amount_mxn is not null and u.daily_mxn is not null then w.quotations_wanted end as quotations_wanted,
       case when w.quotations_wanted is null then 'law'
            when c.amount_mxn is null then 'amount_mxn'
            when u.daily_mxn is null then 'uma'
            when q.n is null and r.cites then 'quotations' end as missing
from published r
join core.contract c using (contract_id)
join features.contract_context k using (contract_id)
left join counted q using (contract_id)
left join wanted w on w.law_regime = c.regime
    and coalesce(c.published_on, c.event_on) between w.valid_from and w.valid_to
left join reference.uma u
    on coalesce(c.published_on, c.event_on) between u.valid_from and coalesce(u.valid_to, date '9999-12-31')
where c.method = 'direct' and c.exception = 'amount' and c.law is distinct from 'LOPSRM' and c.is_current
