-- Cancelled or deserted tenders and invitations, and the next procedure of the same unit for the
-- same thing (its title, without «segunda vuelta» and the like): one row per procedure called off.
-- next_id is null where none followed. Titles too short to tell one purchase from another, or that
-- the unit uses for several at once, are not followed: title_tells is false.
with dated as (
    select p.procedure_id, p.procedure_number as procedure, p.buyer_id, p.title, p.method, p.published_on,
           upper(p.status) as status, p.has_dossier
    from core.procedure p
    where not coalesce(p.is_draft, false) and p.buyer_id is not null
        and p.published_on is not null and p.method in ('open', 'selective', 'direct')
),
ended as (
    select * from dated
    where has_dossier and method <> 'direct' and (status like 'CANCELADO%' or status like 'DESIERTO%')
),
-- Only the units that called something off have titles to be compared.
titled as (
    select *,
           trim(regexp_replace(regexp_replace(label_key(title), '[^A-Z0-9Ñ]+', ' ', 'g'),
               '\b(PRIMERA|SEGUNDA|TERCERA|[123] ?(A|DA|RA)?) (VUELTA|CONVOCATORIA|VEZ)\b|\bBIS\b', '', 'g')) as title_key
    from dated semi join ended using (buyer_id)
),
called_off as (
    select t.*, case when status like 'CANCELADO%' then 'cancelled' else 'deserted' end as ending,
           length(title_key) >= 20 as title_tells
    from titled t semi join ended using (procedure_id)
),
followed as (
    select c.procedure_id, min(n.published_on) as next_on, arg_min(n.procedure_id, (n.published_on, n.procedure_id)) as next_id,
           arg_min(n.procedure, (n.published_on, n.procedure_id)) as next_procedure,
           arg_min(n.method, (n.published_on, n.procedure_id)) as next_method
    from called_off c
    join titled n
        on n.buyer_id = c.buyer_id and n.title_key = c.title_key and n.published_on > c.published_on
    where c.title_tells
    group by c.procedure_id
)
select c.* exclude (title_key), f.next_id, f.next_procedure, f.next_on, f.next_method,
       f.next_on - c.published_on as days,
       coalesce(b.unit, b.institution, 'La unidad compradora') as buyer
from called_off c
left join followed f using (procedure_id)
left join core.buyer b using (buyer_id)
