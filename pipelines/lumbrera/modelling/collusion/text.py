"""An evaluation in words and tables, for the terminal: the trivial first."""

import sys
from typing import Any

BASELINES = {
    "prevalence": "no saber nada",
    "market": "solo el mercado",
    "n_bids": "solo el número de propuestas",
    "market_n_bids": "mercado y número de propuestas",
    "price": "solo el precio",
    "minus_cv": "menos CV, sin ajustar",
}
MODELS = {
    "forest": "árboles",
    "signed_logistic": "logístico con signos fijos",
    "minus_cv": "orden por menos CV",
}


def show(found: dict[str, Any]) -> None:
    """Prints everything: data, baselines, models, splits, markets, audit, warnings, verdict."""
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table

    console = Console(highlight=False, width=None if sys.stdout.isatty() else 140)

    def table(title: str, *heads: str) -> Table:
        made = Table(title=title, title_justify="left", box=SIMPLE_HEAD)
        made.add_column(heads[0])
        for head in heads[1:]:
            made.add_column(head, justify="right")
        return made

    console.print(_data(found), markup=False)
    parts = ("pooled", "same_market", "macro")
    heads = ("conjunto (todas)", "conjunto", "mismo mercado", "media de mercados")
    trivial = table("A qué llega lo trivial: AUC con tres propuestas o más", "", *heads)
    for name, words in BASELINES.items():
        entry = found["baselines"][name]
        trivial.add_row(
            words, _number(entry["auc"]), *(_number(entry[p]["auc_min3"]) for p in parts)
        )
    console.print(trivial)
    models = table("Sin haber visto lo que califican: AUC (intervalo 95 %)", "", *heads)
    for name, words in MODELS.items():
        models.add_row(words, *_row(found["models"][name]))
    by = "por fecha" if found["blocks"]["order"] == "date" else "en el orden del archivo"
    models.add_row(f"árboles, bloques seguidos {by}", *_row(found["blocks"]))
    console.print(models)
    if accuracy := found["accuracy"]:
        console.print(
            f"Exactitud {_number(accuracy['accuracy'])}; decir siempre lo más común: "
            f"{_number(accuracy['majority_rate'])}; equilibrada: "
            f"{_number(accuracy['balanced_accuracy'])}.",
            markup=False,
        )
    console.print(_per_market(found, table))
    if found["leave_one_market_out"]:
        console.print(_left_out(found, table))
    console.print(_local(found, table))
    for line in _audit(found["leakage"]):
        console.print(line, markup=False)
    for warning in found["warnings"]:
        console.print(f"Atención: {warning}", markup=False)
    console.print(f"\nConclusión: {found['says']}. {found['output']['says']}", markup=False)


def _data(found: dict[str, Any]) -> str:
    data = found["data"]
    aside = {
        "without_value": "sin importe", "not_positive": "con importe de cero o menos",
        "without_label": "de procedimientos sin etiqueta", "broken": "mal formados",
    }  # fmt: skip
    left = [f"{data[k]:,} {words}" for k, words in aside.items() if data[k]]
    return (
        f"{data['rows']:,} renglones = {data['bids']:,} ofertas"
        + "".join(f" + {x}" for x in left)
        + f". {data['tenders']:,} procedimientos en {data['markets']:,} "
        f"mercado{'s' if data['markets'] > 1 else ''}, "
        f"{data['positive']:,} positivos ({data['prevalence']:.1%}). De tres propuestas o más: "
        f"{data['tenders_min3']:,}, con {data['positive_min3']:,} positivos; de los otros "
        f"{data['abstained']:,} no hay respuesta."
        + (
            "\nModo local: con número de propuestas, precio, dígitos y mercado."
            if found["mode"] == "local"
            else "\nModo transferible: sin número de propuestas, precio, dígitos, claves ni mercado."
        )
    )


def _row(entry: dict[str, Any]) -> list[str]:
    return [
        _with(entry["pooled"]["auc"], entry["pooled"]["auc_interval"]),
        *(
            _with(entry[p]["auc_min3"], entry[p]["auc_min3_interval"])
            for p in ("pooled", "same_market", "macro")
        ),
    ]


def _per_market(found: dict[str, Any], table: Any) -> Any:
    made = table(
        "Por mercado, tres propuestas o más", "mercado", "procedimientos", "positivos", "AUC",
        "trivial", "previsto", "observado", "distancia", "conclusión",
    )  # fmt: skip
    for name, entry in found["per_market"].items():
        trivial = [v for v in entry["trivial_auc_min3"].values() if v is not None]
        fit = entry["calibration"] or {"predicted": None, "observed": None, "distance": None}
        made.add_row(
            name, f"{entry['tenders_min3']:,}", f"{entry['positive_min3']:,}",
            _with(entry["auc_min3"], entry["auc_min3_interval"]), _number(max(trivial, default=None)),
            *(_number(fit[k]) for k in ("predicted", "observed", "distance")), entry["says"],
        )  # fmt: skip
    return made


def _left_out(found: dict[str, Any], table: Any) -> Any:
    made = table(
        "Cada mercado sin una sola etiqueta suya", "mercado", "procedimientos",
        "AUC logístico", "AUC menos CV", "conclusión",
    )  # fmt: skip
    for name, entry in found["leave_one_market_out"].items():
        made.add_row(
            name, f"{entry['tenders']:,}", _with(entry["auc"], entry["auc_interval"]),
            _with(entry["minus_cv"]["auc"], entry["minus_cv"]["auc_interval"]), entry["says"],
        )  # fmt: skip
    return made


def _local(found: dict[str, Any], table: Any) -> Any:
    share = f"{found['local_labels']['share']:.0%}"
    made = table(
        f"Con {share} de etiquetas propias: AUC en el resto (media de varias muestras)", "mercado",
        "etiquetas", "sin ninguna", "logístico", "árboles",
    )  # fmt: skip
    for name, entry in found["local_labels"]["per_market"].items():
        made.add_row(
            name, f"{entry['labels']:,}",
            *(
                _with(entry[k]["auc"], entry[k]["range"]) if entry[k] else "—"
                for k in ("zero_shot", "logistic", "forest")
            ),
        )  # fmt: skip
    return made


def _audit(leak: dict[str, Any]) -> list[str]:
    lines = ["Auditoría de fugas:"]
    for key, words in (
        ("market_from_features", "mercado a partir de las características"),
        ("n_bids_from_features", "pocas o muchas propuestas a partir de las características"),
    ):
        if entry := leak[key]:
            lines.append(
                f"  {words}: acierta {entry['balanced_accuracy']:.0%} (azar {entry['chance']:.0%})"
            )
    for key, words in (("row_order", "orden de los renglones"), ("id", "clave")):
        along, near = leak[key]["along"], leak[key]["neighbours"]
        lines.append(
            f"  etiqueta a partir de {words}: AUC {_number(along['auc'])}; "
            f"de los vecinos: {_number(near['auc'])}"
        )
    copies = leak["copies"]
    lines.append(
        f"  ofertas idénticas: {copies['groups']:,} grupos, {copies['tenders']:,} procedimientos; "
        f"iguales salvo un factor: {copies['proportional_groups']:,} grupos"
    )
    return lines


def _number(value: float | None) -> str:
    return "—" if value is None else f"{value:.2f}"


def _with(value: float | None, interval: list[float | None]) -> str:
    low, high = interval
    if value is None:
        return "—"
    return f"{value:.2f}" if low is None else f"{value:.2f} ({low:.2f}–{high:.2f})"
