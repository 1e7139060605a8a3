-- Procedures in which an official acted (PDN S2 v2.0) and the supplier that won most of them: one row
-- per official with eight such procedures or more. fence: the upper fence (Q3 + 1.5 IQR) of the same
-- share among the others. A procedure of several winners counts for each.
with
    won as (
        select distinct a.official_id, a.procedure_id, c.supplier_id
        from core.procedure_official a
        join core.contract c on c.procedure_id = a.procedure_id and c.is_current
        where a.official_id is not null and c.supplier_id is not null
    ),
    acted as (
        select official_id, count(distinct procedure_id) as n_procedures from won
        group by official_id having count(distinct procedure_id) >= 8
    ),
    most as (
        select official_id, supplier_id, count(*) as n_won from won group by official_id, supplier_id
        qualify row_number() over (partition by official_id order by count(*) desc, supplier_id) = 1
    ),
    share as (
        select a.*, m.supplier_id, m.n_won, m.n_won / a.n_procedures as share
        from acted a join most m using (official_id)
    ),
    fence as (
        select quantile_cont(share, 0.75) + 1.5 * (quantile_cont(share, 0.75) - quantile_cont(share, 0.25)) as fence,
               count(*) as n_officials
        from share
    ),
    sold as (
        select s.official_id, max(c.event_on) as last_on, list_sort(list(distinct c.contract_id)) as contract_ids
        from share s
        join won w using (official_id, supplier_id)
        join core.contract c on c.procedure_id = w.procedure_id and c.supplier_id = w.supplier_id
        group by s.official_id
    )
select s.*, f.fence, f.n_officials, n.seller as supplier, o.institution, o.position, d.last_on, d.contract_ids
from share s
cross join fence f
join sold d using (official_id)
join core.official o using (official_id)
join features.seller_name n on n.seller_id = s.supplier_id
