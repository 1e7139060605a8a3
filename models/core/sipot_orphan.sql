-- What does not join between SIPOT's main sheets and their child tables: a child row that no main row
-- of its workbook cites (not_cited), and an ID cited with no row in the child table (no_child), for
-- instance because the sheet is missing. Neither says anything about a contract.
with
    child as (
        select 'invited' as child, file_sha256, row_number, book_sha256, child_id from staged.sipot_invited
        union all
        select 'bidders', file_sha256, row_number, book_sha256, child_id from staged.sipot_bidders
        union all
        select 'quotations', file_sha256, row_number, book_sha256, child_id from staged.sipot_quotations
        union all
        select 'amendments', file_sha256, row_number, book_sha256, child_id from staged.sipot_amendments
    ),
    cited as (
        select 'invited' as child, file_sha256, row_number, book_sha256, invited_id as child_id from core.sipot_row
        union all
        select 'bidders', file_sha256, row_number, book_sha256, bidders_id from core.sipot_row
        union all
        select 'quotations', file_sha256, row_number, book_sha256, quotations_id from core.sipot_row
        union all
        select 'amendments', file_sha256, row_number, book_sha256, amendments_id from core.sipot_row
    )
select 'not_cited' as reason, c.child, c.file_sha256, c.row_number, c.child_id
from child c
anti join cited p using (child, book_sha256, child_id)
union all
select 'no_child', p.child, p.file_sha256, p.row_number, p.child_id
from cited p
anti join child c using (child, book_sha256, child_id)
where p.child_id is not null
