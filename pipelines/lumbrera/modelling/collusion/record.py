"""The figures of an evaluation that its card shows."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from lumbrera.modelling import cards
from lumbrera.modelling.cards import Figure
from lumbrera.modelling.collusion.text import BASELINES, MODELS


def write(path: Path, found: dict[str, Any], command: str) -> None:
    """Records an evaluation: figures only."""
    data = found["data"]
    said = (
        f"{data['bids']:,} ofertas de {data['tenders']:,} procedimientos en {data['markets']:,} "
        f"mercado{'s' if data['markets'] != 1 else ''}; {data['positive']:,} con etiqueta positiva. "
        f"De tres ofertas o más: {data['tenders_min3']:,}, con {data['positive_min3']:,} positivos. "
        f"Modo {'transferible' if found['mode'] == 'transferable' else 'local'}, semilla "
        f"{found['protocol']['seed']}."
    )
    cards.record(path, "collusion", command, said, list(_figures(found)))


def _figures(found: dict[str, Any]) -> Iterator[Figure]:
    for name, words in BASELINES.items():
        entry = found["baselines"][name]
        yield Figure(f"trivial: {words}, AUC", entry["auc_min3"])
    several = found["data"]["markets"] > 1
    for name, words in MODELS.items():
        entry = found["models"][name]
        yield _auc(f"{words}, AUC conjunto", entry["pooled"])
        if several:
            yield _auc(f"{words}, AUC en pares de un mismo mercado", entry["same_market"])
            yield _auc(f"{words}, media de los mercados", entry["macro"])
    every = found["pooled"]
    yield Figure("árboles, AUC conjunto con los de menos de tres ofertas", every["auc"],
                 *every["auc_interval"])  # fmt: skip
    blocks = found["blocks"]
    by = "fecha" if blocks["order"] == "date" else "orden del archivo"
    yield _auc(f"árboles, AUC por bloques seguidos ({by})", blocks["same_market"])
    for key, words in (
        ("accuracy", "exactitud"), ("majority_rate", "exactitud de decir siempre lo más común"),
        ("balanced_accuracy", "exactitud equilibrada"),
    ):  # fmt: skip
        yield Figure(words, found["accuracy"][key])
    for name, entry in found["leave_one_market_out"].items():
        yield Figure(f"sin etiquetas de {name}, AUC", entry["auc"], *entry["auc_interval"])
    for name, entry in found["local_labels"]["per_market"].items():
        if entry["logistic"]:
            share = f"{found['local_labels']['share']:.0%}".replace("%", " %")
            where = f" de {name}" if several else ""
            yield Figure(
                f"con {share} de etiquetas{where} (logístico), AUC", entry["logistic"]["auc"]
            )
    for name, entry in found["per_market"].items():
        if entry["calibration"]:
            where = f"{name}: " if several else ""
            yield Figure(
                f"{where}distancia media entre lo previsto y lo observado",
                entry["calibration"]["distance"],
            )
    yield Figure("conclusión", found["says"])


def _auc(words: str, entry: dict[str, Any]) -> Figure:
    return Figure(words, entry["auc_min3"], *entry["auc_min3_interval"])
