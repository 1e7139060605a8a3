-- Contracts of an institution with a firm in which somebody of that institution declares a share,
-- a seat or a representation: one row per institution, supplier and interest. The firm is matched
-- by RFC, else by name with the same legal form; a name shared by several suppliers matches none.
-- A contract is covered from one year before the first declaration that names the firm (it tells of
-- the year before) to two years after the last (LAASSP 2025 71-I), within the post; one up to two
-- years before that is earlier, for the declaration does not say since when. n_contracts,
-- amount_mxn and contract_ids are those covered, or the earlier ones where none is (is_covered).
-- Officials and natural persons are not named. Amounts in MXN without VAT.
with
    matched as (
        select * from features.declared_firm where interest in ('participation', 'representation', 'decision')
    ),
    sold as (
        select b.institution_id, c.supplier_id, c.contract_id, c.event_on, c.amount_mxn, c.method
        from core.contract c join core.buyer b using (buyer_id)
        where c.is_current and c.event_on is not null
    ),
    placed as (
        select o.institution_id, m.supplier_id, m.interest_id, m.interest, m.match_basis, m.role,
               m.percent, m.first_declared_on, m.last_declared_on, m.declaration_ids,
               o.institution, o.position, o.area, o.in_procurement, o.n_curp > 1 as may_be_two_people,
               c.contract_id, c.event_on, c.amount_mxn, c.method,
               c.event_on >= m.first_declared_on - interval 1 year as is_covered
        from matched m
        join core.official o using (official_id)
        join sold c on c.institution_id = o.institution_id and c.supplier_id = m.supplier_id
            and c.event_on >= m.first_declared_on - interval 3 year
            and c.event_on <= m.last_declared_on + interval 2 year
            and c.event_on >= coalesce(o.since_on, c.event_on)
            and c.event_on <= coalesce(o.left_on, c.event_on)
    ),
    counted as (
        select p.* exclude (contract_id, event_on, amount_mxn, method),
               count(*) as n_contracts,
               count(*) filter (method = 'direct') as n_direct,
               sum(amount_mxn) as amount_mxn,
               min(event_on) as first_on,
               max(event_on) as last_on,
               list_sort(list(contract_id)) as contract_ids
        from placed p
        group by all
    )
select c.*, s.seller as supplier
from counted c
join features.seller_name s on s.seller_id = c.supplier_id
qualify row_number() over (
    partition by institution_id, supplier_id, interest_id order by is_covered desc
) = 1
