"""The surroundings of one node of the networks: as a networkx graph, as JSON or GraphML, as a picture."""

from lumbrera.graph.ego import KINDS, TIES, ego, find
from lumbrera.graph.export import text
from lumbrera.graph.picture import picture

__all__ = ["KINDS", "TIES", "ego", "find", "picture", "text"]
