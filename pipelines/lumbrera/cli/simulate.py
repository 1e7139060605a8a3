"""lumbrera simulate: an invented state's published files, with their truth."""

from pathlib import Path

import click


@click.command("simulate")
@click.argument("out", type=click.Path(file_okay=False, path_type=Path), metavar="CARPETA")
@click.option("--contracts", default=20_000, show_default=True, type=click.IntRange(min=100))
@click.option("--years", default=3, show_default=True, type=click.IntRange(1, 10))
@click.option("--seed", default=7, show_default=True, type=int)
@click.option("--exports", default=3, show_default=True, type=click.IntRange(1, 12))
def command(out: Path, contracts: int, years: int, seed: int, exports: int) -> int:
    """Escribe los archivos que publicaría un estado inventado (SIMULADO), con su verdad aparte."""
    from lumbrera.simulate import simulate

    summary = simulate(out, contracts=contracts, years=years, seed=seed, exports=exports)
    click.echo(summary)
    return 0
