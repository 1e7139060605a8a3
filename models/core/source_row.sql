-- Which published rows stand behind which record: the way back from every alert to its source. Of which
-- source and layout a file is, ingest.file tells.
with
    sanctioned as materialized (
        select file_sha256, row_number, export_on,
               name_key(supplier_name) as name_key,
               label_key(regexp_replace(dossier, '\s', '', 'g')) as dossier_key
        from staged.sanctions
    ),
    sanction as materialized (
        select sanction_id, name_key, label_key(regexp_replace(dossier, '\s', '', 'g')) as dossier_key
        from core.sanction
    )
select i.contract_id as record_id, 'contract' as record_type, s.file_sha256, s.row_number,
       s.export_on, nullif(s.url, '') as url
from core.contract_identity i
join core.contract_sighting s using (sighting)
union all
select
    coalesce(nullif(procedure_number, ''), 'EXPEDIENTE ' || dossier_code) || case when element_type like 'PROYECTO%' then '~' || dossier_code else '' end,
    'procedure', file_sha256, row_number, export_on, nullif(url, '')
from staged.comprasmx_procedures
union all
select k.sanction_id, 'sanction', s.file_sha256, s.row_number, s.export_on, null
from sanctioned s
join sanction k using (name_key, dossier_key)
union all
select t.listing_id, 'tax_listing', s.file_sha256, s.row_number, s.export_on, null
from staged.sat_69b s
join core.tax_listing t
    on t.list = '69-B' and t.rfc = s.rfc
    and t.definitive_on is not distinct from coalesce(s.definitive_dof_on, s.definitive_sat_on)
    and t.presumed_on is not distinct from coalesce(s.presumed_dof_on, s.presumed_sat_on)
    and t.cleared_on is not distinct from coalesce(s.cleared_dof_on, s.cleared_sat_on)
    and t.favourable_on is not distinct from coalesce(s.favourable_dof_on, s.favourable_sat_on)
union all
select t.listing_id, 'tax_listing', s.file_sha256, s.row_number, s.export_on, null
from staged.sat_69b_bis s
join core.tax_listing t
    on t.list = '69-B Bis' and t.rfc = s.rfc
    and t.definitive_on is not distinct from coalesce(s.definitive_dof_on, s.definitive_sat_on)
union all
select declaration_id, 'declaration', file_sha256, row_number, declared_on, null
from core.declaration
union all
select m.mention_id, 'person_mention', m.file_sha256, m.row_number,
       m.export_on, null
from core.person_mention m
union all
select person_sanction_id, 'person_sanction', file_sha256, row_number, registered_on, null
from core.person_sanction
union all
select firm_key, 'register_firm', file_sha256, row_number, export_on, null
from core.register_firm
union all
select ownership_id, 'ownership', file_sha256, row_number, export_on, null
from core.ownership
union all
-- A failed procedure, or a row that could be more than one contract: read, and no contract.
select 'SIPOT ' || left(file_sha256, 12) || ' ' || row_number, 'no_contract', file_sha256, row_number,
       export_on, null
from core.sipot_contract where contract_id is null
union all
select 'OCDS ' || left(o.file_sha256, 12) || ' ' || o.row_number, 'no_contract', o.file_sha256, o.row_number,
       o.export_on, o.url
from core.ocds_contract o
left join core.contract_sighting s using (file_sha256, row_number)
anti join core.contract_identity i on i.sighting = s.sighting
union all
select record_id, record_type, published_row['file_sha256'], published_row['row_number'],
       null, null
from (
    select bid_id as record_id, 'bid' as record_type, unnest(published_rows) as published_row from core.bid
    union all
    select quotation_id, 'quotation', unnest(published_rows) from core.quotation
    union all
    select amendment_id, 'amendment', unnest(published_rows) from core.amendment
    union all
    select contract_item_id, 'contract_item', unnest(published_rows) from core.contract_item
) r
