"""What a contract like this one usually amounts to, with an interval, from what was bought and how.

What is expected is the amount of the whole contract, which depends on a scale that most sources do
not publish; the interval is therefore wide. Where they publish quantities, unit_price.py is better.

anomaly.price_expectation: one row per current contract with an amount and a text that says something
(a word with content). expected_low_mxn, expected_mxn, expected_high_mxn: the 5 %, 50 % and 95 %
quantiles (MXN, without VAT where published so) by gradient boosting over the family of the text, item
family (where there is none, the first four digits of the items' CUCoP or UNSPSC class), year, order of
government, procedure, matter and duration. A contract never predicts itself, nor those of its
procedure: of two halves, each is predicted by a model of the other. family_words: the words that weigh most in the
family of its text (TF-IDF, mini-batch k-means); n_family: contracts of that family.

The same contracts give the same figures. Empty with fewer contracts than FEWEST, beyond the number
that meta.model_setting allows, and where scikit-learn is not installed.
The card is price_expectation.md.
"""

from typing import TYPE_CHECKING

import duckdb
from lumbrera.content.models.anomaly._families import families

if TYPE_CHECKING:
    import numpy as np

READS = [
    "core.contract", "core.contract_item", "core.buyer", "features.contract_title_words",
    "meta.model_setting", "reference.title_stopwords",
]  # fmt: skip
WRITES = ["anomaly.price_expectation"]

QUANTILES = (0.05, 0.5, 0.95)
FEWEST = 1000
"""With fewer contracts an interval says nothing."""
TRAINED_ON = 20_000
"""Contracts learnt from, drawn by a hash of their procedures: half for each of the two models."""
MOST_FAMILIES = 60
CHUNK = 100_000
CATEGORIES = ("text_family", "item_family", "government_order", "method", "matter")
"""Features without an order, as codes; of the values of one, the most frequent hundred have their own."""

_CONTRACT = """
create or replace temp table priced as
with item as (
    select contract_id, min(classification_scheme || ' ' || left(classification_id, 4)) as class
    from core.contract_item where classification_id is not null group by contract_id
),
contract as (
    select c.contract_id, ln(c.amount_mxn::double) as log_amount, t.text,
           md5(coalesce(c.procedure_id, c.contract_id)) as drawn_by,
           coalesce(year(c.event_on), c.procedure_year) as given_in,
           case when c.end_on >= c.start_on then ln(c.end_on - c.start_on + 1) end as log_days,
           coalesce(c.item_family, i.class, '') as item_family, coalesce(b.government_order, '') as government_order,
           coalesce(c.method, '') as method, coalesce(c.matter, '') as matter
    from core.contract c
    join features.contract_title_words t using (contract_id)
    left join core.buyer b using (buyer_id)
    left join item i on i.contract_id = c.contract_id
    where c.is_current and c.amount_mxn > 0 and t.n_content_words > 0
)
select row_number() over (order by drawn_by, contract_id) - 1 as place, *,
       substr(drawn_by, 1, 1) in ('0', '1', '2', '3', '4', '5', '6', '7') as is_first_half
from contract
"""


def model(con: duckdb.DuckDBPyConnection) -> None:
    """Builds the table."""
    con.execute("""
        create or replace table anomaly.price_expectation (contract_id varchar,
            expected_low_mxn double, expected_mxn double, expected_high_mxn double,
            family_words varchar, n_family bigint)
    """)
    row = con.execute("""
        select count(*), any_value(score_up_to) from core.contract, meta.model_setting
        where is_current and amount_mxn > 0
    """).fetchone()
    if row is None or not FEWEST <= row[0] <= row[1]:
        return
    try:
        # Before the limit below, which holds for what is loaded.
        import sklearn.cluster
        import sklearn.ensemble
        import sklearn.feature_extraction.text  # noqa: F401
        from threadpoolctl import threadpool_limits
    except ImportError:
        return
    con.execute(_CONTRACT)
    row = con.execute("select count(*) from priced").fetchone()
    if row is not None and row[0] >= FEWEST:
        # One thread: what is left to do is too little to share, and sums keep their order.
        with threadpool_limits(1):
            words = families(con, "priced", MOST_FAMILIES)
            _expect(con, words)
    con.execute("drop table temp.priced")


def _expect(con: duckdb.DuckDBPyConnection, words: list[str]) -> None:
    """Fills the table from two models, each for the half it has not seen."""
    from concurrent.futures import ThreadPoolExecutor

    import numpy as np
    from lumbrera import lean
    from sklearn.ensemble import HistGradientBoostingRegressor

    pa = lean.pyarrow()
    # The code of a value is its rank by frequency: the same whatever the order of the rows.
    codes = ", ".join(
        f"code_{c} as (select {c}, least(row_number() over (order by count(*) desc, {c}), 100) - 1 as code_{c} "
        f"from known group by {c})"
        for c in CATEGORIES
    )
    rows = con.execute(f"""
        with known as materialized (select * from priced join text_family using (text)), {codes}
        select contract_id, place, log_amount, is_first_half, text_family, n_family, given_in, log_days,
               {", ".join(f"code_{c}" for c in CATEGORIES)}
        from known {" ".join(f"join code_{c} using ({c})" for c in CATEGORIES)}
        order by place
    """).to_arrow_table()

    def column(name: str) -> "np.ndarray":
        return rows[name].to_numpy(zero_copy_only=False).astype(np.float64)

    x = np.column_stack(
        [column(c) for c in (*map("code_{}".format, CATEGORIES), "given_in", "log_days")]
    )
    y = column("log_amount")
    first = column("is_first_half").astype(bool)
    expected = np.empty((len(y), len(QUANTILES)))
    for half in (first, ~first):
        learn = np.flatnonzero(~half)[: TRAINED_ON // 2]
        # A measure that no contract has, such as the end of contracts in a format without it.
        known = ~np.isnan(x[learn]).all(axis=0)
        tell = np.flatnonzero(half)
        parts = [tell[at : at + CHUNK] for at in range(0, len(tell), CHUNK)]
        for i, quantile in enumerate(QUANTILES):
            trees = HistGradientBoostingRegressor(
                loss="quantile", quantile=quantile, max_iter=60, max_leaf_nodes=15,
                learning_rate=0.12, min_samples_leaf=20, early_stopping=False, random_state=0,
                categorical_features=list(range(len(CATEGORIES))),
            )  # fmt: skip
            if not len(learn) or not half.any():
                continue
            trees.fit(x[learn][:, known], y[learn])
            # Two threads, each with rows of its own.
            with ThreadPoolExecutor(2) as pool:
                told = pool.map(trees.predict, (x[rows][:, known] for rows in parts))
                for rows_told, values in zip(parts, told, strict=True):
                    expected[rows_told, i] = values
    # Quantiles learnt apart may cross; in order they are what they say.
    expected = np.round(np.exp(np.sort(expected, axis=1)), 2)
    con.register(
        "expected_rows",
        pa.table(
            {
                "contract_id": rows["contract_id"],
                "low": expected[:, 0],
                "middle": expected[:, 1],
                "high": expected[:, 2],
                "text_family": rows["text_family"],
                "n_family": rows["n_family"],
            }
        ),
    )
    con.register(
        "family_word",
        pa.table({"text_family": pa.array(range(len(words)), pa.int64()), "words": words}),
    )
    con.execute("""
        insert into anomaly.price_expectation
        select contract_id, low, middle, high, words, n_family
        from expected_rows join family_word using (text_family) order by contract_id
    """)
    con.unregister("expected_rows")
    con.unregister("family_word")
    con.execute("drop table temp.text_family")
