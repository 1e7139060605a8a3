"""Deadline alerts, seen to fire: every source and `analyze`, in an Airflow that is really running."""

import time
import urllib.error
from pathlib import Path
from typing import Any

import pytest
from lumbrera.sources import SOURCES


def start(api: Any, dag_id: str) -> str:
    """Starts a run and gives its id; again where SQLite was locked by one of the earlier runs."""
    for _ in range(10):
        try:
            run = api.call(f"/api/v2/dags/{dag_id}/dagRuns", {"logical_date": None})
        except urllib.error.HTTPError as error:
            if error.code != 500:
                raise
            time.sleep(2)
        else:
            return str(run["dag_run_id"])
    raise AssertionError(f"{dag_id}: Airflow's database stayed locked")


@pytest.mark.long
def test_a_run_of_any_source_and_of_the_analysis_that_passes_its_deadline_is_told(
    start_airflow: Any, tmp_path: Path, notice_board: Any
) -> None:
    url, notices = notice_board
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "lumbrera.toml").write_text(f'[notices]\nurl = "{url}/notices"\n')
    # A third of a second: whatever a run does, it is late.
    hours = "0.0001"
    api = start_airflow(LUMBRERA_INGEST_HOURS=hours, LUMBRERA_ANALYZE_HOURS=hours).api()

    expected = {"analyze": "el análisis no terminó en 0.0001 horas"}
    for source in SOURCES:
        expected[f"ingest_{source.name}"] = f"la fuente «{source.title}» no terminó en 0.0001 horas"
    runs = {dag_id: start(api, dag_id) for dag_id in expected}

    deadline = time.monotonic() + 420
    while silent := [
        dag_id
        for dag_id, text in expected.items()
        if not any(text in n and runs[dag_id] in n for n in notices)
    ]:
        assert time.monotonic() < deadline, f"no alert for {silent}; told: {notices}"
        time.sleep(1)
    assert all("Qué hacer: vea en Airflow el registro de" in n for n in notices)
