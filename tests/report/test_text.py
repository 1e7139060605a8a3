"""How values become text, and what published text cannot do."""

from datetime import date, datetime
from decimal import Decimal

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lumbrera.report import text
from stdnum.mx import rfc

LETTERS = "ABCDEFGHIJKLMNÑOPQRSTUVWXYZ&"


def test_money_dates_and_shares_read_as_in_mexico() -> None:
    assert text.money(1_145_000) == "$1,145,000.00 MXN"
    assert text.money(Decimal("-0.5")) == "−$0.50 MXN"
    assert text.money(None) == ""
    assert text.day(date(2026, 3, 6)) == "6 de marzo de 2026"
    assert text.day("2026-03-06") == "6 de marzo de 2026"
    assert text.day("sin fecha") == "sin fecha"
    assert text.moment(datetime(2026, 3, 12, 9, 30)) == "12 de marzo de 2026, 09:30"
    assert text.percent(0.905) == "90.5 %"
    assert text.number(12.0) == "12"
    assert text.number(1234.5678) == "1,234.568"
    assert text.number(0.00001) == "1e−05"
    assert text.plural(1, "caso", "casos") == "1 caso"
    assert text.plural(1234, "caso", "casos") == "1,234 casos"


@pytest.mark.parametrize(
    "published",
    ["VECR800101AB9", "vecr800101ab9", "(VECR800101AB9)", "RFC:VECR800101AB9.", "Ñ&CR800101AB9"],
)
def test_a_natural_persons_rfc_is_masked_however_it_is_written(published: str) -> None:
    assert "800101" not in text.clean(published)
    assert text.PERSON_RFC_MASK in text.clean(published)


def test_an_rfc_with_separators_is_masked_when_its_check_digit_holds() -> None:
    assert rfc.is_valid("GODE561231GR8", validate_check_digits=True)
    assert "561231" not in text.clean("GODE-561231-GR8")
    assert "561231" not in text.clean("GODE 561231 GR8")


@pytest.mark.parametrize(
    "published",
    ["NDE150301QX7", "OBRA-260115-001", "AA-50-GYR-050GYR006-N-7-2026", "F123456789abc", "Kabc260101fff",
     "ABCD991399AB1", "050GYR006", "0123456789"],
)  # fmt: skip
def test_company_rfcs_numbers_and_our_own_ids_stay(published: str) -> None:
    assert text.clean(published) == published


def test_generic_rfcs_are_named_and_a_curp_is_masked() -> None:
    assert "público en general" in text.clean("XAXX010101000")
    assert "extranjero" in text.clean("XEXX010101000")
    assert text.clean("CURP VECR800101MZSRJS09") == f"CURP {text.CURP_MASK}"


@given(
    before=st.text(alphabet=" .,;:()\n<>\"'=/", max_size=3),
    letters=st.text(alphabet=LETTERS, min_size=4, max_size=4),
    day=st.dates(date(1930, 1, 1), date(2029, 12, 31)),
    tail=st.text(alphabet="ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", min_size=3, max_size=3),
    after=st.text(alphabet=" .,;:()\n<>\"'/", max_size=3),
)
def test_no_birth_date_survives_in_any_person_rfc(
    before: str, letters: str, day: date, tail: str, after: str
) -> None:
    published = f"{before}{letters}{day:%y%m%d}{tail}{after}"
    assert f"{day:%y%m%d}" not in text.clean(published)


@given(st.text(max_size=300))
def test_cleaned_text_is_stable_and_never_starts_a_formula(published: str) -> None:
    once = text.clean(published)
    assert text.clean(once) == once
    assert text.inert(once, "'").lstrip()[:1] not in tuple("=+-@")


@pytest.mark.parametrize("start", [*"=+-@\t\r", "  =", "\n@", "\u200b=", "＝"])
def test_every_start_of_a_formula_gets_a_mark_before_it(start: str) -> None:
    assert text.inert(start + "1+1") == text.WORD_JOINER + start + "1+1"
    assert text.inert(start + "1+1", "'") == "'" + start + "1+1"


def test_control_and_direction_characters_go_and_long_text_is_cut_saying_so() -> None:
    assert text.clean("a\x00b\x1b[31mc\u202ed") == "ab[31mcd"
    cut = text.clean("x" * 1_000_000)
    assert len(cut) < text.MAX_TEXT + 80
    assert cut.endswith("[texto recortado: mide 1,000,000 caracteres]")
    assert text.clean(None) == ""


@pytest.mark.parametrize(
    ("published", "kept"),
    [
        ("https://example.org/a?b=c#/d", True), (" http://example.org ", True),
        ("javascript:alert(1)", False), ("JaVaScRiPt:alert(1)", False), ("data:text/html,x", False),
        ("//example.org/a", False), ("https://user:pw@example.org/", False), ("https://[oops", False),
        ("https://example.org/\" onclick=\"x", False), ("https://example.org/a b", False),
        ("https://example.org/?rfc=VECR800101AB9", False),
        ("https://example.org/?rfc=%56ECR800101AB9", False), ("", False), (None, False),
        ("https://example.org/" + "a" * 3000, False),
    ],
)  # fmt: skip
def test_only_plain_web_addresses_without_personal_data_become_links(
    published: str | None, kept: bool
) -> None:
    assert (text.safe_url(published) is not None) is kept


@given(
    st.text(max_size=60)
    | st.from_regex(text._PERSON_RFC)
    | st.from_regex(text._CURP)
    | st.from_regex(text._FORMULA_START)
    | st.from_regex(text._UNPRINTABLE)
)
def test_what_a_query_leaves_alone_needs_no_cleaning(published: str) -> None:
    row = duckdb.execute(
        "select regexp_matches(?, ?)", [published, text.MAY_NEED_CLEANING]
    ).fetchone()
    assert row is not None
    if not row[0]:
        assert text.inert(text.clean(published)) == published


@pytest.mark.parametrize(
    "published", ["Contrato de 2026 por $1,200.00", "AA-99-018-N-5: papelería"]
)
def test_a_plain_sentence_is_left_alone_by_a_query(published: str) -> None:
    found = duckdb.execute("select regexp_matches(?, ?)", [published, text.MAY_NEED_CLEANING])
    assert found.fetchone() == (False,)


def test_a_row_inside_a_release_is_told_by_the_release_and_its_place() -> None:
    assert text.row_text("contratos.csv", 153_200_001) == "renglón 153,200,001"
    assert text.row_text("releases.jsonl", 1532) == "renglón 1,532"
    assert text.row_text("releases.jsonl/bids", 153_200_002) == "renglón 1,532, elemento 2"
    assert (
        text.row_text("todo.zip/releases.jsonl/contracts", 3_064_001) == "renglón 1,532, elemento 1"
    )


@pytest.mark.parametrize(
    ("file", "number", "row", "place"),
    [
        ("releases.jsonl/bids", 39_800_001, 398, 1),
        ("todo.zip/releases.jsonl/contracts", 3_064_001, 1532, 1),
        ("releases.jsonl/bids", 398, 398, None),
        ("contratos.csv", 39_800_001, 39_800_001, None),
    ],
)
def test_data_files_tell_a_row_that_can_be_looked_up(
    file: str, number: int, row: int, place: int | None
) -> None:
    assert text.row_and_place(file, number) == (row, place)
    in_sql = ", ".join(text.row_and_place_sql("f", "n"))
    found = duckdb.execute(
        f"select {in_sql} from (select $f as f, $n as n)", {"f": file, "n": number}
    )
    assert found.fetchone() == (row, place)
