/*---
id: N5
title: El padrón da como contacto de un proveedor el correo oficial de una persona de la institución que le compra
subject: institution_supplier
kind: flag
status: test
severity: high
family: interest
evidence_group: official_contact
audience: analyst
requires: []
event_date: last_on
equivalents: [OCP R043]
description: >-
  El correo de contacto del proveedor en el padrón es el correo oficial de una sola persona del directorio
  de la institución, y el proveedor vendió a esa institución mientras ella ocupaba el cargo. Es una señal
  cuando la persona no interviene en contrataciones.
why: Un proveedor no tendría por qué recibir avisos en el correo de quien le compra.
legal_basis:
  - {law: LGRA, article: "58", note: actuación bajo conflicto de interés cuando no hay excusa}
  - {law: LAASSP 2025, article: "71-I", note: interés personal o de negocios de quien interviene}
says: >-
  El padrón da como contacto de {supplier} el correo oficial de quien ocupa el cargo de {position} en
  {institution}, que contrató con esa empresa entre el {first_on:date} y el {last_on:date}
  ({n_contracts:int} en total, {amount_mxn:mxn}).
innocent:
  - Quien capturó el registro puso su propio correo en lugar del del proveedor.
  - La persona atiende el registro del padrón y dejó su correo mientras llegaba el del proveedor.
ask_for:
  - Solicitud de inscripción del proveedor en el padrón, con el contacto que dio.
  - Bitácora de quién capturó y modificó el registro.
params: {}
---*/
with strongest as (
    select * from features.shared_official_contact
    qualify row_number() over (
        partition by institution_id, supplier_id order by in_procurement desc, n_contracts desc, official_id) = 1
), directory as (select count(*) > 0 as is_loaded from core.official_contact)
select p.institution_id || '|' || p.supplier_id                  as subject_id,
       s.n_contracts                                             as value,
       s.official_id is not null                                 as is_flagged,
       case when not d.is_loaded then 'staff_directory' when not p.is_registered then 'register_entry' end as missing,
       case when s.in_procurement then 'flag' else 'signal' end  as kind,
       s.contract_ids                                            as source_ids,
       s.institution, n.seller as supplier, coalesce(s.position, 'sin nombre publicado') as position,
       s.in_procurement, s.n_contracts, s.amount_mxn, s.first_on, coalesce(s.last_on, p.last_on) as last_on
from features.institution_supplier_pair p
cross join directory d
left join strongest s using (institution_id, supplier_id)
left join features.seller_name n on n.seller_id = p.supplier_id
