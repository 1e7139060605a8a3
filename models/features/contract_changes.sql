-- What changed in a contract between exports, by kind of field; one row per contract looked for in
-- at least two exports. Completions (an empty field filled later) are not changes.
with change as (
    select v.contract_id, v.export_on, v.amount_before, v.amount_after,
           unnest(from_json(v.changed, '[{"field":"VARCHAR","from":"VARCHAR","to":"VARCHAR"}]'),
                  recursive := true)
    from core.contract_version v
    where v.status = 'changed'
),
sorted as (
    select *,
           case when field like 'amount%' then 'amount'
                when field like 'supplier%' then 'supplier'
                when field like '%\_on' escape '\' then 'date'
                when field = 'procedure_type' then 'procedure_type' end as field_kind
    from change
    where coalesce("from", '') <> ''
),
summary as (
    select contract_id,
           bool_or(field_kind = 'amount') as amount_changed,
           bool_or(field_kind = 'supplier') as supplier_changed,
           bool_or(field_kind = 'date') as date_changed,
           bool_or(field_kind = 'procedure_type') as procedure_type_changed,
           max(abs(amount_after - amount_before) / nullif(abs(amount_before), 0))
               filter (where field_kind = 'amount') as amount_change_share,
           arg_min(amount_before, export_on) filter (where field_kind = 'amount') as amount_before,
           arg_max(amount_after, export_on) filter (where field_kind = 'amount') as amount_after,
           max(export_on) as changed_on,
           list(distinct field order by field) filter (where field_kind is not null) as fields,
           -- The RFC of a natural person holds a birth date: values of supplier fields stay out.
           list({'field': field, 'from': "from", 'to': "to", 'export_on': export_on}
                order by export_on, field)
               filter (where field_kind is not null and field_kind <> 'supplier') as changes
    from sorted
    where field_kind is not null
    group by contract_id
)
select c.contract_id, c.n_exports, s.contract_id is not null as is_changed,
       coalesce(s.supplier_changed, false) as supplier_changed,
       coalesce(s.amount_changed, false) as amount_changed,
       coalesce(s.procedure_type_changed, false) as procedure_type_changed,
       coalesce(s.date_changed, false) as date_changed,
       -- What a capture error looks like once mended: a tenth (a hundredth, …) of the first figure,
       -- or the same digits in another order with less than a hundredth of difference.
       coalesce(
           s.amount_after > 0 and cast(s.amount_before as decimal(38, 2)) in (
               10 * cast(s.amount_after as decimal(38, 2)), 100 * cast(s.amount_after as decimal(38, 2)),
               1000 * cast(s.amount_after as decimal(38, 2)))
           or s.amount_change_share < 0.01
              and list_sort(string_split(replace(cast(s.amount_before as varchar), '.', ''), ''))
                  = list_sort(string_split(replace(cast(s.amount_after as varchar), '.', ''), '')),
           false
       ) as looks_like_slip,
       s.amount_before, s.amount_after, s.amount_change_share, s.changed_on, s.fields, s.changes
from core.contract c
left join summary s using (contract_id)
where c.n_exports >= 2
