-- One row per contract and item bought, as the last export states them (OCDS). unit: the published
-- name without case, accents or point, under the one name of reference.unit_names. unit_price: in the contract's currency, without VAT; null
-- where the source says that VAT is in it, or states it in another currency.
with
    shown as (
        select f.contract_id, s.file_sha256 as contract_file, s.row_number as contract_row,
               coalesce(nullif(s.currency, ''), 'MXN') as currency
        from core.contract_feed f
        join core.contract_sighting s using (sighting)
        where f.feed like 'ocds%'
    ),
    placed as (
        select s.contract_id, s.currency as contract_currency, i.*,
               trim(replace(label_key(i.unit), '.', '')) as unit_name,
               row_number() over (partition by s.contract_id order by i.row_number) as place
        from shown s join core.ocds_item i using (contract_file, contract_row)
    )
select
    keyed_id('A', contract_id || chr(31) || place) as contract_item_id,
    contract_id,
    nullif(description, '') as description,
    nullif(upper(classification_scheme), '') as classification_scheme,
    nullif(classification_id, '') as classification_id,
    quantity,
    coalesce(n.unit, nullif(p.unit_name, '')) as unit,
    case when lower(vat_included) is distinct from 'true' and coalesce(nullif(currency, ''), contract_currency) = contract_currency
        then try_cast(unit_price as decimal(18, 4)) end as unit_price,
    contract_currency as currency,
    [{'file_sha256': file_sha256, 'row_number': row_number}] as published_rows
from placed p
left join reference.unit_names n on n.unit_name = p.unit_name
