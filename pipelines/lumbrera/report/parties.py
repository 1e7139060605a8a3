"""The buyers and suppliers behind the cases: totals, concentration, awards by week, contracts.

Works on the temporary tables that `dossier.gather` makes; every query answers for all pages.
"""

import datetime as dt
from collections.abc import Callable
from typing import Any, Literal

import duckdb
import msgspec

from lumbrera.report import policy
from lumbrera.report.concentration import Concentration, concentration
from lumbrera.report.dossier import CONTRACT_COLUMNS, Contract, contract, institution_of
from lumbrera.report.subjects import has_table, supplier_text
from lumbrera.report.text import clean
from lumbrera.report.ties import Ties, ties
from lumbrera.rows import records

Role = Literal["buyer", "supplier"]
SHARES = 8
MIN_DIRECT = 5
CONTRACTS_PER_PAGE = 200
WEEKS = 160


class Share(msgspec.Struct, frozen=True):
    """A counterpart's part of the party's amount in direct awards."""

    party_id: str
    name: str
    n: int
    amount: Any
    share: float
    institution: str = ""


class Week(msgspec.Struct, frozen=True):
    """Direct awards of a week that starts on Monday."""

    on: dt.date
    n: int
    amount: Any


class Party(msgspec.Struct):
    """A buyer or supplier with cases. ceiling: the highest of its known ceilings by year."""

    role: Role
    party_id: str
    name: str
    facts: list[tuple[str, str]]
    note: str
    n_contracts: int
    amount: Any
    n_direct: int
    direct_amount: Any
    first_on: Any
    last_on: Any
    case_ids: list[str] = []
    shares: list[Share] = []
    peer_share: float | None = None
    n_peers: int = 0
    weeks: list[Week] = []
    ceiling: Any = None
    ceiling_year: int | None = None
    contracts: list[Contract] = []
    n_flagged: int = 0
    purchases: list[policy.Purchases] = []
    published: policy.Published | None = None
    concentration: Concentration | None = None
    ties: Ties | None = None


def parties(
    con: duckdb.DuckDBPyConnection, role: Role, limit: int, *, name_persons: bool
) -> dict[str, Party]:
    """id → Party for the buyers or suppliers of the gathered cases: at most `limit`, those of the
    best-ranked cases first."""
    key, other = f"{role}_id", "supplier_id" if role == "buyer" else "buyer_id"
    con.execute(f"""
        create or replace temp table page_party as
        with seen as (
            select p.case_id, c.{key} as party_id
            from page_contract p join core.contract c using (contract_id)
            {"union select q.case_id, r.buyer_id from page_case q join core.procedure r on q.subject_type = 'procedure' and r.procedure_id = q.subject_id" if role == "buyer" else ""}
            union select case_id, subject_id from page_case where subject_type = '{role}')
        select party_id, list(distinct case_id order by case_id) as case_ids, min(q.rank) as best
        from seen join page_case q using (case_id)
        where party_id is not null
        group by party_id order by best, party_id limit {limit}""")
    found = {
        row["party_id"]: (_buyer if role == "buyer" else _supplier)(row, name_persons)
        for row in records(con, _BUYER if role == "buyer" else _SUPPLIER)
    }
    _shares(con, found, key, other, name_persons)
    if role == "buyer":
        _peers(con, found)
        _weeks(con, found)
        for buyer_id, years in policy.by_buyer(con).items():
            found[buyer_id].purchases = years
        for buyer_id, shares in policy.published(con).items():
            found[buyer_id].published = shares
        for buyer_id, periods in concentration(con, found).items():
            found[buyer_id].concentration = periods
    else:
        for supplier_id, some in ties(con, found, name_persons=name_persons).items():
            found[supplier_id].ties = some
    _contracts(con, found, key, name_persons)
    con.execute("drop table temp.page_party")
    return found


_TOTALS = """
    count(c.contract_id) as n, sum(c.amount_mxn) as amount,
    count(*) filter (c.method = 'direct') as n_direct,
    sum(c.amount_mxn) filter (c.method = 'direct') as direct_amount,
    min(c.event_on) as first_on, max(c.event_on) as last_on"""
_BUYER = f"""
    select p.party_id, p.case_ids, b.unit, b.unit_code, b.institution, b.government_order, b.state,
           {_TOTALS}
    from page_party p join core.buyer b on b.buyer_id = p.party_id
    left join core.contract c on c.buyer_id = p.party_id
    group by all order by min(p.best), p.party_id"""
_SUPPLIER = f"""
    select p.party_id, p.case_ids, s.name, s.kind, s.rfc_public, s.rfc_status, {_TOTALS}
    from page_party p join core.supplier s on s.supplier_id = p.party_id
    left join core.contract c on c.supplier_id = p.party_id
    group by all order by min(p.best), p.party_id"""


def _party(role: Role, row: dict[str, Any], name: str, facts: list[Any], note: str) -> Party:
    return Party(
        role=role,
        party_id=row["party_id"],
        name=name,
        facts=[(label, clean(value)) for label, value in facts if value],
        note=note,
        n_contracts=row["n"],
        amount=row["amount"],
        n_direct=row["n_direct"],
        direct_amount=row["direct_amount"],
        first_on=row["first_on"],
        last_on=row["last_on"],
        case_ids=row["case_ids"],
    )


def _buyer(row: dict[str, Any], name_persons: bool) -> Party:
    orders = {"federal": "federal", "state": "estatal", "municipal": "municipal"}
    facts = [
        ("institución", row["institution"]),
        ("clave", row["unit_code"]),
        ("orden de gobierno", orders.get(row["government_order"] or "")),
        ("estado", row["state"]),
    ]
    name = clean(row["unit"] or row["unit_code"] or row["party_id"], limit=200)
    return _party("buyer", row, name, facts, "")


def _supplier(row: dict[str, Any], name_persons: bool) -> Party:
    note = (
        "El RFC publicado no pasa la prueba de su dígito verificador: puede tener un error de "
        "captura. Confírmelo antes de usarlo."
        if row["rfc_status"] == "check_digit"
        else ""
    )
    name = supplier_text(row["name"], row["kind"], name_persons=name_persons)
    return _party("supplier", row, name, [("RFC", row["rfc_public"])], note)


def _shares(
    con: duckdb.DuckDBPyConnection, found: dict[str, Party], key: str, other: str, names: bool
) -> None:
    label: dict[str, Callable[[dict[str, Any]], str]] = {
        "supplier_id": lambda r: supplier_text(r["name"], r["kind"], name_persons=names),
        "buyer_id": lambda r: clean(r["unit"] or r["other_id"], limit=120),
    }
    for row in records(
        con,
        f"""
        with pair as (
            select c.{key} as party_id, c.{other} as other_id, count(*) as n,
                   sum(c.amount_mxn) as amount
            from core.contract c join page_party p on p.party_id = c.{key}
            where c.method = 'direct' and c.{other} is not null
            group by all having sum(c.amount_mxn) > 0),
        ranked as (
            select *, amount::double / nullif(sum(amount) over (partition by party_id), 0) as share,
                   row_number() over (partition by party_id order by amount desc, other_id) as k
            from pair)
        select r.*, s.name, s.kind, b.unit, b.institution from ranked r
        left join core.supplier s on s.supplier_id = r.other_id
        left join core.buyer b on b.buyer_id = r.other_id
        where k <= {SHARES} order by party_id, k""",
    ):
        found[row["party_id"]].shares.append(
            Share(
                row["other_id"],
                label[other](row),
                row["n"],
                row["amount"],
                row["share"],
                institution_of(row) if other == "buyer_id" else "",
            )
        )


def _peers(con: duckdb.DuckDBPyConnection, found: dict[str, Party]) -> None:
    """The middle of the largest share among units of the same order with enough direct awards."""
    for row in records(
        con,
        f"""
        with pair as (
            select c.buyer_id, c.supplier_id, count(*) as n, sum(c.amount_mxn) as amount
            from core.contract c where c.method = 'direct' and c.supplier_id is not null
            group by all),
        top as (
            select buyer_id, max(amount)::double / nullif(sum(amount), 0) as share
            from pair group by buyer_id having sum(n) >= {MIN_DIRECT}),
        middle as (
            select coalesce(b.government_order, '') as body, median(share) as share, count(*) as n
            from top join core.buyer b using (buyer_id) group by all)
        select p.party_id, m.share, m.n
        from page_party p join core.buyer b on b.buyer_id = p.party_id
        join middle m on m.body = coalesce(b.government_order, '')""",
    ):
        party = found[row["party_id"]]
        if row["n"] >= 10:
            party.peer_share, party.n_peers = row["share"], row["n"]


def _weeks(con: duckdb.DuckDBPyConnection, found: dict[str, Party]) -> None:
    for row in records(
        con,
        f"""
        select c.buyer_id as party_id, date_trunc('week', c.event_on)::date as week_on,
               count(*) as n, sum(c.amount_mxn) as amount
        from core.contract c join page_party p on p.party_id = c.buyer_id
        where c.method = 'direct' and c.exception = 'amount' and c.event_on is not null
            and c.amount_mxn > 0 and not coalesce(c.award_is_scheduled, false)
        group by c.buyer_id, date_trunc('week', c.event_on)::date
        qualify row_number() over (partition by c.buyer_id
            order by date_trunc('week', c.event_on)::date desc) <= {WEEKS}
        order by party_id, week_on""",
    ):
        found[row["party_id"]].weeks.append(Week(row["week_on"], row["n"], row["amount"]))
    if not has_table(con, "features", "amount_ceiling"):
        return
    for row in records(
        con,
        """
        -- Of several in one year (goods and works), the highest: a line that is too low accuses.
        select c.buyer_id as party_id,
               max_by(a.highest_mxn, (a.procedure_year, a.highest_mxn)) as ceiling,
               max(a.procedure_year) as year
        from features.amount_ceiling a join core.contract c using (contract_id)
        join page_party p on p.party_id = c.buyer_id
        where a.highest_mxn is not null and a.method = 'direct' group by all""",
    ):
        found[row["party_id"]].ceiling = row["ceiling"]
        found[row["party_id"]].ceiling_year = row["year"]


def _contracts(
    con: duckdb.DuckDBPyConnection, found: dict[str, Party], key: str, name_persons: bool
) -> None:
    for row in records(
        con,
        f"""
        with cited as (select distinct contract_id from page_contract),
        ranked as (
            select c.{key} as party_id, c.contract_id,
                   count(*) over (partition by c.{key}) as n_flagged,
                   row_number() over (partition by c.{key}
                       order by c.amount_mxn desc nulls last, contract_id) as k
            from cited join core.contract c using (contract_id)
            join page_party p on p.party_id = c.{key})
        select r.party_id, r.n_flagged, {CONTRACT_COLUMNS}
        from ranked r join core.contract c using (contract_id)
        left join core.buyer b using (buyer_id) left join core.supplier s using (supplier_id)
        where k <= {CONTRACTS_PER_PAGE} order by party_id, k""",
    ):
        party = found[row["party_id"]]
        party.n_flagged = row["n_flagged"]
        party.contracts.append(contract(row, name_persons))
