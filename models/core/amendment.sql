-- One row per amendment of a contract. SIPOT lists every amendment, mostly with object and date alone;
-- ComprasMX (73 columns) states the last one, with the contract's amount (without VAT, the maximum of
-- an open one) and end after it; OCDS lists them all, and the contract's value is what it is after the
-- last. The same day in several is one amendment.
-- amount_before_mxn is the contract's first amount on the same basis: of OCDS, the award's.
with
    listed as (
        select p.contract_id, nullif(a.number, '') as number, nullif(a.object, '') as object, a.signed_on,
               cast(null as decimal(18, 2)) as amount_before_mxn,
               a.amount_after as amount_after_mxn, a.end_on_after, 'sipot_amendments' as source,
               a.file_sha256, a.row_number
        from staged.sipot_amendments a
        join core.sipot_contract p on p.book_sha256 = a.book_sha256 and p.amendments_id = a.child_id
        where p.contract_id is not null and p.is_latest
    ),
    last as (
        select f.contract_id, nullif(r.last_amendment_code, '') as number, cast(null as varchar) as object,
               r.last_amendment_signed_on as signed_on,
               case when r.last_amount_max is not null then r.amount_max
                    when r.last_amount_min is not null then r.amount_min end as amount_before_mxn,
               coalesce(r.last_amount_max, r.last_amount_min) as amount_after_mxn,
               r.last_amendment_end_on as end_on_after, 'comprasmx_contracts' as source,
               r.file_sha256, r.row_number
        from core.contract_feed f
        join core.contract_sighting s using (sighting)
        join staged.comprasmx_contracts r on r.file_sha256 = s.file_sha256 and r.row_number = s.row_number
        where r.last_amendment_code <> '' or r.last_amendment_signed_on is not null
            or r.last_amount_max is not null or r.last_amendment_end_on is not null
    ),
    open_data as (
        select f.contract_id, nullif(a.amendment_ref, '') as number,
               coalesce(nullif(a.rationale, ''), nullif(a.description, '')) as object, a.signed_on,
               case when is_valued then r.award_amount end as amount_before_mxn,
               case when is_valued and row_number() over (
                        partition by f.contract_id order by a.signed_on desc, a.row_number desc) = 1
                    then r.contract_amount end as amount_after_mxn,
               case when row_number() over (
                        partition by f.contract_id order by a.signed_on desc, a.row_number desc) = 1
                    then r.end_on end as end_on_after,
               'ocds_amendments' as source, a.file_sha256, a.row_number
        from staged.ocds_amendments a
        join (
            select *, is_amended and n_of_award <= 1 and coalesce(award_currency, '') in ('', 'MXN')
                          and coalesce(contract_currency, '') in ('', 'MXN')
                          and lower(award_has_vat) <> 'true' and lower(contract_has_vat) <> 'true' as is_valued
            from core.ocds_contract
        ) r on r.book_sha256 = a.book_sha256 and r.process_row = a.release_row
            and r.contract_number = nullif(a.contract_number, '')
        join core.contract_sighting s on s.file_sha256 = r.file_sha256 and s.row_number = r.row_number
        join core.contract_feed f on f.sighting = s.sighting
    ),
    published as (
        select *, coalesce(cast(signed_on as varchar), number, object, 'una') as amendment_key
        from (from listed union all from last union all from open_data)
    )
select keyed_id('M', contract_id || chr(31) || amendment_key) as amendment_id,
       contract_id,
       first(number order by source desc) filter (number is not null) as number,
       first(object order by source desc) filter (object is not null) as object,
       min(signed_on) as signed_on,
       max(amount_before_mxn) as amount_before_mxn,
       max(amount_after_mxn) as amount_after_mxn,
       max(end_on_after) as end_on_after,
       list(distinct source order by source) as sources,
       list({'file_sha256': file_sha256, 'row_number': row_number}) as published_rows
from published
group by contract_id, amendment_key
