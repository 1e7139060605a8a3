-- The items of each contract that OCDS publishes, as contract_file, contract_row: the contract's own
-- where it has some, else its award's, unless the award stands behind several contracts: then nobody
-- says which bought what.
with
    contract as (
        select file_sha256 as contract_file, row_number as contract_row, book_sha256, release_row,
               nullif(contract_number, '') as contract_ref, nullif(award_ref, '') as award_ref,
               count(*) filter (status <> 'cancelled')
                   over (partition by book_sha256, release_row, award_ref) as n_of_award
        from staged.ocds_contracts
    ),
    own as (
        select c.contract_file, c.contract_row, i.*
        from contract c join staged.ocds_items i
            on i.book_sha256 = c.book_sha256 and i.release_row = c.release_row
            and i.holder = 'contract' and i.holder_ref = c.contract_ref
    )
from own
union all
select c.contract_file, c.contract_row, i.*
from contract c
anti join own o on o.contract_file = c.contract_file and o.contract_row = c.contract_row
join staged.ocds_items i
    on i.book_sha256 = c.book_sha256 and i.release_row = c.release_row
    and i.holder = 'award' and i.holder_ref = case when c.n_of_award <= 1 then c.award_ref end
