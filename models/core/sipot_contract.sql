-- Which contract each row of the transparency platform is about, with the IDs of its child tables.
-- is_latest: of a contract seen in several exports, its last row; a failed procedure has a row and
-- no contract. An ambiguous row (core.ambiguous_row) has no contract either.
with shown as (
    select s.file_sha256, s.row_number, i.contract_id, c.supplier_id, c.procedure_id,
           f.sighting is not null as is_last
    from core.contract_sighting s
    join core.contract_identity i using (sighting)
    join core.contract c using (contract_id)
    left join core.contract_feed f using (sighting)
    where s.is_sipot
)
select r.file_sha256, r.row_number, r.book_sha256, r.layout, r.export_on, r.unit_code as buyer_id,
       r.invited_id, r.bidders_id, r.quotations_id, r.amendments_id, r.procedure_type, r.published_on,
       r.is_amended, r.says_amended, r.amount, r.amount_with_vat,
       s.contract_id, s.supplier_id,
       coalesce(s.procedure_id, r.procedure_number) as procedure_id,
       s.contract_id is null or s.is_last as is_latest
from core.sipot_row r
left join shown s using (file_sha256, row_number)
