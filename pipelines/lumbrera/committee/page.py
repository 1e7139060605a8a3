"""The committees' report as a page and as a tagged PDF (PDF/UA-1)."""

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from lumbrera.committee.facts import Facts
from lumbrera.errors import LumbreraError
from lumbrera.report import text, write_atomically
from lumbrera.report.page import refuse_personal

if TYPE_CHECKING:
    from jinja2 import Environment

TEMPLATES = Path(__file__).parent / "templates"


def write_report(facts: Facts, target: Path, *, pdf: bool = True) -> list[Path]:
    """Writes target (an .html) and, beside it, the same as PDF; gives the files written.

    Raises LumbreraError when the page would hold a natural person's RFC or CURP, or cannot be
    written.
    """
    page = render(facts)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(target, page.encode())
        written = [target]
        if pdf:
            written.append(target.with_suffix(".pdf"))
            write_atomically(written[-1], _pdf(page))
    except OSError as error:
        raise LumbreraError(
            f"el reporte no se pudo escribir en {target.parent}: {error.strerror}",
            hint="Revise el espacio en disco y los permisos de la carpeta.",
        ) from error
    return written


def render(facts: Facts) -> str:
    """The page as HTML, self-contained."""
    page = _environment().get_template("report.html.j2").render(f=facts)
    refuse_personal(page)
    return page


def _pdf(page: str) -> bytes:
    import logging

    logging.getLogger("weasyprint").setLevel(logging.ERROR)
    logging.getLogger("fontTools").setLevel(logging.ERROR)
    import weasyprint

    document: bytes = weasyprint.HTML(string=page).write_pdf(pdf_variant="pdf/ua-1")
    return document


@lru_cache(maxsize=1)
def _environment() -> "Environment":
    import jinja2
    from markupsafe import Markup

    env = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        finalize=_finalize,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.globals.update(style=Markup((TEMPLATES / "style.css").read_text(encoding="utf-8")))
    env.filters.update(
        money=lambda value: text.money(value, "pesos"),
        round_money=round_money,
        integer=text.integer,
        percent=text.percent,
        day=text.day,
        plural=text.plural,
        one_in=one_in,
        short=short,
        safe_url=text.safe_url,
    )
    return env


def _finalize(value: object) -> object:
    if value is None:
        return ""
    if hasattr(value, "__html__"):
        return value
    return text.inert(text.clean(value))


def round_money(amount: object) -> str:
    """12345678 → '12.3 millones de pesos'; below a million, whole pesos."""
    value = float(str(amount))
    if value >= 999_950:
        return f"{value / 1e6:,.1f} millones de pesos"
    return f"{value:,.0f} pesos"


def one_in(share: float) -> str:
    """A share in words a person can picture: 0.5 → 'la mitad', 0.34 → '3 de cada 10'."""
    tenths = round(share * 10)
    if tenths == 0:
        return "menos de 1 de cada 10" if share > 0 else "ninguno de cada 10"
    if tenths == 10:
        return "casi todo" if share < 1 else "todo"
    return "la mitad" if tenths == 5 else f"{tenths} de cada 10"


def short(value: str, limit: int = 110) -> str:
    """A published title cut at a word."""
    return value if len(value) <= limit else value[:limit].rsplit(" ", 1)[0] + "…"
