"""What ties a supplier to others in the registers, for its page: a table and a small picture."""

from collections.abc import Iterable

import duckdb
import msgspec

from lumbrera.report.subjects import has_table, supplier_text
from lumbrera.rows import records

SHARED = {
    "address": "domicilio",
    "phone": "teléfono",
    "email": "correo",
    "representative": "representante",
    "partner": "persona socia",
    "notary": "notaría",
}
_DRAWN = ("partner", "represents", "address", "phone", "email", "linked", "sanctioned", "listed")


class Tie(msgspec.Struct, frozen=True):
    """Another supplier and what it shares with this one; mark tells of a ban or a listing."""

    party_id: str
    name: str
    shared: str
    mark: str


class Ties(msgspec.Struct, frozen=True):
    """A supplier's ties and their picture, as SVG ('' when nothing can be drawn)."""

    ties: list[Tie]
    picture: str


_TIES = """
with side as (
    select supplier_a as supplier_id, supplier_b as other, kinds, weight from networks.firm_tie
    union all select supplier_b, supplier_a, kinds, weight from networks.firm_tie
)
select t.supplier_id, t.other, t.kinds, s.name, s.kind,
       m.sanction_distance = 0 as is_banned, m.listing_distance = 0 as is_listed
from side t
join core.supplier s on s.supplier_id = t.other
left join networks.supplier_metrics m on m.supplier_id = t.other
where t.supplier_id in (select unnest($ids)) and t.kinds <> ['notary']
order by t.supplier_id, t.weight desc, t.other
"""


def ties(
    con: duckdb.DuckDBPyConnection, ids: Iterable[str], *, name_persons: bool
) -> dict[str, Ties]:
    """supplier_id → its ties, for those that have any. An older snapshot without networks has none."""
    wanted = list(ids)
    if not wanted or not has_table(con, "networks", "firm_tie"):
        return {}
    found: dict[str, list[Tie]] = {}
    for row in records(con, _TIES, {"ids": wanted}):
        name = supplier_text(row["name"], row["kind"], name_persons=name_persons)
        marks = [
            text
            for key, text in (("is_banned", "inhabilitación"), ("is_listed", "69-B"))
            if row[key]
        ]
        shared = [SHARED.get(kind, kind) for kind in row["kinds"]]
        found.setdefault(row["supplier_id"], []).append(
            Tie(row["other"], name, ", ".join(shared), ", ".join(marks))
        )
    return {key: Ties(some, _picture(con, key, some)) for key, some in found.items()}


def _picture(con: duckdb.DuckDBPyConnection, supplier_id: str, some: list[Tie]) -> str:
    from lumbrera.graph import ego, picture

    graph = ego(con, f"supplier:{supplier_id}", 2, kinds=_DRAWN)
    alone = [n for n, degree in graph.degree() if degree == 1 and not n.startswith("supplier:")]
    # What nobody else shares tells nothing; a ban or a listing does.
    graph.remove_nodes_from(
        [n for n in alone if not n.startswith(("sanction:", "listing:", "official:"))]
    )
    label = f"{len(some)} proveedores comparten datos con este" if len(some) > 1 else "Un proveedor comparte datos con este"  # fmt: skip
    return picture(graph, label) if len(graph) > 1 else ""
