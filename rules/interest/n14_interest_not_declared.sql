/*---
id: N14
title: Un interés que muestra un registro y que la declaración no menciona, en una empresa que vende a la institución
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
  El padrón de proveedores o una declaración de beneficiarios muestra como socia, titular o
  representante de una empresa a una persona servidora pública; ninguna de sus declaraciones públicas
  nombra esa empresa, y la empresa vendió a la institución en que trabaja mientras ocupaba el cargo. Es
  una señal cuando la persona no interviene en contrataciones o la coincidencia admite homónimas u
  homónimos.
why: >-
  Quien interviene en una contratación no puede tener interés en ella, y el interés debe declararse.
legal_basis:
  - {law: LGRA, article: "60", note: ocultamiento de conflicto de interés en la declaración}
  - {law: LGRA, article: "58", note: actuación bajo conflicto de interés cuando no hay excusa}
  - {law: LAASSP 2025, article: "71-I", note: impedimento de quien interviene y de las empresas de que forma parte o formó parte en los dos años previos}
  - {law: LAASSP 2000, article: "50-I", note: impedimento de quien interviene y de las empresas de que forma parte}
  - {law: LOPSRM, article: "51-I", note: impedimento de quien interviene y de las empresas de que forma parte}
says_by: standing
says:
  certain: >-
    {institution} contrató con {supplier} entre el {first_on:date} y el {last_on:date} ({n_contracts:int}
    en total, {amount_mxn:mxn}); una persona que ahí ocupa el cargo de {position} {relation_says} esa
    empresa y sus declaraciones públicas no la mencionan.
  to_verify: >-
    Por verificar: {institution} contrató con {supplier} entre el {first_on:date} y el {last_on:date}
    ({n_contracts:int} en total, {amount_mxn:mxn}); una persona que ahí ocupa el cargo de {position}
    parece ser quien {relation_says} esa empresa y sus declaraciones públicas no la mencionan.
  candidate: >-
    Por verificar, puede tratarse de personas del mismo nombre: {institution} contrató con {supplier};
    una persona que ahí ocupa el cargo de {position} tiene el nombre de quien {relation_says} esa empresa
    ({expected_text}).
innocent:
  - La participación terminó antes del periodo que cubre la declaración.
  - La declaración menciona la empresa con otro nombre, o en una sección reservada.
  - Se trata de otra persona del mismo nombre, cuando la coincidencia es solo por nombre.
  - La persona avisó de su interés y se excusó de intervenir.
ask_for:
  - Declaraciones de intereses completas de la persona, en los años de los contratos.
  - Acta constitutiva y asambleas de la empresa, con sus fechas.
  - Excusas presentadas y actas en que consten las firmas de quienes intervinieron.
params: {}
---*/
with strongest as (
    select * from features.interest_sale
    where is_registered and not is_declared and has_declared and n_contracts > 0
    qualify row_number() over (
        partition by institution_id, supplier_id
        order by (in_procurement and certainty <> 'candidate') desc,  -- What opens a case goes before what is surer.
                 case certainty when 'certain' then 1 when 'probable' then 2 else 3 end, in_procurement desc, n_contracts desc, official_id) = 1
)
select p.institution_id || '|' || p.supplier_id                  as subject_id,
       s.n_contracts                                             as value,
       coalesce(s.n_contracts > 0, false)                        as is_flagged,
       case when s.in_procurement and s.certainty <> 'candidate' then 'flag' else 'signal' end as kind,
       case when not p.has_declarations then 'declarations'
            when not p.is_registered then 'register_entry' end   as missing,
       s.certainty,
       case s.certainty when 'certain' then 'certain' when 'probable' then 'to_verify' else 'candidate' end as standing,
       s.contract_ids || s.source_ids                            as source_ids,
       s.institution, s.supplier, coalesce(s.position, 'sin nombre publicado') as position, s.in_procurement,
       s.relation_says, s.relation_name, s.n_contracts, s.n_direct, s.amount_mxn, s.first_on,
       coalesce(s.last_on, p.last_on) as last_on, s.last_declared_on, s.expected_by_chance,
       case when s.expected_by_chance is null then 'no se sabe cuántas coincidencias habría por azar'
            when s.expected_by_chance < 0.05 then 'por azar se espera menos de 0.1 coincidencias así'
            else 'por azar se esperan ' || format('{:.1f}', s.expected_by_chance) || ' coincidencias así' end as expected_text
from features.institution_supplier_pair p
left join strongest s using (institution_id, supplier_id)
