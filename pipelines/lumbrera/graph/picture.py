"""A small graph as an inline SVG: circles by kind, lines by what ties them, no outside request."""

import html
from typing import TYPE_CHECKING

from lumbrera.graph.ego import KINDS

if TYPE_CHECKING:
    import networkx as nx

WIDTH, HEIGHT, MARGIN = 560, 320, 46
_FILL = {
    "supplier": "#4a6a8a", "buyer": "#ffffff", "institution": "#ffffff", "official": "#a4410f",
    "person": "#d9dee3", "sanction": "#1c2126", "listing": "#1c2126",
}  # fmt: skip
_INK, _LINE = "#1c2126", "#7a858f"
_SHORT = 26


def picture(graph: "nx.MultiGraph[str]", label: str) -> str:
    """The graph drawn with its middle node in the centre; label is its text alternative.

    Suppliers and institutions are named, the rest is told by kind. The same graph gives the same
    picture.
    """
    import networkx as nx

    center = graph.graph["center"]
    simple = nx.Graph(graph)
    places = (
        nx.spring_layout(simple, seed=7, pos={center: (0.0, 0.0)}, fixed=[center], iterations=80)
        if len(simple) > 1
        else {center: (0.0, 0.0)}
    )
    reach = max((max(abs(x), abs(y)) for x, y in places.values()), default=0.0) or 1.0
    at = {
        node: (
            round(WIDTH / 2 + x / reach * (WIDTH / 2 - MARGIN * 1.8), 1),
            round(HEIGHT / 2 + y / reach * (HEIGHT / 2 - MARGIN), 1),
        )
        for node, (x, y) in places.items()
    }
    parts = [
        f'<svg role="img" aria-label="{html.escape(label)}" xmlns="http://www.w3.org/2000/svg" '
        f'viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}">'
    ]
    for one, other in sorted(simple.edges):
        (x1, y1), (x2, y2) = at[one], at[other]
        parts.append(
            f'<line x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}" stroke="{_LINE}" stroke-width="1.5"/>'
        )
    for node, facts in sorted(simple.nodes(data=True)):
        x, y = at[node]
        kind = facts.get("kind", "")
        radius = 9 if node == center else 6
        parts.append(
            f'<circle cx="{x}" cy="{y}" r="{radius}" fill="{_FILL.get(kind, "#e9ecef")}" '
            f'stroke="{_INK}" stroke-width="1"/>'
        )
        name = facts.get("label") or KINDS.get(kind, kind)
        name = name if len(name) <= _SHORT else f"{name[: _SHORT - 1].rstrip()}…"
        parts.append(
            f'<text x="{x}" y="{y - radius - 3}" font-size="10" text-anchor="middle" '
            f'fill="{_INK}">{html.escape(name)}</text>'
        )
    return "".join([*parts, "</svg>"])
