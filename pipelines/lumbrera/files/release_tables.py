"""The tables that OCDS releases are taken apart into, as SQL over the sections of each release.

All cells are text, '' where nothing was published, in the order of the fields of
lumbrera.sources.ocds.
"""

from dataclasses import dataclass

SECTIONS = (
    "ocid", "id", "date", "tag", "buyer", "parties", "tender", "planning", "awards", "contracts",
    "bids",
)  # fmt: skip
"""What is read of a release; the other sections tell nothing that any table holds."""

_VALUE = '{"amount":"VARCHAR","currency":"VARCHAR","valueAddedTaxIncluded":"VARCHAR"}'
_PARTY = '{"id":"VARCHAR","name":"VARCHAR"}'
_ITEM = (
    '{"id":"VARCHAR","description":"VARCHAR","quantity":"VARCHAR",'
    f'"unit":{{"name":"VARCHAR","value":{_VALUE}}},'
    '"classification":{"scheme":"VARCHAR","id":"VARCHAR","description":"VARCHAR"}}'
)
_TENDER = (
    '{"id":"VARCHAR","title":"VARCHAR","description":"VARCHAR","status":"VARCHAR",'
    f'"procuringEntity":{_PARTY},"procurementMethod":"VARCHAR",'
    '"procurementMethodDetails":"VARCHAR","procurementMethodRationale":"VARCHAR",'
    '"mainProcurementCategory":"VARCHAR","additionalProcurementCategories":["VARCHAR"],'
    f'"value":{_VALUE},"tenderPeriod":{{"startDate":"VARCHAR","endDate":"VARCHAR"}},'
    '"bidOpening":{"date":"VARCHAR"},"enquiryPeriod":{"endDate":"VARCHAR"},'
    '"documents":[{"documentType":"VARCHAR","datePublished":"VARCHAR","url":"VARCHAR"}]}'
)
_AWARD = (
    f'{{"id":"VARCHAR","title":"VARCHAR","status":"VARCHAR","date":"VARCHAR","value":{_VALUE},'
    f'"suppliers":[{_PARTY}],"items":[{_ITEM}]}}'
)
_CONTRACT = (
    '{"id":"VARCHAR","awardID":"VARCHAR","title":"VARCHAR","description":"VARCHAR",'
    f'"status":"VARCHAR","value":{_VALUE},"dateSigned":"VARCHAR",'
    '"period":{"startDate":"VARCHAR","endDate":"VARCHAR"},"documents":[{"url":"VARCHAR"}],'
    f'"items":[{_ITEM}],'
    '"amendments":[{"id":"VARCHAR","date":"VARCHAR","description":"VARCHAR","rationale":"VARCHAR"}]}'
)
_BID = (
    '{"id":"VARCHAR","date":"VARCHAR","status":"VARCHAR","statusDetails":"VARCHAR",'
    f'"value":{_VALUE},"tenderers":[{_PARTY}]}}'
)
_QUOTE = f'{{"id":"VARCHAR","date":"VARCHAR","value":{_VALUE},"issuingSupplier":{_PARTY}}}'
_A_PARTY = (
    '{"id":"VARCHAR","name":"VARCHAR","roles":"VARCHAR",'
    '"identifier":{"scheme":"VARCHAR","id":"VARCHAR","legalName":"VARCHAR"},'
    '"details":{"scale":"VARCHAR"},"address":{"locality":"VARCHAR","region":"VARCHAR"}}'
)


def _list(section: str, shape: str) -> str:
    """SQL for a section that is a list: one row per element, with its place from 1."""
    return f"""
        select row, ocid, generate_subscripts(l, 1) as place, unnest(l) as e from (
            select row, ocid, from_json({section}, '[{shape}]') as l from ocds_standing
        )
    """


# Each list is parsed once; contracts and awards feed several tables.
PARSED = {
    "award": _list("awards", _AWARD),
    "contract": _list("contracts", _CONTRACT),
}


@dataclass(frozen=True)
class Part:
    """One table. room: how many rows of it a release may have, and what numbers them: the release's
    row times room, plus the place in the release; 0 for the releases themselves.

    rows: SQL for row, ocid, place and what the cells are taken of; is_empty: SQL that tells an
    element that holds nothing (or is no object).
    """

    name: str
    rows: str
    cells: tuple[str, ...]
    room: int = 100_000
    is_empty: str = "e is null"


def _money(value: str) -> tuple[str, ...]:
    return tuple(f"{value}['{k}']" for k in ("amount", "currency", "valueAddedTaxIncluded"))


_RELEASE = ("row", "ocid")

RELEASES = Part(
    "releases",
    f"""
        select row, ocid, 0 as place, l.id, l.date, l.tag, l.stands_in,
               from_json(coalesce(m.tender, l.tender), '{_TENDER}') as t,
               from_json(coalesce(m.buyer, l.buyer), '{_PARTY}') as buyer_of
        from ocds_line l left join (select row as merged_row, tender, buyer from ocds_merged) m on merged_row = row
        where ocid is not null
    """,
    (
        "ocid", "id", "date", "tag", "stands_in", "buyer_of['id']", "buyer_of['name']", "t['id']",
        "t['title']", "t['description']", "t['status']", "t['procuringEntity']['id']",
        "t['procuringEntity']['name']", "t['procurementMethod']", "t['procurementMethodDetails']",
        "t['procurementMethodRationale']", "t['mainProcurementCategory']",
        "array_to_string(t['additionalProcurementCategories'], '; ')", *_money("t['value']"),
        "t['tenderPeriod']['startDate']", "t['tenderPeriod']['endDate']", "t['bidOpening']['date']",
        "t['enquiryPeriod']['endDate']",
        "list_min(list_transform(list_filter(t['documents'], lambda d: d['documentType'] = 'tenderNotice'),"
        " lambda d: d['datePublished']))",
        "list_filter(t['documents'], lambda d: d['url'] <> '')[1]['url']",
    ),
    room=0,
    is_empty="false",
)  # fmt: skip

PARTIES = Part(
    "parties",
    _list("parties", _A_PARTY),
    (
        *_RELEASE, "e['id']", "e['name']", "e['roles']", "e['identifier']['scheme']",
        "e['identifier']['id']", "e['identifier']['legalName']", "e['details']['scale']",
        "e['address']['locality']", "e['address']['region']",
    ),
    is_empty="e is null or (e['id'] is null and e['name'] is null)",
)  # fmt: skip

# A contract with its award; then the awards that no contract is of, in the second half of the room.
# What pairs them is told apart from what they hold: windows and joins over whole awards are slow.
CONTRACTS = Part(
    "contracts",
    """
        with
            award as (
                select row, place, id, count(*) over (partition by row) as n
                from (
                    select row, min(place) as place, id
                    from (select row, place, e['id'] as id, case when e['id'] is null then place end as own
                          from ocds_award)
                    group by row, id, own
                )
            ),
            contract as (select row, place, e['awardID'] as award_id from ocds_contract),
            pair as (
                select c.row, c.place as contract_place, a.place as award_place
                from contract c left join award a
                    on a.row = c.row and (a.id = c.award_id or (c.award_id is null and a.n = 1))
            ),
            paired as (
                from pair
                union all
                select row, null, place from award a
                anti join pair p on p.row = a.row and p.award_place = a.place
            )
        select p.row, coalesce(c.ocid, w.ocid) as ocid,
               coalesce(p.contract_place, 1000 + p.award_place) as place, c.e, w.e as a
        from paired p
        left join ocds_contract c on c.row = p.row and c.place = p.contract_place
        left join ocds_award w on w.row = p.row and w.place = p.award_place
    """,
    (
        *_RELEASE, "e['id']", "coalesce(a['id'], e['awardID'])", "e['status']", "a['status']",
        "e['title']", "a['title']", "e['description']", *_money("e['value']"), *_money("a['value']"),
        "a['date']", "e['dateSigned']", "e['period']['startDate']", "e['period']['endDate']",
        "cast(to_json(a['suppliers']) as varchar)",
        "list_filter(e['documents'], lambda d: d['url'] <> '')[1]['url']",
    ),
    room=2_000,
    is_empty="e is null and a is null",
)  # fmt: skip

ITEMS = Part(
    "items",
    """
        select row, ocid, holder, holder_id, e,
               row_number() over (partition by row order by holder, outer_place, inner_place) as place
        from (
            select row, ocid, 'award' as holder, e['id'] as holder_id, place as outer_place,
                   generate_subscripts(e['items'], 1) as inner_place, unnest(e['items']) as e
            from ocds_award
            union all
            select row, ocid, 'contract', e['id'], place,
                   generate_subscripts(e['items'], 1), unnest(e['items'])
            from ocds_contract
        )
    """,
    (
        *_RELEASE, "holder", "holder_id", "e['id']", "e['description']",
        "e['classification']['scheme']", "e['classification']['id']",
        "e['classification']['description']", "e['quantity']", "e['unit']['name']",
        *_money("e['unit']['value']"),
    ),
)  # fmt: skip

BIDS = Part(
    "bids",
    f"""
        select row, ocid, generate_subscripts(l, 1) as place, unnest(l) as e from (
            -- Some leave out the object around the list.
            select row, ocid, case when json_type(bids) = 'ARRAY' then from_json(bids, '[{_BID}]')
                                   else from_json(bids, '{{"details":[{_BID}]}}')['details'] end as l
            from ocds_standing
        )
    """,
    (
        *_RELEASE, "e['id']", "e['date']", "e['status']", "e['statusDetails']",
        *_money("e['value']"), "cast(to_json(e['tenderers']) as varchar)",
    ),
    is_empty="e is null or (e['id'] is null and e['tenderers'] is null and e['value'] is null)",
)  # fmt: skip

QUOTES = Part(
    "quotes",
    f"""
        select row, ocid, generate_subscripts(l, 1) as place, unnest(l) as e from (
            select row, ocid, flatten(list_transform(
                from_json(planning, '{{"requestForQuotes":[{{"quotes":[{_QUOTE}]}}]}}')['requestForQuotes'],
                lambda r: coalesce(r['quotes'], []))) as l
            from ocds_standing
        )
    """,
    (
        *_RELEASE, "e['id']", "e['date']", *_money("e['value']"),
        "case when e['issuingSupplier'] is not null then cast(to_json([e['issuingSupplier']]) as varchar) end",
    ),
)  # fmt: skip

AMENDMENTS = Part(
    "amendments",
    """
        select row, ocid, contract_id, e, row_number() over (partition by row order by outer_place, inner_place) as place
        from (
            select row, ocid, e['id'] as contract_id, place as outer_place,
                   generate_subscripts(e['amendments'], 1) as inner_place, unnest(e['amendments']) as e
            from ocds_contract
        )
    """,
    (*_RELEASE, "contract_id", "e['id']", "e['date']", "e['description']", "e['rationale']"),
)

PARTS = (RELEASES, PARTIES, CONTRACTS, ITEMS, BIDS, QUOTES, AMENDMENTS)


def statements() -> list[str]:
    """The SQL that makes ocds_<part> (row_number, c0 …) and ocds_<part>_aside (row_number, reason)
    from ocds_line and ocds_standing."""
    made = [f"create or replace temp table ocds_{n} as {sql}" for n, sql in PARSED.items()]
    for part in PARTS:
        number = f"row * {part.room} + place" if part.room else "row"
        cells = ", ".join(
            f"coalesce(cast({c} as varchar), '') as c{i}" for i, c in enumerate(part.cells)
        )
        is_over = f"place >= {part.room}" if part.room else "false"
        made += [
            f"create or replace temp table ocds_found as {part.rows}",
            f"""
            create or replace temp table ocds_{part.name} as
            select {number} as row_number, {cells} from ocds_found
            where not ({part.is_empty}) and not {is_over} order by 1
            """,
            f"""
            create or replace temp table ocds_{part.name}_aside as
            select {number} as row_number,
                   case when {is_over} then 'el proceso trae más elementos de los que se leen'
                        else 'el elemento está vacío o no es un objeto' end as reason
            from ocds_found where {part.is_empty} or {is_over}
            """,
        ]
    return [*made, "drop table ocds_found", *(f"drop table ocds_{n}" for n in PARSED)]
