"""Which version of the reading layer read a file."""

import hashlib
import importlib
import inspect
import pkgutil
from functools import cache

from lumbrera import __version__
from lumbrera.files import delimited, documents, releases, workbook
from lumbrera.ingest import export_date, stage, table, values
from lumbrera.sources import SOURCES
from lumbrera.sources.base import Source


def reader_version(sources: tuple[Source, ...] = SOURCES) -> str:
    """Changes when the way files are read or judged changes, so that they are read again.

    Of code, expectations and headings of one's own alone: the same in every process and on every
    machine. Gives the version for the sources as shipped, unless told others.
    """
    if sources == SOURCES:
        return _shipped_version()
    own = [(s.name, s.sheets, [(f.name, f.headings) for f in s.fields]) for s in sources]
    return hashlib.sha256(f"{_shipped_version()}{own}".encode()).hexdigest()[:16]


@cache
def _shipped_version() -> str:
    from lumbrera import content, restricted, sources
    from lumbrera.files import container, encoding, records, rows
    from lumbrera.sources import base

    digest = hashlib.sha256(__version__.encode())
    modules = [
        export_date, restricted, stage, table, values, delimited, documents, records, releases, workbook,
        container, encoding, rows, base, sources,
    ]  # fmt: skip
    modules += [
        importlib.import_module(f"lumbrera.sources.{module.name}")
        for module in pkgutil.iter_modules(sources.__path__)
    ]
    for module in modules:
        digest.update(inspect.getsource(module).encode())
    for suite in sorted((content.root("expectations") / "staged").glob("*.yml")):
        digest.update(suite.read_bytes())
    return digest.hexdigest()[:16]
