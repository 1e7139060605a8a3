"""lumbrera explain: everything behind an alert, down to the published row."""

import shutil
from collections.abc import Mapping
from pathlib import Path

import click

from lumbrera.cli.options import current_snapshot, data_option, json_option, reserved_option


@click.command("explain")
@click.argument("id", metavar="CLAVE")
@data_option
@json_option
@reserved_option
def command(id: str, data: Path, as_json: bool, reserved: bool) -> int:
    """Explica una alerta (F…), un caso (K…) o un contrato (C…): oración, valor y umbral, evidencia,
    texto de la regla, la cuenta del puntaje y renglones como se publicaron."""
    import msgspec

    from lumbrera.ingest.published import published_row
    from lumbrera.report.explain import explain, render_text
    from lumbrera.workspace import Workspace

    workspace = Workspace(data)

    def row(file_sha256: str, row_number: int) -> Mapping[str, str]:
        return published_row(workspace, file_sha256, row_number)

    with current_snapshot(data, reserved=reserved) as con:
        explanation = explain(con, id, row, audience="restricted" if reserved else "analyst")
    if as_json:
        click.echo(msgspec.json.format(msgspec.json.encode(explanation), indent=2))
        return 0
    width = min(shutil.get_terminal_size((100, 24)).columns, 120)
    click.echo(render_text(explanation, width=width))
    return 0
