-- How old a company was at its first contract in the data, by the date in its RFC (three letters,
-- then year, month and day): an estimate of when it was constituted. Companies with a valid RFC only,
-- since that of a natural person holds a birth date. The two-digit year is of this century where that day
-- had come when the firm first sold, and of the last one where it had not yet come at the date of the
-- data. A day in between may be of either (a firm of 1926, or one that changed its RFC, by a merger say,
-- after it had sold): its age is not known, and rfc_is_later.
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
    select company.*, try_strptime('20' || ymd, '%Y%m%d')::date as this_century,
           try_strptime('19' || ymd, '%Y%m%d')::date as last_century, r.as_of
    from company, meta.run r
),
placed as (
    select *, this_century > first_on and this_century <= as_of as rfc_is_later,
           case when this_century <= coalesce(first_on, as_of) then this_century when this_century > as_of then last_century end as founded_on
    from dated
)
select supplier_id, coalesce(supplier, 'un proveedor') as supplier, first_on, amount_mxn, founded_on,
       first_on - founded_on as age_days, coalesce(rfc_is_later, false) as rfc_is_later,
       [contract_id] as contract_ids
from placed
