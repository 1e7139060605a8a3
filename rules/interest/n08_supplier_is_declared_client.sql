/*---
id: N8
title: Un proveedor es cliente o da un beneficio a una persona servidora pública de la institución, según su declaración
subject: institution_supplier
kind: flag
status: test
severity: medium
family: interest
evidence_group: declared_client
audience: analyst
requires: []
event_date: last_on
equivalents: [SIGMA conflicto de interés]
description: >-
  En su declaración pública, una persona servidora pública nombra a la empresa entre sus clientes
  principales o como quien le da un beneficio, y la empresa vendió a la institución en que trabaja. Es
  una señal cuando la persona no interviene en contrataciones.
why: Quien recibe dinero o beneficios de un proveedor tiene un interés en sus contratos.
legal_basis:
  - {law: LGRA, article: "58", note: actuación bajo conflicto de interés cuando no hay excusa}
  - {law: LGRA, article: "52", note: beneficios a quien interviene}
  - {law: LAASSP 2025, article: "71-I", note: interés personal o de negocios de quien interviene}
says: >-
  {institution} contrató con {supplier} entre el {first_on:date} y el {last_on:date} ({n_contracts:int}
  en total, {amount_mxn:mxn}); una persona que ahí ocupa el cargo de {position} la declaró como
  {interest_name} ({first_declared_on:date} a {last_declared_on:date}).
innocent:
  - El servicio que la persona prestó a la empresa nada tiene que ver con su cargo y está autorizado.
  - La persona avisó de su interés y se excusó de intervenir.
  - La empresa declarada es otra del mismo nombre, cuando la coincidencia es solo por nombre.
ask_for:
  - Autorización de compatibilidad y contratos o facturas de la persona con la empresa.
  - Excusas presentadas y actas en que consten las firmas de quienes intervinieron.
params: {}
---*/
with strongest as (
    select * from features.declared_client_sale
    qualify row_number() over (
        partition by institution_id, supplier_id
        order by in_procurement desc, certainty, n_contracts desc, official_id, interest) = 1
)
select p.institution_id || '|' || p.supplier_id                  as subject_id,
       s.n_contracts                                             as value,
       coalesce(s.n_contracts > 0, false)                        as is_flagged,
       case when s.in_procurement then 'flag' else 'signal' end  as kind,
       case when not p.has_declarations then 'declarations' end  as missing,
       s.certainty,
       s.contract_ids || s.declaration_ids                       as source_ids,
       case s.interest when 'client' then 'cliente principal' else 'otorgante de un beneficio' end as interest_name,
       s.institution, n.seller as supplier, coalesce(s.position, 'sin nombre publicado') as position,
       s.in_procurement, s.n_contracts, s.amount_mxn, s.first_on, coalesce(s.last_on, p.last_on) as last_on,
       s.first_declared_on, s.last_declared_on
from features.institution_supplier_pair p
left join strongest s using (institution_id, supplier_id)
left join features.seller_name n on n.seller_id = p.supplier_id
