"""The figures of an evaluation: of one state, and of several with their spread."""

from collections.abc import Iterable, Iterator
from statistics import fmean, median_low

import msgspec

KS = ("50", "100", "500", "5%")
"""How much of the queue is looked at; the last is a share of the contracts, and decides."""
DECIDING = KS[-1]


def share(part: int, whole: int) -> float | None:
    """part / whole to four decimals; None of nothing."""
    return round(part / whole, 4) if whole else None


class Queue(msgspec.Struct):
    """The first K cases: how many there are, and how many of them are on a scheme.

    base_rate: share of the contracts that belong to a scheme; lift: precision over it.
    """

    cases: int
    by_subject: dict[str, int]
    not_judged: int
    looked_at: dict[str, int]
    on_schemes: dict[str, int]
    precision: dict[str, float | None]
    base_rate: float | None
    lift: dict[str, float | None]


class Scheme(msgspec.Struct):
    """The instances of one kind and skill: how many are found in the first K of the queue.

    seen_only: instances outside the whole queue that a flag or signal touches all the same.
    first_rules and days are of the instances found at the deciding K: the rule whose alert could
    stand earliest, and the days from the contract to the first export that shows it.
    """

    kind: str
    skill: str
    instances: int
    found: dict[str, int]
    in_queue: int
    seen_only: int
    first_rules: dict[str, int]
    days: list[int]

    @property
    def median_days(self) -> int | None:
        """The (lower) median of days; None when nothing dated was found."""
        return median_low(self.days) if self.days else None


class Alerts(msgspec.Struct):
    """The flags, or the signals, of one rule; an instance is touched when one is on its subjects."""

    alerts: int
    on_schemes: int
    precision: float | None
    schemes_touched: int
    on_lookalikes: int
    lookalikes_touched: int


class RuleFigures(msgspec.Struct):
    """One rule: its flags, its signals, and what it could not compute, by missing field."""

    rule_id: str
    title: str
    miscalibrated: bool
    flags: Alerts
    signals: Alerts
    computed: int
    not_computable: int
    missing: dict[str, int]


class Lookalike(msgspec.Struct):
    """The lawful look-alikes of one kind: how many opened a case, how high, by which rules."""

    kind: str
    instances: int
    opened: int
    best_rank: int | None
    rules: list[str]


class Files(msgspec.Struct):
    """What became of the published files; not_readable: formats the engine has no reader for."""

    loaded: int
    rows_read: int
    rows_loaded: int
    rows_quarantined: int
    rows_duplicate: int
    not_readable: list[str]
    refused: dict[str, str]
    critical: list[str]


class PeopleFigures(msgspec.Struct):
    """How many links join two mentions of one person, and how many do not.

    A mention is judged when the truth names exactly one person for its record and writing. links:
    for each certainty the pairs of profiles judged and those that are wrong. merged_wrong: persons
    (by certain links) that hold mentions of several people. found: of the true pairs of an official
    and somebody behind a firm, how many are linked at each certainty, or at none.
    """

    mentions: int
    judged: int
    persons: int
    merged_wrong: int
    likely_wrong: int
    links: dict[str, tuple[int, int]]
    held_back: dict[str, int]
    found: dict[str, int]

    @property
    def false_probable(self) -> float | None:
        """Share of the judged probable links that join two people."""
        judged, wrong = self.links.get("probable", (0, 0))
        return share(wrong, judged)


class Evaluation(msgspec.Struct):
    """What the engine found in one simulated state."""

    contracts: int
    k: dict[str, int]
    planted_contracts: int
    planted_contracts_in_warehouse: int
    queue: Queue
    schemes: list[Scheme]
    rules: list[RuleFigures]
    lookalikes: list[Lookalike]
    files: Files
    people: PeopleFigures | None = None

    def recall(self, schemes: Iterable[Scheme], k: str) -> float | None:
        """Share of the instances of some schemes that is found in the first K of the queue."""
        chosen = list(schemes)
        return share(sum(s.found[k] for s in chosen), sum(s.instances for s in chosen))

    def guarded(self) -> Iterator[tuple[str, float | None]]:
        """The figures that must not fall, by name; of those named «not …», more is worse."""
        for skill in sorted({s.skill for s in self.schemes}):
            for k in KS:
                of_skill = (s for s in self.schemes if s.skill == skill)
                yield f"recall {skill} at {k}", self.recall(of_skill, k)
        for s in self.schemes:
            yield f"recall {s.kind} {s.skill} at {DECIDING}", self.recall([s], DECIDING)
        for k in KS:
            yield f"precision at {k}", self.queue.precision[k]
            yield f"lift at {k}", self.queue.lift[k]
        for rule in self.rules:
            yield f"precision of {rule.rule_id}", rule.flags.precision
            computable = share(rule.computed, rule.computed + rule.not_computable)
            yield f"computable share of {rule.rule_id}", computable
        opened = sum(x.opened for x in self.lookalikes)
        yield (
            "not look-alikes with a case",
            share(opened, sum(x.instances for x in self.lookalikes)),
        )
        yield "not look-alikes in the first 50", self.lookalikes_in_first(50)
        if self.people:
            yield "not certain links of two people", self.people.links.get("certain", (0, 0))[1]
            yield "not people merged wrongly", self.people.merged_wrong
            yield "not probable links of two people", self.people.false_probable

    def lookalikes_in_first(self, k: int) -> int:
        """Kinds of look-alike whose best case stands in the first k of the queue."""
        return sum(x.best_rank is not None and x.best_rank <= k for x in self.lookalikes)


class Series(msgspec.Struct):
    """Evaluations of several states that differ by their seed alone."""

    engine_version: str
    contracts: int
    seeds: list[int]
    runs: list[Evaluation]

    def figures(self) -> dict[str, list[float | None]]:
        """Each guarded figure with its value for every seed, in the order of the seeds."""
        names = sorted({name for run in self.runs for name, _ in run.guarded()})
        by_run = [dict(run.guarded()) for run in self.runs]
        return {name: [values.get(name) for values in by_run] for name in names}

    def record(self) -> "Record":
        """The figures alone, to be kept and compared with."""
        return Record(self.engine_version, self.contracts, self.seeds, self.figures())


class Record(msgspec.Struct, forbid_unknown_fields=True):
    """The guarded figures of a Series, one value per seed."""

    engine_version: str
    contracts: int
    seeds: list[int]
    figures: dict[str, list[float | None]]


def spread(values: Iterable[float | None]) -> tuple[float, float, float] | None:
    """Mean, least and greatest of the values there are; None when there are none."""
    known = [v for v in values if v is not None]
    return (round(fmean(known), 4), min(known), max(known)) if known else None


def regressions(recorded: Record, now: Record) -> list[str]:
    """One sentence for each figure whose mean is worse by more than the recorded spread.

    A figure that is no longer measured is one too; a new one is none.
    """
    worse = []
    for name, before in recorded.figures.items():
        was, is_now = spread(before), spread(now.figures.get(name, []))
        if was is None:
            continue
        if is_now is None:
            worse.append(f"{name}: was {was[0]}, is no longer measured")
            continue
        fall = is_now[0] - was[0] if name.startswith("not ") else was[0] - is_now[0]
        if fall > was[2] - was[1] + 1e-9:
            worse.append(f"{name}: was {was[0]} ({was[1]} to {was[2]}), is {is_now[0]}")
    return worse
