"""The alerts as a table, and that table as CSV, JSON or XLSX."""

import csv
import datetime as dt
import io
import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any, BinaryIO, Literal

import duckdb
import msgspec

from lumbrera import restricted
from lumbrera.errors import LumbreraError, UsageError
from lumbrera.report import labels, write_atomically
from lumbrera.report.audience import Audience, names_persons, visible_to
from lumbrera.report.sources import sources
from lumbrera.report.subjects import has_table, supplier_text
from lumbrera.report.text import APOSTROPHE, clean, inert, row_and_place, safe_url
from lumbrera.rows import records

Format = Literal["csv", "json", "xlsx"]
XLSX_ROWS = 1_048_575
XLSX_CELL = 32_000

COLUMNS = {
    "rank": ("Lugar", "Lugar del caso en la lista; vacío si la alerta no pertenece a un caso"),
    "case_id": ("Caso", "Clave estable del caso"),
    "flag_id": ("Alerta", "Clave estable de la alerta"),
    "rule_id": ("Regla", "Clave de la regla"),
    "rule": ("Qué revisa", "Título de la regla"),
    "kind": ("Tipo", "alerta (flag): puede abrir un caso; señal (signal): solo añade peso"),
    "severity": ("Gravedad", "baja (low), media (medium) o alta (high)"),
    "certainty": ("Certeza", "dato publicado (certain), o por verificar (probable, candidate)"),
    "event_on": ("Fecha", "Fecha del hecho que la regla compara"),
    "sentence": ("Qué se encontró", "La alerta en una frase"),
    "amount_mxn": ("Importe (MXN)", "Suma de los contratos del caso o, sin caso, del contrato"),
    "score": ("Puntaje", "Puntaje del caso, de 0 a 1"),
    "subject_type": (
        "Sobre",
        "Qué se alerta; en csv y json: contract, procedure, supplier, buyer, institution, "
        "buyer_supplier, institution_supplier, buyer_family",
    ),
    "subject_id": ("Clave del sujeto", "Clave en las tablas core"),
    "procedure_number": ("Procedimiento", "Número de procedimiento publicado"),
    "title": ("Objeto", "Título publicado del contrato o procedimiento"),
    "buyer_id": ("Clave de la unidad", "Clave de la unidad compradora"),
    "buyer": ("Unidad compradora", "Nombre de la unidad compradora"),
    "institution": ("Institución", "Institución a la que pertenece la unidad"),
    "municipality": ("Municipio", "Municipio de la unidad, si es un ente municipal"),
    "supplier": ("Proveedor", "Nombre publicado del proveedor"),
    "source_file": ("Archivo", "Archivo del primer renglón de origen"),
    "source_row": ("Renglón", "Renglón en ese archivo, contando el encabezado"),
    "source_place": ("Elemento", "Lugar dentro del renglón, en lo que OCDS lista en un proceso"),
    "n_source_rows": ("Renglones de origen", "Cuántos renglones sustentan la alerta"),
    "url": ("Anuncio", "Dirección publicada del anuncio"),
}
"""Column → (heading in Spanish, meaning). The order is the order of the table."""

_SUBJECTS = """
subject as (
    select 'contract' as subject_type, contract_id as subject_id, buyer_id, supplier_id,
           procedure_number, title, amount_mxn
    from core.contract
    union all
    select 'procedure', p.procedure_id, p.buyer_id,
           case when count(distinct c.supplier_id) = 1 then any_value(c.supplier_id) end,
           p.procedure_number, p.title, p.amount_mxn
    from core.procedure p left join core.contract c using (procedure_id)
    where p.procedure_id in (select subject_id from flags.flag where subject_type = 'procedure')
    group by all
    union all
    select 'supplier', supplier_id, null, supplier_id, null, null, null from core.supplier
    union all
    select 'buyer', buyer_id, buyer_id, null, null, null, null from core.buyer
    union all
    select 'buyer_supplier', f.subject_id, b.buyer_id, substr(f.subject_id, length(b.buyer_id) + 2),
           null, null, null
    from (select distinct subject_id from flags.flag where subject_type = 'buyer_supplier') f
    join core.buyer b on starts_with(f.subject_id, b.buyer_id || '|')
    union all
    select 'buyer_family', f.subject_id, b.buyer_id, null, null, null, null
    from (select distinct subject_id from flags.flag where subject_type = 'buyer_family') f
    join core.buyer b on starts_with(f.subject_id, b.buyer_id || '|')
    union all
    -- An institution has several units: none of them is named.
    select 'institution_supplier', f.subject_id, null,
           substr(f.subject_id, length(i.institution_id) + 2), null, i.institution, null
    from (select distinct subject_id from flags.flag where subject_type = 'institution_supplier') f
    join core.institution i on starts_with(f.subject_id, i.institution_id || '|')
    union all
    select 'institution', institution_id, null, null, null, institution, null from core.institution
)"""

_ALERTS = """
with {subjects},
alert as (
    select q.rank, f.case_id, f.flag_id, f.rule_id, r.title as rule, f.kind, f.severity, f.certainty,
           f.event_on, f.sentence, coalesce(q.amount, s.amount_mxn) as amount_mxn, q.score,
           f.subject_type, f.subject_id, s.procedure_number, s.title, s.buyer_id, b.unit as buyer,
           b.institution, {municipality} as municipality, b.municipality_code, s.supplier_id,
           p.name as supplier, p.kind as supplier_kind, p.rfc, p.rfc_public,
           case when p.kind = 'company' then p.name end as company, f.source_rows
    from flags.flag f
    join flags.rule r using (rule_id)
    left join cases.queue q on q.case_id = f.case_id
    left join subject s on s.subject_type = f.subject_type and s.subject_id = f.subject_id
    left join core.buyer b on b.buyer_id = s.buyer_id
    left join core.supplier p on p.supplier_id = s.supplier_id
    {municipalities}
    where f.audience in (select unnest($audiences))
)
select * from alert
where true {filters}
order by rank nulls last, event_on desc nulls last, flag_id
"""


class Alerts(msgspec.Struct, frozen=True):
    """A table of alerts: names of the columns, and rows of plain values."""

    columns: list[str]
    rows: list[tuple[Any, ...]]


def alerts(
    con: duckdb.DuckDBPyConnection,
    *,
    buyer: str | None = None,
    municipality: str | None = None,
    rule: str | None = None,
    supplier: str | None = None,
    since: dt.date | None = None,
    until: dt.date | None = None,
    audience: Audience = "analyst",
) -> Alerts:
    """The alerts of a snapshot as a table with the columns of COLUMNS, best case first.

    Text filters match a part of the id or name, whatever the case and accents; `rule` is an id or
    a part of the title. since and until bound event_on, inclusive. Only alerts that the audience
    may see; natural persons are named to analysts alone, and their RFC to nobody.
    """
    filters: list[str] = []
    params: dict[str, Any] = {"audiences": visible_to(audience)}
    person_names = names_persons(audience)

    def contains(name: str, text: str | None, *columns: str) -> None:
        if text:
            params[name] = text.strip()
            found = (f"contains({_folded(column)}, {_folded('$' + name)})" for column in columns)
            filters.append(f"and ({' or '.join(found)})")

    contains("buyer", buyer, "buyer_id", "buyer", "institution")
    contains("municipality", municipality, "municipality_code", "municipality")
    supplier_columns = ["supplier_id", "rfc_public", "company"]
    contains(
        "supplier", supplier, *supplier_columns, *(["supplier", "rfc"] if person_names else [])
    )
    if rule:
        params["rule"] = rule.strip()
        filters.append(
            "and (upper(rule_id) = upper($rule) or (length($rule) > 3 and "
            f"contains({_folded('rule')}, {_folded('$rule')})))"
        )
    if since:
        params["since"] = since
        filters.append("and event_on >= $since")
    if until:
        params["until"] = until
        filters.append("and event_on <= $until")

    listed = has_table(con, "reference", "municipalities")
    sql = _ALERTS.format(
        subjects=_SUBJECTS,
        municipality="m.name" if listed else "b.municipality_code",
        municipalities=(
            "left join reference.municipalities m on m.municipality_code = b.municipality_code"
            if listed
            else ""
        ),
        filters=" ".join(filters),
    )
    if audience == "restricted":
        sql = sql.replace("flags.flag", restricted.flag_table(con))
    rows = [_row(row, person_names) for row in records(con, sql, params)]
    return Alerts(list(COLUMNS), rows)


def _folded(expression: str) -> str:
    return f"strip_accents(lower(coalesce({expression}, '')))"


def _row(row: dict[str, Any], name_persons: bool) -> tuple[Any, ...]:
    published = sources(row["source_rows"])
    first = published[0] if published else None
    at, place = row_and_place(first.file, first.row_number) if first else (None, None)
    has_supplier = row["supplier_id"] is not None
    row |= {
        "supplier": supplier_text(row["supplier"], row["supplier_kind"], name_persons=name_persons)
        if has_supplier
        else None,
        "source_file": first.file if first else None,
        "source_row": at,
        "source_place": place,
        "n_source_rows": len(published),
        "url": next((safe_url(s.url) for s in published if s.url), None),
    }
    return tuple(
        clean(value, limit=XLSX_CELL) if isinstance(value, str) else value
        for value in (row[name] for name in COLUMNS)
    )


def export(table: Alerts, fmt: Format, out: Path | BinaryIO) -> None:
    """Writes the table to a file, in one step, or to a binary stream such as sys.stdout.buffer.

    csv: UTF-8 with a mark that Excel knows, identifiers as headings. json: a list of objects, plain.
    xlsx: Spanish headings and words for codes, a second sheet that says what each column is. In csv and xlsx no text
    starts a formula. Raises UsageError for another format, LumbreraError when there are more rows
    than a sheet holds or the file cannot be written.
    """
    writers: dict[str, Callable[[Alerts], bytes]] = {"csv": _csv, "json": _json, "xlsx": _xlsx}
    if fmt not in writers:
        raise UsageError(f"formato desconocido: {fmt}", hint="Formatos: csv, json, xlsx")
    data = writers[fmt](table)
    if not isinstance(out, Path):
        out.write(data)
        out.flush()
        return
    try:
        write_atomically(out, data)
    except OSError as error:
        raise LumbreraError(
            f"no se pudo escribir {out}: {error.strerror}",
            hint="Revise que la carpeta exista y que tenga permiso de escritura.",
        ) from error


def _csv(table: Alerts) -> bytes:
    stream = io.StringIO(newline="")
    writer = csv.writer(stream)
    writer.writerow(table.columns)
    writer.writerows([_cell(value) for value in row] for row in table.rows)
    return b"\xef\xbb\xbf" + stream.getvalue().encode("utf-8")


def _cell(value: Any) -> Any:
    return inert(value, APOSTROPHE) if isinstance(value, str) else value


def _json(table: Alerts) -> bytes:
    def plain(value: Any) -> Any:
        if isinstance(value, Decimal):
            return float(value)
        return value.isoformat() if isinstance(value, dt.date) else value

    rows = [
        {name: plain(value) for name, value in zip(table.columns, row, strict=True)}
        for row in table.rows
    ]
    return json.dumps(rows, ensure_ascii=False, indent=1).encode("utf-8") + b"\n"


def _xlsx(table: Alerts) -> bytes:
    import xlsxwriter

    if len(table.rows) > XLSX_ROWS:
        raise LumbreraError(
            f"{len(table.rows):,} alertas no caben en una hoja de cálculo",
            hint="Use filtros o el formato csv.",
        )
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(
        stream,
        {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
         "in_memory": True, "constant_memory": False},
    )  # fmt: skip
    head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    date = book.add_format({"num_format": "yyyy-mm-dd", "valign": "top"})
    money = book.add_format({"num_format": "#,##0.00", "valign": "top"})
    text = book.add_format({"valign": "top", "text_wrap": True})
    sheet = book.add_worksheet("Alertas")
    widths = {
        "sentence": 70,
        "rule": 34,
        "title": 40,
        "supplier": 34,
        "buyer": 34,
        "institution": 30,
    }
    for x, name in enumerate(table.columns):
        sheet.write_string(0, x, COLUMNS[name][0], head)
        sheet.set_column(x, x, widths.get(name, 15))
    for y, row in enumerate(table.rows, start=1):
        for x, value in enumerate(row):
            if isinstance(value, str):
                shown = labels.code(table.columns[x], value)
                sheet.write_string(y, x, inert(shown, APOSTROPHE), text)
            elif isinstance(value, dt.date):
                sheet.write_datetime(y, x, dt.datetime.combine(value, dt.time()), date)
            elif value is not None:
                sheet.write_number(
                    y, x, float(value), money if isinstance(value, Decimal) else None
                )
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(len(table.rows), 1), len(table.columns) - 1)
    meaning = book.add_worksheet("Columnas")
    meaning.set_column(0, 1, 24)
    meaning.set_column(2, 2, 80)
    for x, title in enumerate(("Columna", "Nombre en csv y json", "Qué es")):
        meaning.write_string(0, x, title, head)
    for y, name in enumerate(table.columns, start=1):
        for x, value in enumerate((COLUMNS[name][0], name, COLUMNS[name][1])):
            meaning.write_string(y, x, value)
    book.close()
    return stream.getvalue()
