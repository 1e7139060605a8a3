"""Reports and alerts of a portal, written to its folder: what several processes do at a time."""

from collections.abc import Sequence
from pathlib import Path

import msgspec

from lumbrera.committee.catalogue import Alert, Place
from lumbrera.committee.facts import open_view
from lumbrera.committee.page import render, render_report
from lumbrera.committee.scope import Scope


class Reported(msgspec.Struct, frozen=True):
    """A report that was written: its contracts, its points, and the page's size in bytes."""

    n: int
    n_points: int
    size: int


def write_reports(
    view: Path, folder: Path, places: Sequence[Place], papers: frozenset[str], cache: Path
) -> list[Reported]:
    """Writes the report of each place; as PDF too where its key is in `papers`."""
    written = []
    with open_view(view) as reader:
        reader.con.execute("set threads = 1")  # the processes are what is shared out
        for place in places:
            facts = reader.facts(
                Scope(municipality=place.key) if place.is_municipality else Scope(buyer=place.key)
            )
            page = folder / place.address
            paper = page.with_suffix(".pdf")
            with_paper = place.key in papers
            size = write_page(
                page,
                render_report(
                    facts,
                    home="../index.html",
                    alerts="../alertas/",
                    paper=paper.name if with_paper else "",
                ),
            )
            if with_paper:
                from lumbrera.committee.pdf import write_paper

                write_paper(facts, paper, cache)
            written.append(Reported(facts.n, facts.n_points, size))
    return written


def write_alerts(
    folder: Path, is_simulated: bool, alerts: Sequence[tuple[Alert, list[Place]]]
) -> list[int]:
    """Writes the page of each alert, with the places whose report speaks of it; gives the sizes."""
    return [
        write_page(
            folder / "alertas" / f"{alert.flag_id}.html",
            render("alert.html.j2", home="../", a=alert, places=places, is_simulated=is_simulated),
        )
        for alert, places in alerts
    ]


def write_page(path: Path, page: str) -> int:
    """Writes a page and the folder it stands in; gives its size in bytes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    return path.write_bytes(page.encode())
