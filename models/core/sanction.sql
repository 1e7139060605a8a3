-- Sanctioned suppliers and contractors, each ban once, from every list that named it. The lists
-- give names only. SABG's list states the ban's dates; SFP's older ones state the notification,
-- from which the length is counted (the law counts from the DOF's circular: ban_start_basis says so).
with
    listed as (
        select
            s.*,
            name_key(supplier_name) as name_key,
            label_key(regexp_replace(dossier, '\s', '', 'g')) as dossier_key,
            label_key(ban_length) as length_key
        from staged.sanctions s
        where supplier_name <> ''
    ),
    measured as (
        select *,
            -- «1 AÑO 6 MESES», «TRES MESES», «15 DÍAS»
            coalesce(try_cast(regexp_extract(length_key, '(\d+)\s*ANO', 1) as integer), number_word(length_key, 'ANO')) as years,
            coalesce(try_cast(regexp_extract(length_key, '(\d+)\s*MES', 1) as integer), number_word(length_key, 'MES')) as months,
            coalesce(try_cast(regexp_extract(length_key, '(\d+)\s*DIA', 1) as integer), number_word(length_key, 'DIA')) as days
        from listed
    ),
    dated as (
        select *,
            coalesce(years, 0) * 12 + coalesce(months, 0) as ban_months,
            coalesce(days, 0) as ban_days,
            coalesce(years, months, days) is not null as has_length,
            coalesce(ban_start_on, case when layout <> 'sabg_9' then coalesce(notified_on, resolved_on) end) as from_on
        from measured
    ),
    ended as (
        select *,
            case when has_length then cast(from_on + to_months(ban_months) + to_days(ban_days) as date) end as end_by_length
        from dated
    ),
    judged as (
        select
            *,
            -- An end before its start is a slip: the stated length tells the end.
            case when ban_end_on is null or ban_end_on < from_on then end_by_length else ban_end_on end as to_on,
            case when ban_end_on is null or ban_end_on < from_on
                then case when end_by_length is not null then 'length' end else 'published' end as end_basis,
            coalesce(ban_end_on < from_on, false) as end_before_start,
            -- A month of slack: lists count a length to the day before or after.
            coalesce(ban_end_on >= from_on and has_length
                     and abs(date_diff('day', ban_end_on, end_by_length)) > 31, false) as length_disagrees
        from ended
    ),
    merged as (
        select
            name_key, dossier_key,
            coalesce(has_length or ban_start_on is not null or ban_end_on is not null, false) as has_ban,
            first(supplier_name order by export_on desc) as supplier_name,
            first(authority order by export_on desc) as authority,
            first(dossier order by export_on desc) as dossier,
            first(law order by export_on desc) filter (law <> '') as law,
            first(from_on order by export_on desc) as ban_start_on,
            first(to_on order by export_on desc) as ban_end_on,
            first(case when ban_start_on is not null then 'published' when from_on is not null then 'notified' end
                  order by export_on desc) as ban_start_basis,
            first(end_basis order by export_on desc) as ban_end_basis,
            first(ban_length order by export_on desc) as ban_length_text,
            first(ban_months order by export_on desc) as ban_months,
            first(ban_days order by export_on desc) as ban_days,
            first(fine order by export_on desc) as fine_mxn,
            first(end_before_start order by export_on desc) as end_before_start,
            first(length_disagrees order by export_on desc) as length_disagrees,
            min(export_on) as first_listed_on,
            max(export_on) as last_listed_on
        from judged
        group by name_key, dossier_key,
                 coalesce(has_length or ban_start_on is not null or ban_end_on is not null, false)
    )
select
    keyed_id('X', concat_ws(chr(31), name_key, dossier_key, has_ban)) as sanction_id,
    supplier_name,
    name_key,
    case when split_part(name_key, '|', 2) <> '' then 'company' else 'unknown' end as party_kind,
    authority,
    dossier,
    law,
    has_ban,
    case when has_ban then ban_start_on end as ban_start_on,
    case when has_ban then ban_end_on end as ban_end_on,
    ban_start_basis,
    ban_end_basis,
    ban_length_text,
    ban_months,
    ban_days,
    fine_mxn,
    list_filter([
        case when end_before_start then 'el fin publicado es anterior al inicio: se leyó el plazo' end,
        case when length_disagrees then 'el plazo publicado no concuerda con las fechas publicadas' end
    ], lambda n: n is not null) as notes,
    first_listed_on,
    last_listed_on,
    last_listed_on = (select max(export_on) from staged.sanctions) as in_latest_list
from merged
order by sanction_id
