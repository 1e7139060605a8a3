"""The demonstration: a simulated state in a data directory of its own, with its own law tables."""

import csv
import shutil
from pathlib import Path

from lumbrera.workspace import Workspace


def published(simulated: Path) -> Path:
    """The folder of a simulated state's published files, all of which the engine reads."""
    return simulated / "publicado"


def settle(simulated: Path, data: Path) -> None:
    """Makes a data directory ready for a simulated state: its law tables and its budgets.

    Writes data/reference and data/lumbrera.toml; settings that are there already are kept.
    """
    workspace = Workspace(data)
    workspace.prepare()
    own = data / "reference"
    own.mkdir(exist_ok=True)
    for table in sorted((simulated / "reference").glob("*.csv")):
        if table.name != "budgets.csv":
            shutil.copyfile(table, own / table.name)
    if not workspace.settings_file.exists():
        workspace.settings_file.write_text(_settings(simulated), encoding="utf-8")


def _settings(simulated: Path) -> str:
    with (simulated / "reference" / "budgets.csv").open(encoding="utf-8", newline="") as file:
        budgets = [
            f'"{r["institution_code"]}:{r["year"]}" = {r["authorised_budget_mxn"]}'
            for r in csv.DictReader(file)
        ]
    with (simulated / "reference" / "ceilings.csv").open(encoding="utf-8", newline="") as file:
        codes = {r["jurisdiction"] for r in csv.DictReader(file)} - {"federal"}
    return "\n".join(
        [
            "# SIMULADO: leyes, montos y presupuestos inventados.",
            "[jurisdiction]",
            f'code = "{min(codes, default="federal")}"',
            'reference = "reference"',
            "",
            "[budgets]",
            *budgets,
            "",
        ]
    )
