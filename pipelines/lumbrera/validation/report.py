"""What a validation found, in a form that can be kept as JSON and shown without recomputing."""

from typing import Any, Literal

import msgspec

Severity = Literal["critical", "warning", "info"]
Action = Literal["quarantine", "report", "refuse"]


class Outcome(msgspec.Struct, kw_only=True):
    """What one expectation found in one file or table.

    `element_count` counts the values looked at (rows, for a pair of columns), blank ones included;
    `unexpected_count` those that failed. `why` and `message` are Spanish. `values` are the
    categories not seen before, with how often each came; `example_rows` the first failing rows.
    """

    suite: str
    expectation: str
    column: str | None
    severity: Severity
    row_level: bool
    success: bool
    unexpected_count: int
    element_count: int
    why: str
    message: str
    action: Action = "report"
    missing_count: int = 0
    kwargs: dict[str, Any] = {}
    values: list[str] = []
    example_rows: list[int] = []


class SuiteReport(msgspec.Struct, kw_only=True):
    """All outcomes of one suite on one target (a file name, or a table of the model).

    `failing_rows` gives, for each row that belongs in quarantine, its number as a spreadsheet
    shows it and the reason in Spanish; `warnings` are the Spanish messages of what failed
    without refusing the file.
    """

    suite: str
    target: str
    outcomes: list[Outcome]
    failing_rows: dict[int, str] = {}
    critical_failed: bool = False
    warnings: list[str] = []

    @property
    def refusals(self) -> list[str]:
        """The Spanish messages of the critical expectations that failed, each with its why."""
        return [
            f"{o.message} {o.why}"
            for o in self.outcomes
            if o.severity == "critical" and not o.success
        ]


def report_of(
    suite: str, target: str, outcomes: list[Outcome], failing_rows: dict[int, str] | None = None
) -> SuiteReport:
    """A report with its summary fields worked out from the outcomes."""
    failed = [o for o in outcomes if not o.success]
    return SuiteReport(
        suite=suite,
        target=target,
        outcomes=outcomes,
        failing_rows=failing_rows or {},
        critical_failed=any(o.severity == "critical" for o in failed),
        warnings=[o.message for o in failed if o.severity == "warning"],
    )
