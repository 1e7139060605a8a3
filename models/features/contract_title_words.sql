-- Words with content in a contract's title and description: what is left without stop words,
-- generic procurement words, abbreviations, codes, and tokens of one or two letters or no vowel.
with published as (
    select contract_id, title, description,
           nullif(trim(concat_ws(' · ', title, case when description is distinct from title
                                                     then nullif(description, '') end)), '') as text
    from core.contract
),
token as (
    select contract_id, unnest(list_distinct(regexp_extract_all(
               lower(strip_accents(left(text, 2000))), '[a-z0-9]+'))) as word
    from published
    where text is not null
),
content as (
    select contract_id, count(*) as n_content_words
    from token
    where length(word) > 2
      and not regexp_matches(word, '[0-9]')
      and regexp_matches(word, '[aeiou]')
      and word not in (select lower(strip_accents(word)) from reference.title_stopwords)
    group by contract_id
)
select p.contract_id, p.text, p.text is not null as has_text,
       coalesce(c.n_content_words, 0) as n_content_words
from published p
left join content c using (contract_id)
