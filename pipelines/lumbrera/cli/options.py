"""Options that several commands share."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

data_option = click.option(
    "--data",
    default="data",
    show_default=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="Carpeta de datos del despliegue.",
)


class Day(click.ParamType):
    """A calendar day, YYYY-MM-DD."""

    name = "AAAA-MM-DD"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> dt.date:
        if isinstance(value, dt.date):
            return value
        try:
            return dt.date.fromisoformat(value)
        except ValueError:
            self.fail(f"«{value}» no es una fecha AAAA-MM-DD", param, ctx)


as_of_option = click.option(
    "--as-of", type=Day(), help="Solo cuenta lo publicado hasta ese día (AAAA-MM-DD)."
)
json_option = click.option("--json", "as_json", is_flag=True, help="Solo JSON en la salida.")


@contextmanager
def current_snapshot(data: Path) -> Iterator[Any]:
    """The current snapshot of a data directory, open for reading."""
    from lumbrera import config, warehouse
    from lumbrera.workspace import Workspace

    workspace = Workspace(data)
    path = workspace.require_current()
    settings = config.load(workspace.settings_file)
    con = warehouse.connect(path, workspace, settings, read_only=True)
    try:
        yield con
    finally:
        con.close()
