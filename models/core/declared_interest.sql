-- What officials declare of firms as their own: a share, a seat, a representation, a client, a
-- benefit (PDN S1; interests of partner and dependants are not read). One row per official, kind
-- and firm, with the declarations that name it. company_rfc is null unless shaped like a company's.
with
    item as (
        select d.*, 'participation' as interest, unnest(from_json(participations, '["JSON"]')) as body
        from core.declaration d where participations <> ''
        union all
        select d.*, 'representation', unnest(from_json(representations, '["JSON"]'))
        from core.declaration d where representations <> ''
        union all
        select d.*, 'decision', unnest(from_json(decisions, '["JSON"]'))
        from core.declaration d where decisions <> ''
        union all
        select d.*, 'client', unnest(from_json(clients, '["JSON"]'))
        from core.declaration d where clients <> ''
        union all
        select d.*, 'benefit', unnest(from_json(benefits, '["JSON"]'))
        from core.declaration d where benefits <> ''
    ),
    named as (
        select declaration_id, declared_on, person_key, institution_key, interest,
               coalesce(body ->> 'nombreEmpresaSociedadAsociacion', body ->> 'nombreInstitucion',
                        body -> 'clientePrincipal' ->> 'nombreRazonSocial',
                        body -> 'otorgante' ->> 'nombreRazonSocial',
                        body ->> 'nombreRazonSocial') as company,
               upper(coalesce(body ->> 'rfc', body -> 'clientePrincipal' ->> 'rfc',
                              body -> 'otorgante' ->> 'rfc')) as rfc,
               coalesce(body -> 'tipoParticipacion' ->> 'valor', body ->> 'tipoRepresentacion',
                        body ->> 'puestoRol') as role,
               try_cast(body ->> 'porcentajeParticipacion' as double) as percent,
               coalesce(body ->> 'tipoOperacion', '') = 'BAJA' as is_ended
        from item
    ),
    clean as (
        select *, name_key(company) as company_key,
               case when regexp_full_match(rfc, '[A-ZÑ&]{3}[0-9]{6}[A-Z0-9]{3}') then rfc end as company_rfc
        from named where company <> ''
    )
select keyed_id('N', concat_ws(chr(31), person_key, institution_key, interest,
                               coalesce(company_rfc, company_key))) as interest_id,
       keyed_id('O', person_key || chr(31) || institution_key) as official_id,
       interest,
       arg_max(company, (declared_on, declaration_id)) as company,
       arg_max(company_key, (declared_on, declaration_id)) as company_key,
       any_value(company_rfc) as company_rfc,
       arg_max(role, (declared_on, declaration_id)) as role,
       arg_max(percent, (declared_on, declaration_id)) as percent,
       min(declared_on) as first_declared_on,
       max(declared_on) as last_declared_on,
       max(declared_on) filter (is_ended) as ended_on,
       list(distinct declaration_id order by declaration_id) as declaration_ids
from clean
group by person_key, institution_key, interest, coalesce(company_rfc, company_key)
