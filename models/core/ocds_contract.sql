-- Every contract that OCDS publishes, and every award without one yet, in the shape of a contract row.
-- is_contract: its award stands (active), it is not cancelled, and somebody is named; a pending,
-- cancelled or unsuccessful award is none. amount: before amendments, the award's, where it has one
-- contract; else the contract's. OCDS does not say whether VAT is in it: it is read as the amounts of
-- ComprasMX are, without, unless the value says valueAddedTaxIncluded.
-- The procedure is the tender's id where that is one process' alone, else the ocid. Of an award to several with
-- several contracts nobody says whose each is: the supplier is one of them, unless they proposed together.
with
    contract as (
        select *, count(*) filter (status <> 'cancelled')
                   over (partition by book_sha256, release_row, award_ref) as n_of_award
        from staged.ocds_contracts
    ),
    amended as (
        select distinct book_sha256, release_row, contract_number
        from staged.ocds_amendments where contract_number <> ''
    ),
    coded as (
        select contract_file as file_sha256, contract_row as row_number,
               array_to_string(list_sort(list(distinct classification_id) filter (regexp_full_match(classification_id, '[1-9]\d{4}'))), ', ') as item_codes,
               min(classification_id) filter (regexp_full_match(classification_id, '[1-9]\d{7}')) as cucop_code
        from core.ocds_item
        where regexp_matches(upper(classification_scheme), 'CUCOP|PARTIDA|COG') group by all
    ),
    basis as (
        select c.*, p.supplier_name, p.supplier_rfc, p.scale, p.n_parties, i.item_codes, i.cucop_code,
               a.release_row is not null as is_amended,
               -- Which of the two amounts is this contract's before it was amended.
               award_amount is not null and n_of_award <= 1
                   and (c.contract_number = '' or c.amount is null or a.release_row is not null) as uses_award
        from contract c
        left join core.ocds_party p
            on p.role = 'supplier' and p.file_sha256 = c.file_sha256 and p.row_number = c.row_number
        left join coded i on i.file_sha256 = c.file_sha256 and i.row_number = c.row_number
        left join amended a
            on a.book_sha256 = c.book_sha256 and a.release_row = c.release_row
            and a.contract_number = c.contract_number
    ),
    -- Who proposed together is awarded together, in however many contracts.
    joint as (
        select distinct b.book_sha256, b.release_row, p.supplier_name
        from core.ocds_party p
        join staged.ocds_bids b on b.file_sha256 = p.file_sha256 and b.row_number = p.row_number
        where p.role = 'tenderer' and p.n_parties > 1
    ),
    valued as (
        select * exclude (amount), amount as contract_amount,
               case when uses_award then award_amount else amount end as stated,
               case when uses_award then award_currency else currency end as stated_currency,
               lower(case when uses_award then award_vat_included else vat_included end) = 'true' as has_vat
        from basis
    )
select
    'ocds_contracts' as source, v.file_sha256, v.row_number, v.row_digest, v.layout, v.export_on,
    v.book_sha256, r.process_row, v.award_ref, nullif(v.contract_number, '') as contract_number,
    v.n_of_award, v.is_amended,
    v.contract_amount, v.award_amount, upper(v.currency) as contract_currency,
    upper(v.award_currency) as award_currency, v.vat_included as contract_has_vat,
    v.award_vat_included as award_has_vat,
    r.institution_code, r.institution, r.unit_code, r.unit, r.government_order, r.state,
    r.procedure_number, r.procedure_type, r.law, r.exception_article, r.exception_text,
    r.contracting_type,
    coalesce(nullif(v.title, ''), nullif(v.award_title, ''), r.title) as title,
    coalesce(nullif(v.description, ''), nullif(v.title, ''), nullif(v.award_title, ''), r.description) as description,
    v.item_codes, v.cucop_code,
    case when not v.has_vat then v.stated end as amount,
    case when v.has_vat then v.stated end as amount_with_vat,
    nullif(upper(v.stated_currency), '') as currency,
    case lower(v.scale) when 'micro' then 'MICRO' when 'small' then 'PEQUEÑA'
         when 'medium' then 'MEDIANA' when 'large' then 'NO MIPYME' end as size_class,
    v.supplier_rfc,
    case when v.n_parties > 1 and v.n_of_award > 1 and j.release_row is null then 'una de estas: ' else '' end || v.supplier_name as supplier_name,
    coalesce(nullif(v.url, ''), r.url) as url,
    r.published_on, r.opened_on, v.award_on, v.signed_on, v.start_on, v.end_on,
    coalesce(nullif(v.status, ''), v.award_status) as contract_status,
    coalesce(v.supplier_name, '') <> '' and lower(v.award_status) in ('active', '')
        and lower(v.status) in ('active', 'terminated', 'pending', '') as is_contract
from valued v
left join joint j
    on j.book_sha256 = v.book_sha256 and j.release_row = v.release_row and j.supplier_name = v.supplier_name
join core.ocds_process r on r.book_sha256 = v.book_sha256 and r.process_row = v.release_row
