-- Whether a proposal that won came in after the deadline for proposals, one row per procedure that
-- publishes a deadline (OCDS) and has a bidder that was awarded: of several, the latest; of one bidder's
-- proposals, the first. lateness: 'late', 'in_time', or what is missing to tell: 'bid_on', 'closed_on', 'bid_hour'
-- (the same day, without both hours), 'bid_time_zone' (the same day and a later hour, but only one of the two
-- states its zone), 'bid_arrival' (a day later than the award: what is published is no day of arrival).
-- Hours of two stated zones are compared as instants; of none, by the clock; otherwise days decide, and
-- is_sure is false where the two are less than fourteen hours apart, as far as zones can be. is_typed: the
-- hour is midnight, or has no seconds where another proposal's has, as those written by hand. n_in_time: proposals of others dated no later than the
-- deadline, which tell that dates are those of arrival: some publish the date of recording them.
with
    process as (
        select procedure_id, closed_on, closed_at, closed_zone, is_cancelled, award_on
        from features.procedure_bids where is_final is not null
    ),
    beside as (
        select procedure_id, bool_or(second(bid_at) > 0) as has_seconds,
               count(*) filter (not is_winner and (bid_on < closed_on or bid_at <= closed_at
                   or (bid_on = closed_on and closed_at is null))) as n_in_time
        from core.bid join process using (procedure_id)
        where has_proposed group by procedure_id
    ),
    winner as (
        select b.procedure_id, b.bid_id, coalesce(b.first_bid_on, b.bid_on) as bid_on,
               case when b.first_bid_on is null then b.bid_at else b.first_bid_at end as bid_at, b.bid_zone, p.closed_on, p.closed_at, p.closed_zone, p.award_on,
               b.bid_zone is not null and p.closed_zone is not null as has_zones,
               b.bid_zone is null and p.closed_zone is null as has_no_zone
        from core.bid b join process p using (procedure_id)
        where b.is_winner and b.has_proposed and not is_cancelled
    ),
    instant as (
        select *, case when has_zones then
                      date_diff('second', try_cast(concat(closed_at, closed_zone) as timestamptz),
                                try_cast(concat(bid_at, bid_zone) as timestamptz))
                  else date_diff('second', closed_at, bid_at) end as seconds_after
        from winner
    ),
    told as (
        select *,
            case when bid_on is null then 'bid_on'
                 when closed_on is null then 'closed_on'
                 when bid_on > award_on and bid_on > closed_on then 'bid_arrival'
                 when seconds_after is not null and (has_zones or has_no_zone)
                     then case when seconds_after > 0 then 'late' else 'in_time' end
                 when bid_on > closed_on then 'late'
                 when bid_on < closed_on or seconds_after <= 0 then 'in_time'
                 when seconds_after is null then 'bid_hour'
                 else 'bid_time_zone' end as lateness
        from instant
    )
select procedure_id, t.bid_id, t.lateness, t.bid_on, t.bid_at, t.closed_on, t.closed_at, t.seconds_after,
       t.has_zones or t.has_no_zone or coalesce(t.seconds_after, 86400) >= 14 * 3600 as is_sure,
       coalesce(t.bid_at = date_trunc('day', t.bid_at) or second(t.bid_at) = 0 and i.has_seconds, false) as is_typed, coalesce(i.n_in_time, 0) as n_in_time,
       q.procedure, q.buyer, q.method, q.event_on
from told t join features.procedure_bids q using (procedure_id)
left join beside i using (procedure_id)
qualify row_number() over (
    partition by procedure_id
    order by t.lateness = 'late' desc, t.lateness = 'in_time', t.bid_on desc nulls last, t.bid_at desc nulls last, t.bid_id) = 1
