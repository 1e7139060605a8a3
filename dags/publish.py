"""publish: the portal, behind a person's signature.

Started by every new snapshot of `analyze`. Prepares the portal aside, says what is new, changed and
withdrawn, and waits until a person approves or rejects. What is published is, byte for byte, what
was approved; rejected, nothing changes. Who, when and the digest are kept in
publication/record.jsonl of the data directory. When nothing changed, nobody is asked; when newer
data came while nobody answered, the request is put away and the next run asks for what is new.

LUMBRERA_SIGNERS: ids of the users who may sign, separated by commas; without it, whoever may answer
in this DAG. LUMBRERA_SIGN_HOURS: after how many hours without an answer a reminder is sent.
LUMBRERA_SIGN_CHECK_MINUTES: how often a request looks whether newer data came.
"""

import os
from datetime import timedelta
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
from lumbrera.approval import Signature

DATA = os.environ.get("LUMBRERA_DATA") or scheduled.DATA
SIGNERS = [s.strip() for s in os.environ.get("LUMBRERA_SIGNERS", "").split(",") if s.strip()]
REMIND = timedelta(hours=float(os.environ.get("LUMBRERA_SIGN_HOURS") or 48))
CHECK = timedelta(minutes=float(os.environ.get("LUMBRERA_SIGN_CHECK_MINUTES") or 30))


@dag(
    schedule=[Asset("lumbrera_snapshot")],
    catchup=False,
    max_active_runs=1,
    tags=["lumbrera"],
    doc_md=__doc__,
    deadline=DeadlineAlert(
        reference=DeadlineReference.DAGRUN_QUEUED_AT,
        interval=REMIND,
        callback=AsyncCallback(
            notices.late,
            kwargs={
                "text": "el portal espera una firma. Qué hacer: en Airflow, «publish», tarea "
                "«signature», «Required Actions»; o lumbrera publish. Sin firma no se publica nada.",
                "data": DATA,
            },
        ),
    ),
    default_args={"on_failure_callback": notices.failed},
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
def publish() -> None:
    # Preparing takes the lock of the data directory, and so the only slot of this pool.
    @task(pool="lumbrera_warehouse", retries=2, retry_delay=timedelta(minutes=5))
    def prepare(params: dict[str, Any] | None = None) -> dict[str, str]:
        from lumbrera import scheduled

        return scheduled.prepare_publication(**params)

    signature = Signature(
        task_id="signature",
        subject="Publicar el portal de Lumbrera",
        body="{{ ti.xcom_pull(task_ids='prepare')['text'] }}",
        params={
            "motivo": Param("", type="string", title="Motivo, si se rechaza (queda en el registro)")
        },
        assigned_users=[{"id": s, "name": s} for s in SIGNERS] or None,
        response_timeout=CHECK,
        superseded=scheduled.superseded,
        # Asked once more when the answer got lost.
        retries=1,
        retry_delay=timedelta(seconds=10),
    )

    # Refused again is refused again: no retries.
    @task(retries=0, outlets=[Asset("lumbrera_portal")])
    def carry_out(
        prepared: dict[str, str], answer: dict[str, Any], params: dict[str, Any] | None = None
    ) -> str:
        from lumbrera import scheduled

        return scheduled.publish(prepared, answer, **params)

    # A rejection skips `carry_out`, which this follows.
    @task(retries=0, trigger_rule="all_skipped")
    def record_rejection(ti: Any = None, params: dict[str, Any] | None = None) -> str:
        from lumbrera import scheduled

        return scheduled.reject_publication(ti, **params)

    prepared = prepare()
    published = carry_out(prepared, signature.output["answer"])
    prepared >> signature
    published >> record_rejection()


publish()
