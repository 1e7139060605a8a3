"""The commands about rules on a small snapshot: figures, sensitivity, suppressions."""

import datetime as dt
import json
from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner
from lumbrera import ruleset
from lumbrera.cli import group, summary
from lumbrera.ruleset import Suppression
from lumbrera.run import RunResult
from lumbrera.workspace import Workspace

CONTRACTS = 30
"""Contracts of 1 to 30 words; T9 flags those of no words, here the first."""


@pytest.fixture
def data(tmp_path: Path) -> Path:
    workspace = Workspace(tmp_path / "data")
    workspace.prepare()
    [rule] = ruleset.select_rules(ruleset.load_rules(), ["T9"])
    with duckdb.connect(str(workspace.current)) as con:
        con.execute(f"""
            create schema core; create schema ingest; create schema meta; create schema features;
            create table core.contract as
            select 'C' || i as contract_id, 'P' || i as procedure_id, 'B' as buyer_id,
                'S' as supplier_id, cast(600000 + i as decimal(18, 2)) as amount_mxn,
                date '2026-03-06' as event_on, '2530' as item_family, cast(null as date) as start_on
                from range({CONTRACTS}) r(i);
            create table core.procedure (procedure_id varchar, buyer_id varchar);
            create table core.supplier (supplier_id varchar, rfc varchar);
            create table core.buyer as
            select 'B' as buyer_id, '009000001' as unit_code, 'I' as institution_id;
            create table core.source_row (record_id varchar, record_type varchar, file_sha256 varchar,
                row_number bigint, url varchar, export_on date);
            create table ingest.file (file_sha256 varchar, name varchar, source varchar);
            create table meta.run as select date '2026-03-11' as as_of, 'abcdef0123456' as run_digest;
            create table features.contract_title_words as
            select 'C' || i as contract_id, true as has_text, 'x' as text, i as n_content_words
            from range({CONTRACTS}) r(i);
            create table features.contract_context as
            select contract_id, amount_mxn, event_on, 'Unidad' as buyer, procedure_id as procedure
            from core.contract;
        """)
        entries = [
            Suppression(rule=["X1"], reason="r", until=dt.date(2026, 12, 31), who="Contraloría"),
            Suppression(buyer="B", rule=["T9"], reason="r", until=dt.date(2026, 1, 1), who="OIC"),
        ]
        ruleset.run_rules(con, ruleset.bind([rule]), suppressions=entries)
    return workspace.root


def run(*words: str) -> str:
    result = CliRunner().invoke(group, words, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


def test_figures_say_what_was_flagged_and_what_a_threshold_would_change(data: Path) -> None:
    [found] = json.loads(run("rules", "figures", "--json", "--data", str(data)))
    assert (found["rule_id"], found["flagged"], found["cleared"]) == ("T9", 1, CONTRACTS - 1)
    amount = [t for t in found["trials"] if t["param"] == "min_amount_mxn"]
    assert [(t["factor"], t["n_flagged"], t["n_opened"]) for t in amount] == [
        (0.5, 1, 1),
        (1.0, 1, 1),
        (2.0, 1, 0),
    ]
    assert "T9" in run("rules", "figures", "--data", str(data))


def test_a_rules_page_ends_with_its_figures_where_there_are_data(data: Path) -> None:
    text = run("rules", "show", "t9", "--data", str(data))
    assert "legal_basis" in text and "Si el umbral fuera la mitad o el doble" in text
    assert "Qué dijo" not in run("rules", "show", "T9", "--data", str(data / "none"))


def test_a_rule_out_of_calibration_is_named_as_such(data: Path) -> None:
    with duckdb.connect(str(data / "current.duckdb")) as con:
        con.execute("update flags.rule set miscalibrated = true")
    text = run("rules", "figures", "--data", str(data))
    assert "por calibrar" in text and "no abren casos" in text


def test_sensitivity_that_was_asked_for_stays_in_the_snapshot(data: Path) -> None:
    with duckdb.connect(str(data / "current.duckdb")) as con:
        con.execute("delete from flags.sensitivity")
    assert "min_amount_mxn" in run("rules", "sensitivity", "--data", str(data))
    with duckdb.connect(str(data / "current.duckdb"), read_only=True) as con:
        [count] = con.execute("select count(*) from flags.sensitivity").fetchone()
        assert count == 3
        assert con.execute("select count(*) from cases.queue").fetchone() == (1,)


def test_suppressions_without_effect_say_why(data: Path) -> None:
    text = run("rules", "suppressions", "--data", str(data))
    assert "no se conoce la regla X1" in text.replace("\n", " ") and "01/01/2026" in text


def test_the_end_of_a_run_names_what_opens_nothing_and_what_changed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    none = {"flagged": 3, "cleared": 1, "not_computable": 0, "missing": {}, "title": "t"}
    result = RunResult(
        dt.date(2026, 3, 11), tmp_path, True, None, [],
        rules=[{"rule_id": "P2", "miscalibrated": True, **none},
               {"rule_id": "P5", "miscalibrated": False, **none}],
        changes={"new": 2, "gone": 1},
        suppressions=[{"entry": 1, "status": "active", "note": None, "n_flags": 4},
                      {"entry": 2, "status": "expired", "note": "venció el 01/01/2026", "n_flags": 0}],
    )  # fmt: skip
    summary.show(result)
    text = capsys.readouterr().out
    assert "Por calibrar, no abren casos (señalan más de la quinta parte): P2\n" in text
    assert "Supresión 1: alertas suprimidas, 4" in text
    assert "Aviso: la supresión 2 no tiene efecto: venció el 01/01/2026" in text
    assert "Casos desde la corrida anterior: 2 nuevos, 0 con cambios, 1 que ya no están" in text
    assert json.loads(summary.as_json(result))["changes"] == {"new": 2, "gone": 1}


@pytest.mark.parametrize("width", [80, 110, 160])
def test_a_terminal_of_any_width_shows_each_rule_s_figures_and_each_case_whole(
    width: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from rich.console import Console

    sentence = "La unidad publicó el procedimiento y abrió proposiciones " + "muy pronto " * 12
    rule = {
        "rule_id": "P2F", "title": "Adjudicaciones directas por monto " * 4, "miscalibrated": False,
        "flagged": 1234, "cleared": 56789, "not_computable": 7890, "missing": {"budget_tier": 7890},
    }  # fmt: skip
    case = {
        "case_id": "K0123456789ab", "score": 0.5, "amount": 53_827_508, "rules": ["C11", "F1"],
        "sentence": sentence,
    }  # fmt: skip
    result = RunResult(dt.date(2026, 3, 11), tmp_path, True, None, [], rules=[rule], cases=[case])
    monkeypatch.setattr(summary, "terminal", lambda: Console(highlight=False, width=width))
    summary.show(result)
    text = capsys.readouterr().out
    assert max(len(line) for line in text.splitlines()) <= width
    row = next(line for line in text.splitlines() if "P2F" in line)
    assert all(figure in row for figure in ("1,234", "56,789", "7,890"))
    assert all(heading in text for heading in ("señaladas", "sin señal", "sin datos", "apartados"))
    assert all(word in text for word in ("K0123456789ab", "$53,827,508.00", "C11, F1"))
    assert text.count("muy pronto") + text.count("muy\n") == 12 or width > 80
    assert ("falta" in text) == (width >= summary.NARROW)


def test_on_eighty_columns_no_figure_of_a_threshold_is_cut(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from lumbrera.cli import rules
    from rich.console import Console

    monkeypatch.setattr(rules, "terminal", lambda: Console(highlight=False, width=80))
    for arguments in (["list"], ["figures"], ["sensitivity"]):
        where = [] if arguments == ["list"] else ["--data", str(data)]
        text = run("rules", *arguments, *where)
        assert "…" not in text, arguments
        assert max(len(line) for line in text.splitlines() if line.startswith(" ")) <= 80
