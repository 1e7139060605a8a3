"""analyze: reads published files and brings warehouse, alerts and report up to date.

Started by hand (or through the API). Defaults come from the environment: LUMBRERA_PATHS (files
or folders, separated as in PATH) and LUMBRERA_DATA (the data directory).
"""

import os
from datetime import timedelta
from typing import Any

from airflow.sdk import Asset, Param, dag, task

SNAPSHOT = Asset("lumbrera_snapshot")
"""The warehouse DATA/current.duckdb; what reads it is scheduled on this asset."""

ABSOLUTE = "^/"
"""Workers have a working folder of their own, so paths must be absolute."""


@dag(
    schedule=None,
    catchup=False,
    max_active_runs=1,
    tags=["lumbrera"],
    doc_md=__doc__,
    default_args={
        "retries": 2,
        "retry_delay": timedelta(minutes=1),
        "retry_exponential_backoff": 3,
        "max_retry_delay": timedelta(minutes=30),
    },
    params={
        "paths": Param(
            [p for p in os.environ.get("LUMBRERA_PATHS", "").split(os.pathsep) if p],
            type="array",
            items={"type": "string", "pattern": ABSOLUTE},
            minItems=1,
            title="Archivos o carpetas",
            description_md="Rutas absolutas, una por renglón.",
        ),
        "data": Param(
            os.environ.get("LUMBRERA_DATA", ""),
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
