"""What one report says, read from the citizens' view alone."""

import contextlib
import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import msgspec

from lumbrera.committee.scope import Area, Scope, Wording, find

POINTS = 5
SHOWN = 4


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


class Unit(msgspec.Struct, frozen=True):
    """How much of what one unit, or one body that buys for a programme, bought is published in full."""

    name: str
    n: int
    complete: float


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

    flag_id: str
    rule: str
    sentence: str
    why: str
    innocent: str
    ask_for: list[str]
    on: dt.date | None
    file: str | None
    row_number: int | None
    url: str | None
    numbers: list[str]


class Census(msgspec.Struct, frozen=True):
    """How many people lived in a municipality, and who counted them when."""

    people: int
    year: int
    name: str


class Middle(msgspec.Struct, frozen=True):
    """What the municipality in the middle bought, of the n that bought anything in the period; in
    MXN per inhabitant when the people of all n are known, else in all."""

    n: int
    amount: Decimal
    per_person: bool


class Facts(msgspec.Struct):
    """All that a report shows. Shares from 0 to 1, amounts in MXN without VAT."""

    title: str
    asked: str
    is_federal: bool | None
    wording: Wording
    first_on: dt.date
    last_on: dt.date
    as_of: dt.date
    is_simulated: bool
    n: int
    amount: Decimal
    n_suppliers: int
    n_units: int
    typical: Decimal | None
    census: Census | None
    middle: Middle | None
    largest: Purchase | None
    sample: Purchase | None
    sample_point: int | None
    sellers: list[Seller]
    ways: list[Way]
    units: list[Unit]
    points: list[Point]
    n_points: int
    n_earlier: int
    purchases: list[Purchase]
    complete: float | None
    on_time: float | None
    n_with_both_dates: int
    n_direct: int
    n_small: int
    small_amount: Decimal
    n_sized: int
    n_before: int
    without_date: int
    without_amount: int
    sources: list[str]


_WAYS = {"open": "Licitación pública", "selective": "Invitación a tres o más", "direct": "Adjudicación directa"}  # fmt: skip
_PURCHASE = (
    "coalesce(procedure_number, ''), coalesce(title, ''), supplier, unit, amount_mxn, event_on, url"
)


class Reader:
    """Reads facts from an open citizens' view; what many reports share is computed once."""

    def __init__(self, con: duckdb.DuckDBPyConnection) -> None:
        self.con = con
        self.as_of, self.is_simulated = self._one("select as_of, is_simulated from cut")
        self.sources = self._sources("is_purchase")
        self.all_sources = self._sources("true")
        self._middles: dict[tuple[dt.date, dt.date], Middle | None] = {}

    def facts(self, scope: Scope) -> Facts:
        """The facts of a scope. Raises UsageError as `scope.find` does."""
        area = find(self.con, scope)
        last_on = scope.last_on or self.as_of
        first_on = scope.first_on or _year_before(last_on)
        where, given = area.where
        # A programme is bought by several bodies, whose units may share a name.
        unit, body, key = (
            ("concat_ws(': ', b.institution, b.unit)", "coalesce(b.institution, b.unit)",
             "coalesce(b.institution_id, b.buyer_id)")
            if area.buyers is None else ("b.unit", "b.unit", "b.buyer_id")
        )  # fmt: skip
        self.con.execute(
            f"""create or replace temp table bought as
            select c.*, {unit} as unit, {body} as body, {key} as body_key from contract c join buyer b using (buyer_id)
            where {where} and c.event_on between $first_on and $last_on""",
            given | {"first_on": first_on, "last_on": last_on},
        )
        totals = self._totals()
        amount = totals["amount"]
        points, n_points, n_earlier = self._points(area, first_on, last_on)
        purchases = self._purchases()
        sample = self._sample(points)
        others = self._one(
            f"""select count(*) filter (event_on is null), count(*) filter (event_on < $first_on)
            from contract c where {where}""",
            given | {"first_on": first_on},
        )
        return Facts(
            title=area.title,
            asked=area.asked,
            is_federal=area.is_federal,
            wording=scope.wording,
            first_on=first_on,
            last_on=last_on,
            as_of=self.as_of,
            is_simulated=self.is_simulated,
            census=self._census(area.municipality),
            middle=self._middle(first_on, last_on) if scope.municipality else None,
            largest=purchases[0] if purchases else None,
            sample=sample[1] if sample else purchases[0] if purchases else None,
            sample_point=sample[0] if sample else None,
            sellers=self._sellers(amount),
            ways=self._ways(amount),
            units=self._units(),
            points=points,
            n_points=n_points,
            n_earlier=n_earlier,
            purchases=purchases,
            without_date=others[0],
            n_before=others[1],
            sources=self.sources,
            **totals,
        )

    def _one(self, sql: str, given: dict[str, Any] | None = None) -> Any:
        row = (self.con.execute(sql, given) if given else self.con.execute(sql)).fetchone()
        assert row is not None
        return row

    def _sources(self, which: str) -> list[str]:
        rows = self.con.execute(
            f"select name, export_date from source where {which} order by export_date desc nulls last, name"
        ).fetchall()
        return [f"{name} ({on:%d/%m/%Y})" if on else name for name, on in rows]

    def _totals(self) -> dict[str, Any]:
        cursor = self.con.execute("""
            select count(*) as n, coalesce(sum(amount_mxn), 0) as amount,
                count(distinct seller) as n_suppliers, count(distinct body_key) as n_units,
                cast(median(amount_mxn) as decimal(18, 2)) as typical,
                avg(is_complete::int) as complete,
                count(*) filter (published_on is not null and start_on is not null) as n_with_both_dates,
                avg((published_on <= start_on)::int)
                    filter (published_on is not null and start_on is not null) as on_time,
                count(*) filter (method = 'direct') as n_direct,
                count(*) filter (method = 'direct' and size_class <> 'NO ASIGNADO') as n_sized,
                count(*) filter (method = 'direct' and size_class in ('MICRO', 'PEQUEÑA')) as n_small,
                coalesce(sum(amount_mxn) filter (method = 'direct' and size_class in ('MICRO', 'PEQUEÑA')), 0)
                    as small_amount,
                count(*) filter (amount_mxn is null) as without_amount
            from bought""")  # fmt: skip
        row = cursor.fetchone()
        assert row is not None and cursor.description is not None
        return dict(zip([c[0] for c in cursor.description], row, strict=True))

    def _census(self, municipality: str | None) -> Census | None:
        if municipality is None:
            return None
        row = self._one(
            "select population, census_year, census from municipality where municipality_code = $key",
            {"key": municipality},
        )
        return Census(*row) if row[0] else None

    def _middle(self, first_on: dt.date, last_on: dt.date) -> Middle | None:
        if (first_on, last_on) not in self._middles:
            n, each, middle = self._one(
                """select count(*),
                    case when count(each) = count(*) then cast(median(each) as decimal(18, 2)) end,
                    cast(median(amount) as decimal(18, 2))
                from (
                    select sum(amount_mxn) as amount, sum(amount_mxn) / any_value(population) as each
                    from contract join buyer using (buyer_id) join municipality using (municipality_code)
                    where event_on between $first and $last
                    group by municipality_code having sum(amount_mxn) > 0)""",
                {"first": first_on, "last": last_on},
            )
            known = n > 2 and bool(middle)
            self._middles[first_on, last_on] = (
                Middle(n, middle if each is None else each, each is not None) if known else None
            )
        return self._middles[first_on, last_on]

    def _sellers(self, total: Decimal) -> list[Seller]:
        rows = self.con.execute(f"""
            select min(supplier), count(*), coalesce(sum(amount_mxn), 0) as amount
            from bought group by seller order by amount desc, min(supplier), seller limit {SHOWN}
        """).fetchall()
        return [Seller(name, n, a, float(a / total) if total else 0.0) for name, n, a in rows]

    def _ways(self, total: Decimal) -> list[Way]:
        rows = self.con.execute("""
            select method, count(*), coalesce(sum(amount_mxn), 0) as amount
            from bought group by method order by amount desc, method
        """).fetchall()
        return [
            Way(_WAYS.get(method, "Otra o sin dato"), n, a, float(a / total) if total else 0.0)
            for method, n, a in rows
        ]

    def _units(self) -> list[Unit]:
        rows = self.con.execute(f"""
            select min(body), count(*) as n, avg(is_complete::int) from bought
            group by body_key order by n desc, min(body), body_key limit {SHOWN}
        """).fetchall()
        return [Unit(*row) for row in rows]

    def _purchases(self) -> list[Purchase]:
        rows = self.con.execute(f"""
            select {_PURCHASE} from bought
            order by amount_mxn desc nulls last, contract_id limit {SHOWN}
        """).fetchall()
        return [Purchase(*row) for row in rows]

    def _sample(self, points: list[Point]) -> tuple[int, Purchase] | None:
        """The first point about one single contract, by its place from 1, and that contract: what
        the form is filled with."""
        flags = [p.flag_id for p in points]
        rows = self.con.execute(
            f"""select flag_id, {_PURCHASE} from bought
            join (select flag_id, min(contract_id) as contract_id from alert_contract
                  where list_contains($flags, flag_id) group by flag_id having count(*) = 1) using (contract_id)
            order by list_position($flags, flag_id), contract_id limit 1""",
            {"flags": flags},
        ).fetchall()
        return (flags.index(rows[0][0]) + 1, Purchase(*rows[0][1:])) if rows else None

    def _points(
        self, area: Area, first_on: dt.date, last_on: dt.date
    ) -> tuple[list[Point], int, int]:
        """At most POINTS, the best placed of different rules and contracts first; how many there
        are in the period, and before it. An alert without a date counts when it is about a contract
        of it."""
        bought = "select flag_id from alert_contract semi join bought using (contract_id)"
        asked, mine = bought, ""
        given: dict[str, Any] = {}
        if area.buyers is not None:
            given["buyers"] = area.buyers
            mine = " and buyer_id in (select unnest($buyers))"
            asked = f"select flag_id from alert_buyer where true{mine}"
        self.con.execute(
            f"""create or replace temp table near as select flag_id, rule_id, rank, event_on from alert
            where event_on is not null and flag_id in ({asked}) or event_on is null and flag_id in ({bought})""",
            given,
        )
        (earlier,) = self._one(
            "select count(*) from near where event_on < $first_on", {"first_on": first_on}
        )
        rows = self.con.execute(
            f"""with subject as (
                select flag_id, min(contract_id) as contract_id from alert_contract semi join near using (flag_id)
                group by flag_id
            ),
            here as (
                select flag_id, rank, greatest(
                    row_number() over (partition by rule_id order by rank, flag_id),
                    row_number() over (partition by coalesce(contract_id, flag_id) order by rank, flag_id)) as nth
                from near left join subject using (flag_id)
                where coalesce(event_on between $first_on and $last_on, true)
            ),
            first as (select *, count(*) over () as n from here order by nth, rank, flag_id limit {POINTS})
            select f.flag_id, rule, sentence, why, innocent[1], ask_for[:2], event_on, s.file, s.row_number,
                   s.url, (select list(distinct procedure_number) from alert_number
                           where flag_id = f.flag_id{mine}), f.n
            from first f join alert using (flag_id)
            left join alert_source s on s.flag_id = f.flag_id and s.place = 1
            order by nth, f.rank, f.flag_id""",
            given | {"first_on": first_on, "last_on": last_on},
        ).fetchall()
        points = [
            Point(
                flag_id=r[0], rule=r[1], sentence=r[2], why=r[3], innocent=r[4] or "",
                ask_for=r[5] or [], on=r[6], file=r[7], row_number=r[8], url=r[9], numbers=sorted(r[10] or []),
            )
            for r in rows
        ]  # fmt: skip
        return points, rows[0][11] if rows else 0, earlier


@contextlib.contextmanager
def open_view(view: Path) -> Iterator[Reader]:
    """A reader of the file of `view.build`, which nothing may change."""
    with duckdb.connect(str(view), read_only=True) as con:
        con.execute("set autoinstall_known_extensions = false")
        yield Reader(con)


def read_facts(view: Path, scope: Scope) -> Facts:
    """The facts of one scope from the file of `view.build`."""
    with open_view(view) as reader:
        return reader.facts(scope)


def _year_before(day: dt.date) -> dt.date:
    """The day after the same day a year ago: twelve months up to `day`."""
    try:
        return day.replace(year=day.year - 1) + dt.timedelta(days=1)
    except ValueError:
        return dt.date(day.year - 1, 3, 1)
