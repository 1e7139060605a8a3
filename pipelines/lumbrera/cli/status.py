"""lumbrera status: what a data directory holds."""

from pathlib import Path
from typing import Any

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
        links = _links(con)
    click.echo(
        f"Almacén: {workspace.current} (corte {as_of}, construido {built_at}, versión {version})"
    )
    click.echo(f"Alertas y señales: {flags:,}; casos: {cases:,}")
    for line in links:
        click.echo(line)
    click.echo(f"Almacenes guardados: {len(list(workspace.snapshots.glob('*.duckdb')))}")
    click.echo(f"Reporte: {workspace.report / 'index.html'}")
    return 0


def _links(con: Any) -> list[str]:
    """Who is who: how many links there are, how sure, and what was held back; nothing without people."""
    from lumbrera.report import labels

    counts = dict(
        con.execute("""
            select certainty, count(*) from core.person_link where not is_rejected group by 1
        """).fetchall()
    )
    held = con.execute("""
        select reason, sum(n_keys)::bigint from core.link_held_back group by 1 order by 1
    """).fetchall()
    firms = con.execute("select count(*) from core.firm where certainty = 'held_back'").fetchone()[
        0
    ]
    if not counts and not held and not firms:
        return []
    lines = [
        "Vínculos entre personas: "
        f"{counts.get('certain', 0):,} ciertos, {counts.get('probable', 0):,} por verificar, "
        f"{counts.get('candidate', 0):,} candidatos (lumbrera links list)"
    ]
    if held:
        said = "; ".join(f"{labels.code('held_back', reason)}: {n:,}" for reason, n in held)
        lines.append(f"Vínculos retenidos por ambiguos: {said}")
    if firms:
        lines.append(f"Empresas sin RFC cuyo nombre es el de varias, sin unir: {firms:,}")
    return lines
