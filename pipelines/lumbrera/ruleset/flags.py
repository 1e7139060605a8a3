"""All rules on one warehouse: flags.flag, flags.coverage, flags.rule and the cases."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import duckdb
import msgspec

from lumbrera.config import QueueSettings
from lumbrera.rows import insert
from lumbrera.ruleset import opportunities, sensitivity, sentence, unchanged
from lumbrera.ruleset.cases import build_cases
from lumbrera.ruleset.evaluate import DRAFT_COLUMNS, Outcome, evaluate
from lumbrera.ruleset.params import Bound
from lumbrera.ruleset.sensitivity import IN_EVERY_RUN, add_sensitivity
from lumbrera.ruleset.suppress import Suppression

_TABLES = """
create schema if not exists flags;
create or replace table flags.coverage (
    rule_id varchar, outcome varchar, missing varchar, n bigint
);
create or replace table flags.rule (
    rule_id varchar primary key, title varchar, kind varchar, status varchar, subject varchar,
    family varchar, severity varchar, evidence_group varchar, audience varchar, digest varchar,
    params json, sql varchar, description varchar, why varchar, innocent varchar[],
    ask_for varchar[], legal_basis json, equivalents varchar[], file varchar, computed bigint,
    flagged bigint, prevalence double, miscalibrated boolean, inputs varchar
);
"""

_SOURCES = """
create or replace temp table flag_source as
with record as (
    select flag_id, subject_id as record_id from {draft}
    union
    select d.flag_id, k.contract_id
    from {draft} d join core.contract k on k.procedure_id = d.subject_id
    where d.subject_type = 'procedure'
    union
    select flag_id, unnest(source_ids) from {draft}
),
published as (
    select r.flag_id, s.file_sha256, f.name as file, s.row_number, s.url,
           min(case when s.record_type not in ('contract', 'procedure') then 2
                    when f.source like 'ocds%' or f.source like 'sipot%' then 1 else 0 end) as rank,
           max(s.export_on) as export_on
    from record r
    join core.source_row s using (record_id)
    left join ingest.file f using (file_sha256)
    group by all
)
-- Contracts and procedures, then the same published again elsewhere, then what is known of the parties; of successive
-- exports the latest first: what it says is what was judged, and of what is no longer published it is where it stood last.
-- Sorting the finished list is many times faster than an ordered aggregate.
select flag_id, to_json(list_transform(list_sort(list(
    {'rank': rank, 'age': -coalesce(epoch(export_on), 0),
     'row': {'file': file, 'row_number': row_number, 'file_sha256': file_sha256, 'url': url}})), lambda s: s.row)) as source_rows
from published group by flag_id
"""

# What only restricted readers may see lies in a database of its own (lumbrera.restricted) and counts
# in no case of the others.
_APART = """
create or replace temp table flag_apart as select * from {draft} where audience = 'restricted';
delete from {draft} where audience = 'restricted'
"""

_FLAGS = """
create or replace table {table} as
select d.flag_id, c.case_id, d.rule_id, d.rule_digest, d.kind, d.subject_type, d.subject_id,
    d.event_on, d.value, d.severity, d.certainty, d.audience, d.sentence, d.evidence,
    coalesce(s.source_rows, cast('[]' as json)) as source_rows, x.suppressed_by,
    d.source_ids
from {draft} d
left join open_case c using (subject_type, subject_id)
left join flag_source s using (flag_id)
left join flag_suppressed x using (flag_id)
order by d.rule_id, d.subject_id
"""


_IS_RESERVED = """
select 1 from duckdb_databases() where database_name = 'restricted'
union all
select 1 from duckdb_schemas() where schema_name = 'restricted' and database_name = current_database()
"""


@dataclass(frozen=True)
class RulesReport:
    """What the rules said: an outcome per rule, and the number of flags, signals and cases."""

    outcomes: tuple[Outcome, ...]
    flags: int
    signals: int
    cases: int


def run_rules(
    con: duckdb.DuckDBPyConnection,
    rules: Sequence[Bound],
    *,
    previous: str | None = None,
    queue: QueueSettings | None = None,
    suppressions: Sequence[Suppression] = (),
    on_rule: Callable[[Outcome], None] | None = None,
) -> RulesReport:
    """Evaluate the rules on the warehouse in con and write the flags and cases schemas anew.

    Alerts for restricted readers alone are written to restricted.flag instead, where that database
    is attached, and weigh in no case; of them only the counts are in flags.coverage.
    Reads whatever the rules read, and core.contract, core.source_row, ingest.file, meta.run. A rule
    whose text, parameters and inputs are those of the flags already there is not evaluated again.
    previous: the catalogue of the last snapshot (attached by the caller), for what is new, changed
    and gone. queue: the cap per buyer. Suppressed flags are computed and counted, and open nothing.
    on_rule is called after each rule evaluated. Raises LumbreraError naming the rule that fails.
    """
    draft = "temp.flag_draft"
    open_draft(con, draft)
    inputs = unchanged.input_digests(con, rules)
    kept = unchanged.keep(con, rules, inputs, draft)
    if not kept:
        con.execute(_TABLES)
        con.execute(opportunities.TABLE)
        con.execute(sensitivity.TABLE)
    outcomes = list(kept.values())
    asked: list[tuple[Bound, Outcome]] = []
    for bound in unchanged.without(rules, kept):
        outcome = evaluate(con, bound, draft)
        opportunities.record_prevalence(
            con,
            bound.rule.id,
            bound.header.subject,
            outcome.prevalence,
            bound.header.bounded_without,
        )
        asked.append((bound, outcome))
        outcomes.append(outcome)
        if on_rule:
            on_rule(outcome)
    insert(con, "flags.coverage", [row for _, outcome in asked for row in _coverage(outcome)])
    insert(con, "flags.rule", [_rule(bound, outcome, inputs) for bound, outcome in asked])
    con.execute("drop table if exists temp.rule_outcome; drop table if exists temp.rule_flagged")
    con.execute(_APART.replace("{draft}", draft))
    cases = build_cases(con, draft, previous, queue=queue, suppressions=suppressions)
    _write(con, draft, "flags.flag")
    if con.execute(_IS_RESERVED).fetchall():
        _write(con, "temp.flag_apart", "restricted.flag")
    for table in ("flag_draft", "flag_apart", "flag_source", "open_case", "flag_suppressed"):
        con.execute(f"drop table temp.{table}")
    add_sensitivity(con, unchanged.without(rules, kept), most=IN_EVERY_RUN)
    opened = sum(outcome.opened for outcome in outcomes)
    flagged = sum(outcome.flagged for outcome in outcomes)
    return RulesReport(tuple(outcomes), opened, flagged - opened, cases)


def _write(con: duckdb.DuckDBPyConnection, draft: str, table: str) -> None:
    con.execute(_SOURCES.replace("{draft}", draft))
    con.execute(_FLAGS.replace("{draft}", draft).replace("{table}", table))


def open_draft(con: duckdb.DuckDBPyConnection, draft: str) -> None:
    """Create the draft table for evaluate() and install the formatting macros."""
    sentence.install(con)
    con.execute(f"create or replace temp table {draft.removeprefix('temp.')} ({DRAFT_COLUMNS})")


def _coverage(outcome: Outcome) -> list[tuple[str, str, str | None, int]]:
    """The rule's rows of flags.coverage."""
    rule_id = outcome.rule.id
    rows: list[tuple[str, str, str | None, int]] = [
        (rule_id, "flagged", None, outcome.flagged),
        (rule_id, "cleared", None, outcome.cleared),
        *((rule_id, "not_computable", name, n) for name, n in outcome.missing.items()),
    ]
    if outcome.not_applicable is not None:
        rows.append((rule_id, "not_applicable", None, outcome.not_applicable))
    return rows


def _rule(bound: Bound, outcome: Outcome, inputs: Mapping[str, str]) -> list[object]:
    """The rule's row of flags.rule."""
    header = bound.header
    return [
        header.id,
        header.title,
        header.kind,
        header.status,
        header.subject,
        header.family,
        header.severity,
        header.evidence_group,
        header.audience,
        bound.digest,
        json.dumps(_params(bound), ensure_ascii=False),
        bound.rule.sql,
        header.description,
        header.why,
        header.innocent,
        header.ask_for,
        json.dumps(msgspec.to_builtins(header.legal_basis), ensure_ascii=False),
        header.equivalents,
        bound.rule.file,
        outcome.computed,
        outcome.flagged,
        outcome.prevalence,
        outcome.miscalibrated,
        inputs.get(bound.rule.id),
    ]


def _params(bound: Bound) -> dict[str, dict[str, object]]:
    """Parameter name to its value in force, default and unit."""
    return {
        name: {"value": bound.values[name], "default": param.default, "unit": param.unit}
        for name, param in bound.header.params.items()
    }
