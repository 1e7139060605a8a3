-- Who buys in each process that OCDS publishes: one row per release, with the procuring entity as
-- its `parties` state it (institution; unit and code of its identifier), else the buyer.
with
    described as (
        select book_sha256, release_row, party_ref,
               first(name order by row_number) as name,
               first(legal_name order by row_number) as legal_name,
               first(identifier order by row_number) as code
        from staged.ocds_parties where party_ref <> '' group by all
    )
select r.book_sha256, r.file_sha256, r.row_number,
       coalesce(nullif(r.entity_name, ''), nullif(r.buyer_name, ''), e.name, b.name, '') as institution,
       coalesce(nullif(e.legal_name, ''), nullif(b.legal_name, ''), '') as unit,
       coalesce(nullif(e.code, ''), nullif(b.code, ''), '') as code
from staged.ocds_releases r
left join described e
    on e.book_sha256 = r.book_sha256 and e.release_row = r.row_number and e.party_ref = r.entity_ref
left join described b
    on b.book_sha256 = r.book_sha256 and b.release_row = r.row_number and b.party_ref = r.buyer_ref
