"""One row per bid, read from a file and aggregated to one row per tender; bad input is refused."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import numpy.typing as npt

from lumbrera.errors import UsageError
from lumbrera.files import columns

YES = ("1", "1.0", "true", "t", "yes", "y", "si", "s", "verdadero")
NO = ("0", "0.0", "false", "f", "no", "n", "falso")
MIXED = ("refuse", "any", "all", "most")
ONE_MARKET = "todos"
NO_MARKET = "(sin mercado)"
_MISSING = ("", "nan", "na", "n/a", "null", "none", ".")


@dataclass(frozen=True)
class Tenders:
    """One element per tender, ordered by market and id, whatever the order of the file.

    values: the bids of all tenders one after the other, sorted within each; start: where those of
    each begin (one more than tenders). group: the same for tenders with identical bids. position:
    where the tender first stands in the file. date: sortable, nan where unknown.
    """

    id: list[str]
    market: npt.NDArray[np.int64]
    markets: list[str]
    label: npt.NDArray[np.int64]
    values: npt.NDArray[np.float64]
    start: npt.NDArray[np.int64]
    group: npt.NDArray[np.int64]
    position: npt.NDArray[np.float64]
    date: npt.NDArray[np.float64]
    rows: dict[str, Any] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.id)

    @property
    def n_bids(self) -> npt.NDArray[np.int64]:
        """The number of bids of each tender."""
        return np.diff(self.start)


def read(
    path: Path,
    *,
    tender: Sequence[str],
    value: str,
    label: str,
    market: str | None = None,
    date: str | None = None,
    mixed_labels: str = "refuse",
) -> Tenders:
    """Reads a file of bids. tender: the column or columns that name the tender.

    A row without value is no bid and a value that is not positive is none either: both are set
    aside and counted, as are tenders without label. mixed_labels says what a tender is whose bids
    have different labels: refused, or positive when any, all or most of its bids are.
    Raises UsageError for what cannot be evaluated, naming row and column.
    """
    with duckdb.connect() as con:
        con.execute("set enable_progress_bar = false")
        names = [*tender, value, label, *(n for n in (market, date) if n)]
        read_columns = columns.load(con, path, names, "bid_text")
        found = _Reading(con, read_columns.name)
        found.bids(tender, value, label, market, date)
        return found.tenders(mixed_labels, len(read_columns.rejects), market is not None)


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


class _Reading:
    """The steps from text to tenders, each with its refusals."""

    def __init__(self, con: duckdb.DuckDBPyConnection, name: str) -> None:
        self._con = con
        self._name = name

    def _refuse(self, row: Any, column: str, found: str, expected: str, hint: str = "") -> None:
        raise UsageError(
            f"{self._name}: row {row}, column «{column}»: found «{found}», expected {expected}",
            hint=hint,
        )

    def _one(self, query: str, *values: Any) -> Any:
        return self._con.execute(query, list(values)).fetchone()

    def bids(
        self, tender: Sequence[str], value: str, label: str, market: str | None, date: str | None
    ) -> None:
        """The table `bid`: row_number, tender, amount (null where none), label, market, moment."""
        key = " || '·' || ".join(_quoted(t) for t in tender)
        self._con.execute(
            f"""
            create temp table bid as
            select row_number, {key} as tender, value_text, label_text, date_text,
                {f"if({_quoted(market)} = '', ?, {_quoted(market)})" if market else "?"} as market,
                try_cast(if(regexp_full_match(bare, '-?\\d{{1,3}}(,\\d{{3}})+(\\.\\d+)?'),
                    replace(bare, ',', ''), bare) as double) as amount,
                case when plain in {YES} then 1 when plain in {NO} then 0 end as label
            from (
                select *, {_quoted(value)} as value_text, {_quoted(label)} as label_text,
                    {_quoted(date) if date else "''"} as date_text,
                    regexp_replace({_quoted(value)}, '^\\$\\s*', '') as bare,
                    lower(strip_accents({_quoted(label)})) as plain
                from bid_text
            )
            """,
            [NO_MARKET if market else ONE_MARKET],
        )
        missing = f"lower(value_text) in {_MISSING}"
        if bad := self._one(
            f"""select row_number, value_text from bid
            where not {missing} and (amount is null or not isfinite(amount))
            order by row_number limit 1"""
        ):
            self._refuse(bad[0], value, bad[1], "a number")
        self._con.execute(f"update bid set amount = null where {missing}")
        if bad := self._one(
            f"""select row_number, label_text from bid
            where label is null and lower(label_text) not in {_MISSING} order by row_number limit 1"""
        ):
            others = self._one("select list_sort(list(distinct label_text))[:8] from bid")[0]
            self._refuse(
                bad[0], label, bad[1], "0/1, true/false, yes/no or sí/no",
                f"the column has: {', '.join(others)}",
            )  # fmt: skip
        if bad := self._one(
            "select min(row_number) from bid where tender = '' having count(*) > 0"
        ):
            self._refuse(bad[0], ", ".join(tender), "", "the tender of the bid")
        if bad := self._one(
            """select tender, min(market), max(market) from bid group by 1
            having count(distinct market) > 1 order by 1 limit 1"""
        ):
            raise UsageError(
                f"{self._name}: the tender «{bad[0]}» stands in two markets, «{bad[1]}» and «{bad[2]}»",
                hint="where numbers start again in each market, name the tender by both columns: "
                f"--tender {market} --tender {tender[0]}",
            )
        self._moments(date)

    def _moments(self, date: str | None) -> None:
        """The column moment of `bid`: a number that sorts as the date does."""
        self._con.execute(f"update bid set date_text = '' where lower(date_text) in {_MISSING}")
        forms = {
            "epoch(try_cast(date_text as timestamp))": "AAAA-MM-DD",
            "epoch(try_strptime(regexp_replace(date_text, '\\.0$', ''), '%Y%m%d'))": "AAAAMMDD",
            "epoch(try_strptime(date_text, ['%d/%m/%Y', '%d/%m/%Y %H:%M', '%d/%m/%Y %H:%M:%S']))": "DD/MM/AAAA",
            "try_cast(date_text as double)": "a number that sorts",
        }
        best = None
        for form in forms:
            left = self._one(
                f"""select count(*), arg_min(row_number, row_number), arg_min(date_text, row_number)
                from bid where date_text <> '' and {form} is null"""
            )
            if best is None or left[0] < best[1][0]:
                best = (form, left)
            if left[0] == 0:
                break
        assert best is not None
        form, left = best
        if left[0]:
            self._refuse(left[1], str(date), left[2], f"a date ({', '.join(forms.values())})")
        self._con.execute(
            f"alter table bid add column moment double; update bid set moment = {form}"
        )

    def tenders(self, mixed_labels: str, rejected: int, has_markets: bool) -> Tenders:
        """Aggregates the bids. The first step of everything: from here on the tender is the row."""
        if mixed_labels == "refuse" and (
            bad := self._one(
                """select tender, count(*) over () from bid where amount > 0 group by tender
                having min(label) <> max(label) order by tender limit 1"""
            )
        ):
            raise UsageError(
                f"{self._name}: the label varies within {bad[1]:,} tenders, the first «{bad[0]}»; "
                "expected one label for all bids of a tender",
                hint="say what such a tender is: --mixed-labels any, all or most",
            )
        rule = {"any": "max(label)", "all": "min(label)"}.get(
            mixed_labels, "if(avg(label) > 0.5, 1, 0)"
        )
        self._con.execute(f"""
            create temp table tender as
            select tender, market, {rule} as label, list_sort(list(amount)) as bids,
                min(row_number) as position, min(moment) as moment,
                min(label) <> max(label) as is_mixed
            from bid where amount > 0 group by all having count(label) > 0
        """)
        rows = self._account(rejected)
        self._refuse_too_few()
        table = self._con.execute("""
            select tender, market, label, bids, position, moment,
                dense_rank() over (order by bids) - 1 as of_group
            from tender order by market, tender
        """).fetchall()
        markets = sorted({r[1] for r in table})
        code = {name: i for i, name in enumerate(markets)}
        return Tenders(
            id=[r[0] for r in table],
            market=np.array([code[r[1]] for r in table], np.int64),
            markets=markets,
            label=np.array([r[2] for r in table], np.int64),
            values=np.array([v for r in table for v in r[3]], np.float64),
            start=np.cumsum([0, *(len(r[3]) for r in table)]).astype(np.int64),
            group=np.array([r[6] for r in table], np.int64),
            position=np.array([r[4] for r in table], np.float64),
            date=np.array([np.nan if r[5] is None else r[5] for r in table], np.float64),
            rows=rows | {"markets_given": has_markets},
        )

    def _account(self, rejected: int) -> dict[str, Any]:
        """Rows read = used + without value + not positive + of tenders without label + broken."""
        names = (
            "rows", "without_value", "not_positive", "without_label", "tenders", "tenders_mixed_label"
        )  # fmt: skip
        counts = self._one("""
            select count(*), count(*) filter (amount is null), count(*) filter (amount <= 0),
                count(*) filter (amount > 0 and tender not in (select tender from tender)),
                (select count(*) from tender),
                (select count(*) filter (is_mixed) from tender)
            from bid""")
        found = dict(zip(names, counts, strict=True))
        found["broken"] = rejected
        found["rows"] += rejected
        found["bids"] = found["rows"] - rejected - sum(counts[1:4])
        return found

    def _refuse_too_few(self) -> None:
        for value, name in ((1, "positive"), (0, "negative")):
            groups, tenders = self._one(
                "select count(distinct bids), count(*) from tender where label = ?", value
            )
            if groups < 2:
                copies = f" ({tenders} with the same bids)" if tenders > 1 else ""
                raise UsageError(
                    f"{self._name}: {groups} {name} tenders{copies}; at least two of each class "
                    "are needed to compare them"
                )
        if self._one("select max(len(bids)) from tender")[0] < 2:
            raise UsageError(
                f"{self._name}: no tender has more than one bid",
                hint="--tender names the tender, which its bids share; not the bid, not the row",
            )
