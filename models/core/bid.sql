-- One row per bidder and procedure, from the transparency platform (SIPOT XXVIII A): who was invited
-- or might have bid, who made a proposal, who got a contract. amount_mxn (without VAT) and
-- amount_with_vat are null: that format states no amounts of bids. status: 'awarded', 'proposed',
-- 'invited'; what became of a proposal that did not win is not published.
-- A procedure without a number is known by its row alone.
with
    child as (
        select 'invited' as role, file_sha256, row_number, export_on, book_sha256, child_id
        from staged.sipot_invited
        union all
        select 'proposed', file_sha256, row_number, export_on, book_sha256, child_id
        from staged.sipot_bidders
    ),
    linked as (
        select p.procedure_id, p.buyer_id, p.published_on, p.contract_id, p.supplier_id as winner_id,
               coalesce(p.procedure_id, p.contract_id,
                        'SIPOT ' || left(p.file_sha256, 12) || ' ' || p.row_number) as procedure_key,
               c.role, c.file_sha256, c.row_number, c.export_on, k.name, k.name_key, k.supplier_key
        from child c
        join core.party_name k using (file_sha256, row_number)
        join core.sipot_contract p on p.layout = 'xxviii_a' and p.book_sha256 = c.book_sha256
            and c.child_id = case c.role when 'invited' then p.invited_id else p.bidders_id end
    ),
    once as (
        select procedure_key, supplier_key,
            any_value(procedure_id) as procedure_id,
            arg_max(buyer_id, export_on) as buyer_id,
            arg_max(name, export_on) as supplier_name,
            arg_max(name_key, export_on) as name_key,
            max(published_on) as published_on,
            bool_or(role = 'invited') as was_invited,
            bool_or(role = 'proposed') as has_proposed,
            coalesce(bool_or(winner_id = keyed_id('S', supplier_key)), false) as is_winner,
            list(distinct {'file_sha256': file_sha256, 'row_number': row_number}) as published_rows,
            max(export_on) as export_on
        from linked group by all
    )
select
    keyed_id('B', procedure_key || chr(31) || supplier_key) as bid_id,
    procedure_key, procedure_id, buyer_id,
    keyed_id('S', supplier_key) as supplier_id,
    supplier_name, name_key,
    cast(null as decimal(18, 2)) as amount_mxn,
    cast(null as decimal(18, 2)) as amount_with_vat,
    case when is_winner then 'awarded' when has_proposed then 'proposed' else 'invited' end as status,
    was_invited, has_proposed, is_winner, published_on, published_rows, export_on
from once
