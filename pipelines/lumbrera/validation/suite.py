"""Suites as written in ``expectations/``: read strictly, refused with the file and the key."""

from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import msgspec

from lumbrera.content import root
from lumbrera.errors import LumbreraError
from lumbrera.validation.report import Action, Severity

Layer = Literal["staged", "core"]

MERGEABLE = ("expect_column_values_to_", "expect_column_value_lengths_", "expect_column_pair_")
"""Expectations judged value by value, whose counts over batches add up to the count over all."""

NOT_MERGEABLE = ("_unique", "_increasing", "_decreasing", "_to_be_of_type", "_in_type_list")
"""Among them, those that look at other rows or at the whole column."""


class Expectation(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename={"kind": "type"}
):
    """One expectation: what must hold, how much it matters, what to do, and why it is expected.

    `kind` (``type`` in the YAML) and `kwargs` are Great Expectations' own; `aggregate` names the
    aggregate it looks at, else it looks at the rows.
    """

    kind: str
    severity: Severity
    row_level: bool
    action: Action
    why: str
    kwargs: dict[str, Any] = {}
    aggregate: str | None = None

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns it names."""
        found: list[str] = []
        for key in ("column", "column_A", "column_B"):
            if key in self.kwargs:
                found.append(self.kwargs[key])
        return (*found, *self.kwargs.get("column_list", ()))


class Suite(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The expectations of one table, with the SQL of its aggregates and the names people read.

    In a staged suite, aggregates select from ``batch`` (the rows that arrived). A column named
    ``subject`` in an aggregate of several rows tells which of them failed.
    """

    suite: str
    table: str
    description: str
    expectations: list[Expectation]
    aggregates: dict[str, str] = {}
    labels: dict[str, str] = {}

    @property
    def layer(self) -> Layer:
        """Whether it looks at arrived rows or at the built model."""
        return "staged" if self.suite.startswith("staged.") else "core"

    def label(self, column: str) -> str:
        """The Spanish name of a column."""
        return self.labels[column]

    @property
    def row_columns(self) -> list[str]:
        """The columns its row expectations need, in order, each once."""
        return list(
            dict.fromkeys(c for e in self.expectations if e.aggregate is None for c in e.columns)
        )


def suites(folder: Path | None = None) -> list[Suite]:
    """Every suite, staged ones first, each by file name.

    Raises LumbreraError naming the file and the key that is wrong.
    """
    base = folder or root("expectations")
    labels = read_labels(base)
    return [
        read_suite(path, labels)
        for layer in ("staged", "core")
        for path in sorted((base / layer).glob("*.yml"))
    ]


def staged_suite(source: str, folder: Path | None = None) -> Suite:
    """The suite of one staged source. Raises LumbreraError when there is none."""
    base = folder or root("expectations")
    path = base / "staged" / f"{source}.yml"
    if not path.is_file():
        raise LumbreraError(
            f"No expectation suite for staged.{source}.",
            hint=f"Write {path.name} in {path.parent}.",
        )
    return read_suite(path, read_labels(base))


def core_suites(folder: Path | None = None) -> list[Suite]:
    """The suites over the built model, by file name. Raises LumbreraError."""
    base = folder or root("expectations")
    labels = read_labels(base)
    return [read_suite(path, labels) for path in sorted((base / "core").glob("*.yml"))]


def read_labels(folder: Path) -> dict[str, str]:
    """The Spanish names shared by all suites, from labels.yml (empty when there is none)."""
    path = folder / "labels.yml"
    if not path.is_file():
        return {}
    try:
        return msgspec.convert(_yaml(path, path.stat().st_mtime_ns), dict[str, str])
    except msgspec.ValidationError as error:
        raise LumbreraError(f"{_short(path)}: {error}") from error


def read_suite(path: Path, labels: dict[str, str]) -> Suite:
    """One suite from its file; `labels` are the shared names, which its own add to.

    A file is parsed once, until it changes.

    Raises LumbreraError naming the file and the key: unknown or missing keys, an empty ``why``,
    a suite whose name is not its file's, an aggregate that does not exist, a column without
    a name for people, or settings that contradict each other.
    """
    where = _short(path)
    try:
        written = msgspec.convert(_yaml(path, path.stat().st_mtime_ns), Suite)
    except msgspec.ValidationError as error:
        raise LumbreraError(f"{where}: {error}") from error
    suite = msgspec.structs.replace(written, labels={**labels, **written.labels})
    expected_name = f"{path.parent.name}.{path.stem}"
    if suite.suite != expected_name:
        raise LumbreraError(f"{where}: suite is {suite.suite!r}, should be {expected_name!r}")
    if not suite.expectations:
        raise LumbreraError(f"{where}: expectations is empty")
    for number, expectation in enumerate(suite.expectations):
        problem = _problem(suite, expectation)
        if problem:
            key, text = problem
            raise LumbreraError(f"{where}: expectations[{number}].{key}: {text}")
    unused = set(suite.aggregates) - {e.aggregate for e in suite.expectations}
    if unused:
        raise LumbreraError(f"{where}: aggregates.{min(unused)}: no expectation looks at it")
    return suite


def _problem(suite: Suite, e: Expectation) -> tuple[str, str] | None:
    """The key that is wrong and how, or None."""
    if not e.kind.startswith("expect_"):
        return "type", f"{e.kind!r} is not an expectation of Great Expectations"
    if not e.why.strip():
        return "why", "is empty; say in Spanish why this is expected"
    if (e.action == "refuse") != (e.severity == "critical"):
        return "action", "refuse goes with severity critical, and only with it"
    if e.action == "quarantine" and (not e.row_level or "mostly" in e.kwargs):
        return "action", "quarantine needs row_level: true and no mostly"
    if e.aggregate is None and suite.layer == "core":
        return "aggregate", "is missing; a core suite looks at its aggregates, never at rows"
    if e.aggregate is None and not mergeable(e.kind):
        return "type", f"{e.kind} cannot be added up over batches; put it on an aggregate"
    if e.aggregate is not None and e.aggregate not in suite.aggregates:
        return (
            "aggregate",
            f"no aggregate {e.aggregate!r}; there are: {', '.join(suite.aggregates) or 'none'}",
        )
    if e.aggregate is not None and e.row_level:
        return "row_level", "an expectation on an aggregate does not look at rows"
    for column in e.columns:
        if column not in suite.labels:
            return "kwargs", f"column {column!r} has no name for people; add it under labels"
    return None


def mergeable(kind: str) -> bool:
    """Whether an expectation's counts over batches add up to its count over all rows."""
    return kind.startswith(MERGEABLE) and not any(part in kind for part in NOT_MERGEABLE)


def _short(path: Path) -> str:
    return f"expectations/{path.parent.name}/{path.name}" if path.stem != "labels" else path.name


@lru_cache(maxsize=64)
def _yaml(path: Path, _modified: int) -> Any:
    """The parsed file. Raises LumbreraError for broken YAML and for a key given twice."""
    import yaml

    # The parser in C is ten times faster; PyYAML built without it has only the other.
    parser: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

    class Strict(parser):
        """Refuses duplicate keys, which YAML would silently resolve to the last."""

    def mapping(loader: Any, node: yaml.MappingNode) -> dict[Any, Any]:
        seen: set[Any] = set()
        for key_node, _ in node.value:
            key = loader.construct_object(key_node)
            if key in seen:
                line = key_node.start_mark.line + 1
                raise LumbreraError(f"{_short(path)}, line {line}: key {key!r} is given twice")
            seen.add(key)
        return loader.construct_mapping(node, deep=True)

    Strict.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, mapping)
    try:
        return yaml.load(path.read_text(encoding="utf-8"), Loader=Strict)
    except yaml.YAMLError as error:
        raise LumbreraError(f"{_short(path)}: {error}") from error
