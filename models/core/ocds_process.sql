-- One row per process that OCDS publishes, by its file and the row of the release that stands for it:
-- who buys, how and when, in the words of a contract row. procedure_number is the tender's id where
-- no other process has it, else the ocid: short ids repeat between bodies.
-- The method is told by the publisher's own label where that is a known one, else by the code; a
-- limited method may be an invitation or a direct award, and tells neither.
with
    own_id as (
        select upper(tender_id) as number from staged.ocds_releases
        where tender_id <> '' group by 1 having count(distinct ocid) = 1
    ),
    labels as (
        select method, method_details,
               (select count(*) from reference.procedure_types p
                where label_key(method_details) like p.label_pattern) > 0 as is_known
        from (select distinct method, method_details from staged.ocds_releases)
    )
select
    r.book_sha256, r.row_number as process_row, r.file_sha256, r.export_on, r.ocid, r.tender_status,
    b.institution_code, e.institution, b.unit_code,
    case when not b.is_known then e.institution end as unit,
    b.government_order, b.state,
    coalesce(o.number, upper(r.ocid)) as procedure_number,
    case when l.is_known or r.method not in ('open', 'selective', 'direct') then r.method_details
         else r.method end as procedure_type,
    c.law, c.exception_article,
    nullif(r.method_rationale, '') as exception_text,
    coalesce(nullif(r.other_categories, ''), nullif(r.category, '')) as contracting_type,
    nullif(r.title, '') as title,
    nullif(r.description, '') as description,
    nullif(r.url, '') as url,
    coalesce(r.announced_on, r.published_on) as published_on,
    coalesce(r.opened_on, r.closed_on) as opened_on,
    r.clarified_on
from staged.ocds_releases r
join core.ocds_entity e on e.file_sha256 = r.file_sha256 and e.row_number = r.row_number
left join core.named_buyer b on b.institution = e.institution and b.unit = e.unit and b.code = e.code
left join own_id o on o.number = upper(r.tender_id)
left join labels l on l.method = r.method and l.method_details = r.method_details
left join core.cited_basis c on c.legal_basis = r.method_rationale
where r.stands_in = ''
