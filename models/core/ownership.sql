-- Who owns or controls whom, from beneficial-ownership statements (BODS): one row per statement and
-- interest. The latest statement of an identifier counts, and one that another replaces does not; since
-- BODS 0.4 the latest of a record, and a relationship that was closed ended then, if it does not say when.
-- supplier_id: the firm as a seller here, by the number of its register or tax identifier, else by
-- a name with legal form that only one seller has. Persons' names: internal, never in a public output.
with
    replaced as (
        select distinct unnest(from_json(replaces, '["VARCHAR"]')) as statement_id
        from staged.bods_statement where replaces <> ''
    ),
    statement as (
        select * replace (case statement_type when 'entity' then 'entityStatement' when 'person' then 'personStatement'
                               when 'relationship' then 'ownershipOrControlStatement' else statement_type end as statement_type),
               coalesce(nullif(record_id, ''), statement_id) as node_id
        from staged.bods_statement
        where statement_id not in (select statement_id from replaced where statement_id is not null)
        qualify row_number() over (
            partition by node_id order by stated_on desc nulls last, export_on desc, file_sha256, row_number) = 1
    ),
    entity as (
        select node_id, entity_name as name, jurisdiction, founded_on, dissolved_on, name_key(entity_name) as name_key,
               list_sort(list_distinct(list_transform(from_json(case when identifiers = '' then '[]' else identifiers end, '["JSON"]'),
                   lambda i: concat_ws(':', coalesce(i ->> 'scheme', i ->> 'schemeName'), i ->> 'id')))) as identifiers
        from statement where statement_type = 'entityStatement'
    ),
    keyed as (
        -- As core.register_firm keys its firms, so that one firm has one key in both.
        select *, keyed_id('F', coalesce(
                   'RFC ' || list_filter(list_transform(identifiers, lambda i: upper(regexp_extract(i, 'RFC:(.*)$', 1))),
                                         lambda r: regexp_full_match(r, '[A-ZÑ&]{3,4}[0-9]{6}[A-Z0-9]{3}'))[1],
                   identifiers[1], name_key)) as firm_key
        from entity
    ),
    person as (
        select node_id, person_type,
               coalesce(from_json(nullif(person_names, ''), '["JSON"]')[1] ->> 'fullName',
                        concat_ws(' ', from_json(nullif(person_names, ''), '["JSON"]')[1] ->> 'givenName',
                                       from_json(nullif(person_names, ''), '["JSON"]')[1] ->> 'patronymicName',
                                       from_json(nullif(person_names, ''), '["JSON"]')[1] ->> 'familyName')) as name
        from statement where statement_type = 'personStatement'
    ),
    control as (
        select statement_id, subject_entity,
               coalesce(nullif(party_entity, ''), case when is_known and not is_person then party end) as party_entity,
               coalesce(nullif(party_person, ''), case when is_known and is_person then party end) as party_person,
               coalesce(nullif(party_unspecified, ''), case when not is_known then nullif(party, '') end) as unspecified,
               case when record_status = 'closed' then stated_on end as closed_on,
               stated_on, file_sha256, row_number, export_on,
               unnest(case when coalesce(interests, '') in ('', '[]') then [cast(null as json)]
                           else from_json(interests, '["JSON"]') end) as interest
        from (select *, party <> '' and party not like '{%' as is_known,
                     party in (select node_id from person) as is_person
              from statement where statement_type = 'ownershipOrControlStatement')
    ),
    by_rfc as (select rfc, any_value(supplier_id) as supplier_id from core.supplier where rfc is not null group by rfc),
    seller as (
        select e.node_id, coalesce(min(r.supplier_id), any_value(n.supplier_id)) as supplier_id
        from (select node_id, name_key, unnest(case when len(identifiers) = 0 then [''] else identifiers end) as identifier from entity) e
        left join by_rfc r on r.rfc = upper(regexp_extract(e.identifier, '([^:]*)$', 1))
        left join (
            select name_key, any_value(supplier_id) as supplier_id
            from (select supplier_id, unnest(name_keys) as name_key from core.supplier where rfc is null)
            group by name_key having count(distinct supplier_id) = 1
        ) n on n.name_key = e.name_key and split_part(e.name_key, '|', 2) <> ''
        group by e.node_id
    )
select
    keyed_id('W', concat_ws(chr(31), c.statement_id, cast(c.interest as varchar))) as ownership_id,
    c.statement_id,
    coalesce(firm.firm_key, keyed_id('F', c.subject_entity)) as firm_key,
    seller.supplier_id,
    firm.name as firm,
    firm.identifiers as firm_identifiers,
    firm.founded_on,
    firm.dissolved_on,
    case when c.party_person is not null then 'person' when c.party_entity is not null then 'entity' else 'unspecified' end as owner_kind,
    case when c.party_entity is not null then coalesce(parent.firm_key, keyed_id('F', c.party_entity)) end as owner_firm_key,
    coalesce(person.name, parent.name) as owner,
    parent.identifiers as owner_identifiers,
    c.unspecified ->> 'reason' as unspecified_reason,
    c.interest ->> 'type' as interest,
    coalesce(c.interest ->> 'directOrIndirect', c.interest ->> 'interestLevel') as level,
    try_cast(c.interest -> 'share' ->> 'exact' as double) as share_exact,
    try_cast(c.interest -> 'share' ->> 'minimum' as double) as share_min,
    try_cast(c.interest -> 'share' ->> 'maximum' as double) as share_max,
    try_cast(c.interest ->> 'beneficialOwnershipOrControl' as boolean) as is_beneficial,
    try_cast(c.interest ->> 'startDate' as date) as from_on,
    coalesce(try_cast(c.interest ->> 'endDate' as date), c.closed_on) as to_on,
    c.stated_on,
    c.export_on,
    c.file_sha256,
    c.row_number
from control c
left join keyed firm on firm.node_id = c.subject_entity
left join keyed parent on parent.node_id = c.party_entity
left join person on person.node_id = c.party_person
left join seller on seller.node_id = c.subject_entity
order by ownership_id
