-- Two suppliers and what they share, from attributes of at most twelve firms: one row per pair,
-- supplier_a < supplier_b. weight is the sum of what each shared attribute is worth (see
-- shared_attribute), half for a person matched by name alone; is_close tells of a person, address,
-- telephone or e-mail that at most four firms have.
with
    member as (
        select attribute_id, kind, weight, certainty, is_close, unnest(supplier_ids) as supplier_id
        from networks.shared_attribute where n_firms <= 12
    ),
    pair as (
        select a.supplier_id as supplier_a, b.supplier_id as supplier_b, a.attribute_id, a.kind,
               a.weight * case a.certainty when 'certain' then 1 else 0.5 end as weight,
               a.is_close, a.certainty
        from member a join member b using (attribute_id, kind)
        where a.supplier_id < b.supplier_id
    )
select supplier_a, supplier_b, sum(weight) as weight, bool_or(is_close) as is_close,
       list(distinct kind order by kind) as kinds,
       coalesce(list(distinct kind order by kind) filter (is_close), []) as close_kinds,
       coalesce(list(distinct kind order by kind) filter (is_close and certainty = 'certain'), []) as certain_kinds,
       list(distinct attribute_id order by attribute_id) as attribute_ids
from pair
group by supplier_a, supplier_b
