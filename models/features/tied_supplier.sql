-- view: one rule reads it, and what ties bring is joined faster than stored.
-- Suppliers in a supplier register, and the nearest banned or listed (69-B, presumed or definitive)
-- supplier to which people, address, telephone or e-mail tie them (networks.supplier_metrics), up to
-- two steps away: what is shared at the first step, which contracts came after the other's date.
-- distance 0 is the banned or listed supplier itself, which other rules tell of. One row per supplier.
with
    loaded as (select count(*) > 0 as has_register from core.register_firm),
    listed as (select distinct supplier_id from core.register_firm where supplier_id is not null),
    near as (
        select supplier_id, n_ties, 'sanction' as ground, sanction_distance as distance, sanction_via as via
        from networks.supplier_metrics
        union all
        select supplier_id, n_ties, 'listing', listing_distance, listing_via from networks.supplier_metrics
    ),
    nearest as (
        select * from near
        qualify row_number() over (partition by supplier_id order by distance nulls last, ground) = 1
    ),
    dated as (
        select substr(target, 10) as supplier_id, split_part(source, ':', 1) as ground, min(from_on) as from_on,
               max(to_on) as to_on, list(distinct split_part(source, ':', 2) order by split_part(source, ':', 2)) as source_ids
        from networks.edge where kind in ('sanctioned', 'listed') group by 1, 2
    ),
    tie as (
        select supplier_a as one, supplier_b as other, close_kinds, certain_kinds from networks.firm_tie where is_close
        union all
        select supplier_b, supplier_a, close_kinds, certain_kinds from networks.firm_tie where is_close
    )
select s.supplier_id, n.seller as supplier, o.n_contracts, o.amount_mxn, o.last_on, o.contract_ids[1:50] as contract_ids,
       case when l.has_register and r.supplier_id is null then 'register_entry'
            when not l.has_register then 'register'
            when not w.enabled then 'networks' end as missing,
       m.distance, m.ground, v.seller as via, d.from_on, d.to_on, coalesce(d.source_ids, []) as ground_ids,
       coalesce(t.close_kinds, []) as close_kinds, coalesce(len(t.certain_kinds), 0) > 0 as is_certain
from core.supplier s
join features.supplier_sale o using (supplier_id)
join features.seller_name n on n.seller_id = s.supplier_id
cross join loaded l
cross join meta.network_setting w
left join listed r using (supplier_id)
left join nearest m using (supplier_id)
left join features.seller_name v on v.seller_id = m.via
left join dated d on d.supplier_id = m.via and d.ground = m.ground
left join tie t on t.one = s.supplier_id and t.other = m.via
