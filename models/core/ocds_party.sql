-- Whom a published row of OCDS names: the suppliers of a contract, the tenderers of a bid, who quoted.
-- One row per published row that names somebody, with the RFC and the size that the release's
-- `parties` state. Several together (a joint proposal, an award to several, whose contracts do not
-- say which) are one party of their own: none of them alone, so no RFC. supplier_rfc is blank where a party is
-- stated without any identifier, and null where it has one of another scheme or is several.
with
    reference as (
        select 'supplier' as role, file_sha256, row_number, book_sha256, release_row,
               unnest(from_json(suppliers, '[{"id":"VARCHAR","name":"VARCHAR"}]')) as party
        from staged.ocds_contracts where suppliers <> ''
        union all
        select 'tenderer', file_sha256, row_number, book_sha256, release_row,
               unnest(from_json(tenderers, '[{"id":"VARCHAR","name":"VARCHAR"}]'))
        from staged.ocds_bids where tenderers <> ''
        union all
        select 'quoter', file_sha256, row_number, book_sha256, release_row,
               unnest(from_json(suppliers, '[{"id":"VARCHAR","name":"VARCHAR"}]'))
        from staged.ocds_quotes where suppliers <> ''
    ),
    described as (
        select book_sha256, release_row, party_ref,
               first(coalesce(nullif(name, ''), nullif(legal_name, '')) order by row_number) as name,
               first(identifier order by row_number) filter (label_key(identifier_scheme) like '%RFC') as rfc,
               bool_or(identifier <> '' and identifier_scheme <> '') as has_identifier,
               first(scale order by row_number) filter (scale <> '') as scale
        from staged.ocds_parties where party_ref <> '' group by all
    ),
    named as (
        select r.role, r.file_sha256, r.row_number,
               trim(coalesce(nullif(r.party['name'], ''), d.name)) as name,
               upper(replace(coalesce(d.rfc, case when r.party['id'] like 'MX-RFC-%' then substr(r.party['id'], 8) end,
                                      case when not coalesce(d.has_identifier, false) then '' end), ' ', '')) as rfc,
               d.scale
        from reference r
        left join described d
            on d.book_sha256 = r.book_sha256 and d.release_row = r.release_row
            and d.party_ref = r.party['id']
    ),
    together as (
        select role, file_sha256, row_number, count(distinct name) as n_parties,
               list_sort(list(distinct name)) as names,
               coalesce(any_value(rfc) filter (rfc <> ''), any_value(rfc)) as rfc, any_value(scale) as scale
        from named where name <> '' group by all
    )
select role, file_sha256, row_number, n_parties,
       case when n_parties = 1 then names[1]
            else array_to_string(names[:5], ' / ') || case when n_parties > 5 then ' Y ' || (n_parties - 5) || ' MÁS' else '' end
            end as supplier_name,
       case when n_parties = 1 then rfc end as supplier_rfc,
       case when n_parties = 1 then scale end as scale
from together
