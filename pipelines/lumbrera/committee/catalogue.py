"""What the portal lists, read from the citizens' view: places with a report, and public alerts."""

import datetime as dt
import re
from typing import Any

import duckdb
import msgspec

from lumbrera.committee.facts import Purchase

SHOWN_CONTRACTS = 10


class Place(msgspec.Struct, frozen=True):
    """A municipality or a public body: its report's address, and what is in it."""

    key: str
    name: str
    is_municipality: bool
    region: str
    n: int
    n_alerts: int

    @property
    def address(self) -> str:
        """Relative to the portal, and the same in every edition."""
        folder = "municipios" if self.is_municipality else "entes"
        return f"{folder}/{re.sub(r'[^A-Za-z0-9_-]', '_', self.key)}.html"


class Source(msgspec.Struct, frozen=True):
    """A published row behind an alert."""

    file: str
    row_number: int
    url: str | None


class Alert(msgspec.Struct, frozen=True):
    """A public alert, with the contracts and published rows behind it (the first ten of each)."""

    flag_id: str
    rule: str
    sentence: str
    why: str
    innocent: list[str]
    ask_for: list[str]
    on: dt.date | None
    names_person: bool
    unit: str
    institution: str
    places: list[str]
    contracts: list[Purchase]
    n_contracts: int
    sources: list[Source]
    n_sources: int


# The year of the portal's reports: the twelve months up to the data's date.
_YEAR = (
    "event_on > (select as_of from cut) - interval 1 year and event_on <= (select as_of from cut)"
)


def places(con: duckdb.DuckDBPyConnection) -> list[Place]:
    """Municipalities of the states that the data are about (all known ones when they are about
    none), then bodies with contracts in the last year or with alerts."""
    rows = con.execute(f"""
        with bought as (select buyer_id, count(*) as n from contract where {_YEAR} group by 1),
        states as (select distinct state from municipality semi join buyer using (municipality_code)),
        asked as (select coalesce(municipality_code, institution_id, b.buyer_id) as key, count(distinct flag_id) as n
                  from alert_buyer join buyer b using (buyer_id) group by 1)
        select m.municipality_code as key, m.name, true as is_municipality, m.region,
               coalesce(sum(bought.n), 0), coalesce(any_value(asked.n), 0)
        from municipality m left join buyer b using (municipality_code) left join bought using (buyer_id)
        left join asked on asked.key = m.municipality_code
        where m.state in (from states) or not exists (from states)
        group by all
        union all
        select coalesce(b.institution_id, b.buyer_id) as key, coalesce(mode(b.institution), mode(b.unit)), false, '',
               coalesce(sum(bought.n), 0), coalesce(any_value(asked.n), 0)
        from buyer b left join bought using (buyer_id)
        left join asked on asked.key = coalesce(b.institution_id, b.buyer_id)
        where b.municipality_code is null
        group by coalesce(b.institution_id, b.buyer_id)
        having coalesce(sum(bought.n), 0) > 0 or coalesce(any_value(asked.n), 0) > 0
        """).fetchall()  # fmt: skip
    return sorted(
        (Place(*row) for row in rows),
        key=lambda p: (not p.is_municipality, _plain(p.name), p.key),
    )


def silent_bodies(con: duckdb.DuckDBPyConnection) -> list[str]:
    """Names of the bodies known by the data that published no contract in the last year."""
    rows = con.execute(f"""
        select distinct mode(b.institution) from buyer b
        left join (select buyer_id from contract where {_YEAR}) c using (buyer_id)
        left join alert_buyer a using (buyer_id)
        where b.municipality_code is null and b.institution is not null
        group by coalesce(b.institution_id, b.buyer_id)
        having count(c.buyer_id) = 0 and count(a.buyer_id) = 0
        """).fetchall()
    return sorted((row[0] for row in rows), key=_plain)


def alerts(con: duckdb.DuckDBPyConnection) -> list[Alert]:
    """Every public alert, best placed first."""
    contracts: dict[str, list[Purchase]] = {}
    counts: dict[str, int] = {}
    for flag_id, n, *row in con.execute(f"""
        select flag_id, n, coalesce(procedure_number, ''), coalesce(title, ''), supplier, unit, amount_mxn, event_on, url
        from (select *, count(*) over (partition by flag_id) as n,
                     row_number() over (partition by flag_id order by event_on, contract_id) as place
              from alert_contract join contract using (contract_id) join buyer using (buyer_id))
        where place <= {SHOWN_CONTRACTS} order by flag_id, place""").fetchall():
        contracts.setdefault(flag_id, []).append(Purchase(*row))
        counts[flag_id] = n
    sources: dict[str, list[Source]] = {}
    n_sources: dict[str, int] = {}
    for flag_id, n, *row in con.execute(
        "select flag_id, n, file, row_number, url from alert_source order by flag_id, place"
    ).fetchall():
        sources.setdefault(flag_id, []).append(Source(*row))
        n_sources[flag_id] = n
    rows: list[tuple[Any, ...]] = con.execute("""
        select a.flag_id, any_value(rule), any_value(sentence), any_value(why), any_value(innocent),
               any_value(ask_for), any_value(event_on), bool_or(p.flag_id is not null),
               case when count(distinct b.buyer_id) = 1 then min(b.unit) else '' end,
               case when count(distinct b.institution) = 1 then min(b.institution) else '' end,
               list_sort(list(distinct coalesce(b.municipality_code, b.institution_id, b.buyer_id))
                   filter (b.buyer_id is not null))
        from alert a left join alert_buyer ab using (flag_id) left join buyer b using (buyer_id)
        left join alert_person p using (flag_id)
        group by a.flag_id order by any_value(rank), a.flag_id""").fetchall()
    return [
        Alert(
            flag_id=r[0], rule=r[1], sentence=r[2], why=r[3], innocent=r[4] or [], ask_for=r[5] or [],
            on=r[6], names_person=r[7], unit=r[8] or "", institution=r[9] or "", places=(r[10] or [])[:12],
            contracts=contracts.get(r[0], []), n_contracts=counts.get(r[0], 0),
            sources=sources.get(r[0], []), n_sources=n_sources.get(r[0], 0),
        )
        for r in rows
    ]  # fmt: skip


def _plain(name: str) -> str:
    import unicodedata

    return "".join(
        c for c in unicodedata.normalize("NFD", name.upper()) if not unicodedata.combining(c)
    )
