"""The simulated state: invented procurement of a whole state, published in the real formats, with its ground truth apart."""

from lumbrera.simulate.run import Summary, simulate

__all__ = ["Summary", "simulate"]
