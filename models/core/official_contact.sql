-- The official e-mail of officials, from the directories that the transparency platform publishes: one
-- row per official and address, from the latest export. official_id as in core.official.
select keyed_id('O', name_clean(concat_ws(' ', given_name, first_surname, second_surname)) || chr(31) || name_clean(institution)) as official_id,
       lower(regexp_extract(email, '[^@\s;,<>]+@[^@\s;,<>]+\.[A-Za-z]+')) as email_key,
       arg_max(file_sha256, export_on) as file_sha256, arg_max(row_number, export_on) as row_number
from staged.staff_directory
where email like '%@%' and given_name <> ''
group by 1, 2
