"""Amounts and dates as published, against a slow reading of the same text."""

import datetime as dt
import re
from decimal import ROUND_HALF_UP, Decimal

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lumbrera.ingest.values import MACROS, MONTH_FIRST

from tests.examples import examples

ISO = re.compile(
    r"(\d{4})[/-](\d{1,2})[/-](\d{1,2})([ T]\d{1,2}:\d\d(:\d\d(\.\d+)?)?( ?(GMT|Z|[+-]\d\d(:?\d\d)?))?)?"
)
DAY_FIRST = re.compile(
    r"(\d{1,2})[/-](\d{1,2})[/-](\d{4})( \d{1,2}:\d\d(:\d\d)?( ?[ap]\.? ?m\.?)?)?"
)
SHORT_YEAR = re.compile(r"(\d{1,2})[/-](\d{1,2})[/-](\d\d)( \d{1,2}:\d\d(:\d\d)?)?")
AMOUNT = re.compile(r"(-?)\$? ?(-?)(\d{1,3}(?:,\d{3})+(?:\.\d*)?|\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+)")


@pytest.fixture(scope="module")
def con():
    with duckdb.connect() as it:
        it.execute(MACROS)
        yield it


def published(con, kind: str, texts: list[str]) -> list[object]:
    rows = con.execute(
        f"select published_{kind}(t) from (select unnest(?::varchar[]) as t)", [texts]
    )
    return [v for (v,) in rows.fetchall()]


def slow_date(text: str) -> dt.date | None:
    try:
        if re.fullmatch(r"(19|20)\d{6}", text):
            return dt.date(int(text[:4]), int(text[4:6]), int(text[6:]))
        if m := ISO.fullmatch(text):
            return dt.date(int(m[1]), int(m[2]), int(m[3]))
        if m := DAY_FIRST.fullmatch(text):
            return dt.date(int(m[3]), int(m[2]), int(m[1]))
        if m := SHORT_YEAR.fullmatch(text):
            return dt.date(int(m[3]) + (2000 if int(m[3]) < 69 else 1900), int(m[2]), int(m[1]))
        if re.fullmatch(r"[345]\d{4}", text):
            return dt.date(1899, 12, 30) + dt.timedelta(days=int(text))
    except ValueError:
        pass
    return None


def slow_amount(text: str) -> Decimal | None:
    m = AMOUNT.fullmatch(text)
    if not m or (m[1] and m[2]):
        return None
    value = Decimal(m[3].replace(",", "")).quantize(Decimal("0.01"), ROUND_HALF_UP)
    return -value if m[1] or m[2] else value


def test_dates_in_every_form_published(con) -> None:
    day = dt.date(2026, 3, 8)
    forms = [
        "2026-03-08", "2026-3-8", "2026-03-08 14:32", "2026-03-08 00:00:00", "2026-03-08T10:00:00Z",
        "2026-03-08 00:00:00 GMT", "2026-03-08T10:00:00.123-06:00", "08/03/2026", "8/3/2026",
        "08-03-2026", "08/03/2026 10:15", "08/03/2026 10:15:00 a. m.", "08/Mar/2026", "8-mar-2026",
        "46089", "08/03/26", "46089.0", "46089.75", "20260308", "2026/03/08", "2026/3/8 10:15:00",
        "2026-03-08 00:00:00-06", "2026-03-08 10:15:00 p. m.", "08-03-26", "08.03.2026", "8/3/26 0:00",
        "08/03/2026, 10:15", "08/03/2026 12:00:00 AM", "08-mar-26", "8-Mar.-26", "08/marzo/2026",
        "8 de marzo de 2026", "08 de Marzo del 2026", "domingo, 8 de marzo de 2026", "08 MAR 2026",
        "8-mar-2026 10:15",
    ]  # fmt: skip
    assert published(con, "date", forms) == [day] * len(forms)


def test_months_are_read_in_spanish_and_in_english(con) -> None:
    names = ["ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sep", "oct", "nov", "dic"]
    assert published(con, "date", [f"01/{m}/2026" for m in names]) == [
        dt.date(2026, i, 1) for i in range(1, 13)
    ]
    assert published(con, "date", ["30/Jan/2026", "30/AUG/2026"]) == [
        dt.date(2026, 1, 30),
        dt.date(2026, 8, 30),
    ]


def test_what_is_no_date_is_none(con) -> None:
    texts = [
        "31/02/2026", "2026-02-31", "12/31/2025", "2026-13-01", "ayer", "2026", "0000-00-00", "",
        "2026-Ju-30", "NULL", "2026-03-08 pendiente", "99999", "29/02/2025", "2026/02/31", "20261301",
        "31 de febrero de 2026", "31-feb-26", "8 de marzo", "antes 8 de marzo de 2026", "1.5", "46089.",
    ]  # fmt: skip
    assert published(con, "date", texts) == [None] * len(texts)


def test_an_american_spreadsheets_dates_have_the_month_first_and_words_and_iso_do_not_change() -> (
    None
):
    with duckdb.connect() as american:
        american.execute(MONTH_FIRST)
        day = dt.date(2026, 3, 8)
        forms = ["03/08/2026", "3/8/26", "3/8/2026 12:00:00 AM", "03-08-2026", "2026-03-08", "2026/03/08",
                 "08-mar-26", "8 de marzo de 2026"]  # fmt: skip
        assert published(american, "date", forms) == [day] * len(forms)
        assert published(american, "date", ["13/08/2026"]) == [None]


def test_of_several_dates_the_latest_counts_and_one_that_is_none_spoils_them_all(con) -> None:
    texts = ["25/10/2021 - 18/10/2018", "14/05/19 - 21/11/2017", "18/10/2018 -25/10/2021", "01/02/2020",
             "25/10/2021 - pendiente"]  # fmt: skip
    assert published(con, "dates", texts) == [
        dt.date(2021, 10, 25), dt.date(2019, 5, 14), dt.date(2021, 10, 25), dt.date(2020, 2, 1), None,
    ]  # fmt: skip


def test_amounts_in_every_form_published(con) -> None:
    texts = ["1234.5", "1,234.50", "$1,234.50", "$ 1,234.50", "1.2345E+3", "1234.", ".5", "-7", "-$7",
             "$-7", "0", "1000000000000", "$1,234.50 M.N.", "1234.5 MXN", "MXN 1,234.50", "$1,234.50 pesos",
             "$1'234,567.00", "$1’234,567.00"]  # fmt: skip
    assert published(con, "amount", texts) == [
        Decimal(v)
        for v in ("1234.50", "1234.50", "1234.50", "1234.50", "1234.50", "1234", ".5", "-7", "-7",
                  "-7", "0", "1000000000000", "1234.50", "1234.50", "1234.50", "1234.50", "1234567", "1234567")
    ]  # fmt: skip


def test_what_is_no_amount_is_none_and_is_not_guessed(con) -> None:
    texts = ["", "S/N", "1.234,50", "12,34,567", "1,5", "USD 5", "5 USD", "US$5", "1'234.50", "--5", "1e400", "NaN", "inf",
             "1 AÑO 3 MESES", "1,234,56.0"]  # fmt: skip
    assert published(con, "amount", texts) == [None] * len(texts)


def test_what_is_written_where_there_is_nothing_is_told_from_what_is_unclear(con) -> None:
    nothing = [
        "-", "---", "N/A", "n.a.", "NA", "ND", "#N/A", "<NA>", "(null)", "NaN", "NaT", "None", "No aplica",
        "NO APLICA.", "Sin dato", "sin información", "No disponible", "0", "00/00/0000", "0000-00-00 00:00:00",
    ]  # fmt: skip
    no_name = ["S/N", "s. n.", "Sin número", "DESIERTA", "Ver nota", "Ninguno"]
    something = [
        "pendiente",
        "por definir",
        "10",
        "Ñ",
        "NADIA",
        "N&A",
        "CNA",
        "株式",
        "No aplicado",
        "A-0",
    ]
    assert published(con, "nothing", nothing) == [True] * len(nothing)
    assert published(con, "no_name", [*nothing, *no_name]) == [True] * (len(nothing) + len(no_name))
    assert published(con, "nothing", [*no_name, *something]) == [False] * (
        len(no_name) + len(something)
    )
    assert published(con, "no_name", something) == [False] * len(something)


@settings(max_examples=examples(300))
@given(
    st.one_of(
        st.dates(dt.date(1000, 1, 1), dt.date(9999, 12, 31)).flatmap(
            lambda d: st.sampled_from(
                [d.isoformat(), f"{d.day}/{d.month}/{d.year:04}", f"{d:%d-%m-%Y}", f"{d} 10:20:30"]
            )
        ),
        st.text("0123456789/-: T", max_size=12),
        st.integers(0, 99999).map(str),
    )
)
def test_any_date_like_text_reads_as_the_slow_reading_says(con, text: str) -> None:
    assert published(con, "date", [text]) == [slow_date(text)]


@settings(max_examples=examples(300))
@given(
    st.one_of(
        st.decimals(-(10**13), 10**13, places=2).map(lambda d: f"{d:,}"),
        st.decimals(-(10**13), 10**13, places=2).map(lambda d: f"${d}"),
        st.text("0123456789.,-$ ", max_size=12),
    )
)
def test_any_amount_like_text_reads_as_the_slow_reading_says(con, text: str) -> None:
    assert published(con, "amount", [text]) == [slow_amount(text)]
