"""Models on disk: one file = one table, the folder is the schema.

An SQL model is stored as a table, unless its first line says ``-- view: `` and why: then it is a view,
computed anew by each that reads it. That pays where storing costs more than computing, as for a row of
every contract that one rule reads.
"""

import ast
import csv
import graphlib
import hashlib
import importlib.util
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from lumbrera.build.sql import parse_select
from lumbrera.errors import LumbreraError, UsageError

RESERVED = "restricted"
"""The schema that is a database of its own (lumbrera.restricted), attached while a run builds."""
SCHEMAS = ("reference", "core", "features", "networks", "anomaly", RESERVED)
VIEW = "-- view: "
"""How the first line of an SQL model begins that is not stored."""


@dataclass(frozen=True)
class Model:
    """One file of ``models/``.

    file: ``schema/name.ext``, for messages. reads, writes: ``schema.table`` names, sorted.
    digest: sha256 of the text that decides the result. sql: the select of an SQL model, else "".
    own: the deployment's own rows of a reference table, if it has some. stored: False for a view.
    """

    file: str
    path: Path
    kind: Literal["sql", "python", "csv"]
    reads: tuple[str, ...]
    writes: tuple[str, ...]
    digest: str
    sql: str = ""
    own: Path | None = None
    stored: bool = True


def discover(root: Path, reference: Path | None = None) -> list[Model]:
    """The models under root, in dependency order.

    A file or folder whose name starts with an underscore or a dot is no model. `reference` is a
    deployment's own folder of reference tables: the rows of a CSV there join those of the shipped
    table of its name, and take the place of those with the same key (see build.reference).
    Raises LumbreraError for a file that is no model, two files that write one table, or a cycle;
    UsageError for an own table that has no shipped one or lacks columns of it.
    """
    own = _own_reference(root / "reference", reference)
    found = [
        _load(path, schema, own.get(path.name) if schema == "reference" else None)
        for schema in SCHEMAS
        for path in sorted((root / schema).glob("*"))
        if path.is_file() and path.name[0] not in "_." and path.suffix in _LOADERS
    ]
    return order(found)


def _own_reference(shipped: Path, folder: Path | None) -> dict[str, Path]:
    """The tables in a deployment's folder, by file name, checked against the shipped ones."""
    if folder is None:
        return {}
    if not folder.is_dir():
        raise UsageError(f"{folder}: jurisdiction.reference is no folder")
    own = {path.name: path for path in sorted(folder.glob("*.csv"))}
    for name, path in own.items():
        if not (shipped / name).exists():
            known = ", ".join(sorted(p.name for p in shipped.glob("*.csv")))
            raise UsageError(f"{path}: there is no reference table of this name", hint=known)
        with (
            path.open(encoding="utf-8-sig", newline="") as mine,
            (shipped / name).open(encoding="utf-8", newline="") as theirs,
        ):
            lacking = set(next(csv.reader(theirs))) - set(next(csv.reader(mine), []))
        if lacking:
            raise UsageError(f"{path}: lacks the columns {', '.join(sorted(lacking))}")
    return own


def order(models: Iterable[Model]) -> list[Model]:
    """The models, each after those whose tables it reads; ties by file name.

    Raises LumbreraError for a cycle (naming the files) or a table with two models.
    """
    models = sorted(models, key=lambda m: m.file)
    writer: dict[str, Model] = {}
    for model in models:
        for table in model.writes:
            if table in writer:
                raise LumbreraError(
                    f"{model.file}: table {table} is already written by {writer[table].file}"
                )
            writer[table] = model
    by_file = {model.file: model for model in models}
    sorter: graphlib.TopologicalSorter[str] = graphlib.TopologicalSorter()
    for model in models:
        inputs = {writer[table].file for table in model.reads if table in writer}
        sorter.add(model.file, *sorted(inputs))
    try:
        return [by_file[file] for file in sorter.static_order()]
    except graphlib.CycleError as error:
        raise LumbreraError(
            "models depend on one another in a cycle: " + " -> ".join(error.args[1])
        ) from None


def upstream(models: Sequence[Model], tables: Iterable[str]) -> list[Model]:
    """The models needed to compute the tables, in dependency order; tables without model are skipped."""
    wanted = set(tables)
    needed: list[Model] = []
    for model in reversed(order(models)):
        if wanted & set(model.writes):
            needed.append(model)
            wanted |= set(model.reads)
    return needed[::-1]


def _load(path: Path, schema: str, own: Path | None = None) -> Model:
    file = f"{schema}/{path.name}"
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise LumbreraError(f"{file}: not UTF-8") from None
    model = _LOADERS[path.suffix](path, file, f"{schema}.{path.stem}", text)
    if own is None:
        return model
    return replace(
        model, own=own, digest=_sha256(text + "\0" + own.read_text(encoding="utf-8-sig"))
    )


def _sql_model(path: Path, file: str, table: str, text: str) -> Model:
    query = parse_select(text, file)
    if query.parameters:
        raise LumbreraError(f"{file}: a model has no parameters: ${', $'.join(query.parameters)}")
    sql = text.strip().rstrip(";")
    stored = not sql.startswith(VIEW)
    if not stored:
        _check_view(file, query.tables)
    return Model(file, path, "sql", query.tables, (table,), _sha256(sql), sql, stored=stored)


def _check_view(file: str, reads: Iterable[str]) -> None:
    """A view is read from the snapshot alone, where staged tables and the reserved ones are not."""
    absent = [t for t in reads if t.split(".")[0] in ("staged", RESERVED)]
    if file.startswith(f"{RESERVED}/") or absent:
        what = f"reads {', '.join(absent)}" if absent else "is in the reserved schema"
        raise LumbreraError(
            f"{file}: a view that {what}, which no snapshot holds",
            hint=f"Store it: take out the line that begins with {VIEW.strip()}",
        )


def _csv_model(path: Path, file: str, table: str, text: str) -> Model:
    return Model(file, path, "csv", (), (table,), _sha256(text))


def _python_model(path: Path, file: str, table: str, text: str) -> Model:
    """READS and WRITES are read as literals, so that listing models imports none of them."""
    try:
        tree = ast.parse(text)
    except SyntaxError as error:
        raise LumbreraError(f"{file}: line {error.lineno}: {error.msg}") from None
    declared = {}
    for node in tree.body:
        target = None
        if isinstance(node, ast.Assign) and len(node.targets) == 1:
            target = node.targets[0]
        elif isinstance(node, ast.AnnAssign):
            target = node.target
        if isinstance(target, ast.Name) and target.id in ("READS", "WRITES"):
            try:
                declared[target.id] = tuple(sorted(ast.literal_eval(node.value)))  # type: ignore[attr-defined]
            except (ValueError, TypeError):
                raise LumbreraError(f"{file}: {target.id} must be a list of table names") from None
    if set(declared) != {"READS", "WRITES"}:
        raise LumbreraError(f"{file}: needs READS and WRITES, lists of schema.table names")
    if not any(isinstance(node, ast.FunctionDef) and node.name == "model" for node in tree.body):
        raise LumbreraError(f"{file}: needs a function model(con)")
    sources = [text, *(p.read_text() for p in sorted(path.parent.glob("_*.py")))]
    sources += [source.read_text() for source in _engine_sources(tree)]
    return Model(
        file, path, "python", declared["READS"], declared["WRITES"], _sha256("\0".join(sources))
    )


def _engine_sources(tree: ast.Module) -> list[Path]:
    """Files of the lumbrera modules that a model imports: a change there makes its tables stale."""
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module)
            names.update(f"{node.module}.{alias.name}" for alias in node.names)
    sources = []
    for name in sorted(n for n in names if n.startswith("lumbrera.")):
        try:
            spec = importlib.util.find_spec(name)
        except ModuleNotFoundError:
            continue
        if spec and spec.origin:
            sources.append(Path(spec.origin))
    return sources


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


_LOADERS = {".sql": _sql_model, ".csv": _csv_model, ".py": _python_model}
