"""Citizens see what is certain, verified and public, and nobody's name."""

from pathlib import Path

import duckdb
import pytest
from lumbrera.committee import build
from lumbrera.errors import LumbreraError
from lumbrera.workspace import Workspace


def _all_text(con: duckdb.DuckDBPyConnection) -> str:
    tables = [t for (t,) in con.execute("show tables").fetchall()]
    return "\n".join(str(con.execute(f"from {t}").fetchall()) for t in tables)


def test_only_certain_public_flags_on_verified_law_that_nobody_suppressed_are_seen(
    citizens: duckdb.DuckDBPyConnection,
) -> None:
    seen = {f for (f,) in citizens.execute("select flag_id from alert").fetchall()}
    assert seen == {f"F00000000000{c}" for c in "1789a"}


def test_no_natural_person_is_named_not_even_by_a_title_or_a_key_within_it(
    citizens: duckdb.DuckDBPyConnection,
) -> None:
    text = _all_text(citizens)
    for personal in ("ROSA", "VERTIZ", "VECR800101AB9", "JUAN POSIBLE"):
        assert personal not in text
    suppliers = dict(citizens.execute("select contract_id, supplier from contract").fetchall())
    assert suppliers["C2"] == "una persona física"
    assert suppliers["C8"] == "un proveedor sin identificar"
    titles = dict(citizens.execute("select contract_id, title from contract").fetchall())
    assert titles["C2"] == "Un contrato cuyo título nombra a una persona"
    assert titles["C3"] == "PAVIMENTACION DE CALLE («clave personal omitida»)"


def test_nothing_of_the_reviews_reaches_the_file(citizens: duckdb.DuckDBPyConnection) -> None:
    assert "NOTA DE QUIEN REVISA" not in _all_text(citizens)


def test_an_alert_about_a_contract_no_longer_published_still_asks_its_buyer(
    citizens: duckdb.DuckDBPyConnection,
) -> None:
    buyers = citizens.execute(
        "select buyer_id from alert_buyer where flag_id = 'F00000000000a'"
    ).fetchall()
    assert buyers == [("B1",)]
    assert citizens.execute("from contract where contract_id = 'C7'").fetchall() == []


def test_search_engines_are_kept_from_alerts_about_who_is_or_may_be_a_person(
    citizens: duckdb.DuckDBPyConnection,
) -> None:
    assert citizens.execute("from alert_person").fetchall() == [("F000000000008",)]


def test_the_file_is_made_anew_only_when_the_snapshot_changed(data: Path, view: Path) -> None:
    before = view.stat().st_mtime_ns
    assert build(Workspace(data)) == view
    assert view.stat().st_mtime_ns == before
    with duckdb.connect(str(data / "current.duckdb")) as con:
        con.execute("update meta.run set run_digest = 'digest-2'")
    assert build(Workspace(data)).stat().st_mtime_ns > before


def test_without_a_snapshot_the_command_to_run_is_told(tmp_path: Path) -> None:
    with pytest.raises(LumbreraError, match="lumbrera run"):
        build(Workspace(tmp_path))
