-- One row per purchasing unit, within its institution, within its order of government.
-- The municipality is taken from the name of a municipal body of a known state, else it is null.
with
    seen as (
        select buyer_code, unit, institution, cast(null as varchar) as institution_code, government_order,
               cast(null as varchar) as state, export_on, false as is_catalogue
        from core.contract_sighting where buyer_code is not null and again = 0
        union all
        -- The institution's code is SIPOT's in no export: sipot_row tells it from other publications.
        select unit_code, unit, institution,
               case when unit_code like 'U%' then institution_code end, government_order, state, export_on, false
        from core.sipot_row where unit_code is not null
        union all
        select unit_code, unit, institution,
               case when unit_code like 'U%' then institution_code end, government_order, state, export_on, false
        from core.ocds_process where unit_code is not null
        union all
        select unit_code, unit, institution, institution_code, government_order, state, export_on, false
        from staged.comprasmx_procedures where unit_code <> ''
        union all
        select unit_code, unit, null, null, null, state, export_on, true
        from staged.purchasing_units where unit_code <> ''
    ),
    unit as (
        select
            buyer_code,
            -- As the buyer publishes it; the catalogue's edited name only where there is no other.
            coalesce(arg_max(unit, export_on) filter (unit <> '' and not is_catalogue),
                     arg_max(unit, export_on) filter (unit <> '')) as unit,
            arg_max(institution, export_on) filter (institution <> '') as institution,
            arg_max(institution_code, export_on) filter (institution_code <> '') as institution_code,
            arg_max(government_order, export_on) filter (government_order <> '') as government_order,
            arg_max(state, export_on) filter (state <> '') as state
        from seen group by buyer_code
    ),
    -- Units whose codes begin alike belong to one institution: one unit's published code is the others'.
    sibling as (
        select left(buyer_code, 6) as prefix, any_value(institution_code) as sibling_code
        from unit where length(buyer_code) = 9 and institution_code is not null
        group by 1 having count(distinct institution_code) = 1
    ),
    located as (
        select m.municipality_code, state.name_normalised as state_name,
               unnest(list_transform(['MUNICIPIO DE ', 'AYUNTAMIENTO DE ', 'H AYUNTAMIENTO DE ', 'PRESIDENCIA MUNICIPAL DE '],
                              lambda p: p || m.name_normalised)) as name
        from reference.municipalities m join reference.states state using (state_code)
    ),
    named as (
        select *, label_key(institution) as institution_key, label_key(state) as state_key from unit
    )
select
    buyer_code as buyer_id,
    buyer_code as unit_code,
    unit,
    -- A unit's code begins with its institution's.
    coalesce(institution_code, sibling_code, case when length(buyer_code) = 9 then left(buyer_code, 6) end,
             keyed_id('I', institution_key)) as institution_id,
    institution,
    case government_order
        when 'APF' then 'federal'
        when 'GE' then 'state'
        when 'GM' then 'municipal'
        when 'GEM' then case when institution_key like '%AYUNTAMIENTO%' or institution_key like 'MUNICIPIO%'
                             then 'municipal' else 'state' end
    end as government_order,
    state,
    located.municipality_code
from named
left join sibling on sibling.prefix = case when length(named.buyer_code) = 9 then left(named.buyer_code, 6) end
left join located
    -- «MUNICIPIO DE JEREZ, ZACATECAS»: the state may follow the name.
    on located.name = split_part(institution_key, ',', 1)
    -- Names repeat between states: the state must be known, from the unit or after the name.
    and (state_key = located.state_name
         or trim(split_part(institution_key, ',', 2)) like located.state_name || '%')
order by buyer_id
