"""What a case's page adds to its alerts: the contracts behind them, their like, their versions.

Every query answers for all the pages at once, from the temporary tables made by `gather`.
"""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

import duckdb
import msgspec

from lumbrera.report import labels
from lumbrera.report.evidence import parse, published_text
from lumbrera.report.participants import Participants, participants
from lumbrera.report.subjects import supplier_text
from lumbrera.report.text import clean, safe_url
from lumbrera.rows import records

PEERS = 10
CONTRACTS_PER_PAGE = 200
VERSIONS_PER_PAGE = 60
_WINDOW = 3 * PEERS


class Contract(msgspec.Struct, frozen=True):
    """A contract as one row of a table. case_id: the page about it, if there is one."""

    contract_id: str
    title: str
    number: str
    buyer_id: str | None
    buyer: str
    supplier_id: str | None
    supplier: str
    amount: Decimal | None
    event_on: Any
    event_basis: str
    method: str
    url: str | None
    note: str = ""
    institution: str = ""
    with_taxes: Decimal | None = None
    """The total with taxes, where it is the only amount published."""


class Version(msgspec.Struct, frozen=True):
    """What one export said anew about a contract: what happened and which fields changed."""

    title: str
    status: str
    export_on: Any
    file: str
    row_number: int
    changes: list[tuple[str, str, str]]


class Weight(msgspec.Struct, frozen=True):
    """One line of the score's arithmetic."""

    rule_id: str
    evidence_group: str
    weight: float
    counts: bool


class Dossier(msgspec.Struct):
    """All of it for one case. peers_of says which contract the peers resemble, and in what."""

    contracts: list[Contract] = []
    n_contracts: int = 0
    peers: list[Contract] = []
    peers_of: str = ""
    versions: list[Version] = []
    n_versions: int = 0
    weights: list[Weight] = []
    parties: Participants = msgspec.field(default_factory=Participants)


def gather(con: duckdb.DuckDBPyConnection, case_ids: Iterable[str]) -> None:
    """Makes temp.page_contract(case_id, contract_id, k, n): the contracts of each case's subject
    and of its alerts' source rows, largest first."""
    con.execute(
        """
        create or replace temp table page_case as
        select * from cases.queue where case_id in (select unnest($ids))""",
        {"ids": list(case_ids)},
    )
    con.execute("""
        create or replace temp table page_contract as
        with cited as (
            select case_id, unnest(from_json(source_rows,
                '[{"file_sha256":"VARCHAR","row_number":"BIGINT"}]')) as source
            from flags.flag
            where case_id in (select case_id from page_case) and audience <> 'restricted'),
        found as (
            select c.case_id, r.record_id as contract_id
            from cited c join core.source_row r
                on r.record_type = 'contract' and r.file_sha256 = c.source.file_sha256
                and r.row_number = c.source.row_number
            union
            select case_id, subject_id from page_case where subject_type = 'contract'
            union
            select q.case_id, c.contract_id
            from page_case q join core.contract c
                on q.subject_type = 'procedure' and c.procedure_id = q.subject_id)
        select case_id, contract_id,
               row_number() over (partition by case_id
                   order by c.amount_mxn desc nulls last, contract_id) as k,
               count(*) over (partition by case_id) as n
        from found join core.contract c using (contract_id)""")


def release(con: duckdb.DuckDBPyConnection) -> None:
    """Drops what `gather` made."""
    con.execute("drop table if exists temp.page_case")
    con.execute("drop table if exists temp.page_contract")


def dossiers(con: duckdb.DuckDBPyConnection, *, name_persons: bool) -> dict[str, Dossier]:
    """case_id → Dossier for the cases given to `gather`."""
    found: dict[str, Dossier] = {
        row[0]: Dossier() for row in con.execute("select case_id from page_case").fetchall()
    }
    for row in records(con, f"{_CONTRACT} where k <= {CONTRACTS_PER_PAGE} order by case_id, k"):
        dossier = found[row["case_id"]]
        dossier.n_contracts = row["n"]
        dossier.contracts.append(contract(row, name_persons))
    for row in records(con, _PEER):
        dossier = found[row["case_id"]]
        dossier.peers_of = _alike(row)
        dossier.peers.append(contract(row, name_persons))
    for case_id, parties in participants(con, name_persons=name_persons).items():
        found[case_id].parties = parties
    for row in records(con, _VERSION):
        dossier = found[row["case_id"]]
        dossier.n_versions = row["n"]
        dossier.versions.append(_version(row))
    for row in records(
        con,
        """select w.* from cases.weight w join page_case using (case_id)
           order by counts desc, weight desc, w.rule_id, flag_id""",
    ):
        found[row["case_id"]].weights.append(
            Weight(row["rule_id"], row["evidence_group"], row["weight"], row["counts"])
        )
    return found


def contract(row: dict[str, Any], name_persons: bool) -> Contract:
    """A row with a contract's columns, as it is shown."""
    return Contract(
        contract_id=row["contract_id"],
        title=clean(row["title"], limit=160) or "sin título publicado",
        number=clean(row["procedure_number"], limit=80),
        buyer_id=row["buyer_id"],
        buyer=clean(row["unit"] or row["buyer_id"], limit=120),
        supplier_id=row["supplier_id"],
        supplier=supplier_text(row["supplier"], row["supplier_kind"], name_persons=name_persons),
        amount=row["amount_mxn"],
        event_on=row["event_on"],
        event_basis=labels.code("event_basis", row["event_basis"]),
        method=labels.code("method", row["method"]),
        url=safe_url(row["url"]),
        institution=institution_of(row),
        with_taxes=row["amount_with_vat"] if row["amount_mxn"] is None else None,
    )


def institution_of(row: dict[str, Any]) -> str:
    """Whose unit it is, where its name does not say so: many bodies have units of the same name."""
    institution = clean(row["institution"], limit=120)
    return "" if institution == clean(row["unit"], limit=120) else institution


CONTRACT_COLUMNS = """c.contract_id, c.title, c.procedure_number, c.buyer_id, b.unit, b.institution, c.supplier_id,
    s.name as supplier, s.kind as supplier_kind, c.amount_mxn, c.event_on, c.event_basis,
    c.method, c.url, c.amount_with_vat"""

_CONTRACT = f"""
    select p.case_id, p.n, {CONTRACT_COLUMNS}
    from page_contract p join core.contract c using (contract_id)
    left join core.buyer b using (buyer_id) left join core.supplier s using (supplier_id)"""

# Nothing is compared with everything, nor is everything sorted: amounts are counted in steps of five per
# cent, and each case's first contract meets those in the steps about its own, as far as the next thirty
# on either side reach. A group with fewer than ten others is pooled over the orders of government.
_PEER = f"""
    with placed as not materialized (
        select c.contract_id, c.item_family, c.method, c.amount_mxn,
               coalesce(b.government_order, '') as government_order,
               ln(greatest(c.amount_mxn, 1)) as size, floor(20 * size)::integer as step
        from core.contract c left join core.buyer b using (buyer_id)
        where c.item_family is not null and c.method is not null and c.amount_mxn > 0),
    stepped as materialized (
        select item_family, method, government_order, step, count(*) as n from placed group by all),
    main as materialized (
        select p.case_id, s.*, g.is_near
        from (from page_contract where k = 1) p join placed s using (contract_id)
        join (
            select item_family, method, government_order, sum(n) > {PEERS} as is_near
            from stepped group by item_family, method, government_order
        ) g using (item_family, method, government_order)),
    beside as (
        select m.case_id, m.step as own_step, s.step, sum(s.n) as n
        from main m join stepped s
            on s.item_family = m.item_family and s.method = m.method
            and (s.government_order = m.government_order or not m.is_near)
        group by all),
    reached as (
        select case_id, step, sum(n) over (
            partition by case_id, sign(step - own_step) order by abs(step - own_step)) - n as n_nearer
        from beside),
    other as (
        select m.case_id, m.size as own, m.government_order as body, m.is_near, m.item_family,
            s.contract_id, s.size
        from main m join (from reached where n_nearer < {_WINDOW}) w using (case_id)
        join placed s
            on s.item_family = m.item_family and s.method = m.method and s.step = w.step
            and (s.government_order = m.government_order or not m.is_near)),
    ranked as (
        select *, row_number() over (partition by case_id
            order by abs(size - own), contract_id) as k
        from other o
        where not exists (from page_contract p
            where p.case_id = o.case_id and p.contract_id = o.contract_id))
    select r.case_id, r.k, r.is_near, r.body, r.item_family, {CONTRACT_COLUMNS}
    from ranked r join core.contract c using (contract_id)
    left join core.buyer b on b.buyer_id = c.buyer_id
    left join core.supplier s using (supplier_id)
    where r.k <= {PEERS} order by r.case_id, r.k"""

_VERSION = f"""
    select * from (
        select p.case_id, c.title, v.status, v.export_on, f.name as file, v.row_number, v.changed,
               count(*) over (partition by p.case_id) as n,
               row_number() over (partition by p.case_id
                   order by v.contract_id, v.feed, v.version) as i
        from page_contract p join core.contract_version v using (contract_id)
        join core.contract c using (contract_id)
        left join (select file_sha256, min(name) as name from ingest.file group by 1) f
            on f.file_sha256 = v.file_sha256)
    where i <= {VERSIONS_PER_PAGE} order by case_id, i"""


def _alike(row: dict[str, Any]) -> str:
    text = f"familia {labels.code('item_family', row['item_family'])}, {labels.code('method', row['method'])}"
    if not row["is_near"]:
        return (
            f"{text}, unidades de cualquier orden de gobierno (del mismo orden hay menos de diez)"
        )
    order = labels.code("government_order", row["body"])
    return f"{text}, unidades del orden {order}" if order else f"{text}, orden no publicado"


def _version(row: dict[str, Any]) -> Version:
    changes = [
        (
            labels.column(change["field"]),
            published_text(change["field"], change.get("from")),
            published_text(change["field"], change.get("to")),
        )
        for change in parse(row["changed"]) or []
    ]
    return Version(
        title=clean(row["title"], limit=120),
        status=STATUSES.get(row["status"], row["status"]),
        export_on=row["export_on"],
        file=clean(row["file"], limit=160),
        row_number=row["row_number"] or 0,
        changes=changes,
    )


STATUSES = {
    "added": "apareció",
    "completed": "se completó",
    "changed": "cambió",
    "vanished": "ya no aparece; este es su último renglón",
    "ambiguous": "no se pudo emparejar con claridad",
}
