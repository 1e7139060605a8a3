"""An alert, a case and a contract explained down to the row as it was published."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import msgspec
import pytest
from lumbrera.errors import LumbreraError
from lumbrera.report.explain import PERSONAL, explain, render_text


def published(sha: str, row: int) -> dict[str, Any]:
    return {
        "rfc": "VECR800101AB9", "Proveedor o contratista": "Núcleo de Ensayos", "Importe DRC": "1145000",
        "Correo anuncio": "ana@example.org", "Operador anuncio": "Ana Ejemplo", "Renglón": row,
        "Responsable de la UC": "", "Descripción": "\x1b[2Jpeligro [bold]x[/bold] \u202eabc",
    }  # fmt: skip


def test_a_flag_brings_its_threshold_evidence_rule_and_published_rows(warehouse: Any) -> None:
    found = explain(warehouse.con, warehouse.flag_id, published)
    assert found.kind == "flag" and len(found.flags) == 1
    flag = found.flags[0]
    assert flag.rule_id == "P3"
    assert flag.params == [("proporción", "90 %")], "the value in force, not the default"
    assert ("monto máximo aplicable", "$1,145,000.00 MXN") in flag.evidence
    assert ("fecha de firma", "sin dato") in flag.evidence
    assert flag.sql == "select 1"
    assert flag.legal_basis == ["LAASSP 2025, art. 55 (permitido dentro del máximo)"]
    (row,) = found.sources
    assert (row.source.file, row.source.row_number) == ("contratos__2026-03-11.csv", 2)
    assert ("Importe DRC", "1145000") in row.cells


def test_a_case_shows_the_arithmetic_that_gives_its_score(warehouse: Any) -> None:
    found = explain(warehouse.con, warehouse.case_id, published)
    assert found.case is not None
    assert [(w.rule_id, w.weight) for w in found.case.weights] == [("P3", 0.72), ("F1", 0.432)]
    assert found.case.score == pytest.approx(1 - (1 - 0.72) * (1 - 0.432))
    assert "puntaje = 1 − (1 − 0.7200) × (1 − 0.4320) = 0.8410" in render_text(found)
    assert [s.source.file for s in found.sources] == [
        "contratos__2026-03-11.csv",
        "sancionados 2026.xlsx",
    ]


def test_a_contract_brings_its_alerts_its_case_and_its_rows(warehouse: Any) -> None:
    found = explain(warehouse.con, "C00001", published)
    assert found.kind == "contract"
    assert [flag.rule_id for flag in found.flags] == ["P3", "T9"]
    assert found.case is not None and found.case.case_id == "K000000000002"
    assert found.sources[0].source.row_number == 3


def test_personal_data_is_masked_even_in_the_published_row(warehouse: Any) -> None:
    found = explain(warehouse.con, warehouse.flag_id, published)
    cells = dict(found.sources[0].cells)
    assert cells["Correo anuncio"] == cells["Operador anuncio"] == PERSONAL
    assert cells["Responsable de la UC"] == ""
    text = msgspec.json.encode(found).decode() + render_text(found)
    assert "VECR800101" not in text and "ana@example.org" not in text and "Ana Ejemplo" not in text


def test_the_terminal_text_has_no_control_characters_and_no_markup_is_run(warehouse: Any) -> None:
    text = render_text(explain(warehouse.con, warehouse.case_id, published), width=80)
    assert "\x1b" not in text and "\u202e" not in text
    assert "peligro [bold]x[/bold] abc" in text
    assert "Toda persona es inocente" in text
    for heading in ("Valor y umbral", "Evidencia", "Qué pedir", "Fundamento", "La regla en SQL"):
        assert heading in text
    assert max(map(len, text.splitlines())) <= 80


def test_a_row_that_says_the_same_as_another_is_written_once(warehouse: Any) -> None:
    def same(sha: str, row: int) -> dict[str, Any]:
        return {"Importe DRC": "1145000", "Partida": "25301"}

    found = explain(warehouse.con, warehouse.case_id, same)
    assert len(found.sources) >= 2
    text = " ".join(render_text(found, width=300).split())
    assert text.count("Partida 25301") == 1
    first = found.sources[0].source
    told = f"Dice lo mismo, celda por celda, que {first.file}, renglón {first.row_number}."
    assert text.count(told) == len(found.sources) - 1


def test_a_row_that_cannot_be_read_any_more_says_so(warehouse: Any) -> None:
    def gone(sha: str, row: int) -> dict[str, Any]:
        raise LumbreraError("el archivo original ya no está en raw/")

    found = explain(warehouse.con, warehouse.flag_id, gone)
    assert found.sources[0].note == "el archivo original ya no está en raw/"
    assert "ya no está en raw/" in render_text(found)


def test_a_restricted_alert_is_explained_only_to_who_may_see_it(warehouse: Any) -> None:
    restricted = f"F{9 * 40:012x}"
    with pytest.raises(LumbreraError):
        explain(warehouse.con, restricted, published)
    assert explain(warehouse.con, restricted, published, audience="restricted").flags


@pytest.mark.parametrize("unknown", ["F000", "", "K999999999999", "'; drop table x"])
def test_an_unknown_id_says_which_ids_there_are_and_where_to_find_them(
    warehouse: Any, unknown: str
) -> None:
    with pytest.raises(LumbreraError) as error:
        explain(warehouse.con, unknown, published)
    assert "lumbrera alerts" in error.value.hint and "caso (K" in error.value.hint


@pytest.fixture
def con(warehouse: Any, tmp_path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A copy of the warehouse that may be changed."""
    copy = shutil.copyfile(warehouse.path, tmp_path / "copy.duckdb")
    with duckdb.connect(str(copy)) as con:
        yield con


def test_every_weight_can_be_redone_from_its_line(con: Any, warehouse: Any) -> None:
    con.execute(
        "update cases.weight set prevalence = 0.2, size_class = '20 a 99', weight = 0.64 "
        "where rule_id = 'P3'"
    )
    con.execute("insert into flags.prevalence values ('P3', '20 a 99', 10, 4, 0.2)")
    con.execute("update cases.queue set raw_score = 0.84096, opportunities = 31")
    found = explain(con, warehouse.case_id, published).case
    assert found is not None
    first = found.weights[0]
    assert (first.severity_factor, first.certainty_factor) == (0.8, 1.0)
    assert first.weight == pytest.approx(0.8 * 1.0 * (1 - 0.2))
    assert (first.class_flagged, first.class_computed) == (4, 10)
    text = render_text(explain(con, warehouse.case_id, published), width=200)
    assert "P3: 0.8 (gravedad alta) × 1 (dato publicado) × (1 − 0.2000) = 0.6400" in text
    assert "prevalencia entre los de 20 a 99 contratos: (4 señalados + 20 × " in text
    assert "(10 calculados + 20) = 0.2000" in text
    assert "sin ver el tamaño (31 contratos), sería 0.8410" in text


def test_a_case_that_was_put_off_says_why_and_what_changed(con: Any, warehouse: Any) -> None:
    con.execute("update cases.queue set rank = 23, rank_uncapped = 5, deferred = true")
    con.execute(
        "insert into cases.change (case_id, change, what) values (?, 'changed', 'se agregó F1')",
        [warehouse.case_id],
    )
    text = render_text(explain(con, warehouse.case_id, published), width=200)
    assert "Por puntaje ocuparía el lugar 5; se pospuso por el tope de la cola" in text
    assert "de cada 20 lugares, una misma unidad ocupa a lo más 3. Conserva su puntaje." in text
    assert "Respecto de la corrida anterior: se agregó F1" in text


def test_a_suppressed_alert_and_a_rule_out_of_calibration_say_so(con: Any, warehouse: Any) -> None:
    con.execute(
        "update flags.flag set suppressed_by = 'suprimida por Contraloría, hasta 31/12/2026: patente'"
    )
    con.execute("update flags.rule set miscalibrated = true where rule_id = 'P3'")
    found = explain(con, warehouse.flag_id, published)
    assert found.flags[0].suppressed_by == "suprimida por Contraloría, hasta 31/12/2026: patente"
    text = render_text(found, width=200)
    assert "No abre caso ni suma: suprimida por Contraloría, hasta 31/12/2026: patente." in text
    assert "Regla por calibrar" in text
