"""Invented bids: markets with or without anything in them to find."""

import csv
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from lumbrera.modelling.collusion.declared import declared

HEADER = ("licitacion", "oferta", "acuerdo", "pais")


class Bids:
    """Rows of bids as they are written into a file."""

    def __init__(self, seed: int) -> None:
        self.rng = np.random.default_rng(seed)
        self.rows: list[tuple[str, str, str, str]] = []

    def add(self, tender: str, label: int, market: str = "A", *, sd: float, n: int = 5) -> None:
        """One tender whose bids spread by `sd` around a price of their own."""
        price = 1e5 * np.exp(self.rng.normal(0, 0.5))
        for bid in price * np.exp(self.rng.normal(0, sd, n)):
            self.rows.append((tender, f"{bid:.2f}", str(label), market))

    def write(self, path: Path, header: tuple[str, ...] = HEADER) -> Path:
        with path.open("w", newline="", encoding="utf-8") as out:
            csv.writer(out).writerows([header, *self.rows])
        return path


@pytest.fixture(scope="session")
def columns() -> dict[str, Any]:
    """The columns of such a file, as `read` takes them."""
    return {"tender": ["licitacion"], "value": "oferta", "label": "acuerdo", "market": "pais"}


@pytest.fixture(scope="module")
def small() -> Iterator[SimpleNamespace]:
    """The protocol with fewer trees and resamples: the same steps in a second."""
    known = declared()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(known.known_market, "trees", 20)
        patch.setattr(known.protocol, "resamples", 100)
        patch.setattr(known.protocol, "local_draws", 2)
        yield SimpleNamespace()
