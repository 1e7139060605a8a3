"""Direct purchases by amount from micro and small firms: a policy, shown as one and never an alert.

Reads features.small_supplier_purchase, features.buyer_publication and reference.plan_goals where a
snapshot has them.
"""

from typing import Any

import duckdb
import msgspec

from lumbrera.report.subjects import has_table
from lumbrera.report.text import clean
from lumbrera.rows import records


class Purchases(msgspec.Struct, frozen=True):
    """Direct purchases by amount of one year: all, those whose supplier's size was published, and
    those of micro and small suppliers. Amounts in MXN without VAT."""

    year: int
    n_direct: int
    direct_amount: Any
    n_sized: int
    n_small: int
    small_amount: Any
    suppliers: int

    @property
    def small_share(self) -> float | None:
        """Share of the purchases of known size that went to micro and small suppliers."""
        return self.n_small / self.n_sized if self.n_sized else None


class Goal(msgspec.Struct, frozen=True):
    """A goal of a state's plan, in contracts; verified: it was read in the plan itself."""

    state: str
    title: str
    contracts: int
    verified: bool


class Published(msgspec.Struct, frozen=True):
    """What a unit published of its contracts, as shares of 1; usual: the middle of its peers."""

    n_contracts: int
    share_fields: float
    share_full: float
    published: float
    usual: float | None
    peers: str


_SUMS = """given_in as year, cast(sum(n_direct) as bigint) as n_direct, sum(direct_mxn) as direct_amount,
    cast(sum(n_sized) as bigint) as n_sized, cast(sum(n_small) as bigint) as n_small,
    sum(small_mxn) as small_amount, cast(sum(small_suppliers) as bigint) as suppliers"""
_TABLE = "features.small_supplier_purchase"


def purchases(con: duckdb.DuckDBPyConnection) -> list[Purchases]:
    """All units together, latest year first. A supplier counts once for each unit and matter."""
    if not has_table(con, "features", "small_supplier_purchase"):
        return []
    query = f"select {_SUMS} from {_TABLE} where given_in is not null group by 1 order by 1 desc"
    return [Purchases(**row) for row in records(con, query)]


def goals(con: duckdb.DuckDBPyConnection) -> list[Goal]:
    """The goals of the states that have units in the data."""
    if not has_table(con, "reference", "plan_goals"):
        return []
    found = records(
        con,
        """select g.state, g.title_es, g.contracts, g.status from reference.plan_goals g
        where exists (from core.buyer b where upper(strip_accents(b.state)) = g.state)
        order by g.state, g.goal""",
    )
    return [
        Goal(
            clean(row["state"]).title(),
            clean(row["title_es"]),
            int(row["contracts"]),
            row["status"] == "verified",
        )
        for row in found
    ]


def by_buyer(con: duckdb.DuckDBPyConnection) -> dict[str, list[Purchases]]:
    """buyer_id → its years, latest first, for the buyers of temp.page_party."""
    found: dict[str, list[Purchases]] = {}
    if has_table(con, "features", "small_supplier_purchase"):
        query = f"""select buyer_id, {_SUMS} from {_TABLE}
            join page_party p on p.party_id = buyer_id
            where given_in is not null group by 1, 2 order by 1, 2 desc"""
        for row in records(con, query):
            found.setdefault(row.pop("buyer_id"), []).append(Purchases(**row))
    return found


def published(con: duckdb.DuckDBPyConnection) -> dict[str, Published]:
    """buyer_id → what it published, for the buyers of temp.page_party with ten contracts or more."""
    if not has_table(con, "features", "buyer_publication"):
        return {}
    query = """select u.* from features.buyer_publication u
        join page_party p on p.party_id = u.buyer_id where u.n_contracts >= 10"""
    return {
        row["buyer_id"]: Published(
            row["n_contracts"], row["share_fields"], row["share_full"], row["published"],
            row["peers_published"], clean(row["peers"]),
        )
        for row in records(con, query)
    }  # fmt: skip
