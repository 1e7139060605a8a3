"""lumbrera models: the models with their cards, and their evaluations."""

import importlib
from pathlib import Path

import click

from lumbrera.cli import models_ablation, models_score
from lumbrera.cli.options import json_option

EVALUATIONS = {
    "collusion": "coordinación entre licitantes, con un archivo de una fila por oferta",
    "contract_score": "contratos distintos de los parecidos, con estados simulados",
    "price_expectation": "cuántos importes caen en el intervalo esperado, con un almacén",
    "unit_price": "cuántos precios unitarios caen en el intervalo, y cuántos sobreprecios sembrados se ven",
    "supplier_risk": "proveedores parecidos a los que llegaron a una lista, con un almacén",
}
"""Models with an evaluation of their own: module lumbrera.cli.models_NAME, object `command`."""


@click.group("models")
def command() -> None:
    """Lista y muestra los modelos, y los evalúa sobre datos con casos confirmados."""


@command.command("list")
@json_option
def list_command(as_json: bool) -> int:
    """Los modelos, para qué es cada uno y qué evaluaciones tiene registradas."""
    import msgspec

    from lumbrera.modelling import cards

    found = [
        {"name": c.name, "title": c.title, "purpose": c.purpose, "recorded": c.recorded}
        for c in cards.all_cards()
    ]
    if as_json:
        click.echo(msgspec.json.format(msgspec.json.encode(found), indent=1))
        return 0
    for card in found:
        click.echo(f"{card['name']}: {card['title']}")
        click.echo(f"    {card['purpose']}")
        evaluated = ", ".join(card["recorded"]) or "ninguna"
        click.echo(f"    evaluaciones registradas: {evaluated}")
    return 0


@command.command("show")
@click.argument("name", metavar="MODELO")
def show_command(name: str) -> int:
    """La ficha de un modelo: propósito, datos, protocolo, cifras, límites y usos indebidos."""
    from lumbrera.modelling import cards

    click.echo(cards.card(name).text)
    return 0


@command.command("cards")
@click.option(
    "--recorded",
    required=True,
    metavar="CARPETA",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Carpeta de las evaluaciones registradas (tests/models/recorded).",
)
@click.option("--write", is_flag=True, help="Escribe en las fichas las cifras registradas.")
def cards_command(recorded: Path, write: bool) -> int:
    """Compara las cifras de cada ficha con las de su última evaluación registrada."""
    from lumbrera.modelling import cards

    found = cards.all_cards()
    if write:
        for card in found:
            cards.refresh(card, recorded)
    problems = [problem for card in cards.all_cards() for problem in cards.check(card, recorded)]
    for problem in problems:
        click.echo(problem, err=True)
    click.echo("hay fichas por corregir" if problems else "fichas al día")
    return 1 if problems else 0


class LazyEvaluations(click.Group):
    """A group that imports an evaluation only to run it."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(EVALUATIONS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in EVALUATIONS:
            return None
        module = importlib.import_module(f"lumbrera.cli.models_{cmd_name}")
        found: click.Command = module.command
        return found

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Modelos"):
            formatter.write_dl(list(EVALUATIONS.items()))


@command.group("evaluate", cls=LazyEvaluations)
def evaluate_group() -> None:
    """Evalúa un modelo sobre datos con casos confirmados."""


command.add_command(models_ablation.command)
command.add_command(models_score.command)
