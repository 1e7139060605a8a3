-- The last thing published about each contract: one row per contract, from its latest sighting.
-- A contract published in several layouts takes from each what the best one lacks or leaves blank.
with
    presence as (
        select contract_id, feed, max(export_on) as export_on, count(*) as n
        from core.contract_identity group by 1, 2
    ),
    -- In how many exports of one feed the contract was looked for: those that showed it, and those
    -- that should have.
    missed as (
        select contract_id, feed, count(*) as n
        from core.contract_version where status in ('vanished', 'ambiguous') group by 1, 2
    ),
    last_event as (
        select contract_id, feed, arg_max(status, version) as status, max(export_on) as export_on
        from core.contract_version group by 1, 2
    ),
    summary as (
        select
            p.contract_id,
            count(*) as n_feeds,
            sum(p.n) as n_source_rows,
            max(p.n + coalesce(m.n, 0)) as n_exports,
            max(p.export_on) as last_seen_on,
            bool_and(coalesce(e.status in ('vanished', 'ambiguous'), false)) as is_gone,
            max(e.export_on) filter (e.status = 'vanished') as vanished_on
        from presence p
        left join missed m using (contract_id, feed)
        left join last_event e using (contract_id, feed)
        group by p.contract_id
    ),
    seen as (
        select contract_id, min(export_on) as first_seen_on from core.contract_identity group by 1
    ),
    -- The latest sighting of each feed.
    latest as (
        select contract_id, max(sighting) as sighting
        from core.contract_identity group by contract_id, feed
    ),
    sightings as (
        select l.contract_id, y.n_feeds, s.*
        from latest l
        join summary y using (contract_id)
        join core.contract_sighting s using (sighting)
    ),
    single as (
        select
            contract_id, procedure_key, code as contract_code, buyer_code, supplier_key, supplier_name,
            {'procedure_type': procedure_type, 'template': template, 'law': law,
             'contracting_type': contracting_type, 'character': character} as labels,
            coalesce(nullif(procedure_type, ''), template) as procedure_type,
            [layout] as layouts,
            nullif(s.procedure_number, '') as procedure_number,
            nullif(s.dossier_code, '') as dossier_code,
            nullif(s.unit, '') as unit,
            nullif(s.institution, '') as institution,
            nullif(s.government_order, '') as government_order,
            nullif(s.title, '') as title,
            nullif(s.description, '') as description,
            nullif(s.item_codes, '') as item_codes,
            nullif(s.cucop_code, '') as cucop_code,
            nullif(s.currency, '') as currency,
            nullif(s.size_class, '') as size_class,
            nullif(s.consolidated, '') as consolidated,
            nullif(s.framework, '') as framework,
            nullif(s.url, '') as url,
            s.procedure_year,
            s.amount,
            s.published_on,
            s.opened_on,
            s.award_on,
            s.signed_on,
            s.start_on,
            s.end_on,
            s.exception_article,
            s.exception_text
        from sightings s
        where n_feeds = 1
    ),
    -- Later exports first; of the same day, the layout that tells more (an RFC, a contract code).
    ranked as (
        select *,
            row_number() over (
                partition by contract_id
                order by export_on desc, (supplier_key like 'RFC %') desc, (code is not null) desc, feed
            ) as place
        from sightings where n_feeds > 1
    ),
    several as (
        select
            contract_id,
            first(procedure_key order by place) as procedure_key,
            first(code order by place) filter (code is not null) as contract_code,
            first(buyer_code order by place) filter (buyer_code is not null) as buyer_code,
            first(supplier_key order by (supplier_key not like 'RFC %'), place) as supplier_key,
            first(supplier_name order by (supplier_key not like 'RFC %'), place) as supplier_name,
            first({'procedure_type': procedure_type, 'template': template, 'law': law,
                   'contracting_type': contracting_type, 'character': character} order by place) as labels,
            first(coalesce(nullif(procedure_type, ''), template) order by place) as procedure_type,
            list(distinct layout order by layout) as layouts,
            first(procedure_number order by place) filter (procedure_number <> '') as procedure_number,
            first(dossier_code order by place) filter (dossier_code <> '') as dossier_code,
            first(unit order by place) filter (unit <> '') as unit,
            first(institution order by place) filter (institution <> '') as institution,
            first(government_order order by place) filter (government_order <> '') as government_order,
            first(title order by place) filter (title <> '') as title,
            first(description order by place) filter (description <> '') as description,
            first(item_codes order by place) filter (item_codes <> '') as item_codes,
            first(cucop_code order by place) filter (cucop_code <> '') as cucop_code,
            first(currency order by place) filter (currency <> '') as currency,
            first(size_class order by place) filter (size_class <> '') as size_class,
            first(consolidated order by place) filter (consolidated <> '') as consolidated,
            first(framework order by place) filter (framework <> '') as framework,
            first(url order by place) filter (url <> '') as url,
            first(procedure_year order by place) filter (procedure_year is not null) as procedure_year,
            first(amount order by place) filter (amount is not null) as amount,
            first(published_on order by place) filter (published_on is not null) as published_on,
            first(opened_on order by place) filter (opened_on is not null) as opened_on,
            first(award_on order by place) filter (award_on is not null) as award_on,
            first(signed_on order by place) filter (signed_on is not null) as signed_on,
            first(start_on order by place) filter (start_on is not null) as start_on,
            first(end_on order by place) filter (end_on is not null) as end_on,
            first(exception_article order by place) filter (exception_article is not null) as exception_article,
            first(exception_text order by place) filter (exception_text is not null) as exception_text
        from ranked
        group by contract_id
    )
select
    c.*,
    seen.first_seen_on,
    summary.last_seen_on,
    summary.n_source_rows,
    summary.is_gone,
    summary.vanished_on,
    summary.n_exports
from (from single union all by name from several) c
join summary using (contract_id)
join seen using (contract_id)
