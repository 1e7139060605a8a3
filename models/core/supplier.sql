-- One row per supplier, who bid or quoted included: by RFC where it is one, else by normalised name
-- with its legal form.
-- The RFC of a natural person holds a birth date: rfc_public is empty for it.
with
    seen as (
        select p.supplier_key, p.supplier_name, p.name_key, p.supplier_rfc, s.sighting
        from core.published_supplier p
        join (select supplier_no, max(sighting) as sighting from core.contract_sighting group by 1) s
            using (supplier_no)
        union all
        -- Who only bid or quoted has no contract to tell the latest name: of several, the first by letter.
        select supplier_key, name, name_key, rfc, -row_number() over (order by name, rfc)
        from core.party_name anti join core.published_supplier using (supplier_key)
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
