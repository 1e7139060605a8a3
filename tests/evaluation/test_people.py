"""Who is who on a simulated state: no certain link is wrong, and next to no probable one."""

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from lumbrera import config, demo, normalise, warehouse
from lumbrera.evaluation.people import PeopleFigures, measure_people
from lumbrera.run import run
from lumbrera.simulate import simulate
from lumbrera.workspace import Workspace

pytestmark = pytest.mark.long


@pytest.fixture(scope="module")
def state(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[duckdb.DuckDBPyConnection, Path]]:
    root = tmp_path_factory.mktemp("people")
    state, data = root / "state", root / "data"
    simulate(state, contracts=1500, seed=11)
    demo.settle(state, data)
    published = state / "publicado"
    run([published / name for name in ("pdn", "padron", "personal", "comprasmx")], data)
    workspace = Workspace(data)
    settings = config.load(workspace.settings_file)
    with warehouse.connect(workspace.current, workspace, settings, read_only=True) as con:
        normalise.register(con)
        yield con, state / "truth"


@pytest.fixture(scope="module")
def figures(state: tuple[duckdb.DuckDBPyConnection, Path]) -> PeopleFigures:
    return measure_people(*state)


def test_no_certain_link_joins_two_people(figures: PeopleFigures) -> None:
    judged, wrong = figures.links["certain"]
    assert judged > 100
    assert wrong == 0
    assert figures.merged_wrong == 0


def test_at_most_one_probable_link_in_a_thousand_is_wrong(figures: PeopleFigures) -> None:
    judged, wrong = figures.links["probable"]
    assert judged > 1000
    assert wrong * 1000 <= judged
    assert figures.likely_wrong * 1000 <= figures.persons


def test_nearly_every_mention_can_be_judged(figures: PeopleFigures) -> None:
    assert figures.judged >= 0.99 * figures.mentions


def test_every_official_of_the_warehouse_is_among_the_mentions(
    state: tuple[duckdb.DuckDBPyConnection, Path],
) -> None:
    con, _ = state
    missing = con.execute("""
        select count(*), count(*) filter (official_id not in (
            select official_id from core.person_mention where official_id is not null))
        from core.official""").fetchone()
    assert missing is not None
    assert missing[0] > 500 and missing[1] == 0


def test_links_and_their_ends_are_in_the_tables_they_name(
    state: tuple[duckdb.DuckDBPyConnection, Path],
) -> None:
    con, _ = state
    astray = con.execute("""
        select
            (select count(*) from core.person_link l where profile_a >= profile_b),
            (select count(*) from core.person_link l where profile_a not in (select profile_id from core.person_mention)
                or person_b not in (select person_id from core.person)),
            (select count(*) from core.official_firm_link u, unnest(u.source_ids) s(id)
             where s.id not in (select record_id from core.source_row)),
            (select count(*) from core.kinship k, unnest(k.source_ids) s(id)
             where s.id not in (select record_id from core.source_row)),
            (select count(*) from core.kinship where certainty <> 'candidate' or basis <> 'surnames' or p_chance not between 0 and 1)
    """).fetchone()  # fmt: skip
    assert astray == (0, 0, 0, 0, 0)
