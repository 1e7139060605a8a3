-- What each publisher says about whether a contract was amended, as last published: one row per
-- contract and publisher ('sipot', 'compras': ComprasMX or CompraNet). n_listed: amendments in SIPOT's
-- child table; null where the publisher lists none one by one, or cites a child table that is not there.
with
    listed as (
        select contract_id, count(*) as n from core.amendment
        where list_contains(sources, 'sipot_amendments') group by contract_id
    ),
    sipot as (
        select p.contract_id,
               bool_or(p.is_amended) as is_amended,
               case when bool_or(p.amendments_id is not null) then any_value(l.n) else 0 end as n_listed
        from core.sipot_contract p
        left join listed l using (contract_id)
        where p.contract_id is not null and p.is_latest and p.says_amended
        group by p.contract_id
    ),
    file as (select file_sha256, min(sighting - row_number) as before from core.contract_sighting group by file_sha256),
    published as (
        select file_sha256, row_number, coalesce(nullif(amended_later, ''), amended) as published
        from staged.comprasmx_contracts
        union all
        select file_sha256, row_number, amended from staged.compranet_contracts
    ),
    word as (
        select published, key in ('SI', 'S', '1', 'TRUE', 'VERDADERO') as is_amended
        from (select published, label_key(published) as key from (select distinct published from published))
        where key in ('SI', 'S', '1', 'TRUE', 'VERDADERO', 'NO', 'N', '0', 'FALSE', 'FALSO')
    ),
    -- A sighting's number is of its file and row (see contract_sighting).
    flag as (
        select f.contract_id, f.n_feeds, w.is_amended
        from published p
        join file using (file_sha256)
        join word w using (published)
        join core.contract_feed f on f.sighting = file.before + p.row_number
    )
select contract_id, 'sipot' as publisher, is_amended, n_listed from sipot
union all
select contract_id, 'compras', bool_or(is_amended), cast(null as bigint)
from flag where n_feeds > 1 group by contract_id
union all
select contract_id, 'compras', is_amended, null from flag where n_feeds = 1
