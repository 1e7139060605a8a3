-- One row per firm or person in the supplier registers (padrones), as the latest export tells it.
-- supplier_id is null for who has not sold here, or where the name alone fits more than one seller.
-- The keys compare what is written differently: address_key is null without a house number (a
-- street is no address), building_key leaves out the office within; phone_key is ten digits;
-- notary_key names the notary's number within its state. rfc_public: companies only.
with
    read as (
        select *,
            upper(regexp_replace(supplier_rfc, '[^A-Za-z0-9Ññ&]', '', 'g')) as rfc,
            nullif(trim(concat_ws(' ', given_name, first_surname, second_surname)), '') as person_name
        from staged.supplier_register
    ),
    named as (
        select *,
            coalesce(nullif(company_name, ''), person_name) as name,
            case when regexp_full_match(rfc, '[A-ZÑ&]{3,4}[0-9]{6}[A-Z0-9]{3}')
                      and rfc not in ('XAXX010101000', 'XEXX010101000') then rfc end as rfc_key,
            case when strip_accents(lower(person_kind)) = 'persona fisica' then 'person'
                 when strip_accents(lower(person_kind)) = 'persona moral' then 'company'
                 when length(rfc) = 13 then 'person' when length(rfc) = 12 then 'company'
                 else 'unknown' end as kind,
            -- «AV. HIDALGO», «CALLE HIDALGO» and «HIDALGO» are one street.
            trim(regexp_replace(name_clean(street),
                '^(CALLE|C|AVENIDA|AV|AVE|BOULEVARD|BOULEVAR|BLVD|CALZADA|CALZ|PROLONGACION|PROL|CARRETERA|CARR|CALLEJON|PRIVADA|PRIV) ', ''))
                as street_key,
            nullif(regexp_replace(name_clean(exterior_number), '^(NUMERO|NUM|NO|N) ?([0-9])', '\2'), '') as house,
            regexp_replace(name_clean(interior_number), '^(INTERIOR|INT|LOCAL|LOC|DESPACHO|DESP|OFICINA|OF|DEPTO|DEP|PISO|NUM|NO|N) ?', '') as inside,
            case when regexp_full_match(postcode, '[0-9]{4,5}') then lpad(postcode, 5, '0') end as post5,
            regexp_extract(regexp_replace(coalesce(nullif(phone, ''), rep_phone, ''), '[ ().+-]', '', 'g'),
                           '(?:0052|52|01|044|045)?1?([0-9]{10})', 1) as digits,
            lower(regexp_extract(coalesce(nullif(email, ''), rep_email, ''), '[^@\s;,<>]+@[^@\s;,<>]+\.[A-Za-z]+')) as mail,
            regexp_extract(name_clean(notary), '([0-9]+)', 1) as notary_number
        from read
    ),
    keyed as (
        select *, name_key(name) as name_key, keyed_id('F', coalesce('RFC ' || rfc_key, name_key(name))) as firm_key
        from named where name <> ''
    ),
    latest as (
        select * from keyed
        qualify row_number() over (partition by firm_key order by export_on desc, registered_on desc nulls last, file_sha256, row_number desc) = 1
    ),
    town as (
        select m.municipality_code, label_key(m.name_normalised) as town, label_key(s.name_normalised) as state
        from reference.municipalities m join reference.states s using (state_code)
    ),
    by_rfc as (select rfc, any_value(supplier_id) as supplier_id from core.supplier where rfc is not null group by rfc),
    by_name as (
        select known.name_key, any_value(supplier_id) as supplier_id
        from (select supplier_id, unnest(name_keys) as name_key from core.supplier where rfc is null) known
        group by known.name_key having count(distinct supplier_id) = 1
    )
select
    l.firm_key,
    coalesce(r.supplier_id,
             -- A name joins only with its legal form, and only sellers published without RFC.
             case when split_part(l.name_key, '|', 2) <> '' then n.supplier_id end) as supplier_id,
    case when r.supplier_id is not null then 'rfc'
         when n.supplier_id is not null and split_part(l.name_key, '|', 2) <> '' then 'name' end as supplier_basis,
    l.register_id,
    l.kind,
    l.name,
    l.name_key,
    split_part(l.name_key, '|', 2) as legal_form,
    l.rfc_key as rfc,
    case when l.kind = 'company' and length(l.rfc_key) = 12 then l.rfc_key end as rfc_public,
    nullif(l.size_class, '') as size_class,
    nullif(l.activity, '') as activity,
    case when l.street_key <> '' and l.house is not null and l.house not in ('SN', 'S N', 'SIN NUMERO')
              and coalesce(l.post5, nullif(name_clean(l.municipality), '')) is not null
         then concat_ws('|', coalesce(l.post5, name_clean(l.municipality)), l.street_key, l.house, nullif(l.inside, '')) end as address_key,
    case when l.street_key <> '' and l.house is not null and l.house not in ('SN', 'S N', 'SIN NUMERO')
              and coalesce(l.post5, nullif(name_clean(l.municipality), '')) is not null
         then concat_ws('|', coalesce(l.post5, name_clean(l.municipality)), l.street_key, l.house) end as building_key,
    concat_ws(', ', nullif(trim(concat_ws(' ', l.street, l.exterior_number)), ''),
              case when l.interior_number <> '' then 'int. ' || l.interior_number end,
              nullif(l.settlement, ''), nullif(l.municipality, ''), nullif(l.postcode, '')) as address_text,
    l.post5 as postcode,
    coalesce(town.municipality_code,
             case when regexp_full_match(l.municipality_code, '[0-9]{1,3}') and regexp_full_match(l.state_code, '[0-9]{1,2}')
                  then lpad(l.state_code, 2, '0') || lpad(l.municipality_code, 3, '0') end) as municipality_code,
    -- 0000000000 and the like are no number.
    case when l.digits <> '' and not regexp_full_match(l.digits, '0+|1+|2+|3+|4+|5+|6+|7+|8+|9+|1234567890') then l.digits end as phone_key,
    nullif(l.mail, '') as email_key,
    case when l.notary_number <> '' then concat_ws('|', label_key(coalesce(nullif(l.address_state, ''), l.state)), l.notary_number) end as notary_key,
    nullif(l.deed_number, '') as deed_number,
    l.incorporated_on,
    l.registered_on,
    nullif(l.partners_ref, '') as partners_ref,
    l.export_on,
    l.file_sha256,
    l.row_number
from latest l
left join by_rfc r on r.rfc = l.rfc_key
left join by_name n on n.name_key = case when r.supplier_id is null then l.name_key end
left join town
    on town.town = label_key(l.municipality)
    and town.state = label_key(coalesce(nullif(l.address_state, ''), l.state))
order by l.firm_key
