-- Share of each supplier in what a buyer awarded directly without an explained exception, in the
-- last twelve months of data and in each calendar year: one row per buyer, supplier and period.
-- Awards by amount, with no exception published or with an article that is none are unexplained; a
-- patent, an urgency, a deserted tender or a contract in force explains itself, and an order under
-- a framework agreement was competed for before. Amounts in MXN without VAT.
with direct as (
    select c.contract_id, c.buyer_id, c.supplier_id, c.amount_mxn, c.event_on,
           coalesce(c.exception, 'amount') in ('amount', 'authorised_amount')
               and not coalesce(c.framework, false) as is_unexplained
    from core.contract c, meta.run r
    where c.method = 'direct' and c.is_current and c.amount_mxn is not null
      and c.buyer_id is not null and c.supplier_id is not null and c.event_on <= r.as_of
),
placed as (
    select direct.*, cast(year(event_on) as varchar) as period, false as is_rolling from direct
    union all
    select direct.*, 'los últimos doce meses de datos', true
    from direct, meta.run r where event_on > r.as_of - interval 12 month
),
pair as (
    select buyer_id, supplier_id, period, is_rolling,
           count(*) filter (is_unexplained) as n_contracts,
           sum(amount_mxn) filter (is_unexplained) as amount_mxn,
           coalesce(sum(amount_mxn) filter (not is_unexplained), 0) as explained_mxn,
           max(event_on) filter (is_unexplained) as last_on,
           list(contract_id order by contract_id) filter (is_unexplained) as contract_ids
    from placed group by buyer_id, supplier_id, period, is_rolling
),
buyer as (
    select buyer_id, period, sum(n_contracts) as buyer_contracts, count(*) as buyer_suppliers,
           sum(amount_mxn) as buyer_amount_mxn
    from pair where n_contracts > 0 group by buyer_id, period
)
select p.buyer_id, p.supplier_id, p.period, p.is_rolling,
       coalesce(b.unit, b.institution, 'La unidad compradora') as buyer,
       case when s.kind = 'company' then coalesce(s.name, 'un proveedor')
            when s.kind = 'person' then 'una persona física'
            else 'un proveedor' end as supplier,
       p.n_contracts, p.amount_mxn, p.explained_mxn, p.last_on, p.contract_ids,
       t.buyer_contracts, t.buyer_suppliers, t.buyer_amount_mxn,
       cast(p.amount_mxn as double) / nullif(cast(t.buyer_amount_mxn as double), 0) as share
from pair p
join buyer t using (buyer_id, period)
left join core.buyer b using (buyer_id)
left join core.supplier s using (supplier_id)
where p.n_contracts > 0
