"""When a file was exported, from what is known of it."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lumbrera.ingest.export_date import decide, from_name
from lumbrera.sources.sat_69b import stated_date

TODAY = dt.date(2026, 11, 22)


@pytest.mark.parametrize(
    ("name", "date"),
    [
        ("contratos__snap_2026-03-08.csv", dt.date(2026, 3, 8)),
        ("cucop_20260301.xlsx", dt.date(2026, 3, 1)),
        ("lista_2026-02.csv", dt.date(2026, 2, 28)),
        ("lista_2024-02.csv", dt.date(2024, 2, 29)),
        ("lista_2025_12.csv", dt.date(2025, 12, 31)),
        ("2025-01-01 a 2026-02-03.csv", dt.date(2026, 2, 3)),
        ("2026-02-31.csv", None),
        ("contratos_31-01-2026.csv", dt.date(2026, 1, 31)),
        ("contratos_31-13-2026.csv", None),
        ("sample_Contratos2010_2012_150514080257.csv", None),
        ("Contratos_CompraNet2025.csv", None),
        ("Contratos_2024_2025.csv", None),
        ("expedientes.csv", None),
    ],
)
def test_the_last_date_in_a_name_counts_and_nothing_else_is_taken_for_one(
    name: str, date: dt.date | None
) -> None:
    assert from_name(name) == date


@given(st.dates(dt.date(2000, 1, 1), dt.date(2099, 12, 31)), st.sampled_from(["", "-", "_"]))
def test_any_day_of_this_century_is_found_in_a_name(day: dt.date, mark: str) -> None:
    assert from_name(f"x__{day:%Y{mark}%m{mark}%d}.csv.gz") == day


@given(st.text(max_size=30))
def test_any_name_at_all_gives_a_date_or_none(name: str) -> None:
    assert from_name(name) is None or isinstance(from_name(name), dt.date)


def decided(**known: object) -> tuple[dt.date, str]:
    facts = {"manifest": None, "name": "x.csv", "preamble": None, "latest_inside": None}
    return decide(**{**facts, **known}, today=TODAY)  # type: ignore[arg-type]


def test_the_manifest_is_believed_first_then_the_name_then_the_preamble_then_the_dates_inside() -> (
    None
):
    day = dt.date(2026, 1, 5)
    named = "x_2026-01-04.csv"
    assert decided(manifest=day, name=named) == (day, "manifiesto")
    assert decided(name=named, preamble="2026-01-03", latest_inside=day)[0] == dt.date(2026, 1, 4)
    assert decided(preamble="2026-01-03", latest_inside=day)[0] == dt.date(2026, 1, 3)
    assert decided(latest_inside=day)[0] == day
    assert decided() == (TODAY, "fecha de lectura")


def test_a_future_date_in_a_name_is_no_export_date_and_this_months_end_is_today() -> None:
    day = dt.date(2026, 1, 5)
    assert decided(name="vence_2027-01-01.csv", latest_inside=day)[0] == day
    assert decided(name="lista_2026-11.csv")[0] == TODAY


def test_the_sat_states_its_date_above_the_header() -> None:
    assert stated_date([["Información actualizada al 31 de enero de 2026", ""]]) == "2026-01-31"
    for said in ("del 2026", "de 2026;"):
        assert stated_date([["Información actualizada al 1° de marzo " + said]]) == "2026-03-01"
    assert stated_date([["LISTADO ACTUALIZADO AL 28/02/2026"]]) == "2026-02-28"
    assert stated_date([["Actualizado al 30/02/2026"]]) is None
    assert stated_date([["Información actualizada al 31 de brumario de 2026"]]) is None
    assert stated_date([["Listado"], []]) is None
    assert stated_date([["Información actualizada al 31 de febrero de 2026"]]) is None
