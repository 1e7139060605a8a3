-- One row per bidder and procedure: from the transparency platform (SIPOT XXVIII A), who was invited or
-- might have bid, who made a proposal, who got a contract; from OCDS (bids.details) the proposals with
-- their amounts and what became of them. amount_mxn (without VAT, as the contracts are) is null where
-- nobody states it, in another currency, and where one bidder made several proposals of different
-- amounts: nobody says whether they are lots, or one in another's place. amount_with_vat likewise.
-- status: 'awarded', 'disqualified', 'proposed', 'withdrawn', 'invited'. OCDS counts a proposal as made
-- with any status but invited and withdrawn, and none without a status; tender.tenderers is not read.
-- is_valid: whether a proposal of the bidder was published as valid; null where no status is published.
-- bid_on, bid_at: when the last of its proposals was made, by the published clock (bid_at is null
-- without an hour); first_bid_on, first_bid_at: when the first of several was, else null; bid_zone: the published
-- time zone, null where none is. is_winner: alone or in a joint proposal; is_among_winners: an award names it with
-- others, without saying what each was awarded (OCDS).
-- A procedure without a number is known by its row alone.
with
    child as (
        select 'invited' as role, file_sha256, row_number, export_on, book_sha256, child_id
        from staged.sipot_invited
        union all
        select 'proposed', file_sha256, row_number, export_on, book_sha256, child_id
        from staged.sipot_bidders
    ),
    -- By role as well: a key that depends on the role of the other side is none to join by.
    cited as (
        select 'invited' as role, invited_id as child_id, * from core.sipot_contract where layout = 'xxviii_a'
        union all
        select 'proposed', bidders_id, * from core.sipot_contract where layout = 'xxviii_a'
    ),
    listed as (
        select p.procedure_id, p.buyer_id, p.published_on, p.contract_id, p.supplier_id as winner_id,
               coalesce(p.procedure_id, p.contract_id,
                        'SIPOT ' || left(p.file_sha256, 12) || ' ' || p.row_number) as procedure_key,
               c.role, c.file_sha256, c.row_number, c.export_on, k.name, k.name_key, k.supplier_key
        from child c
        join core.party_name k using (file_sha256, row_number)
        join cited p on p.role = c.role and p.book_sha256 = c.book_sha256 and p.child_id = c.child_id
    ),
    offered as (
        select p.procedure_id, p.buyer_id, p.published_on,
               list_contains(p.winner_ids, keyed_id('S', k.supplier_key)) as is_winner,
               coalesce(list_contains(p.awarded_together, k.name), false) as is_among_winners,
               lower(b.status) = 'valid' as is_valid,
               case lower(b.status) when 'invited' then 'invited' when 'withdrawn' then 'withdrawn'
                    when 'disqualified' then 'disqualified' when '' then null else 'proposed' end as role,
               case when coalesce(nullif(upper(b.currency), ''), 'MXN') = 'MXN' then b.amount end as amount,
               lower(b.vat_included) = 'true' as has_vat, b.bid_on,
               published_clock(b.bid_on_text) as bid_at,
               published_zone(b.bid_on_text) as bid_zone,
               b.bid_ref, b.file_sha256, b.row_number, b.export_on, k.name, k.name_key, k.supplier_key
        from staged.ocds_bids b
        join core.party_name k using (file_sha256, row_number)
        join core.ocds_procedure p on p.book_sha256 = b.book_sha256 and p.process_row = b.release_row
        -- Of a bid published again, what the last export says.
        qualify row_number() over (
            partition by p.procedure_id, k.supplier_key, b.bid_ref
            order by b.export_on desc, b.file_sha256, b.row_number desc) = 1
    ),
    linked as (
        select procedure_key, supplier_key, procedure_id, buyer_id, name, name_key, published_on, role,
               coalesce(winner_id = keyed_id('S', supplier_key), false) as is_winner, false as is_among_winners,
               cast(null as decimal(18, 2)) as amount_mxn, cast(null as decimal(18, 2)) as amount_with_vat,
               cast(null as boolean) as is_valid, cast(null as date) as bid_on,
               cast(null as timestamp) as bid_at, cast(null as varchar) as bid_zone,
               file_sha256, row_number, export_on
        from listed
        union all
        select procedure_id, supplier_key, procedure_id, buyer_id, name, name_key, published_on, role,
               coalesce(is_winner, false), is_among_winners, case when not has_vat then amount end,
               case when has_vat then amount end,
               is_valid, bid_on, bid_at, bid_zone, file_sha256, row_number, export_on
        from offered where role is not null
    ),
    once as (
        select procedure_key, supplier_key,
            any_value(procedure_id) as procedure_id,
            arg_max(buyer_id, export_on) as buyer_id,
            arg_max(name, export_on) as supplier_name,
            arg_max(name_key, export_on) as name_key,
            max(published_on) as published_on,
            case when min(amount_mxn) = max(amount_mxn) then min(amount_mxn) end as amount_mxn,
            case when min(amount_with_vat) = max(amount_with_vat) then min(amount_with_vat) end as amount_with_vat,
            bool_or(role = 'invited') as was_invited,
            bool_or(role in ('proposed', 'disqualified')) as has_proposed,
            bool_or(role = 'disqualified') and not bool_or(is_winner) as is_disqualified,
            bool_or(role = 'withdrawn') as is_withdrawn,
            bool_or(is_winner) as is_winner,
            bool_or(is_among_winners) as is_among_winners,
            bool_or(is_valid) as is_valid,
            max(bid_on) as bid_on,
            max(bid_at) as bid_at,
            case when min(bid_on) < max(bid_on) or min(bid_at) < max(bid_at) then min(bid_on) end as first_bid_on,
            case when min(bid_at) < max(bid_at) and cast(min(bid_at) as date) = min(bid_on) then min(bid_at) end as first_bid_at,
            case when min(bid_zone) = max(bid_zone) and count(bid_zone) = count(bid_on) then min(bid_zone) end as bid_zone,
            list_sort(list(distinct {'file_sha256': file_sha256, 'row_number': row_number})) as published_rows,
            max(export_on) as export_on
        from linked group by all
    )
select
    keyed_id('B', procedure_key || chr(31) || supplier_key) as bid_id,
    procedure_key, procedure_id, buyer_id,
    keyed_id('S', supplier_key) as supplier_id,
    supplier_name, name_key, amount_mxn, amount_with_vat,
    case when is_winner then 'awarded' when is_disqualified then 'disqualified'
         when has_proposed then 'proposed' when is_withdrawn then 'withdrawn' else 'invited' end as status,
    was_invited, has_proposed, is_disqualified, is_winner, is_among_winners, is_valid, bid_on, bid_at, first_bid_on, first_bid_at, bid_zone, published_on, published_rows, export_on
from once
