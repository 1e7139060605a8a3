"""What one report says, read from the citizens' view alone."""

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

import duckdb
import msgspec

from lumbrera.errors import UsageError

POINTS = 5
SHOWN = 4
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


class Seller(msgspec.Struct, frozen=True):
    """One supplier's part in what was bought; amounts in MXN without VAT."""

    name: str
    n: int
    amount: Decimal
    share: float


class Way(msgspec.Struct, frozen=True):
    """How much was bought by one kind of procedure."""

    name: str
    n: int
    amount: Decimal
    share: float


class Purchase(msgspec.Struct, frozen=True):
    """One contract, as the form repeats it."""

    number: str
    title: str
    supplier: str
    unit: str
    amount: Decimal | None
    on: dt.date | None
    url: str | None


class Point(msgspec.Struct, frozen=True):
    """One thing worth asking about."""

    rule: str
    sentence: str
    why: str
    innocent: str
    ask_for: str
    on: dt.date | None
    file: str | None
    row_number: int | None
    url: str | None


class Facts(msgspec.Struct):
    """All that a report shows. Shares from 0 to 1, amounts in MXN without VAT."""

    title: str
    wording: Wording
    first_on: dt.date
    last_on: dt.date
    as_of: dt.date
    is_simulated: bool
    n: int
    amount: Decimal
    n_suppliers: int
    n_units: int
    largest: Purchase | None
    sellers: list[Seller]
    ways: list[Way]
    points: list[Point]
    n_points: int
    purchases: list[Purchase]
    complete: float | None
    on_time: float | None
    n_with_both_dates: int
    n_small: int
    small_amount: Decimal
    n_sized: int
    without_date: int
    without_amount: int
    sources: list[str]


_WAYS = {"open": "Licitación pública", "selective": "Invitación a tres o más", "direct": "Adjudicación directa"}  # fmt: skip


def read_facts(view: Path, scope: Scope) -> Facts:
    """The facts of a scope from the file of `view.build`.

    Raises UsageError for a municipality or buyer that is not in the data, or a scope that is not
    exactly one of the three.
    """
    with duckdb.connect(str(view), read_only=True) as con:
        as_of, is_simulated = _one(con, "select as_of, is_simulated from cut")
        title, where, given = _chosen(con, scope)
        last_on = scope.last_on or as_of
        first_on = scope.first_on or _year_before(last_on)
        con.execute(
            f"""create temp table bought as
            select c.*, b.unit from contract c join buyer b using (buyer_id)
            where {where} and c.event_on between $first_on and $last_on""",
            given | {"first_on": first_on, "last_on": last_on},
        )
        n, amount, n_suppliers, n_units, complete, n_both, on_time, n_sized, n_small, small, no_amount = _one(
            con,
            """select count(*), coalesce(sum(amount_mxn), 0), count(distinct supplier_id),
                count(distinct buyer_id), avg(is_complete::int),
                count(*) filter (published_on is not null and start_on is not null),
                avg((published_on <= start_on)::int)
                    filter (published_on is not null and start_on is not null),
                count(*) filter (method = 'direct' and size_class not in ('', 'NO ASIGNADO')),
                count(*) filter (method = 'direct' and size_class in ('MICRO', 'PEQUEÑA')),
                coalesce(sum(amount_mxn) filter (method = 'direct' and size_class in ('MICRO', 'PEQUEÑA')), 0),
                count(*) filter (amount_mxn is null)
            from bought""",
        )  # fmt: skip
        no_date = _one(
            con,
            f"select count(*) from contract c join buyer b using (buyer_id) where {where} and c.event_on is null",
            given,
        )[0]
        points, n_points = _points(con, where, given, first_on, last_on, scope.program is not None)
        purchases = _purchases(con)
        return Facts(
            title=title,
            wording=scope.wording,
            first_on=first_on,
            last_on=last_on,
            as_of=as_of,
            is_simulated=is_simulated,
            n=n,
            amount=amount,
            n_suppliers=n_suppliers,
            n_units=n_units,
            largest=purchases[0] if purchases else None,
            sellers=_sellers(con, amount),
            ways=_ways(con, amount),
            points=points,
            n_points=n_points,
            purchases=purchases,
            complete=complete,
            on_time=on_time,
            n_with_both_dates=n_both,
            n_small=n_small,
            small_amount=small,
            n_sized=n_sized,
            without_date=no_date,
            without_amount=no_amount,
            sources=[
                f"{name} ({exported:%d/%m/%Y})" if exported else name
                for name, exported in con.execute(
                    "select name, export_date from source order by export_date desc, name limit 4"
                ).fetchall()
            ],
        )


def _one(con: duckdb.DuckDBPyConnection, sql: str, given: dict[str, Any] | None = None) -> Any:
    row = con.execute(sql, given).fetchone() if given else con.execute(sql).fetchone()
    assert row is not None
    return row


def _year_before(day: dt.date) -> dt.date:
    """The day after the same day a year ago: twelve months up to `day`."""
    try:
        return day.replace(year=day.year - 1) + dt.timedelta(days=1)
    except ValueError:
        return dt.date(day.year - 1, 3, 1)


def _chosen(con: duckdb.DuckDBPyConnection, scope: Scope) -> tuple[str, str, dict[str, Any]]:
    """Title, condition over contract c and buyer b, and its parameters."""
    if sum(v is not None for v in (scope.municipality, scope.buyer, scope.program)) != 1:
        raise UsageError(
            "el reporte es de un municipio, de una unidad o institución, o de un programa",
            hint="use una sola de --municipality, --buyer y --program",
        )
    if scope.program is not None:
        words = "regexp_matches(upper(strip_accents(c.title)), upper(strip_accents($program)))"
        import re

        return f"Programa: {scope.program}", words, {"program": re.escape(scope.program)}
    if scope.municipality is not None:
        return _municipality(con, scope.municipality)
    found = con.execute(
        """select any_value(unit order by unit), any_value(institution), bool_or(buyer_id = $key)
        from buyer where buyer_id = $key or institution_id = $key""",
        {"key": scope.buyer},
    ).fetchone()
    if found is None or found[0] is None:
        raise UsageError(
            f"no hay ninguna unidad ni institución con la clave {scope.buyer}",
            hint="las claves están en datos/contratos.csv del reporte",
        )
    title = found[0] if found[2] else found[1] or found[0]
    return title, "(b.buyer_id = $key or b.institution_id = $key)", {"key": scope.buyer}


def _municipality(con: duckdb.DuckDBPyConnection, key: str) -> tuple[str, str, dict[str, Any]]:
    named = con.execute(
        """select municipality_code, name from municipality
        where municipality_code = $key or upper(strip_accents(name)) = upper(strip_accents($key))""",
        {"key": key},
    ).fetchall()
    name = named[0][1] if named else key
    where = """(b.municipality_code = $code or regexp_matches(upper(strip_accents(b.institution)),
        '^(H\\.? )?(MUNICIPIO|AYUNTAMIENTO|PRESIDENCIA MUNICIPAL) DE ' || upper(strip_accents($name)) || '($|[ ,])'))"""
    given = {"code": named[0][0] if named else "", "name": name}
    if not _one(con, f"select count(*) from buyer b where {where}", given)[0] and not named:
        raise UsageError(
            f"no hay compras de un municipio llamado {key}",
            hint="escriba su clave (32017) o su nombre como se publica",
        )
    return f"Municipio de {name}", where, given


def _sellers(con: duckdb.DuckDBPyConnection, total: Decimal) -> list[Seller]:
    rows = con.execute(f"""
        select any_value(supplier), count(*), coalesce(sum(amount_mxn), 0) as amount
        from bought group by supplier_id order by amount desc, any_value(supplier) limit {SHOWN}
    """).fetchall()
    return [Seller(name, n, a, float(a / total) if total else 0.0) for name, n, a in rows]


def _ways(con: duckdb.DuckDBPyConnection, total: Decimal) -> list[Way]:
    rows = con.execute("""
        select method, count(*), coalesce(sum(amount_mxn), 0) as amount
        from bought group by method order by amount desc
    """).fetchall()
    return [
        Way(_WAYS.get(method, "Otra o sin dato"), n, a, float(a / total) if total else 0.0)
        for method, n, a in rows
    ]


def _purchases(con: duckdb.DuckDBPyConnection) -> list[Purchase]:
    rows = con.execute(f"""
        select coalesce(procedure_number, ''), coalesce(title, ''), supplier, unit, amount_mxn,
               event_on, url
        from bought order by amount_mxn desc nulls last, contract_id limit {SHOWN}
    """).fetchall()
    return [Purchase(*row) for row in rows]


def _points(
    con: duckdb.DuckDBPyConnection,
    where: str,
    given: dict[str, Any],
    first_on: dt.date,
    last_on: dt.date,
    of_contracts: bool,
) -> tuple[list[Point], int]:
    """At most POINTS, the best placed of different rules first, and how many there are in all."""
    inside = (
        f"select flag_id from alert_contract join contract c using (contract_id) join buyer b using (buyer_id) where {where}"
        if of_contracts
        else f"select flag_id from alert_buyer join buyer b using (buyer_id) where {where}"
    )
    rows = con.execute(
        f"""with here as (
            select a.*, row_number() over (partition by a.rule_id order by a.rank, a.flag_id) as nth
            from alert a where a.flag_id in ({inside})
              and (a.event_on between $first_on and $last_on or a.event_on is null)
        )
        select rule, sentence, why, innocent, ask_for, event_on, file, row_number, url,
               count(*) over () as n
        from here order by nth, rank, flag_id limit {POINTS}""",
        given | {"first_on": first_on, "last_on": last_on},
    ).fetchall()
    points = [
        Point(r[0], r[1], r[2], (r[3] or [""])[0], (r[4] or [""])[0], r[5], r[6], r[7], r[8])
        for r in rows
    ]
    return points, rows[0][9] if rows else 0
