"""The report's page: templates, style and script put together into one file that asks for nothing."""

import html
import json
import os
import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from lumbrera.errors import LumbreraError
from lumbrera.report import labels, text
from lumbrera.report.markup import environment
from lumbrera.report.views import QueueRow, RuleView, Snapshot

if TYPE_CHECKING:
    from jinja2 import Environment

TEMPLATES = Path(__file__).parent / "templates"
NOTICE = (
    "Esta alerta señala información pública que conviene revisar. No es una acusación ni prueba "
    "de una falta. Toda persona es inocente mientras no haya resolución firme "
    "(LGRA arts. 111 y 135)."
)
BAR_WIDTH = 240


def render_index(
    snapshot: Snapshot,
    docs_link: str | None,
    queue: Sequence[QueueRow] = (),
    lists: int = 0,
    *,
    listed: int | None = None,
) -> str:
    """The index as one HTML text. docs_link: address of the validation pages, relative to it;
    queue: every case; lists: how many paged lists there are; listed: how many cases these and the
    search in the page hold, None for all.

    Raises LumbreraError when a natural person's RFC would be in the page.
    """
    values = {
        "docs_link": docs_link,
        "totals": _totals(snapshot),
        "queue": queue,
        "lists": lists,
        "listed": len(queue[:listed]),
        "data": _data(queue[:listed]),
        "changes": Counter(row.change for row in queue if row.change),
    }
    return render("index.html.j2", {"s": snapshot} | values)


def render(template: str, values: dict[str, Any]) -> str:
    """A page from its template. Raises LumbreraError when it would hold personal data."""
    page = _environment().get_template(template).render(notice=NOTICE, **values)
    refuse_personal(page)
    return page


def _data(queue: Sequence[QueueRow]) -> Any:
    """The queue for the index's own search, as JSON that cannot close the element it stands in."""
    from markupsafe import Markup

    rows = [
        [
            row.rank,
            row.page or "",
            text.inert(row.title),
            text.inert(row.reason),
            "" if row.amount is None else text.money(row.amount),
            f"{row.score:.2f}",
            " ".join(row.rules),
            row.subject_type,
            row.change,
            text.inert(row.who),
        ]
        for row in queue
    ]
    data = json.dumps(rows, ensure_ascii=False, separators=(",", ":"))
    return Markup(data.replace("&", "\\u0026").replace("<", "\\u003c"))


def refuse_personal(page: str) -> None:
    """The last check before a page is written: no natural person's RFC, no CURP.

    Text was masked as it came in; what is found here is a mistake in the program, and a page
    with a birth date in it must not be written.
    """
    published = page.replace(_asset("style.css"), "").replace(_asset("filter.js"), "")
    plain = html.unescape(re.sub(r"<[^>]*>", " ", published))
    if text.has_person_rfc(plain) or text.has_person_rfc(published):
        raise LumbreraError(
            "el reporte no se escribió: contendría el RFC o la CURP de una persona física",
            hint="Es un error de Lumbrera. El reporte anterior sigue en su lugar.",
        )


@lru_cache
def _asset(name: str) -> str:
    """A file of the templates' folder that stands in every page as it is."""
    return (TEMPLATES / name).read_text(encoding="utf-8")


def relative_link(target: Path | None, folder: Path) -> str | None:
    """The address of a local page as seen from `folder`, or None when it does not exist."""
    if target is None or not target.is_file():
        return None
    path = Path(os.path.relpath(target.resolve(), folder.resolve()))
    return quote(path.as_posix())


@lru_cache(maxsize=1)
def _environment() -> "Environment":
    env = environment(TEMPLATES, "filter.js", limit=4 * text.MAX_TEXT)
    env.globals.update(code=labels.code, segments=_segments, bar_width=BAR_WIDTH)
    env.filters.update(
        money=text.money,
        amount=lambda value: text.money(value, None),
        number=text.number,
        moment=text.moment,
    )
    return env


def _totals(snapshot: Snapshot) -> dict[str, int]:
    files, rules = snapshot.files, snapshot.rules.values()
    totals = {
        name: sum(getattr(file, name) for file in files)
        for name in ("read", "loaded", "quarantined", "duplicate")
    }
    totals["unbalanced"] = sum(not file.reconciles for file in files)
    for outcome in ("flagged", "cleared", "not_computable"):
        totals[outcome] = sum(rule.outcomes[outcome] for rule in rules)
    totals["loose"] = sum(group.n for group in snapshot.loose)
    return totals


def _segments(rule: RuleView) -> list[tuple[str, float, float]]:
    """(outcome, x, width) of the rule's bar; what exists is never thinner than two units."""
    shown = [
        (name, rule.outcomes[name])
        for name in ("flagged", "cleared", "not_computable")
        if rule.outcomes[name]
    ]
    total = sum(n for _, n in shown)
    widths = [max(2.0, BAR_WIDTH * n / total) for _, n in shown]
    scale = BAR_WIDTH / sum(widths) if widths else 1.0
    result, x = [], 0.0
    for (name, _), width in zip(shown, widths, strict=True):
        result.append((name, round(x, 2), round(width * scale, 2)))
        x += width * scale
    return result
