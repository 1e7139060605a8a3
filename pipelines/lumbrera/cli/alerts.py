"""lumbrera alerts: the alerts as a table."""

import datetime as dt
import sys
from pathlib import Path
from typing import Literal

import click

from lumbrera.cli.options import Day, current_snapshot, data_option, reserved_option


@click.command("alerts")
@data_option
@click.option("--buyer", help="Parte de la clave o del nombre de la unidad o institución.")
@click.option("--municipality", help="Clave INEGI o nombre del municipio.")
@click.option("--rule", help="Clave de la regla (P3) o parte de su título.")
@click.option("--supplier", help="Parte del nombre, RFC de empresa o clave del proveedor.")
@click.option("--since", type=Day(), help="Desde este día (fecha del hecho).")
@click.option("--until", type=Day(), help="Hasta este día (fecha del hecho).")
@click.option(
    "--format", "fmt", type=click.Choice(["csv", "json", "xlsx"]), default="csv", show_default=True
)
@reserved_option
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Archivo de salida.")
def command(
    data: Path,
    buyer: str | None,
    municipality: str | None,
    rule: str | None,
    supplier: str | None,
    since: dt.date | None,
    until: dt.date | None,
    fmt: Literal["csv", "json", "xlsx"],
    reserved: bool,
    out: Path | None,
) -> int:
    """Exporta las alertas del almacén actual, de la más a la menos relevante."""
    from lumbrera.errors import UsageError
    from lumbrera.report.alerts import alerts, export

    if fmt == "xlsx" and out is None:
        raise UsageError("un libro xlsx necesita --out ARCHIVO.xlsx")
    with current_snapshot(data, reserved=reserved) as con:
        table = alerts(
            con, buyer=buyer, municipality=municipality, rule=rule, supplier=supplier,
            since=since, until=until, audience="restricted" if reserved else "analyst",
        )  # fmt: skip
    export(table, fmt, out or sys.stdout.buffer)
    if out:
        click.echo(f"{len(table.rows)} alertas en {out}", err=True)
    return 0
