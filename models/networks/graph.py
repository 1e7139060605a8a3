"""The whole graph, clustered and measured with igraph: components, communities, cores, distances.

networks.component(node_id, component_id, n_nodes, n_suppliers): suppliers held together by close
ties (networks.firm_tie), with the attributes that tie them; only components of two suppliers or more.
networks.community(node_id, community_id, n_nodes): Leiden communities by modularity over every tie.
networks.supplier_metrics: one row per supplier that has a tie. n_buyers; trade_core, its core number
in the graph of units and suppliers (a feature, never an alert by itself); n_ties and tie_weight with
other suppliers; component_id; community_id; n_bridges, ties whose loss would part the graph (those
that lead to a lone node aside); sanction_distance and listing_distance, in ties between suppliers
(0: the supplier itself), up to four; sanction_via and listing_via, the supplier at that end.
Deterministic: the same ties give the same ids.

Where nothing but trade is known (no register, official, bid), every unit and supplier hang together
by what they buy and sell, and clusters of that say nothing: then components and communities have no
row, and trade_core, community_id and n_bridges are null.
"""

from typing import Any

import duckdb

READS = ["networks.edge", "networks.node", "networks.firm_tie", "networks.shared_attribute"]
WRITES = ["networks.component", "networks.community", "networks.supplier_metrics"]

FARTHEST = 4
"""Distances beyond these many ties say nothing and are not kept."""


def model(con: duckdb.DuckDBPyConnection) -> None:
    """Numbers the nodes, measures the graphs of trade, of ties and the whole, and writes the tables."""
    if not con.execute(_BEYOND_TRADE).fetchall():
        con.execute(_COMPONENT_OF_NONE)
        con.execute(_COMMUNITY_OF_NONE)
        con.execute(_METRICS_OF_TRADE)
        return
    con.execute(
        "create or replace temp table graph_node as "
        "select node_id, kind, ref_id, row_number() over (order by node_id) - 1 as n from networks.node"
    )
    con.execute(
        "create or replace temp table graph_tie as "
        "select a.n as a, b.n as b, t.weight, t.is_close from networks.firm_tie t "
        "join graph_node a on a.kind = 'supplier' and a.ref_id = t.supplier_a "
        "join graph_node b on b.kind = 'supplier' and b.ref_id = t.supplier_b"
    )
    nodes = _count(con, "graph_node")
    whole = _edges(
        con,
        "select a.n, b.n, e.kind = 'bought' from networks.edge e "
        "join graph_node a on a.node_id = e.source join graph_node b on b.node_id = e.target "
        "order by 1, 2, 3",
    )
    close = _edges(con, "select a, b, true from graph_tie where is_close order by 1, 2")
    measured: dict[str, Any] = {
        "community": _communities(nodes, whole),
        "bridges": _bridges(nodes, whole),
        "core": _cores(nodes, whole),
        "component": _components(nodes, close),
    }
    for kind in ("sanction", "listing"):
        bad = [
            n
            for (n,) in con.execute(
                "select distinct s.n from networks.edge e "
                "join graph_node s on s.node_id = e.target "
                "where e.source like ? || ':%' order by 1",
                [kind],
            ).fetchall()
        ]
        measured[f"{kind}_distance"], measured[f"{kind}_via"] = _distances(nodes, close, bad)
    _write(con, measured)
    con.execute("drop table graph_node; drop table graph_tie; drop table graph_measure")


def _edges(con: duckdb.DuckDBPyConnection, sql: str) -> Any:
    """Pairs of node numbers as an n×2 array, and a flag of each."""
    import numpy as np

    columns = con.execute(sql).fetchnumpy()
    first, second, flag = (np.asarray(c) for c in columns.values())
    return np.column_stack([first, second]).astype(np.int64), flag.astype(bool)


def _graph(nodes: int, pairs: Any) -> Any:
    import igraph

    return igraph.Graph(n=nodes, edges=pairs)


def _communities(nodes: int, whole: Any) -> Any:
    """The community of each node, numbered by their first node."""
    import random

    import igraph
    import numpy as np

    if not len(whole[0]):
        return np.arange(nodes)
    igraph.set_random_number_generator(random.Random(7))
    graph = _graph(nodes, whole[0]).simplify()
    return np.asarray(
        graph.community_leiden(objective_function="modularity", n_iterations=2).membership
    )


def _bridges(nodes: int, whole: Any) -> Any:
    """How many bridges each node stands at whose other end is no lone node, nor is it itself."""
    import numpy as np

    count = np.zeros(nodes, dtype=np.int64)
    if len(whole[0]):
        graph = _graph(nodes, whole[0]).simplify()
        degree = np.asarray(graph.degree())
        for edge in graph.bridges():
            a, b = graph.es[edge].tuple
            if degree[a] > 1 and degree[b] > 1:
                count[a] += 1
                count[b] += 1
    return count


def _cores(nodes: int, whole: Any) -> Any:
    """Core numbers in the graph of who buys from whom."""
    import numpy as np

    pairs, is_trade = whole
    return np.asarray(_graph(nodes, pairs[is_trade]).coreness())


def _components(nodes: int, close: Any) -> Any:
    import numpy as np

    return np.asarray(_graph(nodes, close[0]).connected_components().membership)


def _distances(nodes: int, close: Any, bad: list[int]) -> tuple[Any, Any]:
    """Ties to the nearest of the bad nodes (-1 beyond FARTHEST) and which one it is, by breadth."""
    import numpy as np

    distance = np.full(nodes, -1, dtype=np.int64)
    via = np.full(nodes, -1, dtype=np.int64)
    distance[bad], via[bad] = 0, bad
    pairs = close[0]
    both = np.concatenate([pairs, pairs[:, ::-1]]) if len(pairs) else pairs
    for step in range(1, FARTHEST + 1):
        if not len(both):
            break
        next_to = both[(distance[both[:, 0]] == step - 1) & (distance[both[:, 1]] == -1)]
        # Of several ways the one from the first node, so that a run repeats the last.
        next_to = next_to[np.lexsort((next_to[:, 0], next_to[:, 1]))[::-1]]
        distance[next_to[:, 1]] = step
        via[next_to[:, 1]] = via[next_to[:, 0]]
    return distance, via


def _write(con: duckdb.DuckDBPyConnection, measured: dict[str, Any]) -> None:
    from lumbrera import lean

    pa = lean.pyarrow()
    con.register("graph_measured", pa.table({k: pa.array(v) for k, v in measured.items()}))
    con.execute(
        "create or replace temp table graph_measure as "
        "select row_number() over () - 1 as n, m.* from graph_measured m"
    )
    con.unregister("graph_measured")
    con.execute(_COMPONENT)
    con.execute(_COMMUNITY)
    con.execute(_METRICS)


def _count(con: duckdb.DuckDBPyConnection, table: str) -> int:
    row = con.execute(f"select count(*) from {table}").fetchone()
    assert row is not None
    return int(row[0])


_BEYOND_TRADE = """
select 1 from networks.edge where kind not in ('bought', 'belongs', 'sanctioned', 'listed') limit 1
"""

_COMPONENT_OF_NONE = """
create or replace table networks.component (
    node_id varchar, component_id varchar, n_nodes bigint, n_suppliers bigint
)"""

_COMMUNITY_OF_NONE = """
create or replace table networks.community (node_id varchar, community_id varchar, n_nodes bigint)"""

_METRICS_OF_TRADE = """
create or replace table networks.supplier_metrics as
select substr(target, 10) as supplier_id, count(*) filter (kind = 'bought') as n_buyers,
       cast(null as bigint) as trade_core, cast(0 as bigint) as n_ties, cast(0 as double) as tie_weight,
       cast(null as varchar) as component_id, cast(1 as bigint) as component_suppliers,
       cast(null as varchar) as community_id, cast(null as bigint) as n_bridges,
       case when bool_or(kind = 'sanctioned') then 0 end::bigint as sanction_distance,
       case when bool_or(kind = 'sanctioned') then substr(target, 10) end as sanction_via,
       case when bool_or(kind = 'listed') then 0 end::bigint as listing_distance,
       case when bool_or(kind = 'listed') then substr(target, 10) end as listing_via
from networks.edge
where target like 'supplier:%'
group by target
"""

# A component is named after its first supplier.
_COMPONENT = """
create or replace table networks.component as
with
    tied as (
        select g.node_id, g.ref_id, m.component,
               count(*) over (partition by m.component) as n_suppliers,
               min(g.ref_id) over (partition by m.component) as component_id
        from graph_node g join graph_measure m using (n) where g.kind = 'supplier'
    ),
    member as (
        select node_id, component_id, n_suppliers from tied where n_suppliers > 1
        union
        select a.attribute_id, t.component_id, t.n_suppliers
        from networks.shared_attribute a
        join tied t on t.ref_id = a.supplier_ids[1] and t.n_suppliers > 1
        where a.is_close
    )
select node_id, component_id, count(*) over (partition by component_id) as n_nodes, n_suppliers
from member
order by component_id, node_id
"""

_COMMUNITY = """
create or replace table networks.community as
select g.node_id, min(g.node_id) over (partition by m.community) as community_id,
       count(*) over (partition by m.community) as n_nodes
from graph_node g join graph_measure m using (n)
order by community_id, node_id
"""

_METRICS = """
create or replace table networks.supplier_metrics as
with
    bought as (
        select target as node_id, count(*) as n_buyers from networks.edge where kind = 'bought' group by 1
    ),
    tied as (
        select n, count(*) as n_ties, round(sum(weight), 12) as tie_weight
        from (select a as n, weight from graph_tie union all select b, weight from graph_tie) group by n
    )
select g.ref_id as supplier_id, coalesce(b.n_buyers, 0) as n_buyers, m.core as trade_core,
       coalesce(t.n_ties, 0) as n_ties, coalesce(t.tie_weight, 0) as tie_weight,
       c.component_id, coalesce(c.n_suppliers, 1) as component_suppliers, u.community_id,
       m.bridges as n_bridges,
       nullif(m.sanction_distance, -1) as sanction_distance, s.ref_id as sanction_via,
       nullif(m.listing_distance, -1) as listing_distance, l.ref_id as listing_via
from graph_node g
join graph_measure m using (n)
left join bought b using (node_id)
left join tied t using (n)
left join networks.component c using (node_id)
left join networks.community u using (node_id)
left join graph_node s on s.n = m.sanction_via
left join graph_node l on l.n = m.listing_via
where g.kind = 'supplier'
order by supplier_id
"""
