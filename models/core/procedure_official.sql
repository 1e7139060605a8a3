-- What officials did at which stage of which procedure, as they are registered in PDN S2 v2.0: one
-- row per official, procedure, stage and act. procedure_id is null where the published number fits
-- no procedure here. stage: dictamen, justification, call, evaluation, award, contract, or null
-- where the registration names the procedure and no stage; act: prepare, review, sign, supervise,
-- issue. The dates are the procedure's. Earlier versions of S2 name no procedure.
with
    registered as (
        select file_sha256, row_number, captured_on, area,
               name_clean(concat_ws(' ', given_name, first_surname, second_surname)) as person_key,
               name_clean(institution) as institution_key,
               unnest(from_json(contracting, '["JSON"]')) as body
        from staged.pdn_s2
        where contracting like '[%'
    ),
    part as (
        select *, unnest([
            struct_pack(matter := 'goods_services', part := body -> 'contratacionAdquisicion'),
            struct_pack(matter := 'works', part := body -> 'contratacionObra')
        ], recursive := true)
        from registered
    ),
    named as (
        select * exclude (body, part), part ->> 'tipoArea' as area_type,
               -- The specification's list misspells and mixes the names of the level.
               coalesce(part -> 'nivelResponsabilidadContratacion', part -> 'nivelResponsabilidadObra',
                        part -> 'nivelResponsabilidad') as levels,
               unnest(from_json(part -> 'datosGeneralesProcedimientos', '["JSON"]')) as procedure
        from part
        where json_type(part) = 'OBJECT' and json_type(part -> 'datosGeneralesProcedimientos') = 'ARRAY'
    ),
    staged_act as (
        select *, unnest(case when json_type(levels) = 'OBJECT'
                              then list_filter(json_keys(levels), lambda k: k not in ('id', 'entePublico') and coalesce(levels ->> k, '') <> '')
                              else [] end) as level
        from named
    ),
    acts as (
        select * from staged_act
        union all by name
        select * from named n
        where not exists (
            from staged_act a where a.file_sha256 = n.file_sha256 and a.row_number = n.row_number and a.matter = n.matter)
    ),
    known as (
        select procedure_id, upper(regexp_replace(procedure_number, '[^A-Za-z0-9]', '', 'g')) as number_key
        from core.procedure where not is_draft and (select count(*) from acts) > 0
        qualify count(*) over (partition by number_key) = 1
    )
select
    keyed_id('O', a.person_key || chr(31) || a.institution_key) as official_id,
    known.procedure_id,
    a.procedure ->> 'numeroExpedienteFolio' as procedure_number,
    a.matter,
    a.area_type,
    case a.level
        when 'autorizacionDictamen' then 'dictamen'
        when 'justificacionLicitacion' then 'justification'
        when 'convocatoriaInvitacion' then 'call'
        when 'evaluacionProposiciones' then 'evaluation'
        when 'adjudicacionContrato' then 'award'
        when 'formalizacionContrato' then 'contract'
        else a.level end as stage,
    case left(label_key(a.levels ->> a.level), 5)
        when 'ELABO' then 'prepare' when 'REVIS' then 'review' when 'FIRMA' then 'sign'
        when 'SUPER' then 'supervise' when 'PERVI' then 'supervise' when 'EMITI' then 'issue'
        else label_key(a.levels ->> a.level) end as act,
    try_cast(left(a.procedure ->> 'fechaInicioProcedimiento', 10) as date) as from_on,
    try_cast(left(a.procedure ->> 'fechaConclusionProcedimiento', 10) as date) as to_on,
    max(a.captured_on) as captured_on,
    arg_max(a.file_sha256, (a.captured_on, a.file_sha256, -a.row_number)) as file_sha256,
    arg_max(a.row_number, (a.captured_on, a.file_sha256, -a.row_number)) as row_number
from acts a
left join known on known.number_key = upper(regexp_replace(a.procedure ->> 'numeroExpedienteFolio', '[^A-Za-z0-9]', '', 'g'))
where a.person_key <> '' and coalesce(a.procedure ->> 'numeroExpedienteFolio', '') <> ''
group by all
order by official_id, procedure_number, stage, act
