-- Which contract each row of the transparency platform is about, with the IDs of its child tables.
-- is_latest: of a contract seen in several exports, its last row; a failed procedure has a row and
-- no contract. An ambiguous row (core.ambiguous_row) has no contract either.
select r.file_sha256, r.row_number, r.book_sha256, r.layout, r.export_on, r.unit_code as buyer_id,
       r.invited_id, r.bidders_id, r.quotations_id, r.amendments_id, r.procedure_type, r.published_on,
       r.is_amended, r.says_amended, r.amount, r.amount_with_vat,
       c.contract_id, c.supplier_id,
       coalesce(c.procedure_id, r.procedure_number) as procedure_id,
       c.contract_id is null or f.sighting is not null as is_latest
from core.sipot_row r
left join core.contract_sighting s using (file_sha256, row_number)
left join core.contract_identity i on i.sighting = s.sighting
left join core.contract c on c.contract_id = i.contract_id
left join core.contract_feed f on f.contract_id = i.contract_id and f.sighting = s.sighting
