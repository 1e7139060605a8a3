-- Suppliers that are one seller to a unit: one row per unit and supplier of a group of one owner or
-- address (networks.seller_group) that sold to it. seller_id: the first supplier of the group that sold
-- to the unit stands for all, so that an alert names somebody the unit did buy from.
select p.buyer_id, p.supplier_id, min(p.supplier_id) over (partition by p.buyer_id, g.seller_id) as seller_id
from (
    select distinct buyer_id, supplier_id from core.contract
    semi join networks.seller_group using (supplier_id)
    where is_current and buyer_id is not null
) p
join networks.seller_group g using (supplier_id)
