"""lumbrera ingest: only reading and staging."""

from pathlib import Path

import click

from lumbrera.cli.options import data_option


@click.command("ingest")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path), metavar="[RUTA]…")
@data_option
def command(paths: tuple[Path, ...], data: Path) -> int:
    """Lee archivos o carpetas y los prepara; el almacén se construye después con `build`.

    Sin RUTA lee las fuentes configuradas en DATA/lumbrera.toml.
    """
    from lumbrera.cli import summary
    from lumbrera.cli.console import terminal
    from lumbrera.cli.progress import progress
    from lumbrera.run import ingest

    with progress(quiet=False) as tell:
        result = ingest(paths, data, tell=tell, waiting=lambda m: click.echo(m, err=True))
    console = terminal()
    console.print(summary.files_table(result.seen, console.width))
    for refused in result.refused():
        click.echo(f"No se cargó {refused.name}: {refused.reason}")
    for unfetched in result.unfetched:
        click.echo(f"No se descargó {unfetched}")
    return 1 if result.refused() or result.unfetched else 0
