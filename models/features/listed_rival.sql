-- Losing bidders against the list of CFF 69-B, by RFC, as it stood on the procedure's date: one row per
-- procedure with somebody who bid and lost and one winner. n_losers, n_keyed (whose RFC can be looked
-- up), n_definitive (definitive on that date), n_later (definitive after it); firms, listing_ids: of the
-- definitive ones; list_on: the last list that was read, null without any.
with
    bidder as (
        select procedure_id, supplier_id, is_winner, published_on
        from core.bid where procedure_id is not null and supplier_id is not null and (has_proposed or is_winner)
    ),
    fought as (
        select procedure_id, any_value(supplier_id) filter (is_winner) as winner_id, max(published_on) as published_on
        from bidder group by procedure_id
        having count(*) filter (is_winner) = 1 and count(*) > 1
    ),
    listed as (
        select rfc, min(definitive_on) as definitive_on, arg_min(listing_id, (definitive_on, listing_id)) as listing_id
        from core.tax_listing where rfc is not null and status = 'definitive' and definitive_on is not null group by rfc
    ),
    -- A suppressed, generic or malformed key joins nothing.
    keyed as (
        select s.supplier_id, l.definitive_on, l.listing_id
        from core.supplier s left join listed l using (rfc)
        where s.rfc_status in ('valid', 'check_digit')
    ),
    published as (select max(latest_export_on) as list_on from core.list_availability where list like '69-B%'),
    dated as (
        select f.*, p.buyer_id, p.procedure_number, coalesce(p.award_on, p.opened_on, p.published_on, f.published_on) as event_on
        from fought f left join core.procedure p using (procedure_id)
    ),
    lost as (
        select b.procedure_id, count(*) as n_losers, count(k.supplier_id) as n_keyed,
               count(*) filter (k.definitive_on <= d.event_on) as n_definitive,
               count(*) filter (k.definitive_on > d.event_on) as n_later,
               list_sort(list(k.listing_id) filter (k.definitive_on <= d.event_on)) as listing_ids,
               string_agg(n.seller, '; ' order by n.seller) filter (k.definitive_on <= d.event_on) as firms
        from bidder b
        join dated d using (procedure_id)
        left join keyed k on k.supplier_id = b.supplier_id
        left join features.seller_name n on n.seller_id = b.supplier_id
        where not b.is_winner group by b.procedure_id
    )
select d.procedure_id, l.* exclude (procedure_id), d.event_on, p.list_on, w.seller as winner,
       coalesce(d.procedure_number, d.procedure_id) as procedure, coalesce(u.unit, u.institution, 'La unidad compradora') as buyer
from dated d
join lost l using (procedure_id)
cross join published p
left join features.seller_name w on w.seller_id = d.winner_id
left join core.buyer u on u.buyer_id = d.buyer_id
