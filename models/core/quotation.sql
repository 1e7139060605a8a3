-- One row per quotation considered in a direct award, from the transparency platform (SIPOT XXVIII B),
-- as the last export states them. amount_with_vat: with taxes, as published; it is compared with
-- other amounts with taxes only.
select
    keyed_id('Q', concat_ws(chr(31), p.contract_id, k.supplier_key)) as quotation_id,
    p.contract_id, p.procedure_id, p.buyer_id,
    keyed_id('S', k.supplier_key) as supplier_id,
    any_value(k.name) as supplier_name,
    min(q.amount_with_vat) as amount_with_vat,
    coalesce(bool_or(keyed_id('S', k.supplier_key) = p.supplier_id), false) as is_winner,
    list({'file_sha256': q.file_sha256, 'row_number': q.row_number}) as published_rows
from staged.sipot_quotations q
join core.party_name k using (file_sha256, row_number)
join core.sipot_contract p on p.book_sha256 = q.book_sha256 and p.quotations_id = q.child_id
where p.contract_id is not null and p.is_latest
group by p.contract_id, k.supplier_key, p.procedure_id, p.buyer_id
