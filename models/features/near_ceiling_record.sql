-- All that several units of an institution awarded to one supplier by amount, as far as it can be told from
-- chance: the row of features.near_ceiling_seller with most contracts, which for some is that of 90 days. One
-- row per institution and supplier: n_all contracts, n_all_near of half the ceiling or more.
select institution_id, seller_id as supplier_id, n_contracts as n_all, n_near as n_all_near, other_share, chance_beyond_three
from features.near_ceiling_seller where level = 'units' and chance is not null
qualify row_number() over (partition by institution_id, seller_id order by n_contracts desc) = 1
