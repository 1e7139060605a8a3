"""The approval task of Airflow in the signer's language. Needs the extra `airflow`."""

from typing import Any

from airflow.providers.standard.operators.hitl import ApprovalOperator


class Signature(ApprovalOperator):  # type: ignore[misc, unused-ignore]
    """Waits for «Aprobar» or «Rechazar»; the answer is kept as the XCom `answer` in both cases
    (Airflow keeps none of its own for a rejection, whose downstream tasks it skips)."""

    APPROVE = "Aprobar"
    REJECT = "Rechazar"

    def execute_complete(self, context: Any, event: dict[str, Any]) -> Any:
        """Keeps the answer and goes on, or skips what follows."""
        if "error" not in event:
            kept = ("chosen_options", "params_input", "responded_by_user")
            answer = {name: event[name] for name in kept}
            answer["responded_at"] = event["responded_at"].isoformat()
            context["ti"].xcom_push(key="answer", value=answer)
        return super().execute_complete(context, event)
