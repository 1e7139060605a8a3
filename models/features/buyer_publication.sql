-- What each unit published of its contracts, beside its peers: one row per unit with contracts.
-- expected counts the key fields that the unit's format has (a format that never gives a field
-- expects it of nobody) and that apply to the contract; filled those with something in them.
-- share_full: contracts with every field, and whose procedure was published before they began.
-- published is the mean of both shares, from 0 to 1. Contracts of the last sixty days of data are
-- left out, for their signature may still be due. Peers: features.holder_peer_group with ten units
-- of ten contracts or more; else all units, else none.
with contract as (
    select c.contract_id, c.buyer_id, c.layouts, c.published_on, c.start_on, c.event_on,
           unnest([
               {'name': 'title', 'applies': true, 'filled': c.title is not null},
               {'name': 'amount', 'applies': true, 'filled': c.amount is not null},
               {'name': 'rfc', 'applies': s.rfc_status <> 'absent',
                'filled': s.rfc_status not in ('blank', 'malformed', 'absent')},
               {'name': 'item_codes', 'applies': true, 'filled': c.item_family is not null},
               {'name': 'published_on', 'applies': true, 'filled': c.published_on is not null},
               {'name': 'signed_on', 'applies': true, 'filled': c.signed_on is not null},
               {'name': 'start_on', 'applies': true, 'filled': c.start_on is not null},
               {'name': 'end_on', 'applies': true, 'filled': c.end_on is not null},
               {'name': 'exception_article', 'applies': c.method = 'direct',
                'filled': coalesce(c.exception_article, '') <> ''},
               {'name': 'url', 'applies': true, 'filled': c.url is not null}]) as field
    from core.contract c
    left join core.supplier s using (supplier_id), meta.run r
    where c.is_current and c.buyer_id is not null
        and coalesce(c.event_on, c.start_on, c.published_on) <= r.as_of - interval 60 day
),
format_field as (
    select layouts, field.name as name from contract group by all having bool_or(field.filled)
),
judged as (
    select c.*
    from contract c
    join format_field f on f.layouts = c.layouts and f.name = c.field.name
    where coalesce(c.field.applies, false)
),
whole as (
    select buyer_id, contract_id, any_value(event_on) as event_on, count(*) as expected,
           count(*) filter (field.filled) as filled,
           coalesce(any_value(published_on) > any_value(start_on), false) as is_late
    from judged group by all
),
lacking as (
    select buyer_id, first(name order by n desc, name) as most_missing
    from (select buyer_id, field.name as name, count(*) as n from judged where not field.filled group by all)
    group by buyer_id
),
unit as (
    select buyer_id, count(*) as n_contracts, sum(filled) / sum(expected) as share_fields,
           count(*) filter (filled = expected and not is_late) / count(*) as share_full,
           count(*) filter (is_late) as n_late, max(event_on) as last_on,
           list_sort(list(contract_id) filter (filled < expected or is_late)) as contract_ids
    from whole group by buyer_id
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
