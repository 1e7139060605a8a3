"""Suppressions: alerts that somebody has explained, until a day; computed and counted all the same.

A documented monopoly is the usual reason. The file is TOML:

    [[suppression]]
    rule = ["D7"]                # none: every rule
    supplier = "RFC or supplier_id"
    buyer = "unit code"          # or institution = "…"; with supplier: the pair
    reason = "Patente vigente MX/123"
    until = 2026-12-31
    who = "Contraloría"
"""

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

import duckdb
import msgspec

from lumbrera import entries
from lumbrera.errors import UsageError


class Suppression(msgspec.Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """One entry. Scope: any of rule, supplier, buyer, institution, all of which must hold."""

    reason: str
    until: dt.date
    who: str
    rule: list[str] = []
    supplier: str = ""
    buyer: str = ""
    institution: str = ""


TABLE = """
create or replace table cases.suppression (
    entry integer, rule varchar[], supplier varchar, buyer varchar, institution varchar,
    reason varchar, until date, who varchar, status varchar, note varchar, n_flags bigint
)"""

PARTIES = """
create or replace temp table subject_party as
with subject as (select distinct subject_type, subject_id from {draft}),
party as (
    select s.subject_type, s.subject_id,
        case s.subject_type
            when 'contract' then k.buyer_id
            when 'procedure' then p.buyer_id
            when 'buyer' then s.subject_id
            when 'buyer_supplier' then split_part(s.subject_id, '|', 1)
            when 'buyer_family' then split_part(s.subject_id, '|', 1) end as buyer_id,
        case s.subject_type
            when 'contract' then k.supplier_id
            when 'procedure' then o.supplier_id
            when 'supplier' then s.subject_id
            when 'buyer_supplier' then split_part(s.subject_id, '|', 2)
            when 'institution_supplier' then split_part(s.subject_id, '|', 2) end as supplier_id
    from subject s
    -- Keys that are null for other types: a condition on the left side alone would make DuckDB
    -- compare every subject with every contract.
    left join core.contract k
        on k.contract_id = case when s.subject_type = 'contract' then s.subject_id end
    left join core.procedure p
        on p.procedure_id = case when s.subject_type = 'procedure' then s.subject_id end
    left join (
        select procedure_id, min(supplier_id) as supplier_id from core.contract
        where procedure_id in (select subject_id from subject where subject_type = 'procedure')
        group by 1 having count(distinct supplier_id) = 1 and count(supplier_id) = count(*)
    ) o on o.procedure_id = case when s.subject_type = 'procedure' then s.subject_id end
)
select p.subject_type, p.subject_id, p.buyer_id, p.supplier_id,
    case p.subject_type when 'institution' then p.subject_id
        when 'institution_supplier' then split_part(p.subject_id, '|', 1)
        else b.institution_id end as institution_id
from party p left join core.buyer b using (buyer_id)
"""
"""Who is behind each subject of the draft. A procedure's supplier is null when it has several."""


def load_suppressions(path: Path, *, required: bool = False) -> list[Suppression]:
    """The entries of a suppression file; none when there is no such file and none is required.

    Raises UsageError naming the file, and the entry by its number, for anything unknown, missing,
    of the wrong type, or without scope.
    """
    if required and not path.exists():
        raise UsageError(f"{path}: no such file", hint="see [suppressions] in lumbrera.toml")
    return entries.load(path, "suppression", _entry)


def _entry(where: str, data: object) -> Suppression:
    if isinstance(data, dict) and isinstance(data.get("rule"), str):
        data = {**data, "rule": [data["rule"]]}
    entry = entries.converted(where, data, Suppression, ("reason", "who"))
    if not (entry.rule or entry.supplier or entry.buyer or entry.institution):
        raise UsageError(
            f"{where}: no scope", hint="give rule, supplier, buyer or institution, or several"
        )
    return entry


def apply(
    con: duckdb.DuckDBPyConnection,
    draft: str,
    listed: Sequence[Suppression],
    rules: Sequence[str],
) -> None:
    """Create the temporary flag_suppressed (flag_id, suppressed_by) and cases.suppression.

    Reads the temporary subject_party. An entry that has expired on meta.run's as_of, or names a
    rule, supplier, buyer or institution that is not known, suppresses nothing; status and note say
    so. The first entry that fits a flag is the one that suppresses it.
    """
    con.execute(
        "create or replace temp table flag_suppressed (flag_id varchar, suppressed_by varchar)"
    )
    con.execute(TABLE)
    row = con.execute("select as_of from meta.run").fetchone()
    assert row is not None
    for number, entry in enumerate(listed, 1):
        suppliers = _resolve(con, "supplier", "supplier_id", "rfc", entry.supplier)
        buyers = _resolve(con, "buyer", "buyer_id", "unit_code", entry.buyer)
        institutions = _resolve(con, "buyer", "institution_id", "institution_id", entry.institution)
        note = _unknown(entry, rules, suppliers, buyers, institutions)
        status, n = "unknown", 0
        if not note and entry.until < row[0]:
            status, note = "expired", f"venció el {entry.until:%d/%m/%Y}"
        elif not note:
            status = "active"
            n = _suppress(con, draft, entry, suppliers, buyers, institutions)
        con.execute(
            f"insert into cases.suppression values ({', '.join('?' * 11)})",
            [number, entry.rule, entry.supplier or None, entry.buyer or None,
             entry.institution or None, entry.reason, entry.until, entry.who, status, note or None,
             n],
        )  # fmt: skip


def _resolve(
    con: duckdb.DuckDBPyConnection, table: str, key: str, published: str, name: str
) -> list[str]:
    if not name:
        return []
    rows = con.execute(
        f"select distinct {key} from core.{table} where {key} = $name or {published} = $name",
        {"name": name.strip()},
    ).fetchall()
    return [r[0] for r in rows]


def _unknown(
    entry: Suppression,
    rules: Sequence[str],
    suppliers: list[str],
    buyers: list[str],
    institutions: list[str],
) -> str:
    unknown = [f"la regla {rule}" for rule in entry.rule if rule not in rules]
    for name, found, label in (
        (entry.supplier, suppliers, "el proveedor"),
        (entry.buyer, buyers, "la unidad"),
        (entry.institution, institutions, "la institución"),
    ):
        if name and not found:
            unknown.append(f"{label} {name}")
    return f"no se conoce {' ni '.join(unknown)} en estos datos" if unknown else ""


def _suppress(
    con: duckdb.DuckDBPyConnection,
    draft: str,
    entry: Suppression,
    suppliers: list[str],
    buyers: list[str],
    institutions: list[str],
) -> int:
    """Note the flags that the entry covers and no earlier one does; their number."""
    row = con.execute("select count(*) from flag_suppressed").fetchone()
    conditions: list[str] = []
    parameters: dict[str, object] = {
        "by": f"suprimida por {entry.who}, hasta {entry.until:%d/%m/%Y}: {entry.reason}"
    }  # fmt: skip
    lists: dict[str, list[str]] = {
        "d.rule_id": entry.rule, "p.supplier_id": suppliers, "p.buyer_id": buyers,
        "p.institution_id": institutions,
    }  # fmt: skip
    for column, wanted in lists.items():
        if wanted:
            name = column.partition(".")[2]
            conditions.append(f"{column} in (select unnest(${name}))")
            parameters[name] = wanted
    con.execute(
        f"""insert into flag_suppressed
        select d.flag_id, $by from {draft} d join subject_party p using (subject_type, subject_id)
        where {" and ".join(conditions)} and d.flag_id not in (select flag_id from flag_suppressed)""",
        parameters,
    )
    after = con.execute("select count(*) from flag_suppressed").fetchone()
    assert row is not None and after is not None
    return int(after[0] - row[0])
