"""What the Airflow tasks call: the main job with plain values in and out, and its verdict.

The DAG files hold schedules and no logic; the command line and these functions call the same
`lumbrera.run.run`.
"""

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from lumbrera.errors import LumbreraError, UsageError


def build(paths: Sequence[str], data: str, as_of: str | None = None) -> dict[str, Any]:
    """Runs the main job; gives what the next task needs, small enough for Airflow's database.

    as_of: ISO date or None. Gives as_of, snapshot, is_new_snapshot, report, n_files, n_cases,
    refused ([{name, reason}]) and critical ([message]). A wrong path or setting fails the task
    without another try (AirflowFailException); any other error is raised as it is, to be retried.
    """
    from lumbrera.cli import summary
    from lumbrera.run import run

    try:
        result = run(
            [Path(p) for p in paths],
            Path(data),
            as_of=dt.date.fromisoformat(as_of) if as_of else None,
            tell=_tell,
        )
    except UsageError as exc:
        from airflow.sdk.exceptions import AirflowFailException

        raise AirflowFailException(str(exc)) from None
    summary.show(result)
    return {
        "as_of": str(result.as_of),
        "snapshot": str(result.snapshot),
        "is_new_snapshot": result.is_new,
        "report": str(result.report),
        "n_files": len(result.files),
        "n_cases": result.n_cases,
        "refused": [{"name": f.name, "reason": f.reason} for f in result.refused],
        "critical": result.critical,
    }


def confirm(outcome: dict[str, Any]) -> None:
    """Raises LumbreraError, in Spanish, when `build` refused a file or a critical check failed.

    The message names each file, why it was refused and what to do; all else is done by then.
    """
    refused, critical = outcome["refused"], outcome["critical"]
    if not refused and not critical:
        return
    lines = [
        f"Archivos sin cargar: {len(refused)} de {outcome['n_files']}. Validaciones críticas que "
        f"fallaron: {len(critical)}. Lo demás se leyó y el almacén quedó al día."
    ]
    if refused:
        lines += [f"  No se cargó {r['name']}: {r['reason']}" for r in refused]
        lines.append(
            "  Qué hacer: descargue de nuevo cada archivo, o sáquelo de la carpeta si no es de una "
            "fuente de Lumbrera, y lance otra vez «analyze»; lo ya leído no se repite."
        )
    if critical:
        lines += [f"  Falla crítica: {message}" for message in critical]
        lines.append(
            "  Qué hacer: no use las alertas de esos datos hasta revisar la validación, que el "
            f"reporte enlaza: {outcome['report']}"
        )
    raise LumbreraError("\n".join(lines))


def _tell(step: str, item: str, place: int, total: int) -> None:
    print(f"{step}: {item} ({place}/{total})" if total else f"{step}: {item}")
