-- Contracts that two publishers give an amount: ComprasMX or CompraNet (without VAT) and SIPOT. The
-- two are compared without VAT where SIPOT states it so; else SIPOT's total, with VAT, is held against
-- what the amount would be with VAT: a total between the amount and the amount with 16 % can be goods
-- at several rates, and is no difference. Nor is a column «without taxes» filled with the total.
with
    last as (
        select f.contract_id, s.is_sipot, s.amount, s.amount_with_vat, s.sighting
        from core.contract_feed f
        join core.contract_sighting s using (sighting, feed)
        where coalesce(nullif(s.currency, ''), 'MXN') = 'MXN' and f.feed not like 'ocds%'
    ),
    beside as (
        select contract_id,
               arg_max(amount, sighting) filter (not is_sipot and amount is not null) as compras_mxn,
               arg_max(amount, sighting) filter (is_sipot and amount is not null) as sipot_mxn,
               arg_max(amount_with_vat, sighting)
                   filter (is_sipot and amount_with_vat is not null) as sipot_with_vat_mxn
        from last group by contract_id
        having bool_or(is_sipot) and bool_or(not is_sipot)
    ),
    measured as (
        select *,
               abs(sipot_mxn - compras_mxn) as plain_mxn,
               least(abs(sipot_mxn - compras_mxn * 1.16), abs(sipot_mxn - compras_mxn * 1.08)) as as_vat_mxn,
               case when sipot_with_vat_mxn between compras_mxn and compras_mxn * 1.16 then 0
                    else least(abs(sipot_with_vat_mxn - compras_mxn),
                               abs(sipot_with_vat_mxn - compras_mxn * 1.16)) end as total_mxn
        from beside
    )
select m.contract_id, k.buyer, k.supplier, k.procedure, k.event_on,
       m.compras_mxn, m.sipot_mxn, m.sipot_with_vat_mxn,
       case when m.sipot_mxn is not null then least(m.plain_mxn, m.as_vat_mxn) else m.total_mxn end
           / nullif(abs(m.compras_mxn), 0) as difference_share,
       case when m.sipot_mxn is not null then 'without_vat' else 'with_vat' end as basis
from measured m
join features.contract_context k using (contract_id)
