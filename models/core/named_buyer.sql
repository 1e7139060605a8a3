-- Which purchasing unit a publisher means by a body's name, its area's and a code (SIPOT, OCDS), of
-- those that ComprasMX or CompraNet publish: the unit of that code, else of that institution and
-- name; else the institution as one unit. government_order is blank where the unit is known.
with
    asked as (
        select coalesce(institution, '') as institution, coalesce(requesting_area, '') as unit, '' as code
        from staged.sipot_tenders
        union select coalesce(institution, ''), coalesce(requesting_area, ''), '' from staged.sipot_direct_awards
        union select institution, unit, code from core.ocds_entity
    ),
    named as (
        select *, label_key(institution) as institution_key, label_key(unit) as unit_key,
               case when code <> '' then repeat('0', greatest(9 - length(code), 0)) || upper(code) end as padded_code
        from asked
    ),
    published as (
        select institution, unit, unit_code, null as institution_code from staged.comprasmx_contracts
        union select institution, unit, unit_code, institution_code from staged.comprasmx_procedures
        union select institution, unit, unit_code, null from staged.compranet_contracts
    ),
    known as (
        select label_key(institution) as institution_key, label_key(unit) as unit_key,
               repeat('0', greatest(9 - length(unit_code), 0)) || unit_code as unit_code,
               nullif(institution_code, '') as institution_code
        from published
        where unit_code <> '' and exists (from named)
    ),
    known_code as (select distinct unit_code from known),
    known_unit as (
        select institution_key, unit_key, min(unit_code) as unit_code
        from known where unit_key <> ''
        group by all having count(distinct unit_code) = 1
    ),
    known_institution as (
        -- As core.buyer has it: the published code, else what its units' codes begin with.
        select institution_key,
               coalesce(min(institution_code), min(left(unit_code, 6))) as institution_id
        from known where institution_key <> '' and length(unit_code) = 9
        group by institution_key
        having case when count(institution_code) > 0 then count(distinct institution_code)
                    else count(distinct left(unit_code, 6)) end = 1
    ),
    body as (
        select name_normalised as institution_key, min(state_code) as state_code,
               case when bool_or(class in ('municipality', 'water_utility') or municipality_code <> '')
                    then 'GM' else 'GE' end as government_order
        from reference.public_bodies group by all
    )
select
    n.institution, n.unit, n.code,
    coalesce(c.unit_code, u.unit_code) is not null as is_known,
    k.institution_id as institution_code,
    coalesce(c.unit_code, u.unit_code, keyed_id('U', nullif(n.institution_key, ''))) as unit_code,
    case when coalesce(c.unit_code, u.unit_code) is not null then ''
         when regexp_matches(n.institution_key, '^(H\.? )?(MUNICIPIO|AYUNTAMIENTO|PRESIDENCIA MUNICIPAL)\b')
             then 'GM'
         else coalesce(b.government_order, '') end as government_order,
    state.name as state
from named n
left join known_code c on c.unit_code = n.padded_code
left join known_unit u on u.institution_key = n.institution_key and u.unit_key = n.unit_key
left join known_institution k on k.institution_key = n.institution_key
left join body b on b.institution_key = n.institution_key
left join reference.states state on state.state_code = b.state_code
