"""What citizens may see, in a file of its own: contracts without natural persons, and the alerts
that are certain, verified, public, and strong enough to open a case."""

from pathlib import Path

import duckdb

from lumbrera.workspace import Workspace, replace_file

_PUBLIC = "('public', 'committee')"

# A natural person's RFC or a CURP within a text, whatever surrounds it.
_PERSONAL = (
    r"(?i)\b[A-ZÑ&]{4}[-\s./]?\d{2}(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])[-\s./]?[A-Z0-9]{3}\b"
    r"|\b[A-Z]{4}\d{6}[HMX][A-Z]{5}[A-Z0-9]\d\b"
)

_TABLES = f"""
create temp macro shown(t) as regexp_replace(t, '{_PERSONAL}', '«clave personal omitida»', 'g');
create table buyer as
select buyer_id, coalesce(unit, institution, 'La unidad compradora') as unit, institution_id,
       institution, government_order, municipality_code
from snapshot.core.buyer;
create table municipality as
select municipality_code, name from snapshot.reference.municipalities;
create table contract as
select c.contract_id, c.buyer_id, c.procedure_number, shown(coalesce(nullif(c.title, ''), c.description)) as title,
       case when s.kind = 'company' then s.name when s.kind = 'person' then 'una persona física'
            else 'un proveedor sin identificar' end as supplier,
       c.supplier_id, c.method, c.exception, c.matter, c.amount_mxn, c.event_on, c.event_basis,
       c.published_on, c.start_on, upper(nullif(c.size_class, '')) as size_class, c.url,
       c.title <> '' and c.amount_mxn is not null and c.event_on is not null
           and c.method is not null and s.kind is not null and s.name <> '' as is_complete
from snapshot.core.contract c left join snapshot.core.supplier s using (supplier_id)
where c.is_current;
create table alert as
select f.flag_id, f.case_id, f.rule_id, r.title as rule, shown(f.sentence) as sentence, r.why,
       r.innocent, r.ask_for, f.event_on, f.subject_type, f.subject_id, q.rank,
       f.source_rows->0->>'file' as file,
       cast(f.source_rows->0->>'row_number' as bigint) as row_number,
       f.source_rows->0->>'url' as url
from snapshot.flags.flag f
join snapshot.flags.rule r using (rule_id)
join snapshot.cases.queue q using (case_id)
where f.kind = 'flag' and f.certainty = 'certain' and f.audience in {_PUBLIC}
  and not r.miscalibrated and f.suppressed_by is null;
create table alert_contract as
select distinct flag_id, contract_id from (
    select a.flag_id, c.contract_id from alert a
    join contract c on a.subject_type = 'contract' and c.contract_id = a.subject_id
    union all
    select a.flag_id, c.contract_id from alert a
    join snapshot.core.contract c on a.subject_type = 'procedure' and c.procedure_id = a.subject_id
    union all
    select f.flag_id, unnest(f.source_ids) from snapshot.flags.flag f
    where f.flag_id in (select flag_id from alert)
) semi join contract using (contract_id);
create table alert_buyer as
select distinct flag_id, buyer_id from (
    select flag_id, buyer_id from alert_contract join contract using (contract_id)
    union all
    select a.flag_id, p.buyer_id from alert a
    join snapshot.core.procedure p on a.subject_type = 'procedure' and p.procedure_id = a.subject_id
    union all
    select flag_id, subject_id from alert where subject_type = 'buyer'
) where buyer_id is not null;
create table source as
select name, export_date from snapshot.ingest.file where status = 'loaded';
create table cut as
select r.as_of, r.run_digest,
       exists (select 1 from snapshot.ingest.file where lower(name) like '%simulad%') as is_simulated
from snapshot.meta.run r;
"""


def build(workspace: Workspace) -> Path:
    """The file with the citizens' view of the current snapshot, made anew when that has changed.

    Raises LumbreraError when there is no snapshot yet.
    """
    current = workspace.require_current()
    target = workspace.root / "committee.duckdb"
    with duckdb.connect(str(current), read_only=True) as con:
        row = con.execute("select run_digest from meta.run").fetchone()
    if target.exists() and row and _digest(target) == row[0]:
        return target
    workspace.temporary.mkdir(parents=True, exist_ok=True)
    building = workspace.temporary / "committee.duckdb"
    building.unlink(missing_ok=True)
    with duckdb.connect(str(building)) as con:
        con.execute(
            f"attach '{str(current).replace(chr(39), chr(39) * 2)}' as snapshot (read_only)"
        )
        con.execute(_TABLES)
        con.execute("detach snapshot")
        con.execute("checkpoint")
    replace_file(building, target)
    return target


def _digest(target: Path) -> str | None:
    try:
        with duckdb.connect(str(target), read_only=True) as con:
            row = con.execute("select run_digest from cut").fetchone()
    except duckdb.Error:
        return None
    return row[0] if row else None
