-- Contracts of an institution with a firm of a relative that one of its officials declares (PDN S1,
-- reserved sections): one row per institution, supplier and official, by the surest tie. The firm is
-- the one that the declaration names (by RFC; else by name with the same legal form), or one behind
-- which a register shows the relative (restricted.kinship); is_registered tells. A contract counts
-- within the post, from three years before the declaration to two years after it (LAASSP 71-I).
-- certainty: 'certain' (keys), 'probable', 'candidate' (homonyms possible). For restricted readers.
with
    named as (
        select r.*, o.institution_id from restricted.declared_relative r join core.official o using (official_id)
        where not coalesce(r.is_ended, false)
    ),
    tie as (
        select r.official_id, s.institution_id, s.supplier_id, s.contract_id, s.event_on, r.declared_on, r.declaration_id,
               'certain' as certainty, false as is_registered, cast(null as varchar) as mention_id
        from named r join features.company_sale s on s.institution_id = r.institution_id and s.company_rfc = r.firm_rfc
        union all
        select r.official_id, s.institution_id, s.supplier_id, s.contract_id, s.event_on, r.declared_on, r.declaration_id,
               'probable', false, null
        from named r
        join features.company_sale s on s.institution_id = r.institution_id
            and s.company_key = case when r.firm_rfc is null then r.firm_key end
        union all
        select k.official_id, b.institution_id, c.supplier_id, c.contract_id, c.event_on, k.declared_on, k.declaration_id,
               k.certainty, true, k.mention_id
        from restricted.kinship k
        join core.contract c using (supplier_id)
        join core.buyer b using (buyer_id)
        where k.role in ('partner', 'representative', 'owner', 'supplier') and not coalesce(k.is_ended, false)
          and c.is_current and c.event_on is not null and c.event_on >= coalesce(k.from_on, c.event_on)
          and c.event_on <= coalesce(k.to_on + interval 2 year, c.event_on)
    ),
    placed as (
        select t.*, o.institution, o.position, o.in_procurement,
               list_position(['certain', 'probable', 'candidate'], t.certainty) as place
        from tie t join core.official o using (official_id, institution_id)
        where t.event_on >= t.declared_on - interval 3 year and t.event_on <= t.declared_on + interval 2 year
          and t.event_on between coalesce(o.since_on, t.event_on) and coalesce(o.left_on, t.event_on)
    )
select institution_id, supplier_id, official_id, institution, position, in_procurement,
       arg_min(certainty, place) as certainty, arg_min(is_registered, (place, is_registered)) as is_registered,
       min(declared_on) as first_declared_on, count(distinct contract_id) as n_contracts, min(event_on) as first_on,
       max(event_on) as last_on, list_sort(list(distinct contract_id)) as contract_ids,
       list_sort(list(distinct declaration_id)) || list_sort(list(distinct mention_id) filter (mention_id is not null)) as link_ids
from placed
group by all
