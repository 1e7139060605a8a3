-- Every way contracts write a supplier: one row per name and RFC as published, numbered, with the key and
-- id it is known by. A suppressed, generic or malformed RFC joins nothing: then the supplier is known by
-- name and legal form alone. name_key, supplier_key and supplier_id are null where nobody is named.
with
    published as (
        select supplier_name, supplier_rfc from staged.comprasmx_contracts
        union
        select supplier_name, supplier_rfc from staged.compranet_contracts
        union
        select supplier_name, supplier_rfc from staged.compranet_extract
        union
        select supplier_name, supplier_rfc from core.sipot_row where is_contract
        union
        select supplier_name, supplier_rfc from core.ocds_contract where is_contract
    ),
    -- Once per name: the legal forms are many patterns.
    named as (
        select supplier_name, name_key(supplier_name) as name_key
        from (select distinct supplier_name from published where supplier_name is not null)
    ),
    keyed as (
        select p.supplier_name, p.supplier_rfc, n.name_key,
               case when rfc.status in ('valid', 'check_digit') then 'RFC ' || rfc.rfc
                    else 'NOMBRE ' || n.name_key end as supplier_key
        from published p
        left join named n using (supplier_name)
        left join core.rfc rfc on rfc.rfc = p.supplier_rfc
    )
select row_number() over (order by supplier_name, supplier_rfc) as supplier_no, *,
       keyed_id('S', supplier_key) as supplier_id
from keyed
