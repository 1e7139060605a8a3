-- One row per contract, however many exports and layouts published it: the last thing published
-- about it. A contract published in several layouts takes from each what the best one lacks or
-- leaves blank. amount_mxn is without VAT (ComprasMX, CompraNet, and the column of SIPOT without
-- taxes); amount_with_vat is SIPOT's total, kept apart: no sum or ceiling mixes the two. An amount
-- in another currency has no amount_mxn. What OCDS or SIPOT shows neither brings back a contract that
-- ComprasMX no longer shows, nor makes it look gone. dossier_title: where it is not the contract's own.
with
    -- What is known of a contract as a whole, where several feeds show it.
    summary as (
        select
            contract_id,
            sum(n_seen) as n_source_rows,
            -- In how many exports of one feed it was looked for: those that showed it, and those
            -- that should have.
            max(n_seen + n_missed) as n_exports,
            min(first_seen_on) as first_seen_on,
            coalesce(max(last_seen_on) filter (feed not like 'sipot%' and feed not like 'ocds%'),
                     max(last_seen_on) filter (feed not like 'sipot%'), max(last_seen_on)) as last_seen_on,
            coalesce(bool_and(is_gone) filter (feed not like 'sipot%' and feed not like 'ocds%'),
                     bool_and(is_gone) filter (feed not like 'sipot%'), bool_and(is_gone)) as is_gone,
            max(vanished_on) as vanished_on
        from core.contract_feed where n_feeds > 1 group by contract_id
    ),
    -- The latest sighting of each feed. Read twice, all the columns but for different contracts:
    -- copying it first would cost more than reading it.
    sightings as not materialized (
        select f.* exclude (sighting, feed), s.*, p.supplier_id, p.supplier_key like 'RFC %' as has_rfc
        from core.contract_feed f
        join core.contract_sighting s using (sighting)
        join core.published_supplier p using (supplier_no)
    ),
    single as (
        select
            contract_id, code as contract_code, buyer_code, supplier_id,
            {'procedure_type': procedure_type, 'template': template, 'law': law,
             'contracting_type': contracting_type, 'character': character} as labels,
            coalesce(nullif(procedure_type, ''), template) as procedure_type,
            [layout] as layouts,
            nullif(s.procedure_number, '') as procedure_number,
            nullif(s.title, '') as title,
            nullif(s.description, '') as description,
            nullif(s.dossier_title, '') as dossier_title,
            nullif(s.item_codes, '') as item_codes,
            nullif(s.cucop_code, '') as cucop_code,
            nullif(s.currency, '') as currency,
            nullif(s.size_class, '') as size_class,
            nullif(s.consolidated, '') as consolidated,
            nullif(s.framework, '') as framework,
            nullif(s.url, '') as url,
            nullif(s.contract_number, '') as contract_number,
            s.procedure_year,
            s.amount,
            s.amount_with_vat,
            s.published_on,
            s.award_on,
            s.signed_on,
            s.start_on,
            s.end_on,
            s.exception_article,
            s.exception_text,
            n_seen as n_source_rows, n_seen + n_missed as n_exports, first_seen_on, last_seen_on,
            is_gone, vanished_on
        from sightings s
        where n_feeds = 1
    ),
    -- Later exports first; of the same day, the layout that tells more (an RFC, a contract code);
    -- what is published again (OCDS, SIPOT) last.
    ranked as (
        select *,
            row_number() over (
                partition by contract_id
                order by again, export_on desc, has_rfc desc, (code is not null) desc, feed
            ) as place
        from sightings where n_feeds > 1
    ),
    several as (
        select
            contract_id,
            first(code order by place) filter (code is not null) as contract_code,
            first(buyer_code order by place) filter (buyer_code is not null) as buyer_code,
            first(supplier_id order by has_rfc desc, place) as supplier_id,
            first({'procedure_type': procedure_type, 'template': template, 'law': law,
                   'contracting_type': contracting_type, 'character': character} order by place) as labels,
            first(coalesce(nullif(procedure_type, ''), template) order by place) as procedure_type,
            list(distinct layout order by layout) as layouts,
            first(procedure_number order by place) filter (procedure_number <> '') as procedure_number,
            first(title order by place) filter (title <> '') as title,
            first(description order by place) filter (description <> '') as description,
            first(dossier_title order by place) filter (dossier_title <> '') as dossier_title,
            first(item_codes order by place) filter (item_codes <> '') as item_codes,
            first(cucop_code order by place) filter (cucop_code <> '') as cucop_code,
            first(currency order by place) filter (currency <> '') as currency,
            first(size_class order by place) filter (size_class <> '') as size_class,
            first(consolidated order by place) filter (consolidated <> '') as consolidated,
            first(framework order by place) filter (framework <> '') as framework,
            first(url order by place) filter (url <> '') as url,
            first(procedure_year order by place) filter (procedure_year is not null) as procedure_year,
            first(contract_number order by place) filter (contract_number <> '') as contract_number,
            first(amount order by place) filter (amount is not null) as amount,
            first(amount_with_vat order by place) filter (amount_with_vat is not null) as amount_with_vat,
            first(published_on order by place) filter (published_on is not null) as published_on,
            first(award_on order by place) filter (award_on is not null) as award_on,
            first(signed_on order by place) filter (signed_on is not null) as signed_on,
            first(start_on order by place) filter (start_on is not null) as start_on,
            first(end_on order by place) filter (end_on is not null) as end_on,
            first(exception_article order by place) filter (exception_article is not null) as exception_article,
            first(exception_text order by place) filter (exception_text is not null) as exception_text
        from ranked
        group by contract_id
    ),
    latest as (
        from single
        union all by name
        from several join summary using (contract_id)
    ),
    labelled as (
        select l.*, p.method, p.exception, p.matter, p.law_code
        from latest l
        left join core.published_label p
            on p.procedure_type is not distinct from l.labels['procedure_type']
            and p.template is not distinct from l.labels['template']
            and p.law is not distinct from l.labels['law']
            and p.contracting_type is not distinct from l.labels['contracting_type']
            and p.character is not distinct from l.labels['character']
    )
select
    contract_id,
    procedure_number as procedure_id,
    procedure_number,
    procedure_year,
    contract_code,
    contract_number,
    buyer_code as buyer_id,
    supplier_id,
    coalesce(title, description) as title,
    description,
    dossier_title,
    law_code as law,
    -- The law in force at publication governs. Where that date is blank, a later date tells only
    -- if the law was the same three months before it.
    case when published_on is not null or earlier.law_regime = regime.law_regime then regime.law_regime end as regime,
    matter,
    method,
    -- The label of the procedure tells the exception; where it does not, the article does.
    coalesce(labelled.exception, case when method in ('direct', 'selective') then article.exception end) as exception,
    labelled.exception_article,
    exception_text,
    nullif(procedure_type, '') as procedure_type,
    case when coalesce(currency, 'MXN') = 'MXN' then amount end as amount_mxn,
    amount,
    amount_with_vat,
    coalesce(currency, 'MXN') as currency,
    published_on,
    award_on,
    -- A date after the export that states it is a plan.
    coalesce(award_on > last_seen_on, false) as award_is_scheduled,
    signed_on,
    start_on,
    end_on,
    case
        when award_on <= last_seen_on then award_on
        when signed_on is not null then signed_on
        else published_on
    end as event_on,
    case
        when award_on <= last_seen_on then 'award'
        when signed_on is not null then 'signature'
        when published_on is not null then 'publication'
    end as event_basis,
    case when item_codes is not null then list_transform(string_split(item_codes, ','), lambda c: trim(c)) end as item_codes,
    -- The budget concept (first two digits) of the first item: 25301 medicines -> 2500.
    case when regexp_matches(coalesce(item_codes, cucop_code), '^[1-9]\d{4}')
        then left(coalesce(item_codes, cucop_code), 2) || '00' end as item_family,
    size_class,
    case when upper(consolidated) in ('SI', 'SÍ', '1', 'TRUE', 'VERDADERO', 'X') then true when consolidated is not null then false end as consolidated,
    case when upper(framework) in ('SI', 'SÍ', '1', 'TRUE', 'VERDADERO', 'X') then true when framework is not null then false end as framework,
    url,
    first_seen_on,
    last_seen_on,
    n_exports,
    n_source_rows,
    layouts,
    not is_gone as is_current,
    vanished_on
from labelled
left join reference.law_regimes regime
    on regime.law = labelled.law_code
    and coalesce(labelled.published_on, labelled.award_on, labelled.signed_on, labelled.start_on)
        between coalesce(regime.valid_from, date '1900-01-01') and coalesce(regime.valid_to, date '9999-12-31')
left join reference.law_regimes earlier
    on earlier.law = case when labelled.published_on is null then labelled.law_code end
    and coalesce(labelled.award_on, labelled.signed_on, labelled.start_on) - interval 90 day
        between coalesce(earlier.valid_from, date '1900-01-01') and coalesce(earlier.valid_to, date '9999-12-31')
left join core.published_article article
    on article.exception_article = labelled.exception_article
    and article.law_regime = regime.law_regime
