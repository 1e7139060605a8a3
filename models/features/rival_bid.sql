-- Who bid against whom: one row per bidder of each tender (procedure) with two to twenty bidders and one
-- winner among them. With several winners nobody can tell who bid for which lot; among more than twenty
-- no small group decides. Who was only invited, or withdrew, is no bidder. tender_id: the
-- procedure, else the row that publishes it. item_family: of the
-- procedure's contracts, '' where none is published. customer_id: the institution, else the unit.
-- event_on: award, else opening, else publication. rd: relative distance of the lowest proposal
-- (features.offer_screens), null without three priced ones; rd_class: its number of priced proposals,
-- five and more together. price_ratio: the bidder's amount over the winner's.
with
    bidder as (
        select coalesce(procedure_id, procedure_key) as tender_id, procedure_id, supplier_id, bid_id, buyer_id, published_on,
               is_winner, cast(case when amount_mxn > 0 then amount_mxn end as double) as amount
        from core.bid where supplier_id is not null and (has_proposed or is_winner)
    ),
    tender as (
        select tender_id, any_value(procedure_id) as procedure_id, any_value(buyer_id) as buyer_id,
               max(published_on) as published_on, count(*) as n_bidders,
               any_value(supplier_id) filter (is_winner) as winner_id,
               any_value(amount) filter (is_winner) as winner_amount
        from bidder group by tender_id
        having count(*) between 2 and 20 and count(*) filter (is_winner) = 1
    )
select b.tender_id, t.procedure_id, b.supplier_id, b.bid_id, b.is_winner, t.n_bidders, t.winner_id,
       coalesce(f.item_family, '') as item_family,
       coalesce(u.institution_id, u.buyer_id, '') as customer_id,
       coalesce(p.award_on, p.opened_on, p.published_on, t.published_on) as event_on,
       s.rd, case when s.rd is not null then least(s.n_priced, 5) end as rd_class,
       b.amount / t.winner_amount as price_ratio
from bidder b
join tender t using (tender_id)
left join features.procedure_bids f on f.procedure_id = t.procedure_id
left join core.procedure p on p.procedure_id = t.procedure_id
left join core.buyer u on u.buyer_id = coalesce(p.buyer_id, t.buyer_id)
left join features.offer_screens s on s.subject_type = 'procedure' and s.subject_id = t.procedure_id
