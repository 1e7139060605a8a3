-- How old a company was at its first contract in the data, by the date in its RFC (three letters,
-- then year, month and day): an estimate of when it was constituted. Companies with a valid RFC only;
-- the two-digit year belongs to the latest century that lies not after the first contract.
with sold as (
    select supplier_id, min(event_on) as first_on,
           -- Of contracts of one day the first by its id.
           arg_min({'contract_id': contract_id, 'amount_mxn': amount_mxn}, (event_on, contract_id))
               filter (event_on is not null) as first
    from core.contract where is_current group by supplier_id
),
company as (
    select s.supplier_id, s.name as supplier, c.first_on, c.first.contract_id as contract_id, c.first.amount_mxn as amount_mxn,
           case when s.rfc_status = 'valid' then substr(s.rfc, 4, 6) end as ymd
    from core.supplier s join sold c using (supplier_id)
    where s.kind = 'company'
),
dated as (
    select *, try_strptime('20' || ymd, '%Y%m%d') as this_century, try_strptime('19' || ymd, '%Y%m%d') as last_century
    from company
)
select supplier_id, coalesce(supplier, 'un proveedor') as supplier, first_on, amount_mxn,
       cast(case when this_century <= first_on then this_century else last_century end as date) as founded_on,
       first_on - cast(case when this_century <= first_on then this_century else last_century end as date) as age_days,
       [contract_id] as contract_ids
from dated
