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


reserved_option = click.option(
    "--restricted",
    "reserved",
    is_flag=True,
    help="También las alertas reservadas; exige el fundamento legal de lumbrera.toml.",
)


@contextmanager
def current_snapshot(data: Path, *, reserved: bool = False) -> Iterator[Any]:
    """The current snapshot of a data directory, open for reading.

    reserved: with the database of the reserved sections; UsageError where none may be read.
    """
    from lumbrera import config, restricted, warehouse
    from lumbrera.errors import UsageError
    from lumbrera.workspace import Workspace

    workspace = Workspace(data)
    path = workspace.require_current()
    settings = config.load(workspace.settings_file)
    con = warehouse.connect(path, workspace, settings, read_only=True)
    try:
        if reserved and not restricted.attach(con, workspace, settings):
            raise UsageError(
                "no hay alertas reservadas que leer",
                hint="Indique el fundamento en [restricted] legal_basis de lumbrera.toml y ejecute "
                "de nuevo lumbrera run.",
            )
        yield con
    finally:
        con.close()
