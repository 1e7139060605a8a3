"""How dates, amounts and the lack of any are written in published files: DuckDB macros.

published_text(c)      a cell without blanks at its ends
published_code(t)      a code as it was before a spreadsheet or a program changed it
published_nothing(t)   whether a text says that there is nothing: «N/A», «No aplica», «---», «nan»
published_no_name(t)   the same of a name or a number: «S/N», «Desierta», «Ver nota» too
published_date(t), published_dates(t), published_amount(t), published_number(t)
                       the value, or null where the text is none
"""

from lumbrera.files.rows import BLANKS

_BLANKS = " || ".join(f"chr({ord(b)})" for b in BLANKS)

# In lower case without accents.
_NOTHING = (
    r"[0 :/.-]*|n[ /.]*[ad]|s[ /.]*d|no (aplica|disponible|hay dato)|sin (datos?|informacion)"
    r"|null|nan|nat|none"
)
_NO_NAME = (
    rf"{_NOTHING}|s[ /.]*n|sin (numero|nombre|asignar)|no (existe|hubo)|ningun[oa]|desiert[oa]"
    r"|(ver|vease) nota"
)

_CLOCK = r"\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?( ?[aApP]\.? ?[mM]\.?)?"
_ZONE = r" ?(GMT|Z|[+-]\d{2}(:?\d{2})?)"
_MONTHS = [
    "ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sep", "oct", "nov", "dic",
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
]  # fmt: skip
_MONTH = (
    "((?:enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre"
    rf"|sept|{'|'.join(_MONTHS)})\.?)"
)
_WEEKDAY = "(lunes|martes|miercoles|jueves|viernes|sabado|domingo)"
_IN_WORDS = rf"(?:{_WEEKDAY},? )?(\d{{1,2}})[ /-](?:de )?{_MONTH}[ /-](?:del? )?(\d{{4}}|\d\d)"
_OF_MEXICO = r"(?i)^(mxn|m\.?n\.?) ?| ?(mxn|m\.? ?n\.?|pesos)$"

# As published: ISO, also with slashes, with or without time; day first (25/10/2021, 14-05-19,
# 25.10.2021); 30/Jun/2006 and 30 de junio de 2006; 20060630; a spreadsheet's serial number.
MACROS = f"""
create or replace temp macro published_text(c) as trim(c, {_BLANKS});
-- Without the apostrophe that keeps a code's zeros in a spreadsheet, and without the decimals that it gets
-- where a program took it for a number.
create or replace temp macro published_code(t) as case
    when ends_with(t, '.0') and regexp_full_match(t, '[0-9]*\\.0') then left(t, length(t) - 2)
    when starts_with(t, '''') then ltrim(t, '''')
    else t  -- as it is: to cut nothing off costs as much as to cut
    end;
create or replace temp macro published_as(t, words) as case
    -- None of the words begins with such a digit: most codes do, and need no pattern.
    when length(t) > 20 or ascii(t) between ascii('1') and ascii('9') then false
    else regexp_full_match(lower(strip_accents(t)), '[^\\pL0-9&]*(' || words || ')[^\\pL0-9&]*')
    end;
create or replace temp macro published_nothing(t) as published_as(t, '{_NOTHING}');
create or replace temp macro published_no_name(t) as published_as(t, '{_NO_NAME}');
create or replace temp macro published_in_words(w) as try_cast(try_strptime(
    if(length(regexp_extract(w, '{_IN_WORDS}', 4)) = 2, '20', '') || regexp_extract(w, '{_IN_WORDS}', 4)
    || '-' || ((list_position({_MONTHS}, left(regexp_extract(w, '{_IN_WORDS}', 3), 3)) - 1) % 12 + 1)
    || '-' || regexp_extract(w, '{_IN_WORDS}', 2), '%Y-%m-%d') as date);
-- The usual forms without a pattern, and each value cast once: dates are most of the cost of typing.
create or replace temp macro published_usual_date(t) as case
    when strlen(t) in (10, 16, 19) and t like '____-__-__%' and ascii(t) between ascii('0') and ascii('9')
        then try_cast(try_cast(t as timestamp) as date)
    when strlen(t) = 10 and t like '__/__/____' then try_cast(try_strptime(t, '%d/%m/%Y') as date)
    end;
create or replace temp macro published_other_date(t) as case
    when regexp_full_match(t, '\\d{{4}}[/-]\\d{{1,2}}[/-]\\d{{1,2}}([ T]{_CLOCK}({_ZONE})?)?')
        then try_cast(replace(regexp_extract(t, '^[0-9/-]+'), '/', '-') as date)
    when regexp_full_match(t, '\\d{{1,2}}[/.-]\\d{{1,2}}[/.-]\\d{{4}}(,? {_CLOCK})?')
        then try_cast(try_strptime(translate(regexp_extract(t, '^[0-9/.-]+'), '.-', '//'), '%d/%m/%Y') as date)
    when regexp_full_match(t, '\\d{{1,2}}[/.-]\\d{{1,2}}[/.-]\\d{{2}}(,? {_CLOCK})?')
        then try_cast(try_strptime(translate(regexp_extract(t, '^[0-9/.-]+'), '.-', '//'), '%d/%m/%y') as date)
    when regexp_full_match(lower(strip_accents(t)), '{_IN_WORDS}( {_CLOCK})?')
        then published_in_words(lower(strip_accents(t)))
    when regexp_full_match(t, '(19|20)\\d{{6}}') then try_cast(try_strptime(t, '%Y%m%d') as date)
    -- A date that a spreadsheet exported as its serial number (days since 1899-12-30).
    when regexp_full_match(t, '[345]\\d{{4}}(\\.\\d+)?') then date '1899-12-30' + cast(left(t, 5) as integer)
    end;
create or replace temp macro published_date(t) as case
    when t in ('', '0000-00-00', '0000-00-00 00:00:00', 'NULL') then null
    else coalesce(published_usual_date(t), published_other_date(t))
    end;
-- «25/10/2021 - 18/10/2018»: published again; the latest counts. Null unless all are dates.
create or replace temp macro published_dates(t) as case
    when len(list_filter(regexp_split_to_array(t, '\\s+-\\s*|\\s*-\\s+'), lambda d: published_date(d) is null)) = 0
        then list_max(list_transform(regexp_split_to_array(t, '\\s+-\\s*|\\s*-\\s+'), lambda d: published_date(d)))
    end;
-- 1,234.50; $1'234,567.00; 1,234.50 MXN. No other currency, and no comma for the decimals: «1.234»
-- would be one and a bit in one column and a thousand in the next.
create or replace temp macro published_amount(t) as case
    when regexp_full_match(t, '[0-9]*\\.?[0-9]*') and t <> '.' then try_cast(t as decimal(18, 2))
    when regexp_full_match(regexp_replace(t, '{_OF_MEXICO}', ''),
        '-?\\$? ?-?(\\d{{1,3}}([''´’]\\d{{3}})?(,\\d{{3}})+(\\.\\d*)?|\\d+\\.?\\d*([eE][+-]?\\d+)?|\\.\\d+)')
        then try_cast(regexp_replace(regexp_replace(t, '{_OF_MEXICO}', ''), '[$, ''´’]', '', 'g') as decimal(18, 2))
    end;
create or replace temp macro published_number(t) as case
    when regexp_full_match(t, '-?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?') and isfinite(try_cast(t as double))
        then try_cast(t as double)
    end;
"""

MONTH_FIRST = MACROS.replace("'%d/%m/%", "'%m/%d/%")
"""The macros for a file that an American spreadsheet wrote: 10/25/2021."""
