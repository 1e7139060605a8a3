-- view: one rule reads it, and what is sought is joined faster than stored.
-- Each contract against the list of sanctioned suppliers, matched by normalised name and legal form
-- because the list has no RFC. Of several sanctions the one that says most is kept. Ban limits are
-- inclusive. position: award_inside, signed_inside, before, after, no_ban, not_listed, or null with
-- position_missing.
with listed as (
    select * from core.sanction where name_key is not null
),
-- A supplier known by RFC may have been published under several names.
known_as as (
    select distinct supplier_id, kind,
           unnest(list_concat([name_key], coalesce(name_keys, cast([] as varchar[])))) as name_key
    from core.supplier
),
pair as (
    select k.contract_id, s.sanction_id, s.authority, s.dossier, s.ban_start_on, s.ban_end_on, s.ban_end_basis,
           s.fine_mxn, s.in_latest_list,
           p.kind = 'company' and s.party_kind = 'company'
               and split_part(s.name_key, '|', 2) <> '' as is_same_company,
           case when not coalesce(s.has_ban, false) then 'no_ban'
                when k.award_on between s.ban_start_on and s.ban_end_on then 'award_inside'
                when k.signed_on between s.ban_start_on and s.ban_end_on then 'signed_inside'
                when k.award_on < s.ban_start_on and k.signed_on < s.ban_start_on then 'before'
                when s.ban_start_on is null or s.ban_end_on is null then null
                when k.award_on is null or k.signed_on is null then null
                when coalesce(s.fine_mxn, 1) > 0 then null
                else 'after' end as position,
           case when s.ban_start_on is null or s.ban_end_on is null then 'ban_dates'
                when k.award_on is null and k.signed_on is null then 'award_on, signed_on'
                when k.award_on is null then 'award_on'
                when k.signed_on is null then 'signed_on'
                else 'fine_paid' end as position_missing
    from features.contract_context k
    join known_as p using (supplier_id)
    join listed s using (name_key)
),
strongest as (
    select *
    from pair
    qualify row_number() over (
        partition by contract_id
        order by case position when 'award_inside' then 1 when 'signed_inside' then 2 else 3 end,
                 position is not null, is_same_company desc, in_latest_list desc, sanction_id
    ) = 1
),
list as (
    select max(latest_export_on) as list_on from core.list_availability where list = 'sanctions'
)
select k.contract_id, k.buyer, k.supplier, k.procedure, k.award_on, k.signed_on, k.event_on,
       s.sanction_id, s.authority, s.dossier, s.ban_start_on, s.ban_end_on, s.ban_end_basis, s.fine_mxn,
       s.in_latest_list, coalesce(s.is_same_company, false) as is_same_company, l.list_on,
       case when s.contract_id is not null then s.position
            when l.list_on is not null and p.name_key is not null then 'not_listed'
            end as position,
       case when l.list_on is null then 'sanctions_list'
            when p.name_key is null then 'supplier'
            when s.position is null then s.position_missing end as position_missing
from features.contract_context k
cross join list l
left join core.supplier p using (supplier_id)
left join strongest s using (contract_id)
