-- One row per supplier, who bid or quoted included: by RFC where it is one, else by normalised name
-- with its legal form.
-- The RFC of a natural person holds a birth date: rfc_public is empty for it.
with
    -- Each writing of a name once: few suppliers have several.
    contracted as (
        select supplier_key, name_key, max(sighting) as sighting,
               arg_max(supplier_name, sighting) as supplier_name, arg_max(supplier_rfc, sighting) as supplier_rfc
        from core.contract_sighting
        group by supplier_key, name_key
    ),
    seen as (
        from contracted
        union all by name
        select supplier_key, name_key, 0 as sighting, name as supplier_name, rfc as supplier_rfc
        from core.party_name
        where supplier_key not in (select supplier_key from contracted where supplier_key is not null)
    ),
    named as (
        select
            supplier_key,
            arg_max(supplier_name, sighting) as name,
            arg_max(name_key, sighting) as name_key,
            arg_max(supplier_rfc, sighting) as rfc,
            list_sort(list(distinct name_key)) as name_keys
        from seen
        group by supplier_key
    )
select
    keyed_id('S', supplier_key) as supplier_id,
    case
        when rfc.kind is not null then rfc.kind
        when split_part(name_key, '|', 2) <> '' then 'company'
        else 'unknown'
    end as kind,
    name,
    split_part(name_key, '|', 1) as name_core,
    split_part(name_key, '|', 2) as legal_form,
    name_key,
    name_keys,
    case when supplier_key like 'RFC %' then named.rfc end as rfc,
    case when supplier_key like 'RFC %' and rfc.kind = 'company' then named.rfc end as rfc_public,
    case when named.rfc is null then 'absent' when named.rfc = '' then 'blank' else rfc.status end as rfc_status
from named
left join core.rfc rfc on rfc.rfc = named.rfc
