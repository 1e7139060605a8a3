"""Who or what an alert is about: its name and its facts, for many subjects in one query each."""

import json
from collections.abc import Iterable
from typing import Any

import duckdb
import msgspec

from lumbrera.report import labels
from lumbrera.report.text import clean, day, integer, money, safe_url
from lumbrera.rows import records

Key = tuple[str, str]


class Subject(msgspec.Struct, frozen=True):
    """The subject of an alert or case: type, name, facts as (label, text), published address."""

    kind: str
    subject_id: str
    title: str
    facts: list[tuple[str, str]]
    url: str | None = None


# Those asked for are taken first and whole: else the planner names the buyer and the supplier of every
# contract before it looks which are wanted. The ids come as JSON: a list of thousands is a constant that
# the planner writes out in full.
_QUERIES = {
    "contract": """
        with c as materialized (
            from core.contract where contract_id in (select unnest(from_json($ids, '["VARCHAR"]'))))
        select c.contract_id as id, c.title, c.procedure_number, c.method, c.law, c.exception_article,
               c.amount_mxn, c.amount, c.currency, c.published_on, c.award_on, c.award_is_scheduled,
               c.signed_on, c.url, b.unit, b.institution, b.unit_code, s.name as supplier, s.kind as supplier_kind, s.rfc_public
        from c
        left join core.buyer b on b.buyer_id = c.buyer_id
        left join core.supplier s on s.supplier_id = c.supplier_id""",
    "procedure": """
        with p as materialized (
            from core.procedure where procedure_id in (select unnest(from_json($ids, '["VARCHAR"]'))))
        select p.procedure_id as id, p.*, b.unit, b.institution, b.unit_code
        from p left join core.buyer b on b.buyer_id = p.buyer_id""",
    "supplier": """
        select s.supplier_id as id, s.name as supplier, s.kind as supplier_kind, s.rfc_public,
               count(c.contract_id) as n_contracts, sum(c.amount_mxn) as amount_mxn
        from core.supplier s left join core.contract c on c.supplier_id = s.supplier_id
        where s.supplier_id in (select unnest(from_json($ids, '["VARCHAR"]'))) group by all""",
    "buyer": """
        select b.buyer_id as id, b.unit, b.institution, b.unit_code, b.government_order, b.state,
               count(c.contract_id) as n_contracts, sum(c.amount_mxn) as amount_mxn
        from core.buyer b left join core.contract c on c.buyer_id = b.buyer_id
        where b.buyer_id in (select unnest(from_json($ids, '["VARCHAR"]'))) group by all""",
    "buyer_supplier": """
        with pair as (
            select i.id, b.buyer_id, b.unit, b.institution, b.unit_code,
                   regexp_extract(i.id, '[^|]*$') as supplier_id
            from (select unnest(from_json($ids, '["VARCHAR"]')) as id) i
            join core.buyer b on b.buyer_id = regexp_extract(i.id, '^(.*)[|]', 1))
        select p.*, s.name as supplier, s.kind as supplier_kind, s.rfc_public,
               count(c.contract_id) as n_contracts, sum(c.amount_mxn) as amount_mxn
        from pair p join core.supplier s on s.supplier_id = p.supplier_id
        left join core.contract c
            on c.buyer_id = p.buyer_id and c.supplier_id = p.supplier_id
        group by all""",
    "institution": """
        select i.institution_id as id, i.institution, i.government_order, i.n_units,
               count(c.contract_id) as n_contracts, sum(c.amount_mxn) as amount_mxn
        from core.institution i
        left join core.buyer b using (institution_id) left join core.contract c using (buyer_id)
        where i.institution_id in (select unnest(from_json($ids, '["VARCHAR"]'))) group by all""",
    "institution_supplier": """
        with pair as (
            select p.id, i.institution_id, i.institution,
                   regexp_extract(p.id, '[^|]*$') as supplier_id
            from (select unnest(from_json($ids, '["VARCHAR"]')) as id) p
            join core.institution i on i.institution_id = regexp_extract(p.id, '^(.*)[|]', 1))
        select p.*, s.name as supplier, s.kind as supplier_kind, s.rfc_public,
               count(c.contract_id) as n_contracts, sum(c.amount_mxn) as amount_mxn
        from pair p join core.supplier s on s.supplier_id = p.supplier_id
        left join core.buyer b on b.institution_id = p.institution_id
        left join core.contract c on c.buyer_id = b.buyer_id and c.supplier_id = p.supplier_id
        group by all""",
    "official": """
        select o.official_id as id, o.institution, coalesce(o.position, 'cargo no publicado') as official_position
        from core.official o where o.official_id in (select unnest(from_json($ids, '["VARCHAR"]')))""",
    "buyer_family": """
        with pair as (
            select i.id, b.buyer_id, b.unit, b.institution, b.unit_code,
                   regexp_extract(i.id, '[^|]*$') as item_family
            from (select unnest(from_json($ids, '["VARCHAR"]')) as id) i
            join core.buyer b on b.buyer_id = regexp_extract(i.id, '^(.*)[|]', 1))
        select p.*, count(c.contract_id) as n_contracts, sum(c.amount_mxn) as amount_mxn
        from pair p
        left join core.contract c on c.buyer_id = p.buyer_id and c.item_family = p.item_family
        group by all""",
}


def has_table(
    con: duckdb.DuckDBPyConnection, schema: str, table: str, database: str | None = None
) -> bool:
    """Whether the snapshot, or the attached database of that name, holds the table."""
    sql = """select 1 from information_schema.tables
             where table_catalog = coalesce(?, current_database()) and table_schema = ? and table_name = ?"""
    return con.execute(sql, [database, schema, table]).fetchone() is not None


def subjects(
    con: duckdb.DuckDBPyConnection, keys: Iterable[Key], *, name_persons: bool
) -> dict[Key, Subject]:
    """(subject_type, subject_id) → Subject. What core does not hold is shown by its id.

    name_persons: whether suppliers who are, or may be, natural persons are named.
    """
    wanted = set(keys)
    found: dict[Key, Subject] = {}
    for kind, sql in _QUERIES.items():
        ids = [subject_id for subject_type, subject_id in wanted if subject_type == kind]
        if ids:
            for row in records(con, sql, {"ids": json.dumps(ids)}):
                found.setdefault((kind, row["id"]), _subject(kind, row, name_persons))
    for kind, subject_id in wanted - found.keys():
        name = labels.code("subject_type", kind)
        found[kind, subject_id] = Subject(kind, subject_id, clean(subject_id), [("tipo", name)])
    return found


def supplier_text(name: str | None, kind: str | None, *, name_persons: bool) -> str:
    """How a supplier is called: by name if it is a company or whoever reads may see persons."""
    if kind == "person":
        return f"{clean(name)} (persona física)" if name_persons and name else "persona física"
    if not name:
        return "proveedor sin nombre publicado"
    if kind != "company" and not name_persons:
        return "proveedor que puede ser persona física"
    return clean(name)


def _subject(kind: str, row: dict[str, Any], name_persons: bool) -> Subject:
    unit = clean(row.get("unit") or row.get("unit_code") or "unidad sin nombre")
    supplier = supplier_text(
        row.get("supplier"), row.get("supplier_kind"), name_persons=name_persons
    )
    titles = {
        "supplier": supplier,
        "buyer": unit,
        "buyer_supplier": f"{supplier}, en {unit}",
        "institution": clean(row.get("institution") or row["id"]),
        "institution_supplier": f"{supplier}, en {clean(row.get('institution') or '')}",
        "official": f"{clean(row.get('official_position') or '')}, en {clean(row.get('institution') or '')}",
        "buyer_family": f"familia {labels.code('item_family', row.get('item_family'))}, en {unit}",
    }
    number = clean(row.get("procedure_number"))
    title = titles.get(kind) or clean(row.get("title"), limit=500) or number or clean(row["id"])
    return Subject(
        kind, row["id"], title, _facts(kind, row, unit, supplier), safe_url(row.get("url"))
    )


def _facts(kind: str, row: dict[str, Any], unit: str, supplier: str) -> list[tuple[str, str]]:
    facts: list[tuple[str, str]] = []
    if kind in ("contract", "buyer_supplier", "institution_supplier"):
        facts.append(("proveedor", supplier))
    if kind != "buyer":
        facts.append(("RFC", clean(row.get("rfc_public"))))
    if kind in ("contract", "procedure", "buyer_supplier", "buyer_family"):
        facts.append(("unidad compradora", unit))
    facts.append(("institución", clean(row.get("institution"))))
    facts.append(("número de procedimiento", clean(row.get("procedure_number"))))
    facts.append((labels.column("method"), labels.code("method", row.get("method"))))
    facts.append(("fundamento publicado", clean(_basis(row))))
    if row.get("n_contracts") is not None:
        facts.append(("contratos", integer(row["n_contracts"])))
    amount, currency = row.get("amount_mxn"), "MXN"
    if amount is None:
        amount, currency = row.get("amount"), clean(row.get("currency")) or "moneda no publicada"
    facts.append(("importe" if kind == "contract" else "importe sumado", money(amount, currency)))
    for name in ("published_on", "opened_on", "award_on", "signed_on"):
        text = day(row.get(name))
        if name == "award_on" and text and row.get("award_is_scheduled"):
            text += " (programado)"
        facts.append((labels.column(name), text))
    return [(label, text) for label, text in facts if text]


def _basis(row: dict[str, Any]) -> str:
    parts = (str(row.get("law") or ""), str(row.get("exception_article") or ""))
    return " ".join(part for part in parts if part)
