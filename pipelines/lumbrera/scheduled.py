"""What the Airflow tasks call: plain values in and out, and verdicts.

The DAG files hold schedules and no logic; the command line and these functions call the same
functions of `lumbrera.fetch`, `lumbrera.run` and `lumbrera.publication`. A wrong path or setting
fails a task without another try (AirflowFailException); any other error is raised, to be retried.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from lumbrera.errors import LumbreraError, UsageError

DATA = "/srv/lumbrera"
"""The data directory when neither the run nor LUMBRERA_DATA says another."""


def asset_name(source: str) -> str:
    """The name of the Asset that tells that a source has new files staged."""
    return f"lumbrera_{source}"


def fetch(source: str, data: str) -> list[str]:
    """The files and folders of a configured source, fetched if they changed.

    A source that is not configured is skipped (AirflowSkipException).
    """
    from lumbrera import config
    from lumbrera.fetch import source_paths
    from lumbrera.workspace import Workspace

    workspace = Workspace(Path(data))
    with _no_second_try():
        workspace.prepare()
        settings = config.load(workspace.settings_file)
        chosen = settings.sources.get(source)
        if not chosen or not chosen.is_configured:
            from airflow.sdk.exceptions import AirflowSkipException

            raise AirflowSkipException(
                f"{source} is not configured: set path, url or api under [sources.{source}] in "
                f"{workspace.settings_file}"
            )
        return [str(path) for path in source_paths(workspace, settings, source)]


def stage(paths: Sequence[str], data: str) -> dict[str, Any]:
    """Reads files into the data directory; the warehouse is built by `build`.

    Gives n_files, n_new (read for the first time and loaded) and refused ([{name, reason}]).
    """
    from lumbrera.run import ingest

    with _no_second_try():
        result = ingest([Path(p) for p in paths], Path(data), tell=_tell)
    new = [r for r in result.seen if r.is_loaded() and r.file_sha256 in result.fresh]
    for record in new:
        print(f"{record.name}: {record.source}, {record.rows_loaded} rows loaded")
    return {
        "n_files": len(result.seen),
        "n_new": len(new),
        "refused": [{"name": r.name, "reason": r.reason} for r in result.refused()],
    }


def announce(outcome: dict[str, Any]) -> int:
    """The number of new files; skips (AirflowSkipException) when there is none to tell of."""
    n_new: int = outcome["n_new"]
    if not n_new:
        from airflow.sdk.exceptions import AirflowSkipException

        raise AirflowSkipException("nothing new was published")
    return n_new


def confirm_source(outcome: dict[str, Any], source: str) -> None:
    """Raises LumbreraError, in Spanish, when `stage` refused a file of the source.

    The message names the source, each file, why it was refused and what to do.
    """
    from lumbrera.sources import by_name

    refused = outcome["refused"]
    if not refused:
        return
    lines = [
        f"Fuente «{by_name(source).title}» ({source}): no se cargaron {len(refused)} de "
        f"{outcome['n_files']} archivos. Lo demás se leyó; los datos buenos anteriores siguen."
    ]
    lines += [f"  No se cargó {r['name']}: {r['reason']}" for r in refused]
    lines.append(
        "  Qué hacer: compruebe el archivo con quien lo publica; si cambió de columnas, avise a "
        f"quien mantiene Lumbrera. Al corregirlo, lance otra vez «ingest_{source}»."
    )
    raise LumbreraError("\n".join(lines))


def build(paths: Sequence[str], data: str, as_of: str | None = None) -> dict[str, Any]:
    """Runs the main job; gives what the next task needs, small enough for Airflow's database.

    Without paths it builds from what is staged. as_of: ISO date or None. Gives as_of, snapshot,
    is_new_snapshot, report, n_files, n_cases, refused ([{name, reason}]) and critical ([message]).
    """
    from lumbrera.cli import summary
    from lumbrera.run import analyse, run

    day = dt.date.fromisoformat(as_of) if as_of else None
    with _no_second_try():
        if paths:
            result = run([Path(p) for p in paths], Path(data), as_of=day, tell=_tell)
        else:
            result = analyse(Path(data), as_of=day, tell=_tell)
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


def prepare_publication(data: str) -> dict[str, str]:
    """Prepares the portal for a signature; gives its digest and the text that the signer reads.

    Skips (AirflowSkipException) when nothing changed since the last publication, or since somebody
    rejected the very same.
    """
    from lumbrera import publication

    with _no_second_try():
        prepared = publication.prepare(Path(data))
    text = publication.describe(prepared, Path(data))
    print(text)
    reason = publication.why_not_sign(Path(data), prepared)
    if reason:
        from airflow.sdk.exceptions import AirflowSkipException

        raise AirflowSkipException(reason)
    return {"digest": prepared.digest, "text": text, "data": data}


def superseded(task_instance: Any) -> str:
    """Why nobody needs to sign any more what this run prepared; '' while somebody does."""
    from lumbrera import publication

    prepared = task_instance.xcom_pull(task_ids="prepare")
    return publication.supersede(Path(prepared["data"]), prepared["digest"])


def publish(prepared: dict[str, str], answer: dict[str, Any], data: str) -> str:
    """Publishes what was signed, and only that; gives the line of the record.

    prepared: what `prepare_publication` gave; answer: what the approval task gave. Raises
    LumbreraError, and publishes nothing, when the bytes are no longer those that were signed.
    """
    from lumbrera import publication

    with _no_second_try():
        entry = publication.approve(
            Path(data), _who(answer), prepared["digest"], note=f"Airflow, {answer['responded_at']}"
        )
    line = f"{entry.at:%Y-%m-%d %H:%M:%S} UTC: {entry.digest} published, signed by {entry.who}"
    print(line)
    return line


def reject_publication(task_instance: Any, data: str) -> str:
    """Records who rejected what is prepared and why; skips when nobody did."""
    from lumbrera import publication

    answer = task_instance.xcom_pull(task_ids="signature", key="answer")
    prepared = task_instance.xcom_pull(task_ids="prepare")
    if not answer or "Rechazar" not in answer["chosen_options"]:
        from airflow.sdk.exceptions import AirflowSkipException

        raise AirflowSkipException("nothing was rejected")
    reason = (answer.get("params_input") or {}).get("motivo") or ""
    entry = publication.reject(Path(data), _who(answer), reason, prepared["digest"])
    line = f"{entry.at:%Y-%m-%d %H:%M:%S} UTC: {entry.digest} rejected by {entry.who}: {reason}"
    print(line)
    return line


def _who(answer: dict[str, Any]) -> str:
    """The name of the person who answered, with the id where that is another."""
    user = answer.get("responded_by_user") or {}
    name, user_id = str(user.get("name") or ""), str(user.get("id") or "")
    return (
        name if name == user_id else f"{name} ({user_id})" if name and user_id else name or user_id
    )


@contextmanager
def _no_second_try() -> Iterator[None]:
    """Wrong arguments and settings are wrong the next time too."""
    try:
        yield
    except UsageError as exc:
        from airflow.sdk.exceptions import AirflowFailException

        raise AirflowFailException(str(exc)) from None


def _tell(step: str, item: str, place: int, total: int) -> None:
    print(f"{step}: {item} ({place}/{total})" if total else f"{step}: {item}")
