-- Who the SAT lists under articles 69-B and 69-B Bis (CFF), with the date of each stage.
-- A stage counts from its publication in the DOF, or on SAT's page where no DOF date is given.
-- Rows whose RFC is suppressed by court order or blank keep no RFC: nothing can match them.
with
    listed as (
        select '69-B' as list, file_sha256, row_number, layout, export_on, rfc, name, status,
               coalesce(presumed_dof_on, presumed_sat_on) as presumed_on,
               coalesce(cleared_dof_on, cleared_sat_on) as cleared_on,
               coalesce(definitive_dof_on, definitive_sat_on) as definitive_on,
               coalesce(favourable_dof_on, favourable_sat_on) as favourable_on
        from staged.sat_69b
        union all
        select '69-B Bis', file_sha256, row_number, layout, export_on, rfc, name, status,
               null, null, coalesce(definitive_dof_on, definitive_sat_on), null
        from staged.sat_69b_bis
    ),
    keyed as (
        select l.*, t.tax_status,
            case when regexp_full_match(rfc, '[A-ZÑ&]{3,4}\d{6}[A-Z0-9]{3}') then rfc end as key_rfc,
            name_key(name) as name_key
        from listed l
        left join reference.tax_statuses t on t.label = label_key(l.status)
    ),
    -- One row per taxpayer and stage dates: copies in several lists and exports are one listing.
    merged as (
        select list, coalesce(key_rfc, 'NOMBRE ' || name_key) as party, any_value(key_rfc) as key_rfc, tax_status,
               presumed_on, cleared_on, definitive_on, favourable_on,
               first(name order by export_on desc, name) as name,
               first(name_key order by export_on desc, name) as name_key,
               min(export_on) as first_listed_on, max(export_on) as last_listed_on
        from keyed
        group by list, party, tax_status, presumed_on, cleared_on, definitive_on, favourable_on
    )
select
    keyed_id('T', concat_ws(chr(31), list, party, tax_status,
                            presumed_on, cleared_on, definitive_on, favourable_on)) as listing_id,
    key_rfc as rfc,
    name,
    name_key,
    list,
    tax_status as status,
    presumed_on,
    cleared_on,
    definitive_on,
    favourable_on,
    coalesce(presumed_on, cleared_on, definitive_on, favourable_on) is not null as is_dated,
    first_listed_on,
    last_listed_on
from merged
order by listing_id
