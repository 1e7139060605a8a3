"""ingest_SOURCE: brings what one source has newly published into the data directory.

One DAG per source of the registry, each on a schedule of its own, as its publisher's cadence asks.
Where from stands in lumbrera.toml of the data directory, under [sources.SOURCE]: a folder (path) or
an address (url); without either the run is skipped. New files update the source's asset, on which
`analyze` is scheduled.

LUMBRERA_INGEST_HOURS: after how many hours without an end a run is told to be late (3).
"""

import os
from datetime import timedelta
from typing import Any

from airflow.sdk import (
    Asset,
    AsyncCallback,
    CronTriggerTimetable,
    DeadlineAlert,
    DeadlineReference,
    Param,
    dag,
    task,
)
from lumbrera import notices, scheduled
from lumbrera.sources import SOURCES
from lumbrera.sources.base import Source

DATA = os.environ.get("LUMBRERA_DATA") or scheduled.DATA

ASKED = {
    "daily": "* * *",
    "weekly": "* * 1,4",
    "monthly": "* * 1",
    "quarterly": "1,15 * *",
    "yearly": "1 * *",
    "once": None,
}
"""Day, month and weekday for each cadence. Asking for what has not changed costs one request, so
what comes once a month, on whichever day, is asked for every week. `once`: by hand only."""

LATE_HOURS = float(os.environ.get("LUMBRERA_INGEST_HOURS") or 3)


def ingest(source: Source, place: int) -> None:
    """The DAG of one source; its place in the registry keeps the starts ten minutes apart."""
    hour, minute = divmod(5 * 60 + 10 * place, 60)
    days = ASKED[source.cadence]

    @dag(
        dag_id=f"ingest_{source.name}",
        dag_display_name=f"ingest · {source.title}",
        schedule=CronTriggerTimetable(f"{minute} {hour} {days}", timezone="America/Mexico_City")
        if days
        else None,
        catchup=False,
        max_active_runs=1,
        tags=["lumbrera", "ingest"],
        doc_md=f"{__doc__}\nPublisher: {source.publisher}. Cadence: {source.cadence}. {source.url}",
        deadline=DeadlineAlert(
            reference=DeadlineReference.DAGRUN_QUEUED_AT,
            interval=timedelta(hours=LATE_HOURS),
            callback=AsyncCallback(
                notices.late,
                kwargs={
                    "text": f"la carga de la fuente «{source.title}» no terminó en "
                    f"{LATE_HOURS:g} horas. Qué hacer: vea en Airflow el registro de "
                    f"«ingest_{source.name}»; mientras tanto se usan los datos anteriores.",
                    "data": DATA,
                },
            ),
        ),
        default_args={
            "owner": source.publisher.partition(";")[0].replace(",", ""),
            "retries": 3,
            "retry_delay": timedelta(minutes=5),
            "retry_exponential_backoff": 2,
            "max_retry_delay": timedelta(hours=1),
            "on_failure_callback": notices.failed,
        },
        params={
            "data": Param(
                DATA,
                type="string",
                pattern="^/",
                title="Carpeta de datos",
                description_md="Ruta absoluta de la carpeta de datos del despliegue.",
            ),
        },
    )
    def flow() -> None:
        @task(execution_timeout=timedelta(hours=2))
        def fetch(params: dict[str, Any] | None = None) -> list[str]:
            from lumbrera import scheduled

            return scheduled.fetch(source.name, **params)

        # Staging takes the lock of the data directory, and so the only slot of this pool.
        @task(pool="lumbrera_warehouse")
        def stage(paths: list[str], params: dict[str, Any] | None = None) -> dict[str, Any]:
            from lumbrera import scheduled

            return scheduled.stage(paths, **params)

        @task(outlets=[Asset(scheduled.asset_name(source.name))])
        def announce(outcome: dict[str, Any]) -> int:
            from lumbrera import scheduled

            return scheduled.announce(outcome)

        # Refused again is refused again: no retries.
        @task(retries=0)
        def confirm(outcome: dict[str, Any]) -> None:
            from lumbrera import scheduled

            scheduled.confirm_source(outcome, source.name)

        outcome = stage(fetch())
        announce(outcome)
        confirm(outcome)

    flow()


for _place, _source in enumerate(SOURCES):
    ingest(_source, _place)
