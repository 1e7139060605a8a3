"""Awards drawn against the ceiling of one: places and heights worked out by hand."""

import json

import pytest
from lumbrera.report.evidence import evidence_rows
from lumbrera.report.timeline import HEIGHT, WIDTH, awards

THREE = {
    "ceiling_mxn": 300,
    "timeline": [
        {"on": "2026-02-12", "amount_mxn": 100, "contract_id": "C2"},
        {"on": "2026-02-02", "amount_mxn": 200, "contract_id": "C1"},
        {"on": "2026-02-22", "amount_mxn": 240, "contract_id": "C3"},
    ],
}


def test_bars_stand_at_their_dates_and_the_line_sums_them() -> None:
    picture = awards(THREE)
    assert picture is not None
    # 540 in all: the drawing is 540 x 1.08 = 583.2 high.
    assert [x for x, *_ in picture.bars] == [0, (WIDTH - 5) / 2, WIDTH - 5]
    heights = [height for *_, height in picture.bars]
    assert heights == [pytest.approx(HEIGHT * n / 583.2, abs=0.06) for n in (200, 100, 240)]
    assert picture.ceiling_y == pytest.approx(HEIGHT * (1 - 300 / 583.2), abs=0.06)
    last = float(picture.running.split()[-1].split(",")[1])
    assert last == pytest.approx(HEIGHT * (1 - 540 / 583.2), abs=0.06)
    assert (picture.first, picture.last) == ("2 de febrero de 2026", "22 de febrero de 2026")
    assert "3 por $540.00 MXN" in picture.caption and "$300.00 MXN" in picture.caption


def test_awards_of_one_day_stand_side_by_side() -> None:
    same = [{"on": "2026-02-02", "amount_mxn": 200}]
    few, many = (awards({"ceiling_mxn": 300, "timeline": same * n}) for n in (3, 84))
    assert few is not None and many is not None
    assert [x for x, *_ in few.bars] == [0, 10, 20]
    assert [x for x, *_ in many.bars][-2:] == [410, WIDTH - 5]  # 83 steps of five


@pytest.mark.parametrize(
    "row",
    [None, {}, {"timeline": THREE["timeline"]}, THREE | {"ceiling_mxn": 0}, THREE | {"timeline": []},
     THREE | {"timeline": [{"on": "2026-02-02", "amount_mxn": 5}]}],
)  # fmt: skip
def test_without_a_ceiling_or_two_awards_there_is_no_drawing(row: object) -> None:
    assert awards(row) is None


def test_the_evidence_says_the_same_in_words() -> None:
    rows = dict(evidence_rows(json.dumps(THREE)))
    assert rows["adjudicaciones por fecha"].startswith("12 de febrero de 2026, $100.00 MXN · 2 de")
