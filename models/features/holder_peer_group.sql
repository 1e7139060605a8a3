-- The peers of each purchasing unit and of each institution: others of the level, of
-- the same order of government and of a like size (contracts per year in which it bought, of the
-- current ones). A group of fewer than ten is pooled with all sizes of its order of government, and
-- then with everybody: one row per level (buyer, institution) and holder_id that has contracts.
-- everybody: how the whole level is called.
with yearly as (
    select buyer_id, year(event_on) as bought_in, count(*) as n_contracts
    from core.contract
    where is_current and buyer_id is not null and event_on is not null
    group by all
),
bought as (
    select 'buyer' as level, y.buyer_id as holder_id, b.government_order, bought_in, n_contracts
    from yearly y left join core.buyer b using (buyer_id)
    union all
    select 'institution', i.institution_id, i.government_order, bought_in, sum(n_contracts)
    from yearly join core.buyer b using (buyer_id)
    join core.institution i using (institution_id)
    group by all
),
holder as (
    select level, holder_id, coalesce(government_order, '') as government_order,
           avg(n_contracts) as contracts_per_year,
           case level when 'buyer' then 'unidades' else 'instituciones' end as body,
           case level when 'buyer' then [10, 50] else [50, 500] end as size
    from bought
    group by all
),
sized as (
    select level, holder_id, contracts_per_year,
           body || case government_order
               when 'federal' then ' federales'
               when 'state' then ' estatales'
               when 'municipal' then ' municipales'
               else ' sin orden de gobierno publicado' end as kind_of_body,
           case when contracts_per_year < size[1] then 'con menos de ' || size[1] || ' contratos al año'
                when contracts_per_year < size[2]
                then 'con ' || size[1] || ' a ' || (size[2] - 1) || ' contratos al año'
                else 'con ' || size[2] || ' contratos o más al año' end as size_of_body,
           case level when 'buyer' then 'todas las unidades compradoras'
                else 'todas las instituciones' end as everybody
    from holder
),
counted as (
    select *,
           count(*) over (partition by level, kind_of_body, size_of_body) as n_alike,
           count(*) over (partition by level, kind_of_body) as n_kind,
           count(*) over (partition by level) as n_all
    from sized
)
select level, holder_id, contracts_per_year,
       case when n_alike >= 10 then kind_of_body || ' ' || size_of_body
            when n_kind >= 10 then kind_of_body else everybody end as peer_group,
       case when n_alike >= 10 then n_alike
            when n_kind >= 10 then n_kind
            else n_all end as n_peers, everybody
from counted
