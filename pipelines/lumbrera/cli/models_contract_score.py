"""lumbrera models evaluate contract_score: what its first contracts are worth on simulated states."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from lumbrera.cli.evaluate import Seeds
from lumbrera.cli.options import json_option

if TYPE_CHECKING:
    from lumbrera.modelling.cards import Figure
    from lumbrera.modelling.contract_score import Pooled


@click.command("contract_score")
@click.option("--simulated", "folders", multiple=True, metavar="CARPETA",
              type=click.Path(file_okay=False, path_type=Path),
              help="Un estado simulado, con su verdad; repítala para varios.")  # fmt: skip
@click.option("--seeds", type=Seeds(), help="En vez de carpetas: simula un estado por semilla.")
@click.option("--contracts", type=click.IntRange(min=300), default=3000, show_default=True,
              help="Contratos de cada estado, con --seeds.")  # fmt: skip
@json_option
@click.option("--record", "record_file", type=click.Path(dir_okay=False, path_type=Path),
              help="Guarda las cifras para la ficha; pide --seeds.")  # fmt: skip
def command(
    folders: tuple[Path, ...],
    seeds: list[int] | None,
    contracts: int,
    as_json: bool,
    record_file: Path | None,
) -> int:
    """Corre el trabajo sobre estados simulados y dice cuántos de los primeros contratos son de un esquema.

    Lo mismo se pregunta al importe solo y al importe entre los parecidos.
    """
    import msgspec

    from lumbrera.errors import UsageError
    from lumbrera.modelling import cards, contract_score

    if bool(folders) == (seeds is not None):
        raise UsageError("give either --simulated, once or more, or --seeds")
    if record_file and seeds is None:
        raise UsageError("--record goes with --seeds, so that the figures can be made again")
    if seeds is not None:
        states = contract_score.evaluate_seeds(seeds, contracts)
    else:
        states = contract_score.evaluate(folders)
    pooled = contract_score.pool(states)
    shown = figures(len(states), pooled)
    if record_file:
        assert seeds is not None
        listed = ",".join(map(str, seeds))
        cards.record(
            record_file, "contract_score",
            f"lumbrera models evaluate contract_score --seeds {listed} --contracts {contracts}",
            f"{len(seeds)} estados simulados de {contracts:,} contratos: todo en ellos es inventado.",
            shown,
        )  # fmt: skip
    if as_json:
        click.echo(msgspec.json.format(msgspec.json.encode(shown), indent=1).decode())
        return 0
    for figure in shown:
        value = figure.value
        text = "—" if value is None else f"{value:.3f}" if isinstance(value, float) else f"{value}"
        click.echo(f"{figure.name}: {text}")
    return 0


def figures(states: int, pooled: "Pooled") -> "list[Figure]":
    """The figures as the card shows them."""
    from lumbrera.modelling.cards import Figure
    from lumbrera.modelling.contract_score import ORDERS, SHARES

    made = [
        Figure("estados", states),
        Figure("contratos con puntaje", pooled.contracts),
        Figure("de un esquema sembrado", pooled.positives),
        Figure(
            "precisión al azar", pooled.positives / pooled.contracts if pooled.contracts else None
        ),
    ]
    for part in SHARES:
        for order in ORDERS:
            made.append(
                Figure(f"precisión en el primer {part:.0%}, {order}", pooled.precision(order, part))
            )
            made.append(
                Figure(f"veces sobre el azar en el primer {part:.0%}, {order}", pooled.lift(order, part))
            )  # fmt: skip
    for (kind, skill), (found, of) in pooled.kinds.items():
        made.append(
            Figure(f"esquemas tocados en el primer 5%: {kind}, {skill}", f"{found} de {of}")
        )
    return made
