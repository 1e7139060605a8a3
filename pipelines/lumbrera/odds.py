"""A probability as a person reads it."""


def odds(chance: float) -> str:
    """A probability in words, to two figures: "1 de cada 3,300". More than a half is "más de 1 de cada 2"."""
    if chance > 0.5:
        return "más de 1 de cada 2"
    n = int(1 / max(chance, 1e-9) + 1e-9)
    if n >= 1_000_000:
        return "menos de 1 de cada 1,000,000"
    places = max(0, len(str(n)) - 2)
    return f"1 de cada {round(n, -places):,d}"
