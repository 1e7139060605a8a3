-- Sanctions of PDN S3: officials, natural persons and companies, each record once. A ban's period is
-- as published; registered_on is the day it entered the platform, on which LGRA 59 turns: only a
-- ban registered at the time of the award counts there. Where no end is published, it is counted from
-- the start by the length, which may be written out («ONCE AÑOS»); ban_end_basis says so. Without a
-- start there is a length and no period. rfc and curp are for joining, never shown.
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
               max(try_cast(p.inhabilitacion.fechaFinal as date)) as ban_end_on,
               max(try_cast(p.inhabilitacion.plazoAnios as integer)) as years,
               max(try_cast(p.inhabilitacion.plazoMeses as integer)) as months,
               max(try_cast(p.inhabilitacion.plazoDias as integer)) as days
        from (
            select record_id, party_kind,
                   unnest(from_json(case when penalties like '[%' then penalties else '[]' end,
                       '[{"clave": "VARCHAR", "inhabilitacion": {"fechaInicial": "VARCHAR", "fechaFinal": "VARCHAR",
                         "plazoAnios": "VARCHAR", "plazoMeses": "VARCHAR", "plazoDias": "VARCHAR"}}]')) as p
            from latest
        )
        group by all
    ),
    spelt as (
        select record_id, party_kind, label_key(ban_length) as length_key from latest where ban_length <> ''
    ),
    length as (
        select record_id, party_kind,
               coalesce(try_cast(regexp_extract(length_key, '(\d+)\s*ANO', 1) as integer), number_word(length_key, 'ANO')) as years,
               coalesce(try_cast(regexp_extract(length_key, '(\d+)\s*MES', 1) as integer), number_word(length_key, 'MES')) as months,
               coalesce(try_cast(regexp_extract(length_key, '(\d+)\s*DIA', 1) as integer), number_word(length_key, 'DIA')) as days
        from spelt
    ),
    sanction as (
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
               coalesce(l.ban_end_on, p.ban_end_on) as published_end_on,
               nullif(l.ban_length, '') as ban_length_text,
               case when coalesce(t.years, t.months, p.years, p.months) is not null
                    then coalesce(t.years, p.years, 0) * 12 + coalesce(t.months, p.months, 0) end as ban_months,
               coalesce(t.days, p.days) as ban_days,
               l.file_sha256, l.row_number
        from latest l
        left join penalty p using (record_id, party_kind)
        left join length t using (record_id, party_kind)
    ),
    ended as (
        select *,
               case when coalesce(ban_months, 0) + coalesce(ban_days, 0) > 0
                    then cast(ban_start_on + to_months(coalesce(ban_months, 0)) + to_days(coalesce(ban_days, 0)) as date) end as end_by_length
        from sanction
    )
select * exclude (published_end_on, end_by_length),
       coalesce(published_end_on, end_by_length) as ban_end_on,
       case when published_end_on is not null then 'published' when end_by_length is not null then 'length' end as ban_end_basis
from ended
