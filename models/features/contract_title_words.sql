-- Words with content in a contract's title and description, or in the title of its dossier, which may say what
-- the contract's does not: what is left without stop words, generic procurement words, abbreviations, codes, and
-- tokens of one or two letters or no vowel. text: the contract's own.
with published as (
    select c.contract_id,
           nullif(trim(concat_ws(' · ', c.title, case when c.description is distinct from c.title
                                                      then nullif(c.description, '') end)), '') as text,
           case when c.dossier_title is distinct from c.title then c.dossier_title end as dossier_title,
           case when p.has_dossier and p.title is distinct from c.title then p.title end as procedure_title
    from core.contract c
    left join core.procedure p using (procedure_id)
),
-- Without codes and numbers, many texts are one.
bare as (
    select *, regexp_replace(left(concat_ws(' ', text, dossier_title, procedure_title), 2000), '[\pL\pM0-9]*[0-9][\pL\pM0-9]*', '', 'g') as words from published
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
