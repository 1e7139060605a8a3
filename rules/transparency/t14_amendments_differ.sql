/*---
id: T14
title: Los convenios modificatorios no coinciden entre publicaciones
subject: contract
kind: flag
status: test
severity: low
family: transparency
evidence_group: publishers_differ
audience: public
requires: []
event_date: event_on
equivalents: [IMCO convenios PNT y CompraNet]
description: >-
  Una publicación dice que el contrato se modificó y otra que no; o la plataforma de transparencia
  dice que sí y no lista ningún convenio, o dice que no y los lista. Las plataformas de contratos solo
  publican si hubo convenios, no cuántos.
why: >-
  Un convenio que no se publica en todas partes impide seguir cuánto creció el contrato.
legal_basis:
  - {law: LGTAIP 2025, article: "65-XXVI", note: "los convenios, con objeto y fecha, son información obligatoria"}
says: >-
  Del contrato de {procedure} entre {buyer} y {supplier}, la plataforma de transparencia dice
  «{sipot_says}» a si se modificó y lista {n_listed:int} convenios; la de contratos dice
  «{compras_says}».
innocent:
  - Una de las publicaciones se actualizó después que la otra.
  - El convenio se canceló antes de surtir efecto.
ask_for:
  - Convenios modificatorios firmados, o constancia de que no los hay.
params: {}
---*/
with said as (
    select k.*, s.is_amended as sipot, c.is_amended as compras, s.n_listed,
           s.contract_id is not null or c.contract_id is not null as is_said
    from features.contract_context k
    left join (from core.amendment_statement where publisher = 'sipot') s using (contract_id)
    left join (from core.amendment_statement where publisher = 'compras') c using (contract_id)
)
select contract_id                                              as subject_id,
       coalesce(sipot <> compras, false) or coalesce(sipot <> (n_listed > 0), false) as is_flagged,
       case when sipot is null then 'sipot_says'
            when compras is null and n_listed is null then 'compras_says' end as missing,
       buyer, supplier, procedure, n_listed, event_on,
       case when sipot then 'sí' else 'no' end                   as sipot_says,
       case when compras is null then 'sin dato' when compras then 'sí' else 'no' end as compras_says
from said
where is_said
