"""How unlike its peers a contract is: two detectors over the same robust distances, by rank.

anomaly.contract_deviation: one row per contract of anomaly.contract_measure, with a robust z per
measure, (log x - median) / max(1.4826 MAD, 0.1), of its peers' logs (Iglewicz and Hoaglin 1993);
null where the contract or fewer than twenty peers have the measure, and 0 on the side of the peers
that is not worth telling (_measures.Measure.side).

anomaly.contract_score: contract_id, peer_group, n_peers, isolation_raw (the forest's own score, which
can be compared between snapshots), isolation (Liu, Ting and Zhou 2008) and distance (Mahalanobis from a minimum covariance determinant, Rousseeuw 1999), each the share of
contracts that are no more unusual, percentile (the mean of the two, ranked again), and reasons: up
to three strings in Spanish, the measures farthest from the peers with their numbers.

Nothing is learnt from labels, and the same contracts give the same scores. Empty where
scikit-learn is not installed; beyond the number of contracts that meta.model_setting allows both are,
since the deviations are for the scores.
"""

import duckdb
from lumbrera.content.models.anomaly._measures import MEASURES, NAMED

READS = ["anomaly.contract_measure", "core.contract", "meta.model_setting"]
WRITES = ["anomaly.contract_deviation", "anomaly.contract_score"]

TRAINED_ON = 100_000
"""Contracts the detectors are fitted to, drawn by a hash of their ids."""
SHAPED_ON = 5_000
"""Contracts the covariance is estimated from: it needs no more, and costs most."""
CHUNK = 100_000
TOLD_AT_ONCE = 500_000
"""Contracts whose reasons are put in words at a time: lists of texts are held in memory whole."""
FARTHEST = 10.0
"""Beyond this many spreads a distance counts as this many: one wild value is not all that counts."""
TOLD_FROM = 1.0
"""Spreads from the peers' median below which a measure is no reason."""
FEWEST = 200
"""With fewer contracts than this nothing can be called usual."""


def model(con: duckdb.DuckDBPyConnection) -> None:
    """Builds both tables."""
    # Each current contract with an amount is measured; counting the measures would compute them.
    row = con.execute("""
        select count(*), any_value(s.score_up_to)
        from core.contract, meta.model_setting s where is_current and amount_mxn > 0
    """).fetchone()
    n, most = row if row else (0, 0)
    is_within = bool(n) and n <= most
    con.execute(
        "create or replace temp table measured_contract as from anomaly.contract_measure"
        + ("" if is_within else " limit 0")
    )
    con.execute(_deviation())
    con.execute("""
        create or replace table anomaly.contract_score (contract_id varchar, peer_group varchar,
            n_peers bigint, isolation_raw double, isolation double, distance double, percentile double,
            reasons varchar[])
    """)
    if is_within and n >= FEWEST and _can_learn():
        _score(con)
        con.execute(_RANKED)
        parts = 1 + n // TOLD_AT_ONCE
        for part in range(parts):
            con.execute(_scores(part, parts))
        con.execute("drop table temp.contract_raw_score")
        con.execute("drop table temp.contract_rank")
    con.execute("drop table temp.measured_contract")


def _can_learn() -> bool:
    try:
        import sklearn  # noqa: F401
    except ImportError:
        return False
    return True


def _deviation() -> str:
    """SQL: the robust z of each measure, wide."""
    logs = ", ".join(f"ln({m.name} + {m.offset}) as log_{m.name}" for m in MEASURES)
    spread = ", ".join(
        f"median(log_{m.name}) as centre_{m.name}, mad(log_{m.name}) as spread_{m.name}, "
        f"median({m.name}) as median_{m.name}, count({m.name}) as n_{m.name}"
        for m in MEASURES
    )
    sided = {"high": "greatest({}, 0)", "low": "least({}, 0)", "both": "{}"}
    z = ", ".join(
        f"case when n_{m.name} >= 20 and log_{m.name} is not null then "
        + sided[m.side].format(
            f"(log_{m.name} - centre_{m.name}) / greatest(1.4826 * spread_{m.name}, 0.1)"
        )
        + f" end as {m.name}"
        for m in MEASURES
    )
    return f"""
        create or replace table anomaly.contract_deviation as
        with logged as (select *, {logs} from measured_contract),
        peers as (select peer_group, {spread} from logged group by peer_group)
        select contract_id, {z} from logged join peers using (peer_group)
    """


def _score(con: duckdb.DuckDBPyConnection) -> None:
    """Create temp.contract_raw_score (contract_id, isolation_raw, distance_raw): more is stranger."""
    from concurrent.futures import ThreadPoolExecutor

    import numpy as np
    from lumbrera import lean
    from sklearn.covariance import MinCovDet
    from sklearn.ensemble import IsolationForest

    pa = lean.pyarrow()
    columns = ", ".join(
        f"greatest(least(coalesce({m.name}, 0), {FARTHEST}), -{FARTHEST})::real as {m.name}"
        for m in MEASURES
    )

    def matrix(cursor: duckdb.DuckDBPyConnection) -> "np.ndarray":
        found = cursor.fetchnumpy()
        return np.column_stack([found[m.name] for m in MEASURES])

    sample = matrix(
        con.execute(f"""
            select {columns} from anomaly.contract_deviation
            order by md5(contract_id), contract_id limit {TRAINED_ON}
        """)
    )
    forest = IsolationForest(n_estimators=100, max_samples=256, random_state=0, n_jobs=1)
    forest.fit(sample)
    # Values that repeat to the digit leave the determinant at zero; a hair of noise does not
    # change a distance that anybody would notice.
    shaped = sample[:SHAPED_ON].astype(np.float64)
    shaped += np.random.RandomState(0).normal(0, 1e-3, shaped.shape)
    shape = MinCovDet(random_state=0).fit(shaped)
    # Most contracts stand at zero in most measures, and the half that varies least does not vary at all in
    # those: each measure is taken to vary by one spread of the peers more, or any trace would be far.
    closeness = np.linalg.inv(shape.covariance_ + np.eye(len(MEASURES)))
    table = con.execute(
        f"select contract_id, {columns} from anomaly.contract_deviation order by contract_id"
    ).to_arrow_table()
    ids = table["contract_id"]
    rows = np.column_stack([table[m.name].to_numpy() for m in MEASURES])
    del table

    def raw(start: int) -> "tuple[np.ndarray, np.ndarray]":
        part = rows[start : start + CHUNK]
        off = part - shape.location_
        return -forest.score_samples(part), np.einsum(
            "ij,jk,ik->i", off, closeness, off, optimize=True
        )

    # Two threads, each with rows of its own: what a row gets does not depend on the others.
    with ThreadPoolExecutor(2) as pool:
        scored = list(pool.map(raw, range(0, len(rows), CHUNK)))
    con.register(
        "scored_rows",
        pa.table(
            {
                "contract_id": ids,
                "isolation_raw": np.concatenate([s[0] for s in scored]),
                "distance_raw": np.concatenate([s[1] for s in scored]),
            }
        ),
    )
    con.execute("create or replace temp table contract_raw_score as select * from scored_rows")
    con.unregister("scored_rows")


_RANKED = """
create or replace temp table contract_rank as
with ranked as (
    select contract_id, isolation_raw,
           cume_dist() over (order by round(isolation_raw, 9)) as isolation,
           cume_dist() over (order by round(distance_raw, 6)) as distance
    from contract_raw_score
)
select *, cume_dist() over (order by isolation + distance) as percentile from ranked
"""


def _scores(part: int, parts: int) -> str:
    """SQL: of one part of the contracts the ranks, and the three measures farthest from the peers in words."""
    of_part = f"where hash(contract_id) % {parts} = {part}"
    beside = ", ".join(
        f"{{'far': abs(d.{m.name}), 'measure': '{m.name}', 'value': cast(m.{m.name} as double), "
        f"'peer_median': cast(p.median_{m.name} as double), 'n': cast(p.n_{m.name} as double)}}"
        for m in MEASURES
    )
    medians = ", ".join(
        f"median({m.name}) as median_{m.name}, count({m.name}) as n_{m.name}" for m in MEASURES
    )
    words = " ".join(f"when '{m.name}' then {m.says}" for m in MEASURES)
    return f"""
        insert into anomaly.contract_score
        with peers as (
            select peer_group, {medians} from measured_contract group by peer_group
        ),
        measured as (from measured_contract {of_part}),
        deviating as (from anomaly.contract_deviation {of_part}),
        ranked as (from contract_rank {of_part}),
        farthest as (
            select m.contract_id, {", ".join(f"m.{column}" for column in NAMED)},
                   list_sort(list_filter([{beside}], lambda r: r.far >= {TOLD_FROM}), 'DESC')[1:3] as measures
            from measured m
            join deviating d using (contract_id)
            join peers p using (peer_group)
        ),
        one as (
            select *, value / nullif(peer_median, 0) as ratio
            from (select * exclude (measures), unnest(measures, recursive := true) from farthest)
        ),
        told as (
            select contract_id, list(case measure {words} end order by far desc, measure) as reasons
            from one group by contract_id
        )
        select m.contract_id, m.peer_group, m.n_peers, isolation_raw, isolation, distance,
               percentile, coalesce(told.reasons, []) as reasons
        from measured m
        join ranked using (contract_id)
        left join told using (contract_id)
        order by m.contract_id
    """
