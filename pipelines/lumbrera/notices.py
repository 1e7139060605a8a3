"""What Airflow tells people: a task that failed for good, a run that is late, a signature that is due.

Always in the log; and, where lumbrera.toml gives an address under [notices], by POST as JSON
{"text": …}, which chat services and most gateways take. A notice that cannot be delivered is
logged and stops nothing.
"""

import asyncio
import logging
from pathlib import Path
from typing import Any

log = logging.getLogger(__name__)

_TIMEOUT_SECONDS = 10.0


def tell(data: Path, text: str) -> bool:
    """Logs a text and posts it where the settings say; whether it was posted."""
    log.error("%s", text)
    try:
        import httpx

        from lumbrera import config
        from lumbrera.workspace import Workspace

        url = config.load(Workspace(data).settings_file).notices.url
        if not url:
            return False
        httpx.post(url, json={"text": text}, timeout=_TIMEOUT_SECONDS).raise_for_status()
    except Exception:
        log.exception("the notice could not be delivered; see [notices] in lumbrera.toml")
        return False
    return True


def failed(context: Any) -> None:
    """Tells that a task failed after its last try (an `on_failure_callback`)."""
    ti = context["ti"]
    tell(
        Path(context["params"]["data"]),
        f"Lumbrera: falló la tarea «{ti.task_id}» de «{ti.dag_id}» (corrida {ti.run_id}).\n"
        f"{context.get('exception')}",
    )


async def late(text: str, data: str, context: dict[str, Any] | None = None) -> None:
    """Tells that a run passed its deadline (the callback of a DeadlineAlert, in the triggerer)."""
    run = (context or {}).get("dag_run") or {}
    run_id = run.get("dag_run_id") or run.get("run_id") or ""
    await asyncio.to_thread(tell, Path(data), f"Lumbrera: {text} Corrida: {run_id}".strip())
