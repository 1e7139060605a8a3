-- view: it is for the scores and for what moved between snapshots, and where there are too many contracts to
-- score, nobody asks in a first run.
-- What an auditor would compare a contract by, in numbers, and who its peers are: one row per
-- current contract with an amount. Amounts in MXN without VAT where the source publishes them so;
-- days are calendar days; shares are of what the unit bought in the contract's year; unit_price_times is
-- a unit price over the median of purchases alike (anomaly.unit_price), whose number and unit follow.
--
-- Peers: contracts of the same item family, order of government, kind of procedure and year; where
-- fewer than fifty, of every order of government; then of every family; then of every year.
with contract as (
    select c.contract_id, c.buyer_id, c.supplier_id, c.amount_mxn, c.event_on,
           coalesce(c.item_family, '') as item_family,
           coalesce(c.method, '') as method,
           coalesce(b.government_order, '') as government_order,
           coalesce(year(c.event_on), c.procedure_year, 0) as given_in,
           case when c.award_on >= c.published_on then c.award_on - c.published_on end as decision_days,
           case when c.signed_on >= c.award_on then c.signed_on - c.award_on end as signature_days,
           case when c.end_on >= c.start_on then c.end_on - c.start_on + 1 end as duration_days
    from core.contract c
    left join core.buyer b using (buyer_id)
    where c.is_current and c.amount_mxn > 0
),
-- Of a contract's items the dearest among purchases alike, where quantities are published.
dearest as (
    select contract_id, max(times) as unit_price_times,
           arg_max(n_alike, (times, contract_item_id)) as unit_price_peers,
           lower(arg_max(unit, (times, contract_item_id))) as unit_price_unit
    from anomaly.unit_price group by contract_id
),
unit as (
    select buyer_id, given_in, sum(amount_mxn) as unit_mxn
    from contract where buyer_id is not null group by all
),
newest as (
    select supplier_id, min(event_on) as known_on from contract where supplier_id is not null group by supplier_id
),
-- Most pairs of unit and supplier have one contract, with none before it.
pair as (
    select buyer_id, supplier_id from contract where supplier_id is not null
    group by buyer_id, supplier_id having count(*) > 1
),
repeated as (
    select c.contract_id,
           row_number() over (partition by c.buyer_id, c.supplier_id order by c.event_on, c.contract_id) - 1 as earlier_with_unit,
           sum(c.amount_mxn) over (partition by c.buyer_id, c.supplier_id, c.given_in) as pair_mxn
    from contract c
    semi join pair p on p.buyer_id is not distinct from c.buyer_id and p.supplier_id = c.supplier_id
),
-- The kinds of contracts are few beside the contracts: of each, how many there are of it and of wider ones.
counted as (
    select item_family, government_order, method, given_in, count(*) as n_same,
           cast(sum(count(*)) over (partition by item_family, method, given_in) as bigint) as n_family,
           cast(sum(count(*)) over (partition by method, given_in) as bigint) as n_method,
           cast(sum(count(*)) over (partition by method) as bigint) as n_all
    from contract group by item_family, government_order, method, given_in
),
grouped as (
    select *,
           case when n_same >= 50 and item_family <> '' then 'same'
                when n_family >= 50 and item_family <> '' then 'family'
                when n_method >= 50 then 'method'
                else 'all' end as pooled
    from counted
),
named as (
    select item_family, government_order, method, given_in,
           concat_ws(', ',
               case method when 'direct' then 'adjudicaciones directas'
                           when 'selective' then 'invitaciones' when 'open' then 'licitaciones'
                           else 'contratos sin procedimiento publicado' end,
               case when pooled in ('same', 'family') then 'familia ' || item_family end,
               case when pooled = 'same' then
                   case government_order when 'federal' then 'gobierno federal'
                       when 'state' then 'gobierno estatal' when 'municipal' then 'municipios' end end,
               case when pooled <> 'all' and given_in > 0 then cast(given_in as varchar) end) as peer_group,
           case pooled when 'same' then n_same when 'family' then n_family when 'method' then n_method
                       else n_all end as n_peers
    from grouped
)
select c.contract_id, g.peer_group, g.n_peers, c.amount_mxn,
       d.unit_price_times, d.unit_price_peers, d.unit_price_unit,
       c.decision_days, c.signature_days, c.duration_days,
       c.amount_mxn / nullif(u.unit_mxn, 0) as unit_share,
       case when c.supplier_id is not null then coalesce(r.pair_mxn, c.amount_mxn) / nullif(u.unit_mxn, 0) end as pair_share,
       case when c.event_on is not null and c.supplier_id is not null then coalesce(r.earlier_with_unit, 0) end
           as earlier_with_unit,
       c.event_on - n.known_on as known_days
from contract c
join named g using (item_family, government_order, method, given_in)
left join unit u on u.buyer_id = c.buyer_id and u.given_in = c.given_in
left join newest n on n.supplier_id = c.supplier_id
left join repeated r on r.contract_id = c.contract_id
left join dearest d on d.contract_id = c.contract_id
