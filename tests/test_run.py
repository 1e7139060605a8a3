"""Whole runs on a small made feed: the same result whatever happened in between."""

import contextlib
import csv
import datetime as dt
import errno
import gzip
import json
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner
from lumbrera import ruleset, snapshot, validation
from lumbrera.errors import LumbreraError, UsageError
from lumbrera.ingest import raw
from lumbrera.run import RunResult, analyse, run
from lumbrera.sources import by_name

SOURCE = by_name("comprasmx_contracts")
FIELDS = next(x for x in SOURCE.layouts if x.name == "21").fields
N = 60  # contracts of the first export


def contract(number: int, **changes: str) -> dict[str, str]:
    row = dict.fromkeys(FIELDS, "") | {
        "supplier_rfc": "AAA010101AAA" if number % 3 else "", "institution": "INSTITUTO DE PRUEBA",
        "unit": "UNIDAD", "unit_code": f"050GYR00{number % 2}",
        "supplier_name": f"PROVEEDORA {number % 9} SA DE CV",
        "procedure_number": f"LA-50-GYR-050GYR00{number % 2}-N-{number}-2026",
        "procedure_type": "LICITACIÓN PÚBLICA", "contracting_type": "ADQUISICIONES",
        "law": "LAASSP", "item_codes": "25301", "amount": f"{number}000",
        "size_class": "MICRO", "consolidated": "NO", "published_on": f"2026-01-{number % 20 + 1:02}",
        "award_on": "2026-01-25", "signed_on": "2026-02-01", "start_on": "2026-02-02",
        "description": f"Medicamentos {number}" if number % 10 else "VARIOS",
    }  # fmt: skip
    return row | changes


def write(path: Path, rows: list[dict[str, str]]) -> Path:
    path.parent.mkdir(exist_ok=True, parents=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([SOURCE.field(f).headings[0] for f in FIELDS])
        writer.writerows([r[f] for f in FIELDS] for r in rows)
    return path


FIRST = [contract(n) for n in range(1, N + 1)]
# Two days later: one more, contract 2 of another amount, contract 7 gone.
SECOND = [
    contract(n, **({"amount": "999000"} if n == 2 else {})) for n in range(1, N + 2) if n != 7
]


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("published")
    write(folder / "contratos_2026-03-08.csv", FIRST)
    write(folder / "contratos_2026-03-10.csv", SECOND)
    return folder


def silent(*_: object) -> None: ...


def go(paths: Path | list[Path], data: Path, **kwargs) -> RunResult:
    paths = paths if isinstance(paths, list) else [paths]
    return run(paths, data, waiting=silent, **kwargs)


def state(data: Path) -> dict[str, list[tuple[object, ...]]]:
    """What a reader of the current snapshot sees, times of day apart."""
    with duckdb.connect(str(data / "current.duckdb"), read_only=True) as con:
        return {
            table: con.execute(f"select {columns} from {table} order by all").fetchall()
            for table, columns in {
                "flags.flag": "*", "flags.coverage": "*", "cases.queue": "*",
                "core.contract": "*", "core.contract_version": "*", "core.source_row": "*",
                "ingest.file": "* exclude (ingested_at)", "ingest.quarantine": "*",
                "meta.run": "as_of",
            }.items()
        }  # fmt: skip


@pytest.fixture(scope="module")
def finished(published: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data directory of one run that nobody disturbed."""
    data = tmp_path_factory.mktemp("run") / "data"
    result = go(published, data)
    assert (result.exit_code, result.is_new, result.snapshot) == (0, True, data / "current.duckdb")
    return data


@contextlib.contextmanager
def without_core_suites() -> Iterator[None]:
    """Nothing here is about the suites of the core or the Data Docs, half the time of a small run;
    `finished` and the long tests have them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(validation, "validate_core", lambda con: [])
        patch.setattr(validation, "build_docs", lambda reports, folder: folder)
        yield


@pytest.fixture(autouse=True)
def quickly(request: pytest.FixtureRequest) -> Iterator[None]:
    with contextlib.nullcontext() if "long" in request.keywords else without_core_suites():
        yield


@pytest.fixture(scope="module")
def listed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A list published after the exports; with it a run asks the rules that read it or the day."""
    return tax_list(tmp_path_factory.mktemp("sat") / "listado_69b.csv", "AAA010101AAA")


@pytest.fixture(scope="module")
def with_list(published: Path, listed: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data directory of one run from nothing on the exports and the list."""
    data = tmp_path_factory.mktemp("with_list") / "data"
    with without_core_suites():
        go([published, listed], data)
    return data


@pytest.fixture(scope="module")
def first_only(published: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data directory of a run on the first export."""
    data = tmp_path_factory.mktemp("first") / "data"
    go(published / "contratos_2026-03-08.csv", data)
    return data


@pytest.fixture
def copy(finished: Path, tmp_path: Path) -> Path:
    """A copy of that directory, to do things to."""
    return Path(shutil.copytree(finished, tmp_path / "data", copy_function=shutil.copy2))


def versions(data: Path) -> list[tuple[str, str]]:
    with duckdb.connect(str(data / "current.duckdb"), read_only=True) as con:
        return con.execute("""
            select c.procedure_number, v.status from core.contract_version v
            join core.contract c using (contract_id)
            where v.status <> 'added' or v.export_on > '2026-03-08' order by all
        """).fetchall()


# What a run does


def test_one_contract_changed_one_vanished_one_was_added(finished: Path) -> None:
    assert versions(finished) == [
        ("LA-50-GYR-050GYR000-N-2-2026", "changed"),
        ("LA-50-GYR-050GYR001-N-61-2026", "added"),
        ("LA-50-GYR-050GYR001-N-7-2026", "vanished"),
    ]
    flagged = {(r[0]) for r in state_of(finished, "select distinct rule_id from flags.flag")}
    assert {"T15", "T16"} <= flagged


def state_of(data: Path, sql: str) -> list[tuple[object, ...]]:
    with duckdb.connect(str(data / "current.duckdb"), read_only=True) as con:
        return con.execute(sql).fetchall()


@pytest.mark.long
def test_exports_read_out_of_order_or_one_by_one_end_the_same(
    published: Path, finished: Path, tmp_path: Path
) -> None:
    late, early = published / "contratos_2026-03-10.csv", published / "contratos_2026-03-08.csv"
    go(late, tmp_path / "data")
    go(early, tmp_path / "data")
    assert (
        state(tmp_path / "data")["core.contract_version"]
        == state(finished)["core.contract_version"]
    )
    assert state(tmp_path / "data")["core.contract"] == state(finished)["core.contract"]


def test_the_same_data_under_other_names_in_another_folder_gives_the_same_ids(
    published: Path, finished: Path, tmp_path: Path
) -> None:
    for path in published.iterdir():
        packed = tmp_path / "in" / (path.name.replace("contratos", "otro") + ".gz")
        packed.parent.mkdir(exist_ok=True)
        packed.write_bytes(gzip.compress(path.read_bytes()))
    go(tmp_path / "in", tmp_path / "data")
    ids = "select flag_id, case_id, rule_id from flags.flag order by all"
    assert state_of(tmp_path / "data", ids) == state_of(finished, ids)
    ids = "select contract_id from core.contract order by all"
    assert state_of(tmp_path / "data", ids) == state_of(finished, ids)


def test_running_again_on_the_same_files_makes_nothing_new(published: Path, copy: Path) -> None:
    before = (copy / "current.duckdb").read_bytes()
    result = go(published, copy)
    assert (result.is_new, result.tables_built, result.exit_code) == (False, [], 0)
    assert (copy / "current.duckdb").read_bytes() == before
    assert len(list((copy / "snapshots").iterdir())) == 1


def test_what_is_read_is_known_in_another_process(published: Path, copy: Path) -> None:
    script = "from lumbrera.ingest import reader_version; print(reader_version())"
    theirs = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)  # fmt: skip
    records = [json.loads(p.read_text()) for p in (copy / "staged").glob("*.json")]
    assert {r["reader"] for r in records} == {theirs.stdout.strip()}


def test_a_changed_threshold_builds_flags_and_cases_and_no_table(published, copy: Path) -> None:
    (copy / "lumbrera.toml").write_text("[rules.T16]\nenabled = false\n")
    result = go(published, copy)
    assert (result.is_new, result.tables_built) == (True, [])
    assert "T16" not in {r["rule_id"] for r in result.rules}
    (copy / "lumbrera.toml").unlink()
    go(published, copy)
    rules = "select rule_id, flag_id, sentence from flags.flag order by all"
    assert ("T16",) in state_of(copy, "select distinct rule_id from flags.flag")
    assert state_of(copy, rules)


SETTINGS = "[rules.T9]\nmin_amount_mxn = 1\n\n[rules.V8]\nmultiple = 1000\n"


@pytest.fixture(scope="module")
def beside_a_refused_file(
    published: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[RunResult, Path]:
    """A run from nothing, with SETTINGS, on the exports and a file that is refused; its directory."""
    root = tmp_path_factory.mktemp("refused")
    folder, data = root / "in", root / "data"
    shutil.copytree(published, folder)
    (folder / "roto.csv").write_text("a,b\n1,2\n")
    data.mkdir()
    (data / "lumbrera.toml").write_text(SETTINGS)
    with without_core_suites():
        return go(folder, data), data


def test_a_changed_threshold_leaves_what_a_run_from_nothing_leaves(
    published, copy: Path, beside_a_refused_file: tuple[RunResult, Path]
) -> None:
    tables = ("flags.coverage", "flags.prevalence", "flags.sensitivity", "cases.queue")
    (copy / "lumbrera.toml").write_text(SETTINGS)
    evaluated: list[str] = []
    go(
        published, copy,
        tell=lambda step, name, *_: evaluated.append(name) if step == "evaluar" else None,
    )  # fmt: skip
    # What reads reserved sections is asked every time: they are no table of the warehouse.
    reserved = {
        rule.id
        for rule in ruleset.load_rules()
        if any(table.startswith("restricted.") for table in rule.reads)
    }
    assert [rule for rule in evaluated if rule not in reserved] == ["T9", "V8"]
    assert reserved == {"N2", "N12D"}
    _, fresh = beside_a_refused_file
    for table in tables:
        columns = "* exclude (first_flagged_on, change)" if table == "cases.queue" else "*"
        query = f"select {columns} from {table} order by all"
        assert state_of(copy, query) == state_of(fresh, query), table
    flags = "from flags.flag order by all"
    assert state_of(copy, flags) == state_of(fresh, flags)


def tax_list(path: Path, rfc: str) -> Path:
    """A list of article 69-B published two days after the second export, with one taxpayer on it."""
    source = by_name("sat_69b")
    fields = source.layouts[0].fields
    row = dict.fromkeys(fields, "") | {
        "number": "1", "rfc": rfc, "name": "PROVEEDORA 1 SA DE CV", "status": "Definitivo",
        "presumed_sat_on": "05/01/2023", "definitive_sat_on": "08/05/2023",
    }  # fmt: skip
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["Información actualizada al 12 de marzo de 2026"])
        writer.writerow([source.field(f).headings[0] for f in fields])
        writer.writerow(row[f] for f in fields)
    return path


def test_a_new_list_asks_the_rules_that_read_it_and_leaves_what_a_run_from_nothing_leaves(
    published: Path, listed: Path, with_list: Path, copy: Path
) -> None:
    evaluated: set[str] = set()
    result = go(
        [published, listed], copy,
        tell=lambda step, name, *_: evaluated.add(name) if step == "evaluar" else None,
    )  # fmt: skip
    assert result.as_of == dt.date(2026, 3, 12)
    # F2 reads the list and P10 the day; titles, changes and amounts are as they were.
    assert {"F2", "P10"} <= evaluated
    assert not {"T9", "T15", "T16", "V8"} & evaluated
    for table, columns in {
        "flags.flag": "*", "flags.coverage": "*", "flags.prevalence": "*", "flags.sensitivity": "*",
        "cases.queue": "* exclude (first_flagged_on, change)",
    }.items():  # fmt: skip
        query = f"select {columns} from {table} order by all"
        assert state_of(copy, query) == state_of(with_list, query), table
    assert state_of(copy, "select count(*) > 0 from flags.flag where rule_id = 'F2'") == [(True,)]


@pytest.mark.long
def test_as_of_a_day_before_the_second_export_knows_only_the_first(published, copy: Path) -> None:
    result = go(published, copy, as_of=dt.date(2026, 3, 9))
    assert result.as_of == dt.date(2026, 3, 9)
    assert state_of(copy, "select count(*) from core.contract") == [(N,)]
    assert versions(copy) == []


@pytest.mark.long
def test_old_snapshots_are_removed_beyond_those_kept(published: Path, copy: Path) -> None:
    for keep, day, left in ((2, 8, 2), (2, 9, 2), (1, 8, 1)):
        (copy / "lumbrera.toml").write_text(f"[retention]\nsnapshots = {keep}\n")
        go(published, copy, as_of=dt.date(2026, 3, day))
        assert len(list((copy / "snapshots").glob("*.duckdb"))) == left
        assert state_of(copy, "select as_of from meta.run") == [(dt.date(2026, 3, day),)]


def test_a_snapshot_does_not_depend_on_the_staged_files(copy: Path) -> None:
    expected = state(copy)
    shutil.rmtree(copy / "staged")
    shutil.rmtree(copy / "raw")
    assert state(copy) == expected


# Exports of a part


@pytest.mark.long  # tests/core/test_contract_versions.py holds the same of the table alone
@pytest.mark.parametrize("part", ["one unit", "first half"])
def test_an_export_of_a_part_makes_no_contract_vanish(
    published: Path, copy: Path, tmp_path: Path, part: str
) -> None:
    rows = (
        [r for r in SECOND if r["unit_code"] == "050GYR001"]
        if part == "one unit"
        else SECOND[: len(SECOND) // 2 + 1]
    )
    before = versions(copy)
    result = go(write(tmp_path / "in" / "contratos_2026-03-11.csv", rows), copy)
    assert result.exit_code == 0
    assert versions(copy) == before


def test_a_far_smaller_export_is_refused_and_the_last_good_data_stay(
    copy: Path, tmp_path: Path
) -> None:
    before = state(copy)
    few = write(tmp_path / "in" / "contratos_2026-03-12.csv", SECOND[::4])
    result = go(few, copy)
    assert result.exit_code == 1
    assert "parece incompleto" in result.refused[0].reason
    after = state(copy)
    assert [after[t] for t in ("core.contract", "core.contract_version", "flags.flag")] == [
        before[t] for t in ("core.contract", "core.contract_version", "flags.flag")
    ]
    refused = (
        "select rows_read, rows_loaded, rows_quarantined from ingest.file where status = 'refused'"
    )
    assert state_of(copy, refused) == [(15, 0, 15)]


def test_a_refused_file_ends_with_1_and_the_rest_is_done(
    beside_a_refused_file: tuple[RunResult, Path],
) -> None:
    result, data = beside_a_refused_file
    assert result.exit_code == 1
    assert [f.name for f in result.refused] == ["roto.csv"]
    assert state_of(data, "select count(*) from core.contract") == [(N + 1,)]


def test_the_good_file_takes_the_place_of_the_refused_one_of_its_name(
    copy: Path, tmp_path: Path
) -> None:
    name = tmp_path / "in" / "contratos_2026-03-12.csv"
    write(name, SECOND[::4])
    assert go(name, copy).exit_code == 1
    write(name, SECOND)
    assert go(name, copy).exit_code == 0
    assert state_of(copy, "select count(*) from ingest.file where status = 'refused'") == [(0,)]


def test_a_folder_that_holds_no_file_is_wrong_usage(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    with pytest.raises(UsageError, match="no file to read"):
        go(tmp_path / "in", tmp_path / "data")


# Trouble


class Killed(BaseException):
    """Stops a run where it stands; nothing of Lumbrera catches it."""


def stop(paths: list[Path], data: Path, at: str) -> None:
    """A run that is killed when it tells that step."""
    seen = []

    def tell(step: str, item: str, place: int, total: int) -> None:
        seen.append(f"{step} {item}")
        if seen[-1] == at:
            raise Killed

    with pytest.raises(Killed):
        go(paths, data, tell=tell)
    assert seen[-1] == at


@pytest.mark.long
@pytest.mark.parametrize(
    "at",
    [
        "leer contratos_2026-03-10.csv",
        "construir core.contract_version",
        "evaluar T15",
        "validar núcleo",
        "informe index.html",
    ],
)
def test_a_run_stopped_at_any_step_leaves_the_last_snapshot_and_the_next_ends_the_same(
    published: Path, first_only: Path, finished: Path, tmp_path: Path, at: str
) -> None:
    data = tmp_path / "data"
    shutil.copytree(first_only, data, copy_function=shutil.copy2)
    before = state(data)
    stop([published], data, at)
    report_is_due = at.startswith("informe")
    assert (state(data) == before) != report_is_due
    result = go(published, data)
    assert result.exit_code == 0
    assert comparable(data) == comparable(finished)
    report = (data / "report" / "index.html").read_text(encoding="utf-8")
    assert "10 de marzo de 2026" in report or "2026-03-10" in report


@pytest.mark.parametrize("at", ["construir core.tax_listing", "informe index.html"])
def test_a_run_on_a_new_list_stopped_leaves_the_last_snapshot_and_the_next_ends_the_same(
    published: Path, listed: Path, with_list: Path, copy: Path, at: str
) -> None:
    before = state(copy)
    stop([published, listed], copy, at)
    report_is_due = at.startswith("informe")
    assert (state(copy) == before) != report_is_due
    assert go([published, listed], copy).exit_code == 0
    assert comparable(copy) == comparable(with_list)
    report = (copy / "report" / "index.html").read_text(encoding="utf-8")
    assert "12 de marzo de 2026" in report or "2026-03-12" in report


def comparable(data: Path) -> dict[str, list[tuple[object, ...]]]:
    """The state apart from what tells when a case was first seen."""
    seen = state(data)
    seen["cases.queue"] = state_of(
        data, "select * exclude (first_flagged_on, change) from cases.queue order by all"
    )
    return seen


KILLER = """
import os, random, shutil, signal, sys
from pathlib import Path
import great_expectations, pandas, pyarrow, pyarrow.csv, jinja2  # once, before the forks
from lumbrera.run import run
from lumbrera import validation

published, work, n_random = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
first = work / "first"

def child(at, seconds):
    data = work / f"killed {at} {seconds}"
    shutil.copytree(first, data, copy_function=shutil.copy2)
    pid = os.fork()
    if pid == 0:
        count = pages = 0
        def wrapped(usual):
            def step(*args, **kwargs):
                nonlocal count, pages
                target = Path(args[-1])
                if "report" in target.parts and target.name != "index.html":
                    pages += 1
                    if pages > 3:  # one page of the report is as good a moment as another
                        return usual(*args, **kwargs)
                for _ in range(2):  # before and after
                    count += 1
                    if count == at:
                        os.kill(os.getpid(), signal.SIGKILL)
                    if _ == 0:
                        result = usual(*args, **kwargs)
                return result
            return step
        Path.replace, os.link = wrapped(Path.replace), wrapped(os.link)
        if seconds:
            signal.setitimer(signal.ITIMER_REAL, seconds)  # its signal ends the process at once
        run([published], data, waiting=lambda m: None)
        os._exit(0)
    _, status = os.waitpid(pid, 0)
    print(data.name, os.WIFSIGNALED(status), sep="\\t", flush=True)
    return os.WIFSIGNALED(status)

at = 1
while child(at, 0):
    at += 1
for i in range(n_random):
    child(0, random.Random(i).uniform(0.05, 2.5))
"""


@pytest.mark.long
def test_a_run_killed_at_any_moment_leaves_a_readable_snapshot_and_the_next_ends_the_same(
    published: Path, first_only: Path, finished: Path, tmp_path: Path
) -> None:
    shutil.copytree(first_only, tmp_path / "first", copy_function=shutil.copy2)
    before = state(tmp_path / "first")
    done = subprocess.run(
        [sys.executable, "-c", KILLER, str(published), str(tmp_path), "6"],
        capture_output=True, text=True, timeout=900,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    killed = [line.split("\t")[0] for line in done.stdout.splitlines() if line.endswith("True")]
    assert len(killed) >= 10
    for name in killed:
        data = tmp_path / name
        assert state(data) == before or comparable(data) == comparable(finished), name
        result = go(published, data)
        assert result.exit_code == 0, name
        assert comparable(data) == comparable(finished), name
        assert "PROVEEDORA" in (data / "report" / "index.html").read_text(encoding="utf-8")
        assert list((data / "tmp").iterdir()) == [], name


def no_space(*_: object, **__: object) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


@pytest.mark.parametrize(
    ("module", "name"),
    [
        pytest.param(raw.shutil, "copyfile", marks=pytest.mark.long),
        (snapshot, "replace_file"),
        pytest.param(raw, "replace_file", marks=pytest.mark.long),
    ],
)
def test_a_full_disk_is_told_and_the_last_snapshot_stays(
    listed: Path, with_list: Path, copy: Path, monkeypatch, module, name: str
) -> None:
    before = state(copy)
    with monkeypatch.context() as patch:
        patch.setattr(module, name, no_space)
        with pytest.raises(LumbreraError, match="is full"):
            go(listed, copy)
    assert state(copy) == before
    result = go(listed, copy)
    assert (result.exit_code, result.is_new) == (0, True)
    assert comparable(copy) == comparable(with_list)


@pytest.mark.long
@pytest.mark.parametrize("megabytes", [1, 4, 12, 20])
def test_a_disk_that_is_really_full(published: Path, tmp_path: Path, megabytes: int) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    size = f"size={megabytes}m"
    if subprocess.run(["mount", "-t", "tmpfs", "-o", size, "none", str(disk)], capture_output=True).returncode:  # fmt: skip
        pytest.skip("no permission to mount a small disk")
    try:
        with contextlib.suppress(LumbreraError):
            go(published / "contratos_2026-03-08.csv", disk / "data")
        had = (disk / "data" / "current.duckdb").exists()
        before = state(disk / "data") if had else None
        (disk / "ballast").write_bytes(b"")
        with contextlib.suppress(OSError), (disk / "ballast").open("wb") as ballast:
            while True:
                ballast.write(bytes(4096))
                ballast.flush()
        with pytest.raises(LumbreraError) as caught:
            go(published, disk / "data")
        assert "full" in str(caught.value) or "cannot be written" in str(caught.value)
        if had:
            assert state(disk / "data") == before
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def test_two_runs_at_once_end_as_one_after_the_other(
    published: Path, listed: Path, with_list: Path, copy: Path
) -> None:
    told: list[str] = []
    is_inside, may_go_on = threading.Event(), threading.Event()

    def tell(*_: object) -> None:
        is_inside.set()
        may_go_on.wait(300)

    def wait(message: str) -> None:
        told.append(message)
        may_go_on.set()

    first = threading.Thread(target=lambda: go([published, listed], copy, tell=tell))
    first.start()
    assert is_inside.wait(300)
    second = threading.Thread(target=lambda: run([published, listed], copy, waiting=wait))
    second.start()
    first.join(300)
    second.join(300)
    assert len(told) == 1 and "otra ejecución" in told[0]
    assert comparable(copy) == comparable(with_list)
    assert len(list((copy / "snapshots").iterdir())) == 2  # that of `finished`, and one more


# The command line


@pytest.fixture
def lumbrera() -> Callable[..., tuple[int, str, str]]:
    from lumbrera.cli import main

    def call(*args: object) -> tuple[int, str, str]:
        runner = CliRunner()
        with runner.isolation() as (out, err, _):
            code: object = 0
            try:
                main([str(a) for a in args])
            except SystemExit as exc:
                code = exc.code
            return int(str(code)), out.getvalue().decode(), err.getvalue().decode()

    return call


def test_json_prints_json_alone_and_says_what_the_tables_say(
    lumbrera, published, copy: Path
) -> None:
    code, out, _ = lumbrera("run", published, "--data", copy, "--json")
    summary = json.loads(out)
    assert (code, summary["exit_code"], summary["as_of"]) == (0, 0, "2026-03-10")
    assert summary["totals"] == {
        "files": 2, "files_refused": 0, "rows_read": 2 * N, "rows_loaded": 2 * N,
        "rows_quarantined": 0, "rows_duplicate": 0,
    }  # fmt: skip
    assert summary["n_cases"] == len(state(copy)["cases.queue"])
    code, out, _ = lumbrera("run", published, "--data", copy)
    assert code == 0
    assert "contratos_2026-03-08.csv" in out and str(copy / "report" / "index.html") in out


def test_a_case_is_told_by_its_strongest_alert(published, copy: Path) -> None:
    result = go(published, copy)
    told = {case["case_id"]: case["sentence"] for case in result.cases}
    alerts: dict[str, list[tuple[bool, int, str, str]]] = {}
    for case_id, kind, severity, rule_id, sentence in state_of(
        copy, "select case_id, kind, severity, rule_id, sentence from flags.flag"
    ):
        if case_id in told:
            strength = kind != "flag", ("high", "medium", "low").index(severity)
            alerts.setdefault(case_id, []).append((*strength, rule_id, sentence))
    assert any(len(found) > 1 for found in alerts.values())
    assert set(alerts) == set(told)
    for case_id, found in alerts.items():
        # Of several alerts of one rule any may speak: which one is a matter of their ids.
        assert (*min(found)[:3], told[case_id]) in found


def test_exit_codes(lumbrera, published: Path, copy: Path, tmp_path: Path) -> None:
    (tmp_path / "roto.csv").write_text("a,b\n1,2\n")
    assert lumbrera("run", tmp_path / "roto.csv", "--data", copy)[0] == 1
    assert lumbrera("ingest", tmp_path / "roto.csv", "--data", copy)[0] == 1
    assert lumbrera("run", tmp_path / "nada", "--data", copy)[0] == 2
    assert lumbrera("run", published, "--data", copy, "--as-of", "ayer")[0] == 2
    assert lumbrera("run", "--data", copy)[0] == 2
    assert lumbrera("vuela")[0] == 2
    assert lumbrera("alerts", "--data", tmp_path / "vacía")[0] == 1
    (copy / "lumbrera.toml").write_text("[retention]\nsnapshot = 1\n")
    code, out, err = lumbrera("run", published, "--data", copy, "--json")
    assert (code, out) == (2, "")
    assert "snapshot" in err and "retention" in err and "lumbrera.toml" in err


def test_settings_of_rules_that_do_not_exist_are_wrong_usage(published, copy: Path) -> None:
    for text, told in (
        ("[rules.Z99]\nenabled = false\n", "Z99"),
        ("[rules.T16]\nlimite = 1\n", "limite"),
        ('[identity]\nkey_file = "perdida.key"\n', "perdida.key"),
    ):
        (copy / "lumbrera.toml").write_text(text)
        with pytest.raises(UsageError, match=told):
            analyse(copy, waiting=silent)


def test_wrong_settings_and_reference_tables_are_told_before_anything_is_read(
    published, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    (data / "ley").mkdir(parents=True)
    (data / "ley" / "topes.csv").write_text("a\n1\n")
    for text, told in (
        ('[jurisdiction]\nreference = "ley"\n', "topes.csv: there is no reference table"),
        ("[rules.T16]\nlimite = 1\n", "limite"),
    ):
        (data / "lumbrera.toml").write_text(text)
        with pytest.raises(UsageError, match=told):
            go(published, data)
    assert not list((data / "staged").rglob("*.*"))


@pytest.mark.long
def test_ingest_and_build_end_as_run_does(lumbrera, published, finished: Path, tmp_path) -> None:
    data = tmp_path / "data"
    assert lumbrera("ingest", published, "--data", data)[0] == 0
    assert not (data / "current.duckdb").exists()
    assert lumbrera("build", "--data", data)[0] == 0
    assert state(data) == state(finished)
