-- Firms as the sources name them, each source's row once, and which firm it is: one row per source
-- and its id. firm_id is the same for what is one firm: by RFC; else by normalised name with its
-- legal form («GRUPO X SA DE CV» is not «GRUPO X SC»), where that name belongs to one RFC alone.
-- certainty: 'certain' (RFC), 'probable' (name and form, one RFC or none), 'held_back' (the name
-- belongs to several RFCs: it stays a firm of its own), 'unmatched' (a name without legal form).
-- source: supplier (core.supplier), register (core.register_firm), sanction, declared, pdn_s3, bods
-- (core.ownership: the firm and, where it is one, its owner); n_rfcs of that name and form.
with
    named as (
        select 'supplier' as source, supplier_id as source_id, name, name_key,
               case when kind = 'company' and rfc_status in ('valid', 'check_digit') then rfc end as rfc, supplier_id
        from core.supplier where kind <> 'person'
        union all
        select 'register', firm_key, name, name_key, rfc_public, supplier_id
        from core.register_firm where kind <> 'person'
        union all
        select 'bods', firm_key, min(name), name_key(min(name)), null, min(supplier_id)
        from (select firm_key, firm as name, supplier_id from core.ownership where firm <> ''
              union all
              select owner_firm_key, owner, null from core.ownership where owner_kind = 'entity' and owner <> '')
        group by firm_key
        union all
        select 'sanction', sanction_id, supplier_name, name_key, null, null from core.sanction
        union all
        select 'declared', interest_id, company, company_key, company_rfc, null from core.declared_interest
        union all
        select 'pdn_s3', record_id, min(party_name), name_key(min(party_name)),
               max(upper(case when regexp_full_match(upper(rfc), '[A-ZÑ&]{3}[0-9]{6}[A-Z0-9]{3}') then rfc end)), null
        from staged.pdn_s3 where party_name <> '' and length(coalesce(rfc, '')) <> 13 group by record_id
    ),
    holder as (
        select name_key, count(distinct rfc) as n_rfcs, any_value(rfc) as rfc
        from named where rfc is not null and split_part(name_key, '|', 2) <> '' group by name_key
    ),
    judged as (
        select n.source, n.source_id, n.name, n.name_key, split_part(n.name_key, '|', 1) as name_core,
               split_part(n.name_key, '|', 2) as legal_form, n.rfc, n.supplier_id,
               coalesce(h.n_rfcs, 0) as n_rfcs,
               case when n.rfc is not null then 'certain'
                    when split_part(n.name_key, '|', 2) = '' then 'unmatched'
                    when h.n_rfcs > 1 then 'held_back'
                    else 'probable' end as certainty,
               case when n.rfc is not null then n.rfc when h.n_rfcs = 1 then h.rfc end as firm_rfc
        from named n left join holder h using (name_key)
    )
select keyed_id('F', coalesce('RFC ' || firm_rfc, name_key)) as firm_id, *
from judged
order by firm_id, source, source_id
