-- Contracts of an institution with a firm that one of its officials declares as a client or as giver of
-- a benefit (PDN S1): one row per institution, supplier and official. The firm is matched by RFC, else
-- by name with the same legal form, where one supplier has it. A contract counts within the post, from
-- one year before the first declaration that names the firm (it tells of the year before) to one year
-- after the last. Amounts in MXN without VAT.
with
    matched as (
        select *, case match_basis when 'rfc' then 'certain' else 'probable' end as certainty from features.declared_firm where interest in ('client', 'benefit')
    )
select o.institution_id, m.supplier_id, o.official_id, m.interest, m.certainty, o.institution, o.position,
       o.in_procurement, m.first_declared_on, m.last_declared_on, m.declaration_ids,
       count(*) as n_contracts, sum(c.amount_mxn) as amount_mxn, min(c.event_on) as first_on,
       max(c.event_on) as last_on, list_sort(list(c.contract_id)) as contract_ids
from matched m
join core.official o using (official_id)
join core.buyer b using (institution_id)
join core.contract c on c.buyer_id = b.buyer_id and c.supplier_id = m.supplier_id and c.is_current
    and c.event_on between m.first_declared_on - interval 1 year and m.last_declared_on + interval 1 year
    and c.event_on between coalesce(o.since_on, c.event_on) and coalesce(o.left_on, c.event_on)
group by all
