"""What the rules find of what was planted in a simulated state, and at what cost.

The engine runs as it does for anybody, on what the state publishes; only afterwards is its queue
held against `truth/`, which nothing else reads.
"""

from lumbrera.evaluation.figures import Evaluation, Series, regressions
from lumbrera.evaluation.run import evaluate, evaluate_seeds

__all__ = ["Evaluation", "Series", "evaluate", "evaluate_seeds", "regressions"]
