"""What the figures allow to say, in words: per market, overall, and what to doubt."""

from typing import Any

USABLE, TRIVIAL, REVERSED, NONE, UNKNOWN = "usable", "trivial", "reversed", "none", "unknown"
SAID = {
    USABLE: "señal utilizable",
    TRIVIAL: "sin señal utilizable: no dice más que el número de propuestas o el precio",
    REVERSED: "sin señal utilizable: ordena al revés",
    NONE: "sin señal utilizable en este mercado",
    UNKNOWN: "no se puede saber: falta una de las dos clases, o son muy pocas",
}
_GAP = 0.05
_NAMES_MARKET = 0.25
_TELLS = 0.55
_TELLS_NUMBER = 0.75
_FEW = 10
_LISTED = 8


def judge(found: dict[str, Any]) -> dict[str, Any]:
    """verdict, output and warnings for an evaluation; adds a verdict to each market of it."""
    for entry in found["per_market"].values():
        entry["verdict"] = _market(entry)
        entry["says"] = SAID[entry["verdict"]]
    for entry in found["leave_one_market_out"].values():
        entry["verdict"] = _signal(entry["auc"], entry["auc_interval"])
        entry["says"] = SAID[entry["verdict"]]
    verdict = _signal(found["same_market"]["auc_min3"], found["same_market"]["auc_min3_interval"])
    trivial = [found["baselines"][k]["same_market"]["auc_min3"] or 0.5 for k in ("n_bids", "price")]
    if verdict == USABLE and found["same_market"]["auc_min3"] <= max(trivial):
        verdict = TRIVIAL
    return {
        "verdict": verdict,
        "says": SAID[verdict],
        "output": _output(found),
        "warnings": list(_warnings(found, verdict)),
    }


def _signal(auc: float | None, interval: list[float | None]) -> str:
    low, high = interval
    if auc is None or low is None or high is None:
        return UNKNOWN
    if low > 0.5:
        return USABLE
    return REVERSED if high < 0.5 else NONE


def _market(entry: dict[str, Any]) -> str:
    positive, negative = entry["positive_min3"], entry["tenders_min3"] - entry["positive_min3"]
    if min(positive, negative) < 2:
        return UNKNOWN
    verdict = _signal(entry["auc_min3"], entry["auc_min3_interval"])
    trivial = [v for v in entry["trivial_auc_min3"].values() if v is not None]
    if verdict == USABLE and entry["auc_min3"] <= max(trivial, default=0.5):
        return TRIVIAL
    return verdict


def _output(found: dict[str, Any]) -> dict[str, str]:
    """What may be shown of a tender, by kind of market."""
    prior = any("with_prior" in e for e in found["leave_one_market_out"].values())
    return {
        "known_market": "probability",
        "new_market": "probability" if prior else "rank",
        "says": "En un mercado sin casos confirmados el resultado es un orden, no una probabilidad"
        + ("; aquí, la de la frecuencia declarada con --prior." if prior else ".")
        + " Con menos de tres propuestas no hay respuesta.",
    }


def _warnings(found: dict[str, Any], verdict: str) -> Any:
    pooled, same = found["pooled"]["auc_min3"], found["same_market"]["auc_min3"]
    many = found["data"]["markets"] > 1
    leak = found["leakage"]
    baselines = found["baselines"]
    if found["mode"] == "local":
        yield (
            "Modo local: usa número de propuestas, precio, dígitos y mercado; lo que diga no vale "
            "fuera de estos mercados."
        )
    if not found["leave_one_market_out"]:
        yield (
            "No se midió fuera de los mercados que se conocen: hace falta más de uno con las dos "
            "clases (--market)."
        )
    if many and pooled is not None and same is not None:
        market = baselines["market"]["pooled"]["auc_min3"] or 0.5
        if pooled - same > _GAP:
            yield (
                f"La cifra conjunta ({pooled:.2f}) viene en parte de que los mercados son "
                f"distintos: dentro de un mismo mercado es {same:.2f}."
            )
        if market > 0.5 and market >= pooled - _GAP:
            yield (
                f"Saber solo el mercado, sin mirar ninguna oferta, da {market:.2f} "
                f"(el modelo: {pooled:.2f})."
            )
    if verdict != USABLE:
        yield f"Dentro de un mismo mercado: {SAID[verdict]}" + (
            f" (AUC {same:.2f})." if same is not None else "."
        )
    named = leak["market_from_features"]
    if named and named["balanced_accuracy"] > named["chance"] + _NAMES_MARKET * (
        1 - named["chance"]
    ):
        yield (
            f"Las características nombran el mercado: aciertan {named['balanced_accuracy']:.0%} "
            f"donde el azar acertaría {named['chance']:.0%}."
        )
    few_many = leak["n_bids_from_features"]
    if found["mode"] != "local" and few_many and few_many["balanced_accuracy"] > _TELLS_NUMBER:
        number = baselines["n_bids"]["same_market"]["auc_min3"]
        yield (
            f"Las características dejan adivinar si las propuestas fueron pocas o muchas (aciertan "
            f"{few_many['balanced_accuracy']:.0%}, al azar 50%); saber solo su número da {number:.2f} "
            "dentro del mercado."
        )
    yield from _order_warnings(leak)
    copies = leak["copies"]
    if copies["groups"]:
        yield (
            f"{copies['tenders']:,} procedimientos tienen ofertas idénticas a las de otro "
            f"({copies['groups']:,} grupos); cada grupo queda entero de un lado."
            + (
                f" {copies['groups_with_both_labels']:,} tienen las dos etiquetas."
                if copies["groups_with_both_labels"]
                else ""
            )
        )
    blocks = found["blocks"]["same_market"]["auc_min3"]
    if same is not None and blocks is not None and same > 0.5 + _GAP and same - blocks > _GAP:
        yield (
            f"Por bloques seguidos el AUC baja de {same:.2f} a {blocks:.2f}: al azar, el modelo "
            "se apoya en procedimientos vecinos."
        )
    few = [n for n, e in found["per_market"].items() if 0 < e["positive_min3"] < _FEW]
    if few:
        more = f" y {len(few) - _LISTED:,} mercados más" if len(few) > _LISTED else ""
        listed = ", ".join(few[:_LISTED])
        yield f"Menos de {_FEW} positivos de tres propuestas o más en: {listed}{more}."
    if found["data"]["tenders_mixed_label"]:
        yield (
            f"En {found['data']['tenders_mixed_label']:,} procedimientos la etiqueta varía de una "
            "oferta a otra."
        )


def _order_warnings(leak: dict[str, Any]) -> Any:
    for name, what in (("row_order", "El orden de los renglones"), ("id", "La clave")):
        for way, how in (("along", "a lo largo"), ("neighbours", "entre vecinos")):
            figure = leak[name][way]
            if figure["low"] is not None and figure["low"] > _TELLS:
                yield f"{what} dice la etiqueta {how} (AUC {figure['auc']:.2f} dentro del mercado)."
