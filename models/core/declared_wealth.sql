-- What an official declares to earn, own and owe (PDN S1, the declarant's own; partner and dependants are
-- not read): one row per declaration that tells of income. as_of: the day it tells of (a modification
-- tells of 31 December of the year before). yearly_income_mxn: net, a month's times twelve, or what was
-- earned since January in proportion. assets_mxn: goods at the price paid, in the part held, and balances;
-- given_mxn of them by inheritance, gift, prize or ruling. debts_mxn: balances. Goods held with others
-- are in none of the sums, for another's income may have paid them: n_joint counts them. amounts is
-- null where something is not in pesos or has no amount, or real estate is not published.
with
    told as (
        select *, cast(coalesce(month_income * 12, year_income) as double) as yearly_income,
               cast(end_income as double) as income_until,
               coalesce(nullif(month_currency, ''), nullif(year_currency, ''), nullif(end_currency, ''), 'MXN') as income_currency
        from staged.pdn_s1
        where declaration_id <> '' and coalesce(month_income, year_income, end_income) is not null
        qualify row_number() over (partition by declaration_id order by export_on desc, file_sha256, row_number) = 1
    ),
    item as (
        select declaration_id, 'goods' as kind, unnest(from_json(real_estate, '["JSON"]')) as body from told where real_estate <> ''
        union all
        select declaration_id, 'goods', unnest(from_json(vehicles, '["JSON"]')) from told where vehicles <> ''
        union all
        select declaration_id, 'goods', unnest(from_json(chattels, '["JSON"]')) from told where chattels <> ''
        union all
        select declaration_id, 'goods', unnest(from_json(investments, '["JSON"]')) from told where investments <> ''
        union all
        select declaration_id, 'debt', unnest(from_json(debts, '["JSON"]')) from told where debts <> ''
    ),
    valued as (
        select declaration_id, kind,
               coalesce(json_array_length(body -> 'titular'), 1) > 1 as is_joint,
               try_cast(body ->> 'porcentajePropiedad' as double) / 100 as part,
               body -> 'formaAdquisicion' ->> 'clave' in ('HRN', 'DNC', 'RST', 'STC') as is_given,
               coalesce(try_cast(body ->> 'valorAdquisicion' as double), try_cast(amount ->> 'valor' as double)) as amount,
               coalesce(amount ->> 'moneda', 'MXN') as currency
        from (
            select *, coalesce(body -> 'valorAdquisicion', body -> 'saldoSituacionActual', body -> 'saldoDiciembreAnterior',
                               body -> 'saldoFechaConclusion', body -> 'saldoInsolutoSituacionActual',
                               body -> 'saldoInsolutoDiciembreAnterior', body -> 'saldoInsolutoFechaConclusion') as amount
            from item where coalesce(body ->> 'tipoOperacion', '') <> 'BAJA'
        )
    ),
    held as (
        select *, case when not is_joint then amount * coalesce(part, 1) end as mine from valued
    ),
    summed as (
        select declaration_id, sum(mine) filter (kind = 'goods') as assets_mxn,
               sum(mine) filter (kind = 'goods' and is_given) as given_mxn,
               sum(mine) filter (kind = 'debt') as debts_mxn, count(*) filter (kind = 'goods' and is_joint) as n_joint,
               bool_or(currency <> 'MXN' or amount is null) as is_unclear
        from held group by declaration_id
    )
select t.declaration_id, keyed_id('O', d.person_key || chr(31) || d.institution_key) as official_id, d.kind, d.declared_on,
       nullif(name_clean(t.level), '') as level, nullif(t.government_order, '') as government_order,
       case d.kind when 'modification' then make_date(year(d.declared_on)::bigint - 1, 12, 31) else d.declared_on end as as_of,
       coalesce(t.yearly_income, t.income_until * 12 / month(d.declared_on)) as yearly_income_mxn,
       coalesce(s.assets_mxn, 0) as assets_mxn, coalesce(s.given_mxn, 0) as given_mxn, coalesce(s.debts_mxn, 0) as debts_mxn,
       coalesce(s.n_joint, 0) as n_joint,
       case when not coalesce(s.is_unclear, false) and t.income_currency = 'MXN'
                 and (t.no_real_estate <> '' or t.real_estate <> '') then true end as amounts
from told t
join core.declaration d using (declaration_id)
left join summed s using (declaration_id)
where d.declared_on is not null
