"""lumbrera models evaluate collusion: what bid screens are worth on bids with a label."""

import shlex
import sys
from pathlib import Path

import click

from lumbrera.cli.options import json_option

_FILE = click.Path(dir_okay=False, path_type=Path)


@click.command("collusion")
@click.option("--bids", type=_FILE, help="Archivo con una fila por oferta (CSV, Excel, Parquet…).")
@click.option(
    "--simulated",
    metavar="CARPETA",
    type=click.Path(file_okay=False, path_type=Path),
    help="En vez de --bids: las ofertas de un estado simulado, con su verdad.",
)
@click.option("--tender", multiple=True, metavar="COL", help="Columna del procedimiento; repítala "
              "si lo nombran varias columnas.")  # fmt: skip
@click.option("--value", metavar="COL", help="Columna del importe de la oferta.")
@click.option("--label", metavar="COL", help="Columna de la etiqueta: 0/1, sí/no, true/false.")
@click.option("--market", metavar="COL", help="Columna del mercado (país, región, giro).")
@click.option("--date", metavar="COL", help="Columna de la fecha, para dividir por bloques.")
@click.option("--mode", type=click.Choice(["transferable", "local"]), default="transferable",
              show_default=True, help="Características que pueden llevarse a otro mercado, o todas.")  # fmt: skip
@click.option("--mixed-labels", type=click.Choice(["refuse", "any", "all", "most"]),
              default="refuse", show_default=True,
              help="Qué es un procedimiento cuyas ofertas tienen etiquetas distintas.")  # fmt: skip
@click.option("--balance", type=click.Choice(["none", "oversample"]), default="none",
              show_default=True, help="Remuestreo de la clase menor, solo al entrenar.")  # fmt: skip
@click.option("--prior", type=click.FloatRange(0, 1, min_open=True, max_open=True),
              help="Frecuencia declarada en un mercado sin casos; sin ella se da solo un orden.")  # fmt: skip
@click.option("--split", type=click.Choice(["tender", "row"]), default="tender",
              show_default=True, help="Cómo se divide; por renglón (row) se rechaza.")  # fmt: skip
@click.option("--seed", type=click.IntRange(min=0), default=7, show_default=True)
@json_option
@click.option("--record", "record_file", type=_FILE, help="Guarda las cifras para la ficha.")
def command(
    bids: Path | None,
    simulated: Path | None,
    tender: tuple[str, ...],
    value: str | None,
    label: str | None,
    market: str | None,
    date: str | None,
    mode: str,
    mixed_labels: str,
    balance: str,
    prior: float | None,
    split: str,
    seed: int,
    as_json: bool,
    record_file: Path | None,
) -> int:
    """Qué tanto dicen las ofertas sobre si hubo acuerdo, sin engañarse.

    El procedimiento es la unidad: las ofertas se agregan primero y ninguna división lo parte.
    Primero se muestra a qué llega lo trivial; después, el modelo, dentro de cada mercado y fuera.
    """
    import msgspec

    from lumbrera.errors import UsageError
    from lumbrera.modelling import collusion
    from lumbrera.modelling.collusion import record, text

    if (bids is None) == (simulated is None):
        raise UsageError("give either --bids with --tender, --value and --label, or --simulated")
    if simulated is not None:
        tenders = collusion.read_simulated(simulated, mixed_labels)
    else:
        lacking = [
            f"--{n}" for n, v in (("tender", tender), ("value", value), ("label", label)) if not v
        ]
        if lacking:
            raise UsageError(f"--bids needs {', '.join(lacking)}: the names of its columns")
        assert bids is not None and value is not None and label is not None
        tenders = collusion.read(
            bids, tender=tender, value=value, label=label, market=market, date=date,
            mixed_labels=mixed_labels,
        )  # fmt: skip
    found = collusion.evaluate(
        tenders, mode=mode, seed=seed, balance=balance, prior=prior, split=split
    )
    if record_file:
        record.write(record_file, found, _command())
    if as_json:
        click.echo(msgspec.json.format(msgspec.json.encode(found), indent=1).decode())
    else:
        text.show(found)
    return 0


def _command() -> str:
    """The command as given, paths by their last part, without what only says where to write."""
    words = sys.argv[1:]
    kept = []
    skip = False
    for word in words:
        if skip or word.startswith("--record=") or word == "--json":
            skip = False
        elif word == "--record":
            skip = True
        else:
            kept.append(Path(word).name if "/" in word else word)
    return shlex.join(["lumbrera", *kept])
