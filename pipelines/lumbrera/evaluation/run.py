"""Runs the engine on simulated states and measures what it found."""

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from lumbrera import __version__, config, demo, warehouse
from lumbrera.errors import UsageError
from lumbrera.evaluation.figures import Evaluation, Files, Series
from lumbrera.evaluation.measure import measure
from lumbrera.evaluation.people import measure_people
from lumbrera.run import RunResult, Tell, run, silent
from lumbrera.workspace import Workspace

if TYPE_CHECKING:
    from lumbrera.ruleset import Rule

PUBLISHED, REFERENCE, TRUTH = "publicado", "reference", "truth"
"""The folders of a simulated state."""


@dataclass(frozen=True)
class Job:
    """A finished main job on a simulated state: its snapshot, read-only, and the truth beside it."""

    con: duckdb.DuckDBPyConnection
    data: Path
    truth: Path
    id_key: str
    result: RunResult


@contextmanager
def finished(
    folder: Path,
    *,
    without: Sequence[str] = (),
    legal_basis: str = "",
    networks: bool = True,
    tell: Tell = silent,
) -> Iterator[Job]:
    """The main job on a simulated state, in a data directory that is then removed.

    The engine reads `publicado/` and the law tables of `reference/`; `truth/` is for the caller, and
    only when the engine has finished. `without` are ids of rules that are switched off in the
    settings; with a legal_basis the reserved sections of declarations are read; without `networks`
    no ties are computed. Raises UsageError when the folder is no simulated state or a rule does not
    exist.
    """
    for part in (PUBLISHED, REFERENCE, TRUTH):
        if not (folder / part).is_dir():
            raise UsageError(
                f"{folder} holds no simulated state: the folder {part} is missing",
                hint="write one with: lumbrera simulate CARPETA",
            )
    with tempfile.TemporaryDirectory(prefix="lumbrera-evaluate-") as temporary:
        workspace = Workspace(Path(temporary))
        demo.settle(folder, workspace.root)
        if legal_basis:
            with workspace.settings_file.open("a", encoding="utf-8") as file:
                file.write(f'[restricted]\nlegal_basis = "{legal_basis}"\n')
        if without:
            off = "".join(f"[rules.{rule.id}]\nenabled = false\n" for rule in rules_named(without))
            with workspace.settings_file.open("a", encoding="utf-8") as file:
                file.write(off)
        if not networks:
            with workspace.settings_file.open("a", encoding="utf-8") as file:
                file.write("[networks]\nenabled = false\n")
        result = run([folder / PUBLISHED], workspace.root, tell=tell, waiting=lambda _: None)
        settings = config.load(workspace.settings_file)
        key = warehouse.id_key(settings, workspace)
        with warehouse.connect(workspace.current, workspace, settings, read_only=True) as con:
            yield Job(con, workspace.root, folder / TRUTH, key, result)


def rules_named(ids: Sequence[str]) -> "list[Rule]":
    """The rules of these ids, in any case of letters. Raises UsageError for one that is none."""
    from lumbrera.ruleset import load_rules, select_rules

    return list(select_rules(load_rules(), [i.strip().upper() for i in ids]))


def evaluate(
    folder: Path, *, without: Sequence[str] = (), networks: bool = True, tell: Tell = silent
) -> Evaluation:
    """What the main job finds in a simulated state, with the rules in `without` switched off, and
    without ties between suppliers where not `networks`.

    A file of a format without a reader is counted, not an error. Raises UsageError as `finished`.
    """
    with finished(folder, without=without, networks=networks, tell=tell) as job:
        found = measure(job.con, job.truth, account(job.result), job.id_key)
        found.people = measure_people(job.con, job.truth)
        return found


def evaluate_seeds(seeds: Sequence[int], contracts: int, *, tell: Tell = silent) -> Series:
    """Simulates a state of so many contracts for each seed and evaluates it."""
    from lumbrera.simulate import simulate

    runs = []
    for place, seed in enumerate(seeds, start=1):
        with tempfile.TemporaryDirectory(prefix="lumbrera-simulated-") as temporary:
            tell("simular", f"semilla {seed}", place, len(seeds))
            folder = Path(temporary) / "state"
            simulate(folder, contracts=contracts, seed=seed)
            runs.append(evaluate(folder, tell=tell))
    return Series(__version__, contracts, list(seeds), runs)


def account(result: RunResult) -> Files:
    """What became of the files of a run; those without a reader apart from those refused."""
    loaded = [f for f in result.files if f.is_loaded()]
    return Files(
        loaded=len(loaded),
        rows_read=sum(f.rows_read for f in loaded),
        rows_loaded=sum(f.rows_loaded for f in loaded),
        rows_quarantined=sum(f.rows_quarantined for f in loaded),
        rows_duplicate=sum(f.rows_duplicate for f in loaded),
        not_readable=sorted(f.name for f in result.refused if f.source is None),
        refused={f.name: f.reason for f in result.refused if f.source is not None},
        critical=sorted(result.critical),
    )
