"""lumbrera links: what a person decides is written down and holds in the next run."""

import shutil
from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner
from lumbrera.cli.links import command
from lumbrera.run import analyse, run
from lumbrera.simulate import simulate

pytestmark = pytest.mark.long


def certainty(data: Path, link: str) -> tuple[object, ...]:
    with duckdb.connect(str(data / "current.duckdb"), read_only=True) as con:
        row = con.execute(
            "select certainty, is_confirmed, is_rejected, decided_by from core.person_link where link_id = ?",
            [link],
        ).fetchone()
    assert row is not None
    return row


def test_a_rejected_and_a_confirmed_link_stay_so_in_later_runs(tmp_path: Path) -> None:
    state, data = tmp_path / "state", tmp_path / "data"
    simulate(state, contracts=300, seed=5)
    published = state / "publicado"
    shutil.rmtree(published / "sipot")
    run([published / name for name in ("pdn/s1", "pdn/s2", "personal", "padron")], data)
    with duckdb.connect(str(data / "current.duckdb"), read_only=True) as con:
        (probable,), (other,) = con.execute(
            "select link_id from core.person_link where certainty = 'probable' order by link_id limit 2"
        ).fetchall()
    runner = CliRunner()
    said = ["--who", "Contraloría", "--reason", "Acta", "--data", str(data)]
    for what, link in (("reject", probable), ("confirm", other)):
        done = runner.invoke(command, [what, link, *said], standalone_mode=False)
        assert done.exception is None, done.output
    assert certainty(data, probable) == ("probable", False, False, None)  # until the next run
    assert analyse(data).is_new
    assert certainty(data, probable) == ("candidate", False, True, "Contraloría")
    assert certainty(data, other) == ("certain", True, False, "Contraloría")
    listed = runner.invoke(
        command, ["list", "--decided", "--data", str(data)], standalone_mode=False
    )
    assert probable in listed.output and "rechazado por Contraloría" in listed.output.replace(
        "\n", " "
    )
    unknown = runner.invoke(command, ["confirm", "Lffffffffffffffff", *said], standalone_mode=False)
    assert "is no link of the current snapshot" in str(unknown.exception)
