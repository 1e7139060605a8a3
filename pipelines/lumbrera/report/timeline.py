"""Awards one after another against the ceiling of a single one, drawn from an alert's own evidence.

A drawing of a few rectangles costs nothing, so every case page may have one; the numbers stand in
its caption and in the evidence table.
"""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import msgspec

from lumbrera.report.text import day, money

WIDTH, HEIGHT = 420, 110
_BAR = 5.0
_ROOM = 1.08


class Awards(msgspec.Struct, frozen=True):
    """A drawing WIDTH x HEIGHT: bars (x, y, width, height) of the awards, the running sum as the
    points of a line, and the height of the ceiling. first and last: the dates at the ends."""

    caption: str
    bars: list[tuple[float, float, float, float]]
    running: str
    ceiling_y: float
    first: str
    last: str


def awards(row: Any) -> Awards | None:
    """The drawing of an alert whose evidence holds `timeline` (dated amounts) and `ceiling_mxn`;
    None for any other, and for fewer than two awards."""
    if not isinstance(row, Mapping):
        return None
    ceiling, entries = row.get("ceiling_mxn"), row.get("timeline")
    dated = sorted(_dated(entries)) if isinstance(entries, list) else []
    if not isinstance(ceiling, (int, float, Decimal)) or ceiling <= 0 or len(dated) < 2:
        return None
    total = sum(amount for _, amount in dated)
    if total <= 0:
        return None
    top = max(total, float(ceiling)) * _ROOM
    start, end = dated[0][0], dated[-1][0]
    days = max((end - start).days, 1)
    bars, points, summed = [], [f"0,{HEIGHT}"], 0.0
    for n, (on, amount) in enumerate(dated):
        if end > start:
            x = round((on - start).days / days * (WIDTH - _BAR), 1)
        else:  # of one day: close together, so that nobody reads days between them
            x = round(n * min(2 * _BAR, (WIDTH - _BAR) / (len(dated) - 1)), 1)
        height = round(HEIGHT * amount / top, 1)
        bars.append((x, round(HEIGHT - height, 1), _BAR, height))
        points.append(f"{x},{round(HEIGHT - HEIGHT * summed / top, 1)}")
        summed += amount
        points.append(f"{x},{round(HEIGHT - HEIGHT * summed / top, 1)}")
    points.append(f"{WIDTH},{round(HEIGHT - HEIGHT * summed / top, 1)}")
    caption = (
        f"Cada barra es una adjudicación y la línea su suma: {len(dated)} por "
        f"{money(round(total, 2))}. La línea punteada es el máximo de una sola, {money(ceiling)}."
    )
    return Awards(
        caption=caption,
        bars=bars,
        running=" ".join(points),
        ceiling_y=round(HEIGHT - HEIGHT * float(ceiling) / top, 1),
        first=day(start),
        last=day(end),
    )


def entry_text(entry: Mapping[str, Any]) -> str:
    """One award of a timeline as text: '6 de marzo de 2026, $1,000.00 MXN'."""
    return f"{day(entry.get('on'))}, {money(entry.get('amount_mxn'))}"


def _dated(entries: list[Any]) -> list[tuple[dt.date, float]]:
    found = []
    for entry in entries:
        if isinstance(entry, Mapping) and entry.get("on") and entry.get("amount_mxn") is not None:
            found.append((dt.date.fromisoformat(str(entry["on"])[:10]), float(entry["amount_mxn"])))
    return found
