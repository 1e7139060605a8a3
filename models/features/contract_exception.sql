-- Direct awards and whether the article they cite is an exception in the law of their regime.
with direct as (
    select contract_id, regime, exception_article, procedure_type,
           trim(regexp_replace(upper(strip_accents(exception_article)), '\s+', ' ', 'g')) as article
    from core.contract
    where method = 'direct'
),
cited as (
    select distinct regime, article from direct where article <> ''
),
valid as (
    select distinct c.regime, c.article
    from cited c
    join reference.exception_articles e
        on e.law_regime = c.regime and c.article like e.article_pattern
),
known as (
    select distinct law_regime as regime from reference.exception_articles
)
select d.contract_id, d.regime, d.exception_article, d.procedure_type,
       n.regime is not null as regime_is_known,
       d.article = '' as is_blank,
       v.article is not null as is_exception
from direct d
left join known n using (regime)
left join valid v on v.regime = d.regime and v.article = d.article
