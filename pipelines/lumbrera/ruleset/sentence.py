"""Sentences in plain Spanish, compiled from the templates of the headers to SQL."""

import re
from collections.abc import Collection, Mapping

import duckdb

from lumbrera import families
from lumbrera.errors import LumbreraError

MACROS = """
create or replace temp macro es_mxn(x) as '$' || format('{:,.2f}', cast(x as double));
create or replace temp macro es_int(x) as format('{:,d}', cast(round(x) as bigint));
create or replace temp macro es_pct(x) as
    case when x > 0 and x < 0.0005 then 'menos de 0.1 %' else format('{:.1f}', 100 * cast(x as double)) || ' %' end;
create or replace temp macro es_date(d) as
    day(cast(d as date)) || ' de ' || list_extract(['enero', 'febrero', 'marzo', 'abril', 'mayo', 'junio', 'julio',
        'agosto', 'septiembre', 'octubre', 'noviembre', 'diciembre'], month(cast(d as date))) || ' de ' || year(cast(d as date));
create or replace temp macro es_text(x) as
    case when length(cast(x as varchar)) > 160
        then left(regexp_replace(cast(x as varchar), '\\s+', ' ', 'g'), 159) || '…'
        else trim(regexp_replace(cast(x as varchar), '\\s+', ' ', 'g')) end;
create or replace temp macro es_start(x) as upper(left(x, 1)) || substr(x, 2);
create or replace temp macro es_all(x) as trim(regexp_replace(cast(x as varchar), '\\s+', ' ', 'g'));
"""
FORMATS = {
    "mxn": "es_mxn", "int": "es_int", "pct": "es_pct", "date": "es_date", "family": "es_family",
    "all": "es_all", "": "es_text",
}  # fmt: skip
UNKNOWN = "sin dato"

_TOKEN = re.compile(r"\{\{|\}\}|\{([^{}]*)\}|[{}]")


def install(con: duckdb.DuckDBPyConnection) -> None:
    """Create the formatting macros (es_mxn, es_date, ...) as temporary macros in con."""
    con.execute(MACROS)
    named = " ".join(
        f"when {_literal(code)} then {_literal(families.named(code))}" for code in families.names()
    )
    con.execute(
        f"create or replace temp macro es_family(x) as case x {named} else cast(x as varchar) end"
    )


def compile_sentence(
    says: str | Mapping[str, str],
    says_by: str | None,
    columns: Collection[str],
    params: Collection[str],
    where: str,
) -> str:
    """A SQL expression over the alias ``r`` that renders the sentence and is null only when
    says_by holds a value that says has no sentence for.

    Placeholders: {column} (published text, cut when very long), {column:all} (what a rule or a model
    wrote, whole), {column:mxn}, {column:date}, {column:pct} (a share of 1), {column:int},
    {column:día/días} (a count and what it counts), {column:family} (a code and its name);
    a parameter's name works too; {{ and }} are braces. A null is rendered as "sin dato".
    Raises LumbreraError, starting with where, for an unknown name or format.
    """
    if isinstance(says, str):
        return _compile(says, columns, params, where)
    if says_by not in columns:
        raise LumbreraError(f"{where}: says_by: the select has no column {says_by!r}")
    branches = " ".join(
        f"when {_literal(value)} then {_compile(text, columns, params, where)}"
        for value, text in says.items()
    )
    return f'case cast(r."{says_by}" as varchar) {branches} end'


def _compile(template: str, columns: Collection[str], params: Collection[str], where: str) -> str:
    parts: list[str] = []
    position = 0
    for match in _TOKEN.finditer(template):
        if match.start() > position:
            parts.append(_literal(template[position : match.start()]))
        position = match.end()
        if match[0] in ("{{", "}}"):
            parts.append(_literal(match[0][0]))
        elif match[1] is None:
            raise LumbreraError(f"{where}: says: a lone {match[0]} in {template!r}; double it")
        else:
            parts.append(_placeholder(match[1], columns, params, where))
    if position < len(template):
        parts.append(_literal(template[position:]))
    sentence = f"concat({', '.join(parts)})"
    return f"es_start({sentence})" if template.startswith("{") else sentence


def _placeholder(text: str, columns: Collection[str], params: Collection[str], where: str) -> str:
    name, _, style = text.partition(":")
    one, slash, many = style.partition("/")
    if not (one and many) and style not in FORMATS:
        raise LumbreraError(f"{where}: says: unknown format {{{text}}}")
    if name in columns:
        value = f'r."{name}"'
    elif name in params:
        value = f"${name}"
    else:
        raise LumbreraError(f"{where}: says: {{{name}}} is neither a column nor a parameter")
    if slash:
        noun = f"case when {value} = 1 then {_literal(one)} else {_literal(many)} end"
        return f"coalesce(es_int({value}) || ' ' || {noun}, {_literal(UNKNOWN)})"
    return f"coalesce({FORMATS[style]}({value}), {_literal(UNKNOWN)})"


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
