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
    flag as (
        select f.contract_id, label_key(coalesce(nullif(r.amended_later, ''), r.amended)) as word
        from core.contract_feed f
        join core.contract_sighting s using (sighting)
        join staged.comprasmx_contracts r on r.file_sha256 = s.file_sha256 and r.row_number = s.row_number
        union all
        select f.contract_id, label_key(r.amended)
        from core.contract_feed f
        join core.contract_sighting s using (sighting)
        join staged.compranet_contracts r on r.file_sha256 = s.file_sha256 and r.row_number = s.row_number
    )
select contract_id, 'sipot' as publisher, is_amended, n_listed from sipot
union all
select contract_id, 'compras', bool_or(word in ('SI', 'S', '1', 'TRUE', 'VERDADERO')), cast(null as bigint)
from flag
where word in ('SI', 'S', '1', 'TRUE', 'VERDADERO', 'NO', 'N', '0', 'FALSE', 'FALSO')
group by contract_id
