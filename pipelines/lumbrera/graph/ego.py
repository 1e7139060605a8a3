"""What stands around a supplier, a buyer, an institution or an official in networks.edge."""

from typing import TYPE_CHECKING, Any

import duckdb

from lumbrera.errors import UsageError

if TYPE_CHECKING:
    import networkx as nx

KINDS = {
    "supplier": "proveedor",
    "buyer": "unidad compradora",
    "institution": "institución",
    "person": "persona del padrón",
    "official": "persona servidora pública",
    "address": "domicilio",
    "phone": "teléfono",
    "email": "correo",
    "notary": "notaría",
    "procedure": "procedimiento",
    "sanction": "inhabilitación",
    "listing": "listado 69-B",
}
TIES = {
    "bought": "le compró a",
    "partner": "participa en",
    "represents": "representa a",
    "address": "es domicilio de",
    "phone": "es teléfono de",
    "email": "es correo de",
    "notary": "constituyó a",
    "bid": "recibió propuesta de",
    "linked": "tiene un vínculo con",
    "serves": "trabaja en",
    "belongs": "pertenece a",
    "sanctioned": "recae en",
    "listed": "nombra a",
}
MOST_NODES = 400
THROUGH = 40
"""Nothing is followed through a node of more ties than these: beyond a large buyer lies everybody."""

_STEP = """
select e.source, e.target, e.kind, e.certainty, e.from_on, e.to_on, e.n, cast(e.amount_mxn as double) as amount_mxn
from networks.edge e
where (e.source in (select unnest($at)) or e.target in (select unnest($at)))
  and e.kind in (select unnest($kinds))
order by all
"""


def find(con: duckdb.DuckDBPyConnection, ident: str) -> str:
    """The node of an id: a node id as it is, or the id of a supplier, buyer, institution or official.

    Raises UsageError when the snapshot's networks hold no such node.
    """
    row = con.execute(
        "select node_id from networks.node where node_id = $id or ref_id = $id order by node_id limit 1",
        {"id": ident},
    ).fetchone()
    if row is None:
        raise UsageError(
            f"{ident}: there is no such node in the networks of the snapshot",
            hint="Use the id of a supplier (S…), official (O…), unit or institution.",
        )
    return str(row[0])


def ego(
    con: duckdb.DuckDBPyConnection,
    node_id: str,
    hops: int = 2,
    *,
    kinds: tuple[str, ...] = tuple(TIES),
) -> "nx.MultiGraph[str]":
    """The nodes up to `hops` ties away from node_id and every tie between them.

    kinds: the kinds of tie that count. Nodes carry kind, label, degree and hops; ties kind, certainty,
    from_on, to_on, n and amount_mxn (MXN without VAT). Persons, officials, addresses, telephones and
    e-mails are labelled by what they are, never by name. Nothing is followed through a node of more
    than THROUGH ties other than the middle one; at most MOST_NODES nodes, nearest first (the graph's
    attribute `cut` tells how many were left out).
    """
    import networkx as nx

    graph: nx.MultiGraph[str] = nx.MultiGraph(center=node_id, hops=hops, cut=0)
    distance = {node_id: 0}
    ties: dict[tuple[str, str, str], dict[str, Any]] = {}
    frontier = [node_id]
    for step in range(1, hops + 1):
        found = con.execute(_STEP, {"at": frontier, "kinds": list(kinds)}).fetchall()
        reached: list[str] = []
        for source, target, kind, *rest in found:
            ties[source, target, kind] = dict(
                zip(("certainty", "from_on", "to_on", "n", "amount_mxn"), rest, strict=True)
            )
            for node in (source, target):
                if node not in distance:
                    distance[node] = step
                    reached.append(node)
        frontier = [n for n in reached if not _is_hub(con, n)] if step < hops else []
    kept = sorted(distance, key=lambda n: (distance[n], n))
    graph.graph["cut"] = max(len(kept) - MOST_NODES, 0)
    kept = kept[:MOST_NODES]
    described = con.execute(
        "select node_id, kind, label, degree from networks.node "
        "where node_id in (select unnest($ids)) order by node_id",
        {"ids": kept},
    ).fetchall()
    for node, kind, label, degree in described:
        graph.add_node(
            node,
            kind=kind,
            label=label or KINDS.get(kind, kind),
            degree=degree,
            hops=distance[node],
        )
    for (source, target, kind), facts in sorted(ties.items()):
        if source in graph and target in graph:
            plain = {
                k: str(v) if k.endswith("_on") else v for k, v in facts.items() if v is not None
            }
            graph.add_edge(source, target, key=kind, kind=kind, label=TIES.get(kind, kind), **plain)
    return graph


def _is_hub(con: duckdb.DuckDBPyConnection, node_id: str) -> bool:
    row = con.execute("select degree from networks.node where node_id = ?", [node_id]).fetchone()
    return row is not None and row[0] > THROUGH
