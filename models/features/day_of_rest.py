"""Mexico's mandatory days of rest, for the years in which contracts were signed and procedures decided.

features.day_of_rest(day, name): article 74 of the Ley Federal del Trabajo, from the `holidays` library.
"""

import duckdb

READS = ["core.contract", "core.procedure"]
WRITES = ["features.day_of_rest"]


def model(con: duckdb.DuckDBPyConnection) -> None:
    """One row per day of rest."""
    import holidays
    from lumbrera import lean

    pa = lean.pyarrow()

    years = con.execute(
        "select distinct year(signed_on) from core.contract where signed_on is not null "
        "union select distinct year(opened_on) from core.procedure where opened_on is not null "
        "union select distinct year(award_on) from core.procedure where award_on is not null "
        "order by 1"
    ).fetchall()
    plausible = [y for (y,) in years if 1990 <= y <= 2100]
    days = sorted(holidays.country_holidays("MX", years=plausible, language="es").items())
    table = pa.table(
        {
            "day": pa.array([d for d, _ in days], pa.date32()),
            "name": pa.array([n for _, n in days], pa.string()),
        }
    )
    con.register("holiday_rows", table)
    con.execute("create or replace table features.day_of_rest as select * from holiday_rows")
    con.unregister("holiday_rows")
