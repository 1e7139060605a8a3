"""What models/anomaly/collusion.yml declares: features by mode, models, protocol."""

from functools import cache

import msgspec

from lumbrera import content


class Mode(msgspec.Struct, forbid_unknown_fields=True):
    """The features of a mode: screens of all bids and of subsets, and what else is allowed."""

    screens: list[str]
    subset_sizes: list[int]
    subset_statistics: list[str]
    also: list[str]


class Forest(msgspec.Struct, forbid_unknown_fields=True):
    """The trees used where labels of the same market are at hand."""

    model: str
    trees: int
    leaf: int


class NewMarket(msgspec.Struct, forbid_unknown_fields=True):
    """The model that may travel: features with the sign of each."""

    model: str
    signs: dict[str, int]


class Protocol(msgspec.Struct, forbid_unknown_fields=True):
    """folds; bootstrap resamples; share of local labels and how often it is drawn."""

    folds: int
    resamples: int
    local_share: float
    local_draws: int


class Declared(msgspec.Struct, forbid_unknown_fields=True):
    """The whole declaration."""

    name: str
    title: str
    abstains_below: int
    modes: dict[str, Mode]
    known_market: Forest
    new_market: NewMarket
    protocol: Protocol


@cache
def declared() -> Declared:
    """The declaration beside the model's card."""
    path = content.root("models") / "anomaly" / "collusion.yml"
    return msgspec.yaml.decode(path.read_bytes(), type=Declared)
