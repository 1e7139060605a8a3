"""An alert, a case and a contract explained down to the row as it was published."""

from typing import Any

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
