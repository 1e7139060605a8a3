-- view: one rule reads it, and what is sought is joined faster than stored.
-- Each contract against the bans of PDN S3 (particulares, companies, natural persons), by RFC; a ban
-- without RFC by name and legal form, for companies. A ban counts when the award, or else the
-- signature, falls in its period, limits included; where one of the two is not published and may fall
-- there (a signature comes after its award), nothing can be told; is_registered tells whether it stood in the
-- platform by then (LGRA 59). position: award_inside, signed_inside, outside, not_listed, or null with
-- position_missing. Of several bans the one that says most is kept.
with
    ban as (
        select * from core.person_sanction where has_ban and party_kind in ('company', 'person')
    ),
    loaded as (
        select max(registered_on) as list_on from core.person_sanction
    ),
    seller as (
        select supplier_id, kind, name_key,
               case when rfc_status in ('valid', 'check_digit') then rfc end as tax_key
        from core.supplier
    ),
    matched as (
        select s.supplier_id, b.*, 'rfc' as match_basis
        from ban b join seller s on s.tax_key = b.rfc
        union all
        select s.supplier_id, b.*, 'name'
        from ban b join seller s using (name_key)
        where b.rfc is null and s.kind = 'company' and split_part(b.name_key, '|', 2) <> ''
    ),
    pair as (
        select k.contract_id, m.person_sanction_id, m.match_basis, m.ban_start_on, m.ban_end_on, m.registered_on,
               m.authority, m.dossier,
               case when m.ban_start_on is null or m.ban_end_on is null then null
                    when k.award_on between m.ban_start_on and m.ban_end_on then 'award_inside'
                    when k.signed_on between m.ban_start_on and m.ban_end_on then 'signed_inside'
                    when k.award_on > m.ban_end_on or k.signed_on < m.ban_start_on then 'outside'
                    when k.award_on is null or k.signed_on is null then null
                    else 'outside' end as position,
               case when m.ban_start_on is null or m.ban_end_on is null then 'ban_dates'
                    when k.award_on is null and k.signed_on is null then 'award_on, signed_on'
                    when k.award_on is null then 'award_on'
                    when k.signed_on is null then 'signed_on' end as position_missing
        from matched m
        join features.contract_context k using (supplier_id)
    ),
    strongest as (
        select * from pair
        qualify row_number() over (
            partition by contract_id
            order by case position when 'award_inside' then 1 when 'signed_inside' then 2 else 3 end,
                     position is not null, match_basis desc, registered_on nulls last, person_sanction_id) = 1
    )
select k.contract_id, k.buyer, k.supplier, k.procedure, k.award_on, k.signed_on, k.event_on,
       p.person_sanction_id, p.match_basis, p.ban_start_on, p.ban_end_on, p.registered_on, p.authority,
       p.dossier, l.list_on,
       coalesce(p.registered_on <= case p.position when 'award_inside' then k.award_on else k.signed_on end, false) as is_registered,
       case when p.contract_id is not null then p.position
            when l.list_on is not null and (s.tax_key is not null or split_part(s.name_key, '|', 2) <> '') then 'not_listed'
            end as position,
       case when l.list_on is null then 'pdn_s3'
            when p.contract_id is not null then case when p.position is null then p.position_missing end
            when s.tax_key is null and split_part(coalesce(s.name_key, ''), '|', 2) = '' then 'supplier_rfc' end as position_missing
from features.contract_context k
cross join loaded l
left join seller s using (supplier_id)
left join strongest p using (contract_id)
