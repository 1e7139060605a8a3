"""Who bid, who quoted and what was amended, for the contracts of a case's page.

Read from core.bid, core.quotation and core.amendment for all pages at once, after dossier.gather.
"""

from decimal import Decimal
from typing import Any

import duckdb
import msgspec

from lumbrera.report import labels
from lumbrera.report.subjects import supplier_text
from lumbrera.report.text import clean
from lumbrera.rows import records

PER_PAGE = 60


class Party(msgspec.Struct, frozen=True):
    """A bidder or who quoted: the amount as it is published, with VAT or without."""

    number: str
    name: str
    status: str
    amount: Decimal | None = None
    has_vat: bool = True


class Amendment(msgspec.Struct, frozen=True):
    """An amendment: amounts without VAT where they are published."""

    number: str
    object: str
    signed_on: Any
    amount_before: Decimal | None
    amount_after: Decimal | None


class Participants(msgspec.Struct):
    """All of it for one case."""

    bidders: list[Party] = []
    quotations: list[Party] = []
    amendments: list[Amendment] = []
    n_bidders: int = 0
    n_quotations: int = 0
    n_amendments: int = 0


def participants(con: duckdb.DuckDBPyConnection, *, name_persons: bool) -> dict[str, Participants]:
    """case_id → Participants, of the cases that have any; at most PER_PAGE rows of each kind."""
    found: dict[str, Participants] = {}
    for row in records(con, _PARTY):
        it = found.setdefault(row["case_id"], Participants())
        name = supplier_text(row["supplier"], row["supplier_kind"], name_persons=name_persons)
        party = Party(
            clean(row["number"], limit=80),
            name,
            labels.code("bid_status", row["status"]),
            row["amount_mxn"] if row["amount_with_vat"] is None else row["amount_with_vat"],
            row["amount_with_vat"] is not None,
        )
        if row["is_bid"]:
            it.n_bidders = row["n"]
            it.bidders.append(party)
        else:
            it.n_quotations = row["n"]
            it.quotations.append(party)
    for row in records(con, _AMENDMENT):
        it = found.setdefault(row["case_id"], Participants())
        it.n_amendments = row["n"]
        it.amendments.append(
            Amendment(
                clean(row["number"], limit=80),
                clean(row["object"], limit=160),
                row["signed_on"],
                row["amount_before_mxn"],
                row["amount_after_mxn"],
            )
        )
    return found


_PARTY = f"""
    with party as (
        select distinct p.case_id, true as is_bid, b.procedure_id as number, b.supplier_id,
               b.supplier_name, b.status, b.amount_with_vat, b.amount_mxn
        from page_contract p join core.contract c using (contract_id)
        join core.bid b on b.procedure_id = c.procedure_id
        union all
        select p.case_id, false, c.procedure_number, q.supplier_id, q.supplier_name,
               case when q.is_winner then 'awarded' else 'quoted' end,
               q.amount_with_vat, q.amount_mxn
        from page_contract p join core.contract c using (contract_id)
        join core.quotation q using (contract_id))
    select * from (
        select party.*, coalesce(s.name, party.supplier_name) as supplier, s.kind as supplier_kind,
               count(*) over (partition by case_id, is_bid) as n,
               row_number() over (partition by case_id, is_bid
                   order by number, status, amount_with_vat, amount_mxn, supplier_id) as i
        from party left join core.supplier s using (supplier_id))
    where i <= {PER_PAGE} order by case_id, is_bid, i"""

_AMENDMENT = f"""
    select * from (
        select p.case_id, coalesce(a.number, c.procedure_number) as number, a.object, a.signed_on,
               a.amount_before_mxn, a.amount_after_mxn,
               count(*) over (partition by p.case_id) as n,
               row_number() over (partition by p.case_id
                   order by a.contract_id, a.signed_on, a.amendment_id) as i
        from page_contract p join core.contract c using (contract_id)
        join core.amendment a using (contract_id))
    where i <= {PER_PAGE} order by case_id, i"""
