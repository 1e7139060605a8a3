-- Suppliers whose register entry gives the official e-mail of an official as their own contact: one row
-- per supplier and official, with the contracts of the official's institution within the post. An
-- address that several officials have (a mailbox of the area) is left out. Amounts in MXN without VAT.
with
    own as (
        select email_key, any_value(official_id) as official_id
        from core.official_contact where email_key <> '' group by 1 having count(*) = 1
    )
select f.supplier_id, o.official_id, o.institution_id, o.institution, o.position, o.in_procurement,
       count(*) as n_contracts, sum(c.amount_mxn) as amount_mxn, min(c.event_on) as first_on, max(c.event_on) as last_on,
       list(distinct c.contract_id order by c.contract_id) as contract_ids
from (select distinct supplier_id, email_key from core.register_firm where supplier_id is not null) f
join own using (email_key)
join core.official o using (official_id)
join core.buyer b using (institution_id)
join core.contract c on c.buyer_id = b.buyer_id and c.supplier_id = f.supplier_id and c.is_current
    and c.event_on between coalesce(o.since_on, c.event_on) and coalesce(o.left_on, c.event_on)
group by all
