"""Names, labels and keys as they are compared: DuckDB macros, one place for all of SQL.

name_clean(text)    upper case, no accents (Ñ stays a letter), no apostrophes of any kind, no
                    points, other signs to blanks, blanks collapsed
name_form(clean)    code of the legal form at the end of a clean name, '' when there is none
name_core(clean)    the clean name without it
name_key(text)      core and form joined by '|': equal only for the same name and legal form
label_key(text)     a published label for comparing: upper case, no accents, blanks collapsed (where
                    there are several together, which few texts have: replacing costs most)
number_word(label, unit)  the number (1 to 99) written out before a unit («ONCE AÑOS»), else null
keyed_id(prefix, text)   a stable id: prefix and 16 hex digits of a keyed SHA-256
"""

import csv
import hashlib
from functools import cache

import duckdb

from lumbrera import content

DEFAULT_KEY = "lumbrera"
"""Ids are the same everywhere unless a deployment sets a key of its own (identity.key_file)."""

_TEENS = (
    "UN", "DOS", "TRES", "CUATRO", "CINCO", "SEIS", "SIETE", "OCHO", "NUEVE", "DIEZ", "ONCE",
    "DOCE", "TRECE", "CATORCE", "QUINCE", "DIECISEIS", "DIECISIETE", "DIECIOCHO", "DIECINUEVE",
    "VEINTE", *("VEINTI" + unit for unit in ("UN", "DOS", "TRES", "CUATRO", "CINCO", "SEIS",
                                             "SIETE", "OCHO", "NUEVE")),
)  # fmt: skip
_TENS = ("TREINTA", "CUARENTA", "CINCUENTA", "SESENTA", "SETENTA", "OCHENTA", "NOVENTA")
_NUMBER_WORDS = (
    *_TEENS,
    *(w for ten in _TENS for w in (ten, *(f"{ten} Y {u}" for u in _TEENS[:9]))),
)
"""The numbers from 1 to 99, written out without accents; the place is the number less one."""
_APOSTROPHES = "'´`’‘ʼ′\"“”«»¨"
_ACCENTED = "ÁÀÂÄÃÉÈÊËÍÌÎÏÓÒÔÖÕÚÙÛÜÇ"
_PLAIN = "AAAAAEEEEIIIIOOOOOUUUUC"


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


@cache
def _legal_forms() -> tuple[tuple[str, str], ...]:
    path = content.root("models") / "reference" / "legal_forms.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = sorted(csv.DictReader(file), key=lambda r: int(r["priority"]))
    return tuple((r["code"], r["pattern"]) for r in rows)


@cache
def macros(id_key: str = DEFAULT_KEY) -> str:
    """The SQL that defines the macros (temporary: they belong to the connection)."""
    forms = _legal_forms()
    form_cases = " ".join(
        f"when regexp_matches(c, {_quoted(pattern)}) then {_quoted(code)}"
        for code, pattern in forms
    )
    core_cases = " ".join(
        f"when regexp_matches(c, {_quoted(pattern)}) then trim(regexp_replace(c, {_quoted(pattern)}, ''))"
        for _, pattern in forms
    )
    words = ", ".join(map(_quoted, _NUMBER_WORDS))
    tens = "|".join(_TENS)
    return f"""
    create or replace temp macro name_clean(t) as trim(regexp_replace(
        regexp_replace(
            translate(upper(coalesce(t, '')), {_quoted(_ACCENTED)}, {_quoted(_PLAIN)}),
            {_quoted("[." + _APOSTROPHES + "]")}, '', 'g'),
        '[^A-ZÑ0-9&]+', ' ', 'g'));
    create or replace temp macro name_form(c) as case {form_cases} else '' end;
    create or replace temp macro name_core(c) as case {core_cases} else c end;
    create or replace temp macro name_key(t) as name_core(name_clean(t)) || '|' || name_form(name_clean(t));
    create or replace temp macro label_key(t) as trim(
        case when regexp_matches(coalesce(t, ''), '[\\t\\n\\f\\r]|  ')
            then regexp_replace(upper(strip_accents(t)), '\\s+', ' ', 'g')
            else upper(strip_accents(coalesce(t, ''))) end);
    create or replace temp macro number_word(l, u) as nullif(list_position([{words}],
        regexp_replace(regexp_extract(l, '\\b((?:(?:{tens}) Y )?[A-Z]+)\\s+' || u, 1), 'UN[AO]$', 'UN')), 0);
    create or replace temp macro keyed_id(p, t) as
        p || left(sha256({_quoted(id_key)} || chr(31) || t), 16);
    create or replace temp macro published_clock(t) as
        try_cast(replace(regexp_extract(t, '^\\d{{4}}-\\d\\d-\\d\\d[T ]\\d\\d:\\d\\d(:\\d\\d)?'), 'T', ' ') as timestamp);
    create or replace temp macro published_zone(t) as
        nullif(regexp_extract(t, ':\\d\\d(?:\\.\\d+)?(Z|[+-]\\d\\d:?\\d\\d)$', 1), '');
    create or replace temp macro log_choose(n, k) as lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1);
    create or replace temp macro binomial(low, high, n, p) as
        least(1, list_sum(list_transform(range(low::bigint, high::bigint + 1),
            lambda i: exp(log_choose(n, i) + i * ln(p) + (n - i) * ln(1 - p)))));
    """


def register(con: duckdb.DuckDBPyConnection, id_key: str = DEFAULT_KEY) -> None:
    """Defines the macros on a connection."""
    con.execute(macros(id_key))


def digest(id_key: str = DEFAULT_KEY) -> str:
    """Changes when any macro changes, so that the tables built with them are built again."""
    return hashlib.sha256(macros(id_key).encode()).hexdigest()
