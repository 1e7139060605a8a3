-- Who is judged as one seller, as sentences name it: the supplier, and how many more of one owner or
-- address are counted with it (networks.seller_group). One row per supplier.
select n.seller_id,
       case when g.n_suppliers > 1 then concat(n.seller, ' (con ', case when g.n_suppliers = 2 then 'otro proveedor'
                else (g.n_suppliers - 1) || ' proveedores más' end, ' ',
                case when g.basis like '%owner%' then 'de la misma persona' else 'del mismo domicilio' end, ')')
            else n.seller end as seller
from features.seller_name n
left join networks.seller_group g on g.supplier_id = n.seller_id
