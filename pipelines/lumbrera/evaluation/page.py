"""docs/evaluation.md: the figures of a Series as Markdown tables."""

from collections.abc import Iterable, Sequence
from statistics import median_low

from lumbrera.evaluation.figures import DECIDING, KS, Scheme, Series, spread

_INTRO = """\
# What the rules find

The engine runs on simulated states, on what they publish and nothing else, and its queue of cases
is then held against what was planted in them. The simulator is not tuned to the rules, nor the
rules to it. Everything in these states is invented. This page is written by

    {command}

engine {version}, {n} states of about {contracts:,} contracts, seeds {seeds}. A figure is the mean
over the states, with the least and the greatest in brackets where they differ.

- A *scheme instance* is found at K when one of the first K cases of the queue is on one of its
  contracts, procedures or firms, on a pair of a buyer (or its
  institution) and a supplier of its contracts, or of a buyer and an item family. A case on
  a buyer as a whole finds nothing. K = {deciding} means as many cases as {deciding} of the contracts.
- *Precision* is the share of the cases looked at (or of a rule's alerts) that are on a scheme;
  *lift* is precision over the base rate, the share of contracts that belong to one.
- *Days* run from the contract (award, else signature, else publication) to the first export in
  which the alert could stand, all the records behind it being published as they are now. States
  publish few exports, so days tell the order of things rather than the speed of the engine.
- A *signal* adds weight to a case and never opens one: it is counted apart.
- A *look-alike* is a lawful situation that resembles a scheme; it should open no case.
"""


def page(series: Series, command: str) -> str:
    """The whole page. `command` is the one that wrote it."""
    intro = _INTRO.format(
        command=command,
        version=series.engine_version,
        n=len(series.runs),
        contracts=series.contracts,
        seeds=", ".join(map(str, series.seeds)),
        deciding=DECIDING,
    )
    parts = [
        intro,
        "## The queue\n\n" + _queue(series),
        "## Recall by skill\n\n" + _by_skill(series),
        "## Recall by scheme\n\n" + _by_scheme(series),
        "## What no rule finds yet\n\n" + _not_found(series),
        "## Rules\n\n" + _rules(series),
        "## Not computable\n\n" + _not_computable(series),
        "## Lawful look-alikes\n\n" + _lookalikes(series),
        "## Who is who\n\n" + _people(series),
        "## Files\n\n" + _files(series),
    ]
    return "\n".join(part.rstrip("\n") + "\n" for part in parts)


def _queue(series: Series) -> str:
    runs = series.runs
    head = _table(
        ["", *(f"K = {k}" for k in KS)],
        [
            ["cases looked at", *(_number([r.queue.looked_at[k] for r in runs]) for k in KS)],
            ["of them on a scheme", *(_number([r.queue.on_schemes[k] for r in runs]) for k in KS)],
            ["precision", *(_figure([r.queue.precision[k] for r in runs]) for k in KS)],
            ["lift", *(_figure([r.queue.lift[k] for r in runs]) for k in KS)],
        ],
    )
    subjects = sorted({s for r in runs for s in r.queue.by_subject})
    opened = "; ".join(
        f"{s} {_number([r.queue.by_subject.get(s, 0) for r in runs])}" for s in subjects
    )
    text = (
        f"{_number([r.queue.cases for r in runs])} cases ({opened or 'none'}) on "
        f"{_number([r.contracts for r in runs])} contracts; base rate "
        f"{_figure([r.queue.base_rate for r in runs], 3)}."
    )
    unjudged = sum(r.queue.not_judged for r in runs)
    if unjudged:
        text += f" {unjudged} cases are of a subject that the truth is not held against."
    return f"{head}\n{text}\n"


def _by_skill(series: Series) -> str:
    rows = []
    for skill in ("naive", "careful", "gradual"):
        chosen = [[s for s in r.schemes if s.skill == skill] for r in series.runs]
        if any(chosen):
            recalls = [
                _figure([r.recall(c, k) for r, c in zip(series.runs, chosen, strict=True)])
                for k in KS
            ]
            rows.append([skill, str(sum(s.instances for c in chosen for s in c)), *recalls])
    return _table(["skill", "instances", *(f"recall at {k}" for k in KS)], rows)


def _by_scheme(series: Series) -> str:
    rows = []
    for (kind, skill), found in _grouped(series).items():
        by_run = [[s for s in r.schemes if (s.kind, s.skill) == (kind, skill)] for r in series.runs]
        days = [d for s in found for d in s.days]
        first: dict[str, int] = {}
        for s in found:
            for rule, n in s.first_rules.items():
                first[rule] = first.get(rule, 0) + n
        rows.append(
            [
                f"`{kind}`",
                skill,
                str(sum(s.instances for s in found)),
                *(
                    _figure([r.recall(c, k) for r, c in zip(series.runs, by_run, strict=True)])
                    for k in KS
                ),
                ", ".join(
                    f"{r} ({n})" for r, n in sorted(first.items(), key=lambda x: (-x[1], x[0]))
                )
                or "—",
                f"{median_low(days)}" if days else "—",
            ]
        )
    head = ["scheme", "skill", "instances", *(f"at {k}" for k in KS), "first rule", "days (median)"]
    return _table(head, rows)


def _not_found(series: Series) -> str:
    kinds: dict[str, list[str]] = {}
    for (kind, skill), found in _grouped(series).items():
        if not sum(s.in_queue for s in found):
            touched = sum(s.seen_only for s in found)
            kinds.setdefault(kind, []).append(
                skill + (f" (an alert below a case touches {touched})" if touched else "")
            )
    if not kinds:
        return "Every scheme and skill has an instance in the queue.\n"
    lines = [f"- `{kind}`: {', '.join(skills)}" for kind, skills in sorted(kinds.items())]
    return "No case of the whole queue is on an instance of these:\n\n" + "\n".join(lines) + "\n"


def _rules(series: Series) -> str:
    rows = []
    for rule_id in _rule_ids(series):
        found = [x for r in series.runs for x in r.rules if x.rule_id == rule_id]
        lookalikes = sum(x.instances for r in series.runs for x in r.lookalikes)
        for kind in ("flags", "signals"):
            alerts = [getattr(x, kind) for x in found]
            if not any(a.alerts for a in alerts) and kind == "signals":
                continue
            rows.append(
                [
                    rule_id + (" (to calibrate)" if any(x.miscalibrated for x in found) else ""),
                    found[0].title,
                    kind,
                    _number([a.alerts for a in alerts]),
                    _figure([a.precision for a in alerts]),
                    str(sum(a.schemes_touched for a in alerts)),
                    _number([a.on_lookalikes for a in alerts]),
                    f"{sum(a.lookalikes_touched for a in alerts)} of {lookalikes}",
                ]
            )
    head = ["rule", "title", "alerts", "number", "precision", "schemes touched",
            "on look-alikes", "look-alikes touched"]  # fmt: skip
    return _table(head, rows)


def _not_computable(series: Series) -> str:
    rows = []
    for rule_id in _rule_ids(series):
        found = [x for r in series.runs for x in r.rules if x.rule_id == rule_id]
        missing: dict[str, int] = {}
        for rule in found:
            for name, n in rule.missing.items():
                missing[name] = missing.get(name, 0) + n
        total = [x.computed + x.not_computable for x in found]
        shares = [x.not_computable / t if t else None for x, t in zip(found, total, strict=True)]
        most = sorted(missing.items(), key=lambda x: (-x[1], x[0]))[:4]
        rows.append(
            [
                rule_id,
                _number([x.computed for x in found]),
                _number([x.not_computable for x in found]),
                _figure(shares, 3),
                "; ".join(f"{name} ({n:,})" for name, n in most) or "—",
            ]
        )
    return _table(["rule", "computed", "not computable", "share", "missing (all states)"], rows)


def _lookalikes(series: Series) -> str:
    rows = []
    for kind in sorted({x.kind for r in series.runs for x in r.lookalikes}):
        found = [x for r in series.runs for x in r.lookalikes if x.kind == kind]
        ranks = [x.best_rank for x in found if x.best_rank is not None]
        rows.append(
            [
                f"`{kind}`",
                str(sum(x.instances for x in found)),
                str(sum(x.opened for x in found)),
                str(min(ranks)) if ranks else "—",
                ", ".join(sorted({r for x in found for r in x.rules})) or "—",
            ]
        )
    total = sum(x.instances for r in series.runs for x in r.lookalikes)
    opened = sum(x.opened for r in series.runs for x in r.lookalikes)
    share = f"{opened / total:.1%}" if total else "none"
    head = ["look-alike", "instances", "opened a case", "best rank", "by rules"]
    return f"{_table(head, rows)}\n{opened} of {total} opened a case ({share}).\n"


def _people(series: Series) -> str:
    measured = [run.people for run in series.runs if run.people]
    if not measured:
        return "Not measured.\n"
    rows = []
    for certainty in ("certain", "probable", "candidate"):
        links = [p.links.get(certainty, (0, 0)) for p in measured]
        rows.append(
            [
                certainty,
                _number([judged for judged, _ in links]),
                _number([wrong for _, wrong in links]),
                _number([p.found.get(certainty, 0) for p in measured]),
            ]
        )
    rows.append(["none", "", "", _number([p.found.get("none", 0) for p in measured])])
    head = ["certainty", "links judged", "of two people", "officials behind a firm, as surely"]
    lines = (
        f"Of {_number([p.mentions for p in measured])} mentions of people "
        f"{_number([p.judged for p in measured])} can be judged by the truth. A link joins two "
        "mentions; it is wrong where they are of two people. The last column counts officials who "
        "are behind a firm, by the surest link that shows it; only certain ones support a flag.\n\n"
    )
    return lines + _table(head, rows)


def _files(series: Series) -> str:
    runs = series.runs
    lines = [
        f"- Loaded: {_number([r.files.loaded for r in runs])} files; rows read "
        f"{_number([r.files.rows_read for r in runs])} = loaded "
        f"{_number([r.files.rows_loaded for r in runs])} + set aside "
        f"{_number([r.files.rows_quarantined for r in runs])} + duplicates "
        f"{_number([r.files.rows_duplicate for r in runs])}.",
        f"- Published in a format that has no reader yet: "
        f"{_number([len(r.files.not_readable) for r in runs])} files.",
        f"- Of the contracts of schemes, "
        f"{sum(r.planted_contracts_in_warehouse for r in runs):,} of "
        f"{sum(r.planted_contracts for r in runs):,} are in the warehouse.",
    ]
    for run, seed in zip(runs, series.seeds, strict=True):
        lines += [f"- Seed {seed}, refused: {n}: {why}" for n, why in run.files.refused.items()]
        lines += [f"- Seed {seed}, critical check: {message}" for message in run.files.critical]
    return "\n".join(lines) + "\n"


def _grouped(series: Series) -> dict[tuple[str, str], list[Scheme]]:
    groups: dict[tuple[str, str], list[Scheme]] = {}
    for run in series.runs:
        for scheme in run.schemes:
            groups.setdefault((scheme.kind, scheme.skill), []).append(scheme)
    order = ["naive", "careful", "gradual"]
    return dict(sorted(groups.items(), key=lambda g: (g[0][0], order.index(g[0][1]))))


def _rule_ids(series: Series) -> list[str]:
    return sorted({x.rule_id for r in series.runs for x in r.rules})


def _figure(values: Iterable[float | None], digits: int = 2) -> str:
    found = spread(values)
    if found is None:
        return "—"
    mean, low, high = (f"{v:.{digits}f}" for v in found)
    return mean if low == high else f"{mean} [{low}–{high}]"


def _number(values: Sequence[int]) -> str:
    low, high = min(values), max(values)
    return f"{low:,}" if low == high else f"{sum(values) / len(values):,.0f} [{low:,}–{high:,}]"


def _table(head: list[str], rows: list[list[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "".join(
        "| " + " | ".join(c.replace("|", "\\|") for c in line) + " |\n" for line in lines
    )
