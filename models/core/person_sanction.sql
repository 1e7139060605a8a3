-- Sanctions of PDN S3: officials, natural persons and companies, each record once. A ban's period is
-- as published; registered_on is the day it entered the platform, on which LGRA 59 turns: only a
-- ban registered at the time of the award counts there. rfc and curp are for joining, never shown.
with
    read as (
        select *,
               case when layout like 'companies%' or (layout = 'parties_v1' and length(rfc) = 12)
                    then 'company'
                    when layout like 'officials%' or layout = 'flat_2022' then 'official'
                    else 'person' end as party_kind,
               upper(case when rfc like '{%' then concat(rfc ->> 'rfc', rfc ->> 'homoClave') else rfc end) as rfc_text
        from staged.pdn_s3
        where record_id <> ''
    ),
    latest as (
        select * from read
        qualify row_number() over (
            partition by record_id, party_kind order by export_on desc, file_sha256, row_number) = 1
    ),
    penalty as (
        select record_id, party_kind,
               bool_or(p.clave in ('I', 'INHABILITACION', 'IND')) as has_ban,
               min(try_cast(p.inhabilitacion.fechaInicial as date)) as ban_start_on,
               max(try_cast(p.inhabilitacion.fechaFinal as date)) as ban_end_on
        from (
            select record_id, party_kind,
                   unnest(from_json(case when penalties like '[%' then penalties else '[]' end,
                       '[{"clave": "VARCHAR", "inhabilitacion": {"fechaInicial": "VARCHAR", "fechaFinal": "VARCHAR"}}]')) as p
            from latest
        )
        group by all
    )
select keyed_id('Y', concat_ws(chr(31), l.party_kind, l.record_id)) as person_sanction_id,
       l.record_id, l.party_kind, l.layout, l.registered_on, l.dossier, l.institution,
       name_clean(l.institution) as institution_key,
       coalesce(nullif(l.party_name, ''), concat_ws(' ', l.given_name, l.first_surname, l.second_surname)) as name,
       name_clean(coalesce(nullif(l.party_name, ''),
                           concat_ws(' ', l.given_name, l.first_surname, l.second_surname))) as person_key,
       name_key(l.party_name) as name_key,
       case when regexp_full_match(l.rfc_text, '[A-ZÑ&]{3,4}[0-9]{6}[A-Z0-9]{3}') then l.rfc_text end as rfc,
       nullif(upper(l.curp), '') as curp,
       case when l.position like '{%' then l.position ->> 'nombre' else nullif(l.position, '') end as position,
       l.authority, l.resolved_on, l.notified_on,
       coalesce(p.has_ban, false) or l.ban_start_on is not null
           or label_key(l.penalties) like '%INHABILITA%' as has_ban,
       coalesce(l.ban_start_on, p.ban_start_on) as ban_start_on,
       coalesce(l.ban_end_on, p.ban_end_on) as ban_end_on,
       l.file_sha256, l.row_number
from latest l
left join penalty p using (record_id, party_kind)
