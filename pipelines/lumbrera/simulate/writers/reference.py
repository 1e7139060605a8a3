"""The simulated state's own law tables, in the layout of the engine's reference tables, and the budgets that ceilings depend on."""

from pathlib import Path

from lumbrera.committee.words import calm
from lumbrera.simulate.bodies import MARK, MUNICIPALITIES, STATE, STATE_KEY
from lumbrera.simulate.procedures import STATE_LAW
from lumbrera.simulate.world import World
from lumbrera.simulate.writers.sheet import write_csv

SOURCE = f"tabla inventada del estado de {STATE} {MARK}"
DEADLINES = [
    ("LAASSP_2000", "open", 15, 10, "2009-06-27", "2025-04-16", "32"), ("LAASSP_2000", "selective", 5, "", "2009-06-27", "2025-04-16", "43-IV"),
    ("LAASSP_2025", "open", 15, 10, "2025-04-17", "", "42"), ("LAASSP_2025", "selective", 5, "", "2025-04-17", "", "56-IV"),
    ("LOPSRM", "open", 15, 10, "2009-06-27", "2025-04-16", "33"), ("LOPSRM", "open", 10, "", "2025-04-17", "", "33"),
    (STATE_LAW, "open", 14, 9, "2019-07-04", "", "40"), (STATE_LAW, "selective", 4, "", "2019-07-04", "", "51"),
]  # fmt: skip

REGIONS = ["I Centro", "II Norte", "III Oriente", "IV Sierra", "V Llanos", "VI Sur"]


def write_places(where: Path, year: int, populations: list[int]) -> None:
    """The state, its municipalities with their regions (ten to each, as they are listed), and the
    last census up to a year."""
    towns = [(f"{STATE_KEY}{at + 1:03d}", REGIONS[at // 10], name) for at, name in enumerate(MUNICIPALITIES)]  # fmt: skip
    write_csv(where / "states.csv", ["state_code", "name", "name_normalised", "aliases", "source", "status"],
              [[STATE_KEY, STATE.title(), STATE, "", SOURCE, "verified"]])  # fmt: skip
    write_csv(where / "municipalities.csv", ["state_code", "municipality_code", "name", "name_normalised", "aliases", "region", "source", "status"],
              [[STATE_KEY, code, calm(name), name, "", region, SOURCE, "verified"] for code, region, name in towns])  # fmt: skip
    write_csv(where / "municipality_population.csv", ["municipality_code", "year", "population", "census", "source", "status"],
              [[code, year // 10 * 10, people, "censo inventado, SIMULADO", SOURCE, "verified"]
               for (code, _, _), people in zip(towns, populations, strict=True)])  # fmt: skip


def write_reference(world: World, out: Path) -> None:
    """ceilings, deadlines, laws, law_regimes, municipalities, their census and authorised budgets, as CSV."""
    where = out / "reference"
    laws = {"goods_services": "LAASSP", "works": "LOPSRM", "works_services": "LOPSRM"}
    rows = [
        [
            place,
            r["year"],
            law or laws[str(r["matter"])],
            r["matter"],
            r["method"],
            _whole(r["over"]),
            _whole(r["up_to"]),
            _whole(r["amount"]),
            "no",
            "complete",
            SOURCE,
            "verified",
        ]
        for place, law in (("federal", ""), (STATE_KEY, STATE_LAW))
        for r in world.ceilings.rows
    ]
    write_csv(
        where / "ceilings.csv",
        [
            "jurisdiction",
            "year",
            "law",
            "matter",
            "procedure",
            "budget_over_mxn",
            "budget_up_to_mxn",
            "ceiling_mxn",
            "vat_included",
            "tier",
            "source",
            "status",
        ],
        rows,
    )
    write_csv(where / "deadlines.csv", ["law_regime", "procedure", "character", "min_days", "reduced_days", "valid_from", "valid_to", "article", "source", "status"],
              [[regime, method, "national", days, reduced, since, until, article, SOURCE, "verified"] for regime, method, days, reduced, since, until, article in DEADLINES])  # fmt: skip
    write_csv(where / "laws.csv", ["label_pattern", "priority", "law", "name_es", "source", "status"],
              [[STATE_LAW, "15", STATE_LAW, f"Ley de Adquisiciones del Estado de {STATE} {MARK}", SOURCE, "verified"]])  # fmt: skip
    write_csv(where / "law_regimes.csv", ["law", "law_regime", "valid_from", "valid_to", "name_es", "source", "status"],
              [[STATE_LAW, STATE_LAW, "2019-07-04", "", f"Ley de Adquisiciones del Estado de {STATE} {MARK}", SOURCE, "verified"]])  # fmt: skip
    write_places(where, world.last.year, world.state.populations)
    # A procedure numbered in December may be awarded in January: the year before counts too.
    years = range(world.first.year - 1, world.last.year + 1)
    write_csv(where / "budgets.csv", ["institution_code", "institution", "year", "authorised_budget_mxn", "source", "status"],
              [[b.code, b.name, year, f"{b.budget:.2f}", SOURCE, "verified"] for b in world.state.bodies for year in years])  # fmt: skip


def _whole(value: object) -> str:
    return "" if value is None else str(int(float(str(value))))
