"""Identifiers with correct check digits: RFC, CURP.

The homoclave is drawn, not derived from the name as SAT does: nobody's real RFC is reproduced on purpose.
Check digits follow python-stdnum (stdnum.mx.rfc, stdnum.mx.curp).
"""

import random
from datetime import date

from lumbrera.simulate.chance import words

_RFC_ALPHABET = "0123456789ABCDEFGHIJKLMN&OPQRSTUVWXYZ Ñ"
_RFC_WEIGHT = {char: at for at, char in enumerate(_RFC_ALPHABET)}
_CURP_WEIGHT = {char: at for at, char in enumerate("0123456789ABCDEFGHIJKLMNÑOPQRSTUVWXYZ")}
_HOMOCLAVE = "123456789ABCDEFGHIJKLMNPQRSTUVWXYZ"
_HOMOCLAVE_FIRST = "123456789ABCDEFGHIJKLMNPQRSTUV"
_VOWELS = "AEIOU"
# Words the registers replace (last letter becomes X), and the particles they skip.
_UNFIT = frozenset(
    words(
        "BACA BAKA BUEI BUEY CACA CACO CAGA CAGO CAKA CAKO COGE COGI COJA COJE COJI COJO COLA CULO FALO FETO GETA GUEI GUEY JETA JOTO "
        "KACA KACO KAGA KAGO KAKA KAKO KOGE KOGI KOJA KOJE KOJI KOJO KOLA KULO LILO LOCA LOCO LOKA LOKO MAME MAMO MEAR MEAS MEON MIAR "
        "MION MOCO MOKO MULA MULO NACA NACO PEDA PEDO PENE PIPI PITO POPO PUTA PUTO QULO RATA ROBA ROBE ROBO RUIN SENO TETA VACA VAGA "
        "VAGO VAKA VUEI VUEY WUEI WUEY"
    )
)
_PARTICLES = frozenset(
    ["DE", "DEL", "LA", "LAS", "LOS", "Y", "SA", "CV", "RL", "SC", "AC", "S", "SAPI", "SAS", "SPR"]
)


def _rfc_digit(body: str) -> str:
    total = sum((13 - at) * _RFC_WEIGHT[char] for at, char in enumerate(body.rjust(12)))
    rest = (11 - total % 11) % 11
    return "A" if rest == 10 else str(rest)


def _stem(word: str) -> str:
    parts = [part for part in word.split() if part not in _PARTICLES]
    return parts[0] if parts else word.replace(" ", "")


def _inner(letters: str, wanted: str) -> str:
    return next((char for char in letters[1:] if char in wanted), "X")


def _initials(given: str, first: str, second: str) -> str:
    paternal, maternal, name = _stem(first), _stem(second) if second else "X", _stem(given)
    letters = paternal[0] + _inner(paternal, _VOWELS) + maternal[0] + name[0]
    letters = letters.replace("Ñ", "X")
    return letters[:3] + "X" if letters in _UNFIT else letters


def rfc_person(rng: random.Random, given: str, first: str, second: str, birth: date) -> str:
    """RFC of a natural person, 13 characters, valid check digit."""
    body = (
        _initials(given, first, second)
        + f"{birth:%y%m%d}"
        + rng.choice(_HOMOCLAVE_FIRST)
        + rng.choice(_HOMOCLAVE)
    )
    return body + _rfc_digit(body)


def rfc_firm(rng: random.Random, core: str, founded: date) -> str:
    """RFC of a company, 12 characters, valid check digit; letters from the words of its name."""
    words = [word for word in core.replace(",", " ").split() if word not in _PARTICLES]
    letters = (
        (words[0][0] + words[1][0] + words[2][0])
        if len(words) >= 3
        else (words[0][0] + words[-1][:2] if len(words) == 2 else words[0][:3])
    )
    body = (
        letters.ljust(3, "X")
        + f"{founded:%y%m%d}"
        + rng.choice(_HOMOCLAVE_FIRST)
        + rng.choice(_HOMOCLAVE)
    )
    return body + _rfc_digit(body)


def break_digit(rfc: str) -> str:
    """The same RFC with a check digit that does not fit (a typing error seen in 0.5 % of published rows)."""
    return rfc[:-1] + ("1" if rfc[-1] != "1" else "2")


def curp(rng: random.Random, given: str, first: str, second: str, birth: date, sex: str) -> str:
    """CURP, 18 characters, valid check digit; the state code NE (born abroad) belongs to no Mexican state."""
    consonants = "BCDFGHJKLMNPQRSTVWXYZ"
    mark = str(rng.randint(0, 9)) if birth.year < 2000 else rng.choice("ABCDEFGHJ")
    inner = "".join(
        _inner(_stem(word) if word else "X", consonants) for word in (first, second, given)
    )
    body = _initials(given, first, second) + f"{birth:%y%m%d}" + sex + "NE" + inner + mark
    total = sum((18 - at) * _CURP_WEIGHT[char] for at, char in enumerate(body))
    return body + str((10 - total % 10) % 10)
