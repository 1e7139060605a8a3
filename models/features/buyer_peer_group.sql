-- Each purchasing unit's peers: units of the same order of government and of a like size (contracts
-- per year in which it bought, of the current ones). A group of fewer than ten is pooled with all
-- sizes of its order of government, and then with everybody: one row per unit that has contracts.
with yearly as (
    select buyer_id, year(event_on) as bought_in, count(*) as n_contracts
    from core.contract
    where is_current and buyer_id is not null and event_on is not null
    group by all
),
unit as (
    select y.buyer_id, coalesce(b.government_order, '') as government_order,
           avg(y.n_contracts) as contracts_per_year
    from yearly y
    left join core.buyer b using (buyer_id)
    group by all
),
sized as (
    select *,
           case government_order
               when 'federal' then 'unidades federales'
               when 'state' then 'unidades estatales'
               when 'municipal' then 'unidades municipales'
               else 'unidades sin orden de gobierno publicado' end as kind_of_body,
           case when contracts_per_year < 10 then 'con menos de 10 contratos al año'
                when contracts_per_year < 50 then 'con 10 a 49 contratos al año'
                else 'con 50 contratos o más al año' end as size_of_body
    from unit
),
counted as (
    select *,
           count(*) over (partition by kind_of_body, size_of_body) as n_alike,
           count(*) over (partition by kind_of_body) as n_kind,
           count(*) over () as n_all
    from sized
)
select buyer_id, contracts_per_year,
       case when n_alike >= 10 then kind_of_body || ' ' || size_of_body
            when n_kind >= 10 then kind_of_body
            else 'todas las unidades compradoras' end as peer_group,
       case when n_alike >= 10 then n_alike
            when n_kind >= 10 then n_kind
            else n_all end as n_peers
from counted
