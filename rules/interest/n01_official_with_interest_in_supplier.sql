/*---
id: N1
title: Una persona servidora pública declara interés en una empresa que vende a su institución
subject: institution_supplier
kind: flag
status: test
severity: high
family: interest
evidence_group: declared_interest
audience: analyst
requires: []
event_date: last_on
equivalents: [SIGMA conflicto de interés, ARACHNE]
description: >-
  En su declaración pública, una persona servidora pública dice participar en una empresa,
  representarla o decidir en ella, y la empresa vendió a la institución en que esa persona trabaja,
  mientras ocupaba el cargo. Es solo una señal cuando la persona no interviene en contrataciones.
why: >-
  Quien interviene en una contratación no puede tener interés en ella; quien lo tiene debe decirlo y
  excusarse.
legal_basis:
  - {law: LAASSP 2025, article: "71-I", note: impedimento de quien interviene y de las empresas de que forma parte o formó parte en los dos años previos}
  - {law: LAASSP 2000, article: "50-I", note: impedimento de quien interviene y de las empresas de que forma parte}
  - {law: LOPSRM, article: "51-I", note: impedimento de quien interviene y de las empresas de que forma parte}
  - {law: LGRA, article: "58", note: actuación bajo conflicto de interés cuando no hay excusa}
says_by: standing
says:
  covered: >-
    {institution} hizo {n_contracts:int} contratos con {supplier}, por {amount_mxn:mxn}, entre el
    {first_on:date} y el {last_on:date}; una persona que ahí ocupa el cargo de {position} declaró
    {interest_name} en esa empresa ({first_declared_on:date} a {last_declared_on:date}).
  covered_once: >-
    {institution} hizo un contrato con {supplier}, por {amount_mxn:mxn}, el {last_on:date}; una
    persona que ahí ocupa el cargo de {position} declaró {interest_name} en esa empresa
    ({first_declared_on:date} a {last_declared_on:date}).
  to_verify: >-
    Por verificar: {institution} hizo {n_contracts:int} contratos con {supplier}, por
    {amount_mxn:mxn}, entre el {first_on:date} y el {last_on:date}; una persona que ahí ocupa el
    cargo de {position} declaró {interest_name} en una empresa que coincide con ella, por primera
    vez el {first_declared_on:date}.
  to_verify_once: >-
    Por verificar: {institution} hizo un contrato con {supplier}, por {amount_mxn:mxn}, el
    {last_on:date}; una persona que ahí ocupa el cargo de {position} declaró {interest_name} en una
    empresa que coincide con ella, por primera vez el {first_declared_on:date}.
innocent:
  - La persona avisó de su interés y se excusó de intervenir en esas contrataciones.
  - Vendió o dejó la empresa antes de que se contratara.
  - Su cargo no interviene en esas contrataciones y tiene autorización para que se contrate a su empresa.
  - La empresa declarada es otra del mismo nombre, cuando la coincidencia es solo por nombre.
ask_for:
  - Excusas presentadas por la persona y acuerdos del comité de ética o del órgano interno de control.
  - Manifiestos de vínculos y de no conflicto de interés del proveedor (LGRA 44 y 49-IX).
  - Actas en que consten las firmas de quienes intervinieron en cada contratación.
  - Autorización para contratar con personas servidoras públicas o sus empresas, si la hubo.
params:
  min_contracts: {default: 1, unit: contratos, min: 1}
---*/
-- Of the interests in one supplier, the surest: by RFC before by name, covered before earlier.
with strongest as (
    select *
    from features.supplier_declared_by_official
    qualify row_number() over (
        partition by institution_id, supplier_id
        order by in_procurement desc, is_covered desc, match_basis desc, last_declared_on desc, interest_id
    ) = 1
)
select p.institution_id || '|' || p.supplier_id                       as subject_id,
       s.n_contracts                                                  as value,
       coalesce(s.n_contracts >= $min_contracts, false)               as is_flagged,
       case when s.in_procurement then 'flag' else 'signal' end       as kind,
       case when not p.has_declarations then 'declarations' end       as missing,
       case when s.is_covered and s.match_basis = 'rfc' and not s.may_be_two_people
            then 'certain' else 'probable' end                        as certainty,
       case when s.is_covered and s.match_basis = 'rfc' then 'covered' else 'to_verify' end
           || case when s.n_contracts = 1 then '_once' else '' end     as standing,
       case s.interest when 'participation' then 'participar'
                       when 'representation' then 'ser representante'
                       else 'tomar decisiones' end                    as interest_name,
       s.contract_ids || s.declaration_ids                            as source_ids,
       s.institution, s.supplier, coalesce(s.position, 'cargo no publicado') as position, s.area,
       s.in_procurement, s.match_basis, s.role, s.percent, s.n_contracts, s.n_direct, s.amount_mxn,
       s.first_on, coalesce(s.last_on, p.last_on) as last_on, s.first_declared_on, s.last_declared_on
from features.institution_supplier_pair p
left join strongest s using (institution_id, supplier_id)
