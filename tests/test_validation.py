"""The machinery of validation on hand-made suites and tables."""

import random
import subprocess
import sys
from datetime import date
from pathlib import Path

import duckdb
import msgspec
import pytest
from lumbrera import validation
from lumbrera.errors import LumbreraError
from lumbrera.validation.suite import staged_suite, suites

LABELS = """
amount: Importe
kind: Tipo
a_on: Primera fecha
b_on: Segunda fecha
n: Renglones
"""

SUITE = """
suite: staged.thing
table: staged.thing
description: Una tabla de prueba.
aggregates:
  totals: select count(*) as n from batch
expectations:
  - type: expect_column_values_to_be_between
    kwargs: {column: amount, min_value: 0, max_value: 100, strict_max: true}
    severity: warning
    row_level: true
    action: quarantine
    why: El importe va de cero a cien.
  - type: expect_column_values_to_be_in_set
    kwargs: {column: kind, value_set: [A, B]}
    severity: warning
    row_level: true
    action: report
    why: Sólo hay dos tipos conocidos.
  - type: expect_column_pair_values_a_to_be_greater_than_b
    kwargs: {column_A: b_on, column_B: a_on, or_equal: true, ignore_row_if: either_value_is_missing}
    severity: info
    row_level: true
    action: report
    why: La segunda fecha sigue a la primera.
  - type: expect_column_values_to_not_be_null
    kwargs: {column: kind, mostly: 0.75}
    severity: warning
    row_level: false
    action: report
    why: Casi todos los renglones dicen su tipo.
  - type: expect_column_values_to_be_between
    aggregate: totals
    kwargs: {column: n, min_value: 3}
    severity: critical
    row_level: false
    action: refuse
    why: Menos de tres renglones no es una entrega.
"""

ROWS = """
select * from (values
    (2,   5.00::decimal(18,2), 'A',  date '2026-01-01', date '2026-01-02'),
    (3,  -1.00,                'B',  date '2026-01-02', date '2026-01-02'),
    (4,   null,                'C',  date '2026-01-03', date '2026-01-02'),
    (6, 100.00,                '  ', null,              date '2026-01-02'),
    (9,  99.99,                null, date '2026-01-01', null),
    (10,  0.00,                'C',  date '2026-01-01', date '2026-01-01'))
    t(row_number, amount, kind, a_on, b_on)
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "staged").mkdir()
    (tmp_path / "core").mkdir()
    (tmp_path / "labels.yml").write_text(LABELS, encoding="utf-8")
    (tmp_path / "staged" / "thing.yml").write_text(SUITE, encoding="utf-8")
    return tmp_path


def run(
    folder: Path,
    rows: str = ROWS,
    batch_rows: int = 500_000,
    con: duckdb.DuckDBPyConnection | None = None,
) -> validation.SuiteReport:
    return validation.validate_staged(
        con or duckdb.connect(), "thing", rows, target="cosas.csv", batch_rows=batch_rows,
        folder=folder,
    )  # fmt: skip


@pytest.mark.parametrize("batch_rows", [1, 2, 3, 4, 7, 500_000])
def test_failing_rows_are_the_same_whatever_the_batch(folder: Path, batch_rows: int) -> None:
    report = run(folder, batch_rows=batch_rows)
    assert report.failing_rows == {
        3: "Importe: -1. El importe va de cero a cien.",
        6: "Importe: 100. El importe va de cero a cien.",
    }
    counts = [(o.column, o.success, o.unexpected_count, o.element_count) for o in report.outcomes]
    assert counts == [
        ("amount", False, 2, 6),
        ("kind", False, 2, 6),
        ("b_on", False, 1, counts[2][3]),
        ("kind", False, 2, 6),
        ("n", True, 0, 1),
    ]
    assert report.outcomes[2].example_rows == [4]
    assert report.outcomes[1].values == ["«C» (2)"]
    assert report.critical_failed is False


def test_messages_say_how_many_what_was_expected_and_which(folder: Path) -> None:
    report = run(folder)
    assert report.warnings == [
        "Importe: 2 de 6 renglones (33.3%) sin lo esperado (entre 0 y menos de 100): "
        "por ejemplo, renglón 3, 6.",
        "Tipo: 2 de 6 renglones (33.3%) sin lo esperado (un valor conocido): «C» (2).",
        "Tipo: 2 de 6 renglones (33.3%) sin lo esperado (que el dato esté, al menos en 75% de los casos).",
    ]
    assert report.outcomes[4].message == "Renglones: como se esperaba (3 o más)."


def test_a_share_is_judged_over_all_batches_not_each(folder: Path) -> None:
    rows = "select range as row_number, 1.0 as amount, if(range < 3, null, 'A') as kind, null::date as a_on, null::date as b_on from range(12)"
    for batch_rows in (3, 12):
        assert run(folder, rows, batch_rows).warnings == []


def test_a_column_without_values_has_nothing_to_judge(folder: Path) -> None:
    rows = "select range as row_number, null::decimal(18,2) as amount, 'A' as kind, null::date as a_on, null::date as b_on from range(5)"
    report = run(folder, rows)
    assert report.outcomes[0].message == "Importe: sin datos que revisar."
    assert (report.outcomes[0].element_count, report.outcomes[0].missing_count) == (5, 5)
    assert report.warnings == [] and report.failing_rows == {}


def test_a_critical_failure_says_what_was_found_and_why_it_matters(folder: Path) -> None:
    report = run(folder, f"select * from ({ROWS}) where row_number = 2")
    assert report.critical_failed
    assert report.refusals == [
        "Renglones: 1; se esperaba 3 o más. Menos de tres renglones no es una entrega."
    ]


@pytest.mark.parametrize("seed", range(3))
def test_set_aside_rows_agree_with_a_row_by_row_check(folder: Path, seed: int) -> None:
    chance = random.Random(seed)
    amounts = [chance.choice([None, -0.01, 0.0, 1.5, 99.99, 100.0, 1e6]) for _ in range(400)]
    numbers = sorted(chance.sample(range(2, 5000), 400))
    expected = {
        n for n, a in zip(numbers, amounts, strict=True) if a is not None and not 0 <= a < 100
    }
    con = duckdb.connect()
    con.execute("create table t (row_number bigint, amount decimal(18,2))")
    con.executemany("insert into t values (?, ?)", list(zip(numbers, amounts, strict=True)))
    rows = "select *, 'A' as kind, null::date as a_on, null::date as b_on from t"
    report = validation.validate_staged(
        con, "thing", rows, target="x", batch_rows=chance.randint(50, 3000), folder=folder
    )
    assert set(report.failing_rows) == expected


@pytest.mark.parametrize("seed", range(3))
def test_every_row_with_a_failing_value_counts_as_a_row_by_row_check_counts_it(
    folder: Path, seed: int
) -> None:
    chance = random.Random(seed)
    days = [None, *(date(2026, 1, n) for n in range(1, 5))]
    table = [
        (n, chance.choice(["A", " B ", "C", "C ", "D", " ", None]), chance.choice(days), chance.choice(days))
        for n in sorted(chance.sample(range(2, 900), 300))
    ]  # fmt: skip
    chance.shuffle(table)
    con = duckdb.connect()
    con.execute("create table t (row_number bigint, kind varchar, a_on date, b_on date)")
    con.executemany("insert into t values (?, ?, ?, ?)", table)
    report = run(folder, "select *, 1::decimal(18, 2) as amount from t", con=con)
    kinds = {n: (kind or "").strip() for n, kind, _, _ in table}
    unknown = sorted(n for n, kind in kinds.items() if kind in ("C", "D"))
    earlier = sorted(n for n, _, a, b in table if a and b and b < a)
    _, of_kinds, of_pairs, of_presence, _ = report.outcomes
    assert of_kinds.unexpected_count == len(unknown)
    assert of_kinds.example_rows == unknown[:20]
    assert of_kinds.missing_count == sum(not kind for kind in kinds.values())
    assert sorted(of_kinds.values) == [
        f"«{k}» ({list(kinds.values()).count(k):,})" for k in ("C", "D")
    ]
    assert (of_pairs.unexpected_count, of_pairs.example_rows) == (len(earlier), earlier[:20])
    assert of_pairs.missing_count == sum(not (a and b) for _, _, a, b in table)
    assert (of_presence.unexpected_count, of_presence.missing_count) == (of_kinds.missing_count, 0)
    assert {o.element_count for o in report.outcomes[:4]} == {300}


def test_large_frames_are_judged_column_by_column_with_the_same_result(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = run(folder)
    for module in ("engine", "values"):
        monkeypatch.setattr(f"lumbrera.validation.{module}.NARROW_FROM", 1)
    assert run(folder) == whole


def test_a_report_survives_being_kept_as_json(folder: Path) -> None:
    report = run(folder)
    kept = msgspec.json.decode(msgspec.json.encode(report), type=validation.SuiteReport)
    assert kept == report


def test_rows_without_a_column_of_the_suite_are_an_error_that_names_it(folder: Path) -> None:
    with pytest.raises(LumbreraError, match=r"staged\.thing: the rows have no column 'kind'"):
        run(folder, "select 2 as row_number, 1.0 as amount")


def test_an_expectation_that_cannot_be_run_is_an_error_that_names_it(folder: Path) -> None:
    rows = "select 2 as row_number, 'cinco' as amount, 'A' as kind, null::date as a_on, null::date as b_on"
    with pytest.raises(
        LumbreraError,
        match=r"staged\.thing: expect_column_values_to_be_between on amount could not",
    ):
        run(folder, rows)


def test_an_argument_unknown_to_great_expectations_is_an_error(folder: Path) -> None:
    path = folder / "staged" / "thing.yml"
    path.write_text(SUITE.replace("strict_max: true", "limit: 3"), encoding="utf-8")
    with pytest.raises(LumbreraError, match=r"expectations of staged\.thing"):
        run(folder)


def test_a_source_without_a_suite_is_an_error(folder: Path) -> None:
    with pytest.raises(LumbreraError, match=r"No expectation suite for staged\.other"):
        staged_suite("other", folder)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("description:", "descripcion:", r"staged/thing\.yml: .*descripcion"),
        ("    severity: info", "    severity: info\n    colour: red",
         r"staged/thing\.yml: .*colour.*expectations\[2\]"),
        ("severity: info", "severity: high", r"staged/thing\.yml: .*high.*expectations\[2\]\.severity"),
        ("    why: La segunda fecha sigue a la primera.\n", "", r"missing required field `why`.*\[2\]"),
        ("why: La segunda fecha sigue a la primera.", "why: ' '", r"expectations\[2\]\.why: is empty"),
        ("suite: staged.thing", "suite: staged.other", r"suite is 'staged\.other', should be 'staged\.thing'"),
        ("aggregate: totals", "aggregate: sums", r"expectations\[4\]\.aggregate: no aggregate 'sums'"),
        ("action: refuse", "action: report", r"expectations\[4\]\.action: refuse goes with severity critical"),
        ("strict_max: true}", "strict_max: true, mostly: 0.9}", r"expectations\[0\]\.action: quarantine needs"),
        ("expect_column_values_to_be_in_set", "expect_column_values_to_be_unique",
         r"expectations\[1\]\.type: .*cannot be added up over batches"),
        ("type: expect_column_values_to_be_in_set", "type: in_set", r"expectations\[1\]\.type: 'in_set' is not"),
        ("{column: kind, value_set", "{column: colour, value_set",
         r"expectations\[1\]\.kwargs: column 'colour' has no name for people"),
        ("  totals:", "  spare: select 1\n  totals:", r"aggregates\.spare: no expectation looks at it"),
        ("table: staged.thing", "table: staged.thing\ntable: staged.thing",
         r"thing\.yml, line 4: key 'table' is given twice"),
        ("aggregates:\n", "aggregates: [\n", r"staged/thing\.yml: "),
    ],
)  # fmt: skip
def test_a_badly_written_suite_is_refused_with_file_and_key(
    folder: Path, old: str, new: str, told: str
) -> None:
    assert old in SUITE
    (folder / "staged" / "thing.yml").write_text(SUITE.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(LumbreraError, match=told):
        suites(folder)


def test_a_core_suite_may_not_look_at_rows(folder: Path) -> None:
    text = SUITE.replace("staged.thing", "core.thing")
    (folder / "core" / "thing.yml").write_text(text, encoding="utf-8")
    with pytest.raises(
        LumbreraError, match=r"core/thing\.yml: expectations\[0\]\.aggregate: is missing"
    ):
        suites(folder)


def test_a_core_aggregate_that_fails_is_an_error_that_names_it(folder: Path) -> None:
    last = SUITE[SUITE.rindex("  - type") :]
    head = SUITE[: SUITE.index("expectations:")].replace("staged.thing", "core.thing")
    text = head.replace("from batch", "from core.absent") + "expectations:\n" + last
    (folder / "core" / "thing.yml").write_text(text, encoding="utf-8")
    with pytest.raises(LumbreraError, match=r"core\.thing: aggregates\.totals: "):
        validation.validate_core(duckdb.connect(), folder=folder)


def test_data_docs_list_every_report_and_ask_nothing_of_the_network(
    folder: Path, tmp_path: Path
) -> None:
    passing = run(
        folder, f"select * replace (1.0 as amount, 'A' as kind, a_on as b_on) from ({ROWS})"
    )
    refused = run(folder, f"select * from ({ROWS}) where row_number = 2")
    docs = tmp_path / "validación"
    docs.mkdir()
    (docs / "old.html").write_text("x", encoding="utf-8")
    index = validation.build_docs([run(folder), passing, refused], docs)
    assert index == docs / "index.html"
    assert not (docs / "old.html").exists()
    text = index.read_text(encoding="utf-8")
    assert (
        "con avisos (3)" in text
        and "✔ sin avisos" in text
        and "✘ no cumple lo indispensable" in text
    )
    pages = sorted(docs.rglob("validations/**/*.html"))
    assert len(pages) == 3
    for page in pages:
        assert page.relative_to(docs).as_posix() in text
    first = pages[0].read_text(encoding="utf-8")
    assert "El importe va de cero a cien." in first and "✘ no se cumple" in first
    for page in [index, *pages, *docs.rglob("*.css")]:
        body = page.read_text(encoding="utf-8")
        assert "<script" not in body
        for opening in (
            'src="http',
            'rel="stylesheet" href="http',
            "url('http",
            "url(http",
            "@import",
        ):
            assert opening not in body, page


def test_importing_validation_does_not_import_great_expectations() -> None:
    code = (
        "import sys, lumbrera.validation; "
        "print([m for m in ('great_expectations', 'pandas', 'yaml') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.long
def test_warming_up_leaves_a_quiet_library_that_works(folder: Path) -> None:
    code = (
        "import sys, time; from pathlib import Path; import duckdb; from lumbrera import validation; "
        "t = time.time(); validation.warm_up(); validation.warm_up(); took = time.time() - t; "
        f"r = validation.validate_staged(duckdb.connect(), 'thing', {ROWS!r}, target='x', folder=Path({str(folder)!r})); "
        "print(took < 1, sorted(r.failing_rows))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "True [3, 6]"
    assert done.stderr.strip() == ""
