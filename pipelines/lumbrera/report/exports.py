"""The report's data files: CSV and XLSX of what it shows, with what each column means."""

import csv
import datetime as dt
import shutil
from collections.abc import Iterable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb

from lumbrera.report import labels
from lumbrera.report.code_labels import CODES
from lumbrera.report.dossier import CONTRACT_COLUMNS, contract
from lumbrera.report.text import (
    APOSTROPHE,
    MAX_TEXT,
    MAY_NEED_CLEANING,
    clean,
    inert,
    row_and_place_sql,
)
from lumbrera.report.views import QueueRow
from lumbrera.rows import records

XLSX_ROWS = 10_000
"""Rows of a sheet: more is slow to write and to open; the CSV beside it holds them all."""

DICTIONARY: dict[str, dict[str, tuple[str, str, str]]] = {
    "casos": {
        "lugar": ("Lugar del caso en la lista", "", "cases.queue"),
        "caso": ("Clave estable del caso", "", "cases.queue"),
        "sobre": ("Tipo de sujeto del caso", "", "cases.queue"),
        "sujeto": ("Nombre o título del sujeto", "", "core"),
        "quien": ("Unidad, institución o proveedor", "", "core"),
        "motivo": ("La alerta más fuerte, en una frase", "", "flags.flag"),
        "reglas": ("Reglas con alerta en el caso", "", "cases.queue"),
        "puntaje": ("Puntaje del caso", "de 0 a 1", "cases.queue"),
        "importe_mxn": ("Importe en juego, como se publicó", "MXN", "cases.queue"),
        "cambio": ("Qué cambió desde el corte anterior", "", "cases.queue"),
        "senalado_desde": ("Primera fecha en que se señaló", "fecha", "cases.queue"),
    },
    "alertas": {
        "alerta": ("Clave estable de la alerta", "", "flags.flag"),
        "caso": ("Caso al que pertenece; vacío si es una señal suelta", "", "flags.flag"),
        "regla": ("Clave de la regla", "", "flags.flag"),
        "tipo": ("Una alerta abre caso; una señal solo añade peso", "", "flags.flag"),
        "gravedad": ("Baja, media o alta", "", "flags.flag"),
        "certeza": ("Dato publicado, o por verificar", "", "flags.flag"),
        "fecha": ("Fecha del hecho que la regla compara", "fecha", "flags.flag"),
        "frase": ("Qué se encontró", "", "flags.flag"),
        "archivo": ("Archivo del primer renglón de origen", "", "core.source_row"),
        "sha256": ("Huella del archivo", "", "core.source_row"),
        "renglon": ("Renglón en ese archivo, contando el encabezado", "", "core.source_row"),
        "elemento": (
            "Lugar dentro del renglón, en lo que OCDS lista dentro de un proceso",
            "",
            "core.source_row",
        ),
    },
    "contratos": {
        "caso": ("Caso que cita el contrato", "", "flags.flag"),
        "contrato": ("Clave del contrato", "", "core.contract"),
        "titulo": ("Título publicado", "", "core.contract"),
        "procedimiento": ("Número de procedimiento publicado", "", "core.contract"),
        "unidad": ("Unidad compradora", "", "core.buyer"),
        "institucion": ("Institución, si la unidad no lleva su nombre", "", "core.buyer"),
        "proveedor": ("Proveedor", "", "core.supplier"),
        "importe_mxn": ("Importe, como se publicó", "MXN", "core.contract"),
        "fecha": ("Fallo; si no, firma; si no, publicación", "fecha", "core.contract"),
        "procedencia_fecha": ("Cuál de esas fechas es", "", "core.contract"),
        "metodo": ("Tipo de procedimiento", "", "core.contract"),
        "anuncio": ("Dirección publicada", "", "core.contract"),
    },
    "reglas": {
        "regla": ("Clave de la regla", "", "flags.rule"),
        "titulo": ("Qué revisa", "", "flags.rule"),
        "respuesta": (
            "Con alerta, sin alerta, no se pudo calcular o no aplica",
            "",
            "flags.coverage",
        ),
        "falta": ("Campo que falta", "", "flags.coverage"),
        "cuantos": ("Sujetos con esa respuesta", "sujetos", "flags.coverage"),
        "descalibrada": ("Señala a más de la quinta parte", "sí o no", "flags.rule"),
    },
    "archivos": {
        "archivo": ("Nombre publicado", "", "ingest.file"),
        "sha256": ("Huella del archivo", "", "ingest.file"),
        "situacion": ("Cargado o rechazado", "", "ingest.file"),
        "exportacion": ("Fecha de la exportación", "fecha", "ingest.file"),
        "leidos": ("Renglones leídos", "renglones", "ingest.file"),
        "cargados": ("Renglones cargados", "renglones", "ingest.file"),
        "apartados": ("Renglones apartados con su motivo", "renglones", "ingest.file"),
        "repetidos": ("Renglones repetidos exactos", "renglones", "ingest.file"),
    },
}
"""Table → column → (meaning, unit, where it comes from); the order is that of the file."""


def _cell(text: str) -> str:
    """SQL that gives a published text as `_plain_cell` does."""
    return f"case when regexp_matches({text}, '{MAY_NEED_CLEANING}') or length({text}) > {MAX_TEXT} then plain_cell({text}) else {text} end"


def _word(kind: str, column: str) -> str:
    """SQL that gives the Spanish name of a code."""
    words = " ".join(f"when '{code}' then '{word}'" for code, word in CODES[kind].items())
    return f"case {column} {words} else {column} end"


# Of a whole country there are a million: DuckDB writes them, and text that must be looked at closer
# goes through the same door as everywhere.
_FLAGS = "from flags.flag where audience <> 'restricted'"
_IN_ORDER = "order by case_id nulls last, flag_id"
_ROW, _PLACE = row_and_place_sql("source.file", "source.row_number")
_ALERTS = f"""
    select flag_id, case_id, rule_id, {_word("kind", "kind")} as kind,
           {_word("severity", "severity")} as severity, {_word("certainty", "certainty")} as certainty,
           event_on, {_cell("sentence")} as sentence,
           {_cell("source.file")} as file, source.file_sha256 as sha,
           {_ROW} as row_number, {_PLACE} as place
    from (
        select *, from_json(source_rows->0, '{{"file":"VARCHAR","file_sha256":"VARCHAR","row_number":"BIGINT"}}') as source
        from flag)
    {_IN_ORDER}"""
_RULES = f"""
    select rule_id, title, {_word("outcome", "outcome")} as outcome, missing, n::bigint as n,
           case when miscalibrated then 'sí' else 'no' end as miscalibrated
    from flags.coverage join flags.rule using (rule_id) order by rule_id, outcome, missing"""
_FILES = f"""
    select name, file_sha256, {_word("file_status", "status")} as status, export_date, rows_read, rows_loaded, rows_quarantined,
           rows_duplicate
    from ingest.file order by name"""
_CONTRACTS = f"""
    with cited as (
        select distinct f.case_id, r.record_id as contract_id
        from (select case_id, unnest(from_json(source_rows,
                  '[{{"file_sha256":"VARCHAR","row_number":"BIGINT"}}]')) as source
              from flags.flag where case_id is not null and audience <> 'restricted') f
        join core.source_row r on r.record_type = 'contract'
            and r.file_sha256 = f.source.file_sha256 and r.row_number = f.source.row_number)
    select p.case_id, {CONTRACT_COLUMNS}
    from cited p join core.contract c using (contract_id)
    left join core.buyer b using (buyer_id) left join core.supplier s using (supplier_id)
    order by p.case_id, c.contract_id"""


def write_data(
    con: duckdb.DuckDBPyConnection, folder: Path, queue: list[QueueRow], *, name_persons: bool
) -> None:
    """Writes a CSV per table of DICTIONARY, diccionario.csv, and lumbrera.xlsx with all of them.

    No text starts a formula; numbers are numbers and dates are dates. Tables longer than a sheet
    are whole in their CSV and cut in the workbook, whose last row says so.
    """
    con.create_function("plain_cell", _plain_cell, ["VARCHAR"], "VARCHAR")
    try:
        _write_data(con, folder, queue, name_persons)
    finally:
        con.remove_function("plain_cell")


def _write_data(
    con: duckdb.DuckDBPyConnection, folder: Path, queue: list[QueueRow], name_persons: bool
) -> None:
    tables: dict[str, list[tuple[Any, ...]]] = {
        "casos": [
            (
                row.rank, row.case_id, labels.code("subject_type", row.subject_type), _inert(row.title), _inert(row.who),
                _inert(row.reason), " ".join(row.rules), row.score, row.amount, row.change,
                row.first_flagged_on,
            )
            for row in queue
        ],
        "alertas": _plain(
            con.execute(
                f"with flag as ({_FLAGS} {_IN_ORDER} limit {XLSX_ROWS + 1}) {_ALERTS}"
            ).fetchall()
        ),
        "contratos": list(_contracts(con, name_persons)),
        "reglas": [
            (*row[:3], labels.columns(row[3] or ""), *row[4:])
            for row in _plain(con.execute(_RULES).fetchall())
        ],
        "archivos": _plain(con.execute(_FILES).fetchall()),
    }  # fmt: skip
    dictionary = [
        (table, name, *meaning)
        for table, names in DICTIONARY.items()
        for name, meaning in names.items()
    ]
    headings = {table: list(names) for table, names in DICTIONARY.items()}
    headings["diccionario"] = ["tabla", "columna", "que_es", "unidad", "de_donde_sale"]
    tables["diccionario"] = dictionary
    n_rows = {name: len(rows) for name, rows in tables.items()}
    for name, rows in tables.items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8-sig", newline="") as stream:
            writer = csv.writer(stream, lineterminator="\n")
            writer.writerow(headings[name])
            if name != "alertas":
                writer.writerows(rows)
    n_rows["alertas"] = _append(con, f"with flag as ({_FLAGS}) {_ALERTS}", folder / "alertas.csv")
    _workbook(folder / "lumbrera.xlsx", headings, tables, n_rows)


def _append(con: duckdb.DuckDBPyConnection, query: str, target: Path) -> int:
    """Adds the query's rows to a CSV; the number of them."""
    part = target.with_suffix(".part")
    place = str(part).replace("'", "''")
    row = con.execute(f"copy ({query}) to '{place}' (format csv, header false)").fetchone()
    with target.open("ab") as whole, part.open("rb") as rows:
        shutil.copyfileobj(rows, whole)
    part.unlink()
    assert row is not None
    return int(row[0])


def _contracts(con: duckdb.DuckDBPyConnection, name_persons: bool) -> Iterator[tuple[Any, ...]]:
    for row in records(con, _CONTRACTS):
        c = contract(row, name_persons)
        yield (row["case_id"], c.contract_id, _inert(c.title), _inert(c.number), _inert(c.buyer),
               _inert(c.institution), _inert(c.supplier), c.amount, c.event_on, _inert(c.event_basis), _inert(c.method),
               c.url)  # fmt: skip


def _inert(text: str) -> str:
    """What was cleaned when it was read, as a cell."""
    return inert(text, APOSTROPHE)


def _plain_cell(text: str) -> str:
    """A text as it was published, as a cell."""
    return _inert(clean(text))


def _plain(rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Rows as they were published, as cells."""
    return [
        tuple(_plain_cell(value) if isinstance(value, str) else value for value in row)
        for row in rows
    ]


def _workbook(
    target: Path,
    headings: dict[str, list[str]],
    tables: dict[str, list[tuple[Any, ...]]],
    n_rows: dict[str, int],
) -> None:
    import xlsxwriter

    book = xlsxwriter.Workbook(
        target,
        {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
         "strings_to_numbers": False},
    )  # fmt: skip
    # The time of making would make an unchanged workbook differ at every run.
    book.set_properties({"title": "Lumbrera", "created": dt.datetime(2026, 1, 1)})
    head = book.add_format({"bold": True, "bottom": 1})
    date = book.add_format({"num_format": "yyyy-mm-dd"})
    money = book.add_format({"num_format": "#,##0.00"})
    for name, rows in tables.items():
        sheet = book.add_worksheet(name)
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, len(headings[name]) - 1, 22)
        for x, heading in enumerate(headings[name]):
            sheet.write_string(0, x, heading, head)
        shown: Iterable[tuple[Any, ...]] = rows
        if n_rows[name] > XLSX_ROWS:
            cut = (f"hay {n_rows[name] - XLSX_ROWS + 1:,} renglones más, en {name}.csv",)
            shown = [*rows[: XLSX_ROWS - 1], cut]
        for y, row in enumerate(shown, start=1):
            for x, value in enumerate(row):
                if isinstance(value, str):
                    sheet.write_string(y, x, value)
                elif isinstance(value, dt.date):
                    sheet.write_datetime(y, x, dt.datetime.combine(value, dt.time()), date)
                elif isinstance(value, Decimal):
                    sheet.write_number(y, x, float(value), money)
                elif value is not None:
                    sheet.write_number(y, x, value)
    book.close()
