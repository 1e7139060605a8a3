"""The summary at the end of a run, as tables for a person or as JSON for a program."""

from collections.abc import Iterator
from typing import Any

import click
import msgspec

from lumbrera.cli.console import NARROW, terminal
from lumbrera.ingest.record import FileRecord
from lumbrera.run import RunResult


def as_json(result: RunResult) -> str:
    """The summary as one JSON object: as_of, files, totals, rules, cases, report, exit_code."""
    body = {
        "as_of": result.as_of,
        "exit_code": result.exit_code,
        "snapshot": str(result.snapshot) if result.snapshot else None,
        "is_new_snapshot": result.is_new,
        "report": str(result.report) if result.report else None,
        "totals": _totals(result.files),
        "files": [_file(f) for f in result.files],
        "unfetched": result.unfetched,
        "critical": result.critical,
        "rules": result.rules,
        "n_cases": result.n_cases,
        "changes": result.changes,
        "suppressions": result.suppressions,
        "cases": result.cases,
    }
    return msgspec.json.format(msgspec.json.encode(body), indent=2).decode()


def _totals(files: list[FileRecord]) -> dict[str, int]:
    names = ("rows_read", "rows_loaded", "rows_quarantined", "rows_duplicate")
    return {
        "files": len(files),
        "files_refused": sum(not f.is_loaded() for f in files),
        **{n: sum(getattr(f, n) for f in files) for n in names},
    }


def _file(record: FileRecord) -> dict[str, Any]:
    body: dict[str, Any] = msgspec.to_builtins(record)
    del body["validation"]
    body["warnings"] = record.validation.warnings if record.validation else []
    return body


def show(result: RunResult) -> None:
    """Prints the summary: files and rows accounted for, outcomes per rule, first cases, report."""
    console = terminal()
    console.print(files_table(result.files, console.width))
    for refused in result.refused:
        console.print(f"[bold]No se cargó[/bold] {_plain(refused.name)}: {_plain(refused.reason)}")
    for message in result.unfetched:
        console.print(f"[bold]No se descargó[/bold] {_plain(message)}")
    for message in result.critical:
        console.print(f"[bold]Falla crítica[/bold] {_plain(message)}")
    console.print(_rules_table(result, console.width))
    for line in _remarks(result):
        console.print(_plain(line))
    if result.cases:
        console.print(_cases(result, console.width))
    else:
        console.print("No hay casos abiertos en los datos disponibles.")
    console.print(
        f"Fecha de corte: {result.as_of}. Una alerta es motivo para revisar, no una acusación."
    )
    if result.report:
        click.echo(f"Reporte: {result.report}")


def _remarks(result: RunResult) -> Iterator[str]:
    """What needs saying about calibration, suppressions and what changed since the last run."""
    high = [str(rule["rule_id"]) for rule in result.rules if rule["miscalibrated"]]
    if high:
        yield (f"Por calibrar, no abren casos (señalan más de la quinta parte): {', '.join(high)}")
    for entry in result.suppressions:
        if entry["status"] == "active":
            yield f"Supresión {entry['entry']}: alertas suprimidas, {entry['n_flags']:,}"
        else:
            yield f"Aviso: la supresión {entry['entry']} no tiene efecto: {entry['note']}"
    if result.changes:
        new, changed, gone = (result.changes.get(c, 0) for c in ("new", "changed", "gone"))
        yield (
            f"Casos desde la corrida anterior: {new:,} nuevos, {changed:,} con cambios, "
            f"{gone:,} que ya no están"
        )


def _plain(text: str) -> str:
    from rich.markup import escape

    return escape(text)


def files_table(files: list[FileRecord], width: int) -> Any:
    """The account of every file; on a narrow terminal without the name of its source."""
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    table = Table(title="Archivos y renglones", title_justify="left", box=SIMPLE_HEAD)
    is_wide = width >= NARROW
    table.add_column(
        "archivo", overflow="ellipsis" if is_wide else "fold", no_wrap=is_wide, max_width=60
    )
    if is_wide:
        table.add_column("fuente", no_wrap=True)
    table.add_column("corte", no_wrap=True)
    for name in ("leídos", "cargados", "apartados", "repetidos"):
        table.add_column(name, justify="right", no_wrap=True)
    for f in files:
        table.add_row(
            _plain(f.name),
            *([f.source or "—"] if is_wide else []),
            str(f.export_date or "—"),
            *(f"{n:,}" for n in (f.rows_read, f.rows_loaded, f.rows_quarantined, f.rows_duplicate)),
            style=None if f.is_loaded() else "red",
        )
    totals = _totals(files)
    table.add_section()
    table.add_row(
        f"{totals['files']} archivos, {totals['files_refused']} sin cargar", *[""] * (1 + is_wide),
        *(f"{totals[n]:,}" for n in ("rows_read", "rows_loaded", "rows_quarantined", "rows_duplicate")),
    )  # fmt: skip
    return table


def _rules_table(result: RunResult, width: int) -> Any:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    table = Table(title="Qué dijo cada regla", title_justify="left", box=SIMPLE_HEAD)
    table.add_column("regla", no_wrap=True)
    is_wide, room = width >= NARROW, width - 50  # less what the figures need
    for_title = min(60, room * 6 // 10 if is_wide else room)
    table.add_column("", overflow="ellipsis", no_wrap=True, max_width=for_title)
    for name in ("señaladas", "sin señal", "sin datos"):
        table.add_column(name, justify="right", no_wrap=True)
    if is_wide:
        table.add_column(
            "falta", overflow="ellipsis", no_wrap=True, max_width=min(50, room - for_title)
        )
    for rule in result.rules:
        missing = rule["missing"]
        assert isinstance(missing, dict)
        table.add_row(
            str(rule["rule_id"]),
            _plain(str(rule["title"])) + (" (por calibrar)" if rule["miscalibrated"] else ""),
            *(f"{rule[n]:,}" for n in ("flagged", "cleared", "not_computable")),
            *([_plain(_missing(missing))] if is_wide else []),
        )
    return table


def _missing(missing: dict[str, int]) -> str:
    from lumbrera.report import labels

    return "; ".join(f"{labels.columns(m)} ({n:,})" for m, n in list(missing.items())[:3])


def _cases(result: RunResult, width: int) -> Any:
    """The first cases, each with what was found: beside its figures, or on a narrow terminal below."""
    from rich.box import SIMPLE_HEAD
    from rich.console import Group
    from rich.padding import Padding
    from rich.table import Table

    title = f"Primeros casos de {result.n_cases:,}"
    if width < NARROW:
        parts: list[Any] = [f"[italic]{title}[/italic]"]
        for case in result.cases:
            amount, rules = case["amount"], ", ".join(case["rules"])  # type: ignore[arg-type]
            shown = f"${amount:,.2f}" if amount is not None else "sin monto"
            parts.append(f"\n{case['case_id']}  puntaje {case['score']:.2f}  {shown}  {rules}")
            parts.append(Padding(_plain(str(case["sentence"])), (0, 0, 0, 2)))
        return Group(*parts, "")
    table = Table(title=title, title_justify="left", box=SIMPLE_HEAD)
    table.add_column("caso", no_wrap=True)
    table.add_column("puntaje", justify="right", no_wrap=True)
    table.add_column("monto", justify="right", no_wrap=True)
    table.add_column("reglas", no_wrap=True)
    table.add_column("", overflow="fold", max_width=105)
    for case in result.cases:
        amount = case["amount"]
        table.add_row(
            str(case["case_id"]),
            f"{case['score']:.2f}",
            f"${amount:,.2f}" if amount is not None else "—",
            ", ".join(case["rules"]),  # type: ignore[arg-type]
            _plain(str(case["sentence"])),
        )
    return table
