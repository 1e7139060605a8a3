"""What the report shows, read from a snapshot in a handful of set-based queries."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

import duckdb

from lumbrera.report import labels, policy
from lumbrera.report.code_labels import CODES
from lumbrera.report.evidence import (
    comparison,
    evidence_rows,
    legal_rows,
    parameter_rows,
    parse,
    value_text,
)
from lumbrera.report.sources import sources
from lumbrera.report.subjects import Key, Subject, has_table, subjects
from lumbrera.report.text import clean, past_limit
from lumbrera.report.timeline import awards
from lumbrera.report.views import (
    CaseView,
    File,
    Finding,
    FlagView,
    LooseSignals,
    QueueRow,
    Reason,
    Refused,
    RuleView,
    Run,
    Shift,
    Snapshot,
)
from lumbrera.rows import records
from lumbrera.ruleset.cases import STRONGEST_FIRST

TOP_CASES = 200
SIGNALS_PER_RULE = 25
REASONS_PER_FILE = 25

_VISIBLE_CASES = """
    select * from cases.queue
    where case_id in (select case_id from flags.flag where audience <> 'restricted')"""


def read_snapshot(con: duckdb.DuckDBPyConnection, cases: list[CaseView]) -> Snapshot:
    """The contents of the report's start page, with the first of the cases, best rank first.
    Alerts for a restricted audience are left out."""
    files, refused = _files(con)
    quarantine, left_off = _quarantine(con)
    validated = has_table(con, "meta", "validation")
    return Snapshot(
        run=_run(con),
        files=files,
        refused=refused,
        quarantine=quarantine,
        quarantine_left_off=left_off,
        validated=validated,
        findings=_findings(con) if validated else [],
        rules=read_rules(con),
        cases=cases[:TOP_CASES],
        n_cases=_count(con, f"select count(*) from ({_VISIBLE_CASES})"),
        loose=_loose(con),
        n_contracts=_count(con, "select count(*) from core.contract"),
        purchases=policy.purchases(con),
        goals=policy.goals(con),
        amount=records(con, "select sum(amount_mxn) as amount from core.contract")[0]["amount"],
        shifts=_shifts(con) if has_table(con, "meta", "drift") else [],
    )


def _run(con: duckdb.DuckDBPyConnection) -> Run:
    row = records(con, "select as_of, built_at, engine_version, settings_digest from meta.run")[0]
    return Run(**row)


def _files(con: duckdb.DuckDBPyConnection) -> tuple[list[File], list[Refused]]:
    loaded: list[File] = []
    refused: list[Refused] = []
    for row in records(con, "select * from ingest.file order by source, export_date, name"):
        name = clean(row["name"], limit=200)
        if row["status"] == "refused":
            refused.append(Refused(name, row["file_sha256"], clean(row["reason"])))
            continue
        loaded.append(
            File(
                name=name,
                sha256=row["file_sha256"],
                source=labels.code("source", row["source"]),
                layout=_layout(row["layout"]),
                export_date=row["export_date"],
                export_basis=labels.code("export_basis", row["export_basis"]),
                read=row["rows_read"] or 0,
                loaded=row["rows_loaded"] or 0,
                quarantined=row["rows_quarantined"] or 0,
                duplicate=row["rows_duplicate"] or 0,
                unknown=[clean(c, limit=100) for c in row["columns_unknown"] or []],
                missing=[labels.column(c) for c in row["columns_missing"] or []],
                notes=[clean(note) for note in row["notes"] or []],
            )
        )
    return loaded, refused


def _layout(layout: str | None) -> str:
    """What tells the reader which generation of the format a file is, where there are several."""
    if layout and layout.isdigit():
        return f"{layout} columnas"
    return CODES["layout"].get(layout or "", "")


def _quarantine(con: duckdb.DuckDBPyConnection) -> tuple[list[Reason], int]:
    rows = records(
        con,
        f"""
        with reason as (
            select file_sha256, reason, count(*) as n, min(row_number) as first_row,
                   row_number() over (partition by file_sha256 order by count(*) desc, reason) as k
            from ingest.quarantine group by file_sha256, reason),
        file as (select file_sha256, min(name) as name from ingest.file group by file_sha256)
        select coalesce(f.name, left(r.file_sha256, 12)) as file, r.reason, r.n, r.first_row,
               sum(r.n) filter (r.k > {REASONS_PER_FILE}) over () as left_off, r.k
        from reason r left join file f on f.file_sha256 = r.file_sha256
        order by file, r.k""",
    )
    shown = [
        Reason(
            clean(row["file"], limit=200),
            clean(row["reason"], limit=300),
            row["n"],
            row["first_row"],
        )
        for row in rows
        if row["k"] <= REASONS_PER_FILE
    ]
    return shown, int(rows[0]["left_off"] or 0) if rows else 0


def _findings(con: duckdb.DuckDBPyConnection) -> list[Finding]:
    rows = records(
        con,
        """
        select v.target, f.name, v.column_name, v.severity, v.message, v.expectation, v.why,
               v.unexpected_count
        from meta.validation v
        left join (select file_sha256, min(name) as name from ingest.file group by 1) f
            on f.file_sha256 = v.target
        where not v.success
        order by v.severity = 'critical' desc, v.target, v.unexpected_count desc, v.message""",
    )
    return [
        Finding(
            target=clean(row["name"] or row["target"], limit=200),
            # Suites over aggregates name internal columns; their message already says what it is.
            column=labels.COLUMNS.get(row["column_name"] or "", ""),
            severity=row["severity"] or "warning",
            message=clean(row["message"] or row["expectation"], limit=400),
            why=clean(row["why"], limit=400),
            n=row["unexpected_count"] or 0,
        )
        for row in rows
    ]


def read_rules(con: duckdb.DuckDBPyConnection) -> dict[str, RuleView]:
    """The rules of the snapshot with their outcomes, by id, ordered as a person would (P3, P28)."""
    outcomes: dict[str, dict[str, int]] = {}
    missing: dict[str, list[tuple[str, int]]] = {}
    for row in records(
        con,
        """select rule_id, outcome, missing, sum(n)::bigint as n from flags.coverage
           group by all order by n desc, missing""",
    ):
        counts = outcomes.setdefault(row["rule_id"], {})
        counts[row["outcome"]] = counts.get(row["outcome"], 0) + row["n"]
        if row["outcome"] == "not_computable" and row["n"]:
            reason = labels.columns(row["missing"] or "") or "campo no indicado"
            missing.setdefault(row["rule_id"], []).append((reason, row["n"]))
    rows = records(
        con,
        """select * from flags.rule
           order by left(rule_id, 1), try_cast(regexp_extract(rule_id, '[0-9]+') as integer), rule_id""",
    )
    return {
        row["rule_id"]: RuleView(
            rule_id=row["rule_id"],
            title=row["title"],
            kind=row["kind"],
            status=row["status"],
            family=row["family"],
            severity=row["severity"],
            description=row["description"],
            why=row["why"],
            innocent=row["innocent"] or [],
            ask_for=row["ask_for"] or [],
            legal=legal_rows(row["legal_basis"]),
            params=parameter_rows(row["params"]),
            miscalibrated=bool(row["miscalibrated"]),
            outcomes={
                name: outcomes.get(row["rule_id"], {}).get(name, 0)
                for name in ("flagged", "cleared", "not_computable")
            },
            not_applicable=outcomes.get(row["rule_id"], {}).get("not_applicable"),
            missing=missing.get(row["rule_id"], []),
        )
        for row in rows
    }


def flag_view(row: dict[str, Any]) -> FlagView:
    """A row of flags.flag as it is shown."""
    return FlagView(
        flag_id=row["flag_id"],
        case_id=row["case_id"],
        rule_id=row["rule_id"],
        kind=row["kind"],
        severity=row["severity"],
        certainty=row["certainty"],
        event_on=row["event_on"],
        sentence=clean(row["sentence"]),
        evidence=evidence_rows(row["evidence"]),
        comparison=comparison(row["evidence"]),
        awards=awards(parse(row["evidence"])),
        sources=sources(row["source_rows"]),
    )


CHANGES = {"new": "nuevo", "changed": "cambió", "gone": "ya no está"}


def read_about(con: duckdb.DuckDBPyConnection, *, name_persons: bool) -> dict[Key, Subject]:
    """The subject of every case of the queue."""
    keys = con.execute(f"select subject_type, subject_id from ({_VISIBLE_CASES})").fetchall()
    return subjects(con, keys, name_persons=name_persons)


def read_queue(
    con: duckdb.DuckDBPyConnection,
    about: Mapping[Key, Subject],
    *,
    new_since: dt.date | None,
    pages: int,
) -> list[QueueRow]:
    """Every case of the queue as a row, best rank first; the first `pages` have a page."""
    rows = records(
        con,
        f"""
        with strongest as (
            select case_id, first(sentence order by {STRONGEST_FIRST}) as reason
            from flags.flag where case_id is not null and audience <> 'restricted' group by case_id)
        select * from ({_VISIBLE_CASES}) join strongest using (case_id) order by rank, case_id""",
    )
    found = []
    for i, row in enumerate(rows):
        subject = about[row["subject_type"], row["subject_id"]]
        who = [
            value
            for label, value in subject.facts
            if label in ("proveedor", "unidad compradora", "institución") and value != subject.title
        ]
        is_new = bool(new_since and row["first_flagged_on"] and row["first_flagged_on"] > new_since)
        change = CHANGES.get(str(row.get("change") or ""), "nuevo" if is_new else "")
        found.append(
            QueueRow(
                case_id=row["case_id"],
                rank=row["rank"],
                subject_type=row["subject_type"],
                title=clean(subject.title, limit=160),
                who=clean(" · ".join(who), limit=240),
                reason=clean(row["reason"], limit=400),
                rules=row["rules"] or [],
                score=row["score"],
                amount=row["amount"],
                change=change,
                first_flagged_on=row["first_flagged_on"],
                page=f"casos/{row['case_id']}.html" if i < pages else None,
            )
        )
    return found


def _dates(con: duckdb.DuckDBPyConnection, queue: list[dict[str, Any]]) -> dict[str, Any]:
    """case_id → the published dates of its contract or procedure, in order."""
    found: dict[str, list[tuple[str, dt.date]]] = {}
    names = {
        "contract": ("published_on", "award_on", "signed_on", "start_on", "end_on"),
        "procedure": ("published_on", "opened_on", "award_on"),
    }
    for kind, columns in names.items():
        cases = {r["subject_id"]: r["case_id"] for r in queue if r["subject_type"] == kind}
        for row in records(
            con,
            f"""select {kind}_id as id, {", ".join(columns)} from core.{kind}
                where {kind}_id in (select unnest($ids))""",
            {"ids": list(cases)},
        ):
            found[cases[row["id"]]] = [
                (labels.column(name), row[name]) for name in columns if row[name]
            ]
    return found


def read_cases(
    con: duckdb.DuckDBPyConnection,
    about: Mapping[Key, Subject],
    *,
    new_since: dt.date | None,
    top: int,
) -> list[CaseView]:
    """The first `top` cases with their alerts, best rank first."""
    queue = records(con, f"{_VISIBLE_CASES} order by rank, case_id limit $top", {"top": top})
    ids = [row["case_id"] for row in queue]
    flags: dict[str, list[FlagView]] = {}
    for row in records(
        con,
        f"""select * from flags.flag
            where case_id in (select unnest($ids)) and audience <> 'restricted'
            order by {STRONGEST_FIRST}""",
        {"ids": ids},
    ):
        flags.setdefault(row["case_id"], []).append(flag_view(row))
    dates = _dates(con, queue)
    return [
        CaseView(
            case_id=row["case_id"],
            rank=row["rank"],
            score=row["score"],
            amount=row["amount"],
            rules=row["rules"] or [],
            first_flagged_on=row["first_flagged_on"],
            past_limit=past_limit(row["last_event_on"]) if row.get("is_past_limit") else "",
            is_new=bool(
                new_since and row["first_flagged_on"] and row["first_flagged_on"] > new_since
            ),
            subject=about[row["subject_type"], row["subject_id"]],
            flags=flags.get(row["case_id"], []),
            dates=dates.get(row["case_id"], []),
        )
        for row in queue
    ]


def _loose(con: duckdb.DuckDBPyConnection) -> list[LooseSignals]:
    loose: dict[str, LooseSignals] = {}
    for row in records(
        con,
        f"""
        with shown as (
            select rule_id, count(*) as n,
                   unnest(max_by(flag_id, (coalesce(event_on, date '0001-01-01'), flag_id), {SIGNALS_PER_RULE})) as flag_id
            from flags.flag where audience <> 'restricted' and case_id is null group by rule_id)
        select f.*, s.n from shown s join flags.flag f using (rule_id, flag_id)
        order by rule_id, event_on desc, flag_id""",
    ):
        group = loose.setdefault(row["rule_id"], LooseSignals(row["rule_id"], row["n"], []))
        group.flags.append(flag_view(row))
    return list(loose.values())


def _shifts(con: duckdb.DuckDBPyConnection) -> list[Shift]:
    rows = con.execute("""
        select measure, median_before, median_now from meta.drift
        where warns order by stability_index desc, measure""").fetchall()
    return [
        Shift(labels.column(name), value_text(name, before), value_text(name, now))
        for name, before, now in rows
    ]


def _count(con: duckdb.DuckDBPyConnection, sql: str) -> int:
    row = con.execute(sql).fetchone()
    return int(row[0]) if row else 0
