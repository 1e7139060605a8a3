-- One row per procedure: those published as dossiers, and those known only by their contracts.
-- Drafts of calls (PROYECTO DE CONVOCATORIA) are kept apart: they are no procedures.
with
    -- A dossier without a procedure number is known by its own code.
    published as (
        select * replace (coalesce(nullif(procedure_number, ''), 'EXPEDIENTE ' || dossier_code) as procedure_number)
        from staged.comprasmx_procedures
    ),
    dossier as (
        select
            p.*,
            p.element_type like 'PROYECTO%' as is_draft,
            label.method, label.exception, label.matter, label.character_code, label.law_code,
            row_number() over (
                partition by p.procedure_number, p.element_type like 'PROYECTO%'
                order by p.export_on desc, p.published_on desc, p.file_sha256, p.row_number
            ) as place
        from published p
        left join core.published_label label
            on label.procedure_type is not distinct from p.procedure_type and label.template is null
            and label.law is not distinct from p.law
            and label.contracting_type is not distinct from p.contracting_type
            and label.character is not distinct from p.character
    ),
    summed as (
        select
            procedure_id,
            count(*) filter (is_current) as n_contracts,
            sum(amount_mxn) filter (is_current) as amount_mxn,
            min(contract_id) as first_id,
            max(procedure_year) as procedure_year,
            min(published_on) as published_on,
            min(award_on) as award_on,
            max(last_seen_on) as last_seen_on
        from core.contract
        where procedure_id is not null
        group by procedure_id
    ),
    -- What the contracts of a procedure share is read off one of them, the first by its id.
    contracted as (
        select s.*, c.buyer_id, c.law, c.matter, c.method, c.exception, c.title, c.url
        from summed s join core.contract c on c.contract_id = s.first_id
    ),
    joined as (
        select
            coalesce(d.procedure_number || case when d.is_draft then '~' || d.dossier_code else '' end, c.procedure_id) as procedure_id,
            coalesce(d.procedure_number, c.procedure_id) as procedure_number,
            coalesce(try_cast(regexp_extract(d.procedure_number, '(20\d{2})$', 1) as integer), c.procedure_year) as procedure_year,
            coalesce(repeat('0', greatest(9 - length(nullif(d.unit_code, '')), 0)) || nullif(d.unit_code, ''), c.buyer_id) as buyer_id,
            coalesce(nullif(d.title, ''), c.title) as title,
            coalesce(d.is_draft, false) as is_draft,
            coalesce(d.law_code, c.law) as law,
            coalesce(d.matter, c.matter) as matter,
            d.character_code as character,
            coalesce(d.method, c.method) as method,
            coalesce(d.exception, c.exception) as exception,
            coalesce(d.published_on, c.published_on) as published_on,
            d.clarification_on,
            d.opened_on,
            coalesce(d.opened_on > d.export_on, false) as opening_is_scheduled,
            coalesce(d.award_on, c.award_on) as award_on,
            coalesce(coalesce(d.award_on, c.award_on) > coalesce(d.export_on, c.last_seen_on), false) as award_is_scheduled,
            d.status,
            case when d.item_codes <> '' then list_transform(string_split(d.item_codes, ','), lambda x: trim(x)) end as item_codes,
            nullif(d.state, '') as state,
            coalesce(nullif(d.url, ''), c.url) as url,
            d.procedure_number is not null as has_dossier,
            coalesce(c.n_contracts, 0) as n_contracts,
            c.amount_mxn
        from (select * from dossier where place = 1) d
        full join contracted c on c.procedure_id = case when not d.is_draft then d.procedure_number end
    )
select joined.*, regime.law_regime as regime
from joined
left join reference.law_regimes regime
    on regime.law = joined.law
    and coalesce(joined.published_on, joined.award_on)
        between coalesce(regime.valid_from, date '1900-01-01') and coalesce(regime.valid_to, date '9999-12-31')
