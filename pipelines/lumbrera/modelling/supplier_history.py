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

Floats = npt.NDArray[np.float64]

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
create temp table if not exists supplier_listed as
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

_UNTIL = """
with k as (
    select contract_id, supplier_id, buyer_id, amount_mxn, event_on, item_family, method
    from core.contract
    where supplier_id is not null and buyer_id is not null and amount_mxn > 0
      and event_on <= $day and not coalesce(award_is_scheduled, false)
),
unit as (
    select supplier_id, max(mxn) / sum(mxn) as top_unit_share
    from (select supplier_id, buyer_id, sum(amount_mxn) as mxn from k group by all) group by 1
)
select k.supplier_id,
       ln(sum(amount_mxn)) as log_total,
       ln(max(amount_mxn)) as log_largest,
       count(*) as n_contracts,
       coalesce(sum(amount_mxn) filter (method = 'direct'), 0) / sum(amount_mxn) as direct_share,
       count(distinct buyer_id) as n_units,
       any_value(unit.top_unit_share) as top_unit_share,
       count(distinct item_family) as n_families,
       date_diff('day', min(event_on), $day) as known_days,
       coalesce(sum(amount_mxn) filter (event_on > $day - interval 12 month), 0) / sum(amount_mxn) as recent_share,
       coalesce(sum(amount_mxn) filter (month(event_on) = 12), 0) / sum(amount_mxn) as december_share,
       count(*) filter (amount_mxn % 10000 = 0) / count(*) as round_share,
       ln(max(amount_mxn) / arg_min(amount_mxn, (event_on, contract_id))) as jump
from k join unit using (supplier_id)
group by k.supplier_id order by k.supplier_id
"""

# Suppliers and buyers as the place of their id among those of the day.
_EDGES = """
with k as (
    select supplier_id, buyer_id, ln(1 + sum(amount_mxn)) as weight from core.contract
    where supplier_id is not null and buyer_id is not null and amount_mxn > 0
      and event_on <= $day and not coalesce(award_is_scheduled, false)
    group by all
),
supplier as (select supplier_id, row_number() over (order by supplier_id) - 1 as s from (select distinct supplier_id from k)),
buyer as (select buyer_id, row_number() over (order by buyer_id) - 1 as b from (select distinct buyer_id from k))
select s, b, weight from k join supplier using (supplier_id) join buyer using (buyer_id) order by s, b
"""


@dataclass(frozen=True)
class Known:
    """Suppliers with a contract by a day; x has a row per supplier and a column per FEATURES.

    owner: the seller that suppliers of one owner share, else the supplier; listed_on: the day's
    ordinal number, or infinity.
    """

    day: dt.date
    supplier: npt.NDArray[np.str_]
    x: Floats
    owner: npt.NDArray[np.str_]
    listed_on: Floats


def listed(con: duckdb.DuckDBPyConnection) -> dict[str, dt.date]:
    """Each supplier that was ever listed, with the first day. Keeps them in temp.supplier_listed."""
    con.execute(_LISTED)
    return dict(con.execute("select supplier_id, listed_on from supplier_listed").fetchall())


def known_on(con: duckdb.DuckDBPyConnection, day: dt.date) -> Known:
    """What was known on that day."""
    rows = con.execute(_UNTIL, {"day": day}).fetchnumpy()
    supplier = np.asarray(rows["supplier_id"], dtype=np.str_)
    if len(supplier) == 0:
        return Known(day, supplier, np.zeros((0, len(FEATURES))), supplier, np.zeros(0))
    rows |= _graph(con, day)
    columns = [np.asarray(rows[name], dtype=np.float64) for name in FEATURES]
    dates = listed(con)
    seller = dict(_sellers(con))
    return Known(
        day,
        supplier,
        np.column_stack(columns),
        np.array([seller.get(s, s) for s in supplier], dtype=np.str_),
        np.array([dates[s].toordinal() if s in dates else np.inf for s in supplier]),
    )


def _sellers(con: duckdb.DuckDBPyConnection) -> list[tuple[str, str]]:
    """Suppliers that belong to one owner; none where networks were not built."""
    found = con.execute("""
        select count(*) from duckdb_tables()
        where schema_name = 'networks' and table_name = 'seller_group'""").fetchone()
    if not found or not found[0]:
        return []
    return con.execute("select supplier_id, seller_id from networks.seller_group").fetchall()


def _graph(con: duckdb.DuckDBPyConnection, day: dt.date) -> dict[str, Floats]:
    """Core number, PageRank and rivals in the buyer-supplier graph, in the order of the suppliers' ids.
    Coreness and centrality lead in Medina-Hernández, Kertész and Fazekas (2026); PageRank, because
    eigenvector centrality means nothing in a graph of several parts."""
    import igraph

    edges = con.execute(_EDGES, {"day": day}).fetchnumpy()
    supplier, buyer = np.asarray(edges["s"]), np.asarray(edges["b"])
    n_suppliers, n_buyers = int(supplier.max()) + 1, int(buyer.max()) + 1
    graph = igraph.Graph(
        n=n_suppliers + n_buyers, edges=np.column_stack([supplier, buyer + n_suppliers])
    )
    graph.es["weight"] = edges["weight"]
    central = np.array(graph.pagerank(weights="weight", directed=False)[:n_suppliers])
    of_buyer = np.bincount(buyer, minlength=n_buyers)
    return {
        "core_number": np.array(graph.coreness()[:n_suppliers], np.float64),
        # Per vertex, so that a graph that grew can be compared with what it was.
        "centrality": np.round(central * graph.vcount(), 6),
        "rivals": np.bincount(supplier, weights=of_buyer[buyer] - 1.0, minlength=n_suppliers),
    }
