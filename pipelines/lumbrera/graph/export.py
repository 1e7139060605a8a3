"""A graph as a file that other programs read: JSON (node-link) or GraphML."""

import json
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import networkx as nx

Format = Literal["json", "graphml"]


def text(graph: "nx.MultiGraph[str]", fmt: Format) -> str:
    """The graph as text."""
    import networkx as nx

    if fmt == "graphml":
        return "\n".join(nx.generate_graphml(graph)) + "\n"
    data = nx.node_link_data(graph, edges="edges")
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"
