-- Ceilings for awards by amount, one row per tier of procurement budget, all without VAT.
select jurisdiction, year, law, matter, procedure as method, tier,
       budget_over_mxn, budget_up_to_mxn,
       cast(case when lower(vat_included) in ('true', 'yes', 'si', 'sí', '1') then ceiling_mxn / 1.16
                 else ceiling_mxn end as decimal(18, 2)) as ceiling_mxn,
       status
from reference.ceilings
where ceiling_mxn is not null
