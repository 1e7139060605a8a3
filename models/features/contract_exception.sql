-- view: one rule reads it, and few different articles are cited.
-- Direct awards and whether the article they cite is an exception in the law of their regime.
with cited as not materialized (
    -- As label_key does, which a view cannot call.
    select *, trim(regexp_replace(upper(strip_accents(exception_article)), '\s+', ' ', 'g')) as article
    from (select distinct regime, exception_article from core.contract where method = 'direct')
),
valid as (
    select distinct c.regime, c.article
    from cited c
    join reference.exception_articles e
        on e.law_regime = c.regime and c.article like e.article_pattern
),
known as (
    select distinct law_regime as regime from reference.exception_articles
),
judged as (
    select c.regime, c.exception_article, n.regime is not null as regime_is_known, c.article = '' as is_blank,
           v.article is not null as is_exception
    from cited c
    left join known n using (regime)
    left join valid v on v.regime = c.regime and v.article = c.article
)
select d.contract_id, d.regime, d.exception_article, d.procedure_type, j.regime_is_known, j.is_blank, j.is_exception
from core.contract d
join judged j on j.regime is not distinct from d.regime and j.exception_article is not distinct from d.exception_article
where d.method = 'direct'
