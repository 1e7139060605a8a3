-- Suppliers that sold, and whether somebody behind them is, or may be, on a list of persons that the
-- deployment supplies (staged.person_list: candidates, donors): one row per supplier, by the surest
-- match. certainty: certain (one key, or confirmed), probable (one person by name and context),
-- candidate (homonyms possible, expected_by_chance of that name). Contracts from a year before the
-- period of the list to three years after it (a term of municipal office); all where the list gives no
-- period. Nobody is named. Amounts in MXN without VAT.
with
    loaded as (select count(*) > 0 as has_list from staged.person_list),
    listed as (
        select person_id, likely_id, profile_id, mention_id, position as list_kind, from_on, to_on
        from core.person_mention where system = 'list'
    ),
    behind as (
        select supplier_id, person_id, likely_id, profile_id, min(role) as role, min(mention_id) as mention_id
        from core.person_mention
        where supplier_id is not null and role in ('partner', 'representative', 'owner', 'supplier')
        group by all
    ),
    candidate as (
        select profile_a as one, profile_b as other, expected_by_chance
        from core.person_link where certainty = 'candidate' and not is_rejected
        union all
        select profile_b, profile_a, expected_by_chance
        from core.person_link where certainty = 'candidate' and not is_rejected
    ),
    same as (
        select b.supplier_id, b.role, l.*, b.mention_id as behind_id, 'certain' as certainty, 1 as place, cast(null as double) as expected_by_chance
        from behind b join listed l using (person_id)
        union all
        select b.supplier_id, b.role, l.*, b.mention_id, 'probable', 2, null
        from behind b join listed l using (likely_id) where b.person_id <> l.person_id
        union all
        select b.supplier_id, b.role, l.*, b.mention_id, 'candidate', 3, c.expected_by_chance
        from candidate c join behind b on b.profile_id = c.one join listed l on l.profile_id = c.other
        where b.likely_id <> l.likely_id
    ),
    sold as (
        select s.supplier_id, s.role, s.list_kind, s.from_on, s.to_on, s.certainty, s.place, s.expected_by_chance,
               [s.mention_id, s.behind_id] as link_ids, count(*) as n_contracts, sum(c.amount_mxn) as amount_mxn,
               min(c.event_on) as first_on, max(c.event_on) as last_on, list_sort(list(c.contract_id))[1:50] as contract_ids
        from same s
        join core.contract c on c.supplier_id = s.supplier_id and c.is_current
            and c.event_on >= coalesce(s.from_on - interval 1 year, c.event_on)
            and c.event_on <= coalesce(s.to_on, s.from_on, c.event_on) + interval 3 year
        group by all
    ),
    surest as (
        select * from sold
        qualify row_number() over (partition by supplier_id order by place, n_contracts desc, link_ids) = 1
    ),
    known as (select distinct supplier_id from behind),
    seller as (select supplier_id, max(event_on) as last_sale_on from core.contract where is_current and supplier_id is not null group by all)
select e.supplier_id, n.seller as supplier, s.* exclude (supplier_id, place, last_on), coalesce(s.last_on, e.last_sale_on) as last_on,
       case when not l.has_list then 'person_list' when k.supplier_id is null then 'register_entry' end as missing
from seller e
cross join loaded l
join features.seller_name n on n.seller_id = e.supplier_id
left join known k using (supplier_id)
left join surest s using (supplier_id)
