"""What a report is about, and which buyers and words that means in the citizens' view."""

import datetime as dt
import re
from typing import Any, Literal

import duckdb
import msgspec

from lumbrera.errors import UsageError

Wording = Literal["works", "social"]


class Scope(msgspec.Struct, frozen=True):
    """What a report is about: exactly one of municipality, buyer, program; and a period.

    municipality: code or name. buyer: code of a unit or institution. program: words of the title.
    first_on, last_on: both or neither; without them, the last twelve months of the data.
    """

    municipality: str | None = None
    buyer: str | None = None
    program: str | None = None
    first_on: dt.date | None = None
    last_on: dt.date | None = None

    @property
    def wording(self) -> Wording:
        """Committees of social programmes (LGDS 69-71), or of works and purchases."""
        return "social" if self.program else "works"


class Area(msgspec.Struct, frozen=True):
    """A scope found in the data: its title, whom to ask, its buyers (none: all of them) and its words.

    is_federal: None where the data do not say, or the scope is of several governments.
    """

    title: str
    asked: str
    buyers: list[str] | None
    words: str | None = None
    is_federal: bool | None = None
    municipality: str | None = None

    @property
    def where(self) -> tuple[str, dict[str, Any]]:
        """The condition over a contract `c`, and its parameters."""
        if self.words is not None:
            return "contains(upper(strip_accents(c.title)), upper(strip_accents($words)))", {
                "words": self.words
            }
        return "c.buyer_id in (select unnest($buyers))", {"buyers": self.buyers}


def find(con: duckdb.DuckDBPyConnection, scope: Scope) -> Area:
    """The area of a scope. Raises UsageError for what is not in the data, is in two places, or is
    not exactly one of the three."""
    if sum(v is not None for v in (scope.municipality, scope.buyer, scope.program)) != 1:
        raise UsageError(
            "el reporte es de un municipio, de una unidad o institución, o de un programa",
            hint="use una sola de --municipality, --buyer y --program",
        )
    if scope.program is not None:
        words = re.sub(r"\s+", " ", scope.program).strip()
        if len(words) < 4:
            raise UsageError(
                f"«{words}» es muy corto para encontrar un programa",
                hint="escriba al menos cuatro letras del nombre, como está en los contratos",
            )
        return Area(f"Programa: {words}", "de quien compró", None, words)
    if scope.municipality is not None:
        return _municipality(con, scope.municipality)
    found = con.execute(
        """select list(buyer_id order by buyer_id), mode(unit), mode(institution), bool_or(buyer_id = $key),
               bool_and(government_order = 'federal')
        from buyer where buyer_id = $key or institution_id = $key""",
        {"key": scope.buyer},
    ).fetchone()
    if found is None or not found[0]:
        raise UsageError(
            f"no hay ninguna unidad ni institución con la clave {scope.buyer}",
            hint="las claves están en datos/entes.csv del portal (lumbrera portal)",
        )
    buyers, unit, institution, is_unit, is_federal = found
    title = institution or unit
    if is_unit and unit != title:  # units of many bodies have the same name
        title = f"{unit}, {institution}"
    return Area(title, f"de quien compró: {institution or unit}", buyers, is_federal=is_federal)


def _municipality(con: duckdb.DuckDBPyConnection, key: str) -> Area:
    named = con.execute(
        """select municipality_code, name, state from municipality
        where municipality_code = $key or upper(strip_accents(name)) = upper(strip_accents($key))
        order by municipality_code""",
        {"key": key.strip()},
    ).fetchall()
    if not named:
        raise UsageError(
            f"no hay ningún municipio con la clave o el nombre «{key}»",
            hint="escriba su clave del INEGI (32017) o su nombre; un ente que no está en el "
            "catálogo se pide con --buyer",
        )
    if len(named) > 1:
        known = ", ".join(f"{code} ({state})" for code, _, state in named)
        raise UsageError(
            f"hay {len(named)} municipios que se llaman «{key}»", hint=f"escriba la clave: {known}"
        )
    code, name, _ = named[0]
    found = con.execute(
        "select buyer_id from buyer where municipality_code = $code order by buyer_id",
        {"code": code},
    ).fetchall()
    return Area(
        f"Municipio de {name}",
        f"del municipio de {name}",
        [buyer for (buyer,) in found],
        is_federal=False,
        municipality=code,
    )
