"""The measures contracts are compared by, and how a difference from the peers is told in words."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Measure:
    """One column of anomaly.contract_measure: `offset` is added before the logarithm.

    side: whether only a value above ('high') or below ('low') its peers' is worth telling, or either
    ('both'); on the other side a contract counts as usual. says: SQL for the sentence, over value,
    peer_median, ratio and n (how many peers have the measure), and the columns NAMED of the contract.
    """

    name: str
    offset: float
    side: Literal["high", "low", "both"]
    says: str


NAMED = ("unit_price_peers", "unit_price_unit")
"""Columns of anomaly.contract_measure that sentences tell of and nothing is compared by."""


def _days(what: str, then: str = "") -> str:
    return (
        f"format('{what} {{:,.0f}} {{}}{then}; lo usual entre {{:,.0f}} parecidos son {{:,.0f}}', "
        "value, if(value = 1, 'día', 'días'), n, peer_median)"
    )


def _share(what: str) -> str:
    return (
        f"format('{what} {{:.1f}} % de lo que la unidad compró en el año; "
        "lo usual entre {:,.0f} parecidos es {:.1f} %', 100 * value, n, 100 * peer_median)"
    )


MEASURES = (
    Measure(
        "unit_price_times",
        0,
        "high",
        "format('precio unitario {:,.1f} veces la mediana de {:,} compras iguales, por {}', "
        "value, unit_price_peers, unit_price_unit)",
    ),
    Measure(
        "amount_mxn",
        0,
        "high",
        "format('importe {:,.1f} veces la mediana de {:,.0f} parecidos', ratio, n)",
    ),
    Measure("decision_days", 1, "both", _days("plazo de publicación a fallo de")),
    Measure("signature_days", 1, "both", _days("plazo de fallo a firma de")),
    Measure("duration_days", 1, "both", _days("duración de")),
    Measure("unit_share", 0.0001, "high", _share("por sí solo es")),
    Measure("pair_share", 0.0001, "high", _share("su proveedor reúne")),
    Measure(
        "earlier_with_unit",
        1,
        "high",
        "format('{:,.0f} {} del proveedor con la unidad; lo usual entre {:,.0f} parecidos son {:,.0f}', "
        "value, if(value = 1, 'contrato anterior', 'contratos anteriores'), n, peer_median)",
    ),
    Measure("known_days", 1, "low", _days("su proveedor aparece en los datos desde", " antes")),
)
