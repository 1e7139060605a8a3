-- What each unit published of its contracts, beside its peers: one row per unit with contracts.
-- expected counts the key fields that the unit's format has (a format that never gives a field
-- expects it of nobody) and that apply to the contract; filled those with something in them.
-- share_full: contracts with every field, and whose procedure was published before they began.
-- published is the mean of both shares, from 0 to 1. Contracts of the last sixty days of data are
-- left out, for their signature may still be due. Peers: features.holder_peer_group with ten units
-- of ten contracts or more; else all units, else none.
with field as (
    from (values (0, 'title'), (1, 'amount'), (2, 'rfc'), (3, 'item_codes'), (4, 'published_on'), (5, 'signed_on'),
                 (6, 'start_on'), (7, 'end_on'), (8, 'exception_article'), (9, 'url')) f (place, name)
),
-- A bit per field, at the field's place: the ten fields of a contract are one number.
contract as (
    select c.contract_id, c.buyer_id, c.layouts, c.event_on,
           coalesce(c.published_on > c.start_on, false) as is_late,
           (c.title is not null)::integer
               + (c.amount is not null)::integer * 2
               + coalesce(s.rfc_status not in ('blank', 'malformed', 'absent'), false)::integer * 4
               + (c.item_family is not null)::integer * 8
               + (c.published_on is not null)::integer * 16
               + (c.signed_on is not null)::integer * 32
               + (c.start_on is not null)::integer * 64
               + (c.end_on is not null)::integer * 128
               + (coalesce(c.exception_article, '') <> '')::integer * 256
               + (c.url is not null)::integer * 512 as filled,
           1023 - coalesce(s.rfc_status = 'absent', true)::integer * 4
               - (c.method is distinct from 'direct')::integer * 256 as applies
    from core.contract c
    left join core.supplier s using (supplier_id), meta.run r
    where c.is_current and c.buyer_id is not null
        and coalesce(c.event_on, c.start_on, c.published_on) <= r.as_of - interval 60 day
),
format as (
    select layouts, bit_or(filled) as given from contract group by layouts
),
judged as (
    select c.buyer_id, c.contract_id, c.event_on, c.is_late, c.applies & f.given as expected, c.applies & f.given & c.filled as filled
    from contract c join format f using (layouts)
    where c.applies & f.given > 0
),
lacking as (
    select buyer_id, first(name order by n desc, name) as most_missing
    from (
        select l.buyer_id, f.name, sum(l.n) as n
        from (select buyer_id, expected - filled as absent, count(*) as n from judged group by all) l
        join field f on (l.absent >> f.place) & 1 = 1
        group by all
    )
    group by buyer_id
),
unit as (
    select buyer_id, count(*) as n_contracts,
           sum(bit_count(filled)) / sum(bit_count(expected)) as share_fields,
           count(*) filter (filled = expected and not is_late) / count(*) as share_full,
           count(*) filter (is_late) as n_late, max(event_on) as last_on,
           list_sort(list(contract_id) filter (filled < expected or is_late)) as contract_ids
    from judged group by buyer_id
),
shared as (
    select u.*, (share_fields + share_full) / 2 as published, g.peer_group
    from unit u left join features.holder_peer_group g on g.level = 'buyer' and g.holder_id = u.buyer_id
),
peer as (
    select peer_group, grouping(peer_group) = 1 as is_all, count(*) as n_judged,
           median(published) as peers_published, quantile_cont(published, 0.1) as peers_p10
    from shared where n_contracts >= 10
    group by grouping sets ((peer_group), ())
)
select s.* exclude (peer_group), l.most_missing,
       coalesce(b.unit, b.institution, 'La unidad compradora') as buyer,
       p.n_judged, p.peers_published, p.peers_p10,
       case when p.n_judged is null then null
            when p.is_all then 'todas las unidades compradoras' else s.peer_group end as peers
from shared s
left join peer p on p.n_judged >= 10 and (p.is_all or p.peer_group = s.peer_group)
left join lacking l using (buyer_id)
left join core.buyer b using (buyer_id)
qualify row_number() over (partition by s.buyer_id order by p.is_all) = 1
