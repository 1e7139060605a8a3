/*---
id: C11
title: Firma fuera de orden o mucho después del fallo
subject: contract
kind: flag
status: test
severity: medium
family: competition
evidence_group: signature_order
audience: public
requires: []
event_date: signed_on
equivalents: [OCP R060, PODER firma antes del fallo]
description: >-
  El contrato se firmó antes del fallo o después de su propia fecha de fin (abre un caso; si es por pocos días, es una
  señal, y también cuando solo el fallo queda fuera de orden), o mucho más tarde que los contratos del mismo tipo de procedimiento y ley (señal, con la cerca de Tukey).
why: >-
  Un contrato firmado antes del fallo, o cuando ya había terminado, indica que los actos no siguieron el
  orden que fija la ley o que las fechas publicadas no son las reales.
says_by: order_state
says:
  before_award: >-
    El contrato de {procedure} entre {buyer} y {supplier} se firmó el {signed_on:date}, antes del fallo
    ({award_on:date}).
  award_alone: >-
    El contrato de {procedure} entre {buyer} y {supplier} se publica firmado el {signed_on:date} y con inicio el
    {start_on:date}, y su fallo es del {award_on:date}, posterior a ambos: puede que la fecha de fallo no sea la real.
  after_end: >-
    El contrato de {procedure} entre {buyer} y {supplier} se firmó el {signed_on:date}, después de su
    fecha de fin ({end_on:date}).
  year_slip: >-
    El contrato de {procedure} entre {buyer} y {supplier} se publica firmado el {signed_on:date}, y su fallo es del
    {award_on:date}: con el año del fallo las fechas quedarían en orden, como cuando el año se captura mal.
  late: >-
    El contrato de {procedure} entre {buyer} y {supplier} se firmó {delay_days:día/días} después del
    fallo; la mitad de los {n_peers:int} contratos del mismo tipo se firma en {median_days:int} o menos.
  in_order: "{buyer} firmó el contrato de {procedure} el {signed_on:date}."
innocent:
  - La fecha publicada es la de captura, o un error al registrarla.
  - El contrato se formalizó tarde y el servicio se prestó con un pedido previo.
ask_for:
  - Acta de fallo y contrato firmado, con sus fechas.
  - Oficio que explique el retraso o la formalización posterior.
params:
  grace_days: {default: 0, unit: días de tolerancia, min: 0, max: 60}
  case_days: {default: 7, unit: días antes del fallo o después del fin con los que es solo una señal, min: 0, max: 365}
---*/
with judged as (
    select *,
           case when (delay_days < -$grace_days or signed_on - end_on > $grace_days) and in_order_if_year_of_award
                then 'year_slip'
                when delay_days < -$grace_days and award_alone_is_late then 'award_alone'
                when delay_days < -$grace_days then 'before_award'
                when signed_on - end_on > $grace_days then 'after_end'
                when delay_days > fence_days then 'late'
                else 'in_order' end as order_state
    from features.signature_delay
)
select j.contract_id                as subject_id,
       j.delay_days                 as value,
       j.order_state <> 'in_order'  as is_flagged,
       case when j.order_state in ('late', 'year_slip', 'award_alone') or (j.order_state = 'after_end' and j.signed_on - j.end_on <= $case_days)
                or (j.order_state = 'before_award' and -j.delay_days <= $case_days)
            then 'signal' else 'flag' end as kind,
       case when j.order_state in ('late', 'year_slip', 'award_alone') then 'low' else 'medium' end  as severity,
       case when j.order_state = 'in_order' and j.fence_days is null then 'peers' end as missing,
       k.buyer, k.supplier, k.procedure, j.award_on, j.signed_on, j.start_on, j.end_on, j.delay_days,
       j.median_days, j.n_peers, j.fence_days, j.order_state, k.amount_mxn
from judged j
join features.contract_context k using (contract_id)
