-- Contracts of an institution with a firm to which one of its officials is tied (as partner, owner,
-- representative, or by declaration): one row per institution, supplier and official, by the surest
-- tie. A contract counts within the post, since the tie began (where the source says) and up to two
-- years after it ended (LAASSP 71-I); after_contract_ids are those of the year after leaving the post
-- (LGRA 72), at least a day later. registered: the surest tie that a register or contract shows, and
-- how sure; is_declared: some declaration of the official names the firm; has_declared: the official
-- declared at all, on or after the tie began. Nobody is named. Amounts in MXN without VAT.
with
    tie as (
        select l.official_id, l.supplier_id, l.relation, l.certainty, l.basis, l.valid_from, l.valid_to,
               l.source_ids, l.expected_by_chance, not starts_with(l.relation, 'declared_') as is_registered,
               case l.certainty when 'certain' then 1 when 'probable' then 2 else 3 end as place
        from core.official_firm_link l
        where l.supplier_id is not null
    ),
    declared as (
        select distinct official_id, supplier_id from tie where not is_registered
    ),
    declaring as (
        select o.official_id, max(d.declared_on) as last_declared_on
        from core.official o join core.declaration d using (person_key, institution_key) group by 1
    ),
    sold as (
        select b.institution_id, c.supplier_id, c.contract_id, c.event_on, c.amount_mxn, c.method
        from core.contract c join core.buyer b using (buyer_id)
        where c.is_current and c.event_on is not null
    ),
    placed as (
        select o.institution_id, t.*, o.institution, o.position, o.area, o.in_procurement, o.since_on, o.left_on,
               s.contract_id, s.event_on, s.amount_mxn, s.method,
               s.event_on > o.left_on as is_after
        from tie t
        join core.official o using (official_id)
        join sold s on s.institution_id = o.institution_id and s.supplier_id = t.supplier_id
            and s.event_on >= coalesce(o.since_on, s.event_on)
            and s.event_on <= coalesce(o.left_on + interval 1 year, s.event_on)
            and s.event_on <= coalesce(t.valid_to + interval 2 year, s.event_on)
            and (s.event_on >= coalesce(t.valid_from, s.event_on) or not t.is_registered)
    ),
    counted as (
        select p.* exclude (contract_id, event_on, amount_mxn, method, is_after),
               count(*) filter (not coalesce(is_after, false)) as n_contracts,
               count(*) filter (not coalesce(is_after, false) and method = 'direct') as n_direct,
               sum(amount_mxn) filter (not coalesce(is_after, false)) as amount_mxn,
               min(event_on) filter (not coalesce(is_after, false)) as first_on,
               max(event_on) filter (not coalesce(is_after, false)) as last_on,
               coalesce(list_sort(list(contract_id) filter (not coalesce(is_after, false))), []) as contract_ids,
               count(*) filter (is_after) as n_after,
               sum(amount_mxn) filter (is_after) as after_mxn,
               min(event_on) filter (is_after) as after_first_on,
               max(event_on) filter (is_after) as after_last_on,
               coalesce(list_sort(list(contract_id) filter (is_after)), []) as after_contract_ids
        from placed p
        group by all
    )
select c.* exclude (place), r.name_es as relation_name, r.says as relation_says, n.seller as supplier,
       d.official_id is not null as is_declared,
       coalesce(w.last_declared_on >= coalesce(c.valid_from, w.last_declared_on), false) as has_declared,
       w.last_declared_on
from counted c
join features.seller_name n on n.seller_id = c.supplier_id
left join reference.firm_relations r using (relation)
left join declared d using (official_id, supplier_id)
left join declaring w using (official_id)
qualify row_number() over (
    partition by c.institution_id, c.supplier_id, c.official_id, c.is_registered
    order by c.place, c.n_contracts + c.n_after desc, c.relation) = 1
