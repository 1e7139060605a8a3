"""lumbrera models evaluate unit_price: the intervals of a warehouse, or overpricing on simulated states."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from lumbrera.cli.evaluate import Seeds
from lumbrera.cli.options import current_snapshot, data_option, json_option

if TYPE_CHECKING:
    from lumbrera.modelling.cards import Figure
    from lumbrera.modelling.unit_price import Intervals, State


@click.command("unit_price")
@data_option
@click.option("--seeds", type=Seeds(), help="En vez de un almacén: simula un estado por semilla.")
@click.option("--contracts", type=click.IntRange(min=300), default=3000, show_default=True,
              help="Contratos de cada estado, con --seeds.")  # fmt: skip
@click.option("--prevalence", type=click.FloatRange(0, 0.5, min_open=True),
              default=0.02, show_default=True,
              help="Parte de los contratos que es de un esquema, con --seeds.")  # fmt: skip
@json_option
@click.option("--record", "record_file", type=click.Path(dir_okay=False, path_type=Path),
              help="Guarda las cifras para la ficha.")  # fmt: skip
@click.option("--described", default="", help="Con qué datos, en palabras, para la ficha.")
def command(
    data: Path,
    seeds: list[int] | None,
    contracts: int,
    prevalence: float,
    as_json: bool,
    record_file: Path | None,
    described: str,
) -> int:
    """Cuántos precios unitarios caen en el intervalo esperado; con --seeds, cuántos sobreprecios sembrados
    se encuentran, junto a lo que encuentra el importe."""
    import msgspec

    from lumbrera.modelling import cards, unit_price

    ran = "lumbrera models evaluate unit_price"
    if seeds is not None:
        ran += f" --seeds {','.join(map(str, seeds))} --contracts {contracts} --prevalence {prevalence}"
        found = unit_price.evaluate_seeds(seeds, contracts, prevalence)
        shown = of_states(found)
        described = described or (
            f"{len(seeds)} estados simulados de {contracts:,} contratos: todo en ellos es inventado."
        )
    else:
        with current_snapshot(data) as con:
            shown = of_intervals(unit_price.intervals(con))
    if record_file:
        cards.record(record_file, "unit_price", ran, described or "Un almacén.", shown)
    if as_json:
        click.echo(msgspec.json.format(msgspec.json.encode(shown), indent=1).decode())
        return 0
    for figure in shown:
        value = figure.value
        text = "—" if value is None else f"{value:.3f}" if isinstance(value, float) else f"{value}"
        click.echo(f"{figure.name}: {text}")
    return 0


def of_intervals(found: "Intervals") -> "list[Figure]":
    """The figures of a warehouse as the card shows them."""
    from lumbrera.modelling.cards import Figure

    return [
        Figure("partidas con precio unitario", found.items),
        Figure("de ellas, con compras iguales con que comparar", found.compared),
        Figure("de ellas, con intervalo", found.with_interval),
        Figure("dentro del intervalo (debería ser 0.9)", found.covered),
        Figure("por debajo (debería ser 0.05)", found.below),
        Figure("por encima (debería ser 0.05)", found.above),
        Figure("veces el extremo bajo que es el alto, mediana", found.width),
        Figure("veces que yerra lo esperado, mediana", found.off),
        Figure("lo mismo, con la mediana de las compras iguales", found.off_median),
    ]


def of_states(states: "Sequence[State]") -> "list[Figure]":
    """The states together: sums, never a mean of ratios; coverage from the lowest to the highest."""
    from lumbrera.modelling.cards import Figure
    from lumbrera.modelling.unit_price import ORDERS, SHARES, SKILLS

    covered = [s.intervals.covered for s in states if s.intervals.covered is not None]
    comparable, positives = sum(s.comparable for s in states), sum(s.positives for s in states)
    made = [
        Figure("partidas con precio unitario", sum(s.intervals.items for s in states)),
        Figure("de ellas, con intervalo", sum(s.intervals.with_interval for s in states)),
        Figure("dentro del intervalo (debería ser 0.9), menor y mayor de los estados",
               f"{min(covered):.3f} a {max(covered):.3f}" if covered else None),
        Figure("contratos que se pueden comparar", comparable),
        Figure("de ellos, de un sobreprecio sembrado", positives),
        Figure("precisión al azar", positives / comparable if comparable else None),
    ]  # fmt: skip
    for part in SHARES:
        for order in ORDERS:
            hit, read = (sum(s.hits[order][part][i] for s in states) for i in (0, 1))
            made.append(
                Figure(f"precisión en el primer {part:.0%}, por {order}", hit / read if read else None)
            )  # fmt: skip
    for rule in ("V13U", "V13", "V1"):
        on, all_of = (sum(s.signals[rule][i] for s in states) for i in (0, 1))
        made.append(
            Figure(f"señales de {rule}: en un sobreprecio sembrado, de todas", f"{on} de {all_of}")
        )
        for skill in SKILLS:
            hit, of = (sum(s.skills[rule].get(skill, (0, 0))[i] for s in states) for i in (0, 1))
            made.append(Figure(f"sobreprecios señalados por {rule}: {skill}", f"{hit} de {of}"))
    return made
