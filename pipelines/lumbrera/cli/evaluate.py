"""lumbrera evaluate: the queue on a simulated state, held against its truth."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from lumbrera.cli.options import json_option

if TYPE_CHECKING:
    from lumbrera.evaluation import Series

_FILE = click.Path(dir_okay=False, path_type=Path)


class Seeds(click.ParamType):
    """Whole numbers, separated by commas."""

    name = "N,N…"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> list[int]:
        if isinstance(value, list):
            return value
        try:
            return [int(v) for v in value.split(",")]
        except ValueError:
            self.fail(f"«{value}» no es una lista de números separados por comas", param, ctx)


@click.command("evaluate")
@click.argument(
    "folder", required=False, metavar="[CARPETA]", type=click.Path(file_okay=False, path_type=Path)
)
@click.option("--seeds", type=Seeds(), help="En vez de una carpeta: simula un estado por semilla.")
@click.option("--contracts", type=click.IntRange(min=100), help="Contratos de cada estado. [20000]")
@click.option("--without", metavar="REGLA,REGLA…", default="",
              help="Con estas reglas apagadas; solo con CARPETA.")  # fmt: skip
@click.option("--restricted", "reserved", is_flag=True,
              help="Solo esquemas de personas, leyendo las secciones reservadas; con CARPETA.")  # fmt: skip
@json_option
@click.option("--write", "page_file", type=_FILE, help="Escribe las tablas en este archivo (.md).")
@click.option("--record", "record_file", type=_FILE, help="Guarda las cifras para compararlas.")
def command(
    folder: Path | None,
    seeds: list[int] | None,
    contracts: int | None,
    without: str,
    reserved: bool,
    as_json: bool,
    page_file: Path | None,
    record_file: Path | None,
) -> int:
    """Corre el trabajo sobre un estado simulado y lo compara con su verdad (truth/).

    CARPETA la escribe `lumbrera simulate`; con --seeds se simulan y se borran.
    """
    import msgspec

    from lumbrera import __version__
    from lumbrera.cli.progress import progress
    from lumbrera.errors import UsageError
    from lumbrera.evaluation import Series, evaluate, evaluate_seeds

    if (folder is None) == (seeds is None):
        raise UsageError("evaluate needs either a simulated state's folder or --seeds")
    if folder is not None and (contracts is not None or page_file or record_file):
        raise UsageError("--contracts, --write and --record go with --seeds")
    if seeds is not None and without:
        raise UsageError("--without goes with a folder: recorded figures are those of all rules")
    if reserved:
        if folder is None or without:
            raise UsageError("--restricted goes with a folder, and alone")
        return _reserved(folder, as_json)
    with progress(quiet=as_json) as tell:
        if seeds is not None:
            series = evaluate_seeds(seeds, contracts or 20_000, tell=tell)
        else:
            assert folder is not None
            off = [rule for rule in without.split(",") if rule.strip()]
            found = evaluate(folder, without=off, tell=tell)
            series = Series(__version__, found.contracts, [], [found])
    if page_file:
        from lumbrera.evaluation.page import page

        text = page(series, _command(series, page_file))
        page_file.write_text(text, encoding="utf-8")
    if record_file:
        record_file.write_bytes(
            msgspec.json.format(msgspec.json.encode(series.record()), indent=1) + b"\n"
        )
    if as_json:
        click.echo(msgspec.json.format(msgspec.json.encode(series), indent=1).decode())
    else:
        show(series)
    return 0


def _reserved(folder: Path, as_json: bool) -> int:
    import msgspec
    from rich.console import Console
    from rich.table import Table

    from lumbrera.cli.progress import progress
    from lumbrera.evaluation.reserved import evaluate_reserved

    with progress(quiet=as_json) as tell:
        rows = evaluate_reserved(folder, tell=tell)
    if as_json:
        click.echo(msgspec.json.encode(rows))
        return 0
    table = Table(title="Con las secciones reservadas", title_justify="left")
    for title in ("situación", "modo", "casos", "alerta a la vista", "o reservada", "señal a la vista", "o reservada", "reglas"):  # fmt: skip
        table.add_column(title)
    for is_scheme, kind, skill, *counts, rules in rows:
        table.add_row(kind, skill if is_scheme else "lícita", *map(str, counts), ", ".join(rules))
    Console(highlight=False, width=None if sys.stdout.isatty() else 160).print(table)
    return 0


def _command(series: "Series", page_file: Path) -> str:
    seeds = ",".join(map(str, series.seeds))
    return f"lumbrera evaluate --seeds {seeds} --contracts {series.contracts} --write {page_file}"


def show(series: "Series") -> None:
    """Prints what was found: the queue, recall by scheme, and the look-alikes that opened a case."""
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table

    from lumbrera.evaluation.figures import KS, spread

    def cell(values: list[float | None]) -> str:
        found = spread(values)
        if found is None:
            return "—"
        mean, low, high = found
        return f"{mean:.2f}" if low == high else f"{mean:.2f} ({low:.2f}–{high:.2f})"

    # Without a terminal there is no width to fit: lines stay whole for whoever reads the log.
    console = Console(highlight=False, width=None if sys.stdout.isatty() else 160)
    runs = series.runs
    queue = Table(title="La cola de casos", title_justify="left", box=SIMPLE_HEAD)
    queue.add_column("")
    for k in KS:
        queue.add_column(f"primeros {k}", justify="right")
    queue.add_row("precisión", *(cell([r.queue.precision[k] for r in runs]) for k in KS))
    queue.add_row("veces la base", *(cell([r.queue.lift[k] for r in runs]) for k in KS))
    console.print(queue)
    schemes = Table(title="Esquemas encontrados", title_justify="left", box=SIMPLE_HEAD)
    schemes.add_column("esquema", no_wrap=True)
    schemes.add_column("modo", no_wrap=True)
    for k in KS:
        schemes.add_column(f"primeros {k}", justify="right")
    schemes.add_column("primera regla")
    for kind, skill in dict.fromkeys((s.kind, s.skill) for r in runs for s in r.schemes):
        by_run = [[s for s in r.schemes if (s.kind, s.skill) == (kind, skill)] for r in runs]
        rules = sorted({rule for found in by_run for s in found for rule in s.first_rules})
        recall = (
            cell([r.recall(found, k) for r, found in zip(runs, by_run, strict=True)]) for k in KS
        )
        schemes.add_row(kind, skill, *recall, ", ".join(rules) or "ninguna")
    console.print(schemes)
    opened = sum(x.opened for r in runs for x in r.lookalikes)
    total = sum(x.instances for r in runs for x in r.lookalikes)
    console.print(f"Situaciones lícitas parecidas que abrieron un caso: {opened} de {total}.")
    for run in runs:
        for name, reason in run.files.refused.items():
            console.print(f"No se cargó {name}: {reason}", markup=False)
    unread = sum(len(r.files.not_readable) for r in runs)
    console.print(f"Archivos de formatos que todavía no se leen: {unread}.")
