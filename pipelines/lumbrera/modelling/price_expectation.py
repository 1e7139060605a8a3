"""How well the expected amounts of a snapshot hold: no contract helped to predict itself."""

from dataclasses import dataclass

import duckdb

NOMINAL = 0.9
"""The share of contracts that an interval from 5 % to 95 % should hold."""
REPEATED = 20


@dataclass(frozen=True)
class Figures:
    """covered, below, above: shares of the contracts with an expectation; None without any.

    width: median of the upper over the lower end. off: by what factor the middle one misses, in the
    median; off_by_family the same for the median of item family and procedure, which has the
    contract itself among its own and so looks better than it is. covered_varied and off_varied are
    of the contracts whose exact amount no more than REPEATED others have: the rest is easily told.
    """

    contracts: int
    expected: int
    covered: float | None
    below: float | None
    above: float | None
    width: float | None
    off: float | None
    off_by_family: float | None
    varied: int
    covered_varied: float | None
    off_varied: float | None
    off_varied_by_family: float | None


def evaluate(con: duckdb.DuckDBPyConnection) -> Figures:
    """The figures of anomaly.price_expectation in a snapshot."""
    row = con.execute(f"""
        with priced as (
            select contract_id, amount_mxn::double as amount,
                   count(*) over (partition by amount_mxn) <= {REPEATED} + 1 as is_varied,
                   median(amount_mxn::double) over (partition by item_family, method) as usual
            from core.contract where is_current and amount_mxn > 0
        )
        select count(*), count(e.contract_id),
               avg((amount between expected_low_mxn and expected_high_mxn)::int),
               avg((amount < expected_low_mxn)::int), avg((amount > expected_high_mxn)::int),
               median(expected_high_mxn / expected_low_mxn),
               exp(median(abs(ln(amount / expected_mxn)))),
               exp(median(abs(ln(amount / usual))) filter (e.contract_id is not null)),
               count(e.contract_id) filter (is_varied),
               avg((amount between expected_low_mxn and expected_high_mxn)::int) filter (is_varied),
               exp(median(abs(ln(amount / expected_mxn))) filter (is_varied)),
               exp(median(abs(ln(amount / usual))) filter (e.contract_id is not null and is_varied))
        from priced left join anomaly.price_expectation e using (contract_id)
    """).fetchone()
    assert row is not None
    return Figures(*row)
