"""What all tests share: real data, an empty warehouse, examples of properties, when the long run."""

import os
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest
from filelock import FileLock
from hypothesis import HealthCheck, settings

from tests.examples import examples

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared" / "data"

# No test of a property fails because the machine is slow, or in one run and not in the next.
settings.register_profile(
    "tests",
    deadline=None,
    derandomize=True,
    max_examples=examples(100),
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("tests")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if os.environ.get("CI") == "true" or config.getoption("-m"):
        return
    skip = pytest.mark.skip(reason="long test: set CI=true to run it")
    for item in items:
        if "long" in item.keywords:
            item.add_marker(skip)


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real published files beside the checkout; skips where there is none."""
    if not SHARED.is_dir():
        pytest.skip("the real data (../shared/data) is not beside this checkout")
    return SHARED


@pytest.fixture(scope="session")
def blank_warehouse(
    tmp_path_factory: pytest.TempPathFactory, worker_id: str
) -> Callable[[], duckdb.DuckDBPyConnection]:
    """Opens an empty warehouse (ruleset.blank) of one's own, in memory. It is built once for all
    workers and copied for each: a build takes seconds, a copy a quarter of one."""
    from lumbrera import normalise
    from lumbrera.ruleset import blank

    base = tmp_path_factory.getbasetemp()
    built = (base if worker_id == "master" else base.parent) / "blank.duckdb"
    with FileLock(f"{built}.lock"):
        if not built.exists():
            unfinished = built.with_suffix(".unfinished")
            with blank.empty_warehouse() as con:
                con.execute(f"attach '{unfinished}' as built; copy from database memory to built")
                con.execute("detach built")
            unfinished.replace(built)

    def opened() -> duckdb.DuckDBPyConnection:
        con = duckdb.connect()
        normalise.register(con, normalise.DEFAULT_KEY)
        con.execute(f"attach '{built}' as built (read_only); copy from database built to memory")
        con.execute("detach built")
        return con

    return opened
