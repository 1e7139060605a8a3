"""Loads the DAGs and plays runs of one, in a process of its own: Airflow reads its settings when
it is imported and takes over logging, which the process of the other tests must not notice.

python airflow_driver.py REQUEST ANSWER
REQUEST: {"dags": folder, "plays": {name: [dag_id, params]}, "whole": [name]}; what is not whole goes
without the suites of the core and the Data Docs, half the time of a small run
ANSWER: {"import_errors": …, "dags": {dag_id: structure}, "plays": {name: play}}
"""

import json
import sys
from pathlib import Path
from typing import Any


def schedule(dag: Any) -> Any:
    """None, the cron expression and its time zone, or the names of the assets of which any counts."""
    from airflow.sdk import Asset, AssetAny, CronTriggerTimetable

    if isinstance(dag.schedule, CronTriggerTimetable):
        return [dag.schedule.expression, str(dag.schedule.timezone)]
    if isinstance(dag.schedule, list) and all(isinstance(a, Asset) for a in dag.schedule):
        return [asset.name for asset in dag.schedule]
    if isinstance(dag.schedule, AssetAny):
        return sorted(asset.name for asset in dag.schedule.objects)
    return dag.schedule if dag.schedule is None else repr(dag.schedule)


def structure(dag: Any) -> dict[str, Any]:
    return {
        "schedule": schedule(dag),
        "owner": dag.owner,
        "deadlines": [
            [alert.reference.reference_name, alert.interval.total_seconds(), alert.callback.path]
            for alert in dag.deadline or []
        ],
        "max_active_runs": dag.max_active_runs,
        "params": {name: dag.params.get_param(name).value for name in dag.params},
        "tasks": {
            task.task_id: {
                "pool": task.pool,
                "retries": task.retries,
                "backoff": task.retry_exponential_backoff,
                "outlets": [asset.name for asset in task.outlets],
                "after": sorted(task.upstream_task_ids),
            }
            for task in dag.tasks
        },
    }


def play(dag: Any, params: dict[str, Any]) -> dict[str, Any]:
    """The states a run ended in: {"run": state, "tasks": {id: state}}; or why it did not start."""
    from airflow.sdk.exceptions import ParamValidationError

    dag.deadline = []  # Airflow keeps deadlines only for DAGs that its own processor has stored
    for task in dag.tasks:
        task.retries = 0  # a test that fails must not wait for another try
    try:
        run = dag.test(run_conf=params)
    except ParamValidationError as exc:
        return {"run": None, "tasks": {}, "invalid": str(exc)}
    tasks = {ti.task_id: str(ti.state) for ti in run.get_task_instances()}
    return {"run": str(run.state), "tasks": tasks}


def main(request_file: str, answer_file: str) -> None:
    from airflow.dag_processing.dagbag import DagBag
    from airflow.utils.db import initdb
    from lumbrera import validation

    suites, docs = validation.validate_core, validation.build_docs
    request = json.loads(Path(request_file).read_text(encoding="utf-8"))
    bag = DagBag(request["dags"])
    answer = {
        "import_errors": bag.import_errors,
        "dags": {dag_id: structure(dag) for dag_id, dag in bag.dags.items()},
        "plays": {},
    }
    if request["plays"]:
        initdb()
    for name, (dag_id, params) in request["plays"].items():
        print(f"=== {name}", flush=True)
        is_whole = name in request["whole"]
        validation.validate_core = suites if is_whole else lambda con: []
        validation.build_docs = docs if is_whole else lambda reports, folder: folder
        answer["plays"][name] = play(bag.dags[dag_id], params)
    Path(answer_file).write_text(json.dumps(answer), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
