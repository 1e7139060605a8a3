-- Suppliers that the registers tie to each other closely enough to ask whether one person is behind them: one
-- row per tie and supplier. basis: partner (a person who has a part in each, in at most four firms: networks.
-- shared_attribute), owner or address (one seller: networks.seller_group), name (a partner of one full name, in at most
-- four firms and with no two RFC: a namesake is possible, so it is probable). The same suppliers may be
-- tied more than once. Empty where no ties are computed.
select attribute_id as tie, 'partner' as basis, certainty, unnest(supplier_ids) as supplier_id
from networks.shared_attribute where kind = 'partner' and is_close
union all
select seller_id, case when string_agg(distinct basis) like '%owner%' then 'owner' else 'address' end, 'certain',
       unnest(list(supplier_id))
from networks.seller_group group by seller_id
union all
select 'name:' || person_key, 'name', 'probable', unnest(list(distinct supplier_id))
from core.register_person
where role in ('partner', 'owner') and supplier_id is not null and person_key <> ''
    and (select enabled from meta.network_setting)
group by person_key having count(distinct firm_key) between 2 and 4 and count(distinct rfc) <= 1
