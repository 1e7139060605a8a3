-- Every row of the transparency platform (SIPOT XXVIII A and B) in the shape of a contract row, with
-- the IDs of its child tables. amount is without taxes where a body publishes that column;
-- amount_with_vat is the total, and the two are never put in one another's place.
-- SIPOT names the requesting area, not the purchasing unit: a row belongs to the unit whose
-- institution and name ComprasMX or CompraNet spell alike, else to the institution as one unit.
with
    published as (
        select 'sipot_tenders' as source, * from staged.sipot_tenders
        union all by name
        select 'sipot_direct_awards' as source, * from staged.sipot_direct_awards
    ),
    known as (
        select label_key(institution) as institution_key, label_key(unit) as unit_key,
               repeat('0', greatest(9 - length(unit_code), 0)) || unit_code as unit_code,
               nullif(institution_code, '') as institution_code
        from (
            select institution, unit, unit_code, null as institution_code from staged.comprasmx_contracts
            union select institution, unit, unit_code, institution_code from staged.comprasmx_procedures
            union select institution, unit, unit_code, null from staged.compranet_contracts
        )
        where unit_code <> ''
    ),
    known_unit as (
        select institution_key, unit_key, min(unit_code) as unit_code
        from known where unit_key <> ''
        group by all having count(distinct unit_code) = 1
    ),
    known_institution as (
        -- As core.buyer has it: the published code, else what its units' codes begin with.
        select institution_key,
               coalesce(min(institution_code), min(left(unit_code, 6))) as institution_id
        from known where institution_key <> '' and length(unit_code) = 9
        group by institution_key
        having case when count(institution_code) > 0 then count(distinct institution_code)
                    else count(distinct left(unit_code, 6)) end = 1
    ),
    body as (
        select name_normalised as institution_key, min(state_code) as state_code,
               case when bool_or(class in ('municipality', 'water_utility') or municipality_code <> '')
                    then 'GM' else 'GE' end as government_order
        from reference.public_bodies group by all
    ),
    -- Once per text, not once per row.
    institutions as (
        select institution, label_key(institution) as institution_key
        from (select distinct institution from published)
    ),
    reasons as (
        select legal_basis, label_key(legal_basis) as reason_key
        from (select distinct legal_basis from published where legal_basis <> '')
    ),
    cited as (
        select legal_basis,
               (select arg_min(l.law, l.priority) from reference.laws l
                where reason_key like '%' || l.label_pattern) as law,
               regexp_extract(
                   regexp_replace(regexp_replace(reason_key, '\bART(ICULOS?|S)?\b\.?', 'ART.', 'g'),
                                  '\bFR(ACC(ION)?)?\b\.?', 'FR.', 'g'),
                   'ART\. ?(\d+)(?:,? (FR\. ?[IVXL]+|PARRAFO (?:PRIMERO|SEGUNDO|TERCERO|CUARTO|QUINTO)))?',
                   ['article', 'part']) as cited
        from reasons
    )
select
    p.source, p.file_sha256, p.row_number, p.row_digest, p.layout, p.export_on, p.book_sha256,
    p.row_id, nullif(p.invited_id, '') as invited_id, nullif(p.bidders_id, '') as bidders_id,
    nullif(p.quotations_id, '') as quotations_id, nullif(p.amendments_id, '') as amendments_id,
    p.institution,
    k.institution_id as institution_code,
    coalesce(u.unit_code, keyed_id('U', nullif(i.institution_key, ''))) as unit_code,
    case when u.unit_code is null then p.institution else p.requesting_area end as unit,
    case when u.unit_code is not null then ''
         when regexp_matches(i.institution_key, '^(H\.? )?(MUNICIPIO|AYUNTAMIENTO|PRESIDENCIA MUNICIPAL)\b')
             then 'GM'
         else coalesce(b.government_order, '') end as government_order,
    state.name as state,
    nullif(p.procedure_number, '') as procedure_number,
    p.procedure_type, p.contracting_type, c.law,
    case when c.cited['article'] <> ''
        then 'ART. ' || c.cited['article'] || coalesce(' ' || nullif(c.cited['part'], ''), '') end
        as exception_article,
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
join institutions i on i.institution is not distinct from p.institution
left join known_unit u on u.institution_key = i.institution_key and u.unit_key = label_key(p.requesting_area)
left join known_institution k on k.institution_key = i.institution_key
left join body b on b.institution_key = i.institution_key
left join reference.states state on state.state_code = b.state_code
left join cited c using (legal_basis)
