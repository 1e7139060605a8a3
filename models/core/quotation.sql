-- One row per quotation considered in a direct award, from the transparency platform (SIPOT XXVIII B)
-- and OCDS (planning.requestForQuotes), as the last export states them. amount_with_vat: with taxes, as
-- SIPOT publishes it; amount_mxn: without, as OCDS does. Each is compared with its like only.
-- Quotations of an OCDS process with several contracts belong to none of them for certain.
with
    listed as (
        select p.contract_id, p.procedure_id, p.buyer_id, p.supplier_id as winner_id, k.supplier_key, k.name,
               q.amount_with_vat, cast(null as decimal(18, 2)) as amount_mxn, q.file_sha256, q.row_number
        from staged.sipot_quotations q
        join core.party_name k using (file_sha256, row_number)
        join core.sipot_contract p on p.book_sha256 = q.book_sha256 and p.quotations_id = q.child_id
        where p.contract_id is not null and p.is_latest
    ),
    alone as (
        select o.book_sha256, o.process_row, any_value(c.contract_id) as contract_id,
               any_value(c.procedure_id) as procedure_id, any_value(c.buyer_id) as buyer_id,
               any_value(c.supplier_id) as winner_id
        from core.ocds_contract o
        join core.contract_sighting s using (file_sha256, row_number)
        join core.contract_feed f using (sighting)
        join core.contract c using (contract_id)
        group by all having count(*) = 1
    ),
    asked as (
        select a.contract_id, a.procedure_id, a.buyer_id, a.winner_id, k.supplier_key, k.name,
               case when lower(q.vat_included) = 'true' then q.amount end as amount_with_vat,
               case when lower(q.vat_included) <> 'true' then q.amount end as amount_mxn,
               q.file_sha256, q.row_number
        from staged.ocds_quotes q
        join core.party_name k using (file_sha256, row_number)
        join alone a on a.book_sha256 = q.book_sha256 and a.process_row = q.release_row
        where coalesce(nullif(upper(q.currency), ''), 'MXN') = 'MXN'
    )
select
    keyed_id('Q', concat_ws(chr(31), contract_id, supplier_key)) as quotation_id,
    contract_id, procedure_id, buyer_id,
    keyed_id('S', supplier_key) as supplier_id,
    min(name) as supplier_name,
    min(amount_with_vat) as amount_with_vat,
    min(amount_mxn) as amount_mxn,
    coalesce(bool_or(keyed_id('S', supplier_key) = winner_id), false) as is_winner,
    list_sort(list({'file_sha256': file_sha256, 'row_number': row_number})) as published_rows
from (from listed union all by name from asked)
group by contract_id, supplier_key, procedure_id, buyer_id
