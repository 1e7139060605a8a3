-- What each unit bought from each supplier in the last twelve months of data and in each calendar
-- year: all of it, what was awarded directly, and of that what no exception explains. One row per
-- buyer, supplier, period. Unexplained: by amount, with no exception published or with an article
-- that is none, and no order under a framework agreement. A contract without any date counts in the
-- year of its procedure. Amounts in MXN without VAT.
--
-- seller_id is who is judged as one seller: the supplier, or the group it is of (features.unit_seller).
with contract as (
    select c.contract_id, c.buyer_id, c.supplier_id, c.amount_mxn, c.event_on, c.item_family, c.method,
           coalesce(year(c.event_on), c.procedure_year) as given_in,
           c.method = 'direct' as is_direct,
           c.method = 'direct' and coalesce(c.exception, 'amount') in ('amount', 'authorised_amount')
               and not coalesce(c.framework, false) as is_unexplained
    from core.contract c, meta.run r
    where c.is_current and c.amount_mxn is not null and c.buyer_id is not null
      and c.supplier_id is not null and c.method is not null
      and (c.event_on is null or c.event_on <= r.as_of)
),
-- Place 0 is the last twelve months.
placed as (
    select contract.*, given_in as place from contract where given_in is not null
    union all
    select contract.*, 0 from contract, meta.run r where event_on > r.as_of - interval 12 month
),
sold as (
    select placed.* exclude (supplier_id), coalesce(g.seller_id, placed.supplier_id) as seller_id
    from placed left join features.unit_seller g using (buyer_id, supplier_id)
),
pair as (
    select buyer_id, seller_id, place,
           count(*) as n_contracts, sum(amount_mxn) as amount_mxn, max(amount_mxn) as largest_mxn,
           count(*) filter (is_direct) as n_direct,
           coalesce(sum(amount_mxn) filter (is_direct), 0) as direct_mxn,
           count(*) filter (is_unexplained) as n_unexplained,
           coalesce(sum(amount_mxn) filter (is_unexplained), 0) as unexplained_mxn,
           coalesce(sum(pow(cast(amount_mxn as double), 2)) filter (is_unexplained), 0) as unexplained_squares,
           count(*) filter (method = 'open') as n_open,
           coalesce(sum(amount_mxn) filter (method = 'open'), 0) as open_mxn,
           count(*) filter (method = 'selective') as n_selective,
           coalesce(sum(amount_mxn) filter (method = 'selective'), 0) as selective_mxn,
           max(event_on) as last_on, max(event_on) filter (is_unexplained) as unexplained_last_on,
           min(event_on) filter (is_unexplained) as unexplained_first_on,
           any_value(contract_id) as one_id, any_value(item_family) as one_family
    from sold
    group by all
),
-- Most pairs have one contract in a year, and need no list to be gathered.
listed as (
    select buyer_id, seller_id, place, list_sort(list(contract_id)) as contract_ids,
           list_sort(list(contract_id) filter (is_unexplained)) as unexplained_ids,
           count(distinct item_family) as n_families
    from sold
    semi join (select buyer_id, seller_id, place from pair where n_contracts > 1)
        using (buyer_id, seller_id, place)
    group by all
)
select p.* exclude (place, one_id, one_family),
       case place when 0 then 'los últimos doce meses de datos' else cast(place as varchar) end as period,
       place = 0 as is_rolling,
       coalesce(l.n_families, (one_family is not null)::int) as n_families,
       coalesce(l.contract_ids, [p.one_id]) as contract_ids,
       case when n_contracts > 1 then l.unexplained_ids when n_unexplained > 0 then [p.one_id] end
           as unexplained_ids
from pair p
left join listed l using (buyer_id, seller_id, place)
