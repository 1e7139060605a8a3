"""What a family of goods or services is called: '2500' is 'productos químicos, farmacéuticos y de
laboratorio' in the expenditure classifier (CONAC)."""

import csv
from functools import cache

from lumbrera import content


@cache
def names() -> dict[str, str]:
    """Code of the family → its name, as it stands inside a sentence."""
    path = content.root("models") / "reference" / "item_families.csv"
    with path.open(encoding="utf-8", newline="") as file:
        found = {row["item_family"]: row["name_es"] for row in csv.DictReader(file)}
    return {code: name[:1].lower() + name[1:] for code, name in found.items()}


def named(code: str) -> str:
    """'2500' → '2500 (productos químicos, farmacéuticos y de laboratorio)'; a code without a name alone."""
    name = names().get(code)
    return f"{code} ({name})" if name else code
