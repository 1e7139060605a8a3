"""How values become text a person reads: dates, money, counts, and published text made safe.

Published text is never trusted. `clean` is the one door through which it reaches a page, a
terminal or a spreadsheet: personal identifiers are masked, control and direction-changing
characters removed, very long text cut, and a text that a spreadsheet would run as a formula
made inert.
"""

import functools
import re
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from urllib.parse import unquote, urlsplit

from stdnum.mx import rfc

MONTHS = (
    "enero", "febrero", "marzo", "abril", "mayo", "junio",
    "julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre",
)  # fmt: skip
PERSON_RFC_MASK = "«RFC de persona física omitido»"
CURP_MASK = "«CURP omitida»"
GENERIC_RFC = {
    "XAXX010101000": "«RFC genérico: público en general»",
    "XEXX010101000": "«RFC genérico: extranjero»",
}
MAX_TEXT = 1200
WORD_JOINER = "\u2060"  # invisible, and enough for a spreadsheet to take the text as text
APOSTROPHE = "'"

_DATE_DIGITS = r"\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
_PERSON_RFC = re.compile(
    rf"(?<![^\W_])[A-ZÑ&]{{4}}([-\s./]?){_DATE_DIGITS}\1[A-Z0-9]{{3}}(?![^\W_])", re.IGNORECASE
)
_CURP = re.compile(
    rf"(?<![^\W_])[A-ZÑ]{{4}}{_DATE_DIGITS}[HMX][A-Z]{{5}}[A-Z0-9]\d(?![^\W_])", re.IGNORECASE
)
# Both hold six digits that begin a run of digits. Looking for those first, and then only around
# them, is many times faster than trying the patterns at every letter of a page.
_SIX_DIGITS = re.compile(r"\d{6,}")
_BEFORE, _AFTER = 6, 16
_SEPARATORS = ("-", ".", "/")
_OWN_ID = re.compile(r"[FK][0-9a-f]{12}")  # flag and case ids have an RFC's length
_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]"
)
_FORMULA_START = re.compile(r"[\s\u200b-\u200d\u2060]*[=+\-@\t\r＝＋－＠]")
MAY_NEED_CLEANING = r"(?s)[\p{L}&]{4}.?\p{Nd}{6}|[\p{C}\x{fffe}\x{ffff}]|^[\s\p{Z}]*[=+\-@＝＋－＠]"
"""In the syntax of RE2: no text of at most MAX_TEXT without a match is changed by `clean` or `inert`.
For queries over a million texts, that leave all others alone."""


def _mask_rfc(match: re.Match[str]) -> str:
    found = match.group()
    if _OWN_ID.fullmatch(found):
        return found
    compact = re.sub(r"[-\s./]", "", found).upper()
    if compact in GENERIC_RFC:
        return GENERIC_RFC[compact]
    # "OBRA-260115-001" is a contract number: with separators only a valid check digit tells.
    if match.group(1) and not rfc.is_valid(compact, validate_check_digits=True):
        return found
    return PERSON_RFC_MASK


def mask_personal(text: str) -> str:
    """The text with every natural person's RFC (13 characters, a birth date inside) and every
    CURP replaced by a notice. A company's RFC (12 characters) stays."""
    if not _may_be_personal(text):
        return text
    return _PERSON_RFC.sub(_mask_rfc, _CURP.sub(CURP_MASK, text))


def _may_be_personal(text: str) -> bool:
    for digits in _SIX_DIGITS.finditer(text):
        at = digits.start()
        # A letter, or one separator and a letter, stands before them in both.
        before = text[at - 1] if at else ""
        if before in _SEPARATORS or before.isspace():
            before = text[at - 2] if at > 1 else ""
        if not (before.isalpha() or before == "&"):
            continue
        around = text[max(0, at - _BEFORE) : at + _AFTER]
        if _PERSON_RFC.search(around) or _CURP.search(around):
            return True
    return False


def has_person_rfc(text: str) -> bool:
    """Whether a natural person's RFC or a CURP stands in the text."""
    return mask_personal(text) != text


def clean(value: Any, *, limit: int = MAX_TEXT) -> str:
    """Published text fit to be shown: masked, without control or direction-changing characters,
    and no longer than `limit` characters (the cut is said). None gives ''."""
    return "" if value is None else _clean(str(value), limit)


@functools.lru_cache(maxsize=1 << 15)  # a name or a title stands on many pages and in many cells
def _clean(text: str, limit: int) -> str:
    text = _UNPRINTABLE.sub("", mask_personal(text))
    if len(text) > limit:
        text = f"{text[:limit].rstrip()}… [texto recortado: mide {len(text):,} caracteres]"
    return text


def inert(text: str, mark: str = WORD_JOINER) -> str:
    """The text, with `mark` before it when a spreadsheet would take it for a formula."""
    return mark + text if _FORMULA_START.match(text) else text


def safe_url(url: Any) -> str | None:
    """The address when it is a plain http(s) one without credentials or personal identifiers."""
    if not isinstance(url, str) or len(url) > 2000:
        return None
    url = url.strip()
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return None
    if parts.scheme.lower() not in ("http", "https") or not host or "@" in parts.netloc:
        return None
    if re.search(r"[\s\x00-\x1f\"'<>\\`]", url) or has_person_rfc(unquote(url)):
        return None
    return url


def money(amount: Any, currency: str | None = "MXN") -> str:
    """1145000 → '$1,145,000.00 MXN'. None gives ''."""
    if amount is None:
        return ""
    value = Decimal(str(amount))
    sign = "−" if value < 0 else ""
    return f"{sign}${abs(value):,.2f} {currency or ''}".rstrip()


def integer(n: Any) -> str:
    """12345 → '12,345'. None gives ''."""
    return "" if n is None else f"{int(n):,}".replace("-", "−")


def number(value: Any) -> str:
    """A measured value without needless decimals: 12.0 → '12', 0.9051 → '0.905'."""
    if value is None:
        return ""
    if isinstance(value, int) or float(value).is_integer():
        return integer(value)
    text = f"{float(value):,.3f}" if abs(float(value)) >= 0.001 else f"{float(value):.2g}"
    return (text.rstrip("0").rstrip(".") if "e" not in text else text).replace("-", "−")


def row_text(file: Any, row_number: Any) -> str:
    """Where in a file a published row stands: 'renglón 1,532'; of what OCDS lists inside a release,
    'renglón 1,532, elemento 2' (the release's row, and the place among its bids, contracts …)."""
    row, place = row_and_place(file, row_number)
    inside = "" if place is None else f", elemento {integer(place)}"
    return f"renglón {integer(row)}{inside}"


def row_and_place(file: Any, row_number: int | None) -> tuple[int | None, int | None]:
    """The row of a file that a person can look up, and the place inside it: what OCDS lists inside a
    release is numbered by the release's row times a room, plus the place. None: not inside one."""
    room = _rooms().get(str(file or "").rpartition("/")[2])
    if room and row_number is not None and row_number >= room:
        return divmod(row_number, room)
    return row_number, None


def row_and_place_sql(file: str, row_number: str) -> tuple[str, str]:
    """SQL that gives the two of `row_and_place` for columns of these names."""
    table, cases = f"regexp_extract({file}, '[^/]*$')", _rooms().items()
    rooms = " ".join(f"when {table} = '{name}' then {room}" for name, room in cases)
    room = f"(case {rooms} end)"
    inside = f"{row_number} >= {room}"
    return (
        f"case when {inside} then {row_number} // {room} else {row_number} end",
        f"case when {inside} then {row_number} % {room} end",
    )


@functools.cache
def _rooms() -> dict[str, int]:
    from lumbrera.files.release_tables import PARTS

    return {part.name: part.room for part in PARTS if part.room}


def percent(share: Any) -> str:
    """0.905 → '90.5 %'; what is not nothing and would round to it, 'menos de 0.1 %'. None gives ''."""
    if share is None:
        return ""
    if 0 < float(share) < 0.0005:
        return "menos de 0.1 %"
    return f"{number(round(float(share) * 100, 1))} %"


def day(value: Any) -> str:
    """A date, a datetime or an ISO text → '6 de marzo de 2026'. Anything else as it is."""
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value)
        except ValueError:
            return value
    if isinstance(value, (date, datetime)):
        return f"{value.day} de {MONTHS[value.month - 1]} de {value.year}"
    return "" if value is None else str(value)


def moment(value: Any) -> str:
    """A datetime → '6 de marzo de 2026, 14:05'."""
    if isinstance(value, datetime):
        return f"{day(value)}, {value:%H:%M}"
    return day(value)


def plural(n: int, one: str, many: str) -> str:
    """'1 caso', '1,234 casos'."""
    return f"{integer(n)} {one if n == 1 else many}"


def past_limit(last_event_on: date) -> str:
    """Why a case goes after newer ones, whatever its score."""
    return (
        f"Sus hechos más recientes son del {day(last_event_on)}: ya pasó el plazo más largo para "
        "sancionar una falta administrativa (LGRA, art. 74), y por eso va después de los casos en "
        "que todavía se puede actuar. Conserva su puntaje."
    )
