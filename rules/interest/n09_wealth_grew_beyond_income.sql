/*---
id: N9
title: El patrimonio declarado creció más que los ingresos declarados
subject: official
kind: flag
status: test
severity: low
family: interest
evidence_group: wealth
audience: analyst
requires: []
event_date: as_of
equivalents: [IRIS]
description: >-
  Entre dos declaraciones seguidas de una misma persona, lo que tiene menos lo que debe creció más que los
  ingresos netos que declaró para ese tiempo, por mucho más que entre personas del mismo nivel (tercer
  cuartil más una vez y media el rango entre cuartiles). No cuenta como crecimiento lo heredado, donado
  o ganado en sorteo, ni lo que se comparte con otra persona. De varias diferencias se dice la mayor, o antes
  una que baste para alerta. Es una señal salvo que la diferencia sea de varios años de ingreso y ningún bien se
  comparta con otra persona. Los ingresos de la pareja no son públicos y pueden explicarla.
why: Las declaraciones existen para que quien puede conocerlas verifique la evolución del patrimonio.
legal_basis:
  - {law: LGRA, article: "33", note: declaraciones inicial y de conclusión y modificación cada mayo}
  - {law: LGRA, article: "37", note: "aclaración del origen de un incremento que la remuneración no explica (artículo por verificar)"}
says: >-
  Por verificar: en {institution}, el patrimonio que declara quien ocupa el cargo de {position} creció
  {growth_mxn:mxn} entre el {before_as_of:date} y el {as_of:date}, con ingresos netos declarados de
  {between_income_mxn:mxn} para ese tiempo.
innocent:
  - Herencia, donación, venta de una casa o crédito que se declaró en otro apartado o en otro año.
  - Ingresos de la pareja, que no son públicos, pagaron el bien.
  - Un importe mal capturado o un bien que ya tenía y antes no se declaró.
ask_for:
  - Verificación de la evolución patrimonial por el órgano interno de control.
  - Aclaración de la persona declarante sobre el origen del incremento.
params:
  min_gap_years: {default: 1, unit: años de ingreso, min: 0}
  clear_gap_years: {default: 3, unit: años de ingreso, min: 0}
  min_officials: {default: 10, unit: personas comparables, min: 4}
---*/
-- Of an official's changes one that is enough for a flag before others, and the largest.
select official_id                                               as subject_id,
       gap_years                                                 as value,
       gap_years >= $min_gap_years and gap_years > fence         as is_flagged,
       case when missing is null and n_peers < $min_officials then 'peers' else missing end as missing,
       case when gap_years >= $clear_gap_years and n_joint = 0 then 'flag' else 'signal' end as kind,
       'probable'                                                as certainty,
       source_ids,
       institution, position, in_procurement, before_as_of, as_of, growth_mxn, between_income_mxn, gap_mxn, gap_years,
       yearly_income_mxn, n_joint, fence as usual_gap_years, n_peers as n_officials
from features.wealth_change
qualify row_number() over (
    partition by official_id order by is_flagged desc nulls last, kind, gap_years desc nulls last, as_of
) = 1
