"""Every DAG file loads, and `analyze` has the shape that its one warehouse needs."""

import ast
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def loaded(played: Any) -> Any:
    return played.answer


def test_every_dag_file_loads_without_an_error(loaded: dict[str, Any]) -> None:
    assert loaded["import_errors"] == {}
    assert "analyze" in loaded["dags"]


def test_analyze_is_started_by_hand_and_runs_one_at_a_time(loaded: dict[str, Any]) -> None:
    analyze = loaded["dags"]["analyze"]
    assert analyze["schedule"] is None
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
