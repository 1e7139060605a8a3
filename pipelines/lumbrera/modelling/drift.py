"""What changed in the models' inputs and scores since the last snapshot.

meta.drift(measure, n_before, n_now, median_before, median_now, stability_index, warns): one row per
measure of anomaly.contract_measure and one for the score. The index is the population stability
index over the deciles of the last snapshot, each share with one part in ten thousand added so that an
empty decile is no infinity; from 0.25 the measure has shifted (the usual rule of credit scoring;
Siddiqi 2006) and rules and scores that compare with peers deserve a second look.
"""

import duckdb

SHIFTED = 0.25
FEWEST = 200
"""Below this many values on either side an index says nothing, and none is given."""

_MEASURES = (
    "amount_mxn", "unit_price_times", "decision_days", "signature_days", "duration_days", "unit_share", "pair_share",
    "earlier_with_unit", "known_days",
)  # fmt: skip
_SCORE = "isolation_raw"

_TABLE = """
create or replace table meta.drift (measure varchar, n_before bigint, n_now bigint,
    median_before double, median_now double, stability_index double, warns boolean)
"""

_ROW = """
insert into meta.drift
with before as (select cast({column} as double) as x from {before} where {column} is not null),
now as (select cast({column} as double) as x from {now} where {column} is not null),
cut as (select list_distinct(quantile_cont(x, [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9])) as at from before),
placed as (
    select 'before' as side, len(list_filter(cut.at, lambda c: before.x > c)) as bin from before, cut
    union all
    select 'now', len(list_filter(cut.at, lambda c: now.x > c)) from now, cut
),
share as (
    select bin, count(*) filter (side = 'before') / nullif((select count(*) from before), 0) + 0.0001 as p,
           count(*) filter (side = 'now') / nullif((select count(*) from now), 0) + 0.0001 as q
    from placed group by bin
),
counted as (
    select (select count(*) from before) as n_before, (select count(*) from now) as n_now,
           (select median(x) from before) as median_before, (select median(x) from now) as median_now,
           (select sum((q - p) * ln(q / p)) from share) as found
)
select '{measure}', n_before, n_now, median_before, median_now,
       case when least(n_before, n_now) >= {fewest} then found end,
       coalesce(least(n_before, n_now) >= {fewest} and found >= {shifted}, false)
from counted
"""


def write_drift(con: duckdb.DuckDBPyConnection, previous: str | None) -> None:
    """Create meta.drift from the snapshot in con and the attached one; empty without one."""
    con.execute(_TABLE)
    if previous is None:
        return
    # A snapshot of an earlier version may lack a measure.
    known = set(
        con.execute(
            "select table_name, column_name from duckdb_columns() "
            "where database_name = ? and schema_name = 'anomaly'",
            [previous],
        ).fetchall()
    )
    shared = [m for m in _MEASURES if ("contract_measure", m) in known]
    # A view: each side is computed once, for all of its columns.
    if shared:
        for side, measures in (("before", f"{previous}.anomaly"), ("now", "anomaly")):
            con.execute(
                f"create or replace temp table measured_{side} as "
                f"select {', '.join(shared)} from {measures}.contract_measure"
            )
    compared = [(m, "measured_before", "measured_now", m) for m in shared]
    if ("contract_score", _SCORE) in known:
        scores = "anomaly.contract_score"
        compared.append((_SCORE, f"{previous}.{scores}", scores, "score"))
    for column, before, now, measure in compared:
        con.execute(
            _ROW.format(
                column=column, before=before, now=now, measure=measure,
                fewest=FEWEST, shifted=SHIFTED,
            )
        )  # fmt: skip
    con.execute("drop table if exists measured_before; drop table if exists measured_now")
