-- view: of most contracts a feed shows one row, which core.contract_feed holds already.
-- Which contract each published row is of: contract_id, feed, lineage, sighting, one row per sighting. A
-- lineage is a contract within a feed, named by its first sighting.
select contract_id, feed, lineage, sighting from core.contract_feed
union all
select f.contract_id, f.feed, f.lineage, e.sighting
from core.earlier_sighting e join core.contract_feed f using (lineage)
