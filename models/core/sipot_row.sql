-- Every row of the transparency platform (SIPOT XXVIII A and B) in the shape of a contract row, with
-- the IDs of its child tables. amount is without taxes where a body publishes that column;
-- amount_with_vat is the total, and the two are never put in one another's place.
-- A number that CompraNet gave names its purchasing unit and year, and is the same wherever it is published.
-- Any other is a body's own: «LP/1» is another procedure in the next town, and in the next year.
-- SIPOT names the requesting area, not the purchasing unit: see core.named_buyer.
with
    published as (
        select 'sipot_tenders' as source, * from staged.sipot_tenders
        union all by name
        select 'sipot_direct_awards' as source, * from staged.sipot_direct_awards
    )
select
    p.source, p.file_sha256, p.row_number, p.row_digest, p.layout, p.export_on, p.book_sha256,
    p.row_id, nullif(p.invited_id, '') as invited_id, nullif(p.bidders_id, '') as bidders_id,
    nullif(p.quotations_id, '') as quotations_id, nullif(p.amendments_id, '') as amendments_id,
    p.institution,
    b.institution_code,
    b.unit_code,
    case when b.is_known then p.requesting_area else p.institution end as unit,
    b.government_order,
    b.state,
    case
        when p.procedure_number = '' then null
        when regexp_matches(p.procedure_number, '^[A-Z]{2}-.*[0-9A-Z]{9}-.*20[0-9]{2}$') then p.procedure_number
        else concat_ws(' · ', p.procedure_number,
                       case when not contains(p.procedure_number, p.year) then p.year end, nullif(p.institution, ''))
    end as procedure_number,
    p.procedure_type, p.contracting_type, c.law,
    c.exception_article,
    p.legal_basis as exception_text,
    nullif(p.contract_number, '') as contract_number,
    p.title,
    coalesce(nullif(p.title, ''), p.description) as description,
    p.description as procedure_title,
    p.amount, p.amount_with_vat,
    p.supplier_rfc,
    coalesce(nullif(p.company, ''), nullif(concat_ws(' ', nullif(p.given_name, ''),
             nullif(p.first_surname, ''), nullif(p.second_surname, '')), '')) as supplier_name,
    p.published_on, p.signed_on, p.start_on, p.end_on,
    try_cast(p.year as integer) as procedure_year,
    label_key(p.amended) in ('SI', 'S') as is_amended,
    nullif(p.amended, '') is not null as says_amended,
    p.url,
    -- A failed procedure has a row and no contract.
    coalesce(nullif(p.company, ''), nullif(p.given_name, ''), nullif(p.first_surname, '')) is not null
        and (p.contract_number <> '' or p.amount is not null or p.amount_with_vat is not null)
        as is_contract
from published p
left join core.named_buyer b
    on b.institution = coalesce(p.institution, '') and b.unit = coalesce(p.requesting_area, '')
    and b.code = ''
left join core.cited_basis c using (legal_basis)
