"""How many examples a property is tried on."""

import os


def examples(whole: int) -> int:
    """All of them with CI=true; else a sixth, enough to meet what is broken outright."""
    return whole if os.environ.get("CI") == "true" else max(whole // 6, 5)
