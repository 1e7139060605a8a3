"""Pictures as SVG, drawn at build time; each has a table beside it that says the same.

Dark bars on white with a dashed line: they read the same on a black and white print.
"""

import functools
import hashlib
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from lumbrera.report import write_atomically
from lumbrera.report.parties import Party
from lumbrera.report.text import money, percent

_INK, _BAR, _LINE = "#1c2126", "#4a6a8a", "#a4410f"
_SHORT = 38
_Draw = Callable[[list[dict[str, Any]], float | None], Any]


class Gallery:
    """Draws charts, and keeps what it drew in a folder, if it has one: drawing a chart costs more
    than all the rest of a page, and most are those of the last run.

    `close` forgets the kept charts that were not asked for.
    """

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        self._asked: set[str] = set()

    def concentration(self, party: Party) -> str:
        """Bars with each supplier's share of a buyer's direct awards, and a dashed line where the
        middle of its peers' largest share stands. '' with fewer than two suppliers."""
        if len(party.shares) < 2:
            return ""
        rows = [
            {"k": k, "name": _short(f"{k}. {share.name}"), "share": share.share}
            for k, share in enumerate(party.shares, start=1)
        ]
        top = party.shares[0]
        label = f"El mayor reúne {percent(top.share)} del importe directo"
        if party.peer_share is not None:
            label += f"; en unidades comparables, la mitad no pasa de {percent(party.peer_share)}"
        return self._kept(_bars, label, rows, party.peer_share)

    def weeks(self, party: Party) -> str:
        """Bars with the direct awards by amount of each week, and the ceiling of one contract as a
        dashed line where it is known. '' with fewer than two weeks."""
        if len(party.weeks) < 2:
            return ""
        rows = [{"on": week.on.isoformat(), "amount": float(week.amount)} for week in party.weeks]
        largest = max(party.weeks, key=lambda week: week.amount)
        label = (
            f"{len(party.weeks)} semanas con adjudicaciones; la mayor suma {money(largest.amount)}"
        )
        if party.ceiling is not None:
            label += f"; el máximo por contrato es {money(party.ceiling)}"
        line = None if party.ceiling is None else float(party.ceiling)
        return self._kept(_columns, label, rows, line)

    def close(self) -> None:
        """Removes the kept charts that nobody asked for since the gallery was opened."""
        for path in self._folder.glob("*.svg") if self._folder else ():
            if path.stem not in self._asked:
                path.unlink()

    def _kept(self, draw: _Draw, label: str, rows: list[dict[str, Any]], line: float | None) -> str:
        if self._folder is None:
            return _svg(draw(rows, line), label)
        figures = [_drawing_code(), draw.__name__, label, rows, line]
        digest = hashlib.sha256(json.dumps(figures).encode()).hexdigest()
        self._asked.add(digest)
        path = self._folder / f"{digest}.svg"
        if not path.is_file():
            self._folder.mkdir(parents=True, exist_ok=True)
            write_atomically(path, _svg(draw(rows, line), label).encode())
        return path.read_text(encoding="utf-8")


@functools.cache
def _drawing_code() -> str:
    """What decides how a chart looks: a kept chart of other code is drawn again."""
    return hashlib.sha256(Path(__file__).read_bytes()).hexdigest()


def _bars(rows: list[dict[str, Any]], line: float | None) -> Any:
    import altair as alt

    chart: Any = (
        alt.Chart(alt.Data(values=rows), width=420)
        .mark_bar(color=_BAR)
        .encode(
            x=alt.X(
                "share:Q",
                scale=alt.Scale(domain=[0, 1]),
                axis=alt.Axis(format=".0%", title=None),
            ),
            y=alt.Y("name:N", sort=None, title=None),
        )
    )
    return chart if line is None else chart + _rule(alt, "x", line)


def _columns(rows: list[dict[str, Any]], line: float | None) -> Any:
    import altair as alt

    chart: Any = (
        alt.Chart(alt.Data(values=rows), width=520, height=170)
        .mark_bar(color=_BAR, width=5)
        .encode(
            x=alt.X("on:T", axis=alt.Axis(format="%d/%m/%y", title=None, labelOverlap=True)),
            y=alt.Y("amount:Q", axis=alt.Axis(format="$,.0f", title=None)),
        )
    )
    return chart if line is None else chart + _rule(alt, "y", line)


def _rule(alt: Any, channel: str, at: float) -> Any:
    encoded = {channel: (alt.X if channel == "x" else alt.Y)("at:Q")}
    return (
        alt.Chart(alt.Data(values=[{"at": at}]))
        .mark_rule(color=_LINE, strokeDash=[6, 3], strokeWidth=2)
        .encode(**encoded)
    )


def _short(text: str) -> str:
    return text if len(text) <= _SHORT else f"{text[: _SHORT - 1].rstrip()}…"


def _svg(chart: Any, label: str) -> str:
    """The chart as markup, named by `label` and without the inner roles that repeat it."""
    import html

    import vl_convert

    chart = chart.configure_view(stroke=None).configure_axis(
        labelColor=_INK, labelFontSize=12, gridColor="#cdd3d9", labelLimit=260
    )
    svg = vl_convert.vegalite_to_svg(chart.to_dict(validate=False))
    svg = re.sub(r' (?:role|aria-[a-z]+)="[^"]*"', "", svg)
    svg = re.sub(r'<rect width="\d+" height="\d+" fill="white"/>', "", svg)
    start = f'<svg role="img" aria-label="{html.escape(label)}" '
    return svg.replace("<svg ", start, 1)
