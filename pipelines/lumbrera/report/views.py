"""The plain values that the report's templates show."""

import datetime as dt
from typing import Any

import msgspec

from lumbrera.report.evidence import Comparison
from lumbrera.report.policy import Goal, Purchases
from lumbrera.report.sources import Source
from lumbrera.report.subjects import Subject
from lumbrera.report.timeline import Awards


class Run(msgspec.Struct, frozen=True):
    """When the snapshot was built and what it knew."""

    as_of: dt.date
    built_at: dt.datetime | None
    engine_version: str
    settings_digest: str


class File(msgspec.Struct, frozen=True):
    """One loaded file and what became of its rows."""

    name: str
    sha256: str
    source: str
    layout: str
    export_date: dt.date | None
    export_basis: str
    read: int
    loaded: int
    quarantined: int
    duplicate: int
    unknown: list[str]
    missing: list[str]
    notes: list[str]

    @property
    def reconciles(self) -> bool:
        """Whether every row read is loaded, set aside or an exact duplicate."""
        return self.read == self.loaded + self.quarantined + self.duplicate


class Refused(msgspec.Struct, frozen=True):
    """A file that was not loaded, and why."""

    name: str
    sha256: str
    reason: str


class Reason(msgspec.Struct, frozen=True):
    """How many rows of a file were set aside for one reason, and the first of them."""

    file: str
    reason: str
    n: int
    first_row: int


class Finding(msgspec.Struct, frozen=True):
    """An expectation that a published table did not meet."""

    target: str
    column: str
    severity: str
    message: str
    why: str
    n: int


class RuleView(msgspec.Struct, frozen=True):
    """A rule and its four outcomes on this snapshot; not_applicable is None where nobody can say
    how many subjects there could have been."""

    rule_id: str
    title: str
    kind: str
    status: str
    family: str
    severity: str
    description: str
    why: str
    innocent: list[str]
    ask_for: list[str]
    legal: list[str]
    params: list[tuple[str, str]]
    miscalibrated: bool
    outcomes: dict[str, int]
    not_applicable: int | None
    missing: list[tuple[str, int]]

    @property
    def computable(self) -> int:
        """Subjects for which the rule gave an answer."""
        return self.outcomes["flagged"] + self.outcomes["cleared"]


class FlagView(msgspec.Struct, frozen=True):
    """One alert: its sentence and what stands behind it. case_id is None outside every case."""

    flag_id: str
    case_id: str | None
    rule_id: str
    kind: str
    severity: str
    certainty: str
    event_on: dt.date | None
    sentence: str
    evidence: list[tuple[str, str]]
    comparison: Comparison | None
    awards: Awards | None
    sources: list[Source]


class CaseView(msgspec.Struct, frozen=True):
    """One case of the queue with its alerts, strongest first. past_limit: why newer cases go before."""

    case_id: str
    rank: int
    score: float
    amount: Any
    rules: list[str]
    first_flagged_on: dt.date | None
    past_limit: str
    is_new: bool
    subject: Subject
    flags: list[FlagView]
    dates: list[tuple[str, dt.date]] = []


class QueueRow(msgspec.Struct, frozen=True):
    """A case as one row of a list. page: its page from the report's folder, None beyond the limit;
    reason: its strongest alert's sentence; change: what changed since the snapshot before."""

    case_id: str
    rank: int
    subject_type: str
    title: str
    who: str
    reason: str
    rules: list[str]
    score: float
    amount: Any
    change: str
    first_flagged_on: dt.date | None
    page: str | None


class LooseSignals(msgspec.Struct, frozen=True):
    """Signals of one rule that belong to no case: how many, and the first of them."""

    rule_id: str
    n: int
    flags: list[FlagView]


class Shift(msgspec.Struct, frozen=True):
    """A measure whose values moved since the last snapshot (modelling.drift)."""

    name: str
    before: str
    now: str


class Snapshot(msgspec.Struct, frozen=True):
    """Everything the report shows."""

    run: Run
    files: list[File]
    refused: list[Refused]
    quarantine: list[Reason]
    quarantine_left_off: int
    validated: bool
    findings: list[Finding]
    rules: dict[str, RuleView]
    cases: list[CaseView]
    n_cases: int
    loose: list[LooseSignals]
    n_contracts: int = 0
    purchases: list[Purchases] = []
    goals: list[Goal] = []
    amount: Any = None
    shifts: list[Shift] = []

    @property
    def is_simulated(self) -> bool:
        """Whether anything shown comes from a simulated state: its files say so in their names."""
        return any("simulado" in f.name.lower() for f in self.files)
