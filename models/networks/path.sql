-- The shortest explained ways from an official to a supplier that sold to the official's own
-- institution, of at most three steps: the official's own firm sold (1), it shares a person, address,
-- telephone or e-mail that at most four firms have with one that sold (2), or with one that shares
-- such a thing with one that sold (3). One row per official, institution and supplier; certainty is
-- that of the weakest step. audience: restricted where a relative stands between. sentence tells the
-- way in Spanish, without the official's name. Amounts in MXN without VAT.
with
    linked as (
        select l.official_id, l.supplier_id, l.certainty, l.basis, l.relation, l.source_ids,
               coalesce(r.is_own = 'yes', false) as is_own,
               coalesce(r.says, 'aparece con un vínculo con') as says
        from core.official_firm_link l
        left join reference.firm_relations r using (relation)
        where l.supplier_id is not null
        qualify row_number() over (
            partition by l.official_id, l.supplier_id
            order by case l.certainty when 'certain' then 1 when 'probable' then 2 else 3 end,
                     coalesce(r.is_own = 'yes', false) desc, l.relation) = 1
    ),
    tie as (
        select supplier_a as one, supplier_b as other, close_kinds,
               case when len(certain_kinds) > 0 then 'certain' else 'probable' end as certainty
        from networks.firm_tie where is_close
        union all
        select supplier_b, supplier_a, close_kinds,
               case when len(certain_kinds) > 0 then 'certain' else 'probable' end
        from networks.firm_tie where is_close
    ),
    way as (
        select official_id, supplier_id, [supplier_id] as firms, cast([] as varchar[][]) as shared,
               [certainty] as certainties, 1 as steps
        from linked
        union all
        select l.official_id, t.other, [l.supplier_id, t.other], [t.close_kinds],
               [l.certainty, t.certainty], 2
        from linked l join tie t on t.one = l.supplier_id
        union all
        select l.official_id, u.other, [l.supplier_id, t.other, u.other], [t.close_kinds, u.close_kinds],
               [l.certainty, t.certainty, u.certainty], 3
        from linked l join tie t on t.one = l.supplier_id join tie u on u.one = t.other
        where u.other <> l.supplier_id
    ),
    sold as (
        select o.official_id, o.institution_id, c.supplier_id, count(*) as n_contracts,
               sum(c.amount_mxn) as amount_mxn, min(c.event_on) as first_on, max(c.event_on) as last_on,
               list_sort(list(c.contract_id)) as contract_ids
        from core.official o
        join core.buyer b using (institution_id)
        join core.contract c using (buyer_id)
        where c.is_current and o.official_id in (select official_id from linked)
          and (o.left_on is null or c.event_on <= o.left_on + interval 1 year)
        group by all
    ),
    shortest as (
        select w.*, s.institution_id, s.n_contracts, s.amount_mxn, s.first_on, s.last_on, s.contract_ids
        from way w join sold s using (official_id, supplier_id)
        qualify row_number() over (
            partition by w.official_id, s.institution_id, w.supplier_id
            order by w.steps, w.certainties, w.firms) = 1
    ),
    told as (
        select w.*, l.relation, l.is_own, l.says, l.source_ids, o.institution, o.position,
               [coalesce(a.seller, 'un proveedor'), coalesce(b.seller, 'un proveedor'), coalesce(c.seller, 'un proveedor')] as names
        from shortest w
        join linked l on l.official_id = w.official_id and l.supplier_id = w.firms[1]
        join core.official o on o.official_id = w.official_id
        left join features.seller_name a on a.seller_id = w.firms[1]
        left join features.seller_name b on b.seller_id = w.firms[2]
        left join features.seller_name c on c.seller_id = w.firms[3]
    )
select keyed_id('W', concat_ws(chr(31), official_id, institution_id, supplier_id)) as path_id,
       official_id, institution_id, supplier_id, firms[1] as own_supplier_id, steps, firms, relation,
       case when list_contains(certainties, 'candidate') then 'candidate'
            when list_contains(certainties, 'probable') then 'probable' else 'certain' end as certainty,
       case when is_own then 'analyst' else 'restricted' end as audience,
       concat(
           case when list_has_any(certainties, ['candidate', 'probable']) then 'Por verificar: ' end,
           'Una persona servidora pública de ', institution, ' (', coalesce(position, 'cargo no publicado'), ') ',
           case when names[1] = 'una persona física' then 'puede vender como' else says end, ' ', names[1],
           case when steps >= 2 then concat('; ', names[1], ' comparte ', shared_names[1], ' con ', names[2]) end,
           case when steps >= 3 then concat('; ', names[2], ' comparte ', shared_names[2], ' con ', names[3]) end,
           '; ', names[steps], ' ganó ', case when n_contracts = 1 then 'un contrato' else n_contracts || ' contratos' end,
           ' de esa institución.') as sentence,
       n_contracts, amount_mxn, first_on, last_on, contract_ids, source_ids
from (
    select *, list_transform(shared, lambda kinds: array_to_string(list_transform(kinds, lambda k:
        case k when 'address' then 'domicilio' when 'phone' then 'teléfono' when 'email' then 'correo'
               when 'representative' then 'representante' when 'partner' then 'socio o socia' else k end), ' y ')) as shared_names
    from told)
