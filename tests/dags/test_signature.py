"""The signature through Airflow, as the person who signs and as the web server sees it."""

import time
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from lumbrera.publication import record
from lumbrera.publication.site import Place, file_digests, whole_digest

RUNS = "/api/v2/dags/publish/dagRuns"


def waiting_run(api: Any, n: int) -> str:
    """The path of the n-th run of `publish`, once it waits for a signature."""
    deadline = time.monotonic() + 120
    while len(runs := api.call(f"{RUNS}?order_by=id")["dag_runs"]) < n:
        assert time.monotonic() < deadline, f"run {n} of publish never came"
        time.sleep(1)
    path = f"{RUNS}/{quote(runs[n - 1]['dag_run_id'])}"
    api.state_after(f"{path}/taskInstances/signature", {"awaiting_input", "deferred"}, 240)
    time.sleep(10)  # an answer right after the pause can fail the task (Airflow 3.3)
    return path


def answer(api: Any, run: str, option: str, reason: str = "") -> None:
    body = {"chosen_options": [option], "params_input": {"motivo": reason}}
    api.call(f"{run}/taskInstances/signature/-1/hitlDetails", body, method="PATCH")


def states(api: Any, run: str) -> dict[str, str]:
    api.state_after(run, {"success", "failed"}, 120)
    tasks = api.call(f"{run}/taskInstances")["task_instances"]
    return {t["task_id"]: t["state"] for t in tasks}


@pytest.mark.long
def test_approve_reject_a_change_in_between_and_newer_data(
    start_airflow: Any, tmp_path: Path, published: Path, later: Any, notice_board: Any
) -> None:
    url, notices = notice_board
    place = Place(tmp_path / "data")
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "lumbrera.toml").write_text(f'[notices]\nurl = "{url}/notices"\n')
    api = start_airflow(
        LUMBRERA_SIGN_HOURS="0.001", LUMBRERA_SIGNERS="lumbrera", LUMBRERA_SIGN_CHECK_MINUTES="1"
    ).api()

    # A new snapshot asks for a signature, and reminds when none comes.
    assert api.run("analyze", {"paths": [str(published)]}) == "success"
    run = waiting_run(api, 1)
    asked = api.call(f"{run}/taskInstances/signature/-1/hitlDetails")
    prepared = file_digests(place.site)
    assert whole_digest(prepared) in asked["body"]
    assert "Es la primera publicación" in asked["body"]
    assert not place.current.exists()
    deadline = time.monotonic() + 120
    while not any("espera una firma" in n for n in notices):
        assert time.monotonic() < deadline, "no reminder came"
        time.sleep(1)

    # Approved: exactly those bytes, with who, when and digest on record.
    answer(api, run, "Aprobar")
    assert states(api, run) == {
        "prepare": "success",
        "signature": "success",
        "carry_out": "success",
        "record_rejection": "skipped",
    }
    assert file_digests(place.current.resolve()) == prepared
    last = record.entries(place.record)[-1]
    assert (last.act, last.who, last.digest) == ("published", "lumbrera", whole_digest(prepared))

    # Rejected: nothing changes, and the reason is on record.
    assert api.run("analyze", {"paths": [str(later(2))]}) == "success"
    run = waiting_run(api, 2)
    answer(api, run, "Rechazar", "falta revisar una unidad")
    assert states(api, run) == {
        "prepare": "success",
        "signature": "success",
        "carry_out": "skipped",
        "record_rejection": "success",
    }
    assert file_digests(place.current.resolve()) == prepared
    last = record.entries(place.record)[-1]
    assert (last.act, last.who, last.note) == ("rejected", "lumbrera", "falta revisar una unidad")

    # Changed between approval and publication: refused, said, and nothing changes.
    assert api.run("analyze", {"paths": [str(later(3))]}) == "success"
    run = waiting_run(api, 3)
    page = place.site / "index.html"
    page.write_text(page.read_text(encoding="utf-8") + "<!-- otra cosa -->", encoding="utf-8")
    answer(api, run, "Aprobar")
    assert states(api, run)["carry_out"] == "failed"
    assert file_digests(place.current.resolve()) == prepared
    assert record.entries(place.record)[-1].act == "refused"
    assert any("cambiaron 1 archivos después de prepararse: index.html" in n for n in notices)

    # Newer data while nobody answers: that request is put away, and the newer one is asked for.
    assert api.run("analyze", {"paths": [str(later(4))]}) == "success"
    run = waiting_run(api, 4)
    unanswered = place.read_prepared()
    assert api.run("analyze", {"paths": [str(later(5))]}) == "success"
    assert set(states(api, run).values()) == {"success", "skipped"}
    newest = waiting_run(api, 5)
    asked = api.call(f"{newest}/taskInstances/signature/-1/hitlDetails")
    prepared_now = place.read_prepared()
    assert unanswered and prepared_now and prepared_now.digest != unanswered.digest
    assert prepared_now.digest in asked["body"]
    assert ("superseded", unanswered.digest) in [
        (e.act, e.digest) for e in record.entries(place.record)
    ]
    assert file_digests(place.current.resolve()) == prepared
