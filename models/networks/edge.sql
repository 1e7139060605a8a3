-- What ties two nodes, and since when: one row per pair and kind of tie. node ids carry their kind
-- before a colon (supplier:, buyer:, institution:, person:, official:, address:, phone:, email:,
-- notary:, procedure:, sanction:, listing:). certainty: certain (key), probable (name and form, one
-- holder), candidate (homonyms possible). n and amount_mxn (MXN without VAT) only for trade and bids.
-- A person behind a firm is one node where the links are at least probable (core.person_mention's
-- likely_id). The ties of that node's most mentioned person_id are certain, those of others it was
-- only probably joined with are probable. Empty where the settings say that no network is to be computed.
with
    behind as (
        select likely_id, person_id, supplier_id, role, min(from_on) as since_on, count(*) as n
        from core.person_mention
        where role in ('partner', 'representative', 'owner') and supplier_id is not null
        group by all
    ),
    principal as (
        select likely_id, arg_max(person_id, (n, person_id)) as person_id
        from (select likely_id, person_id, sum(n) as n from behind group by all) group by likely_id
    ),
    placed as (
        select b.supplier_id, b.role, b.since_on, 'person:' || b.likely_id as person,
               case when b.person_id = p.person_id then 'certain' else 'probable' end as certainty
        from behind b join principal p using (likely_id)
    ),
    firm as (
        select distinct supplier_id, address_key, phone_key, email_key, notary_key
        from core.register_firm where supplier_id is not null
    ),
    tie as (
        select 'buyer:' || buyer_id as source, 'supplier:' || supplier_id as target, 'bought' as kind,
               'certain' as certainty, min(event_on) as from_on, max(event_on) as to_on,
               count(*) as n, sum(amount_mxn) as amount_mxn
        from core.contract
        where is_current and buyer_id is not null and supplier_id is not null
        group by buyer_id, supplier_id
        union all
        select person, 'supplier:' || supplier_id,
               case when role = 'representative' then 'represents' else 'partner' end,
               min(certainty), min(since_on), null, 1, null
        from placed group by all
        union all
        select 'address:' || keyed_id('A', address_key), 'supplier:' || supplier_id, 'address', 'certain', null, null, 1, null
        from firm where address_key <> ''
        union all
        select 'phone:' || keyed_id('A', phone_key), 'supplier:' || supplier_id, 'phone', 'certain', null, null, 1, null
        from firm where phone_key <> ''
        union all
        select 'email:' || keyed_id('A', email_key), 'supplier:' || supplier_id, 'email', 'certain', null, null, 1, null
        from firm where email_key <> ''
        union all
        select 'notary:' || keyed_id('A', notary_key), 'supplier:' || supplier_id, 'notary', 'certain', null, null, 1, null
        from firm where notary_key <> ''
        union all
        select 'official:' || official_id, 'supplier:' || supplier_id, 'linked', min(certainty),
               min(valid_from), max(valid_to), count(*), null
        from core.official_firm_link where supplier_id is not null group by official_id, supplier_id
        union all
        select 'official:' || official_id, 'institution:' || institution_id, 'serves', 'certain', since_on, left_on, 1, null
        from core.official where institution_id is not null
        union all
        select distinct 'buyer:' || buyer_id, 'institution:' || institution_id, 'belongs', 'certain', null, null, 1, null
        from core.buyer where institution_id is not null
        union all
        select 'procedure:' || procedure_id, 'supplier:' || supplier_id, 'bid', 'certain', min(published_on), null,
               count(*), null
        from core.bid
        where procedure_id is not null and supplier_id is not null and (has_proposed or is_winner)
        group by procedure_id, supplier_id
        union all
        select 'sanction:' || min(s.sanction_id), 'supplier:' || k.supplier_id, 'sanctioned', 'probable',
               min(s.ban_start_on), max(s.ban_end_on), count(*), null
        from core.sanction s join core.supplier k using (name_key)
        where s.has_ban and s.party_kind = 'company' and k.kind = 'company'
        group by k.supplier_id
        union all
        select 'sanction:' || min(s.person_sanction_id), 'supplier:' || k.supplier_id, 'sanctioned', 'certain',
               min(s.ban_start_on), max(s.ban_end_on), count(*), null
        from core.person_sanction s join core.supplier k using (rfc)
        where s.has_ban and k.rfc_status in ('valid', 'check_digit')
        group by k.supplier_id
        union all
        select 'listing:' || min(t.listing_id), 'supplier:' || k.supplier_id, 'listed', 'certain',
               min(coalesce(t.presumed_on, t.definitive_on)), null, count(*), null
        from core.tax_listing t join core.supplier k using (rfc)
        where t.status in ('presumed', 'definitive') and k.rfc_status in ('valid', 'check_digit')
        group by k.supplier_id
    )
select source, target, kind, certainty, from_on, to_on, n, amount_mxn from tie
where (select enabled from meta.network_setting)
