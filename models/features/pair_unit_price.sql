-- Whether a unit pays one supplier more per unit than is paid for the same thing, again and again: one row
-- per unit and supplier with three contracts or more whose items have a unit price and a quantity (OCDS).
--
-- The same thing: the same classification, pack (features.item_pack; unclear ones are left out), unit of measure,
-- currency and year, bought in twenty-one contracts or
-- more whose prices vary by no more than a typical factor of two (1.4826 times the median deviation of their
-- logarithms). Of several items of a contract that are the same thing, the mean by quantity counts. An
-- item is dear when no more than a twentieth of all, with its own and without the pair's other contracts, cost
-- as much or more, and it is at least a quarter above the median of the year; a contract is dear when more than
-- half of its items that can be compared are. n_bought: contracts with such items; n_hits: dear ones.
-- share_all: how often everybody else's are dear, with one hit and one miss added; share_unit: the unit's from
-- other suppliers; share_seller: the supplier's with other units; to these, twenty with share_all are added.
-- other_share: the greatest of the three. chance: of as many dear contracts or more if each were so with
-- other_share (binomial tail). n_pairs: pairs that can be judged. times: the median of price over median in
-- dear contracts; excess: what their dear items cost above the median, in `currency`. missing:
-- unit_price_peers, where fewer than three contracts can be compared.
with
    priced as (
        select c.buyer_id, c.supplier_id, i.contract_id, c.event_on, i.classification_scheme as scheme,
               i.classification_id as class, coalesce(k.pack, '') as pack,
               len(list_filter(coalesce(k.open_vessels, []), lambda v: not starts_with(upper(trim(i.unit)), v))) = 0 as is_told, i.unit, i.currency, year(c.event_on) as bought_in,
               sum(i.quantity) as quantity, sum(i.quantity * i.unit_price::double) / sum(i.quantity) as price,
               min(i.description) as description
        from core.contract_item i join core.contract c using (contract_id)
        left join features.item_pack k on k.description = i.description
        where c.is_current and i.unit_price > 0 and i.quantity > 0 and i.unit is not null
          and i.classification_id is not null and c.event_on is not null
          and c.buyer_id is not null and c.supplier_id is not null
        group by all
    ),
    alike as (
        select scheme, class, pack, unit, currency, bought_in, median(price) as median_price, count(*) as n_alike
        from priced where is_told group by all
        having count(*) > 20 and 1.4826 * mad(ln(price)) <= ln(2)
    ),
    placed as (
        select p.*, a.median_price, a.n_alike,
               count(*) over (same order by price desc) as n_as_dear,
               count(*) over (same_pair order by price desc) as own_as_dear,
               count(*) over same_pair as n_own
        from priced p
        join alike a on a.class = p.class and a.scheme is not distinct from p.scheme and a.pack = p.pack and a.unit = p.unit
            and a.currency is not distinct from p.currency and a.bought_in = p.bought_in
        where p.is_told
        window same as (partition by p.scheme, p.class, p.pack, p.unit, p.currency, p.bought_in),
               same_pair as (partition by p.scheme, p.class, p.pack, p.unit, p.currency, p.bought_in, p.buyer_id, p.supplier_id)
    ),
    judged as (
        select *, price / median_price as times,
               (1 + n_as_dear - own_as_dear) / (1 + n_alike - n_own) <= 0.05 and price >= 1.25 * median_price as is_dear
        from placed where n_alike - n_own >= 20
    ),
    bought as (
        select buyer_id, supplier_id, contract_id, event_on, currency,
               count(*) filter (is_dear) * 2 > count(*) as is_hit,
               median(times) filter (is_dear) as times, arg_max(description, (times, description)) as description,
               sum(quantity * (price - median_price)) filter (is_dear) as excess,
               min(n_alike - n_own) as n_others
        from judged group by all
    ),
    pair as (
        select buyer_id, supplier_id, count(*) as n_bought, count(*) filter (is_hit) as n_hits,
               median(times) filter (is_hit) as times, round(sum(excess) filter (is_hit), 2) as excess,
               any_value(currency) as currency, min(n_others) as fewest_others,
               arg_max(description, (times, description)) filter (is_hit) as item,
               min(event_on) filter (is_hit) as first_on, max(event_on) filter (is_hit) as last_on,
               list_sort(list(contract_id) filter (is_hit)) as contract_ids
        from bought group by all
    ),
    everybody as (select count(*) as n_all, count(*) filter (is_hit) as hits_all from bought),
    unit as (
        select buyer_id, count(*) as n_unit, count(*) filter (is_hit) as hits_unit from bought group by buyer_id
    ),
    seller as (
        select supplier_id, count(*) as n_seller, count(*) filter (is_hit) as hits_seller
        from bought group by supplier_id
    ),
    beside as (
        select p.*, n_all - n_bought as n_others,
               (hits_all - n_hits + 1) / (n_all - n_bought + 2) as share_all,
               (hits_unit - n_hits + 20 * share_all) / (n_unit - n_bought + 20) as share_unit,
               (hits_seller - n_hits + 20 * share_all) / (n_seller - n_bought + 20) as share_seller,
               greatest(share_all, share_unit, share_seller) as other_share,
               count(*) over () as n_pairs
        from pair p cross join everybody join unit using (buyer_id) join seller using (supplier_id)
        where n_bought >= 3
    ),
    every_pair as (
        select buyer_id, supplier_id, count(distinct contract_id) as n_priced from priced
        group by all having count(distinct contract_id) >= 3
    )
select e.buyer_id, e.supplier_id, e.n_priced, p.* exclude (buyer_id, supplier_id),
       case when p.buyer_id is null then 'unit_price_peers' end as missing,
       case when p.buyer_id is not null then binomial(n_hits, n_bought, n_bought, other_share) end as chance,
       coalesce(b.unit, b.institution, 'La unidad compradora') as buyer, n.seller as supplier
from every_pair e
left join beside p on p.buyer_id = e.buyer_id and p.supplier_id = e.supplier_id
left join core.buyer b on b.buyer_id = e.buyer_id
left join features.seller_name n on n.seller_id = e.supplier_id
