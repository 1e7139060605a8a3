"""The report on two sheets of paper: a tagged PDF (PDF/UA-1), the same bytes for the same facts."""

import hashlib
import logging
import os
import shutil
import time
from pathlib import Path
from typing import TYPE_CHECKING

from lumbrera.committee.facts import POINTS, Facts
from lumbrera.committee.page import render_report
from lumbrera.errors import LumbreraError

if TYPE_CHECKING:
    import weasyprint

SHEETS = 2
KEPT_DAYS = 30


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


def write_paper(facts: Facts, path: Path, cache: Path) -> None:
    """Writes the PDF of a report; one whose facts, templates and writer are those of a PDF in
    `cache` is copied from there."""
    cache.mkdir(parents=True, exist_ok=True)
    kept = cache / f"{_digest(facts)}.pdf"
    if kept.exists():
        shutil.copyfile(kept, path)
        kept.touch()
        return
    path.write_bytes(report_pdf(facts))
    partial = kept.with_suffix(f".{os.getpid()}.partial")
    shutil.copyfile(path, partial)
    partial.replace(kept)


def forget(cache: Path) -> None:
    """Removes the kept PDFs that no report asked for in KEPT_DAYS."""
    oldest = time.time() - KEPT_DAYS * 86_400
    for kept in cache.glob("*.pdf"):
        if kept.stat().st_mtime < oldest:
            kept.unlink(missing_ok=True)


def _digest(facts: Facts) -> str:
    """Of everything that the PDF is made from."""
    from importlib.metadata import version

    made_by = f"weasyprint {version('weasyprint')}"
    return hashlib.sha256((made_by + render_report(facts)).encode()).hexdigest()
