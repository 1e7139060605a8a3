"""How many alerts a rule would raise at half and double each of its numeric thresholds."""

from collections.abc import Iterator, Sequence

import duckdb

from lumbrera.errors import LumbreraError
from lumbrera.rows import insert
from lumbrera.ruleset.header import Param, Value
from lumbrera.ruleset.params import Bound

FACTORS = (0.5, 1.0, 2.0)
IN_EVERY_RUN = 100_000
"""Up to so many contracts the figures are part of a run; beyond, of `rules sensitivity` alone."""

TABLE = """
create schema if not exists flags;
create or replace table flags.sensitivity (
    rule_id varchar, param varchar, factor double, param_value double, n_flagged bigint,
    n_computed bigint, n_opened bigint
)"""


def write_sensitivity(con: duckdb.DuckDBPyConnection, rules: Sequence[Bound]) -> int:
    """Create flags.sensitivity anew and fill it for the rules; the number of its rows."""
    con.execute(TABLE)
    return add_sensitivity(con, rules)


def add_sensitivity(
    con: duckdb.DuckDBPyConnection, rules: Sequence[Bound], *, most: int | None = None
) -> int:
    """Add the rules' rows to flags.sensitivity; the number of rows added.

    A row per numeric parameter and factor: flagged and computed subjects, and n_opened, those
    flagged as more than a signal, with that parameter at factor x its value in force and the others
    as they are. A value beyond the header's min or max
    is brought back to it, a whole-number parameter is rounded; what then equals the value in force
    has no row. most: with more contracts than this nothing is added, for each row costs one
    evaluation of the rule. Raises LumbreraError naming the rule that fails.
    """
    if most is not None:
        row = con.execute("select count(*) from core.contract").fetchone()
        if row and row[0] > most:
            return 0
    found = []
    for bound in rules:
        base: tuple[int, int, int] | None = None
        query = ""
        for name, factor, value in _trials(bound):
            query = query or _counting(con, bound)
            if factor != 1:
                counts = _count(con, bound, query, {**bound.values, name: value})
            else:
                base = counts = base or _count(con, bound, query, bound.values)
            found.append((bound.rule.id, name, factor, float(value), *counts))
    insert(con, "flags.sensitivity", found)
    return len(found)


def _trials(bound: Bound) -> Iterator[tuple[str, float, float]]:
    for name, param in bound.header.params.items():
        value = bound.values[name]
        if isinstance(value, bool) or not isinstance(value, int | float):
            continue
        trials = [(factor, _scaled(value, factor, param)) for factor in FACTORS]
        if any(trial != value for _, trial in trials):
            for factor, trial in trials:
                if factor == 1 or trial != value:
                    yield name, factor, trial


def _scaled(value: int | float, factor: float, param: Param) -> int | float:
    scaled = value * factor
    if param.min is not None:
        scaled = max(scaled, param.min)
    if param.max is not None:
        scaled = min(scaled, param.max)
    return round(scaled) if isinstance(value, int) else scaled


def _counting(con: duckdb.DuckDBPyConnection, bound: Bound) -> str:
    """The query that counts flagged and computed subjects, and those flagged that could open a case."""
    from_rule = f"from (\n{bound.rule.sql}\n) r"
    described = _execute(con, bound, f"describe {from_rule}", bound.values).fetchall()
    columns = [row[0] for row in described]
    computed = " and ".join(
        ["is_flagged is not null", *(f'"{name}" is not null' for name in bound.header.requires)]
    )
    if "missing" in columns:
        computed += " and nullif(missing, '') is null"
    kind = f"coalesce(kind, '{bound.header.kind}')" if "kind" in columns else "'flag'"
    opens = f"is_flagged and {kind} = 'flag'"
    if bound.header.kind == "signal" or bound.header.status == "experimental":
        opens = "false"
    return f"""select count(*) filter (is_flagged), count(*), count(*) filter ({opens})
        {from_rule} where {computed}"""


def _count(
    con: duckdb.DuckDBPyConnection, bound: Bound, query: str, values: dict[str, Value]
) -> tuple[int, int, int]:
    row = _execute(con, bound, query, values).fetchone()
    assert row is not None
    return int(row[0]), int(row[1]), int(row[2])


def _execute(
    con: duckdb.DuckDBPyConnection, bound: Bound, statement: str, values: dict[str, Value]
) -> duckdb.DuckDBPyConnection:
    try:
        return con.execute(statement, values or None)
    except duckdb.Error as error:
        raise LumbreraError(f"{bound.rule.id}: {bound.rule.file}: {error}") from error
