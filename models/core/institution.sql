-- One row per institution: the purchasing units that belong to it.
select institution_id,
       coalesce(mode(institution), 'La institución') as institution,
       mode(government_order) as government_order,
       count(*) as n_units
from core.buyer
where institution_id is not null
group by institution_id
