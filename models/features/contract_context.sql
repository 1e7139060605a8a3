-- What every sentence about a contract needs: who bought, from whom, in which procedure.
-- A natural person is not named here; rules show `supplier`.
select c.contract_id, c.procedure_id,
       coalesce(c.procedure_number, 'un procedimiento sin número publicado') as procedure,
       c.buyer_id, c.supplier_id,
       coalesce(b.unit, b.institution, 'La unidad compradora') as buyer,
       b.institution_id,
       b.institution,
       case when s.kind = 'company' then coalesce(s.name, 'un proveedor')
            when s.kind = 'person' then 'una persona física'
            else 'un proveedor' end as supplier,
       s.kind as supplier_kind,
       c.amount_mxn,
       c.event_on,
       c.event_basis,
       case when not coalesce(c.award_is_scheduled, false) then c.award_on end as award_on,
       c.signed_on
from core.contract c
left join core.buyer b using (buyer_id)
left join core.supplier s using (supplier_id)
