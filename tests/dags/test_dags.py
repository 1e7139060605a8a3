"""Every DAG file loads, every source has one, and `analyze` has the shape its one warehouse needs."""

import ast
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from lumbrera.sources import SOURCES

from tests.dags.conftest import drive

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The DAGs as Airflow loads them; no run is played."""
    return drive(tmp_path_factory.mktemp("airflow"), plays={}, whole=[])[0]


def test_every_dag_file_loads_without_an_error(loaded: dict[str, Any]) -> None:
    assert loaded["import_errors"] == {}
    assert {"analyze", *(f"ingest_{s.name}" for s in SOURCES)} <= set(loaded["dags"])


def test_every_source_is_asked_for_as_often_as_its_publisher_s_cadence_calls_for(
    loaded: dict[str, Any],
) -> None:
    days = {"daily": "* * *", "weekly": "* * 1,4", "monthly": "* * 1"}
    days |= {"quarterly": "1,15 * *", "yearly": "1 * *"}
    starts = set()
    for source in SOURCES:
        dag = loaded["dags"][f"ingest_{source.name}"]
        if source.cadence == "once":
            assert dag["schedule"] is None
            continue
        cron, timezone = dag["schedule"]
        assert timezone == "America/Mexico_City"
        assert cron.split(maxsplit=2)[2] == days[source.cadence], source.name
        starts.add(cron.split(maxsplit=2)[1] + cron.split(maxsplit=2)[0])
        assert dag["owner"] in source.publisher.replace(",", "")
        assert dag["max_active_runs"] == 1
    assert len(starts) == sum(s.cadence != "once" for s in SOURCES)


def test_a_source_tells_of_new_files_by_an_asset_of_its_own(loaded: dict[str, Any]) -> None:
    for source in SOURCES:
        tasks = loaded["dags"][f"ingest_{source.name}"]["tasks"]
        outlets = {name: task["outlets"] for name, task in tasks.items() if task["outlets"]}
        assert outlets == {"announce": [f"lumbrera_{source.name}"]}
        assert tasks["stage"]["pool"] == "lumbrera_warehouse"
        assert (tasks["fetch"]["retries"], tasks["fetch"]["backoff"]) == (3, 2)
        assert tasks["confirm"]["retries"] == 0


def test_every_schedule_has_a_deadline_that_tells_somebody(loaded: dict[str, Any]) -> None:
    for name, dag in loaded["dags"].items():
        assert [d[0] for d in dag["deadlines"]] == ["DagRunQueuedAtDeadline"], name
        assert [d[2] for d in dag["deadlines"]] == ["lumbrera.notices.late"], name


def test_analyze_is_started_by_any_source_and_runs_one_at_a_time(loaded: dict[str, Any]) -> None:
    analyze = loaded["dags"]["analyze"]
    assert analyze["schedule"] == sorted(f"lumbrera_{s.name}" for s in SOURCES)
    assert analyze["max_active_runs"] == 1


def test_only_the_task_that_writes_the_warehouse_takes_the_one_slot_pool(
    loaded: dict[str, Any],
) -> None:
    tasks = loaded["dags"]["analyze"]["tasks"]
    assert {name: task["pool"] for name, task in tasks.items()} == {
        "build": "lumbrera_warehouse",
        "confirm": "default_pool",
    }
    assert tasks["build"]["outlets"] == ["lumbrera_snapshot"]
    assert tasks["confirm"]["after"] == ["build"]


def test_the_build_is_tried_again_ever_later_and_a_verdict_is_not(loaded: dict[str, Any]) -> None:
    tasks = loaded["dags"]["analyze"]["tasks"]
    assert (tasks["build"]["retries"], tasks["build"]["backoff"]) == (2, 3)
    assert tasks["confirm"]["retries"] == 0


def test_the_defaults_come_from_the_environment(loaded: dict[str, Any]) -> None:
    params = loaded["dags"]["analyze"]["params"]
    assert params == {"paths": ["/srv/a", "/srv/b"], "data": "/srv/data", "as_of": None}


def test_publish_follows_the_snapshot_and_publishes_only_after_the_signature(
    loaded: dict[str, Any],
) -> None:
    publish = loaded["dags"]["publish"]
    assert publish["schedule"] == ["lumbrera_snapshot"]
    assert publish["max_active_runs"] == 1
    after = {name: task["after"] for name, task in publish["tasks"].items()}
    assert after == {
        "prepare": [],
        "signature": ["prepare"],
        "carry_out": ["prepare", "signature"],
        "record_rejection": ["carry_out"],
    }
    assert publish["tasks"]["prepare"]["pool"] == "lumbrera_warehouse"
    assert publish["tasks"]["carry_out"]["retries"] == 0
    assert publish["tasks"]["carry_out"]["outlets"] == ["lumbrera_portal"]


def test_a_task_body_is_one_import_and_one_call() -> None:
    for path in sorted((ROOT / "dags").glob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        tasks = {
            node.name: node.body
            for node in ast.walk(tree)
            if isinstance(node, ast.FunctionDef)
            and any(ast.unparse(d).startswith("task") for d in node.decorator_list)
        }
        for name, body in tasks.items():
            assert len(body) == 2, f"{path.name}: {name}"
            assert isinstance(body[0], ast.ImportFrom), f"{path.name}: {name}"
            assert isinstance(body[1], ast.Return | ast.Expr), f"{path.name}: {name}"
            assert isinstance(body[1].value, ast.Call), f"{path.name}: {name}"


HEAVY = ("duckdb", "pandas", "great_expectations", "httpx", "networkx", "pyarrow", "sklearn")


def test_reading_the_dag_files_imports_nothing_heavy() -> None:
    """Airflow's own import is not ours to judge, nor that of `approval`, which is one of its tasks."""
    imports = set()
    for path in sorted((ROOT / "dags").glob("*.py")):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.Import | ast.ImportFrom):
                imports.add(ast.unparse(node))
    code = "; ".join(
        [*sorted(i for i in imports if "lumbrera" in i and "approval" not in i), "import sys"]
        + [f"assert {name!r} not in sys.modules, {name!r}" for name in HEAVY]
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
