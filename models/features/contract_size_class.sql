-- What the purchasing unit and the firm itself say of the firm's size, where a format publishes
-- both (CompraNet to 2017): one row per contract, of its last published row. steps: how many classes
-- apart they are (micro, small, medium, large); positive when the firm says it is larger.
with stated as (
    select i.contract_id,
           first(label_key(c.size_class) order by s.sighting desc) as by_firm,
           first(label_key(c.size_class_by_unit) order by s.sighting desc) as by_unit
    from staged.compranet_contracts c
    join core.contract_sighting s
        on s.source = 'compranet_contracts' and s.file_sha256 = c.file_sha256 and s.row_number = c.row_number
    join core.contract_identity i using (sighting)
    where c.size_class_by_unit is not null
    group by i.contract_id
),
ranked as (
    select *, list_position(['MICRO', 'PEQUENA', 'MEDIANA', 'NO MIPYME'], by_firm) as firm_rank,
           list_position(['MICRO', 'PEQUENA', 'MEDIANA', 'NO MIPYME'], by_unit) as unit_rank
    from stated
)
select contract_id, firm_rank, unit_rank, firm_rank - unit_rank as steps,
       ['micro', 'pequeña', 'mediana', 'no MIPYME'][firm_rank] as firm_size,
       ['micro', 'pequeña', 'mediana', 'no MIPYME'][unit_rank] as unit_size
from ranked
