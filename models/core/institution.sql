-- One row per institution: the purchasing units that belong to it.
select institution_id,
       coalesce(mode(institution order by buyer_id), 'La institución') as institution,
       mode(government_order order by buyer_id) as government_order,
       count(*) as n_units
from core.buyer
where institution_id is not null
group by institution_id
