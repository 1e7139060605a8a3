-- Persons behind the firms of the supplier registers: who represents them, who owns a part. One row
-- per firm, role and person, from the latest export. Names and RFC of natural persons: internal,
-- never in a public output. Empty names ("NO DATO", a hyphen) are no person.
with
    -- Taken once and first: else the planner may join each partner with every firm of its workbook.
    firm as materialized (
        select f.firm_key, f.supplier_id, f.kind, f.rfc as firm_rfc, f.registered_on, f.partners_ref, f.export_on,
               s.file_sha256, s.row_number, s.book_sha256, s.given_name, s.first_surname, s.second_surname,
               s.rep_given_name, s.rep_first_surname, s.rep_second_surname
        from core.register_firm f join staged.supplier_register s using (file_sha256, row_number)
    ),
    representative as (
        select firm_key, supplier_id, 'representative' as role,
               rep_given_name as given_name, rep_first_surname as first_surname,
               rep_second_surname as second_surname, cast(null as varchar) as rfc,
               cast(null as decimal(18, 2)) as percent, registered_on as since_on,
               export_on, file_sha256, row_number
        from firm
    ),
    owner as (
        -- A natural person in the register is the firm.
        select firm_key, supplier_id, 'owner' as role, given_name, first_surname, second_surname,
               case when length(firm_rfc) = 13 then firm_rfc end as rfc, 100 as percent, registered_on as since_on,
               export_on, file_sha256, row_number
        from firm
        where kind = 'person'
    ),
    partner as (
        select f.firm_key, f.supplier_id, 'partner' as role, p.given_name, p.first_surname, p.second_surname,
               upper(regexp_replace(p.partner_rfc, '[^A-Za-z0-9Ññ&]', '', 'g')) as rfc,
               case when p.percent between 0 and 100 then p.percent end as percent, p.since_on,
               f.export_on, p.file_sha256, p.row_number
        from firm f
        join staged.supplier_partner p on p.book_sha256 = f.book_sha256 and p.register_id = f.partners_ref
    ),
    person as (
        select * from representative union all by name select * from owner
        union all by name select * from partner
    ),
    keyed as (
        select *, name_clean(concat_ws(' ', given_name, first_surname, second_surname)) as person_key from person
    )
select firm_key, supplier_id, role,
       nullif(given_name, '') as given_name, nullif(first_surname, '') as first_surname,
       nullif(second_surname, '') as second_surname, person_key,
       case when regexp_full_match(rfc, '[A-ZÑ&]{4}[0-9]{6}[A-Z0-9]{3}') then rfc end as rfc,
       percent, since_on, export_on, file_sha256, row_number
from keyed
-- A partner that is a firm stands by its name alone and belongs to core.ownership.
where name_clean(given_name) not in ('', 'ND', 'NO DATO', 'NA', 'N A', 'NO APLICA')
  and name_clean(first_surname) not in ('', 'ND', 'NO DATO', 'NA', 'N A', 'NO APLICA')
qualify row_number() over (partition by firm_key, role, person_key, coalesce(rfc, '') order by since_on nulls last, row_number) = 1
order by firm_key, role, person_key
