-- The proposals of each procedure in which somebody bid, one row per procedure (core.bid, those that
-- were made). A bidder counts once. n_unstated: proposals without a published status (SIPOT states
-- none). n_out: disqualified, and with no valid proposal beside; out_ids, bid_ids: their bids.
-- winner_*: null unless one bidder alone was awarded (n_winners). Amounts in MXN without VAT:
-- lowest_mxn of all; lowest_out_mxn, lowest_valid_mxn: of the disqualified and of the valid; second_mxn:
-- the lowest valid one that is not the winner's. gap_share: (second - winner) / winner, null where the
-- winner's is not the lowest valid one. winner_is_valid: whether those of all winners were published as
-- valid. winner_was_last: whether every other proposal came before the winner's, by the published clock;
-- null where an hour is missing. n_awarded: also those whose contract was cancelled. is_final: no award is
-- pending; null where OCDS does not publish the procedure. is_cancelled: as the last export says. item_family: the first of its contracts'.
with
    proposal as (
        select procedure_id, buyer_id, bid_id, supplier_id, amount_mxn, is_valid, is_winner,
               is_disqualified and not coalesce(is_valid, false) as is_out, bid_at, published_on
        from core.bid where has_proposed and procedure_id is not null
    ),
    counted as (
        select procedure_id, any_value(buyer_id) as buyer_id, max(published_on) as published_on,
               count(*) as n_bids, count(*) filter (is_valid) as n_valid, count(*) filter (is_out) as n_out,
               count(*) filter (is_valid is null) as n_unstated,
               count(*) filter (amount_mxn > 0) as n_priced, count(bid_at) as n_timed,
               count(*) filter (is_winner) as n_winners,
               coalesce(bool_and(is_valid) filter (is_winner), false) as winner_is_valid,
               min(amount_mxn) filter (amount_mxn > 0) as lowest_mxn,
               min(amount_mxn) filter (amount_mxn > 0 and is_out) as lowest_out_mxn,
               min(amount_mxn) filter (amount_mxn > 0 and is_valid) as lowest_valid_mxn,
               min(amount_mxn) filter (amount_mxn > 0 and is_valid and not is_winner) as second_mxn,
               any_value(supplier_id) filter (is_winner) as any_winner_id,
               any_value(bid_id) filter (is_winner) as any_winner_bid_id,
               min(amount_mxn) filter (amount_mxn > 0 and is_winner) as any_winner_mxn,
               max(bid_at) filter (is_winner) as any_winner_at,
               max(bid_at) filter (not is_winner) as last_rival_at,
               list_sort(list(bid_id)) as bid_ids,
               list_sort(list(bid_id) filter (is_out)) as out_ids
        from proposal group by procedure_id
    ),
    family as (
        select procedure_id, min(item_family) as item_family
        from core.contract semi join counted using (procedure_id)
        where item_family is not null group by procedure_id
    ),
    -- What the last export says of a process.
    process as (
        select procedure_id, arg_max(tender_status, export_on) as tender_status,
               arg_max(n_pending, export_on) as n_pending, arg_max(n_awarded, export_on) as n_awarded, arg_max(estimated_mxn, export_on) as estimated_mxn,
               arg_max(closed_on, export_on) as closed_on, arg_max(closed_at, export_on) as closed_at,
               arg_max(closed_zone, export_on) as closed_zone
        from core.ocds_procedure group by procedure_id
    )
select c.* exclude (buyer_id, published_on, any_winner_id, any_winner_bid_id, any_winner_mxn, any_winner_at),
       case when n_winners = 1 then any_winner_id end as winner_id,
       case when n_winners = 1 then any_winner_bid_id end as winner_bid_id,
       case when n_winners = 1 then any_winner_mxn end as winner_mxn,
       case when n_winners = 1 and any_winner_mxn <= lowest_valid_mxn
           then cast(second_mxn - any_winner_mxn as double) / any_winner_mxn end as gap_share,
       case when n_winners = 1 and n_timed = n_bids and n_bids > 1 then any_winner_at > last_rival_at end as winner_was_last,
       greatest(n_winners, coalesce(o.n_awarded, 0)) as n_awarded, o.n_pending = 0 as is_final, coalesce(o.tender_status = 'cancelled', false) as is_cancelled, o.estimated_mxn, o.closed_on, o.closed_at, o.closed_zone,
       f.item_family, coalesce(p.buyer_id, c.buyer_id) as buyer_id, p.method, p.regime, p.award_on,
       coalesce(p.award_on, c.published_on, p.published_on) as event_on,
       coalesce(p.procedure_number, c.procedure_id) as procedure,
       coalesce(b.unit, b.institution, 'La unidad compradora') as buyer
from counted c
left join core.procedure p using (procedure_id)
left join process o using (procedure_id)
left join family f using (procedure_id)
left join core.buyer b on b.buyer_id = coalesce(p.buyer_id, c.buyer_id)
