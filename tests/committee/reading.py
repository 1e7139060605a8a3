"""Reading ease of Spanish prose, as Fernández Huerta (1959) and the INFLESZ scale measure it.

Fernández Huerta: 206.84 − 60 · syllables per word − 1.02 · words per sentence.
INFLESZ (Szigriszt-Pazos 1993): 206.835 − 62.3 · syllables per word − words per sentence.
As both authors do, figures and codes (anything with a digit) are left out of the count.
"""

import re
from html.parser import HTMLParser

WORD = re.compile(r"[a-záéíóúüñ]+", re.IGNORECASE)
PROSE = ("p", "li", "dd")
_VOWELS = "aeiouáéíóúü"
_STRONG = "aeoáéóíú"  # a stressed í or ú stands alone


def syllables(word: str) -> int:
    """Syllables of a Spanish word: 'vigilancia' → 4, 'país' → 2, 'quien' → 1."""
    word = re.sub(r"(?<=[gq])u(?=[eiéí])", "", word.lower())
    word = re.sub(r"y(?![aeiouáéíóú])", "i", word)
    word = re.sub(r"(?<=[aeiouáéíóú])h(?=[aeiouáéíóú])", "", word)
    count, before = 0, ""
    for letter in word:
        if letter in _VOWELS and (
            before not in _VOWELS
            or not before
            or (letter in _STRONG and before in _STRONG)
            or letter == before
        ):
            count += 1
        before = letter
    return max(count, 1)


def _count(text: str) -> tuple[int, int, int]:
    """Syllables, words and sentences."""
    syllable_count = word_count = sentence_count = 0
    for sentence in re.split(r"(?<=[.!?])[»\")]*\s+|\n", text):
        tokens = [t for t in sentence.split() if not re.search(r"\d", t)]
        words = [w for t in tokens for w in WORD.findall(t)]
        if words:
            sentence_count += 1
            word_count += len(words)
            syllable_count += sum(syllables(w) for w in words)
    return syllable_count, word_count, sentence_count


def fernandez_huerta(text: str) -> float:
    """Reading ease of a text; a line's end ends a sentence."""
    s, w, n = _count(text)
    return 206.84 - 60 * s / w - 1.02 * w / n


def inflesz(text: str) -> float:
    """Szigriszt-Pazos perspicuity, read on the INFLESZ scale (over 65: rather easy)."""
    s, w, n = _count(text)
    return 206.835 - 62.3 * s / w - w / n


class Prose(HTMLParser):
    """The paragraphs, list items and definitions of a page, one line each."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.lines: list[str] = []
        self._inside = 0
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag in PROSE:
            self._inside += 1
            self.lines.append("")

    def handle_endtag(self, tag: str) -> None:
        if tag in PROSE:
            self._inside -= 1

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.lines[-1] += data


def prose(page: str) -> str:
    """What a page says in sentences: no headings, no tables."""
    return "\n".join(re.sub(r"\s+", " ", line).strip() for line in Prose(page).lines)
