-- view: one rule reads it, and it is little more than core.procedure.
-- Awarded procedures and the acts that their published dossier shows, of those that their type asks
-- for: call, clarification meeting (open tenders), opening and award; a direct award has none of
-- these. missing_acts names those without a date. contracts_until is the last export that shows
-- contracts of the unit, without which a missing contract cannot be told from one not yet read.
with published as (
    select buyer_id, max(last_seen_on) as contracts_until
    from core.contract where buyer_id is not null group by buyer_id
)
select p.procedure_id, p.procedure_number as procedure, p.method, p.has_dossier,
       coalesce(b.unit, b.institution, 'La unidad compradora') as buyer,
       p.status, p.published_on, p.clarification_on, p.opened_on, p.award_on, p.n_contracts,
       coalesce(p.award_on, p.published_on) as decided_on, u.contracts_until,
       case when p.method <> 'direct' then list_filter(
           [case when p.published_on is null then 'la convocatoria o invitación' end,
            case when p.clarification_on is null and p.method = 'open' then 'la junta de aclaraciones' end,
            case when p.opened_on is null then 'la apertura de proposiciones' end,
            case when p.award_on is null then 'el fallo' end],
           lambda act: act is not null) else [] end as missing_acts
from core.procedure p
left join core.buyer b using (buyer_id)
left join published u using (buyer_id)
where not coalesce(p.is_draft, false) and p.method in ('open', 'selective', 'direct')
    and not coalesce(p.award_is_scheduled, false)
    and (not p.has_dossier or upper(p.status) like 'ADJUDICADO%')
