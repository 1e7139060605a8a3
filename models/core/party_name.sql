-- Who stands in a row of SIPOT's child tables, or bids or quotes in OCDS: name, and the key suppliers are known by (see
-- contract_sighting). One row per published row that names somebody.
with
    published as (
        select file_sha256, row_number, given_name, first_surname, second_surname, company, supplier_rfc
        from staged.sipot_invited
        union all
        select file_sha256, row_number, given_name, first_surname, second_surname, company, supplier_rfc
        from staged.sipot_bidders
        union all
        select file_sha256, row_number, given_name, first_surname, second_surname, company, supplier_rfc
        from staged.sipot_quotations
    ),
    person as (
        select file_sha256, row_number, supplier_rfc,
               coalesce(nullif(company, ''), nullif(concat_ws(' ', nullif(given_name, ''),
                        nullif(first_surname, ''), nullif(second_surname, '')), '')) as name
        from published
    ),
    every_person as (
        from person
        union all
        select file_sha256, row_number, supplier_rfc, supplier_name from core.ocds_party where role <> 'supplier'
    ),
    named as (select name, name_key(name) as name_key from (select distinct name from every_person))
select p.file_sha256, p.row_number, p.name, named.name_key, nullif(p.supplier_rfc, '') as rfc,
       case when rfc.status in ('valid', 'check_digit') then 'RFC ' || rfc.rfc
            else 'NOMBRE ' || named.name_key end as supplier_key
from every_person p
join named using (name)
left join core.rfc rfc on rfc.rfc = p.supplier_rfc
where p.name is not null
