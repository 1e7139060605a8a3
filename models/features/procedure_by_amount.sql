-- What was awarded by amount in one procedure, of contracts that are current: one row per procedure.
-- law, matter and method are null where its contracts differ. Amounts in MXN without VAT.
with awarded as (
    select *, hash(procedure_id) as procedure_hash from core.contract
    where method in ('direct', 'selective') and exception = 'amount' and procedure_id is not null and is_current
),
-- Most procedures have one contract, which needs no sums. Two procedures of one hash are told apart below.
several as (select procedure_hash from awarded group by procedure_hash having count(*) > 1)
select procedure_id, min(contract_id) as contract_id, arg_min(buyer_id, contract_id) as buyer_id,
       arg_min(procedure_number, contract_id) as procedure_number, min(procedure_year) as procedure_year,
       case when min(law) = max(law) then min(law) end as law,
       case when min(matter) = max(matter) then min(matter) end as matter,
       case when min(method) = max(method) then min(method) end as method,
       sum(amount_mxn) as amount_mxn, min(event_on) as event_on,
       count(*) as n_contracts, count(*) - count(amount_mxn) as n_without_amount
from awarded semi join several using (procedure_hash)
group by procedure_id
union all
select procedure_id, contract_id, buyer_id, procedure_number, procedure_year, law, matter, method, amount_mxn, event_on,
       1, (amount_mxn is null)::int
from awarded anti join several using (procedure_hash)
