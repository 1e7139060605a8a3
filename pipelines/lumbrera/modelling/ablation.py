"""What models and networks add to the other rules: the same simulated states with some switched off.

Each set is switched off in the settings of a main job of its own, in a data directory of its own;
nothing else differs. Switching off the networks leaves no tie between suppliers, persons and
addresses: sellers known to be one count apart in every rule, no rule is told of what bidders or
banned firms share, and the rules over such ties are off as well.
"""

from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec

from lumbrera.evaluation.figures import DECIDING, KS, Evaluation, share


class Off(msgspec.Struct, frozen=True):
    """What a column goes without: rules, and the networks altogether. says: what that does, in Spanish."""

    rules: tuple[str, ...]
    says: str
    networks: bool = True


TIES = ("F6", "F7", "F8", "F14", "F20", "P2O")
SETS: dict[str, Off] = {
    "sin modelos": Off(
        ("V12", "V13", "V13U", "F19"), "las señales de los modelos de `models/anomaly`"
    ),
    "sin ofertas parecidas": Off(("K1", "K1Q"), "las señales de ofertas que se parecen"),
    "sin reglas de lazos": Off(
        TIES,
        "las reglas sobre lo que comparten proveedores; los vendedores que son uno solo se siguen "
        "contando como uno",
    ),
    "sin redes": Off(
        TIES,
        "además, no se calcula red alguna: cada proveedor se cuenta por separado en todas las reglas, "
        "y ninguna sabe de socios, representantes, domicilios, teléfonos o correos en común",
        networks=False,
    ),
}
ALL = "todas las reglas"


class Found(msgspec.Struct):
    """Instances of one kind and skill; found: those in the first 5 % of each state's queue, in_queue:
    anywhere in it. Lists have one number for each state, by the column."""

    kind: str
    skill: str
    instances: list[int]
    found: dict[str, list[int]]
    in_queue: dict[str, list[int]]


class Ablation(msgspec.Struct):
    """The states side by side. on_schemes, looked_at: cases at each K; opened: look-alikes with a case.

    Dictionaries are by the column, ALL or a name of SETS, and then by K; lists have one number for
    each state.
    """

    engine: str
    command: str
    without: dict[str, Off]
    contracts: list[int]
    cases: dict[str, list[int]]
    on_schemes: dict[str, dict[str, list[int]]]
    looked_at: dict[str, dict[str, list[int]]]
    opened: dict[str, list[int]]
    lookalikes: list[int]
    schemes: list[Found]


def ablate(
    folders: Sequence[Path], command: str = "", tell: Callable[[str], None] = lambda _: None
) -> Ablation:
    """Runs the main job on each simulated state with everything, and without each set.

    tell is called before each run. Raises UsageError for a folder that is no simulated state.
    """
    from lumbrera.evaluation import evaluate

    runs: dict[str, list[Evaluation]] = {}
    for name, off in {ALL: Off((), ""), **SETS}.items():
        runs[name] = []
        for place, folder in enumerate(folders, start=1):
            tell(f"{name}: {place} de {len(folders)}")
            runs[name].append(evaluate(folder, without=off.rules, networks=off.networks))
    return together(runs, command)


def together(runs: dict[str, list[Evaluation]], command: str = "") -> Ablation:
    """The evaluations of each column, state by state."""
    from lumbrera import __version__

    first = runs[ALL]
    keys = sorted({(s.kind, s.skill) for run in first for s in run.schemes}, key=_in_order)
    return Ablation(
        engine=__version__,
        command=command,
        without=dict(SETS),
        contracts=[r.contracts for r in first],
        cases={n: [r.queue.cases for r in rs] for n, rs in runs.items()},
        on_schemes={n: {k: [r.queue.on_schemes[k] for r in rs] for k in KS} for n, rs in runs.items()},
        looked_at={n: {k: [r.queue.looked_at[k] for r in rs] for k in KS} for n, rs in runs.items()},
        opened={n: [sum(x.opened for x in r.lookalikes) for r in rs] for n, rs in runs.items()},
        lookalikes=[sum(x.instances for x in r.lookalikes) for r in first],
        schemes=[
            Found(
                kind,
                skill,
                [sum(s.instances for s in r.schemes if (s.kind, s.skill) == (kind, skill)) for r in first],
                {n: _by_state(rs, kind, skill, DECIDING) for n, rs in runs.items()},
                {n: _by_state(rs, kind, skill, None) for n, rs in runs.items()},
            )
            for kind, skill in keys
        ],
    )  # fmt: skip


SKILLS = ("naive", "careful", "gradual")


def _in_order(key: tuple[str, str]) -> tuple[str, int]:
    return key[0], SKILLS.index(key[1])


def _by_state(runs: list[Evaluation], kind: str, skill: str, k: str | None) -> list[int]:
    """Instances of a kind and skill in the first k of each state's queue, or anywhere in it."""
    return [
        sum(
            s.in_queue if k is None else s.found[k]
            for s in r.schemes
            if (s.kind, s.skill) == (kind, skill)
        )
        for r in runs
    ]


def page(made: Ablation) -> str:
    """The page docs/models.md, in Spanish Markdown."""
    columns = list(made.cases)
    n = len(made.contracts)
    lines = [
        "# Qué agregan los modelos y las redes\n",
        f"Con Lumbrera {made.engine}, sobre {n} estado(s) simulado(s) de "
        f"{sum(made.contracts):,} contratos en total: todo en ellos es inventado, y los esquemas los "
        "sembró un programa. Cada columna es el mismo trabajo con algo apagado en los ajustes "
        "(`[rules.X] enabled = false`, `[networks] enabled = false`); lo demás no cambia:\n",
        *(
            f"- *{name}* ({', '.join(off.rules)}): sin {off.says}."
            if off.networks
            else f"- *{name}* ({', '.join(off.rules)}): {off.says}."
            for name, off in made.without.items()
        ),
        f"\n    {made.command}\n",
        "Las fichas de los modelos: `lumbrera models list`, `lumbrera models show MODELO`.\n",
        "## La cola\n",
        "Los estados juntos; entre corchetes, del estado en que es menor al estado en que es mayor.\n",
        _row("", columns),
        _row("---", ["---:"] * len(columns)),
        _row("casos", [_spread(made.cases[c]) for c in columns]),
    ]
    for k in KS:
        cells = []
        for c in columns:
            found, read = made.on_schemes[c][k], made.looked_at[c][k]
            part = share(sum(found), sum(read))
            each = [x for x in map(share, found, read) if x is not None]
            cells.append("—" if part is None else f"{part:.2f}{_range(each, '.2f')}")
        lines.append(_row(f"precisión en los primeros {k}", cells))
    lines.append(
        _row(
            f"situaciones lícitas con caso, de {sum(made.lookalikes)}",
            [_spread(made.opened[c]) for c in columns],
        )
    )
    lines += [
        "\n## Por esquema y modo\n",
        f"Encontrados en los primeros {DECIDING} de la cola; entre paréntesis, en toda la cola.\n",
        _row("esquema, modo", ["sembrados", *columns]),
        _row("---", ["---:"] * (len(columns) + 1)),
    ]
    for s in made.schemes:
        cells = [f"{sum(s.found[c])} ({sum(s.in_queue[c])})" for c in columns]
        lines.append(_row(f"`{s.kind}`, {s.skill}", [str(sum(s.instances)), *cells]))
    for skill in (*SKILLS, "**total**"):
        of = [s for s in made.schemes if skill in (s.skill, "**total**")]
        if of:
            cells = [
                f"{_spread(_added([s.found[c] for s in of]))} ({sum(sum(s.in_queue[c]) for s in of)})"
                for c in columns
            ]
            lines.append(_row(skill, [str(sum(sum(s.instances) for s in of)), *cells]))
    return "\n".join(lines) + "\n\n" + _conclusion(made) + "\n"


def _added(lists: Sequence[list[int]]) -> list[int]:
    """State by state."""
    return [sum(x) for x in zip(*lists, strict=True)]


def _range(each: Sequence[float], form: str) -> str:
    """From the least to the most, where there are several states."""
    return f" [{min(each):{form}}–{max(each):{form}}]" if len(each) > 1 else ""


def _spread(each: list[int]) -> str:
    return f"{sum(each):,}{_range(each, ',')}"


def _conclusion(made: Ablation) -> str:
    """In words what the table says of each set, from its numbers alone."""
    lines = ["## Lo que dice la tabla\n"]
    for name in made.without:
        lost = [(s, sum(s.found[ALL]) - sum(s.found[name])) for s in made.schemes]
        fewer = [f"{n} de `{s.kind}` ({s.skill})" for s, n in lost if n > 0]
        more = [f"{-n} de `{s.kind}` ({s.skill})" for s, n in lost if n < 0]
        opened = sum(made.opened[ALL]) - sum(made.opened[name])
        parts = []
        if fewer:
            parts.append("se dejan de encontrar " + ", ".join(fewer))
        if more:
            parts.append("se encuentran además " + ", ".join(more))
        if not parts:
            parts.append("se encuentran los mismos esquemas")
        else:
            each = [
                a - b
                for a, b in zip(
                    _added([s.found[name] for s in made.schemes]),
                    _added([s.found[ALL] for s in made.schemes]),
                    strict=True,
                )
            ]
            parts.append("en cada estado, " + ", ".join(f"{d:+d}" if d else "0" for d in each))
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
