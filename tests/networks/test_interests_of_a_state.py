"""The rules on interests over a small state half of whose contracts belong to schemes."""

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from lumbrera import demo
from lumbrera.evaluation import truth
from lumbrera.run import run
from lumbrera.simulate import simulate

pytestmark = pytest.mark.long


@pytest.fixture(scope="module")
def state(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    """The warehouse of the state, with the tables `instance` and `subject` of its truth."""
    root: Path = tmp_path_factory.mktemp("interests")
    summary = simulate(root / "state", contracts=900, years=2, seed=5, prevalence=0.5)
    demo.settle(root / "state", root / "data")
    run([root / "state" / "publicado"], root / "data")
    with duckdb.connect(str(root / "data" / "current.duckdb"), read_only=True) as con:
        truth.load(con, summary.truth)
        yield con


FOUND = """
select i.kind, count(distinct i.instance_id), count(distinct f.flag_id),
       count(distinct i.instance_id) filter (f.flag_id is not null)
from instance i
left join subject s using (instance_id)
left join flags.flag f on f.subject_type = s.subject_type and f.subject_id = s.subject_id
    and f.kind in (select unnest($outcomes)) and f.rule_id in (select unnest($rules))
where i.kind in (select unnest($kinds))
group by i.kind
"""


def found(
    con: duckdb.DuckDBPyConnection,
    kinds: list[str],
    rules: list[str],
    outcomes: list[str] | None = None,
) -> dict[str, tuple[int, int, int]]:
    """kind → (instances, flags of the rules on them, instances with such a flag); outcomes: flag, signal."""
    rows = con.execute(
        FOUND, {"kinds": kinds, "rules": rules, "outcomes": outcomes or ["flag"]}
    ).fetchall()
    return {kind: (n, flags, hit) for kind, n, flags, hit in rows}


def test_every_declared_interest_that_sells_to_its_own_body_is_flagged(
    state: duckdb.DuckDBPyConnection,
) -> None:
    instances, _, hit = found(state, ["front_declared"], ["N1"])["front_declared"]
    assert instances >= 3
    assert hit == instances


def test_who_only_has_the_name_or_is_nobody_to_them_opens_nothing(
    state: duckdb.DuckDBPyConnection,
) -> None:
    rules = [f"N{i}" for i in range(1, 15)] + ["N12D"]
    kinds = ["homonyms_small_town", "siblings_unrelated_bodies", "recused_official"]
    told = found(state, kinds, rules)
    assert set(told) == set(kinds)
    assert all(flags == 0 for _, flags, _ in told.values()), told


def test_no_interest_that_a_register_shows_passes_unseen(
    state: duckdb.DuckDBPyConnection,
) -> None:
    """Where only the name ties the two, the most that is said is a signal."""
    instances, _, hit = found(state, ["front_undeclared"], ["N14"], ["flag", "signal"])[
        "front_undeclared"
    ]
    assert instances >= 3
    assert hit == instances
