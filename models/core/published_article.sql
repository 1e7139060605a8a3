-- What each published article means as an exception to public tender, by law.
with
    articles as (
        select exception_article, label_key(exception_article) as article_key
        from (select distinct exception_article from core.contract_sighting where exception_article <> '')
    )
select a.exception_article, r.law, r.law_regime, min(r.exception) as exception
from articles a
join reference.exception_articles r on a.article_key like r.article_pattern
group by all
