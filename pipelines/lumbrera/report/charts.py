"""Pictures as SVG, drawn at build time; each has a table beside it that says the same.

Dark bars on white with a dashed line: they read the same on a black and white print.
"""

import re
from typing import Any

from lumbrera.report.parties import Party
from lumbrera.report.text import money, percent

_INK, _BAR, _LINE = "#1c2126", "#4a6a8a", "#a4410f"
_SHORT = 38


def concentration(party: Party) -> str:
    """Bars with each supplier's share of a buyer's direct awards, and a dashed line where the
    middle of its peers' largest share stands. '' with fewer than two suppliers."""
    if len(party.shares) < 2:
        return ""
    import altair as alt

    rows = [
        {"k": k, "name": _short(f"{k}. {share.name}"), "share": share.share}
        for k, share in enumerate(party.shares, start=1)
    ]
    scale = alt.Scale(domain=[0, 1])
    chart: Any = (
        alt.Chart(alt.Data(values=rows), width=420)
        .mark_bar(color=_BAR)
        .encode(
            x=alt.X("share:Q", scale=scale, axis=alt.Axis(format=".0%", title=None)),
            y=alt.Y("name:N", sort=None, title=None),
        )
    )
    if party.peer_share is not None:
        chart += _rule(alt, "x", party.peer_share)
    top = party.shares[0]
    label = f"El mayor reúne {percent(top.share)} del importe directo"
    if party.peer_share is not None:
        label += f"; en unidades comparables, la mitad no pasa de {percent(party.peer_share)}"
    return _svg(chart, label)


def weeks(party: Party) -> str:
    """Bars with the direct awards by amount of each week, and the ceiling of one contract as a
    dashed line where it is known. '' with fewer than two weeks."""
    if len(party.weeks) < 2:
        return ""
    import altair as alt

    rows = [{"on": week.on.isoformat(), "amount": float(week.amount)} for week in party.weeks]
    chart: Any = (
        alt.Chart(alt.Data(values=rows), width=520, height=170)
        .mark_bar(color=_BAR, width=5)
        .encode(
            x=alt.X("on:T", axis=alt.Axis(format="%d/%m/%y", title=None, labelOverlap=True)),
            y=alt.Y("amount:Q", axis=alt.Axis(format="$,.0f", title=None)),
        )
    )
    if party.ceiling is not None:
        chart += _rule(alt, "y", float(party.ceiling))
    largest = max(party.weeks, key=lambda week: week.amount)
    label = f"{len(party.weeks)} semanas con adjudicaciones; la mayor suma {money(largest.amount)}"
    if party.ceiling is not None:
        label += f"; el máximo por contrato es {money(party.ceiling)}"
    return _svg(chart, label)


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
