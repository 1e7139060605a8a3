-- Every contract and how it was amended: whether (null: nobody says), how many times (null: not
-- listed), its amount without VAT and its end before and after, and what its law allows.
-- increase_limit is a cap where limit_kind is 'cap'; 'review' is LOPSRM's 59 Bis, which since
-- 2025-04-17 sets no cap and opens a review. LAASSP's cap is for each item: more in total exceeds it
-- in some item; less in total does not clear every item. buyer, supplier and procedure are named of
-- contracts that were amended.
with
    -- Where one publisher says so it was; where none does and one denies it, it was not.
    contract as (
        select c.*, coalesce(a.is_amended or b.is_amended, a.is_amended, b.is_amended) as said_amended
        from core.contract c
        left join (from core.amendment_statement where publisher = 'compras') a using (contract_id)
        left join (from core.amendment_statement where publisher <> 'compras') b using (contract_id)
        where c.is_current
    ),
    amended as (
        select contract_id, count(*) as n, max(signed_on) as last_amended_on,
               arg_max(amount_before_mxn, coalesce(signed_on, date '1900-01-01'))
                   filter (amount_after_mxn is not null) as amount_before_mxn,
               arg_max(amount_after_mxn, coalesce(signed_on, date '1900-01-01'))
                   filter (amount_after_mxn is not null) as amount_after_mxn,
               max(end_on_after) as end_on_after,
               list(distinct object order by object) filter (object is not null) as objects,
               list_sort(list(amendment_id)) as amendment_ids,
               bool_and(sources = ['comprasmx_contracts']) as last_only
        from core.amendment group by contract_id
    ),
    named as (
        select contract_id, k.buyer, k.supplier, k.procedure
        from features.contract_context k
        semi join (
            select contract_id from amended
            union all select contract_id from core.amendment_statement where is_amended
        ) using (contract_id)
    ),
    limits as (
        select law_regime, cast(value as double) as increase_limit, status,
               case name when 'contract_increase_cap' then 'cap' else 'review' end as limit_kind,
               unit like '%term%' as covers_term, article as limit_article,
               coalesce(valid_from, date '1900-01-01') as valid_from,
               coalesce(valid_to, date '9999-12-31') as valid_to
        from reference.legal_constants
        where name in ('contract_increase_cap', 'indirect_cost_review')
    )
select c.contract_id, k.buyer, k.supplier, k.procedure, c.buyer_id, c.supplier_id, c.event_on,
       case when a.n > 0 then true else c.said_amended end as is_amended,
       case when a.n > 0 and not a.last_only then a.n
            when a.n > 0 then null
            when c.said_amended then null
            when not c.said_amended then 0 end as n_amendments,
       a.last_amended_on, a.objects, coalesce(a.amendment_ids, []) as amendment_ids,
       coalesce(a.amount_before_mxn, c.amount_mxn) as amount_before_mxn,
       case when a.n is null and not c.said_amended then c.amount_mxn else a.amount_after_mxn end as amount_after_mxn,
       c.start_on, c.end_on,
       case when a.n is null and not c.said_amended then c.end_on else a.end_on_after end as end_on_after,
       l.increase_limit, l.limit_kind, l.limit_article, l.covers_term,
       coalesce(l.status = 'verified', false) as limit_is_verified
from contract c
left join named k using (contract_id)
left join amended a using (contract_id)
left join limits l on l.law_regime = c.regime
    and coalesce(c.published_on, c.event_on) between l.valid_from and l.valid_to
