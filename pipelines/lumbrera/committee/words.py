"""How numbers and published names become words that a citizen reads at ease."""

import re
from collections.abc import Sequence
from functools import lru_cache

# Kept in capitals, or in small letters, when a shouted name is calmed.
_CAPITALS = re.compile(
    r"SA|AC|SAS|SAPI|MI|IMSS|ISSSTE|DIF|CFE|SEP|ASE|OIC|IVA|TIC|UC|UMAE|UMF|II|III|IV|VI|[^AEIOUÁÉÍÓÚ]{2,}"
)
_SMALL = re.compile(r"de|del|la|las|el|los|y|e|o|en|con|por|para|sin|a|al|un|una|su")
_SHOUTED = re.compile(
    r"[A-ZÁÉÍÓÚÜÑ]{2,}(?:[ ,.]+[A-ZÁÉÍÓÚÜÑ]+(?![\w-]))+|[A-ZÁÉÍÓÚÜÑ]{5,}(?![\w-])"
)
_WORD = re.compile(r"[A-ZÁÉÍÓÚÜÑ]+")


def round_money(amount: object) -> str:
    """12345678 → '12.3 millones de pesos'; below a million, whole pesos."""
    value = float(str(amount))
    if value >= 999_950:
        figure = f"{value / 1e6:,.1f}".removesuffix(".0")
        return f"{figure} {'millón' if figure == '1' else 'millones'} de pesos"
    return f"{value:,.0f} {'peso' if round(value) == 1 else 'pesos'}"


def per_person(amount: object, people: int) -> str:
    """An amount shared out among people: whole pesos from ten on, centavos below.

    (1_000_000, 4_000) → '250 pesos'; (10_000, 4_000) → '2.50 pesos'; (10, 4_000) → 'menos de un
    centavo'.
    """
    each = float(str(amount)) / people
    if each >= 9.995:
        return round_money(each)
    return f"{each:,.2f} pesos" if each >= 0.01 else "menos de un centavo"


def of_hundred(share: float) -> str:
    """A share as a count in a hundred that never hides the rest: 0.996 → 'más de 99', 1 → '100'."""
    if 0 < share < 0.01:
        return "menos de 1"
    if 0.99 < share < 1:
        return "más de 99"
    return f"{share * 100:.0f}"


def times(part: object, whole: object) -> int:
    """How many times the first amount is the second, to the nearest whole; 0 when unknown."""
    base = float(str(whole or 0))
    return round(float(str(part)) / base) if base else 0


def short(value: str, limit: int = 110) -> str:
    """A published title cut at a word."""
    return value if len(value) <= limit else value[:limit].rsplit(" ", 1)[0] + "…"


def stop(text: str) -> str:
    """The text with the full stop of its sentence: 'Caminos, S.A.' has it already."""
    return text if text.endswith(".") else f"{text}."


def some(values: Sequence[str], limit: int = 3) -> str:
    """'A, B y C'; past the limit, 'A, B, C y 4 más'."""
    shown = list(values[:limit])
    if len(values) > limit:
        shown.append(f"{len(values) - limit} más")
    return (
        shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} y {shown[-1]}" if shown else ""
    )


def calm(text: object) -> str:
    """A name published in capitals, in letters that are easy to read; codes stay as they are.

    'DIRECCION DE OBRAS, AA-99-A00' → 'Direccion de Obras, AA-99-A00'. Nothing is added: an accent
    the source left out stays out.
    """
    return _calmed(str(text))


@lru_cache(maxsize=1 << 15)  # the same names stand on many pages
def _calmed(text: str) -> str:
    return _SHOUTED.sub(lambda run: _WORD.sub(_calm, run[0]), text)


def _calm(word: re.Match[str]) -> str:
    is_initial = len(word[0]) == 1 and word.string[word.end() : word.end() + 1] == "."
    if is_initial or _CAPITALS.fullmatch(word[0]):
        return word[0]
    small = word[0].lower()
    return small if word.start() > 0 and _SMALL.fullmatch(small) else small.capitalize()
