"""What unit prices find that amounts do not: the intervals, and planted overpricing, held against truth.

Read beside the amount model (anomaly.price_expectation) and the plainest order of all, the unit price
over the median of purchases alike.
"""

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from lumbrera.normalise import DEFAULT_KEY

NOMINAL = 0.9
SHARES = (0.01, 0.05)
SKILLS = ("naive", "careful", "gradual")
KIND = "overpricing"
ORDERS = {
    "precio unitario": "u.above",
    "veces la mediana": "u.times",
    "importe": "e.above",
}
"""An order's name and what it sorts by, descending, those without last; ties by a hash of the id."""

Part = tuple[int, int]


@dataclass(frozen=True)
class Intervals:
    """Items with a unit price; compared: those with purchases alike; covered, below, above: shares of
    those with an interval; width: the median of its high end over its low; off: the median factor
    between the price and the expected one; off_median: between it and the median of its group."""

    items: int
    compared: int
    with_interval: int
    covered: float | None
    below: float | None
    above: float | None
    width: float | None
    off: float | None
    off_median: float | None


@dataclass(frozen=True)
class State:
    """One simulated state. comparable: contracts with a compared item, and how many of them are of an
    overpricing scheme; hits: of so many read, by order and share; skills: instances with a contract
    signalled by a rule, by rule and skill; signals: by rule, on contracts of such a scheme and all."""

    intervals: Intervals
    comparable: int
    positives: int
    hits: dict[str, dict[float, Part]]
    skills: dict[str, dict[str, Part]]
    signals: dict[str, Part]


def intervals(con: duckdb.DuckDBPyConnection) -> Intervals:
    """The figures of anomaly.unit_price in a snapshot."""
    row = con.execute("""
        select (select count(*) from core.contract_item where unit_price > 0), count(*),
               count(expected_high),
               avg((unit_price between expected_low and expected_high)::int) filter (expected_high is not null),
               avg((unit_price < expected_low)::int), avg((unit_price > expected_high)::int),
               median(expected_high / nullif(expected_low, 0)::double),
               exp(median(abs(ln(unit_price / nullif(expected_price, 0)::double)))),
               exp(median(abs(ln(times))) filter (expected_high is not null))
        from anomaly.unit_price
    """).fetchone()
    assert row is not None
    return Intervals(*row)


def measure(con: duckdb.DuckDBPyConnection, truth_folder: Path, id_key: str = DEFAULT_KEY) -> State:
    """The figures of one snapshot against the truth beside it. Leaves temporary tables in con."""
    from lumbrera.evaluation import truth

    truth.load(con, truth_folder, id_key)
    places = ", ".join(
        f"row_number() over (order by {by} desc nulls last, md5(contract_id)) as place_{i}"
        for i, by in enumerate(ORDERS.values())
    )
    con.execute(f"""
        create or replace temp table judged_price as
        with u as (
            select contract_id, max(unit_price / expected_high::double) as above, max(times) as times
            from anomaly.unit_price where expected_high > 0 group by contract_id
        ),
        e as (
            select contract_id, amount_mxn / expected_high_mxn as above
            from anomaly.price_expectation join core.contract using (contract_id)
        ),
        planted as (
            select distinct subject_id as contract_id from subject join instance using (instance_id)
            where subject_type = 'contract' and kind = '{KIND}'
        )
        select contract_id, contract_id in (select contract_id from planted) as is_scheme, {places}
        from u left join e using (contract_id)
    """)
    row = con.execute("select count(*), count(*) filter (is_scheme) from judged_price").fetchone()
    comparable, positives = row if row else (0, 0)
    hits: dict[str, dict[float, Part]] = {}
    for i, name in enumerate(ORDERS):
        hits[name] = {}
        for part in SHARES:
            found = con.execute(
                f"select count(*) filter (is_scheme), count(*) from judged_price where place_{i} <= $k",
                {"k": max(1, int(comparable * part))},
            ).fetchone()
            hits[name][part] = (found[0], found[1]) if found else (0, 0)
    skills: dict[str, dict[str, Part]] = {}
    signals: dict[str, Part] = {}
    for rule in ("V13U", "V13", "V1"):
        rows = con.execute(
            """
            with hit as (select distinct subject_id from flags.flag where rule_id = $rule)
            select i.skill, count(distinct i.instance_id) filter (h.subject_id is not null), count(distinct i.instance_id)
            from instance i
            left join subject s on s.instance_id = i.instance_id and s.subject_type = 'contract'
            left join hit h on h.subject_id = s.subject_id
            where i.kind = $kind group by 1""",
            {"rule": rule, "kind": KIND},
        ).fetchall()
        skills[rule] = {skill: (found, of) for skill, found, of in rows}
        told = con.execute(
            """
            select count(distinct f.subject_id) filter (i.kind = $kind), count(distinct f.subject_id)
            from flags.flag f
            left join subject s on s.subject_id = f.subject_id and s.subject_type = 'contract'
            left join instance i using (instance_id)
            where f.rule_id = $rule""",
            {"rule": rule, "kind": KIND},
        ).fetchone()
        signals[rule] = (told[0], told[1]) if told else (0, 0)
    return State(intervals(con), comparable, positives, hits, skills, signals)


def evaluate_seeds(seeds: Sequence[int], contracts: int, prevalence: float) -> list[State]:
    """Simulates a state for each seed, runs the main job on it and measures it."""
    from lumbrera.evaluation.run import finished
    from lumbrera.simulate import simulate

    states = []
    for seed in seeds:
        with tempfile.TemporaryDirectory(prefix="lumbrera-simulated-") as temporary:
            folder = Path(temporary) / "state"
            simulate(folder, contracts=contracts, seed=seed, prevalence=prevalence)
            with finished(folder) as job:
                states.append(measure(job.con, job.truth, job.id_key))
    return states
