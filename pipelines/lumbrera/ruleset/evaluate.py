"""One rule on one warehouse: a row per subject becomes flagged, cleared or not computable."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field

import duckdb

from lumbrera.build import parse_select
from lumbrera.errors import LumbreraError
from lumbrera.ruleset.header import RESERVED, Rule
from lumbrera.ruleset.params import Bound
from lumbrera.ruleset.sentence import compile_sentence

MISCALIBRATED_SHARE = 0.2
"""A rule whose flags exceed this share of what it can compute cannot open a case."""
MISCALIBRATED_FROM = 20
"""Below this many computed subjects a share says nothing about calibration."""
ALL_TOLD_APART = 100_000
"""Among more subjects than this, whether one appears twice is asked of all that are flagged and of one in
sixteen of the others: a join that multiplies rows multiplies many."""

POPULATION = {
    "contract": "core.contract",
    "procedure": "core.procedure",
    "supplier": "core.supplier",
    "buyer": "core.buyer",
    "institution": "core.institution",
}
"""Subject types of which some are out of a rule's scope, and the tables that hold them all."""

_ALLOWED = {
    "severity": ("low", "medium", "high"),
    "certainty": ("certain", "probable", "candidate"),
    "kind": ("flag", "signal"),
    "audience": ("public", "committee", "analyst", "restricted"),
}

DRAFT_COLUMNS = """
    flag_id varchar, rule_id varchar, rule_digest varchar, kind varchar, subject_type varchar,
    subject_id varchar, event_on date, value double, severity varchar, certainty varchar,
    audience varchar, sentence varchar, evidence json, source_ids varchar[]"""


@dataclass(frozen=True)
class Outcome:
    """What one rule said of its population.

    missing: not computable subjects by the field they lack. opened: flags of kind "flag"; the rest
    of flagged are signals. not_applicable is None where the subject type has no population table.
    """

    rule: Rule
    digest: str
    flagged: int
    opened: int
    cleared: int
    not_computable: int
    not_applicable: int | None
    missing: dict[str, int] = field(default_factory=dict)
    seconds: float = 0.0

    @property
    def computed(self) -> int:
        """Subjects that the rule could decide."""
        return self.flagged + self.cleared

    @property
    def judged(self) -> int:
        """Subjects decided, and those known not to reach the rule's loosest bound."""
        bounded = self.rule.header.bounded_without
        return self.computed + sum(self.missing.get(name, 0) for name in bounded)

    @property
    def prevalence(self) -> float:
        """Flagged share of the judged subjects; 0 when there are none."""
        return self.flagged / self.judged if self.judged else 0.0

    @property
    def miscalibrated(self) -> bool:
        """Flags of kind "flag" are more than a fifth of a meaningful number of subjects."""
        return self.judged >= MISCALIBRATED_FROM and self.opened > MISCALIBRATED_SHARE * self.judged


def evaluate(con: duckdb.DuckDBPyConnection, bound: Bound, draft: str) -> Outcome:
    """Run one rule and append its flags to the draft table (columns DRAFT_COLUMNS).

    Leaves the temporary tables ``rule_outcome``: every subject in scope with is_flagged and
    ``absent``, the names of what is missing; and ``rule_flagged``: the whole rows that are flagged.
    The formatting macros must be installed.
    Raises LumbreraError naming the rule for an error in its SQL, a missing or unknown column, a
    subject that appears twice or is null, or a value that a reserved column does not take.
    """
    started = time.perf_counter()
    rule, header = bound.rule, bound.header
    columns = _columns(con, bound)
    _run(con, bound, columns)
    _check_rows(con, rule, columns)
    flagged, opened = _append(con, bound, columns, draft)
    by_absent = con.execute(
        "select absent, count(*) from rule_outcome group by 1 order by 1"
    ).fetchall()
    missing = {name: n for name, n in by_absent if name is not None}
    in_scope = sum(n for _, n in by_absent)
    population = POPULATION.get(header.subject)
    not_computable = sum(missing.values())
    return Outcome(
        rule=rule,
        digest=bound.digest,
        flagged=flagged,
        opened=opened,
        cleared=in_scope - flagged - not_computable,
        not_computable=not_computable,
        not_applicable=max(_count(con, population) - in_scope, 0) if population else None,
        missing=missing,
        seconds=time.perf_counter() - started,
    )


def _columns(con: duckdb.DuckDBPyConnection, bound: Bound) -> list[str]:
    """The columns of the rule's select, those the engine needs among them."""
    rule, header = bound.rule, bound.header
    described = _execute(con, bound, f"describe select * from (\n{rule.sql}\n) r").fetchall()
    columns = [row[0] for row in described]
    unknown = [name for name in header.requires if name not in columns]
    if unknown:
        raise LumbreraError(f"{rule.id}: the select lacks required columns: {', '.join(unknown)}")
    lacking = [name for name in ("subject_id", "is_flagged") if name not in columns]
    if lacking:
        raise LumbreraError(f"{rule.id}: the select lacks {', '.join(lacking)}")
    if header.event_date is not None and header.event_date not in columns:
        raise LumbreraError(
            f"{rule.id}: event_date: the select has no column {header.event_date!r}"
        )
    return columns


def _run(con: duckdb.DuckDBPyConnection, bound: Bound, columns: Sequence[str]) -> None:
    """Create rule_outcome and rule_flagged.

    Most subjects are cleared, and of these nothing but the outcome is needed: two passes over
    few columns cost less than one that keeps the evidence of everybody, and where nobody is flagged
    there is no second.
    """
    names = [
        f"case when \"{name}\" is null then '{name}' end" for name in bound.rule.header.requires
    ]
    absent = f"nullif(concat_ws(', ', {', '.join(names)}), '')" if names else "null"
    if "missing" in columns:
        absent = f"coalesce(nullif(missing, ''), {absent})"
    stated = "".join(f", {name}" for name in _ALLOWED if name in columns)
    _execute(
        con,
        bound,
        "create or replace temp table rule_outcome as "
        f"select subject_id, is_flagged, cast({absent} as varchar) as absent{stated} "
        f"from (\n{bound.rule.sql}\n) r",
    )
    flagged = "from rule_outcome where is_flagged and absent is null limit 1"
    which = "" if con.execute(flagged).fetchone() else " limit 0"
    _execute(
        con,
        bound,
        "create or replace temp table rule_flagged as "
        f"select * from (\n{bound.rule.sql}\n) r where is_flagged and {absent} is null{which}",
    )


def _execute(
    con: duckdb.DuckDBPyConnection, bound: Bound, statement: str
) -> duckdb.DuckDBPyConnection:
    try:
        return con.execute(statement, bound.values or None)
    except duckdb.Error as error:
        raise LumbreraError(f"{bound.rule.id}: {bound.rule.file}: {error}") from error


def _check_rows(con: duckdb.DuckDBPyConnection, rule: Rule, columns: Sequence[str]) -> None:
    stated = [name for name in _ALLOWED if name in columns]
    wrong = "".join(
        f", any_value({{'subject': subject_id, 'stated': {name}}}) filter ({name} not in {_ALLOWED[name]})"
        for name in stated
    )
    one_in = 1 if _count(con, "rule_outcome") <= ALL_TOLD_APART else 16
    row = con.execute(f"""
        select count(*) - count(subject_id), count(told) > count(distinct told),
            any_value(subject_id) filter (is_flagged is null and absent is null){wrong}
        from (
            select *, case when is_flagged or hash(subject_id) % {one_in} = 0 then hash(subject_id) end as told
            from rule_outcome
        )
    """).fetchone()
    assert row is not None
    nameless, maybe_twice, undecided, *strange = row
    if nameless:
        raise LumbreraError(f"{rule.id}: {nameless} rows without subject_id")
    # Equal hashes may be of different subjects: then the subjects themselves decide.
    twice = (
        maybe_twice
        and con.execute(
            "select subject_id from rule_outcome group by 1 having count(*) > 1 order by 1 limit 1"
        ).fetchone()
    )
    if twice:
        raise LumbreraError(f"{rule.id}: subject {twice[0]} appears in more than one row")
    if undecided is not None:
        raise LumbreraError(
            f"{rule.id}: subject {undecided}: is_flagged is null though nothing is missing"
        )
    for name, found in zip(stated, strange, strict=True):
        if found:
            raise LumbreraError(
                f"{rule.id}: subject {found['subject']}: {name} is {found['stated']!r}"
            )


def _append(
    con: duckdb.DuckDBPyConnection, bound: Bound, columns: Sequence[str], draft: str
) -> tuple[int, int]:
    """Write the flags to the draft; the number of them, and of those of kind "flag"."""
    rule, header = bound.rule, bound.header
    evidence = [name for name in columns if name not in RESERVED]
    fields = ", ".join(f"'{name}': r.\"{name}\"" for name in evidence)
    sentence = compile_sentence(header.says, header.says_by, columns, header.params, rule.id)

    def own(column: str, fallback: str) -> str:
        return f"coalesce(r.{column}, {fallback})" if column in columns else fallback

    kind = own("kind", f"'{header.kind}'")
    if header.kind == "signal" or header.status == "experimental":
        kind = "'signal'"
    event = header.event_date or ("event_on" if "event_on" in columns else None)
    event_on = f'cast(r."{event}" as date)' if event else "cast(null as date)"
    select = f"""
        select 'F' || left(sha256('{rule.id}|{header.subject}|' || r.subject_id), 12),
            '{rule.id}', '{bound.digest}', {kind}, '{header.subject}', r.subject_id,
            {event_on},
            {"cast(r.value as double)" if "value" in columns else "null"},
            {own("severity", f"'{header.severity}'")}, {own("certainty", "'certain'")},
            {own("audience", f"'{header.audience}'")}, {sentence},
            {f"to_json({{{fields}}})" if evidence else "cast('{}' as json)"},
            {"r.source_ids" if "source_ids" in columns else "cast([] as varchar[])"}
        from rule_flagged r"""
    used = {
        name: bound.values[name] for name in parse_select(f"select {sentence}", rule.id).parameters
    }
    try:
        con.execute(f"insert into {draft} {select}", used or None)
    except duckdb.Error as error:
        raise LumbreraError(f"{rule.id}: {rule.file}: {error}") from error
    row = con.execute(
        f"""select count(*), count(*) filter (kind = 'flag'),
            any_value(subject_id) filter (sentence is null)
        from {draft} where rule_id = ?""",
        [rule.id],
    ).fetchone()
    assert row is not None
    flagged, opened, silent = row
    if silent is not None:
        raise LumbreraError(
            f"{rule.id}: subject {silent}: says has no sentence for this {header.says_by}"
        )
    return flagged, opened


def _count(con: duckdb.DuckDBPyConnection, table: str) -> int:
    row = con.execute(f"select count(*) from {table}").fetchone()
    assert row is not None
    return int(row[0])
