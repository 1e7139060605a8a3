-- Words with content in a contract's title and description: what is left without stop words,
-- generic procurement words, abbreviations, codes, and tokens of one or two letters or no vowel.
with published as (
    select contract_id,
           nullif(trim(concat_ws(' · ', title, case when description is distinct from title
                                                    then nullif(description, '') end)), '') as text
    from core.contract
),
-- Without codes and numbers, many texts are one.
bare as (
    select *, regexp_replace(left(text, 2000), '[\pL\pM0-9]*[0-9][\pL\pM0-9]*', '', 'g') as words from published
),
-- Each text is split once and each word judged once, however many contracts share them.
different as (
    select words, row_number() over () as text_number
    from (select distinct words from bare where words is not null)
),
token as (
    select text_number, unnest(list_distinct(string_split_regex(
               lower(strip_accents(words)), '[^a-z0-9]+'))) as word
    from different
),
content_word as (
    select word from (select distinct word from token)
    where length(word) > 2
      and not regexp_matches(word, '[0-9]')
      and regexp_matches(word, '[aeiou]')
      and word not in (select lower(strip_accents(word)) from reference.title_stopwords)
),
content as (
    select d.words, t.n_content_words
    from (
        select text_number, count(*) as n_content_words
        from token join content_word using (word)
        group by text_number
    ) t join different d using (text_number)
)
select b.contract_id, b.text, b.text is not null as has_text,
       coalesce(c.n_content_words, 0) as n_content_words
from bare b
left join content c using (words)
