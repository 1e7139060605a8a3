-- Every staged contract row of every export, in one shape: what identity and versions compare.
-- procedure_key and the key of its supplier (supplier_no: see published_supplier) are what a contract is
-- looked for by. row_digest and text_digest (of what is bought) stand for texts that are compared.
-- The sources are read twice below, once for few columns: copying all of it first would cost more.
with
    every_source as not materialized (
        select 'comprasmx_contracts' as source, * from staged.comprasmx_contracts
        union all by name
        -- CompraNet 2018-2023 states the exception under «Fundamento legal».
        select 'compranet_contracts' as source, * replace (legal_basis as exception_article)
        from staged.compranet_contracts
        union all by name
        select 'compranet_extract' as source,
               * replace (extract_start_on as start_on, extract_end_on as end_on)
        from staged.compranet_extract
        union all by name
        select * from core.sipot_row where is_contract
        union all by name
        select * from core.ocds_contract where is_contract
    ),
    published as not materialized (
        select
            source, file_sha256, row_number, md5_number(row_digest) as row_digest, layout, export_on,
            institution, unit_code, unit, government_order, dossier_code, procedure_number,
            procedure_type, template, law, exception_article, exception_text, contracting_type,
            character, nullif(contract_code, '') as code, title, description,
            -- Most dossiers are called as their contract is.
            nullif(dossier_title, title) as dossier_title, item_codes, cucop_code, amount,
            currency, consolidated, framework, size_class, supplier_rfc, supplier_name, url,
            published_on, award_on, signed_on, start_on, end_on, contract_status,
            contract_number, amount_with_vat, source like 'sipot%' as is_sipot,
            -- 0: where contracts are made (ComprasMX, CompraNet); who publishes them again comes after.
            case when source like 'sipot%' then 2 when source like 'ocds%' then 1 else 0 end as again,
            case when source like 'sipot%' then procedure_year end as stated_year
        from every_source
    ),
    keyed as (
        select
            published.*,
            source || ':' || layout as feed,
            -- Purchasing-unit codes lose their leading zeros in spreadsheets.
            case when unit_code <> '' then repeat('0', greatest(9 - length(unit_code), 0)) || unit_code end as buyer_code,
            -- Of what is bought, as it is compared.
            md5_number(nullif(label_key(coalesce(nullif(description, ''), title)), '')) as text_digest
        from published
    ),
    -- Files in the order of their exports: a sighting's number orders them all.
    file as (
        select file_sha256, row_number() over (order by min(export_on), file_sha256) as place
        from published group by file_sha256
    )
select
    file.place * 10000000000 + keyed.row_number as sighting,
    keyed.* exclude (stated_year, supplier_name, supplier_rfc),
    supplier.supplier_no,
    coalesce(nullif(procedure_number, ''), 'EXPEDIENTE ' || nullif(dossier_code, '')) as procedure_key,
    -- The budget year a procedure belongs to stands at the end of its number.
    coalesce(
        try_cast(regexp_extract(procedure_number, '(20\d{2})$', 1) as integer),
        year(published_on), stated_year, year(start_on)
    ) as procedure_year
from keyed
join file using (file_sha256)
join core.published_supplier supplier
    on supplier.supplier_name is not distinct from keyed.supplier_name
    and supplier.supplier_rfc is not distinct from keyed.supplier_rfc
