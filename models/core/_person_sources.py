"""Where people are mentioned: for each source the SQL that gives its mentions in one shape.

Columns: system, role, given_name, first_surname, second_surname (as published; a name published
whole is in given_name, with is_whole), curp, rfc, institution (as published), supplier_id,
firm_key, municipality_code, place (a municipality's name), position, area, from_on, to_on,
export_on, file_sha256, row_number, record_id (the publisher's own id of the record).
"""

_RFC_TEXT = (
    """case when rfc like '{%' then concat(rfc ->> 'rfc', rfc ->> 'homoClave') else rfc end"""
)
_POST = "case when position like '{%' then position ->> 'nombre' else nullif(position, '') end as position"

MENTIONS = {
    "staged.pdn_s1": f"""
        select 'S1' as system, 'declarant' as role, given_name, first_surname, second_surname,
               curp, {_RFC_TEXT} as rfc, coalesce(nullif(post_institution, ''), institution) as institution,
               nullif(position, '') as position, nullif(area, '') as area, since_on as from_on,
               case when kind like 'CONCLUSI%' then updated_on end as to_on,
               export_on, file_sha256, row_number, declaration_id as record_id
        from staged.pdn_s1
        qualify row_number() over (partition by declaration_id, given_name, first_surname, second_surname
                                   order by export_on desc, file_sha256, row_number) = 1""",
    "staged.pdn_s2": f"""
        select 'S2' as system, 'procurement_official' as role, given_name, first_surname, second_surname,
               curp, rfc, institution, {_POST}, nullif(area, '') as area,
               export_on, file_sha256, row_number, record_id
        from staged.pdn_s2
        -- Publishers number their own records: a number alone does not tell one from another's.
        qualify row_number() over (partition by record_id, given_name, first_surname, second_surname, institution
                                   order by export_on desc, file_sha256, row_number) = 1""",
    "staged.pdn_s3": f"""
        select 'S3' as system, 'sanctioned' as role, given_name, first_surname, second_surname,
               curp, {_RFC_TEXT} as rfc,
               -- Where a private party erred is not where it works.
               case when layout in ('officials_v1', 'officials_v2', 'flat_2022') then institution end as institution,
               {_POST}, export_on, file_sha256, row_number, record_id
        from staged.pdn_s3 where coalesce(party_name, '') = ''
        qualify row_number() over (partition by record_id, given_name, first_surname, second_surname, institution
                                   order by export_on desc, file_sha256, row_number) = 1
        union all by name
        select 'S3' as system, 'sanctioned' as role, party_name as given_name, true as is_whole,
               {_RFC_TEXT} as rfc, export_on, file_sha256, row_number, record_id
        from staged.pdn_s3
        where coalesce(party_name, '') <> '' and length(key_shape({_RFC_TEXT})) = 13
        qualify row_number() over (partition by record_id, party_name order by export_on desc, file_sha256, row_number) = 1""",
    "staged.staff_directory": """
        select 'directory' as system, 'staff' as role, given_name, first_surname, second_surname,
               institution, nullif(position, '') as position, nullif(area, '') as area,
               since_on as from_on, export_on, file_sha256, row_number, nullif(record_id, '') as record_id
        from staged.staff_directory""",
    "staged.payroll": """
        select 'payroll' as system, 'staff' as role, given_name, first_surname, second_surname,
               institution, nullif(position, '') as position, nullif(area, '') as area,
               since_on as from_on, export_on, file_sha256, row_number, nullif(record_id, '') as record_id
        from staged.payroll""",
    # What the list says a person is on it as (candidate, donor) stands where a post would.
    "staged.person_list": """
        select 'list' as system, 'listed' as role,
               case when coalesce(given_name, '') <> '' then given_name else whole_name end as given_name,
               first_surname, second_surname, coalesce(given_name, '') = '' as is_whole, curp, rfc,
               list_kind as position, from_on, to_on, export_on, file_sha256, row_number, nullif(record_id, '') as record_id
        from staged.person_list
        where coalesce(given_name, '') <> '' or coalesce(whole_name, '') <> ''
        qualify row_number() over (partition by record_id, list_kind, list_name, given_name, first_surname, second_surname, whole_name, curp, rfc, from_on
                                   order by export_on desc, file_sha256, row_number) = 1""",
    "core.register_person": """
        select 'register' as system, p.role, p.given_name, p.first_surname, p.second_surname, p.rfc,
               p.supplier_id, p.firm_key, f.municipality_code, p.since_on as from_on,
               p.export_on, p.file_sha256, p.row_number
        from core.register_person p left join core.register_firm f using (firm_key)""",
    "core.ownership": """
        select 'bods' as system, 'owner' as role, owner as given_name, true as is_whole,
               supplier_id, firm_key, from_on, to_on, export_on, file_sha256, row_number,
               statement_id as record_id
        from core.ownership where owner_kind = 'person' and owner <> ''""",
    "core.supplier": """
        select 'contract' as system, 'supplier' as role, s.name as given_name, true as is_whole, s.rfc,
               s.supplier_id, r.export_on, r.file_sha256, r.row_number
        from core.supplier s
        join (
            select supplier_id, arg_max(file_sha256, sighting) as file_sha256,
                   arg_max(row_number, sighting) as row_number, max(export_on) as export_on
            from core.contract_sighting join core.published_supplier using (supplier_no) group by 1
        ) r using (supplier_id)
        -- A company's name beside a person's RFC is a slip: it names nobody.
        where s.kind = 'person' and s.legal_form = ''""",
}
"""The union of these, in the order of the dictionary, is what core.person_mention is made of."""

EMPTY = """
    select null::varchar as system, null::varchar as role, null::varchar as given_name,
           null::varchar as first_surname, null::varchar as second_surname, false as is_whole,
           null::varchar as curp, null::varchar as rfc, null::varchar as institution,
           null::varchar as supplier_id, null::varchar as firm_key, null::varchar as municipality_code,
           null::varchar as position, null::varchar as area, null::date as from_on,
           null::date as to_on, null::date as export_on, null::varchar as file_sha256,
           null::bigint as row_number, null::varchar as record_id
    limit 0"""
"""The shape of the union, without a row."""


def mentions(reads: list[str]) -> str:
    """The select over every source that is among the tables read."""
    parts = [EMPTY, *(sql for table, sql in MENTIONS.items() if table in reads)]
    return " union all by name ".join(f"({part})" for part in parts)
