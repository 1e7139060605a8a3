-- What each unit contracted in December of a calendar year, beside the year: one row per unit and
-- complete year with ten contracts or more. A contract that begins in the next year is of that
-- year's budget and does not count. covers_year: the unit's contracts fall in three quarters or
-- more, without which the data are of a part of the year. Peers: the unit-years of
-- features.holder_peer_group, ten or more, else all unit-years, else none.
-- Shares from 0 to 1; amounts in MXN without VAT.
with contract as (
    select c.contract_id, c.buyer_id, year(c.event_on) as year, c.event_on, c.amount_mxn, c.method,
           month(c.event_on) = 12 as in_december
    from core.contract c, meta.run r
    where c.is_current and c.buyer_id is not null and c.amount_mxn > 0 and c.event_on is not null
        and make_date(year(c.event_on), 12, 31) <= r.as_of
        and coalesce(year(c.start_on), year(c.event_on)) <= year(c.event_on)
),
unit as (
    select buyer_id, year, count(*) as n_contracts, sum(amount_mxn) as amount_mxn,
           count(*) filter (in_december) as n_december,
           coalesce(sum(amount_mxn) filter (in_december), 0) as december_mxn,
           count(*) filter (in_december and method = 'direct') as n_direct,
           max(amount_mxn) filter (in_december) as largest_mxn,
           count(distinct quarter(event_on)) >= 3 as covers_year,
           list_sort(list(contract_id) filter (in_december)) as contract_ids
    from contract group by all
    having count(*) >= 10
),
shared as (
    select u.*, g.peer_group,
           cast(december_mxn as double) / cast(amount_mxn as double) as share
    from unit u left join features.holder_peer_group g on g.level = 'buyer' and g.holder_id = u.buyer_id
),
peer as (
    select peer_group, grouping(peer_group) = 1 as is_all, count(*) as n_judged, median(share) as peers_share,
           quantile_cont(share, 0.9) as peers_p90
    from shared where covers_year
    group by grouping sets ((peer_group), ())
)
select s.* exclude (peer_group), make_date(s.year, 12, 31) as year_end_on,
       coalesce(b.unit, b.institution, 'La unidad compradora') as buyer, p.n_judged, p.peers_share, p.peers_p90,
       case when p.n_judged is null then null
            when p.is_all then 'todas las unidades compradoras' else s.peer_group end as peers
from shared s
left join peer p on p.n_judged >= 10 and (p.is_all or p.peer_group = s.peer_group)
left join core.buyer b using (buyer_id)
qualify row_number() over (partition by s.buyer_id, s.year order by p.is_all) = 1
