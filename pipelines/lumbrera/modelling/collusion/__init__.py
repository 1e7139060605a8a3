"""Bid screens and a protocol for them that cannot flatter itself.

`bids` reads and aggregates, `screens` and `features` compute, `fitting` scores without having
seen, `baselines` and `audit` say what trivial knowledge or a leak would reach, `protocol` puts
them side by side, `text` says it in words.
"""

from lumbrera.modelling.collusion.bids import Tenders, read
from lumbrera.modelling.collusion.protocol import evaluate
from lumbrera.modelling.collusion.simulated import read_simulated

__all__ = ["Tenders", "evaluate", "read", "read_simulated"]
