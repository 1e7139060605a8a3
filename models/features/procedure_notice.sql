-- Days between publication and opening, beside the minimum that the law in force asked for.
-- unit_procedures, unit_short: how many procedures of the regime, method and character the unit published, and
-- how many of them with fewer days than the law's lowest minimum. opening_is_scheduled: the opening lies after the
-- export that tells of it; is_cancelled: the dossier says that the procedure was cancelled.
with noticed as (
    select p.procedure_id, p.procedure_number as procedure, p.title, p.buyer_id,
           coalesce(b.unit, b.institution, 'La unidad compradora') as buyer,
           p.regime, p.method, p.character, p.published_on, p.opened_on, p.opening_is_scheduled,
           coalesce(upper(p.status) like 'CANCELADO%', false) as is_cancelled,
           date_diff('day', p.published_on, p.opened_on) as notice_days,
           d.min_days, d.reduced_days,
           coalesce(d.reduced_days, d.min_days) as floor_days,
           d.article, d.status = 'verified' as deadline_is_verified
    from core.procedure p
    left join core.buyer b using (buyer_id)
    left join reference.deadlines d
        on d.law_regime = p.regime and d.procedure = p.method
        and (d.character = p.character or d.character is null)
        and p.published_on >= coalesce(d.valid_from, date '0001-01-01')
        and p.published_on <= coalesce(d.valid_to, date '9999-12-31')
    where not coalesce(p.is_draft, false) and p.method in ('open', 'selective')
)
select *, count(*) over same as unit_procedures,
       count(*) filter (notice_days < floor_days) over same as unit_short
from noticed
window same as (partition by buyer_id, regime, method, character)
