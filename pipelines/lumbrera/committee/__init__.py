"""The committees' report: two pages in plain words about what was bought near them.

`view.build` copies what citizens may see from the current snapshot into a file of its own;
everything else here opens that file and nothing else.
"""

from lumbrera.committee.facts import read_facts
from lumbrera.committee.page import write_report
from lumbrera.committee.scope import Scope
from lumbrera.committee.view import build

__all__ = ["Scope", "build", "read_facts", "write_report"]
