"""The portal: every municipality's and body's report, every public alert, and the data, as static
files that any web server carries. The same snapshot gives the same bytes."""

import datetime as dt
import json
import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import msgspec

from lumbrera.committee import catalogue, opendata
from lumbrera.committee.catalogue import Alert, Place
from lumbrera.committee.facts import Reader, open_view
from lumbrera.committee.page import render
from lumbrera.committee.pages import Reported, write_alerts, write_page, write_reports
from lumbrera.committee.view import build
from lumbrera.committee.workers import spread
from lumbrera.errors import LumbreraError, UsageError
from lumbrera.workspace import Workspace

MARK = "portal.json"  # stands in every folder that this module wrote
PER_PAGE = 150
ON_INDEX = 300
IN_FEED = 100
MOST_PAPERS = 200  # with more reports than this, only those of municipalities are PDFs too
PAPERS_A_JOB, REPORTS_A_JOB, ALERTS_A_JOB = 4, 64, 500

Tell = Callable[[str, int, int], None]


class PortalSummary(msgspec.Struct, frozen=True):
    """What was built; sizes in bytes. run_digest: of the snapshot it was built from."""

    target: Path
    as_of: dt.date
    run_digest: str
    is_simulated: bool
    municipalities: int
    bodies: int
    pdfs: int
    alerts: int
    pages: int
    files: int
    size: int
    largest_page: int


def build_portal(
    data: Path, target: Path, *, pdf: bool = True, tell: Tell | None = None
) -> PortalSummary:
    """Builds the portal of the current snapshot of `data` in the folder `target`.

    The folder is replaced whole once everything is written; what another program put there is
    never touched. pdf: also each report as PDF (unchanged ones are taken from data/cache); with
    more than MOST_PAPERS reports, only those of municipalities.
    tell(what, done, all) is called as the work goes on. Raises UsageError when target holds
    something else, LumbreraError without a snapshot or when a file cannot be written.
    """
    target = target.resolve()
    workspace = Workspace(data)
    _refuse_foreign(target)
    view = build(workspace)
    building = target.with_name(f".{target.name}.{os.getpid()}.building")
    try:
        shutil.rmtree(building, ignore_errors=True)
        building.mkdir(parents=True)
        with open_view(view) as reader:
            summary = _Site(
                view, reader, building, pdf, tell or (lambda what, done, n: None)
            ).write(target, workspace.cache / "pdf")
        _replace(building, target)
    except OSError as error:
        raise LumbreraError(
            f"el portal no se pudo escribir en {target}: {error.strerror}",
            hint="Revise el espacio en disco y los permisos. El portal anterior sigue en su lugar.",
        ) from error
    finally:
        shutil.rmtree(building, ignore_errors=True)
    return summary


def render_withdrawn(flag_id: str, on: dt.date) -> str:
    """The page that takes the place of an alert withdrawn on a day: that it was, and no name."""
    if not re.fullmatch(r"F[0-9a-f]{12}", flag_id):
        raise ValueError(f"{flag_id!r} is no flag id")
    return render("withdrawn.html.j2", flag_id=flag_id, on=on, home="../", is_simulated=False)


class _Site:
    """One portal being written."""

    def __init__(self, view: Path, reader: Reader, folder: Path, pdf: bool, tell: Tell) -> None:
        self.view, self.reader, self.folder = view, reader, folder
        self.pdf, self.tell = pdf, tell
        self.con: duckdb.DuckDBPyConnection = reader.con
        self.pages = self.largest = 0

    def write(self, target: Path, cache: Path) -> PortalSummary:
        """Every file of the portal; the summary names `target`, where the folder will stand."""
        places = catalogue.places(self.con)
        silent = catalogue.silent_bodies(self.con)
        alerts = catalogue.alerts(self.con)
        places = self._reports(places, cache)
        self._alerts(alerts, {p.key: p for p in places})
        self._index(places, silent, len(alerts))
        opendata.write(self.con, self.folder / "datos", self.reader.all_sources)
        self._page("datos/index.html", "data.html.j2", home="../", tables=opendata.TABLES,
                   sources=self.reader.all_sources)  # fmt: skip
        self._page("acerca.html", "about.html.j2", home="")
        feed = render("feed.atom.j2", alerts=_newest(alerts)[:IN_FEED], as_of=self.reader.as_of)
        (self.folder / "alertas.atom").write_text(feed, encoding="utf-8")
        mark = {"as_of": str(self.reader.as_of), "simulado": self.reader.is_simulated,
                "reportes": [p.address for p in places], "alertas": [a.flag_id for a in alerts]}  # fmt: skip
        (self.folder / MARK).write_text(
            json.dumps(mark, ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
        )
        row = self.con.execute("select run_digest from cut").fetchone()
        files = [p for p in self.folder.rglob("*") if p.is_file()]
        return PortalSummary(
            target=target,
            as_of=self.reader.as_of,
            run_digest=row[0] if row else "",
            is_simulated=self.reader.is_simulated,
            municipalities=sum(p.is_municipality for p in places),
            bodies=sum(not p.is_municipality for p in places),
            pdfs=sum(p.suffix == ".pdf" for p in files),
            alerts=len(alerts),
            pages=self.pages,
            files=len(files),
            size=sum(p.stat().st_size for p in files),
            largest_page=self.largest,
        )

    def _page(self, address: str, template: str, **values: Any) -> None:
        page = render(template, is_simulated=self.reader.is_simulated, **values)
        self._count(write_page(self.folder / address, page))

    def _count(self, size: int) -> None:
        self.pages += 1
        self.largest = max(self.largest, size)

    def _reports(self, places: list[Place], cache: Path) -> list[Place]:
        """Writes them; gives the places with the number of points that their reports state."""
        papers = frozenset(
            p.key for p in places if p.is_municipality or len(places) <= MOST_PAPERS
        ) if self.pdf else frozenset()  # fmt: skip
        size = PAPERS_A_JOB if papers else REPORTS_A_JOB
        parts = [places[at : at + size] for at in range(0, len(places), size)]
        reported: dict[str, Reported] = {}

        def done(at: int, written: list[Reported]) -> None:
            for place, one in zip(parts[at], written, strict=True):
                reported[place.key] = one
                self._count(one.size)
            self.tell("reportes", len(reported), len(places))

        spread(
            write_reports, [(self.view, self.folder, part, papers, cache) for part in parts], done
        )
        if papers:
            from lumbrera.committee.pdf import forget

            forget(cache)
        return [
            msgspec.structs.replace(p, n=reported[p.key].n, n_alerts=reported[p.key].n_points)
            for p in places
        ]

    def _alerts(self, alerts: list[Alert], places: dict[str, Place]) -> None:
        shown = [(a, [places[key] for key in a.places if key in places]) for a in alerts]
        parts = [shown[at : at + ALERTS_A_JOB] for at in range(0, len(shown), ALERTS_A_JOB)]
        written: list[int] = []

        def done(_: int, sizes: list[int]) -> None:
            written.extend(sizes)
            for size in sizes:
                self._count(size)
            self.tell("alertas", len(written), len(alerts))

        spread(
            write_alerts, [(self.folder, self.reader.is_simulated, part) for part in parts], done
        )
        newest = _newest(alerts)
        listed = [newest[at : at + PER_PAGE] for at in range(0, len(newest), PER_PAGE)] or [[]]
        for at, part in enumerate(listed, start=1):
            self._page(f"alertas/{_numbered(at)}", "alerts.html.j2", home="../", alerts=part,
                       n=len(alerts), at=at, n_pages=len(listed), numbered=_numbered)  # fmt: skip

    def _index(self, places: list[Place], silent: list[str], n_alerts: int) -> None:
        towns = [p for p in places if p.is_municipality]
        # Half a map misleads: by region only where the region of every one is known.
        by_region = all(p.region for p in towns)
        groups: dict[str, list[Place]] = {}
        for town in towns:
            groups.setdefault(town.region if by_region else "", []).append(town)
        bodies = [p for p in places if not p.is_municipality]
        bodies.sort(key=lambda p: not (p.n or p.n_alerts))  # those of older dates come last
        apart = len(places) > ON_INDEX
        self._page("index.html", "index.html.j2", home="", groups=dict(sorted(groups.items())), by_region=by_region,
                   n_located=sum(bool(p.region) for p in towns), towns_bought=any(p.n for p in towns), bodies=[] if apart else bodies,
                   n_bodies=len(bodies), silent=[] if apart else silent[:ON_INDEX], n_silent=len(silent),
                   n_alerts=n_alerts, as_of=self.reader.as_of)  # fmt: skip
        if apart:
            for at in range(0, len(bodies), PER_PAGE):
                self._page(f"entes/{_numbered(at // PER_PAGE + 1)}", "bodies.html.j2", home="../",
                           bodies=bodies[at : at + PER_PAGE], at=at // PER_PAGE + 1,
                           n_pages=-(-len(bodies) // PER_PAGE), numbered=_numbered)  # fmt: skip


def _numbered(at: int) -> str:
    return "index.html" if at == 1 else f"pagina-{at}.html"


def _newest(alerts: list[Alert]) -> list[Alert]:
    return sorted(alerts, key=lambda a: (a.on or dt.date.min, a.flag_id), reverse=True)


def _refuse_foreign(target: Path) -> None:
    if target.is_dir() and any(target.iterdir()) and not (target / MARK).is_file():
        raise UsageError(
            f"{target} tiene archivos que no son de un portal, y el portal lo reemplazaría",
            hint="elija una carpeta vacía o nueva con --out",
        )
    if target.exists() and not target.is_dir():
        raise UsageError(f"{target} no es una carpeta", hint="elija otra con --out")


def _replace(building: Path, target: Path) -> None:
    """Puts the finished folder in place; the one before it stays until then."""
    old = target.with_name(f".{target.name}.{os.getpid()}.old")
    if target.exists():
        target.rename(old)
    try:
        building.rename(target)
    except OSError:
        if old.exists():
            old.rename(target)
        raise
    shutil.rmtree(old, ignore_errors=True)
