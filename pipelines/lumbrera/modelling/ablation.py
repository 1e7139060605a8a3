"""What models and networks add to the other rules: the same simulated state with some switched off.

Each set of rules is switched off in the settings of a main job of its own, in a data directory of
its own; nothing else differs. What cannot be switched off stays in all columns: sellers known to be
one count as one in every rule, and a signal's reasons stay in the warehouse.
"""

from collections.abc import Sequence
from pathlib import Path

import msgspec

from lumbrera.evaluation.figures import DECIDING, KS, Evaluation, share

SETS: dict[str, tuple[str, ...]] = {
    "sin modelos": ("V12", "V13", "F19"),
    "sin ofertas parecidas": ("K1", "K1Q"),
    "sin redes": ("F6", "F7", "F8", "F14"),
}
"""What is switched off: the signals of the models, the bid screens, the rules over ties of firms."""
ALL = "todas las reglas"


class Found(msgspec.Struct):
    """Instances of one kind and skill: how many there are, and how many stand in the first 5 %."""

    kind: str
    skill: str
    instances: int
    found: dict[str, int]
    in_queue: dict[str, int]


class Ablation(msgspec.Struct):
    """The states together. on_schemes, looked_at: cases at each K; opened: look-alikes with a case.

    Dictionaries are by the column: ALL or a name of SETS.
    """

    engine: str
    command: str
    without: dict[str, list[str]]
    states: int
    contracts: int
    cases: dict[str, int]
    on_schemes: dict[str, dict[str, int]]
    looked_at: dict[str, dict[str, int]]
    opened: dict[str, int]
    lookalikes: int
    schemes: list[Found]


def ablate(folders: Sequence[Path], command: str = "") -> Ablation:
    """Runs the main job on each simulated state with all rules, and without each set.

    Raises UsageError for a folder that is no simulated state.
    """
    from lumbrera.evaluation import evaluate

    runs = {
        name: [evaluate(folder, without=off) for folder in folders]
        for name, off in {ALL: (), **SETS}.items()
    }
    return together(runs, command)


def together(runs: dict[str, list[Evaluation]], command: str = "") -> Ablation:
    """The evaluations of each column, summed over the states."""
    from lumbrera import __version__

    first = runs[ALL]
    keys = sorted({(s.kind, s.skill) for run in first for s in run.schemes})
    return Ablation(
        engine=__version__,
        command=command,
        without={name: list(rules) for name, rules in SETS.items()},
        states=len(first),
        contracts=sum(r.contracts for r in first),
        cases={n: sum(r.queue.cases for r in rs) for n, rs in runs.items()},
        on_schemes={
            n: {k: sum(r.queue.on_schemes[k] for r in rs) for k in KS} for n, rs in runs.items()
        },
        looked_at={
            n: {k: sum(r.queue.looked_at[k] for r in rs) for k in KS} for n, rs in runs.items()
        },
        opened={n: sum(x.opened for r in rs for x in r.lookalikes) for n, rs in runs.items()},
        lookalikes=sum(x.instances for r in first for x in r.lookalikes),
        schemes=[
            Found(
                kind,
                skill,
                sum(s.instances for r in first for s in r.schemes if (s.kind, s.skill) == key),
                {n: _sum(rs, key, DECIDING) for n, rs in runs.items()},
                {n: _sum(rs, key, None) for n, rs in runs.items()},
            )
            for key in keys
            for kind, skill in [key]
        ],
    )


def _sum(runs: list[Evaluation], key: tuple[str, str], k: str | None) -> int:
    """Instances of a kind and skill in the first k of the queue, or anywhere in it."""
    of = [s for r in runs for s in r.schemes if (s.kind, s.skill) == key]
    return sum(s.in_queue if k is None else s.found[k] for s in of)


def page(made: Ablation) -> str:
    """The page docs/models.md, in Spanish Markdown."""
    columns = list(made.cases)
    off = "; ".join(f"*{name}*: {', '.join(rules)}" for name, rules in made.without.items())
    lines = [
        "# Qué agregan los modelos y las redes\n",
        f"Con Lumbrera {made.engine}, sobre {made.states} estado(s) simulado(s) de "
        f"{made.contracts:,} contratos en total: todo en ellos es inventado, y los esquemas los "
        "sembró un programa. Cada columna es el mismo trabajo con unas reglas apagadas "
        f"(`[rules.X] enabled = false`): {off}. Lo demás no cambia; los vendedores que son uno "
        "solo se cuentan como uno en todas las columnas.\n",
        f"    {made.command}\n",
        "Las fichas de los modelos: `lumbrera models list`, `lumbrera models show MODELO`.\n",
        "## La cola\n",
        _row("", columns),
        _row("---", ["---:"] * len(columns)),
        _row("casos", [f"{made.cases[c]:,}" for c in columns]),
    ]
    for k in KS:
        cells = []
        for c in columns:
            found, read = made.on_schemes[c][k], made.looked_at[c][k]
            part = share(found, read)
            cells.append("—" if part is None else f"{part:.2f} ({found} de {read})")
        lines.append(_row(f"precisión en los primeros {k}", cells))
    lines.append(
        _row(
            f"situaciones lícitas con caso, de {made.lookalikes}",
            [str(made.opened[c]) for c in columns],
        )
    )
    lines += [
        "\n## Por esquema y modo\n",
        f"Encontrados en los primeros {DECIDING} de la cola; entre paréntesis, en toda la cola.\n",
        _row("esquema, modo", ["sembrados", *columns]),
        _row("---", ["---:"] * (len(columns) + 1)),
    ]
    for s in made.schemes:
        cells = [f"{s.found[c]} ({s.in_queue[c]})" for c in columns]
        lines.append(_row(f"`{s.kind}`, {s.skill}", [str(s.instances), *cells]))
    total = [
        f"{sum(s.found[c] for s in made.schemes)} ({sum(s.in_queue[c] for s in made.schemes)})"
        for c in columns
    ]
    lines.append(_row("**total**", [str(sum(s.instances for s in made.schemes)), *total]))
    return "\n".join(lines) + "\n\n" + _conclusion(made) + "\n"


def _conclusion(made: Ablation) -> str:
    """In words what the table says of each set, from its numbers alone."""
    lines = ["## Lo que dice la tabla\n"]
    for name in made.without:
        lost = [s for s in made.schemes if s.found[name] < s.found[ALL]]
        gained = [s for s in made.schemes if s.found[name] > s.found[ALL]]
        opened = made.opened[ALL] - made.opened[name]
        parts = []
        if lost:
            parts.append(
                "se dejan de encontrar " + ", ".join(f"`{s.kind}` ({s.skill})" for s in lost)
            )
        if gained:
            parts.append(
                "se encuentran además " + ", ".join(f"`{s.kind}` ({s.skill})" for s in gained)
            )
        if not parts:
            parts.append("se encuentran los mismos esquemas")
        if opened > 0:
            parts.append(f"{opened} situación(es) lícita(s) menos abren caso")
        elif opened < 0:
            parts.append(f"{-opened} situación(es) lícita(s) más abren caso")
        lines.append(f"- *{name}*: {'; '.join(parts)}.")
    lines.append(
        "\nCon tan pocos esquemas por renglón, una diferencia de uno es azar tanto como efecto. Que "
        "una señal no cambie lo que se encuentra es lo esperable: no abre casos, solo los ordena."
    )  # fmt: skip
    return "\n".join(lines)


def _row(first: str, cells: Sequence[str]) -> str:
    return "| " + " | ".join([first, *cells]) + " |"
