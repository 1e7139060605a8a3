-- What every sentence about a contract needs: who bought, from whom, in which procedure; and the columns
-- of its own that most rules about contracts ask for, so that these read one table. award_on is null where
-- it is a plan. A natural person is not named here; rules show `supplier`.
select c.contract_id, coalesce(c.procedure_number, 'un procedimiento sin número publicado') as procedure,
       c.supplier_id,
       coalesce(b.unit, b.institution, 'La unidad compradora') as buyer,
       coalesce(n.seller, 'un proveedor') as supplier,
       c.amount_mxn,
       c.event_on,
       c.event_basis,
       case when not coalesce(c.award_is_scheduled, false) then c.award_on end as award_on,
       c.signed_on, c.published_on, c.start_on, c.end_on, c.is_current, c.method, c.matter, c.item_family
from core.contract c
left join core.buyer b using (buyer_id)
left join features.seller_name n on n.seller_id = c.supplier_id
