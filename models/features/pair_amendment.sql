-- Of each unit and supplier: contracts of which it is known whether they were amended, and how many
-- were; beside the share among everybody's. One row per pair with at least two such contracts.
with
    known as (
        select buyer_id, supplier_id, buyer, supplier, contract_id, is_amended, last_amended_on, event_on
        from features.contract_amendment
        where is_amended is not null and buyer_id is not null and supplier_id is not null
    ),
    usual as (select avg(is_amended::int) as usual_share from known)
select buyer_id, supplier_id, any_value(buyer) as buyer, any_value(supplier) as supplier,
       count(*) as n_contracts, count(*) filter (is_amended) as n_amended,
       avg(is_amended::int) as amended_share, usual_share,
       max(coalesce(last_amended_on, event_on)) filter (is_amended) as event_on,
       list_sort(list(contract_id) filter (is_amended)) as contract_ids
from known, usual
group by buyer_id, supplier_id, usual_share
having count(*) >= 2
