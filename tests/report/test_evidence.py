"""A rule's row as labelled Spanish text, and the picture of a value beside its limit."""

import json

import pytest
from lumbrera.report.evidence import (
    comparison,
    evidence_rows,
    legal_rows,
    measured,
    parameter_names,
    parameter_rows,
)


def test_values_read_by_what_their_column_measures() -> None:
    row = {
        "subject_id": "C1", "is_flagged": True, "contract_id": "C1", "url": "https://example.org",
        "amount_mxn": 1145000.1, "amount": 5, "currency": "USD", "share": 0.333, "procedure_year": 2026,
        "award_on": "2026-03-06", "method": "direct", "in_latest_list": True, "signed_on": None,
        "item_codes": ["2530", "2540"], "fields": ["amount", "signed_on"],
        "changes": [{"field": "amount", "from": "1", "to": "2", "export_on": "2026-03-08"}], "a_new_column": 7,
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
        ("cambios", "importe: de $1.00 USD a $2.00 USD (8 de marzo de 2026)"),
        ("a new column", "7"),
    ]
    assert ("contrato", "C1") in evidence_rows(json.dumps(row), internal=True)


@pytest.mark.parametrize(
    ("column", "value", "text"),
    [
        ("n_same_ratio", 8, "8"),
        ("ratio", 1.05, "1.05"),
        ("chance", 0.000016, "1 de cada 62,000"),
        ("count_chance", 0.97, "más de 1 de cada 2"),
        ("false_share", 0.00003, "menos de 0.1 %"),
        ("false_share", 0, "0 %"),
        ("usual_discount", 0.125, "12.5 %"),
        ("as_of", "2024-12-31", "31 de diciembre de 2024"),
        ("contracts_until", "2026-10-31", "31 de octubre de 2026"),
        ("ban_position", "award_inside", "el fallo cae dentro de la inhabilitación"),
        ("position", "TITULAR DE LA UNIDAD COMPRADORA", "TITULAR DE LA UNIDAD COMPRADORA"),
        ("match_basis", "rfc", "por su RFC"),
        ("item_family", "2600", "2600 (combustibles, lubricantes y aditivos)"),
        ("ending", "cancelled", "cancelado"),
        ("next_method", "direct", "adjudicación directa"),
        ("unit_price", 4000, "$4,000.00 MXN"),
        ("reasons", ["plazo de 2 días; lo usual es 0", "importe alto; lo usual es bajo"],
         "plazo de 2 días; lo usual es 0 · importe alto; lo usual es bajo"),
    ],
)  # fmt: skip
def test_counts_chances_dates_and_codes_are_told_as_what_they_are(
    column: str, value: object, text: str
) -> None:
    assert [shown for _, shown in evidence_rows(json.dumps({column: value}))] == [text]


def test_the_value_of_an_alert_is_told_by_what_it_measures() -> None:
    evidence = '{"amount_before": 100, "difference_share": 0.368, "n_contracts": 3, "n_direct": 3}'
    assert measured(evidence, 0.368) == ("valor: diferencia entre publicaciones", "36.8 %")
    assert measured(evidence, 3.0) == ("valor", "3"), "two measures hold it"
    assert measured(evidence, 0.25) == ("valor", "0.25")
    assert measured(None, 2.0) == ("valor", "2")


def test_an_official_s_post_is_not_called_a_ban() -> None:
    assert evidence_rows('{"position": "JEFATURA"}') == [("cargo", "JEFATURA")]


def test_a_code_and_its_name_for_the_sentence_are_shown_once() -> None:
    row = {"method_name": "licitación", "method": "open", "regime_name": "la LAASSP de 2025"}
    assert evidence_rows(json.dumps(row)) == [
        ("forma de contratación", "licitación pública"),
        ("ley aplicable", "la LAASSP de 2025"),
    ]


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
        "max_chance": {"value": 0.05, "default": 0.05, "unit": "probabilidad de un orden así"},
    }
    assert parameter_rows(json.dumps(params)) == [
        ("máximo", "50 %"),
        ("días de tolerancia", "1"),
        ("valor", "90 días"),
        ("máximo", "1 de cada 20 (probabilidad de un orden así)"),
    ]
    assert parameter_rows(None) == []
    assert parameter_names(json.dumps(params)) == {
        "max_share": "máximo",
        "grace_days": "días de tolerancia",
        "window_days": "valor: días",
        "max_chance": "máximo: probabilidad de un orden así",
    }
    basis = [
        {"law": "LAASSP 2025", "article": "55", "note": "x"},
        {"law": "CPEUM", "article": "134"},
    ]
    assert legal_rows(json.dumps(basis)) == ["LAASSP 2025, art. 55 (x)", "CPEUM, art. 134"]
