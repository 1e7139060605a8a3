-- What each unit bought from each supplier in the last twelve months of data and in each calendar
-- year: all of it, what was awarded directly, and of that what no exception explains; joint_mxn: what was
-- ordered under a framework agreement or bought in a consolidated purchase, in which one body chooses once
-- for many; excepted_mxn: besides, awarded directly with a published exception. One row per buyer, supplier, period. Unexplained: by amount, with no exception published or with an article
-- that is none, and no order under a framework agreement. A contract without any date counts in the
-- year of its procedure. unexplained_ids is of rows with two contracts or more: of one contract, where
-- it is unexplained, contract_ids says it. Amounts in MXN without VAT.
--
-- seller_id is who is judged as one seller: the supplier, or the group it is of (features.unit_seller).
with contract as (
    select c.contract_id, c.buyer_id, c.supplier_id, c.amount_mxn, c.event_on, c.item_family,
           c.method = 'open' as is_open, c.method = 'selective' as is_selective,
           coalesce(year(c.event_on), c.procedure_year) as given_in,
           c.method = 'direct' as is_direct,
           c.method = 'direct' and coalesce(c.exception, 'amount') in ('amount', 'authorised_amount')
               and not coalesce(c.framework, false) as is_unexplained,
           coalesce(c.framework, false) or coalesce(c.consolidated, false) as is_joint
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
    select placed.* exclude (supplier_id), coalesce(g.seller_id, placed.supplier_id) as seller_id,
           hash(buyer_id, coalesce(g.seller_id, placed.supplier_id), place) as pair_hash
    from placed left join features.unit_seller g using (buyer_id, supplier_id)
),
-- Most pairs have one contract in a year, which needs no sums. Two pairs of one hash are told apart below.
repeated as (select pair_hash from sold group by pair_hash having count(*) > 1),
pair as (
    select buyer_id, seller_id, place,
           count(*) as n_contracts, sum(amount_mxn) as amount_mxn, max(amount_mxn) as largest_mxn,
           count(*) filter (is_direct) as n_direct,
           coalesce(sum(amount_mxn) filter (is_direct), 0) as direct_mxn,
           count(*) filter (is_unexplained) as n_unexplained,
           coalesce(sum(amount_mxn) filter (is_unexplained), 0) as unexplained_mxn,
           coalesce(sum(pow(cast(amount_mxn as double), 2)) filter (is_unexplained), 0) as unexplained_squares,
           coalesce(sum(amount_mxn) filter (is_joint), 0) as joint_mxn,
           coalesce(sum(amount_mxn) filter (is_direct and not is_unexplained and not is_joint), 0) as excepted_mxn,
           count(*) filter (is_open) as n_open,
           coalesce(sum(amount_mxn) filter (is_open), 0) as open_mxn,
           count(*) filter (is_selective) as n_selective,
           coalesce(sum(amount_mxn) filter (is_selective), 0) as selective_mxn,
           max(event_on) as last_on, max(event_on) filter (is_unexplained) as unexplained_last_on,
           min(event_on) filter (is_unexplained) as unexplained_first_on,
           count(distinct item_family) as n_families, list_sort(list(contract_id)) as contract_ids,
           list_sort(list(contract_id) filter (is_unexplained)) as unexplained_ids
    from sold semi join repeated using (pair_hash)
    group by buyer_id, seller_id, place
    union all
    select buyer_id, seller_id, place, 1, amount_mxn, amount_mxn,
           is_direct::int, if(is_direct, amount_mxn, 0),
           is_unexplained::int, if(is_unexplained, amount_mxn, 0),
           if(is_unexplained, pow(cast(amount_mxn as double), 2), 0),
           if(is_joint, amount_mxn, 0), if(is_direct and not is_unexplained and not is_joint, amount_mxn, 0),
           is_open::int, if(is_open, amount_mxn, 0), is_selective::int, if(is_selective, amount_mxn, 0),
           event_on, if(is_unexplained, event_on, null), if(is_unexplained, event_on, null),
           (item_family is not null)::int, [contract_id], null
    from sold anti join repeated using (pair_hash)
)
select * exclude (place, n_families, contract_ids, unexplained_ids),
       case place when 0 then 'los últimos doce meses de datos' else cast(place as varchar) end as period,
       place = 0 as is_rolling, n_families, contract_ids, unexplained_ids
from pair
