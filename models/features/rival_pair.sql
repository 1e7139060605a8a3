-- Pairs of firms that bid in five tenders or more of one item family together (five: OCP R053), one row
-- per pair and family. n_joint; n_one, n_other: the tenders of the family in which each bid; n_tenders:
-- the family's; together_share: Jaccard, tenders with both over tenders with either. expected_joint and
-- joint_chance: how many would be joint, and how probable so many are, if the two chose among the
-- family's tenders without regard to one another (hypergeometric); n_pairs: the pairs that the family's
-- bidders make, for a level that allows for all of them.
with
    -- Who bid in fewer than five has no pair.
    firm as (
        select item_family, supplier_id, count(*) as n from features.rival_bid group by all having count(*) >= 5
    ),
    market as (
        select item_family, count(distinct tender_id) as n_tenders, count(distinct supplier_id) as n_firms
        from features.rival_bid semi join firm using (item_family) group by all
    ),
    regular as (
        select r.item_family, r.tender_id, r.supplier_id
        from features.rival_bid r semi join firm f using (item_family, supplier_id)
    ),
    joint as (
        select a.item_family, a.supplier_id as one, b.supplier_id as other, count(*) as n_joint
        from regular a
        join regular b on b.tender_id = a.tender_id and a.supplier_id < b.supplier_id
        group by all having count(*) >= 5
    ),
    sized as (
        select j.*, a.n as n_one, b.n as n_other, m.n_tenders, m.n_firms * (m.n_firms - 1) // 2 as n_pairs
        from joint j
        join firm a on a.item_family = j.item_family and a.supplier_id = j.one
        join firm b on b.item_family = j.item_family and b.supplier_id = j.other
        join market m on m.item_family = j.item_family
    )
select *, n_joint / (n_one + n_other - n_joint) as together_share,
       n_one * n_other / n_tenders as expected_joint,
       least(1, list_sum(list_transform(range(greatest(n_joint, n_one + n_other - n_tenders), least(n_one, n_other) + 1), lambda i: exp(
           log_choose(n_one, i) + log_choose(n_tenders - n_one, n_other - i) - log_choose(n_tenders, n_other))))) as joint_chance
from sized
