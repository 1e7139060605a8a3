"""The terminal that tables are printed on."""

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console

NARROW = 110
"""Columns of a terminal below which a table keeps its figures and leaves off, or moves below, its texts."""


def terminal() -> "Console":
    """The console. Without a terminal there is no width to fit: lines stay whole for whoever reads
    the log."""
    from rich.console import Console

    return Console(highlight=False, width=None if sys.stdout.isatty() else 160)
