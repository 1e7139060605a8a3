"""A rule's row as labelled Spanish text, and the picture of a value beside its limit."""

import json

import pytest
from lumbrera.report.evidence import (
    comparison,
    evidence_rows,
    legal_rows,
    parameter_names,
    parameter_rows,
)


def test_values_read_by_what_their_column_measures() -> None:
    row = {
        "subject_id": "C1", "is_flagged": True, "contract_id": "C1", "url": "https://example.org",
        "amount_mxn": 1145000.1, "amount": 5, "currency": "USD", "share": 0.333, "procedure_year": 2026,
        "award_on": "2026-03-06", "method": "direct", "in_latest_list": True, "signed_on": None,
        "item_codes": ["2530", "2540"], "fields": ["amount", "signed_on"],
        "changes": [{"field": "amount", "from": "1", "to": "2"}], "a_new_column": 7,
    }  # fmt: skip
    assert evidence_rows(json.dumps(row)) == [
        ("importe", "$1,145,000.10 MXN"),
        ("importe", "$5.00 USD"),
        ("moneda", "USD"),
        ("proporción", "33.3 %"),
        ("año del procedimiento", "2026"),
        ("fecha de fallo", "6 de marzo de 2026"),
        ("forma de contratación", "adjudicación directa"),
        ("está en la última lista", "sí"),
        ("fecha de firma", "sin dato"),
        ("partidas", "2530, 2540"),
        ("campos que cambiaron", "importe, fecha de firma"),
        ("cambios", "campo: importe; antes: 1; después: 2"),
        ("a new column", "7"),
    ]
    assert ("contrato", "C1") in evidence_rows(json.dumps(row), internal=True)


@pytest.mark.parametrize("empty", [None, "{}", "[]", "null", '"text"'])
def test_a_row_without_evidence_gives_none(empty: str | None) -> None:
    assert evidence_rows(empty) == []
    assert comparison(empty) is None


def test_a_value_and_its_limit_share_one_scale() -> None:
    over = comparison('{"amount_mxn": 220, "ceiling_mxn": 110}')
    assert over is not None
    assert over.value_part == pytest.approx(1 / 1.1)
    assert over.limit_part == pytest.approx(0.5 / 1.1)
    assert over.caption == "importe: $220.00 MXN; monto máximo aplicable: $110.00 MXN"
    under = comparison('{"notice_days": 4, "min_days": 5}')
    assert under is not None and under.value_part < under.limit_part


@pytest.mark.parametrize(
    "row",
    ['{"amount_mxn": null, "ceiling_mxn": 1}', '{"amount_mxn": 1, "ceiling_mxn": 0}',
     '{"amount_mxn": -1, "ceiling_mxn": 5}', '{"amount_mxn": 1}'],
)  # fmt: skip
def test_without_a_sound_pair_there_is_no_picture(row: str) -> None:
    assert comparison(row) is None


def test_thresholds_show_the_value_in_force_and_legal_basis_its_note() -> None:
    params = {
        "max_share": {"value": 0.5, "default": 0.333, "unit": "proporción"},
        "grace_days": {"value": 1, "default": 0, "unit": "días"},
        "window_days": {"value": 90, "default": 90, "unit": "días"},
    }
    assert parameter_rows(json.dumps(params)) == [
        ("máximo", "50 %"),
        ("días de tolerancia", "1"),
        ("valor", "90 días"),
    ]
    assert parameter_rows(None) == []
    assert parameter_names(json.dumps(params)) == {
        "max_share": "máximo",
        "grace_days": "días de tolerancia",
        "window_days": "valor: días",
    }
    basis = [
        {"law": "LAASSP 2025", "article": "55", "note": "x"},
        {"law": "CPEUM", "article": "134"},
    ]
    assert legal_rows(json.dumps(basis)) == ["LAASSP 2025, art. 55 (x)", "CPEUM, art. 134"]
