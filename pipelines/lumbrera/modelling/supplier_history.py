"""What was known of each supplier on a day: its contracts until then, and whether it was listed.

Listed: definitive under article 69-B, matched by RFC, or with a ban that has begun, matched by
name and legal form where one supplier alone has them. Presumed, cleared and favourable stages are
no positives. Networks of buyers and suppliers are drawn from the contracts until that day, never
from a register of another.
"""

import datetime as dt
from dataclasses import dataclass

import duckdb
import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]

FEATURES = {
    "log_total": "importe contratado",
    "log_largest": "contrato más grande",
    "n_contracts": "número de contratos",
    "direct_share": "parte adjudicada de forma directa",
    "n_units": "unidades a las que vende",
    "top_unit_share": "parte que le compra una sola unidad",
    "n_families": "familias de bienes que vende",
    "known_days": "días desde su primer contrato",
    "recent_share": "parte de los últimos doce meses",
    "december_share": "parte de diciembre",
    "round_share": "contratos de importe redondo",
    "jump": "su contrato más grande entre el primero",
    "core_number": "núcleo de la red en que está",
    "centrality": "centralidad en la red de compras",
    "rivals": "proveedores de las mismas unidades",
}
"""Feature and its name in Spanish."""

_LISTED = """
create or replace temp table supplier_listed as
with one_of_name as (
    select name_key, any_value(supplier_id) as supplier_id from core.supplier
    where kind = 'company' and legal_form <> '' group by 1 having count(*) = 1
),
found as (
    select s.supplier_id, coalesce(t.definitive_on, t.first_listed_on) as listed_on
    from core.tax_listing t join core.supplier s on s.rfc = t.rfc
    where t.status = 'definitive' and t.rfc is not null
    union all
    select n.supplier_id, b.ban_start_on
    from core.sanction b join one_of_name n using (name_key)
    where b.ban_start_on is not null and b.party_kind = 'company'
)
select supplier_id, min(listed_on) as listed_on from found
where listed_on is not null group by supplier_id
"""

# Ids are long; numbers in their order take their place. Suppliers of one owner share an owner's number.
_TRADE = """
create or replace temp table supplier_trade as
with k as (
    select contract_id, supplier_id, buyer_id, amount_mxn, event_on, item_family, method from core.contract
    where supplier_id is not null and buyer_id is not null and amount_mxn > 0 and event_on is not null
      and not coalesce(award_is_scheduled, false)
),
buyer as (select buyer_id, (row_number() over (order by buyer_id))::integer as b from (select distinct buyer_id from k)),
family as (select item_family, (row_number() over (order by item_family))::integer as f from (select distinct item_family from k)),
supplier as (select supplier_id, (row_number() over (order by supplier_id))::integer as s from (select distinct supplier_id from k))
select s, b, f, contract_id, amount_mxn, event_on, method = 'direct' as is_direct, supplier_id
from k join supplier using (supplier_id) join buyer using (buyer_id) left join family using (item_family)
"""

_ONE = """
create or replace temp table supplier_one as
with first as (
    -- Whatever the day, a supplier's first contract is the same.
    select s, any_value(supplier_id) as supplier_id, min(event_on) as first_on,
           arg_min(amount_mxn, (event_on, contract_id)) as first_mxn
    from supplier_trade group by s
),
owned as ({owned})
select s, supplier_id, first_on, first_mxn, listed_on,
       (dense_rank() over (order by coalesce(seller_id, supplier_id)))::integer as owner
from first left join owned using (supplier_id) left join supplier_listed using (supplier_id)
"""
_NO_OWNERS = "select null::varchar as supplier_id, null::varchar as seller_id limit 0"

_FAMILY = """
create or replace temp table supplier_family as
select s, f, min(event_on) as first_on from supplier_trade where f is not null group by s, f
"""

_PAIR = """
create or replace temp table supplier_pair as
select s, b, sum(amount_mxn) as mxn from supplier_trade where event_on <= $day group by s, b
"""

_UNTIL = """
with unit as (
    select s, max(mxn) / sum(mxn) as top_unit_share, count(*) as n_units from supplier_pair group by s
),
family as (select s, count(*) as n_families from supplier_family where first_on <= $day group by s),
trade as (
    select s, sum(amount_mxn) as mxn, max(amount_mxn) as largest, count(*) as n_contracts,
           sum(amount_mxn) filter (is_direct) as direct_mxn,
           sum(amount_mxn) filter (event_on > $day - interval 12 month) as recent_mxn,
           sum(amount_mxn) filter (month(event_on) = 12) as december_mxn,
           count(*) filter (amount_mxn % 10000 = 0) as n_round
    from supplier_trade where event_on <= $day group by s
)
select s, owner,
       coalesce(date_diff('day', date '0001-01-01', listed_on) + 1, 'infinity'::double) as listed_on,
       ln(mxn)::real as log_total,
       ln(largest)::real as log_largest,
       n_contracts::real as n_contracts,
       (coalesce(direct_mxn, 0) / mxn)::real as direct_share,
       n_units::real as n_units,
       top_unit_share::real as top_unit_share,
       coalesce(n_families, 0)::real as n_families,
       date_diff('day', first_on, $day)::real as known_days,
       (coalesce(recent_mxn, 0) / mxn)::real as recent_share,
       (coalesce(december_mxn, 0) / mxn)::real as december_share,
       (n_round / n_contracts)::real as round_share,
       ln(largest / first_mxn)::real as jump
from trade join unit using (s) join supplier_one using (s) left join family using (s)
order by s
"""

_EDGES = "select s, b, ln(1 + mxn) as weight from supplier_pair order by s, b"


@dataclass(frozen=True)
class Known:
    """Suppliers with a contract by a day; x has a row per supplier and a column per FEATURES.

    supplier and owner: numbers in temp.supplier_one, where suppliers of one owner share theirs;
    listed_on: the day's ordinal number, or infinity.
    """

    day: dt.date
    supplier: Ints
    x: Floats
    owner: Ints
    listed_on: npt.NDArray[np.float64]


def listed(con: duckdb.DuckDBPyConnection) -> dict[str, dt.date]:
    """Each supplier that was ever listed, with the first day. Keeps them in temp.supplier_listed."""
    con.execute(_LISTED)
    return dict(con.execute("select supplier_id, listed_on from supplier_listed").fetchall())


class History:
    """What was known of each supplier on any day; each day is worked out once."""

    def __init__(self, con: duckdb.DuckDBPyConnection) -> None:
        """Reads who was ever listed; the contracts when the first day is asked for, once for all."""
        self._con = con
        self._days: dict[dt.date, Known] = {}
        self.listed = listed(con)

    def close(self) -> None:
        """Drops the temporary tables."""
        for table in ("trade", "one", "family", "pair", "listed"):
            self._con.execute(f"drop table if exists temp.supplier_{table}")

    def on(self, day: dt.date) -> Known:
        """What was known on that day."""
        if not self._days:
            self._con.execute(_TRADE)
            self._con.execute(_ONE.format(owned=_owners(self._con)))
            self._con.execute(_FAMILY)
        if day not in self._days:
            self._days[day] = self._read(day)
        return self._days[day]

    def _read(self, day: dt.date) -> Known:
        self._con.execute(_PAIR, {"day": day})
        rows = self._con.execute(_UNTIL, {"day": day}).fetchnumpy()
        supplier = np.asarray(rows["s"])
        if not len(supplier):
            none = np.zeros(0, np.int64)
            return Known(day, none, np.zeros((0, len(FEATURES)), np.float32), none, np.zeros(0))
        rows |= self._network(supplier)
        x = np.empty((len(supplier), len(FEATURES)), np.float32)
        for i, name in enumerate(FEATURES):
            x[:, i] = rows[name]
        return Known(day, supplier, x, np.asarray(rows["owner"]), np.asarray(rows["listed_on"]))

    def _network(self, suppliers: Ints) -> dict[str, npt.NDArray[np.float64]]:
        """Core number, PageRank and rivals in the buyer-supplier graph, in the order of suppliers.
        Coreness and centrality lead in Medina-Hernández, Kertész and Fazekas (2026); PageRank, because
        eigenvector centrality means nothing in a graph of several parts."""
        import igraph

        edges = self._con.execute(_EDGES).fetchnumpy()
        supplier = np.searchsorted(suppliers, edges["s"])
        buyers, buyer = np.unique(edges["b"], return_inverse=True)
        of_buyer = np.bincount(buyer)
        graph = igraph.Graph(
            len(suppliers) + len(buyers), np.column_stack([supplier, buyer + len(suppliers)])
        )
        graph.es["weight"] = edges["weight"]
        central = np.asarray(graph.pagerank(weights="weight")[: len(suppliers)])
        return {
            "core_number": np.asarray(graph.coreness()[: len(suppliers)], np.float64),
            # Per vertex, so that a graph that grew can be compared with what it was.
            "centrality": np.round(central * (len(suppliers) + len(buyers)), 6),
            "rivals": np.bincount(supplier, weights=of_buyer[buyer] - 1).astype(np.float64),
        }


def _owners(con: duckdb.DuckDBPyConnection) -> str:
    """SQL: suppliers that belong to one owner; none where networks were not built."""
    found = con.execute("""
        select count(*) from duckdb_tables()
        where schema_name = 'networks' and table_name = 'seller_group'""").fetchone()
    if not found or not found[0]:
        return _NO_OWNERS
    return "select supplier_id, seller_id from networks.seller_group"
