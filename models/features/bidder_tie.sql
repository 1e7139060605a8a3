-- Procedures with two bidders or more (who made a proposal or won), and what the supplier registers
-- show any two of them to share: one row per procedure, with its closest pair. Representatives and
-- partners are compared by RFC, else by full name where no RFC contradicts; telephone, e-mail and
-- address by their keys, those of at most twelve firms (networks.firm_tie). n_registered: bidders that a
-- register lists; fewer than two cannot be compared. keyed and named: the two bidders that one partner by
-- RFC is of, and the two that one full name is of, each those in which that partner holds most (percent: the
-- smaller part in the two); null where there are none. contact_kinds is null where no ties are computed. source_ids: the bidders' contracts and rows of the register lead there.
with
    bidder as (
        select procedure_id, supplier_id, bool_or(is_winner) as is_winner, max(published_on) as published_on
        from core.bid
        where procedure_id is not null and supplier_id is not null and (has_proposed or is_winner)
        group by all
    ),
    listed as (select distinct supplier_id from core.register_firm where supplier_id is not null),
    person as (
        select supplier_id, case role when 'representative' then 'representative' else 'partner' end as kind, person_key,
               max(rfc) as tax_key, max(percent) as percent
        from core.register_person where supplier_id is not null and person_key <> '' group by all
    ),
    pair as (
        select a.procedure_id, a.supplier_id as one, b.supplier_id as other, a.is_winner or b.is_winner as has_winner
        from bidder a join bidder b on b.procedure_id = a.procedure_id and a.supplier_id < b.supplier_id
    ),
    same_person as (
        select p.procedure_id, p.one, p.other, p.has_winner, x.kind, coalesce(x.tax_key = y.tax_key, false) as is_keyed,
               max(least(x.percent, y.percent)) as least_percent
        from pair p
        join person x on x.supplier_id = p.one
        join person y on y.supplier_id = p.other and y.kind = x.kind
            and (x.tax_key = y.tax_key or x.person_key = y.person_key)
        where coalesce(x.tax_key = y.tax_key, true)
        group by all
    ),
    contact as (
        select p.procedure_id, p.one, p.other,
               list_filter(t.kinds, lambda k: k in ('address', 'phone', 'email')) as kinds
        from pair p join networks.firm_tie t on t.supplier_a = p.one and t.supplier_b = p.other
    ),
    of_pair as (
        select procedure_id, one, other, bool_or(kind = 'representative') as same_representative,
               bool_or(kind = 'representative' and is_keyed) as representative_is_keyed, bool_or(kind = 'partner') as same_partner
        from same_person group by all
    ),
    told as (
        select p.*, coalesce(s.same_representative, false) as same_representative,
               coalesce(s.representative_is_keyed, false) as representative_is_keyed,
               coalesce(s.same_partner, false) as same_partner, coalesce(c.kinds, []) as contact_kinds
        from pair p
        left join of_pair s using (procedure_id, one, other)
        left join contact c using (procedure_id, one, other)
    ),
    closest as (
        select * from told
        qualify row_number() over (
            partition by procedure_id
            order by same_representative desc, representative_is_keyed desc, same_partner desc, len(contact_kinds) desc,
                     has_winner desc, one, other) = 1
    ),
    partner as (
        select s.procedure_id, s.is_keyed,
               {'one': a.seller, 'other': b.seller, 'percent': s.least_percent, 'has_winner': s.has_winner} as firms
        from same_person s
        left join features.seller_name a on a.seller_id = s.one
        left join features.seller_name b on b.seller_id = s.other
        where s.kind = 'partner'
        qualify row_number() over (
            partition by s.procedure_id, s.is_keyed order by s.least_percent desc nulls last, s.has_winner desc, s.one, s.other) = 1
    ),
    held as (
        select b.procedure_id, count(*) as n_bidders, count(l.supplier_id) as n_registered, max(b.published_on) as published_on
        from bidder b left join listed l using (supplier_id)
        group by b.procedure_id having count(*) >= 2
    )
select h.procedure_id, k.procedure_number as procedure, k.regime, k.method,
       coalesce(u.unit, u.institution, 'La unidad compradora') as buyer,
       coalesce(k.award_on, k.published_on, h.published_on) as event_on,
       h.n_bidders, h.n_registered, a.seller as one, b.seller as other, c.has_winner,
       coalesce(c.same_representative, false) as same_representative, c.representative_is_keyed,
       case when w.enabled then coalesce(c.contact_kinds, []) end as contact_kinds,
       p.firms as keyed, q.firms as named
from held h
cross join meta.network_setting w
left join core.procedure k using (procedure_id)
left join core.buyer u using (buyer_id)
left join closest c using (procedure_id)
left join partner p on p.procedure_id = h.procedure_id and p.is_keyed
left join partner q on q.procedure_id = h.procedure_id and not q.is_keyed
left join features.seller_name a on a.seller_id = c.one
left join features.seller_name b on b.seller_id = c.other
