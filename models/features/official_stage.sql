-- Officials who acted at two stages or more of one procedure (PDN S2 v2.0), and their tie with a
-- supplier that won it (core.official_firm_link), if there is one: one row per procedure with stages
-- told, for the official with the surest tie, else the most stages. A tie counts from when it began to
-- two years after it ended, at the day of the contract.
with
    acted as (
        select procedure_id, official_id, count(distinct stage) as n_stages,
               list(distinct stage order by stage) as stages
        from core.procedure_official
        where procedure_id is not null and stage is not null group by all
    ),
    won as (
        select procedure_id, supplier_id, max(event_on) as event_on, list_sort(list(contract_id)) as contract_ids
        from core.contract where is_current and procedure_id is not null and supplier_id is not null group by all
    ),
    tied as (
        select a.*, w.supplier_id, w.event_on, w.contract_ids, l.relation, l.certainty, l.source_ids
        from acted a join won w using (procedure_id)
        left join core.official_firm_link l on l.official_id = a.official_id and l.supplier_id = w.supplier_id
            and w.event_on >= coalesce(case when not starts_with(l.relation, 'declared_') then l.valid_from end, w.event_on)
            and w.event_on <= coalesce(l.valid_to + interval 2 year, w.event_on)
    )
select t.*, p.procedure_number as procedure, n.seller as supplier, o.institution, o.position,
       r.says as relation_says, r.name_es as relation_name
from tied t
left join core.procedure p using (procedure_id)
join core.official o using (official_id)
join features.seller_name n on n.seller_id = t.supplier_id
left join reference.firm_relations r using (relation)
qualify row_number() over (
    partition by t.procedure_id
    order by t.relation is null, case t.certainty when 'certain' then 1 when 'probable' then 2 else 3 end,
             t.n_stages desc, t.official_id, t.supplier_id, t.relation) = 1
