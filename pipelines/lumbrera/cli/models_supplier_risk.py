"""lumbrera models evaluate supplier_risk: what the supplier model is worth on a snapshot's last year."""

from pathlib import Path

import click

from lumbrera.cli.options import current_snapshot, data_option, json_option


@click.command("supplier_risk")
@data_option
@click.option("--seed", type=click.IntRange(min=0), default=7, show_default=True)
@json_option
@click.option(
    "--record", "record_file", type=click.Path(dir_okay=False, path_type=Path),
    help="Guarda las cifras para la ficha.",
)  # fmt: skip
@click.option("--described", default="", help="Con qué datos, en palabras, para la ficha.")
def command(data: Path, seed: int, as_json: bool, record_file: Path | None, described: str) -> int:
    """Entrena con lo que se sabía un año antes del corte y prueba con el año siguiente."""
    import msgspec

    from lumbrera.modelling import cards, supplier_risk

    with current_snapshot(data) as con:
        found = supplier_risk.evaluate(con, seed)
    figures = [
        cards.Figure("proveedores puestos a prueba", found.suppliers),
        cards.Figure("llegaron a una lista en el último año", found.positives),
        cards.Figure("positivos conocidos al entrenar", found.trained_positives),
        cards.Figure("AUC hacia adelante en el tiempo", found.auc),
        *(cards.Figure(f"precisión en el primer {at}", v) for at, v in found.precision.items()),
        *(
            cards.Figure(f"veces sobre el azar en el primer {at}", v)
            for at, v in found.lift.items()
        ),
        *(
            cards.Figure(f"precisión en el primer {at}, por {name}", v)
            for name, by_share in found.baselines.items()
            for at, v in by_share.items()
        ),
        cards.Figure("probabilidad media calibrada", found.predicted),
        cards.Figure("proporción observada", found.observed),
        cards.Figure("Brier", found.brier),
        cards.Figure("Brier de decir siempre la proporción del pasado", found.brier_of_base_rate),
        cards.Figure("respuesta", found.reason or _answer(found.lift.get("5%", 0.0))),
    ]
    if record_file:
        ran = f"lumbrera models evaluate supplier_risk --seed {seed}"
        cards.record(record_file, "supplier_risk", ran, described or "Un almacén.", figures)
    if as_json:
        click.echo(msgspec.json.format(msgspec.json.encode(found), indent=1).decode())
        return 0
    for figure in figures:
        value = figure.value
        shown = "—" if value is None else f"{value:.3f}" if isinstance(value, float) else f"{value}"
        click.echo(f"{figure.name}: {shown}")
    return 0


def _answer(lift: float) -> str:
    """Whether the order is used (anomaly.supplier_risk), in plain words."""
    from lumbrera.content.models.anomaly.supplier_risk import LEAST_LIFT

    if lift < LEAST_LIFT:
        return (
            f"sin respuesta: puesto a prueba en el último año, su primer 5 % acierta {lift:.1f} veces lo que el "
            f"azar; con menos de {LEAST_LIFT:g} no se usa"
        )
    return f"hay un orden: su primer 5 % acierta {lift:.1f} veces lo que el azar"
