"""scikit-learn is an extra of the package: who lacks it is told how to get it."""

from types import ModuleType

from lumbrera import lean
from lumbrera.errors import LumbreraError


def sklearn_ensemble() -> ModuleType:
    """The module sklearn.ensemble. Raises LumbreraError where it is not installed."""
    lean.allow_pandas()
    try:
        import sklearn.ensemble
    except ModuleNotFoundError as exc:
        raise LumbreraError(
            "scikit-learn is not installed, and the models need it",
            hint="pip install 'lumbrera[models]'",
        ) from exc
    module: ModuleType = sklearn.ensemble
    return module
