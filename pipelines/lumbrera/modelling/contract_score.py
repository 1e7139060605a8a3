"""What the score of contracts is worth: the first of its order on simulated states, held against truth.

Positive is a contract that a planted scheme touches. A state's order is by
anomaly.contract_score.percentile; beside it stand the amount, the amount among the same peers (the
robust z of anomaly.contract_deviation) and chance. The engine has finished when the truth is read.
"""

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from lumbrera.normalise import DEFAULT_KEY

SHARES = (0.01, 0.05)
"""How much of the order is read."""
ORDERS = {
    "modelo": "s.percentile",
    "importe": "m.amount_mxn::double",
    "importe entre parecidos": "d.amount_mxn",
}
"""An order's name and what it sorts by, descending; ties are broken by a hash of the contract's id."""

Part = tuple[int, int]
"""How many of the contracts read belong to a scheme, and how many were read."""


@dataclass(frozen=True)
class Kind:
    """Instances of one kind and skill, and those with a contract in the first 5 % of the model's order."""

    kind: str
    skill: str
    instances: int
    found: int


@dataclass(frozen=True)
class State:
    """One state: its scored contracts, those of schemes, and what each order finds at each share."""

    contracts: int
    positives: int
    hits: dict[str, dict[float, Part]]
    kinds: tuple[Kind, ...]


def measure(con: duckdb.DuckDBPyConnection, truth_folder: Path, id_key: str = DEFAULT_KEY) -> State:
    """The figures of one snapshot against the truth beside it. Leaves temporary tables in con."""
    from lumbrera.evaluation import truth

    truth.load(con, truth_folder, id_key)
    places = ", ".join(
        f"row_number() over (order by coalesce({by}, 0) desc, md5(s.contract_id)) as place_{i}"
        for i, by in enumerate(ORDERS.values())
    )
    con.execute(f"""
        create or replace temp table judged_score as
        select s.contract_id, count(*) over () as n, {places},
               s.contract_id in (
                   select subject_id from subject where is_scheme and subject_type = 'contract'
               ) as is_scheme
        from anomaly.contract_score s
        join anomaly.contract_measure m using (contract_id)
        join anomaly.contract_deviation d using (contract_id)
    """)
    row = con.execute("select count(*), count(*) filter (is_scheme) from judged_score").fetchone()
    contracts, positives = row if row else (0, 0)
    hits: dict[str, dict[float, Part]] = {}
    for i, name in enumerate(ORDERS):
        hits[name] = {}
        for part in SHARES:
            found = con.execute(
                f"select count(*) filter (is_scheme), count(*) from judged_score where place_{i} <= $k",
                {"k": _first(part, contracts)},
            ).fetchone()
            hits[name][part] = (found[0], found[1]) if found else (0, 0)
    kinds = con.execute(
        """
        select i.kind, i.skill, count(distinct i.instance_id),
               count(distinct i.instance_id) filter (j.place_0 <= $k)
        from instance i
        left join subject u on u.instance_id = i.instance_id and u.subject_type = 'contract'
        left join judged_score j on j.contract_id = u.subject_id
        where i.is_scheme group by all order by all
        """,
        {"k": _first(SHARES[-1], contracts)},
    ).fetchall()
    return State(contracts, positives, hits, tuple(Kind(*k) for k in kinds))


def evaluate(folders: Sequence[Path]) -> list[State]:
    """Runs the main job on each simulated state and measures its scores.

    Raises UsageError for a folder that is no simulated state.
    """
    from lumbrera.evaluation.run import finished

    states = []
    for folder in folders:
        with finished(folder) as job:
            states.append(measure(job.con, job.truth, job.id_key))
    return states


def evaluate_seeds(seeds: Sequence[int], contracts: int) -> list[State]:
    """Simulates a state of so many contracts for each seed, and measures it."""
    from lumbrera.simulate import simulate

    states = []
    for seed in seeds:
        with tempfile.TemporaryDirectory(prefix="lumbrera-simulated-") as temporary:
            folder = Path(temporary) / "state"
            simulate(folder, contracts=contracts, seed=seed)
            states += evaluate([folder])
    return states


@dataclass(frozen=True)
class Pooled:
    """Of all states: contracts read and of schemes, over the sums, never a mean of ratios."""

    contracts: int
    positives: int
    hits: dict[str, dict[float, Part]]
    kinds: dict[tuple[str, str], Part]

    def precision(self, order: str, part: float) -> float | None:
        """Share of the contracts read that belong to a scheme; None when none was read."""
        found, read = self.hits[order][part]
        return found / read if read else None

    def lift(self, order: str, part: float) -> float | None:
        """Precision over the share of all contracts; None without positives or contracts."""
        precision = self.precision(order, part)
        if precision is None or not self.positives:
            return None
        return precision / (self.positives / self.contracts)


def pool(states: Sequence[State]) -> Pooled:
    """The states together."""
    hits = {
        order: {
            part: (
                sum(s.hits[order][part][0] for s in states),
                sum(s.hits[order][part][1] for s in states),
            )
            for part in SHARES
        }
        for order in ORDERS
    }
    kinds: dict[tuple[str, str], Part] = {}
    for state in states:
        for k in state.kinds:
            found, of = kinds.get((k.kind, k.skill), (0, 0))
            kinds[k.kind, k.skill] = (found + k.found, of + k.instances)
    return Pooled(
        sum(s.contracts for s in states), sum(s.positives for s in states), hits,
        dict(sorted(kinds.items())),
    )  # fmt: skip


def _first(part: float, contracts: int) -> int:
    """How many contracts that share of them is; at least one."""
    return max(1, int(contracts * part))
