-- view: what is sought is joined faster than stored, also for three rules.
-- Each contract against the lists of CFF 69-B and 69-B Bis, by RFC, as they stood on its date.
-- A listing that ended cleared or with a favourable judgment never counts against a supplier.
with standing as (
    select l.*,
           case when l.status = 'presumed' then l.presumed_on else l.definitive_on end as stage_on
    from core.tax_listing l
    where l.rfc is not null and l.status in ('presumed', 'definitive')
),
supplier_listing as (
    select rfc,
           min(definitive_on) filter (where status = 'definitive') as definitive_on,
           min(presumed_on) as presumed_on,
           bool_or(status = 'definitive') and min(definitive_on) is null as definitive_undated,
           min(presumed_on) is null as presumed_undated,
           arg_min(list, (coalesce(stage_on, date '9999-12-31'), listing_id)) as list,
           arg_min(listing_id, (coalesce(stage_on, date '9999-12-31'), listing_id)) as listing_id
    from standing
    group by rfc
),
-- A suppressed, generic or malformed RFC joins nothing.
matchable as (
    select supplier_id, rfc_status,
           case when rfc_status in ('valid', 'check_digit') then rfc end as rfc
    from core.supplier
),
published as (
    select max(latest_export_on) as list_on from core.list_availability where list like '69-B%'
)
select k.contract_id, k.buyer, k.supplier, k.procedure, k.event_on, k.event_basis,
       s.rfc_status, l.list, l.listing_id, l.presumed_on, l.definitive_on, p.list_on,
       case when p.list_on is null then 'tax_list'
            when s.rfc is null then 'supplier_rfc'
            when k.event_on is null then 'event_on' end as status_missing,
       l.rfc is not null as is_listed,
       coalesce(l.definitive_undated, false) as definitive_undated,
       coalesce(l.definitive_undated or (l.presumed_undated and l.definitive_on is null), false)
           as presumed_undated,
       coalesce(l.definitive_on <= k.event_on, false) as was_definitive,
       coalesce(l.definitive_on > k.event_on, false) as became_definitive,
       coalesce(l.presumed_on <= k.event_on
                and (l.definitive_on is null or l.definitive_on > k.event_on), false) as was_presumed
from features.contract_context k
cross join published p
left join matchable s using (supplier_id)
left join supplier_listing l on l.rfc = s.rfc
