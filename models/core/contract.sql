-- One row per contract, however many exports and layouts published it. Amounts in MXN as
-- published (ComprasMX and CompraNet: without VAT); an amount in another currency has no amount_mxn.
with
    labelled as (
        select l.*, p.method, p.exception, p.matter, p.law_code
        from core.contract_latest l
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
    dossier_code,
    contract_code,
    buyer_code as buyer_id,
    keyed_id('S', supplier_key) as supplier_id,
    coalesce(title, description) as title,
    description,
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
    case when upper(consolidated) in ('SI', 'SÍ', '1') then true when consolidated is not null then false end as consolidated,
    case when upper(framework) in ('SI', 'SÍ', '1') then true when framework is not null then false end as framework,
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
    on labelled.published_on is null and earlier.law = labelled.law_code
    and coalesce(labelled.award_on, labelled.signed_on, labelled.start_on) - interval 90 day
        between coalesce(earlier.valid_from, date '1900-01-01') and coalesce(earlier.valid_to, date '9999-12-31')
left join core.published_article article
    on article.exception_article = labelled.exception_article
    and article.law_regime = regime.law_regime
order by contract_id
