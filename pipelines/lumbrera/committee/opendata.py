"""The open data of the portal: CSV and JSON with a dictionary, licence and schema beside them."""

import csv
import io
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb
import msgspec

from lumbrera.report.text import row_and_place_sql

_ROW, _PLACE = row_and_place_sql("s.file", "s.row_number")
LICENCE = {
    "name": "Libre-Uso-MX",
    "title": "Términos de Libre Uso MX de los Datos Abiertos",
    "path": "https://datos.gob.mx/libreusomx",
}
_JSON_TYPES = {
    "string": ["string", "null"],
    "integer": ["integer", "null"],
    "number": ["number", "null"],
    "date": ["string", "null"],
}


class Column(msgspec.Struct, frozen=True):
    """A published column: name, type (string, integer, number, date) and what it holds."""

    name: str
    type: str
    description: str


class Table(msgspec.Struct, frozen=True):
    """A published table: file name without ending, what a row is, its key, columns and query."""

    name: str
    title: str
    description: str
    key: str
    columns: list[Column]
    sql: str


def _columns(*rows: tuple[str, str, str]) -> list[Column]:
    return [Column(*row) for row in rows]


# A text that a spreadsheet would run as a formula gets an invisible mark before it.
_MACROS = """
create or replace temp macro inert(t) as
    case when regexp_matches(t, '^\\s*[=+\\-@＝＋－＠\\t\\r]') then chr(8288) || t else t end;
"""

TABLES = [
    Table(
        "contratos",
        "Contratos",
        "Un renglón es un contrato de los últimos doce meses de datos: los que cuentan los reportes. Los anteriores están en las fuentes.",
        "id_contrato",
        _columns(
            ("id_contrato", "string", "Clave interna y estable del contrato."),
            ("numero_procedimiento", "string", "Número publicado del procedimiento de contratación."),
            ("titulo", "string", "Qué se contrató, como se publicó. Sin claves personales ni nombres de personas físicas proveedoras."),
            ("clave_unidad", "string", "Clave de la unidad compradora."),
            ("unidad", "string", "Nombre de la unidad compradora."),
            ("institucion", "string", "Nombre de la institución de la unidad."),
            ("clave_municipio", "string", "Clave del INEGI cuando compra un ente municipal."),
            ("proveedor", "string", "Nombre de la empresa. De una persona física no se publica el nombre."),
            ("procedimiento", "string", "licitacion, invitacion o directa; vacío si no se publicó."),
            ("importe_mxn", "number", "Importe en pesos mexicanos, sin IVA, como se publicó; vacío si falta o está en otra moneda."),
            ("fecha", "date", "Fecha del fallo; si falta, de la firma; si falta, de la publicación."),
            ("publicado", "date", "Fecha de publicación."),
            ("inicio", "date", "Fecha de inicio del contrato."),
            ("liga", "string", "Dirección del anuncio oficial."),
        ),
        """select contract_id, procedure_number, inert(title), buyer_id, inert(unit), inert(institution),
                  municipality_code, inert(supplier),
                  case method when 'open' then 'licitacion' when 'selective' then 'invitacion' when 'direct' then 'directa' end,
                  amount_mxn, event_on, published_on, start_on,
                  c.url
           from contract c left join buyer using (buyer_id)
           where event_on > (select as_of from cut) - interval 1 year and event_on <= (select as_of from cut)
           order by contract_id""",
    ),
    Table(
        "alertas",
        "Alertas públicas",
        "Un renglón es un hecho que conviene preguntar. No es una acusación.",
        "id_alerta",
        _columns(
            ("id_alerta", "string", "Clave estable de la alerta; su página es alertas/CLAVE.html."),
            ("regla", "string", "Clave de la regla."),
            ("titulo", "string", "Título de la regla."),
            ("hecho", "string", "El hecho, en una oración."),
            ("motivo", "string", "Por qué conviene preguntarlo."),
            ("fecha", "date", "Fecha del hecho, cuando la tiene."),
            ("archivo", "string", "Archivo publicado en que consta (el primero)."),
            ("renglon", "integer", "Renglón de ese archivo, contando el encabezado."),
            ("elemento", "integer", "Lugar dentro de ese renglón, en lo que OCDS lista dentro de un proceso."),
            ("renglones", "integer", "Cuántos renglones publicados la sustentan."),
        ),
        f"""select a.flag_id, rule_id, rule, inert(sentence), why, event_on, s.file, {_ROW}, {_PLACE}, coalesce(s.n, 0)
           from alert a left join alert_source s on s.flag_id = a.flag_id and s.place = 1 order by a.flag_id""",
    ),
    Table(
        "entes",
        "Unidades compradoras",
        "Un renglón es una unidad compradora, con lo que publicó.",
        "clave_unidad",
        _columns(
            ("clave_unidad", "string", "Clave de la unidad; sirve para lumbrera report committee --buyer."),
            ("unidad", "string", "Nombre de la unidad."),
            ("clave_institucion", "string", "Clave de la institución."),
            ("institucion", "string", "Nombre de la institución."),
            ("orden", "string", "federal, estatal o municipal; vacío si no se sabe."),
            ("clave_municipio", "string", "Clave del INEGI cuando es un ente municipal."),
            ("contratos", "integer", "Contratos publicados, de todas las fechas."),
            ("importe_mxn", "number", "Suma de sus importes en pesos, sin IVA."),
            ("parte_completa", "number", "Parte de sus contratos (de 0 a 1) con título, proveedor, fecha, procedimiento e importe."),
            ("alertas", "integer", "Alertas públicas."),
        ),
        """select buyer_id, inert(unit), institution_id, inert(institution),
                  case government_order when 'state' then 'estatal' else government_order end, municipality_code,
                  coalesce(c.n, 0), coalesce(c.amount, 0), c.complete, coalesce(a.n, 0)
           from buyer left join (select buyer_id, count(*) as n, sum(amount_mxn) as amount,
                                        round(avg(is_complete::int), 4) as complete from contract group by 1) c using (buyer_id)
           left join (select buyer_id, count(*) as n from alert_buyer group by 1) a using (buyer_id) order by buyer_id""",
    ),
]  # fmt: skip


def write(con: duckdb.DuckDBPyConnection, folder: Path, sources: Sequence[str]) -> None:
    """Writes each table as CSV and JSON into the folder, with its JSON Schema, and for all of them
    diccionario.csv, LICENCIA.txt and datapackage.json (Frictionless Data Package)."""
    folder.mkdir(parents=True, exist_ok=True)
    con.execute(_MACROS)
    resources = []
    for table in TABLES:
        names = ", ".join(f'"{c.name}"' for c in table.columns)
        con.execute(f"create or replace temp table out({names}) as {table.sql}")
        base = str(folder / table.name).replace("'", "''")
        con.execute(f"copy (from out) to '{base}.csv' (format csv, header)")
        con.execute(f"copy (from out) to '{base}.json' (format json, array true)")
        row = con.execute("select count(*) from out").fetchone()
        con.execute("drop table out")
        _json(folder / f"{table.name}.schema.json", _json_schema(table))
        resources.append(_resource(table, row[0] if row else 0))
    _json(
        folder / "datapackage.json",
        {
            "name": "lumbrera",
            "title": "Compras públicas y alertas",
            "description": "Datos publicados por los entes, reunidos y revisados. Una alerta es "
            "motivo para preguntar, no una acusación.",
            "licenses": [LICENCE],
            "sources": [{"title": source} for source in sources],
            "resources": resources,
        },
    )
    (folder / "LICENCIA.txt").write_text(
        f"{LICENCE['title']}\n{LICENCE['path']}\n\nPuede usar, copiar y compartir estos datos si cita "
        "la fuente y la fecha de corte y no los altera. Una alerta no es una acusación.\n",
        encoding="utf-8",
    )
    _dictionary(folder / "diccionario.csv")


def _resource(table: Table, n: int) -> dict[str, Any]:
    return {
        "name": table.name,
        "title": table.title,
        "description": table.description,
        "path": f"{table.name}.csv",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "rows": n,
        "schema": {
            "fields": [msgspec.to_builtins(column) for column in table.columns],
            "primaryKey": [table.key],
            "missingValues": [""],
        },
    }


def _json_schema(table: Table) -> dict[str, Any]:
    fields = {
        c.name: {"type": _JSON_TYPES[c.type], "description": c.description}
        | ({"format": "date"} if c.type == "date" else {})
        for c in table.columns
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": table.title,
        "description": table.description,
        "type": "array",
        "items": {
            "type": "object",
            "properties": fields,
            "required": list(fields),
            "additionalProperties": False,
        },
    }


def _dictionary(path: Path) -> None:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["tabla", "columna", "tipo", "descripcion"])
    for table in TABLES:
        writer.writerows([table.name, c.name, c.type, c.description] for c in table.columns)
    path.write_text(out.getvalue(), encoding="utf-8")


def _json(path: Path, value: Any) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
