"""Case files: rows in, four outcomes out. ``tests/rules/<slug>.yml`` beside each rule.

A row with ``repeat: 20`` stands for twenty, in whose texts ``{n}`` is the number of each; a subject
written ``peer {1..20}`` among those expected stands for peer 1 to peer 20.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import msgspec
import yaml

from lumbrera import content
from lumbrera.build import Model, discover
from lumbrera.build.models import upstream
from lumbrera.build.runner import materialise
from lumbrera.errors import LumbreraError
from lumbrera.ruleset.blank import empty_warehouse
from lumbrera.ruleset.evaluate import evaluate
from lumbrera.ruleset.flags import open_draft
from lumbrera.ruleset.header import Rule, load_rules, select_rules
from lumbrera.ruleset.params import bind

Rows = dict[str, list[dict[str, Any]]]
DRAFT = "temp.case_draft"


class Expect(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """The outcome of every subject, and for flagged ones what their flags must say.

    not_computable: subject to the missing field or fields. says: text the sentence must contain.
    cites: the ids of the records that the flag leads to, all of them.
    """

    flagged: list[str] = []
    cleared: list[str] = []
    not_computable: dict[str, str | list[str]] = {}
    not_applicable: list[str] = []
    severity: dict[str, str] = {}
    certainty: dict[str, str] = {}
    kind: dict[str, str] = {}
    event_on: dict[str, Any] = {}
    says: dict[str, str] = {}
    cites: dict[str, list[str]] = {}


class Case(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """One scenario. look_alikes: subjects that a careless rule would flag, and why they are not."""

    name: str
    expect: Expect
    given: Rows = {}
    params: dict[str, Any] = {}
    look_alikes: dict[str, str] = {}


class CaseFile(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """A rule's cases. defaults: columns that every given row of a table starts from."""

    rule: str
    cases: list[Case]
    defaults: dict[str, dict[str, Any]] = {}


@dataclass(frozen=True)
class CaseResult:
    """One case: what differed from the expectation, in sentences; empty when it passed."""

    rule_id: str
    file: str
    name: str
    failures: tuple[str, ...]

    @property
    def passed(self) -> bool:
        """Nothing differed."""
        return not self.failures


def run_cases(
    rule_ids: Sequence[str] | None = None,
    root: Path | None = None,
    cases_root: Path | None = None,
) -> list[CaseResult]:
    """Run the case files of the rules (default: all) and tell what differed.

    root: folder of the rules; cases_root: folder of the case files (default: tests/rules of the
    checkout). A rule without a case file fails. Tables have the types of an empty build, the
    features are computed from the rows given; a reference or meta table that is given replaces
    what it held. Raises LumbreraError for an unreadable case file or an unknown table or column.
    """
    rules = select_rules(load_rules(root), rule_ids)
    folder = cases_root or _default_folder()
    models = discover(content.root("models"))
    with empty_warehouse() as con:
        # A case has a few rows: dealing them out to threads costs a quarter more than it saves.
        con.execute("set threads = 1")
        return [result for rule in rules for result in _run_file(con, models, rule, folder)]


def load_cases(path: Path) -> CaseFile:
    """The case file at path. Raises LumbreraError naming the file and the key that is wrong."""
    try:
        data = yaml.load(
            path.read_text(encoding="utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        )
        return msgspec.convert(data, CaseFile)
    except (yaml.YAMLError, msgspec.ValidationError) as error:
        raise LumbreraError(f"{path.name}: {error}") from None


def _default_folder() -> Path:
    checkout = content.checkout()
    if checkout is None:
        raise LumbreraError(
            "case files are part of the source checkout, not of the installed package",
            hint="Run from a checkout, or say where the case files are.",
        )
    return checkout / "tests" / "rules"


def _run_file(
    con: duckdb.DuckDBPyConnection, models: list[Model], rule: Rule, folder: Path
) -> list[CaseResult]:
    path = folder / f"{rule.slug}.yml"
    if not path.is_file():
        return [CaseResult(rule.id, path.name, "-", ("there is no case file",))]
    cases = load_cases(path)
    if cases.rule != rule.id:
        raise LumbreraError(f"{path.name}: is for rule {cases.rule}, the file name for {rule.id}")
    results = []
    for case in cases.cases:
        con.execute("begin")
        try:
            failures = _run_case(con, models, rule, case, cases.defaults, path.name)
        finally:
            con.execute("rollback")
        results.append(CaseResult(rule.id, path.name, case.name, tuple(failures)))
    return results


GIVEN = ("core", "anomaly")
"""Schemas whose tables a case states; what a rule reads beyond them is computed from these. A score
is learnt from thousands of rows, so that a case states the score."""


def _run_case(
    con: duckdb.DuckDBPyConnection,
    models: list[Model],
    rule: Rule,
    case: Case,
    defaults: Mapping[str, dict[str, Any]],
    file: str,
) -> list[str]:
    needed = [m for m in upstream(models, rule.reads) if m.kind != "csv"]
    computed = [m for m in needed if m.file.split("/")[0] not in GIVEN]
    for table, rows in case.given.items():
        if any(table in model.writes for model in computed):
            raise LumbreraError(f"{file}: {case.name}: {table} is computed; give what it reads")
        whole = [{**defaults.get(table, {}), **row} for row in rows]
        _insert(con, table, [one for row in whole for one in _repeated(row)], file)
    _default_run(con)
    for model in computed:
        materialise(con, model)
    bound = bind([rule], {rule.id: case.params})
    if not bound:
        return ["the rule is retired or disabled"]
    open_draft(con, DRAFT)
    evaluate(con, bound[0], DRAFT)
    return [*_outcomes(con, case), *_flags(con, case)]


def _repeated(row: dict[str, Any]) -> list[dict[str, Any]]:
    """The rows that one row of a case file stands for."""
    plain = {name: value for name, value in row.items() if name != "repeat"}
    if "repeat" not in row:
        return [plain]
    return [
        {
            name: value.replace("{n}", str(n)) if isinstance(value, str) else value
            for name, value in plain.items()
        }
        for n in range(1, int(row["repeat"]) + 1)
    ]


def _subjects(names: Sequence[str]) -> list[str]:
    """The subjects that the names of a case file stand for: "peer {1..3}" is three."""
    found = []
    for name in names:
        span = re.search(r"\{(\d+)\.\.(\d+)\}", name)
        numbers = range(int(span[1]), int(span[2]) + 1) if span else ()
        found += [name.replace(span[0], str(n)) for n in numbers] if span else [name]
    return found


def _default_run(con: duckdb.DuckDBPyConnection) -> None:
    con.execute(
        "insert into meta.run (as_of) select date '2026-03-11' "
        "where not exists (select 1 from meta.run)"
    )


def _insert(
    con: duckdb.DuckDBPyConnection, table: str, rows: list[dict[str, Any]], file: str
) -> None:
    """Put the rows into the table with its own types; unknown columns are refused."""
    try:
        described = con.execute(f"describe {table}").fetchall()
    except duckdb.Error:
        raise LumbreraError(f"{file}: given: there is no table {table}") from None
    types = {row[0]: row[1] for row in described}
    if con.execute(
        "select 1 from duckdb_views() where schema_name || '.' || view_name = ?", [table]
    ).fetchone():
        _as_table(con, table)
    unknown = sorted({name for row in rows for name in row} - set(types))
    if unknown:
        raise LumbreraError(f"{file}: given: {table} has no column {', '.join(unknown)}")
    if table.startswith(("reference.", "meta.")):
        con.execute(f"delete from {table}")
    if not rows:
        return
    used = sorted({name for row in rows for name in row})
    shape = json.dumps([{name: types[name] for name in used}])
    columns = ", ".join(f'"{name}"' for name in used)
    con.execute(
        f"insert into {table} ({columns}) "
        f"select r.* from (select unnest(from_json(?, '{shape}')) as r)",
        [json.dumps(rows, default=str)],
    )


def _as_table(con: duckdb.DuckDBPyConnection, view: str) -> None:
    """Views are computed, of files or of other tables; here one becomes a table of the same columns."""
    con.execute(f"create temp table staged_shape as from {view} limit 0")
    con.execute(f"drop view {view}")
    con.execute(f"create table {view} as from staged_shape")
    con.execute("drop table staged_shape")


def _outcomes(con: duckdb.DuckDBPyConnection, case: Case) -> list[str]:
    """Subjects whose outcome is not the expected one."""
    expect = case.expect
    wanted = {
        **dict.fromkeys(_subjects(expect.flagged), "flagged"),
        **dict.fromkeys(_subjects(expect.cleared), "cleared"),
        **dict.fromkeys(_subjects(expect.not_applicable), "not applicable"),
        **{
            subject: f"not computable ({_names(missing)})"
            for name, missing in expect.not_computable.items()
            for subject in _subjects([name])
        },
    }
    rows = con.execute("select subject_id, absent, is_flagged from rule_outcome").fetchall()
    found = {
        subject: f"not computable ({absent})" if absent else "flagged" if flagged else "cleared"
        for subject, absent, flagged in rows
    }
    failures = [
        f"{subject}: expected {wanted[subject]}, got {found.get(subject, 'not applicable')}"
        for subject in wanted
        if wanted[subject] != found.get(subject, "not applicable")
    ]
    failures += [
        f"{subject}: got {found[subject]}, not mentioned in the case"
        for subject in sorted(set(found) - set(wanted))
    ]
    failures += [
        f"{subject}: a look-alike must be expected cleared, not computable or not applicable"
        for subject in case.look_alikes
        if wanted.get(subject, "flagged") == "flagged"
    ]
    return failures


def _flags(con: duckdb.DuckDBPyConnection, case: Case) -> list[str]:
    """Flags whose severity, certainty, kind, date, sentence or records are not the expected ones."""
    rows = con.execute(
        "select subject_id, severity, certainty, kind, cast(event_on as varchar), sentence, source_ids "
        f"from {DRAFT}"
    ).fetchall()
    names = ("severity", "certainty", "kind", "event_on", "says", "cites")
    found = {row[0]: dict(zip(names, row[1:], strict=True)) for row in rows}
    failures = []
    for name in names:
        for subject, wanted in getattr(case.expect, name).items():
            got = found.get(subject, {}).get(name)
            if name == "says":
                same = bool(got) and _plain(wanted) in _plain(got)
            elif name == "cites":
                same = sorted(map(str, got or [])) == sorted(_subjects(wanted))
            else:
                same = got == str(wanted)
            if not same:
                failures.append(f"{subject}: {name}: expected {wanted!r}, got {got!r}")
    return failures


def _names(missing: str | list[str]) -> str:
    return missing if isinstance(missing, str) else ", ".join(missing)


def _plain(text: object) -> str:
    return re.sub(r"\s+", " ", str(text)).strip()
