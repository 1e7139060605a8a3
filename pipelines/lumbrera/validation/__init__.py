"""Great Expectations over what was staged and what was built.

Suites are YAML under ``expectations/``: ``staged/<source>.yml`` for the rows of one file as they
arrived, ``core/<name>.yml`` for totals of the built model computed in SQL. Importing this package
does not import Great Expectations (5 to 8 seconds); the first validation does, or `warm_up`.
"""

from lumbrera.validation.docs import build_docs
from lumbrera.validation.engine import warm_up
from lumbrera.validation.report import Outcome, SuiteReport
from lumbrera.validation.run import validate_core, validate_staged
from lumbrera.validation.suite import Expectation, Suite, suites

__all__ = [
    "Expectation",
    "Outcome",
    "Suite",
    "SuiteReport",
    "build_docs",
    "suites",
    "validate_core",
    "validate_staged",
    "warm_up",
]
