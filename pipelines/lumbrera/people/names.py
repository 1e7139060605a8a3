"""Mexican names and personal keys as they are compared: DuckDB macros over those of normalise.

person_clean(t)          a name as people write it: mojibake of Ñ and accents mended (MU!OZ, MUÃ‘OZ),
                         titles dropped, upper case without accents, Ñ kept, blanks collapsed
given_key(t), surname_key(t)  what two writings of one name have in common: abbreviations written
                         out (MA, J, FCO, GPE; HDZ, MTZ…), particles (DE, DEL, LA, LOS, Y) dropped,
                         Ñ as N; '' for a placeholder such as «SIN», «N/A», «XX», «-»
person_key(g, f, s)      the three keys joined by blanks: given name, first and second surname
name_units(clean)        the words of a full name, particles with the word they belong to
given_first(units), surname_first(units)   struct(given, first, second) of one reading of the units
rfc_fits(rfc, g, f, s)   do the first four letters of an RFC or CURP fit the clean name parts
rfc_is_valid(t), curp_is_valid(t)   a natural person's RFC (13), a CURP (18): shape, day and digit
key_shape(t)             upper case without blanks, dots or dashes; null when empty
birth_of(key)            the birth date in a CURP or RFC; the century from the CURP's 17th sign, else
                         the one that makes the person 15 to 114 years old in 2026
"""

import hashlib

import duckdb

from lumbrera import normalise

_PARTICLES = "DE|DEL|LA|LAS|LOS|Y|E|DA|DI|VON|VAN"
_TITLES = (
    "LICENCIAD[OA]|LIC|INGENIER[OA]|ING|DOCTORA?|DRA?|PROFR?A?|MTR[OA]|MAESTR[OA]|ARQ|CP|LCP|LAE|"
    "QFB|MVZ|ENFRA?|CIUDADAN[OA]"
)
_GIVEN = {
    "MA": "MARIA", "MRIA": "MARIA", "J": "JOSE", "FCO": "FRANCISCO", "FCA": "FRANCISCA",
    "GPE": "GUADALUPE", "GUAD": "GUADALUPE", "ANT": "ANTONIO", "ALEJ": "ALEJANDRO",
    "STA": "SANTA", "STO": "SANTO",
}  # fmt: skip
_SURNAME = {
    "HDZ": "HERNANDEZ", "HDEZ": "HERNANDEZ", "HRNDZ": "HERNANDEZ", "MTZ": "MARTINEZ",
    "MTNZ": "MARTINEZ", "MTEZ": "MARTINEZ", "GLEZ": "GONZALEZ", "GLZ": "GONZALEZ",
    "GZLZ": "GONZALEZ", "GZZ": "GONZALEZ", "RDZ": "RODRIGUEZ", "RDGZ": "RODRIGUEZ",
    "RGUEZ": "RODRIGUEZ", "RDGUEZ": "RODRIGUEZ", "GTZ": "GUTIERREZ", "GTRZ": "GUTIERREZ",
    "RMZ": "RAMIREZ", "SNCHZ": "SANCHEZ", "SCHZ": "SANCHEZ", "FDZ": "FERNANDEZ",
    "FDEZ": "FERNANDEZ", "VZQ": "VAZQUEZ", "VZQZ": "VAZQUEZ", "JMZ": "JIMENEZ",
    "JMNZ": "JIMENEZ", "LPZ": "LOPEZ", "PRZ": "PEREZ", "DMGZ": "DOMINGUEZ",
}  # fmt: skip
_NO_NAME = "X+|SIN|NA|N A|NINGUN[OA]?|NO APLICA|NO TIENE|S N|SD|SIN DATO|SIN APELLIDO|NULL|NONE"

# The UTF-8 bytes of a letter read as Windows-1252 or Latin-1, and what the letter is.
_MOJIBAKE = {
    "‘\\x{91}": "Ñ", "±": "ñ", "¡\\x{81}": "a", "©‰\\x{89}": "e", "\\x{AD}\\x{8D}": "i",
    "³“\\x{93}": "o", "ºš\\x{9A}": "u", "¼œ\\x{9C}": "u",
}  # fmt: skip
_ENTITIES = {"&NTILDE;": "Ñ", "&AACUTE;": "A", "&EACUTE;": "E", "&IACUTE;": "I", "&OACUTE;": "O",
             "&UACUTE;": "U"}  # fmt: skip
_VOWELS = "AEIOUÁÉÍÓÚÜaeiouáéíóúü"
_LOST = "!?#¥§¤$|\\x{FFFD}"
"""Signs that stand where an Ñ was lost; between two vowels there is nothing else they could be."""

_RFC_ALPHABET = "0123456789ABCDEFGHIJKLMN&OPQRSTUVWXYZ Ñ"
_CURP_ALPHABET = "0123456789ABCDEFGHIJKLMNÑOPQRSTUVWXYZ"


def _mend() -> str:
    text = "nfc_normalize(coalesce(t, ''))"
    for bytes_, letter in _MOJIBAKE.items():
        text = f"regexp_replace({text}, '[Ãã][{bytes_}]', '{letter}', 'g')"
    for entity, letter in _ENTITIES.items():
        text = f"regexp_replace({text}, '{entity}', '{letter}', 'gi')"
    return f"regexp_replace({text}, '([{_VOWELS}])[{_LOST}]([{_VOWELS}])', '\\1Ñ\\2', 'g')"


def _expand(text: str, words: dict[str, str]) -> str:
    keys = ", ".join(f"'{k}'" for k in words)
    values = ", ".join(f"'{v}'" for v in words.values())
    return (
        f"array_to_string(list_transform(string_split({text}, ' '), lambda w: "
        f"coalesce([{values}][list_position([{keys}], w)], w)), ' ')"
    )


def _skeleton(text: str, words: dict[str, str]) -> str:
    """Abbreviations out, particles off, Ñ folded; a name of particles alone stays as it is."""
    bare = f"trim(regexp_replace(' ' || {_expand(text, words)} || ' ', '( ({_PARTICLES}))+ ', ' ', 'g'))"
    return f"translate(coalesce(nullif({bare}, ''), {text}), 'Ñ', 'N')"


def macros() -> str:
    """The SQL that defines the macros (temporary: they belong to the connection)."""
    return f"""
    create or replace temp macro person_clean(t) as
        trim(regexp_replace(name_clean(regexp_replace(replace({_mend()}, '.', ' '), '[0-9&]+', '', 'g')),
                            '^(({_TITLES}) )+', ''));
    create or replace temp macro is_no_name(c) as regexp_full_match(c, '{_NO_NAME}');
    create or replace temp macro given_skeleton(c) as {_skeleton("c", _GIVEN)};
    create or replace temp macro surname_skeleton(c) as {_skeleton("c", _SURNAME)};
    create or replace temp macro given_key(t) as given_skeleton(person_clean(t));
    create or replace temp macro surname_key(t) as
        case when is_no_name(person_clean(t)) then '' else surname_skeleton(person_clean(t)) end;
    create or replace temp macro person_key(g, f, s) as trim(concat_ws(' ',
        nullif(given_key(g), ''), nullif(surname_key(f), ''), nullif(surname_key(s), '')));

    create or replace temp macro name_units(c) as list_filter(string_split(
        replace(regexp_replace(c, '\\b(DE|DEL|LA|LAS|LOS|DA|DI|VON|VAN|MC|MAC|SAN) ', '\\1~', 'g'),
                ' Y ', '~Y~'), ' '), lambda u: u <> '');
    create or replace temp macro joined(u) as replace(array_to_string(u, ' '), '~', ' ');
    create or replace temp macro given_first(u) as case
        when len(u) >= 3 then {{'given': joined(u[1:len(u) - 2]), 'first': joined(u[len(u) - 1:len(u) - 1]), 'second': joined(u[len(u):])}}
        else {{'given': joined(u[1:1]), 'first': joined(u[2:2]), 'second': ''}} end;
    create or replace temp macro surname_first(u) as case
        when len(u) >= 3 then {{'given': joined(u[3:]), 'first': joined(u[1:1]), 'second': joined(u[2:2])}}
        else {{'given': joined(u[2:2]), 'first': joined(u[1:1]), 'second': ''}} end;

    create or replace temp macro stem(c) as
        regexp_replace(translate(coalesce(c, ''), 'Ñ', 'X'), '^(({_PARTICLES}|MC|MAC) )+', '');
    create or replace temp macro given_stem(c) as
        stem(regexp_replace(coalesce(c, ''), '^(MARIA|MA|JOSE|J) (.+)$', '\\2'));
    create or replace temp macro inner_vowel(c) as
        coalesce(nullif(regexp_extract(c[2:], '[AEIOU]'), ''), 'X');
    create or replace temp macro initials_fit(k, f, s, g) as
        k[1:4] in (f[1] || inner_vowel(f) || coalesce(nullif(s, '')[1], 'X') || g[1],
                   case when s = '' then f[1:2] || g[1:2] else f[1] || s[1] || g[1:2] end)
        or (k[4] = 'X' and k[1:3] = f[1] || inner_vowel(f) || coalesce(nullif(s, '')[1], 'X'));
    create or replace temp macro rfc_fits(k, g, f, s) as
        initials_fit(translate(k, 'Ñ', 'X'), stem(split_part(f, ' Y ', 1)), stem(s), given_stem(g))
        or initials_fit(translate(k, 'Ñ', 'X'), stem(f), stem(s), stem(g));
    create or replace temp macro key_shape(t) as
        nullif(regexp_replace(upper(coalesce(t, '')), '[^A-ZÑ&0-9]', '', 'g'), '');
    create or replace temp macro two_digit_day(t) as
        coalesce(try_strptime('20' || t, '%Y%m%d'), try_strptime('19' || t, '%Y%m%d'));
    create or replace temp macro rfc_digit(k) as
        (11 - list_sum(list_transform(range(1, 13), lambda i:
            (14 - i) * (strpos('{_RFC_ALPHABET}', k[i]) - 1))) % 11) % 11;
    create or replace temp macro rfc_is_valid(k) as coalesce(
        regexp_full_match(k, '[A-ZÑ&]{{4}}[0-9]{{6}}[1-9A-V][1-9A-Z][0-9A]')
        and k not in ('XAXX010101000', 'XEXX010101000')
        and two_digit_day(k[5:10]) is not null
        and k[13] = case when rfc_digit(k) = 10 then 'A' else rfc_digit(k)::varchar end, false);
    create or replace temp macro curp_is_valid(k) as coalesce(
        regexp_full_match(k, '[A-Z]{{4}}[0-9]{{6}}[HMX][A-Z]{{5}}[0-9A-Z][0-9]')
        and two_digit_day(k[5:10]) is not null
        and k[18] = ((10 - list_sum(list_transform(range(1, 18), lambda i:
            (19 - i) * (strpos('{_CURP_ALPHABET}', k[i]) - 1))) % 10) % 10)::varchar, false);
    create or replace temp macro birth_of(k) as try_strptime(
        case when length(k) = 18 then case when k[17] between '0' and '9' then '19' else '20' end
             when k[5:6] <= '11' then '20' else '19' end || k[5:10], '%Y%m%d')::date;
    """


_WHOLE = """
create or replace temp table whole_name as
with
    unit as materialized (select t, k, name_units(person_clean(t)) as u from whole_text),
    parted as materialized (select t, k, given_first(u) as g, surname_first(u) as s, len(u) as n from unit),
    judged as (
        select t, g, s,
               k is not null and n > 1 and rfc_fits(k, g.given, g.first, g.second) as fits_given,
               k is not null and n > 1 and rfc_fits(k, s.given, s.first, s.second) as fits_surname
        from parted
    ),
    chosen as (
        select t, case when fits_surname and not fits_given then s else g end as name,
               case when fits_given or fits_surname then 'rfc' else 'assumed' end as order_basis
        from judged
    )
select t, order_basis, name.given as given_name, name.first as first_surname, name.second as second_surname,
       given_skeleton(name.given) as given_key, surname_skeleton(name.first) as first_key,
       surname_skeleton(name.second) as second_key
from chosen
"""


def read_whole_names(con: duckdb.DuckDBPyConnection) -> None:
    """Creates the temporary whole_name from whole_text(t, k), full names and the RFC beside them.

    A name is read given name first (order_basis 'assumed'), unless the letters of the RFC fit the
    other order alone; 'rfc' where they fit. Columns: t, order_basis, given_name, first_surname,
    second_surname (clean), given_key, first_key, second_key.
    """
    con.execute(_WHOLE)


def register(con: duckdb.DuckDBPyConnection) -> None:
    """Defines the macros on a connection that has those of normalise."""
    con.execute(macros())


def digest() -> str:
    """Changes when any macro changes."""
    return hashlib.sha256((macros() + normalise.digest()).encode()).hexdigest()
