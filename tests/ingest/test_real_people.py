"""SESNA's synthetic PDN, the PDN listings of 2022 and ownership statements: every record counted,
and the three systems join by RFC and by CURP as a slow count over the JSON says."""

import csv
import json
import zipfile
from collections.abc import Callable
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from lumbrera.ingest.record import FileRecord

pytestmark = pytest.mark.long

# member: source, layout, read, loaded, quarantined, duplicate (copies of a record but for its _id;
# days that no calendar has, such as 2010-04-31)
KNOWN = {
    "part1.json.zip/part1.json": ("pdn_s1", "s1_v2", 5000, 5000, 0, 0),
    "SistemaS2.zip/SistemaS2.json": ("pdn_s2", "s2_v1", 4927, 2464, 0, 2463),
    "Sistema3Servidores.zip/Sistema3Servidores.json": ("pdn_s3", "officials_v1", 925, 784, 141, 0),
    "s2_puestos_fun.tsv": ("pdn_s2", "s2_flat_2022", 8102, 8094, 0, 8),
    "s3_servidores_sanciones.tsv": ("pdn_s3", "flat_2022", 406, 406, 0, 0),
}


@pytest.fixture(scope="module")
def real(shared_data: Path, reading_for_all: Callable) -> Any:
    reading = reading_for_all()
    pdn = shared_data / "pdn"
    result = reading.read(pdn / "synthetic_sesna_2021", pdn / "real_2022")
    return reading, {r.name: r for r in result.seen}


def records(folder: Path, archive: str) -> list[dict[str, Any]]:
    with zipfile.ZipFile(folder / archive) as held:
        found: list[dict[str, Any]] = json.loads(held.read(held.namelist()[0]))
    return found


@pytest.mark.parametrize("name", KNOWN)
def test_every_record_loads_or_is_set_aside_with_its_reason(real, name: str) -> None:
    reading, seen = real
    r: FileRecord = seen[name]
    assert (
        r.source, r.layout, r.rows_read, r.rows_loaded, r.rows_quarantined, r.rows_duplicate
    ) == KNOWN[name]  # fmt: skip
    assert (r.columns_unknown, r.columns_missing) == ([], [])
    aside = reading.aside(r)
    assert len(aside) == r.rows_quarantined
    assert all("no es una fecha" in reason for _, reason in aside)


def test_a_slow_count_of_copies_and_of_impossible_days_agrees(shared_data: Path) -> None:
    import datetime as dt

    folder = shared_data / "pdn" / "synthetic_sesna_2021"
    officials = records(folder, "SistemaS2.zip")
    whole = {json.dumps({k: v for k, v in r.items() if k != "_id"}, sort_keys=True) for r in officials}  # fmt: skip
    assert (len(officials), len(whole)) == (4927, 2464)

    def is_day(text: str) -> bool:
        try:
            return bool(dt.date.fromisoformat(text[:10]))
        except ValueError:
            return False

    sanctions = records(folder, "Sistema3Servidores.zip")
    days = [
        [r.get("fechaCaptura"), r.get("resolucion", {}).get("fechaResolucion"),
         r.get("inhabilitacion", {}).get("fechaInicial"),
         r.get("inhabilitacion", {}).get("fechaFinal")]
        for r in sanctions
    ]  # fmt: skip
    assert sum(any(d and not is_day(d) for d in found) for found in days) == 141


@pytest.mark.parametrize("key", ["rfc", "curp"])
def test_the_three_systems_join_as_often_as_a_slow_count_says(
    real, shared_data: Path, key: str
) -> None:
    reading, seen = real
    staged = {}
    for name in list(KNOWN)[:3]:
        r = seen[name]
        text = f"case when {key} like '{{%' then concat({key} ->> 'rfc', {key} ->> 'homoClave') else {key} end"
        staged[r.source] = {v for (v,) in reading.staged(r, text)}
    folder = shared_data / "pdn" / "synthetic_sesna_2021"

    def value(holder: dict[str, Any]) -> str:
        held = holder[key]
        return held["rfc"] + held["homoClave"] if isinstance(held, dict) else held

    aside = {n for n, _ in reading.aside(seen["Sistema3Servidores.zip/Sistema3Servidores.json"])}
    published = {
        "pdn_s1": {
            value(r["declaracion"]["situacionPatrimonial"]["datosGenerales"])
            for r in records(folder, "part1.json.zip")
        },
        "pdn_s2": {value(r) for r in records(folder, "SistemaS2.zip")},
        "pdn_s3": {
            value(r["servidorPublicoSancionado"])
            for number, r in enumerate(records(folder, "Sistema3Servidores.zip"), start=1)
            if number not in aside
        },
    }
    assert staged == published
    assert all(staged[a] & staged[b] for a, b in combinations(staged, 2))
    assert len(staged["pdn_s1"] & staged["pdn_s2"]) == 296


def test_the_flat_listing_keeps_the_terms_that_are_written_out(real, shared_data: Path) -> None:
    reading, seen = real
    found = reading.staged(seen["s3_servidores_sanciones.tsv"], "ban_length")
    path = shared_data / "pdn" / "real_2022" / "s3_servidores_sanciones.tsv"
    with path.open(encoding="utf-8", newline="") as file:
        published = [r["Plazo sanción"].strip() for r in csv.DictReader(file, delimiter="\t")]
    assert [value for (value,) in found] == published
    assert "ONCE AÑOS" in published


def test_ownership_statements_of_every_kind_load_and_only_empty_answers_do_not(
    shared_data: Path, reading_for_all: Callable
) -> None:
    folder = shared_data / "ocds_uk" / "bods"
    paths = sorted(folder.rglob("*.json"))[:40]
    statements = {path.name: json.loads(path.read_bytes()) for path in paths}
    statements["empty.json"] = []
    reading = reading_for_all()
    empty = reading.workspace.root / "empty.json"
    empty.write_text("[]")
    seen = {r.name: r for r in reading.read(*paths, empty).seen}
    loaded = {name: r.rows_loaded + r.rows_duplicate for name, r in seen.items()}
    assert loaded == {name: len(rows) for name, rows in statements.items()}
    assert {name for name, r in seen.items() if not r.is_loaded()} == {"empty.json"}
    kinds = [row for r in seen.values() if r.is_loaded()
             for row in reading.staged(r, "statement_type, entity_name, person_names")]  # fmt: skip
    assert {kind for kind, _, _ in kinds} == {
        "entityStatement", "personStatement", "ownershipOrControlStatement",
    }  # fmt: skip
    assert all(name for kind, name, _ in kinds if kind == "entityStatement")
    assert all("fullName" in names for kind, _, names in kinds if kind == "personStatement")
