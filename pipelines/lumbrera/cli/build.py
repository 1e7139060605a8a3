"""lumbrera build: warehouse, alerts and report from what was read before."""

import datetime as dt
from pathlib import Path

import click

from lumbrera.cli.options import as_of_option, data_option, json_option


@click.command("build")
@data_option
@as_of_option
@json_option
def command(data: Path, as_of: dt.date | None, as_json: bool) -> int:
    """Construye almacén, alertas y reporte con los archivos ya leídos."""
    from lumbrera.cli import summary
    from lumbrera.cli.progress import progress
    from lumbrera.run import analyse

    with progress(quiet=as_json) as tell:
        result = analyse(data, as_of=as_of, tell=tell, waiting=lambda m: click.echo(m, err=True))
    if as_json:
        click.echo(summary.as_json(result))
    else:
        summary.show(result)
    return result.exit_code
