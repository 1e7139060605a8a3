"""What a person sees while a long job works: on the error stream, and only on a terminal."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from lumbrera.run import Tell, silent

_STEPS = {
    "leer": "Leyendo",
    "construir": "Construyendo",
    "evaluar": "Evaluando regla",
    "validar": "Validando",
    "documentar": "Documentando",
    "informe": "Escribiendo el reporte",
    "simular": "Simulando",
    "medir": "Midiendo",
    "portal": "Escribiendo el portal",
}


@contextmanager
def progress(quiet: bool) -> Iterator[Tell]:
    """A Tell that draws a progress line; a silent one when quiet or not on a terminal."""
    if quiet or not sys.stderr.isatty():
        yield silent
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    with Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(bar_width=24),
        TextColumn("{task.fields[item]}"),
        TimeElapsedColumn(),
        console=Console(stderr=True),
        transient=True,
    ) as bar:
        task = bar.add_task("Preparando", item="", total=None)

        def tell(step: str, item: str, place: int, total: int) -> None:
            bar.update(
                task,
                description=_STEPS.get(step, step),
                item=item,
                completed=place - 1 if total else None,
                total=total or None,
            )

        yield tell
