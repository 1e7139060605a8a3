-- Procedures that both ComprasMX (or CompraNet) and SIPOT publish, with the suppliers that each says
-- got a contract. is_ambiguous: a SIPOT row of it could not be told to be one contract or another.
with
    in_sipot_too as (
        select c.procedure_id from core.contract c join core.contract_feed f using (contract_id)
        where f.feed like 'sipot%' and c.procedure_id is not null group by 1
    ),
    shown as (
        select c.procedure_id, c.contract_id, c.supplier_id,
               bool_or(f.feed like 'sipot%') as in_sipot, 
               bool_or(f.feed not like 'sipot%' and f.feed not like 'ocds%') as in_compras,
               max(c.event_on) as event_on
        from core.contract c
        join core.contract_feed f using (contract_id)
        join in_sipot_too using (procedure_id)
        where c.is_current
        group by all
    ),
    supplier as (
        select procedure_id, supplier_id, bool_or(in_sipot) as in_sipot, bool_or(in_compras) as in_compras,
               max(event_on) as event_on, list_sort(list(contract_id)) as contract_ids
        from shown group by all
    ),
    unclear as (select distinct procedure_key as procedure_id from core.ambiguous_row where feed like 'sipot%'),
    winners as (
        select procedure_id, count(*) as n_suppliers,
               count(*) filter (not in_compras) as n_only_sipot,
               count(*) filter (not in_sipot) as n_only_compras,
               max(event_on) as event_on,
               flatten(list(contract_ids order by supplier_id)) as contract_ids
        from supplier group by procedure_id
        having bool_or(in_sipot) and bool_or(in_compras)
    )
select w.*, u.procedure_id is not null as is_ambiguous,
       coalesce(b.unit, b.institution, 'La unidad compradora') as buyer
from winners w
left join unclear u using (procedure_id)
left join core.procedure p using (procedure_id)
left join core.buyer b on b.buyer_id = p.buyer_id
