"""Keeps a library that nothing asked for from being imported on the command line's way.

DuckDB imports pandas, which takes half a second, at the first value bound to a statement, only to
tell whether that value is pandas' own missing value. No such value is ever bound here.
"""

import sys
from types import ModuleType

_M_MMAP_THRESHOLD = -3
_LARGE_BLOCK = 4 << 20


def postpone_pandas() -> None:
    """Until `allow_pandas`, importing pandas fails as if it were not installed."""
    sys.modules.setdefault("pandas", None)  # type: ignore[arg-type]


def allow_pandas() -> None:
    """Makes pandas importable again; whatever works on frames calls this first."""
    if "pandas" in sys.modules and sys.modules["pandas"] is None:
        del sys.modules["pandas"]


def pyarrow() -> ModuleType:
    """pyarrow, which looks for pandas itself and must find it whole.

    Memory comes from the system: whole files pass through in large blocks, each used once, and to
    load them takes a fifth more time with pyarrow's own pool. The C library gives such blocks
    back as they are freed only where it is told from which size on: left to itself it raises that
    size, and after a dozen large files keeps 2 GB in pieces that nobody uses.
    """
    allow_pandas()
    import pyarrow

    if sys.platform == "linux":
        import ctypes

        getattr(ctypes.CDLL(None), "mallopt", lambda *_: 0)(_M_MMAP_THRESHOLD, _LARGE_BLOCK)
    pyarrow.set_memory_pool(pyarrow.system_memory_pool())
    return pyarrow
