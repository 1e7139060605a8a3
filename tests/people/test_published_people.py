"""People of the PDN as published: SESNA's synthetic systems join by key; same names of 2022 do not."""

import csv
import datetime as dt
import unicodedata
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest
from lumbrera import normalise, warehouse
from lumbrera.build.models import upstream
from lumbrera.build.runner import materialise
from lumbrera.config import Settings
from lumbrera.ingest import Ingestion
from lumbrera.workspace import Workspace
from stdnum.mx import curp

from tests import shipped

pytestmark = pytest.mark.long

Resolved = Callable[[str], duckdb.DuckDBPyConnection]


@pytest.fixture(scope="module")
def resolved(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Resolved:
    """core.person and all it reads, of one folder of PDN files."""

    def of(folder: str) -> duckdb.DuckDBPyConnection:
        workspace = Workspace(tmp_path_factory.mktemp(folder))
        workspace.prepare()
        con = duckdb.connect()
        normalise.register(con)
        seen = Ingestion(workspace, con, Settings()).run(
            [shared_data / "pdn" / folder], lambda *_: None
        )
        loaded = [r for r in seen.seen if r.is_loaded()]
        assert loaded and len(loaded) == len(seen.seen)
        warehouse.create_staged_views(con, workspace, loaded)
        warehouse.write_settings(con, Settings(), dt.date(2026, 1, 1))
        con.execute("create schema reference; create schema core; create schema ingest")
        con.execute("create table meta.run as select date '2026-01-01' as as_of")
        for model in upstream(shipped.models(), ["core.person"]):
            materialise(con, model)
        return con

    return of


def plain(*parts: str) -> str:
    text = unicodedata.normalize("NFKD", " ".join(parts).upper().replace("Ñ", "N"))
    return " ".join("".join(c for c in text if c.isalpha() or c == " ").split())


def names_in(path: Path) -> set[str]:
    with path.open(encoding="utf-8", newline="") as file:
        return {
            plain(r["Nombre"], r["Apellido"], r["Segundo apellido"])
            for r in csv.DictReader(file, delimiter="\t")
        }


def test_the_same_names_of_2022_are_candidates_with_their_chance_and_nothing_more(
    resolved: Resolved, shared_data: Path
) -> None:
    con = resolved("real_2022")
    folder = shared_data / "pdn" / "real_2022"
    shared = names_in(folder / "s2_puestos_fun.tsv") & names_in(
        folder / "s3_servidores_sanciones.tsv"
    )
    found = con.execute("""
        with said as (select distinct profile_id, system, given_name, first_surname, second_surname from core.person_mention)
        select a.given_name, a.first_surname, a.second_surname, l.certainty, l.basis, l.expected_by_chance
        from core.person_link l
        join said a on a.profile_id = l.profile_a join said b on b.profile_id = l.profile_b
        where a.system <> b.system and list_contains(l.basis, 'name')""").fetchall()  # fmt: skip
    assert shared
    assert {plain(*row[:3]) for row in found} == shared
    for _, _, _, certainty, basis, expected in found:
        assert (certainty, basis) == ("candidate", ["name"])
        # Some hundredths of a person of that name at most among 7,600: rare, and yet no proof.
        assert 0 < expected < 0.05
    people = con.execute(
        "select count(*) from (select likely_id from core.person_mention group by 1 having count(distinct system) > 1)"
    ).fetchone()
    assert people == (0,)


def test_synthetic_declarations_posts_and_sanctions_join_by_key(resolved: Resolved) -> None:
    con = resolved("synthetic_sesna_2021")
    holders: dict[str, set[tuple[str, str, str]]] = defaultdict(set)
    for key, *holder in con.execute(
        "select curp, system, person_id, likely_id from core.person_mention where curp is not null"
    ).fetchall():
        holders[key].add(tuple(holder))
    shared = {k: v for k, v in holders.items() if len({system for system, _, _ in v}) > 1}
    valid = {k for k in shared if curp.is_valid(k)}
    assert len(shared) > 300 and len(valid) > 10
    apart = {k for k in valid if len({person for _, person, _ in shared[k]}) > 1}
    assert not apart
    # Where the check digit does not fit, the link is to be verified; not one in a hundred is less.
    unsure = {k for k in shared if len({likely for _, _, likely in shared[k]}) > 1}
    assert len(unsure) * 100 <= len(shared)
    pairs = {
        frozenset(pair)
        for v in shared.values()
        for pair in {(a, b) for a, _, _ in v for b, _, _ in v if a < b}
    }
    assert pairs == {frozenset(p) for p in (("S1", "S2"), ("S1", "S3"), ("S2", "S3"))}
    false_certain = con.execute("""
        select count(*) from (
            select person_id from core.person_mention where curp is not null
            group by 1 having count(distinct curp) > 1)""").fetchone()
    assert false_certain == (0,)
