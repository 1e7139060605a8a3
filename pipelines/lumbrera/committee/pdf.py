"""The report on two sheets of paper: a tagged PDF (PDF/UA-1), the same bytes for the same facts."""

import contextlib
import hashlib
import logging
import multiprocessing
import os
import shutil
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import TYPE_CHECKING

from lumbrera.committee.facts import POINTS, Facts
from lumbrera.committee.page import render_report
from lumbrera.errors import LumbreraError

if TYPE_CHECKING:
    import weasyprint

SHEETS = 2


def report_pdf(facts: Facts) -> bytes:
    """The report as PDF, with as much space to write by hand as two sheets leave. What does not
    fit is set in smaller letters; if it still does not, the last points are left to the page on
    screen, and the PDF says how many there are."""
    # With more points the roomy form has never fitted; not trying saves a third of the time.
    first = [(POINTS, "roomy")] if len(facts.points) <= 3 else []
    for points, size in [*first, (POINTS, ""), (POINTS, "tight"), (4, "tight"), (3, "tight"), (2, "tight")]:  # fmt: skip
        document = _document(render_report(facts, points=points, size=size))
        if len(document.pages) <= SHEETS:
            break
    # The identifier comes from the content, and no date is written: same facts, same bytes.
    data: bytes = document.write_pdf(pdf_variant="pdf/ua-1")
    return data


def _document(page: str) -> "weasyprint.Document":
    for name in ("weasyprint", "fontTools"):
        logging.getLogger(name).setLevel(logging.ERROR)
    try:
        import weasyprint
    except OSError as error:  # the package is there, the library it draws with is not
        raise LumbreraError(
            f"los PDF no se pueden hacer: {error}",
            hint="Instale Pango (apt-get install libpango-1.0-0 libpangoft2-1.0-0), o pida solo "
            "páginas: --html-only en report committee, --no-pdf en portal.",
        ) from error
    return weasyprint.HTML(string=page).render(pdf_variant="pdf/ua-1")


def write_all(
    papers: Sequence[tuple[Facts, Path]], cache: Path, tell: Callable[[int], None]
) -> None:
    """Writes the PDF of each report to its path, on all cores; one whose facts, templates and
    writer are those of a PDF in `cache` is copied from there."""
    cache.mkdir(parents=True, exist_ok=True)
    missing, done = [], 0
    for facts, path in papers:
        kept = cache / f"{_digest(facts)}.pdf"
        if kept.exists():
            shutil.copyfile(kept, path)
            done += 1
        else:
            missing.append((facts, path, kept))
    tell(done)
    workers = min(os.cpu_count() or 1, 8, -(-len(missing) // 4))
    if workers > 1:
        done = _in_parallel(missing, workers, done, tell)
    for facts, path, kept in missing:
        if not path.exists():
            _write_one(facts, path, kept)
            done += 1
            tell(done)


def _in_parallel(
    missing: list[tuple[Facts, Path, Path]], workers: int, done: int, tell: Callable[[int], None]
) -> int:
    """Writes what it can in processes that start clean (a forked one would carry the open database
    with it), and gives how many are done; within another pool's worker none may be started."""
    with (
        contextlib.suppress(BrokenProcessPool, AssertionError, FileNotFoundError),
        ProcessPoolExecutor(workers, multiprocessing.get_context("spawn")) as pool,
    ):
        for finished in as_completed([pool.submit(_write_one, *item) for item in missing]):
            finished.result()
            done += 1
            tell(done)
    return done


def _write_one(facts: Facts, path: Path, kept: Path) -> None:
    partial = path.with_suffix(".partial")
    partial.write_bytes(report_pdf(facts))
    partial.replace(path)
    partial = kept.with_suffix(f".{os.getpid()}.partial")
    shutil.copyfile(path, partial)
    partial.replace(kept)


def _digest(facts: Facts) -> str:
    """Of everything that the PDF is made from."""
    from importlib.metadata import version

    made_by = f"weasyprint {version('weasyprint')}"
    return hashlib.sha256((made_by + render_report(facts)).encode()).hexdigest()
