-- Declarations of PDN S1, each once, by whom and for which post. The identifiers of the restricted
-- edition are kept where it was loaded; interests are in core.declared_interest.
with read as (
    select *,
           case when rfc like '{%' then concat(rfc ->> 'rfc', rfc ->> 'homoClave') else rfc end as rfc_text
    from staged.pdn_s1
)
select declaration_id,
       any_value(file_sha256 order by export_on desc, file_sha256) as file_sha256,
       any_value(row_number order by export_on desc, file_sha256) as row_number,
       case when any_value(kind) like 'CONCLUSI%' then 'conclusion'
            when any_value(kind) = 'INICIAL' then 'initial' else 'modification' end as kind,
       any_value(updated_on) as declared_on,
       name_clean(any_value(concat_ws(' ', given_name, first_surname, second_surname))) as person_key,
       name_clean(any_value(coalesce(nullif(post_institution, ''), institution))) as institution_key,
       any_value(coalesce(nullif(post_institution, ''), institution)) as institution,
       any_value(nullif(position, '')) as position,
       any_value(nullif(area, '')) as area,
       any_value(label_key(function)) like '%ADQUISICION%'
           or any_value(label_key(function)) like '%CONTRATACION%'
           or any_value(label_key(function)) like '%COMPRA%' as declares_procurement,
       any_value(since_on) as since_on,
       max(nullif(upper(curp), '')) as curp,
       max(nullif(upper(rfc_text), '')) as rfc,
       any_value(participations) as participations,
       any_value(representations) as representations,
       any_value(decisions) as decisions,
       any_value(clients) as clients,
       any_value(benefits) as benefits
from read
where declaration_id <> ''
group by declaration_id
