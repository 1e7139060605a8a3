-- Companies that were new when they first sold and that the registers tie to each other
-- (networks.owner_tie), in one institution: one row per institution and group of which one or more sold
-- to it, under the first of them (seller_id); companies of one name count once, since one may have been
-- published under two RFC. second_age_days: within how many days of the date in its RFC the second
-- youngest first sold (features.company_age), null where the age of fewer than two is known (rfc_is_later:
-- of one of them because its RFC is of a day after it first sold). The other
-- columns are of the two or more that are at least as young, or of all where that is not known.
-- Amounts in MXN without VAT.
with sold as (
    select b.institution_id, k.supplier_id, count(*) as n_contracts, count(*) filter (k.method = 'direct') as n_direct,
           sum(k.amount_mxn) as amount_mxn, min(k.event_on) as first_on, max(k.event_on) as last_on,
           list(k.contract_id) as contract_ids
    from core.contract k join core.buyer b using (buyer_id)
    semi join networks.owner_tie o on o.supplier_id = k.supplier_id
    where k.is_current and b.institution_id is not null
    group by all
),
member as (
    select s.*, o.tie, o.basis, o.certainty, a.supplier, a.founded_on, a.age_days, a.rfc_is_later
    from sold s
    join networks.owner_tie o using (supplier_id)
    join features.company_age a using (supplier_id)
    join core.supplier u using (supplier_id)
    qualify row_number() over (
        partition by o.tie, s.institution_id, coalesce(u.name_core, s.supplier_id)
        order by a.age_days nulls last, s.supplier_id
    ) = 1
),
held as (
    select *, count(*) over w as n_companies,
           nth_value(age_days, 2) over (w order by age_days nulls last, supplier_id
               rows between unbounded preceding and unbounded following) as second_age_days
    from member
    window w as (partition by tie, institution_id)
),
grouped as (
    select institution_id, min(supplier_id) as seller_id, tie, any_value(basis) as basis, min(certainty) as certainty,
           any_value(n_companies) as n_companies, any_value(second_age_days) as second_age_days, count(*) as n_suppliers,
           list_sort(list(supplier)) as suppliers, min(founded_on) as first_founded_on, max(founded_on) as last_founded_on,
           max(age_days) as most_age_days, bool_or(rfc_is_later) as rfc_is_later, sum(n_contracts)::bigint as n_contracts, sum(n_direct)::bigint as n_direct,
           sum(amount_mxn) as amount_mxn, min(first_on) as first_on, max(last_on) as last_on,
           list_sort(flatten(list(contract_ids))) as contract_ids
    from held
    where (second_age_days is null or age_days <= second_age_days)
    group by institution_id, tie
)
select g.*, i.institution
from grouped g join core.institution i using (institution_id)
-- The same companies may be tied more than once: the youngest, then the surest and the largest group tells.
qualify row_number() over (
    partition by institution_id, seller_id
    order by second_age_days nulls last, certainty, n_suppliers desc, basis desc, tie
) = 1
