"""lumbrera models evaluate price_expectation: how many amounts the expected interval holds."""

from pathlib import Path

import click

from lumbrera.cli.options import current_snapshot, data_option, json_option


@click.command("price_expectation")
@data_option
@json_option
@click.option(
    "--record", "record_file", type=click.Path(dir_okay=False, path_type=Path),
    help="Guarda las cifras para la ficha.",
)  # fmt: skip
@click.option("--described", default="", help="Con qué datos, en palabras, para la ficha.")
def command(data: Path, as_json: bool, record_file: Path | None, described: str) -> int:
    """Cuántos importes caen en el intervalo que esperaba un modelo que no los había visto."""
    import msgspec

    from lumbrera.modelling import cards, price_expectation

    with current_snapshot(data) as con:
        found = price_expectation.evaluate(con)
    figures = [
        cards.Figure("contratos con importe", found.contracts),
        cards.Figure("con un importe esperado", found.expected),
        cards.Figure("dentro del intervalo (debería ser 0.9)", found.covered),
        cards.Figure("por debajo (debería ser 0.05)", found.below),
        cards.Figure("por encima (debería ser 0.05)", found.above),
        cards.Figure("veces el extremo bajo que es el alto, mediana", found.width),
        cards.Figure("veces que yerra lo esperado, mediana", found.off),
        cards.Figure("lo mismo, con la mediana de familia y procedimiento", found.off_by_family),
        cards.Figure("contratos cuyo importe no se repite más de 20 veces", found.varied),
        cards.Figure("de ellos, dentro del intervalo", found.covered_varied),
        cards.Figure("de ellos, veces que yerra lo esperado, mediana", found.off_varied),
        cards.Figure(
            "de ellos, con la mediana de familia y procedimiento", found.off_varied_by_family
        ),
    ]
    if record_file:
        ran = "lumbrera models evaluate price_expectation"
        cards.record(record_file, "price_expectation", ran, described or "Un almacén.", figures)
    if as_json:
        click.echo(msgspec.json.format(msgspec.json.encode(found), indent=1).decode())
        return 0
    for figure in figures:
        value = figure.value
        shown = "—" if value is None else f"{value:.3f}" if isinstance(value, float) else f"{value}"
        click.echo(f"{figure.name}: {shown}")
    return 0
