"""lumbrera status: what a data directory holds."""

from pathlib import Path

import click

from lumbrera.cli.options import current_snapshot, data_option


@click.command("status")
@data_option
def command(data: Path) -> int:
    """Dice qué archivos, qué almacén y qué alertas hay en la carpeta de datos."""
    from rich.console import Console
    from rich.table import Table

    from lumbrera.ingest.record import all_records
    from lumbrera.workspace import Workspace

    workspace = Workspace(data)
    records = all_records(workspace)
    console = Console(highlight=False)
    table = Table(title=f"Fuentes en {data}", title_justify="left")
    for name in ("fuente", "archivos", "última entrega", "renglones"):
        table.add_column(name, justify="left" if name == "fuente" else "right")
    for source in sorted({r.source for r in records if r.is_loaded() and r.source}):
        files = [r for r in records if r.source == source and r.is_loaded()]
        latest = max(r.export_date for r in files if r.export_date)
        table.add_row(
            source, str(len(files)), str(latest), f"{sum(r.rows_loaded for r in files):,}"
        )
    console.print(table)
    for refused in (r for r in records if not r.is_loaded()):
        click.echo(f"No se cargó {refused.name}: {refused.reason}")
    with current_snapshot(data) as con:
        as_of, built_at, version = con.execute(
            "select as_of, built_at, engine_version from meta.run"
        ).fetchone()
        flags, cases = con.execute(
            "select (select count(*) from flags.flag), (select count(*) from cases.queue)"
        ).fetchone()
    click.echo(
        f"Almacén: {workspace.current} (corte {as_of}, construido {built_at}, versión {version})"
    )
    click.echo(f"Alertas y señales: {flags:,}; casos: {cases:,}")
    click.echo(f"Almacenes guardados: {len(list(workspace.snapshots.glob('*.duckdb')))}")
    click.echo(f"Reporte: {workspace.report / 'index.html'}")
    return 0
