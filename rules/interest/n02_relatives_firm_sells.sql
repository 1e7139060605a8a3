/*---
id: N2
title: Una empresa de un familiar declarado vende a la institución de quien lo declara
subject: institution_supplier
kind: flag
status: test
severity: high
family: interest
evidence_group: declared_interest
audience: restricted
requires: []
event_date: last_on
equivalents: [SIGMA conflicto de interés]
description: >-
  En las secciones reservadas de su declaración, una persona servidora pública dice que un familiar suyo
  trabaja en una empresa o participa en ella, o el padrón muestra a ese familiar detrás de un proveedor, y
  la empresa vendió a la institución en que la persona ocupa un cargo. Solo se lee donde hay base legal y solo lo ve quien tiene acceso restringido. Es una señal
  cuando la persona no interviene en contrataciones o más de una persona lleva ese nombre.
why: El impedimento alcanza a las empresas de familiares de quien interviene.
legal_basis:
  - {law: LAASSP 2025, article: "71-I", note: "cónyuge y familiares hasta el cuarto grado, y las empresas de que forman o formaron parte en los dos años previos"}
  - {law: LAASSP 2000, article: "50-I", note: cónyuge y familiares hasta el cuarto grado y sus empresas}
  - {law: LOPSRM, article: "51-I", note: cónyuge y familiares hasta el cuarto grado y sus empresas}
  - {law: LGRA, article: "58", note: actuación bajo conflicto de interés cuando no hay excusa}
says_by: standing
says:
  certain: >-
    {institution} contrató con {supplier} entre el {first_on:date} y el {last_on:date} ({n_contracts:int} en
    total); quien ahí ocupa el cargo de {position} declaró que un familiar trabaja o
    participa en esa empresa (desde el {first_declared_on:date}).
  to_verify: >-
    Por verificar: {institution} contrató con {supplier} entre el {first_on:date} y el {last_on:date}
    ({n_contracts:int} en total); quien ahí ocupa el cargo de {position} declaró que un
    familiar trabaja o participa en una empresa que coincide con ella (desde el {first_declared_on:date}).
  registered_certain: >-
    {institution} contrató con {supplier} entre el {first_on:date} y el {last_on:date} ({n_contracts:int} en
    total); un familiar que declaró quien ahí ocupa el cargo de {position} consta en el padrón detrás de ese
    proveedor.
  registered_to_verify: >-
    Por verificar: {institution} contrató con {supplier} entre el {first_on:date} y el {last_on:date}
    ({n_contracts:int} en total); en el padrón consta detrás de ese proveedor una persona de igual nombre que
    un familiar que declaró quien ahí ocupa el cargo de {position}.
innocent:
  - La persona avisó del interés y se excusó de intervenir en esas contrataciones.
  - El familiar dejó la empresa más de dos años antes, o solo es su empleado.
  - La empresa declarada es otra del mismo nombre, cuando la coincidencia es solo por nombre.
ask_for:
  - Excusas presentadas por la persona y acuerdos del órgano interno de control.
  - Manifiestos de vínculos del proveedor (LGRA 44 y 49-IX).
params: {}
---*/
with surest as (
    select * from restricted.relative_sale qualify row_number() over (
        partition by institution_id, supplier_id
        order by in_procurement desc, list_position(['certain', 'probable', 'candidate'], certainty), official_id) = 1
), relatives as (select count(*) > 0 as are_read from restricted.declared_relative)
select p.institution_id || '|' || p.supplier_id as subject_id, s.n_contracts as value,
       coalesce(s.n_contracts > 0, false) as is_flagged,
       case when not x.are_read then 'declared_relatives' end as missing,
       case when s.in_procurement and s.certainty <> 'candidate' then 'flag' else 'signal' end as kind, s.certainty,
       case when s.is_registered then 'registered_' else '' end || case s.certainty when 'certain' then 'certain' else 'to_verify' end as standing,
       s.contract_ids || s.link_ids as source_ids, s.institution, n.seller as supplier,
       coalesce(s.position, 'sin nombre publicado') as position, s.in_procurement, s.n_contracts, s.first_on,
       coalesce(s.last_on, p.last_on) as last_on, s.first_declared_on
from features.institution_supplier_pair p
cross join relatives x
left join surest s using (institution_id, supplier_id)
left join features.seller_name n on n.seller_id = p.supplier_id
