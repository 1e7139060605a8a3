-- view: of most contracts nothing is known but that they were added, which core.contract_feed tells already.
-- What successive exports showed of a contract, one row per event: added, then what happened to it
-- (core.contract_event); changed is a JSON list of {"field", "from", "to"}. version counts within a
-- contract and feed.
select f.contract_id, f.feed, 1 as version, s.export_on, s.file_sha256, s.row_number,
       'added' as status, cast('[]' as json) as changed, cast(null as decimal(18, 2)) as amount_before,
       s.amount as amount_after
from core.contract_feed f join core.contract_sighting s on s.sighting = f.lineage
union all
select contract_id, feed, version, export_on, file_sha256, row_number, status, changed, amount_before, amount_after
from core.contract_event
