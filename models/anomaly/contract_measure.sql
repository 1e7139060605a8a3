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
pair as (
    select buyer_id, supplier_id, given_in, sum(amount_mxn) as pair_mxn
    from contract where buyer_id is not null and supplier_id is not null group by all
),
unit as (
    select buyer_id, given_in, sum(amount_mxn) as unit_mxn
    from contract where buyer_id is not null group by all
),
placed as (
    select contract.*,
           contract.amount_mxn / nullif(unit.unit_mxn, 0) as unit_share,
           pair.pair_mxn / nullif(unit.unit_mxn, 0) as pair_share,
           case when event_on is not null and supplier_id is not null then
               row_number() over (partition by buyer_id, supplier_id order by event_on, contract_id) - 1
           end as earlier_with_unit,
           case when supplier_id is not null then
               event_on - min(event_on) over (partition by supplier_id) end as known_days,
           count(*) over (partition by item_family, government_order, method, given_in) as n_same,
           count(*) over (partition by item_family, method, given_in) as n_family,
           count(*) over (partition by method, given_in) as n_method,
           count(*) over (partition by method) as n_all
    from contract
    left join unit using (buyer_id, given_in)
    left join pair using (buyer_id, supplier_id, given_in)
),
grouped as (
    select *,
           case when n_same >= 50 and item_family <> '' then 'same'
                when n_family >= 50 and item_family <> '' then 'family'
                when n_method >= 50 then 'method'
                else 'all' end as pooled
    from placed
)
select contract_id, buyer_id, supplier_id, event_on, pooled,
       concat_ws(', ',
           case method when 'direct' then 'adjudicaciones directas'
                       when 'selective' then 'invitaciones' when 'open' then 'licitaciones'
                       else 'contratos sin procedimiento publicado' end,
           case when pooled in ('same', 'family') then 'partida ' || item_family end,
           case when pooled = 'same' then
               case government_order when 'federal' then 'gobierno federal'
                   when 'state' then 'gobierno estatal' when 'municipal' then 'municipios' end end,
           case when pooled <> 'all' and given_in > 0 then cast(given_in as varchar) end) as peer_group,
       case pooled when 'same' then n_same when 'family' then n_family when 'method' then n_method
                   else n_all end as n_peers,
       amount_mxn, unit_price_times, unit_price_peers, unit_price_unit, decision_days, signature_days, duration_days, unit_share, pair_share,
       earlier_with_unit, known_days
from grouped
left join dearest using (contract_id)
