"""What citizens may see, in a file of its own: contracts without natural persons, and the alerts
that are certain, verified, public, and strong enough to open a case.

A rule that stands on a reference row still to be verified gives a signal or a result that is not
certain, so that neither is here; should one give a flag, what its evidence says keeps it out. Reviews, replies, complaints and
decisions live in another database, which nothing here opens.
"""

import contextlib
import os
from pathlib import Path

import duckdb

from lumbrera.ingest.export_date import BY_READING
from lumbrera.report.subjects import has_table
from lumbrera.workspace import Workspace, replace_file

VERSION = 7  # of the tables below: a file of another version is made anew
SHOWN_ROWS = 10
_PUBLIC = "('public', 'committee')"

# How rules tell, in evidence or sentence, that they stand on a reference row nobody verified yet.
_TO_VERIFY = r'"to_verify"|por verificar|_is_verified":\s*false'

# A natural person's RFC or a CURP within a text, whatever surrounds it.
_PERSONAL = (
    r"(?i)\b[A-ZÑ&]{4}[-\s./]?\d{2}(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])[-\s./]?[A-Z0-9]{3}\b"
    r"|\b[A-Z]{4}\d{6}[HMX][A-Z]{5}[A-Z0-9]\d\b"
)

_TABLES = f"""
create temp macro shown(t) as case when regexp_matches(t, '\\d{{6}}')
    then regexp_replace(t, '{_PERSONAL}', '«clave personal omitida»', 'g') else t end;
create temp macro plain(t) as upper(strip_accents(t));
-- Whether every word of a name of at least two words stands in a text, in whatever order.
create temp macro words(name) as list_filter(regexp_split_to_array(plain(name), '\\W+'), lambda x: len(x) > 2);
create temp macro names(t, name) as
    len(words(name)) >= 2 and len(list_filter(words(name), lambda x: not contains(plain(t), x))) = 0;

create table buyer as
select b.buyer_id, coalesce(nullif(b.unit, ''), nullif(b.institution, ''), 'La unidad compradora') as unit,
       b.institution_id, nullif(b.institution, '') as institution, b.government_order,
       b.municipality_code, b.state
from snapshot.core.buyer b order by b.buyer_id;
create table municipality as
select m.municipality_code, m.name, coalesce(s.name, '') as state, coalesce(m.region, '') as region,
       p.population, p.year as census_year, p.census
from snapshot.reference.municipalities m left join snapshot.reference.states s using (state_code)
left join last_census p using (municipality_code)
order by m.municipality_code;
create table contract as
select c.contract_id, c.buyer_id, c.procedure_number,
       case when s.kind is distinct from 'company' and names(coalesce(nullif(c.title, ''), c.description), s.name)
            then 'Un contrato cuyo título nombra a una persona'
            else shown(coalesce(nullif(c.title, ''), c.description)) end as title,
       case when s.kind = 'company' then shown(s.name) when s.kind = 'person' then 'una persona física'
            else 'un proveedor sin identificar' end as supplier,
       s.kind is not distinct from 'company' as is_company,
       hash(c.supplier_id) as seller, c.method, c.matter, c.amount_mxn, c.event_on,
       c.published_on, c.start_on, upper(nullif(c.size_class, '')) as size_class,
       case when regexp_matches(c.url, '^https?://') and shown(c.url) = c.url then c.url end as url,
       coalesce(c.title <> '' and c.amount_mxn is not null and c.event_on is not null
           and c.method is not null and s.name <> '', false) as is_complete
from snapshot.core.contract c left join snapshot.core.supplier s using (supplier_id)
where c.is_current order by c.buyer_id, c.contract_id;
create table alert as
select f.flag_id, f.rule_id, r.title as rule, shown(f.sentence) as sentence, r.why,
       r.innocent, r.ask_for, f.event_on, f.subject_type, f.subject_id, q.rank
from snapshot.flags.flag f
join snapshot.flags.rule r using (rule_id)
join snapshot.cases.queue q using (case_id)
where f.kind = 'flag' and f.certainty = 'certain' and f.audience in {_PUBLIC}
  and not r.miscalibrated and f.suppressed_by is null
  and not regexp_matches(f.sentence || cast(f.evidence as varchar), '{_TO_VERIFY}')
order by q.rank, f.flag_id;
create table alert_source as
select flag_id, s.file, s.row_number, s.url, place, n from (
    select flag_id, unnest(rows) as s, generate_subscripts(rows, 1) as place, len(rows) as n from (
        select flag_id, from_json(f.source_rows, '[{{"file":"VARCHAR","row_number":"BIGINT","url":"VARCHAR"}}]') as rows
        from snapshot.flags.flag f semi join alert using (flag_id)))
where place <= {SHOWN_ROWS} order by flag_id, place;
create temp table touched as
select distinct flag_id, contract_id from (
    select a.flag_id, a.subject_id as contract_id from alert a where a.subject_type = 'contract'
    union all
    select a.flag_id, c.contract_id from alert a
    join snapshot.core.contract c on a.subject_type = 'procedure' and c.procedure_id = a.subject_id
    union all
    select f.flag_id, unnest(f.source_ids) from snapshot.flags.flag f semi join alert using (flag_id));
create table alert_contract as
select flag_id, contract_id from touched semi join contract using (contract_id) order by all;
-- By what number each alert's contracts are asked for, so that no report reads all contracts for it.
create table alert_number as
select distinct flag_id, buyer_id, procedure_number
from alert_contract join contract using (contract_id) where procedure_number is not null order by all;
create table alert_buyer as
select distinct flag_id, buyer_id from (
    -- A contract that is no longer published is nobody's purchase here, but its buyer is asked.
    select flag_id, c.buyer_id from touched join snapshot.core.contract c using (contract_id)
    union all
    select a.flag_id, p.buyer_id from alert a
    join snapshot.core.procedure p on a.subject_type = 'procedure' and p.procedure_id = a.subject_id
    union all
    select flag_id, subject_id from alert where subject_type = 'buyer'
) semi join buyer using (buyer_id) order by all;
-- Search engines are asked not to keep a page whose official record names a natural person.
create table alert_person as
select distinct flag_id from touched join snapshot.core.contract c using (contract_id)
left join snapshot.core.supplier s using (supplier_id) where s.kind is distinct from 'company' order by all;
-- A file dated by the day it was read says nothing about when it was published.
create table source as
select f.name, case when f.export_basis is distinct from '{BY_READING}' then f.export_date end as export_date,
       p.file_sha256 is not null as is_purchase
from snapshot.ingest.file f
left join (select distinct file_sha256 from snapshot.core.source_row
           where record_type in ('contract', 'procedure')) p using (file_sha256)
where f.status = 'loaded' order by all;
-- What was bought is known up to the last export of contracts, whatever later lists were read.
create table cut as
select least(r.as_of, coalesce((select max(export_date) from source where is_purchase), r.as_of)) as as_of,
       r.run_digest, {VERSION} as version,
       exists (select 1 from snapshot.ingest.file where lower(name) like '%simulad%') as is_simulated
from snapshot.meta.run r;
"""


# The last census of each municipality; one that nobody verified is not told to citizens.
_CENSUS = """create temp table last_census as
select municipality_code, max(year) as year, arg_max(population, year) as population, arg_max(census, year) as census
from snapshot.reference.municipality_population
where status = 'verified' and population > 0 group by municipality_code"""
_NO_CENSUS = """create temp table last_census(
    municipality_code varchar, year integer, population integer, census varchar)"""


def build(workspace: Workspace) -> Path:
    """The file with the citizens' view of the current snapshot, made anew when that has changed.

    Raises LumbreraError when there is no snapshot yet.
    """
    current = workspace.require_current()
    target = workspace.root / "committee.duckdb"
    with duckdb.connect(str(current), read_only=True) as con:
        row = con.execute("select run_digest from meta.run").fetchone()
    if row and _made_from(target) == (row[0], VERSION):
        return target
    # Not in tmp/, which a run that starts meanwhile sweeps.
    building = workspace.root / f".committee.{os.getpid()}.duckdb"
    building.unlink(missing_ok=True)
    try:
        with duckdb.connect(str(building)) as con:
            con.execute(
                f"attach '{str(current).replace(chr(39), chr(39) * 2)}' as snapshot (read_only)"
            )
            # A snapshot of an earlier version has no such table.
            known = has_table(con, "reference", "municipality_population", "snapshot")
            con.execute(_CENSUS if known else _NO_CENSUS)
            con.execute(_TABLES)
            con.execute("detach snapshot")
            con.execute("checkpoint")
        replace_file(building, target)
    finally:
        building.unlink(missing_ok=True)
    return target


def _made_from(target: Path) -> tuple[str, int] | None:
    """The run and version of an existing file, None when there is none that can be read."""
    if not target.exists():
        return None
    with (
        contextlib.suppress(duckdb.Error),
        duckdb.connect(str(target), read_only=True) as con,
    ):
        row = con.execute("select run_digest, version from cut").fetchone()
        return (row[0], row[1]) if row else None
    return None
