"""Whether an export is as large as its feed was: far fewer rows stop the load, far more warn.

The comparison is made within what the new export covers (the same purchasing units and
publication dates, the same status), so that an export of one unit or one month is no loss.
"""

from dataclasses import dataclass

import duckdb

from lumbrera.sources.base import Scope


@dataclass(frozen=True)
class Volume:
    """Rows of the new export, rows of the one before within its scope, and the verdict."""

    rows: int
    expected: int
    verdict: str  # "ok", "few", "far_fewer", "far_more"

    def sentence(self) -> str:
        """What was found and what was expected, in Spanish."""
        return (
            f"trae {self.rows:,} renglones donde la entrega anterior tenía {self.expected:,} "
            "en las mismas unidades y fechas"
        )


def compare(
    con: duckdb.DuckDBPyConnection, new_path: str, old_path: str, scope: Scope, min_share: float
) -> Volume:
    """Compares two staged files of one feed, the new one against the one before it."""
    conditions = [f"{c} in (select distinct {c} from read_parquet($new))" for c in scope.columns]
    if scope.date:
        conditions.append(
            f"({scope.date} is null or {scope.date} between "
            f"(select min({scope.date}) from read_parquet($new)) and (select max({scope.date}) from read_parquet($new)))"
        )
    where = " and ".join(conditions) or "$new is not null"
    row = con.execute(
        f"select (select count(*) from read_parquet($new)), count(*) from read_parquet($old) where {where}",
        {"new": new_path, "old": old_path},
    ).fetchone()
    assert row is not None
    rows, expected = row
    if expected < scope.floor:
        verdict = "ok"
    elif rows < min_share * expected:
        verdict = "far_fewer"
    elif rows < scope.warn_share * expected:
        verdict = "few"
    elif rows > scope.max_share * expected:
        verdict = "far_more"
    else:
        verdict = "ok"
    return Volume(rows, expected, verdict)
