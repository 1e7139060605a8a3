"""A run of the DAG leaves what the command line leaves; what it refuses, it says."""

from pathlib import Path
from typing import Any

import duckdb
import pytest
from lumbrera import scheduled
from lumbrera.errors import LumbreraError

COMPARED = {
    "flags.flag": "flag_id, case_id, rule_id, kind, subject_type, subject_id, event_on, value, "
    "severity, certainty, sentence, evidence::varchar, source_rows::varchar",
    "flags.coverage": "rule_id, outcome, missing, n",
    "cases.queue": "case_id, subject_type, subject_id, score, amount, rank, rules",
    "ingest.file": "file_sha256, source, name, export_date, rows_read, rows_loaded, "
    "rows_quarantined, rows_duplicate, status",
}


def contents(warehouse: Path) -> dict[str, list[tuple[Any, ...]]]:
    with duckdb.connect(str(warehouse), read_only=True) as con:
        return {
            table: con.execute(f"select {columns} from {table} order by all").fetchall()
            for table, columns in COMPARED.items()
        }


def first_snapshot(data: Path) -> Path:
    """The snapshot of the first play; the later ones added a file to it or none."""
    return min((data / "snapshots").glob("*.duckdb"), key=lambda p: p.stat().st_mtime)


def test_the_dag_leaves_the_same_alerts_as_the_command_line(played: Any) -> None:
    assert played.answer["plays"]["made"] == {
        "run": "success",
        "tasks": {"build": "success", "confirm": "success"},
    }
    by_dag = contents(first_snapshot(played.data))
    assert by_dag == contents(played.data_by_command / "current.duckdb")
    assert {"F1", "F2", "P3", "T9"} <= {row[2] for row in by_dag["flags.flag"]}


def test_a_refused_file_fails_the_run_after_the_rest_was_done(played: Any) -> None:
    assert played.answer["plays"]["stray"] == {
        "run": "failed",
        "tasks": {"build": "success", "confirm": "failed"},
    }
    now = contents(played.data / "current.duckdb")
    assert now["flags.flag"] == contents(first_snapshot(played.data))["flags.flag"]
    assert {row[2]: row[-1] for row in now["ingest.file"]}["padron_roto.csv"] == "refused"


def test_the_failure_names_the_file_the_reason_and_what_to_do(played: Any) -> None:
    with duckdb.connect(str(played.data / "current.duckdb"), read_only=True) as con:
        reason = con.execute(
            "select reason from ingest.file where name = 'padron_roto.csv'"
        ).fetchone()
    assert reason
    log = played.log_of("stray")
    assert "Archivos sin cargar: 1 de 4." in log
    assert f"No se cargó padron_roto.csv: {reason[0]}" in log
    assert "Qué hacer: descargue de nuevo cada archivo" in log


def test_a_folder_that_does_not_exist_fails_at_once_without_another_try(played: Any) -> None:
    missing = played.answer["plays"]["missing"]
    assert (missing["run"], missing["tasks"]["build"]) == ("failed", "failed")
    assert "nowhere does not exist" in played.log_of("missing")


@pytest.mark.parametrize("play", ["relative", "someday"])
def test_a_relative_path_or_a_date_that_is_none_does_not_start_a_run(
    played: Any, play: str
) -> None:
    assert played.answer["plays"][play]["run"] is None
    assert {"relative": "paths", "someday": "as_of"}[play] in played.answer["plays"][play][
        "invalid"
    ]


def test_sources_on_schedule_and_analyze_after_them_leave_what_the_command_line_leaves(
    played: Any,
) -> None:
    done = {"fetch": "success", "stage": "success", "announce": "success", "confirm": "success"}
    for play in ("source folder", "source address"):
        assert played.answer["plays"][play] == {"run": "success", "tasks": done}
    assert played.answer["plays"]["what is staged"]["run"] == "success"
    by_schedule = contents(first_snapshot(played.scheduled))
    assert by_schedule == contents(played.data_by_command / "current.duckdb")


def test_a_source_that_did_not_change_tells_nobody(played: Any) -> None:
    unchanged = played.answer["plays"]["source unchanged"]
    assert (unchanged["run"], unchanged["tasks"]["announce"]) == ("success", "skipped")


def test_a_source_that_is_not_configured_is_skipped_and_the_log_says_where_to_do_it(
    played: Any,
) -> None:
    assert set(played.answer["plays"]["source not configured"]["tasks"].values()) == {"skipped"}
    assert "under [sources.cucop]" in played.log_of("source not configured")


def test_a_source_that_changed_its_columns_is_refused_and_the_good_file_stays(played: Any) -> None:
    play = played.answer["plays"]["source with other columns"]
    assert (play["run"], play["tasks"]["fetch"]) == ("failed", "failed")
    log = played.log_of("source with other columns")
    assert "le faltan las columnas «Situación del contribuyente»" in log
    assert "its layout must be added to the source's module" in log
    fetched = played.scheduled / "incoming" / "sat_69b" / "lista_69b_2026-02-28.csv"
    assert "Situación" in fetched.read_text(encoding="utf-8")
    notice = next(n for n in played.notices if "ingest_sat_69b" in n)
    assert "falló la tarea «fetch»" in notice
    assert "/lista_69b_2026-02-28.csv: refused" in notice


def test_a_stray_file_of_a_source_fails_its_run_and_names_source_file_and_remedy(
    played: Any,
) -> None:
    play = played.answer["plays"]["source with a stray file"]["tasks"]
    assert (play["announce"], play["confirm"]) == ("skipped", "failed")
    notice = next(n for n in played.notices if "ingest_sanctions" in n)
    assert "no se cargaron 1 de 1 archivos" in notice
    assert "No se cargó padron_roto.csv: el formato no se reconoce" in notice
    assert "Qué hacer: compruebe el archivo con quien lo publica" in notice


def test_nothing_refused_and_nothing_critical_is_confirmed() -> None:
    scheduled.confirm({"refused": [], "critical": [], "n_files": 3, "report": "report/index.html"})


def test_a_failed_critical_check_fails_the_run_and_points_to_the_validation() -> None:
    outcome = {
        "refused": [],
        "critical": ["core.contracts: hay contratos sin proveedor"],
        "n_files": 3,
        "report": "/srv/data/report/index.html",
    }
    with pytest.raises(LumbreraError) as failure:
        scheduled.confirm(outcome)
    message = str(failure.value)
    assert "Falla crítica: core.contracts: hay contratos sin proveedor" in message
    assert "Validaciones críticas que fallaron: 1." in message
    assert "/srv/data/report/index.html" in message
