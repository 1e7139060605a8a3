"""analyze: brings warehouse, alerts and report up to date with what is staged.

Started whenever any source has new files (by the asset that its `ingest_SOURCE` updates), by hand,
or through the API, then also with files or folders to read first. Defaults come from the
environment: LUMBRERA_PATHS (separated as in PATH) and LUMBRERA_DATA (the data directory).
LUMBRERA_ANALYZE_HOURS: after how many hours without an end a run is told to be late (2).
"""

import os
from datetime import timedelta
from functools import reduce
from operator import or_
from typing import Any

from airflow.sdk import (
    Asset,
    AsyncCallback,
    DeadlineAlert,
    DeadlineReference,
    Param,
    dag,
    task,
)
from lumbrera import notices, scheduled
from lumbrera.sources import SOURCES

SNAPSHOT = Asset("lumbrera_snapshot")
"""The warehouse DATA/current.duckdb; what reads it is scheduled on this asset."""

ABSOLUTE = "^/"
"""Workers have a working folder of their own, so paths must be absolute."""

DATA = os.environ.get("LUMBRERA_DATA") or scheduled.DATA
LATE_HOURS = float(os.environ.get("LUMBRERA_ANALYZE_HOURS") or 2)


@dag(
    # Any of them: a monthly list must not hold back a daily feed.
    schedule=reduce(or_, (Asset(scheduled.asset_name(source.name)) for source in SOURCES)),
    catchup=False,
    max_active_runs=1,
    tags=["lumbrera"],
    doc_md=__doc__,
    deadline=DeadlineAlert(
        reference=DeadlineReference.DAGRUN_QUEUED_AT,
        interval=timedelta(hours=LATE_HOURS),
        callback=AsyncCallback(
            notices.late,
            kwargs={
                "text": f"el análisis no terminó en {LATE_HOURS:g} horas. Qué hacer: vea en "
                "Airflow el registro de «analyze»; mientras tanto el reporte es el anterior.",
                "data": DATA,
            },
        ),
    ),
    default_args={
        "retries": 2,
        "retry_delay": timedelta(minutes=1),
        "retry_exponential_backoff": 3,
        "max_retry_delay": timedelta(minutes=30),
        "on_failure_callback": notices.failed,
    },
    params={
        "paths": Param(
            [p for p in os.environ.get("LUMBRERA_PATHS", "").split(os.pathsep) if p],
            type="array",
            items={"type": "string", "pattern": ABSOLUTE},
            title="Archivos o carpetas",
            description_md="Rutas absolutas, una por renglón; sin ninguna, lo que ya se leyó.",
        ),
        "data": Param(
            DATA,
            type="string",
            pattern=ABSOLUTE,
            title="Carpeta de datos",
            description_md="Ruta absoluta de la carpeta de datos del despliegue.",
        ),
        "as_of": Param(
            None,
            type=["null", "string"],
            format="date",
            title="Fecha de corte",
            description_md="Solo cuenta lo publicado hasta ese día; vacía, todo.",
        ),
    },
)
def analyze() -> None:
    # DuckDB has one writer: every task that writes the warehouse takes the only slot of this pool.
    @task(pool="lumbrera_warehouse", outlets=[SNAPSHOT])
    def build(params: dict[str, Any] | None = None) -> dict[str, Any]:
        from lumbrera import scheduled

        return scheduled.build(**params)

    # Refused again is refused again: no retries.
    @task(retries=0)
    def confirm(outcome: dict[str, Any]) -> None:
        from lumbrera import scheduled

        scheduled.confirm(outcome)

    confirm(build())


analyze()
