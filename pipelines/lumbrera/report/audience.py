"""Who may see what: each audience sees its own alerts and those of the ones before it."""

from typing import Literal

Audience = Literal["public", "committee", "analyst", "restricted"]
AUDIENCES: tuple[Audience, ...] = ("public", "committee", "analyst", "restricted")


def visible_to(audience: Audience) -> list[str]:
    """The audiences of the alerts that this one may see."""
    return list(AUDIENCES[: AUDIENCES.index(audience) + 1])


def names_persons(audience: Audience) -> bool:
    """Whether suppliers who are, or may be, natural persons are named to this audience."""
    return audience in ("analyst", "restricted")
