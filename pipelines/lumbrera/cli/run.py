"""lumbrera run: the main job."""

import datetime as dt
from pathlib import Path

import click

from lumbrera.cli.options import as_of_option, data_option, json_option


@click.command("run")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path), metavar="[RUTA]…")
@data_option
@as_of_option
@json_option
def command(paths: tuple[Path, ...], data: Path, as_of: dt.date | None, as_json: bool) -> int:
    """Lee archivos o carpetas, valida, construye el almacén, señala, ordena y escribe el reporte.

    Sin RUTA lee las fuentes configuradas en DATA/lumbrera.toml.

    Termina con 0 si todo se cargó, con 1 si un archivo se rechazó o falló una validación crítica
    (lo demás se hace y se dice), con 2 si los argumentos o la configuración están mal.
    """
    from lumbrera.cli import summary
    from lumbrera.cli.progress import progress
    from lumbrera.run import run

    with progress(quiet=as_json) as tell:
        result = run(paths, data, as_of=as_of, tell=tell, waiting=lambda m: click.echo(m, err=True))
    if as_json:
        click.echo(summary.as_json(result))
    else:
        summary.show(result)
    return result.exit_code
