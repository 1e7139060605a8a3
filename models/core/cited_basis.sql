-- The law and the article that a published legal basis cites, once per text (SIPOT, OCDS).
with
    reasons as (
        select legal_basis, label_key(legal_basis) as reason_key
        from (
            select legal_basis from staged.sipot_direct_awards
            union select method_rationale from staged.ocds_releases
        )
        where legal_basis <> ''
    ),
    cited as (
        select legal_basis,
               (select arg_min(l.law, l.priority) from reference.laws l
                where reason_key like '%' || l.label_pattern) as law,
               regexp_extract(
                   regexp_replace(regexp_replace(reason_key, '\bART(ICULOS?|S)?\b\.?', 'ART.', 'g'),
                                  '\bFR(ACC(ION)?)?\b\.?', 'FR.', 'g'),
                   'ART\. ?(\d+)(?:,? (FR\. ?[IVXL]+|PARRAFO (?:PRIMERO|SEGUNDO|TERCERO|CUARTO|QUINTO)))?',
                   ['article', 'part']) as cited
        from reasons
    )
select legal_basis, law,
       case when cited['article'] <> ''
           then 'ART. ' || cited['article'] || coalesce(' ' || nullif(cited['part'], ''), '') end as exception_article
from cited
