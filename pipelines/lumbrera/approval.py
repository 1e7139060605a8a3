"""The approval task of Airflow in the signer's language. Needs the extra `airflow`."""

from collections.abc import Callable
from typing import Any

from airflow.providers.standard.operators.hitl import ApprovalOperator


class Signature(ApprovalOperator):  # type: ignore[misc, unused-ignore]
    """Waits for «Aprobar» or «Rechazar»; the answer is kept as the XCom `answer` in both cases
    (Airflow keeps none of its own for a rejection, whose downstream tasks it skips).

    Each time `response_timeout` passes without an answer, `superseded` is asked with the task
    instance why nobody needs to answer any more: with a reason the task is skipped, with '' it
    goes on waiting for the same answer.
    """

    APPROVE = "Aprobar"
    REJECT = "Rechazar"

    def __init__(self, *, superseded: Callable[[Any], str], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.superseded = superseded

    def execute_complete(self, context: Any, event: dict[str, Any]) -> Any:
        """Keeps the answer and goes on, skips what follows, or waits again."""
        if event.get("error_type") == "timeout":
            self._wait_again(context["ti"])
        if "error" not in event:
            kept = ("chosen_options", "params_input", "responded_by_user")
            answer = {name: event[name] for name in kept}
            answer["responded_at"] = event["responded_at"].isoformat()
            context["ti"].xcom_push(key="answer", value=answer)
        return super().execute_complete(context, event)

    def _wait_again(self, task_instance: Any) -> None:
        from airflow.sdk.exceptions import AirflowSkipException, TaskAwaitingInput

        reason = self.superseded(task_instance)
        if reason:
            raise AirflowSkipException(reason)
        # Not `execute`, which would write the request anew and lose an answer given just now.
        raise TaskAwaitingInput(method_name="execute_complete", timeout=self.response_timeout)
