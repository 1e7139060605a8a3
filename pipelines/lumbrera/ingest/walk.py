"""The files a person pointed at: each path, and every file below each folder."""

from collections.abc import Callable, Iterable
from pathlib import Path

from lumbrera.errors import UsageError

MANIFEST_SUFFIX = ".manifest.json"
_NOT_DATA = {"lumbrera.toml"}


def published_files(paths: Iterable[Path], is_own: Callable[[Path], bool]) -> list[Path]:
    """Every regular file at or below the paths, sorted; hidden ones, manifests and those that the
    data directory itself keeps (`is_own`) left out.

    Raises UsageError for a path that does not exist or cannot be read.
    """
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            found += [p for p in path.rglob("*") if _is_published(p, path) and not is_own(p)]
        elif path.exists():
            found.append(path)
        else:
            raise UsageError(f"{path} does not exist", hint="give files or folders to read")
    return sorted(set(found))


def _is_published(path: Path, root: Path) -> bool:
    inside = path.relative_to(root).parts
    return (
        path.is_file()
        and not any(part.startswith((".", "~$")) for part in inside)
        and not path.name.endswith(MANIFEST_SUFFIX)
        and path.name not in _NOT_DATA
    )
