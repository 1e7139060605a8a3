-- The tenders in which two members or more of a bidding group (networks.bidding_group) bid against one
-- another, in order of date: one row per group and tender. n_present members among n_bidders; winner_id,
-- and whether it is a member. Turns: the members that bid stand in line by how long they have not won
-- within the group (who never won, since ever), the longest first; stands: their places, doubled (two
-- that wait alike share the middle of theirs); winner_stand: the winner's, null where no member won or
-- all have waited alike. far_place: where the
-- relative distance of the lowest proposal stands among other tenders with as many proposals, those
-- without two members of a group: 1 among their widest twentieth, 20 among the narrowest; null below
-- twenty of them, or without three amounts.
with
    bid as (
        select g.group_id, r.*
        from features.rival_bid r
        join networks.bidding_group g using (item_family, supplier_id)
    ),
    tender as (
        select group_id, tender_id, any_value(procedure_id) as procedure_id, min(event_on) as event_on,
               count(*) as n_present, max(n_bidders) as n_bidders, any_value(winner_id) as winner_id,
               bool_or(is_winner) as is_within, any_value(customer_id) as customer_id,
               any_value(rd) as rd, any_value(rd_class) as rd_class, list_sort(list(bid_id)) as bid_ids,
               row_number() over (partition by group_id order by min(event_on), tender_id) as place
        from bid group by group_id, tender_id having count(*) >= 2
    ),
    customer as (
        select coalesce(institution_id, buyer_id) as customer_id, any_value(coalesce(institution, unit)) as customer
        from core.buyer group by all
    ),
    waited as (
        select b.group_id, b.tender_id, b.is_winner,
               coalesce(max(case when b.is_winner then t.place end) over (
                   partition by b.group_id, b.supplier_id order by t.place
                   rows between unbounded preceding and 1 preceding), 0) as last_place
        from bid b join tender t using (group_id, tender_id)
    ),
    stood as (
        select group_id, tender_id, is_winner,
               2 * rank() over line + count(*) over (partition by group_id, tender_id, last_place) - 1 as stand
        from waited
        window line as (partition by group_id, tender_id order by last_place)
    ),
    turn as (
        select group_id, tender_id, list_sort(list(stand)) as stands,
               case when min(stand) < max(stand) then any_value(stand) filter (is_winner) end as winner_stand
        from stood group by all
    ),
    peer as (
        select rd_class, quantile_cont(rd, [i / 20 for i in range(1, 20)]) as cuts
        from (
            select tender_id, any_value(rd) as rd, any_value(rd_class) as rd_class
            from features.rival_bid anti join tender using (tender_id)
            where rd is not null group by all
        ) group by all having count(*) >= 20
    )
select t.* exclude (rd, rd_class), coalesce(c.customer, 'La unidad compradora') as customer, u.stands, u.winner_stand,
       case when t.rd is not null then 1 + len(list_filter(f.cuts, lambda cut: cut > t.rd)) end as far_place
from tender t
join turn u using (group_id, tender_id)
left join customer c on c.customer_id = t.customer_id
left join peer f on f.rd_class = t.rd_class
