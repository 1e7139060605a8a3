"""The national-size load, small."""

import csv
import datetime as dt
import hashlib
from pathlib import Path

from lumbrera.simulate import simulate_scale
from lumbrera.simulate.writers.compranet import COLUMNS
from stdnum.mx import rfc


def read(folder: Path) -> list[dict[str, str]]:
    found = []
    for path in sorted(folder.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file)
            assert reader.fieldnames == COLUMNS
            found += list(reader)
    return found


def test_as_many_contracts_as_asked_with_valid_keys_and_an_increment_apart(tmp_path: Path) -> None:
    summary = simulate_scale(
        tmp_path, contracts=3_000, suppliers=400, units=40, seed=5, increment=100
    )
    contracts, later = read(tmp_path / "compranet"), read(tmp_path / "incremento")
    assert (len(contracts), len(later)) == (3_000, 100)
    assert summary.contracts == 3_000
    keys = {r["RFC"] for r in contracts if r["RFC"]}
    assert all(rfc.is_valid(key, validate_check_digits=True) for key in keys)
    codes = [r["Código del contrato"] for r in contracts + later]
    assert len(set(codes)) == 3_100
    assert min(r["Fecha de publicación"] for r in later) >= "2026-06"
    assert (
        1_900 < len({r["Número del procedimiento"] for r in contracts}) < 2_100
    )  # every third contract shares its procedure
    listed = next((tmp_path / "sat_69b").glob("*.csv")).read_text(encoding="cp1252")
    assert listed.count("Definitivo") == 5  # at least five, one in a hundred suppliers
    assert "SIMULADO" in listed
    towns = (tmp_path / "reference" / "municipalities.csv").read_text(encoding="utf-8")
    assert "Real de Valdeplata" in towns


def test_contracts_of_one_procedure_are_of_one_unit_and_day(tmp_path: Path) -> None:
    simulate_scale(tmp_path, contracts=600, suppliers=100, units=10, seed=1)
    seen: dict[str, tuple[str, str]] = {}
    for r in read(tmp_path / "compranet"):
        place = (r["Clave de la UC"], r["Fecha de publicación"])
        assert seen.setdefault(r["Número del procedimiento"], place) == place


def test_few_contracts_are_signed_on_a_weekend_as_in_published_exports(tmp_path: Path) -> None:
    simulate_scale(tmp_path, contracts=3_000, suppliers=100, units=10, seed=1)
    signed = [
        dt.date.fromisoformat(day)
        for r in read(tmp_path / "compranet")
        if (day := r["Fecha de firma del contrato"])
    ]
    weekend = sum(day.weekday() > 4 for day in signed) / len(signed)
    assert 0.01 < weekend < 0.03  # by chance alone two in seven


def test_same_seed_gives_the_same_bytes(tmp_path: Path) -> None:
    def digest(name: str) -> dict[str, str]:
        simulate_scale(tmp_path / name, contracts=500, suppliers=60, units=8, seed=2)
        return {
            str(p.relative_to(tmp_path / name)): hashlib.sha256(p.read_bytes()).hexdigest()
            for p in (tmp_path / name).rglob("*")
            if p.is_file()
        }

    assert digest("a") == digest("b")
