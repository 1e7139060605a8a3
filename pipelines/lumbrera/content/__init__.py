"""Where the content lives: models, rules and expectations that the engine loads by path.

In a wheel the three folders lie inside this package; in an editable install they are the
folders of the same names at the top of the checkout. Both are importable under
``lumbrera.content`` (``__path__`` is extended), so pickles, mypy and coverage see one name.
"""

from pathlib import Path

_PACKAGED = Path(__file__).resolve().parent
_CHECKOUT = _PACKAGED.parents[2]

_base = _PACKAGED if (_PACKAGED / "rules").is_dir() else _CHECKOUT
if _base is _CHECKOUT:
    __path__.append(str(_CHECKOUT))


def root(kind: str) -> Path:
    """The folder of one kind of content: ``models``, ``rules`` or ``expectations``.

    Raises FileNotFoundError when the installation lacks it.
    """
    folder = _base / kind
    if not folder.is_dir():
        raise FileNotFoundError(
            f"content folder {kind!r} is missing at {folder}; reinstall the package"
        )
    return folder


def checkout() -> Path | None:
    """The top of the source checkout, or None when installed from a wheel."""
    return _CHECKOUT if _base is _CHECKOUT else None
