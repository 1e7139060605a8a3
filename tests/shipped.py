"""The models that the package ships, read once for all tests."""

from functools import cache

from lumbrera import content
from lumbrera.build import Model, discover


@cache
def models() -> tuple[Model, ...]:
    """All of them, in dependency order."""
    return tuple(discover(content.root("models")))


def model(file: str) -> Model:
    """The one in a file, as "features/amount_ceiling.sql"."""
    return next(m for m in models() if m.file == file)
