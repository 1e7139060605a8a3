-- Whether what an institution awards directly by amount to one seller comes near the ceiling of such awards
-- more often than chance would give: one row per level, institution_id, seller_id and span. Levels: units
-- (several units of the institution, one supplier) and owner (several suppliers that were awarded and are tied
-- to each other: networks.owner_tie). Spans: the 90 days with most awards,
-- whatever their size, and all the data, where that is more. Near is half the ceiling or more, so that any two
-- are above it together.
--
-- other_share: the share of near ones among the awards of the same item families, of the institution, of the
-- seller elsewhere, or of everybody, whichever is greatest; to each but the last twenty awards with
-- everybody's share are added, since few tell little. chance: of as many near ones or more among
-- n_contracts, each near with other_share (binomial tail). chance_beyond_three: of as many, where three or more are known to be.
-- least: chance if all were near. Sellers for
-- which not even that would be beyond chance among all that are judged (Tarone 1990, at 5 %) are not
-- judged, and others not counted for them: n_judged; of owner they have a row without a chance. false_share: of chances as small, the share that
-- would be by chance alone (Benjamini and Hochberg 1995). missing: why no ceiling is known where fewer than
-- four awards have one. dated_by: for a sentence, that dates of signature stand among those of award. Amounts in MXN without VAT.
with award as materialized (
    select row_number() over () as n, hash(institution_id) as i, hash(supplier_id) as s, hash(buyer_id) as u,
           item_family, given_on,
           cast(amount_mxn as double) / nullif(cast(coalesce(tier_mxn, highest_mxn) as double), 0) as ratio,
           amount_mxn * 2 >= coalesce(tier_mxn, highest_mxn) as is_near
    from features.amount_award where institution_id is not null
),
tied_award as materialized (
    select t.tie, t.basis, t.certainty, t.supplier_id, a.i, a.s, a.n, a.ratio, a.is_near
    from award a join (select *, hash(supplier_id) as s from networks.owner_tie) t using (s)
),
seller as materialized (
    select row_number() over () as h, *
    from (
        select 'units' as level, i, s as held, null as tie, null as basis, 'certain' as certainty, count(*) as n_awards, count(*) as n_known,
               0 as n_near, true as is_several
        from award where ratio is not null group by i, s having count(*) >= 4 and min(u) <> max(u)
        union all
        -- What two ties say of the same suppliers is told once, the surer first.
        select 'owner', i, arg_min(s, supplier_id), tie, min(basis), min(certainty), count(*), count(ratio), count(*) filter (is_near), min(s) <> max(s)
        from tied_award group by i, tie
        qualify row_number() over (
            partition by i, min(supplier_id) order by count(*) desc, min(certainty), min(basis) desc, tie
        ) = 1
    )
),
member as (
    select h, level, i, held as s from seller where level = 'units' and n_known >= 4
    union all
    select distinct v.h, v.level, v.i, t.s
    from seller v join tied_award t on t.i = v.i and t.tie = v.tie
    where v.is_several and v.n_known >= 4
),
given as materialized (
    select m.h, m.level, i, s, case m.level when 'units' then a.u else s end as part, a.item_family, a.given_on, a.ratio, a.is_near
    from member m join award a using (i, s)
    where a.ratio is not null
),
counted as (
    select h, given_on,
           count(*) over (
               partition by h order by given_on range between interval 89 days preceding and current row
           ) as n_90
    from given
),
densest as (
    select h, given_on as until_on from counted where n_90 >= 4
    qualify row_number() over (partition by h order by n_90 desc, given_on desc) = 1
),
spanned as materialized (
    select '90 days' as span, g.* from given g
    join densest d on d.h = g.h and g.given_on between d.until_on - interval 89 day and d.until_on
    union all
    select 'all', * from given
),
gathered as (
    select h, span, any_value(level) as level, any_value(i) as i, count(*) as n_contracts, count(*) filter (is_near) as n_near,
           round(sum(ratio), 12) as times_ceiling, min(given_on) as first_on, max(given_on) as last_on
    from spanned group by h, span
    having count(*) >= 4 and min(part) <> max(part)
    qualify span = '90 days' or count(*) > coalesce(max(case span when '90 days' then count(*) end) over (partition by h), 0)
),
everybody as (
    select count(*) as n, count(*) filter (is_near) / count(*) as share from award where ratio is not null
),
by_family as (
    select item_family, count(*) as n, count(*) filter (is_near) as n_near from award where ratio is not null group by item_family
),
by_institution as (
    select i, count(*) as n, count(*) filter (is_near) as n_near from award where ratio is not null group by i
),
-- The seller's awards of each family, and what the family has besides them.
family_share as (
    select h, span, sum(w.n * (f.n_near - w.n_near + 20 * e.share) / (f.n - w.n + 20)) / sum(w.n) as share
    from (
        select h, span, item_family, count(*) as n, count(*) filter (is_near) as n_near from spanned group by all
    ) w
    join by_family f on f.item_family is not distinct from w.item_family
    cross join everybody e
    group by h, span
),
elsewhere as (
    select h, count(*) as n, count(*) filter (is_near) as n_near
    from member g semi join gathered using (h)
    join award a on a.s = g.s and a.i <> g.i
    where a.ratio is not null
    group by h
),
compared as (
    select g.*, f.share as family_share, (b.n_near - g.n_near + 20 * e.share) / (b.n - g.n_contracts + 20) as institution_share,
           (coalesce(o.n_near, 0) + 20 * e.share) / (coalesce(o.n, 0) + 20) as elsewhere_share,
           greatest(family_share, institution_share, elsewhere_share, e.share) as other_share,
           binomial(g.n_near, g.n_contracts, g.n_contracts, other_share) as chance, pow(other_share, g.n_contracts) as least,
           case when g.n_near >= 3 then chance / binomial(3, g.n_contracts, g.n_contracts, other_share) end as chance_beyond_three
    from gathered g
    join family_share f using (h, span)
    join by_institution b using (i)
    left join elsewhere o using (h)
    cross join everybody e
),
placed as (
    select *, row_number() over w as place, lead(least) over w as next_least
    from compared window w as (partition by level, span order by least)
),
judged as (
    select p.*, count(*) over w as n_judged, chance * (count(*) over w) / count(*) over (w order by chance) as raised
    from placed p
    join (
        select level, span, min(place) as n from placed where coalesce(next_least, 1) > 0.05 / place group by all
    ) t using (level, span)
    where p.place <= t.n and p.least <= 0.05 / t.n
    window w as (partition by level, span)
),
told as (
    select h, span, level, n_contracts, n_near, times_ceiling, first_on, last_on, family_share, institution_share, elsewhere_share,
           other_share, chance, chance_beyond_three, n_judged, least(1, min(raised) over (partition by level, span order by chance desc)) as false_share
    from judged
    union all by name
    -- Of those that are tied also where one alone was awarded, or too few to be judged: nothing is to be seen.
    select h, 'all' as span, level, n_awards as n_contracts, n_near
    from seller anti join judged using (h) where level = 'owner'
),
-- Several units of an institution and one supplier, where no ceiling is known.
untold as (
    select holder_id as institution_id, held_id as seller_id, max(n_contracts) as n_contracts, any_value(ceiling_missing) as missing
    from features.award_span where level = 'institution' and span = 'year' and n_contracts >= 4 and ceiling_mxn is null
    group by all
),
wanted as materialized (
    select t.h, t.span, t.first_on, t.last_on, k.institution_id, p.supplier_id, n.seller
    from (select h, span, first_on, last_on from told where false_share <= 0.2) t
    join member m using (h)
    join core.institution k on hash(k.institution_id) = m.i
    join core.supplier p on hash(p.supplier_id) = m.s
    join features.seller_name n on n.seller_id = p.supplier_id
),
-- Contracts are listed where few alerts of as little probability would be by chance alone.
cited as (
    select t.h, t.span, list_sort(list(distinct t.seller)) as suppliers, count(distinct a.supplier_id) as n_suppliers,
           count(distinct a.buyer_id) as n_units, count(distinct date_trunc('week', a.given_on)) as n_weeks,
           bool_and(a.ceiling_is_verified) as is_verified, sum(a.amount_mxn) as amount_mxn,
           max(coalesce(a.tier_mxn, a.highest_mxn)) as ceiling_mxn,
           case when bool_or(a.dated_by = 'firma')
                then ', según las fechas de ' || string_agg(distinct a.dated_by, ' y de ' order by a.dated_by) else '' end as dated_by,
           list_sort(list(a.contract_id)) as contract_ids,
           list_sort(list({'on': a.given_on, 'amount_mxn': a.amount_mxn, 'contract_id': a.contract_id})) as timeline
    from wanted t
    join features.amount_award a on a.institution_id = t.institution_id and a.supplier_id = t.supplier_id
    where a.given_on between t.first_on and t.last_on and coalesce(a.tier_mxn, a.highest_mxn) is not null
    group by t.h, t.span
)
select t.* exclude (h), v.basis, v.certainty, k.institution_id, p.supplier_id as seller_id, k.institution, c.* exclude (h, span),
       case when v.is_several and v.n_awards >= 4 and v.n_known < 4 then 'ceiling' end as missing
from told t
join seller v using (h)
join core.institution k on hash(k.institution_id) = v.i
join core.supplier p on hash(p.supplier_id) = v.held
left join cited c using (h, span)
union all by name
select 'units' as level, 'all' as span, * from untold u
where not exists (
    from told t join seller v using (h)
    where t.level = 'units' and v.i = hash(u.institution_id) and v.held = hash(u.seller_id)
)
