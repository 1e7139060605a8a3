"""The simulated state: invented procurement of a whole state, published in the real formats, with its ground truth apart."""

from lumbrera.simulate.run import Summary, simulate
from lumbrera.simulate.scale import ScaleSummary, simulate_scale

__all__ = ["ScaleSummary", "Summary", "simulate", "simulate_scale"]
