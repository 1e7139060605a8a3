"""lumbrera demo: from nothing to a first report, on a simulated state."""

import shutil
import sys
from pathlib import Path

import click

from lumbrera.cli.options import data_option


@click.command("demo")
@data_option
@click.option("--contracts", default=4_000, show_default=True, type=click.IntRange(min=100))
@click.option("--seed", default=7, show_default=True, type=int)
def command(data: Path, contracts: int, seed: int) -> int:
    """Simula un estado pequeño (SIMULADO) y corre sobre él el trabajo completo."""
    from lumbrera import demo
    from lumbrera.cli import summary
    from lumbrera.cli.progress import progress
    from lumbrera.run import run
    from lumbrera.simulate import simulate

    simulated = data / "simulado"
    with progress(quiet=False) as tell:
        tell("simular", f"{contracts:,} contratos", 0, 0)
        if not simulated.exists():
            # Whole or not at all: a demonstration that was stopped starts again.
            partial = data / "simulado.partial"
            shutil.rmtree(partial, ignore_errors=True)
            simulate(partial, contracts=contracts, seed=seed)
            partial.rename(simulated)
        demo.settle(simulated, data)
        result = run(
            [demo.published(simulated)], data, tell=tell,
            waiting=lambda m: click.echo(m, err=True),
        )  # fmt: skip
    summary.show(result)
    program = Path(sys.argv[0])
    here = Path.cwd()
    named = program.relative_to(here) if program.is_relative_to(here) else program
    first = str(result.cases[0]["case_id"]) if result.cases else "CLAVE"
    click.echo(
        f"""
Todo lo anterior es SIMULADO. Tres cosas que siguen:
  1. Abra el reporte:            {result.report}
  2. Pregunte por un caso:       {named} explain {first} --data {data}
  3. Lea archivos de verdad:     make run FILES=carpeta DATA=otra_carpeta"""
    )
    return result.exit_code
