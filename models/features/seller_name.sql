-- A supplier as sentences name it: a natural person is not named.
select supplier_id as seller_id,
       case when kind = 'company' then coalesce(name, 'un proveedor')
            when kind = 'person' then 'una persona física'
            else 'un proveedor' end as seller
from core.supplier
