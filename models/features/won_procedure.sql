-- view: a selection, which what repeats between a unit and a supplier is read from.
-- Procedures with proposals that one bidder won alone and for good, of units that are known and not awarded
-- directly: the columns of features.procedure_bids.
select * from features.procedure_bids
where n_winners = 1 and n_awarded = 1 and coalesce(method, '') <> 'direct' and buyer_id is not null
  and coalesce(is_final, true) and not is_cancelled
