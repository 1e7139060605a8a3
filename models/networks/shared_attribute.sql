-- What two suppliers or more have in common, and what that is worth. An address with 40 firms and
-- one with 40,000 are different things: weight is 1 / log2(n_firms), so 1 for two firms, 0.19 for
-- forty, 0.07 for forty thousand. chance is that of two firms drawn at random, among those that give
-- an attribute of this kind, both holding it. is_close: at most four firms, and no notary (who serves
-- whoever comes). One row per attribute.
with
    held as (
        select source as attribute_id,
               case kind when 'represents' then 'representative' else kind end as kind,
               target as supplier, certainty
        from networks.edge
        where kind in ('address', 'phone', 'email', 'notary', 'partner', 'represents')
    ),
    giving as (
        select kind, count(distinct supplier) as n_giving from held group by kind
    ),
    counted as (
        select attribute_id, kind, count(distinct supplier) as n_firms,
               list(distinct substr(supplier, 10) order by substr(supplier, 10)) as supplier_ids,
               -- One tie without a key is enough for the whole to be no more than probable.
               case when bool_and(certainty = 'certain') then 'certain' else 'probable' end as certainty
        from held group by attribute_id, kind having count(distinct supplier) >= 2
    )
select c.attribute_id, c.kind, c.n_firms, c.certainty,
       1 / log2(c.n_firms) as weight,
       c.n_firms * (c.n_firms - 1.0) / nullif(g.n_giving * (g.n_giving - 1.0), 0) as chance,
       c.kind <> 'notary' and c.n_firms <= 4 as is_close,
       case when c.n_firms <= 40 then c.supplier_ids end as supplier_ids
from counted c join giving g using (kind)
