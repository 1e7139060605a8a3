-- Officials by full name within their institution, from declarations (PDN S1) and from the
-- officials who take part in procurement (PDN S2). Two people of one name in one institution are
-- one row here, and n_curp tells so where the sources carry CURP. institution_id is null where the
-- institution's name fits none that buys, or more than one that may differ.
with
    seen as (
        select person_key, institution_key, institution, position, area, declared_on as seen_on,
               case when kind <> 'conclusion' then since_on end as since_on,
               case when kind = 'conclusion' then declared_on end as left_on,
               declares_procurement as in_procurement, 'S1' as system, curp
        from core.declaration
        union all
        select name_clean(concat_ws(' ', given_name, first_surname, second_surname)),
               name_clean(institution), institution,
               case when position like '{%' then position ->> 'nombre' else nullif(position, '') end,
               nullif(area, ''), captured_on, null, null, true, 'S2', nullif(upper(curp), '')
        from staged.pdn_s2
    ),
    -- One institution may buy under several codes; the same full name is the same institution only
    -- where the name itself tells the state (there is a Guadalupe in more than one).
    named as (
        select name_clean(i.institution) as institution_key, i.institution_id,
               (i.government_order is not null)::integer * 1000000 + i.n_units as standing,
               label_key(i.institution) like '% DEL ESTADO DE %' or exists (select 1 from reference.states s
                       where label_key(i.institution) like '%_ ' || s.name_normalised || '%') as tells_state
        from core.institution i
    ),
    buying as (
        select institution_key, arg_max(institution_id, (standing, institution_id)) as institution_id
        from named group by institution_key having count(*) = 1 or bool_and(tells_state)
    ),
    official as (
        select person_key, institution_key,
               arg_max(institution, seen_on) as institution,
               arg_max(position, seen_on) as position,
               arg_max(area, seen_on) as area,
               bool_or(in_procurement) as in_procurement,
               list(distinct system order by system) as systems,
               min(since_on) as since_on,
               -- Who declared after leaving came back.
               case when max(left_on) >= coalesce(max(seen_on) filter (left_on is null), date '0001-01-01')
                    then max(left_on) end as left_on,
               count(distinct curp) as n_curp
        from seen
        where person_key <> '' and institution_key <> ''
        group by person_key, institution_key
    )
select keyed_id('O', person_key || chr(31) || institution_key) as official_id, official.*,
       buying.institution_id
from official left join buying using (institution_key)
