-- One row per amendment of a contract. SIPOT lists every amendment, mostly with object and date alone;
-- ComprasMX (73 columns) states the last one, with the contract's amount (without VAT, the maximum of
-- an open one) and end after it. The same day in both is one amendment.
-- amount_before_mxn is the contract's first amount on the same basis.
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
        join core.contract_sighting s using (sighting, feed)
        join staged.comprasmx_contracts r on r.file_sha256 = s.file_sha256 and r.row_number = s.row_number
        where r.last_amendment_code <> '' or r.last_amendment_signed_on is not null
            or r.last_amount_max is not null or r.last_amendment_end_on is not null
    ),
    published as (
        select *, coalesce(cast(signed_on as varchar), number, object, 'una') as amendment_key
        from (from listed union all from last)
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
