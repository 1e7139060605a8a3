"""The figures of one snapshot, held against the truth: set-based SQL over its flags and cases."""

from pathlib import Path
from typing import Any

import duckdb

from lumbrera.evaluation import truth
from lumbrera.evaluation.figures import (
    DECIDING,
    KS,
    Alerts,
    Evaluation,
    Files,
    Lookalike,
    Queue,
    RuleFigures,
    Scheme,
    share,
)
from lumbrera.normalise import DEFAULT_KEY

JUDGED = (
    "contract", "procedure", "buyer_supplier", "institution_supplier", "buyer_family", "supplier",
    "buyer", "institution", "official",
)  # fmt: skip
"""Subject types whose cases can be told to be on a scheme or not; a buyer as a whole never is."""

_CASE = """
create or replace temp table judged_case as
select q.case_id, q.rank, q.subject_type, s.instance_id, s.is_scheme, s.event_on
from cases.queue q join subject s using (subject_type, subject_id)
"""

_ALERT = """
create or replace temp table judged_alert as
select f.flag_id, f.rule_id, f.kind, s.instance_id, s.is_scheme
from flags.flag f join subject s using (subject_type, subject_id)
"""

# An alert could stand once every record behind it had been published as it is now, and what it
# tells of had happened; a change or a disappearance happens in the export that shows it.
_STANDS = """
create or replace temp table alert_stands as
with
    behind as (
        select f.flag_id, c.instance_id, f.rule_id, f.case_id, f.event_on, c.event_on as contract_on,
            unnest(json_transform(
                f.source_rows, '[{"file_sha256": "varchar", "row_number": "bigint"}]')) as r
        from flags.flag f join judged_case c using (case_id)
        where c.is_scheme and c.rank <= $k and f.kind = 'flag'
    ),
    last_change as (
        select contract_id as record_id, max(export_on) as changed_on
        from core.contract_version where status in ('changed', 'completed') group by 1
    ),
    record as (
        select b.instance_id, b.flag_id, s.record_id,
            greatest(min(s.export_on), any_value(c.changed_on)) as since
        from behind b
        join core.source_row s on s.file_sha256 = b.r.file_sha256 and s.row_number = b.r.row_number
        left join last_change c using (record_id)
        group by all
    ),
    published as (
        select instance_id, flag_id, max(since) as since from record group by all
    ),
    alert as (
        select distinct b.instance_id, b.flag_id, b.rule_id, w.weight, b.contract_on,
            greatest(p.since, b.event_on) as stands_on
        from behind b
        join published p using (instance_id, flag_id)
        join cases.weight w using (flag_id)
        join flags.rule r on r.rule_id = b.rule_id and not r.miscalibrated
    )
select instance_id, rule_id, date_diff('day', contract_on, stands_on) as days
from alert
qualify row_number() over (
    partition by instance_id order by stands_on, weight desc, rule_id, contract_on, flag_id) = 1
"""

_SCHEMES = """
with
    best as (
        select instance_id, min(rank) as rank from judged_case where is_scheme group by 1
    ),
    seen as (select distinct instance_id from judged_alert)
select i.kind, i.skill, count(*) as instances, {found},
    count(b.rank) as in_queue,
    count(*) filter (b.rank is null and s.instance_id is not null) as seen_only,
    list(a.rule_id order by a.rule_id) filter (a.rule_id is not null) as first_rules,
    list(a.days order by a.days) filter (a.days is not null) as days
from instance i
left join best b using (instance_id)
left join seen s using (instance_id)
left join alert_stands a using (instance_id)
where i.is_scheme
group by i.kind, i.skill
order by i.kind, array_position(['naive', 'careful', 'gradual'], i.skill)
"""

_RULES = """
with
    judged as (
        select rule_id, kind,
            count(distinct flag_id) filter (is_scheme) as on_schemes,
            count(distinct instance_id) filter (is_scheme) as schemes,
            count(distinct flag_id) filter (not is_scheme) as on_lookalikes,
            count(distinct instance_id) filter (not is_scheme) as lookalikes
        from judged_alert group by 1, 2
    ),
    alerts as (
        select f.rule_id, f.kind, count(*) as n, any_value(j.on_schemes) as on_schemes,
            any_value(j.schemes) as schemes, any_value(j.on_lookalikes) as on_lookalikes,
            any_value(j.lookalikes) as lookalikes
        from flags.flag f left join judged j using (rule_id, kind) group by 1, 2
    ),
    absent as (
        select rule_id, sum(n)::bigint as n, map(list(missing order by missing), list(n order by missing)) as missing
        from flags.coverage where outcome = 'not_computable' group by 1
    )
select r.rule_id, r.title, r.miscalibrated, a.kind, a.n, a.on_schemes, a.schemes, a.on_lookalikes,
    a.lookalikes, r.computed, coalesce(b.n, 0), b.missing
from flags.rule r
left join alerts a using (rule_id)
left join absent b using (rule_id)
order by r.rule_id, a.kind
"""

_LOOKALIKES = """
with
    opened as (
        select instance_id, min(rank) as rank from judged_case where not is_scheme group by 1
    ),
    rule as (
        select i.kind, list(distinct w.rule_id order by w.rule_id) as rules
        from judged_case c join cases.weight w using (case_id) join instance i using (instance_id)
        where not c.is_scheme group by 1
    )
select i.kind, count(*), count(o.rank), min(o.rank), any_value(r.rules)
from instance i left join opened o using (instance_id) left join rule r on r.kind = i.kind
where not i.is_scheme group by i.kind order by i.kind
"""


def measure(
    con: duckdb.DuckDBPyConnection, truth_folder: Path, files: Files, id_key: str = DEFAULT_KEY
) -> Evaluation:
    """The figures of the snapshot in con; reads cases, flags, core and the truth folder.

    Leaves temporary tables in con.
    """
    truth.load(con, truth_folder, id_key)
    con.execute(_CASE)
    con.execute(_ALERT)
    contracts = _number(con, "select count(*) from core.contract")
    k = {label: max(1, contracts * 5 // 100) if label == DECIDING else int(label) for label in KS}
    con.execute(_STANDS, {"k": k[DECIDING]})
    planted = con.execute(
        """
        select count(distinct (p.instance_id, p.place)),
            count(distinct (p.instance_id, p.place)) filter (contract_id is not null),
            count(distinct contract_id)
        from planted_contract p join instance using (instance_id) where is_scheme
        """
    ).fetchone()
    assert planted is not None
    return Evaluation(
        contracts=contracts,
        k=k,
        planted_contracts=planted[0],
        planted_contracts_in_warehouse=planted[1],
        queue=_queue(con, k, contracts, planted[2]),
        schemes=_schemes(con, k),
        rules=_rules(con),
        lookalikes=[
            Lookalike(a, b, c, d, e or []) for a, b, c, d, e in con.execute(_LOOKALIKES).fetchall()
        ],
        files=files,
    )


def _queue(
    con: duckdb.DuckDBPyConnection, k: dict[str, int], contracts: int, scheme_contracts: int
) -> Queue:
    by_subject: dict[str, int] = dict(
        con.execute(
            "select subject_type, count(*) from cases.queue group by 1 order by 1"
        ).fetchall()
    )
    looked_at, on_schemes = {}, {}
    for label, size in k.items():
        looked_at[label] = _number(
            con,
            "select count(*) from cases.queue where rank <= $k and list_contains($types, subject_type)",
            {"k": size, "types": list(JUDGED)},
        )
        on_schemes[label] = _number(
            con,
            "select count(distinct case_id) from judged_case where is_scheme and rank <= $k",
            {"k": size},
        )
    precision = {label: share(on_schemes[label], looked_at[label]) for label in k}
    base = scheme_contracts / contracts if contracts else 0.0
    return Queue(
        cases=sum(by_subject.values()),
        by_subject=by_subject,
        not_judged=sum(n for subject, n in by_subject.items() if subject not in JUDGED),
        looked_at=looked_at,
        on_schemes=on_schemes,
        precision=precision,
        base_rate=share(scheme_contracts, contracts),
        lift={
            label: round(on_schemes[label] / looked_at[label] / base, 2)
            if base and looked_at[label]
            else None
            for label in k
        },
    )


def _schemes(con: duckdb.DuckDBPyConnection, k: dict[str, int]) -> list[Scheme]:
    found = ", ".join(f"count(*) filter (b.rank <= {size})" for size in k.values())
    schemes = []
    for row in con.execute(_SCHEMES.replace("{found}", found)).fetchall():
        kind, skill, instances, *rest = row
        in_queue, seen_only, rules, days = rest[len(k) :]
        schemes.append(
            Scheme(
                kind=kind,
                skill=skill,
                instances=instances,
                found=dict(zip(k, rest, strict=False)),
                in_queue=in_queue,
                seen_only=seen_only,
                first_rules={r: (rules or []).count(r) for r in sorted(set(rules or []))},
                days=days or [],
            )
        )
    return schemes


def _rules(con: duckdb.DuckDBPyConnection) -> list[RuleFigures]:
    none = Alerts(0, 0, None, 0, 0, 0)
    rules: dict[str, RuleFigures] = {}
    for row in con.execute(_RULES).fetchall():
        rule_id, title, miscalibrated, kind, n, hit, schemes, odd, lookalikes = row[:9]
        computed, not_computable, missing = row[9:]
        rule = rules.setdefault(
            rule_id,
            RuleFigures(
                rule_id, title, miscalibrated, none, none, computed, not_computable, missing or {}
            ),
        )
        if kind is None:
            continue
        alerts = Alerts(n, hit or 0, share(hit or 0, n), schemes or 0, odd or 0, lookalikes or 0)
        if kind == "flag":
            rule.flags = alerts
        else:
            rule.signals = alerts
    return list(rules.values())


def _number(
    con: duckdb.DuckDBPyConnection, sql: str, parameters: dict[str, Any] | None = None
) -> int:
    row = con.execute(sql, parameters or {}).fetchone()
    assert row is not None
    return int(row[0])
