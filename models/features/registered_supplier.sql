-- view: two rules read it, each a part.
-- Suppliers that are companies, beside the supplier registers loaded: whether one lists them, and what
-- they share with others there (networks.shared_attribute, of at most twelve firms, notaries apart).
-- is_listed is null where no register was loaded; coverage is the share that it lists of the companies
-- that sold to state and municipal bodies. n_firms is null where no ties are computed. One row per company that sold.
with
    loaded as (select count(*) > 0 as has_register from core.register_firm),
    company as (
        select sold.* replace (contract_ids[1:50] as contract_ids), n.seller
        from features.supplier_sale sold
        join core.supplier s using (supplier_id)
        join features.seller_name n on n.seller_id = sold.supplier_id
        where s.kind = 'company'
    ),
    listed as (
        select supplier_id, min(firm_key) as firm_key from core.register_firm
        where supplier_id is not null group by supplier_id
    ),
    covered as (
        select count(r.supplier_id) / nullif(count(*), 0) as coverage
        from company left join listed r using (supplier_id) where sold_to_state
    ),
    held as (
        select kind, n_firms, weight, is_close, certainty, unnest(supplier_ids) as supplier_id
        from networks.shared_attribute where n_firms <= 12 and kind <> 'notary'
    ),
    shared as (
        select supplier_id, list(distinct kind order by kind) as kinds,
               list(distinct kind order by kind) filter (kind in ('address', 'phone', 'email')) as contact_kinds,
               max(n_firms) filter (kind in ('address', 'phone', 'email')) as n_firms
        from held group by supplier_id
    )
select o.supplier_id, o.seller as supplier, covered.coverage, o.n_contracts, o.amount_mxn, o.last_on, o.contract_ids, o.sold_to_state,
       case when l.has_register then r.supplier_id is not null end as is_listed,
       coalesce(h.kinds, []) as kinds, coalesce(h.contact_kinds, []) as contact_kinds,
       case when w.enabled then coalesce(h.n_firms, 1) end as n_firms
from company o
cross join loaded l
cross join covered
cross join meta.network_setting w
left join listed r using (supplier_id)
left join shared h using (supplier_id)
