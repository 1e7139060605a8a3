"""lumbrera models score: every contract is scored, beyond the number that each run does."""

from pathlib import Path

import click

from lumbrera.cli.options import data_option, json_option


@click.command("score")
@data_option
@json_option
def command(data: Path, as_json: bool) -> int:
    """Califica todos los contratos, también más de los que califica cada corrida ([models] score_up_to).

    Construye un almacén nuevo con los archivos ya leídos. Una corrida posterior vuelve al límite de los
    ajustes; para que cada corrida los califique todos, súbalo en lumbrera.toml.
    """
    from lumbrera.cli import summary
    from lumbrera.cli.progress import progress
    from lumbrera.run import analyse

    with progress(quiet=as_json) as tell:
        result = analyse(
            data, score_all=True, tell=tell, waiting=lambda m: click.echo(m, err=True)
        )  # fmt: skip
    if as_json:
        click.echo(summary.as_json(result))
    else:
        summary.show(result)
    return result.exit_code
