"""lumbrera report: what is written for people other than auditors."""

import calendar
import datetime as dt
import re
from pathlib import Path
from typing import Any

import click

from lumbrera.cli.options import data_option


class Period(click.ParamType):
    """A year, a month, or two months joined by «..»; gives its first and last day."""

    name = "AAAA, AAAA-MM o AAAA-MM..AAAA-MM"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[dt.date, dt.date]:
        if isinstance(value, tuple):
            return value
        parts = value.split("..")
        found = [re.fullmatch(r"(\d{4})(?:-(\d{2}))?", part) for part in parts]
        try:
            if len(parts) > 2 or not all(found):
                raise ValueError
            first, last = found[0], found[-1]
            assert first and last
            until = int(last[2] or 12)
            days = (
                dt.date(int(first[1]), int(first[2] or 1), 1),
                dt.date(int(last[1]), until, calendar.monthrange(int(last[1]), until)[1]),
            )
            if days[0] > days[1]:
                raise ValueError
        except (ValueError, calendar.IllegalMonthError):
            self.fail(f"«{value}» no es un período: use {self.name}", param, ctx)
        return days


@click.group("report")
def command() -> None:
    """Escribe reportes para la ciudadanía."""


@command.command("committee")
@data_option
@click.option("--municipality", help="Clave o nombre del municipio.")
@click.option("--buyer", help="Clave de la unidad compradora o de la institución.")
@click.option("--program", help="Palabras del nombre del programa, como en los contratos.")
@click.option("--period", type=Period(), help="Si falta, los últimos doce meses de datos.")
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    help="Carpeta en que se escribe; si falta, comites/ dentro de la de datos.",
)
@click.option("--html-only", is_flag=True, help="Sin PDF.")
def committee(
    data: Path,
    municipality: str | None,
    buyer: str | None,
    program: str | None,
    period: tuple[dt.date, dt.date] | None,
    out: Path | None,
    html_only: bool,
) -> int:
    """Dos hojas para un comité de contraloría social, en HTML y PDF."""
    from lumbrera.committee import Scope, build, read_facts, write_report
    from lumbrera.workspace import Workspace

    first_on, last_on = period or (None, None)
    view = build(Workspace(data))
    facts = read_facts(view, Scope(municipality, buyer, program, first_on, last_on))
    name = re.sub(r"[^\w]+", "-", facts.title.lower()).strip("-")[:80]
    target = (out or data / "comites") / f"{name}.html"
    for path in write_report(facts, target, pdf=not html_only):
        click.echo(path)
    return 0
