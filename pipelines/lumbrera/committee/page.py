"""The committees' report as a page, and what all pages for citizens share."""

import uuid
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lumbrera.committee import words
from lumbrera.committee.facts import Facts
from lumbrera.errors import LumbreraError
from lumbrera.report import text, write_atomically
from lumbrera.report.markup import environment
from lumbrera.report.page import refuse_personal

if TYPE_CHECKING:
    from jinja2 import Environment

TEMPLATES = Path(__file__).parent / "templates"


def write_report(facts: Facts, target: Path, *, pdf: bool = True) -> list[Path]:
    """Writes target (an .html) and, beside it, the same as PDF; gives the files written.

    Raises LumbreraError when the page would hold a natural person's RFC or CURP, or cannot be
    written.
    """
    page = render_report(facts)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(target, page.encode())
        written = [target]
        if pdf:
            from lumbrera.committee.pdf import report_pdf

            written.append(target.with_suffix(".pdf"))
            write_atomically(written[-1], report_pdf(facts))
    except OSError as error:
        raise LumbreraError(
            f"el reporte no se pudo escribir en {target.parent}: {error.strerror}",
            hint="Revise el espacio en disco y los permisos de la carpeta.",
        ) from error
    return written


def render_report(
    facts: Facts,
    *,
    points: int | None = None,
    size: str = "",
    home: str = "",
    alerts: str = "",
    paper: str = "",
) -> str:
    """The report as one self-contained HTML text.

    points: how many points at most. size: on paper, 'roomy' (more space to write by hand) or
    'tight' (smaller letters). home, alerts (the folder of the alerts' pages), paper (the PDF):
    their addresses, where the report stands in a portal.
    """
    shown = facts.points if points is None else facts.points[:points]
    links = {"home": home, "alerts": alerts, "paper": paper}
    return render("report.html.j2", f=facts, points=shown, size=size, links=links)


def render(template: str, **values: Any) -> str:
    """A page from its template. Raises LumbreraError when it would hold personal data."""
    env = _environment()
    page: str = env.get_template(template).render(**values)
    refuse_personal(page.replace(str(env.globals["style"]), ""))
    return page


@lru_cache(maxsize=1)
def _environment() -> "Environment":
    env = environment(TEMPLATES, "search.js")
    env.globals.update(urn=_urn)
    env.filters.update(
        money=lambda value: text.money(value, "pesos"),
        round_money=words.round_money,
        of_hundred=words.of_hundred,
        per_person=words.per_person,
        times=words.times,
        short=words.short,
        stop=words.stop,
        some=words.some,
        calm=words.calm,
        safe_url=text.safe_url,
    )
    return env


def _urn(name: str) -> str:
    """The lasting id of a feed entry, wherever the portal stands."""
    return uuid.uuid5(uuid.NAMESPACE_URL, f"lumbrera:{name}").urn
