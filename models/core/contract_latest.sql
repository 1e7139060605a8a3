-- The last thing published about each contract: one row per contract, from its latest sighting.
-- A field that the latest layout lacks or leaves blank is taken from the other publications.
with
    sightings as (
        select i.contract_id, s.*
        from core.contract_identity i
        join core.contract_sighting s using (file_sha256, row_number)
    ),
    -- Later exports first; of the same day, the layout that tells more (an RFC, a contract code).
    ranked as (
        select *,
            row_number() over (
                partition by contract_id
                order by export_on desc, (supplier_key like 'RFC %') desc, (code is not null) desc,
                         feed, file_sha256, row_number
            ) as place
        from sightings
    ),
    gone as (
        select contract_id, feed, arg_max(status, version) as last_status, max(export_on) as export_on
        from core.contract_version group by 1, 2
    ),
    presence as (
        select contract_id,
               bool_and(last_status in ('vanished', 'ambiguous')) as is_gone,
               max(export_on) filter (last_status = 'vanished') as vanished_on
        from gone group by 1
    ),
    merged as (
        select
            contract_id,
            first(procedure_key order by place) as procedure_key,
            first(nullif(procedure_number, '') order by place) filter (procedure_number <> '') as procedure_number,
            first(procedure_year order by place) filter (procedure_year is not null) as procedure_year,
            first(dossier_code order by place) filter (dossier_code <> '') as dossier_code,
            first(code order by place) filter (code is not null) as contract_code,
            first(buyer_code order by place) filter (buyer_code is not null) as buyer_code,
            first(unit order by place) filter (unit <> '') as unit,
            first(institution order by place) filter (institution <> '') as institution,
            first(government_order order by place) filter (government_order <> '') as government_order,
            first(supplier_key order by (supplier_key not like 'RFC %'), place) as supplier_key,
            first(supplier_name order by (supplier_key not like 'RFC %'), place) as supplier_name,
            first({'procedure_type': procedure_type, 'template': template, 'law': law,
                   'contracting_type': contracting_type, 'character': character} order by place) as labels,
            first(coalesce(nullif(procedure_type, ''), template) order by place) as procedure_type,
            first(exception_article order by place) filter (exception_article is not null) as exception_article,
            first(exception_text order by place) filter (exception_text is not null) as exception_text,
            first(title order by place) filter (title <> '') as title,
            first(description order by place) filter (description <> '') as description,
            first(item_codes order by place) filter (item_codes <> '') as item_codes,
            first(cucop_code order by place) filter (cucop_code <> '') as cucop_code,
            first(amount order by place) filter (amount is not null) as amount,
            first(currency order by place) filter (currency <> '') as currency,
            first(size_class order by place) filter (size_class <> '') as size_class,
            first(consolidated order by place) filter (consolidated <> '') as consolidated,
            first(framework order by place) filter (framework <> '') as framework,
            first(url order by place) filter (url <> '') as url,
            first(published_on order by place) filter (published_on is not null) as published_on,
            first(opened_on order by place) filter (opened_on is not null) as opened_on,
            first(award_on order by place) filter (award_on is not null) as award_on,
            first(signed_on order by place) filter (signed_on is not null) as signed_on,
            first(start_on order by place) filter (start_on is not null) as start_on,
            first(end_on order by place) filter (end_on is not null) as end_on,
            min(export_on) as first_seen_on,
            max(export_on) as last_seen_on,
            count(*) as n_source_rows,
            list(distinct layout order by layout) as layouts
        from ranked
        group by contract_id
    ),
    -- In how many exports of one feed the contract was looked for: those that showed it, and those
    -- that should have.
    looked_for as (
        select contract_id, max(n) as n_exports
        from (
            select contract_id, feed, count(*) as n
            from (
                select contract_id, feed, file_sha256 from core.contract_identity
                union all
                select contract_id, feed, file_sha256 from core.contract_version
                where status in ('vanished', 'ambiguous')
            )
            group by 1, 2
        )
        group by 1
    )
select
    merged.*,
    coalesce(presence.is_gone, false) as is_gone,
    presence.vanished_on,
    looked_for.n_exports
from merged
left join presence using (contract_id)
join looked_for using (contract_id)
