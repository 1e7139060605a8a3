"""What a contract like this one usually amounts to, with an interval, from what was bought and how.

The sources read publish no unit prices or quantities: what is expected is the amount of the whole
contract, which depends on a scale nobody publishes; the interval is therefore wide.

anomaly.price_expectation: one row per current contract with an amount and a text. expected_low_mxn,
expected_mxn, expected_high_mxn: the 5 %, 50 % and 95 % quantiles (MXN, without VAT where published
so) by gradient boosting over the family of the text, item family, year, order of government,
procedure, matter and duration. A contract never predicts itself, nor those of its procedure: of two
halves, each is predicted by a model of the other. family_words: the words that weigh most in the
family of its text (TF-IDF, mini-batch k-means); n_family: contracts of that family.

The same contracts give the same figures. Empty with fewer contracts than FEWEST, beyond the number
that meta.model_setting allows, and where scikit-learn is not installed.
The card is price_expectation.md.
"""

from typing import TYPE_CHECKING

import duckdb

if TYPE_CHECKING:
    import numpy as np

READS = [
    "core.contract", "core.buyer", "features.contract_title_words", "meta.model_setting",
    "reference.title_stopwords",
]  # fmt: skip
WRITES = ["anomaly.price_expectation"]

QUANTILES = (0.05, 0.5, 0.95)
FEWEST = 1000
"""With fewer contracts an interval says nothing."""
TRAINED_ON = 20_000
"""Contracts learnt from, drawn by a hash of their procedures: half for each of the two models."""
PER_FAMILY = 100
MOST_FAMILIES = 60
FAMILY_WORDS = 4
NO_WORDS = "sin palabras en común"
CATEGORIES = ("text_family", "item_family", "government_order", "method", "matter")
"""Features without an order, as codes; of the values of one, the most frequent hundred have their own."""

_CONTRACT = """
create or replace temp table priced as
with contract as (
    select c.contract_id, ln(c.amount_mxn::double) as log_amount, t.text,
           md5(coalesce(c.procedure_id, c.contract_id)) as drawn_by,
           coalesce(year(c.event_on), c.procedure_year) as given_in,
           case when c.end_on >= c.start_on then ln(c.end_on - c.start_on + 1) end as log_days,
           coalesce(c.item_family, '') as item_family, coalesce(b.government_order, '') as government_order,
           coalesce(c.method, '') as method, coalesce(c.matter, '') as matter
    from core.contract c
    join features.contract_title_words t using (contract_id)
    left join core.buyer b using (buyer_id)
    where c.is_current and c.amount_mxn > 0 and t.has_text
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
            words = _families(con)
            _expect(con, words)
    con.execute("drop table temp.priced")


def _families(con: duckdb.DuckDBPyConnection) -> list[str]:
    """Create temp.text_family (text, text_family, n_family); gives the words of each family."""
    import numpy as np
    from lumbrera import lean
    from sklearn.cluster import MiniBatchKMeans
    from sklearn.feature_extraction.text import TfidfVectorizer

    pa = lean.pyarrow()
    stop = [w for (w,) in con.execute("select word from reference.title_stopwords").fetchall()]
    table = con.execute("""
        select text, min(place) as place, count(*) as n from priced group by text order by place
    """).to_arrow_table()
    texts = table["text"].to_pylist()
    sample = texts[:TRAINED_ON]
    vectors = TfidfVectorizer(
        strip_accents="unicode", token_pattern=r"[^\W\d_]{3,}", stop_words=_plain(stop),
        min_df=2, max_df=0.6, max_features=3000, sublinear_tf=True, dtype=np.float32,
    )  # fmt: skip
    try:
        learnt = vectors.fit_transform(t[:400] for t in sample)
    except ValueError:
        # No word is shared by two texts: all are of one family, and the text says nothing.
        words, found = [NO_WORDS], np.zeros(len(texts), dtype="int64")
    else:
        k = max(1, min(MOST_FAMILIES, sum(table["n"].to_pylist()) // PER_FAMILY, len(sample)))
        groups = MiniBatchKMeans(k, random_state=0, n_init=1, batch_size=2048, max_iter=20)
        groups.fit(learnt)
        words = _words(groups.cluster_centers_, vectors.get_feature_names_out())
        found = groups.predict(vectors.transform(t[:400] for t in texts)).astype("int64")
    con.register("grouped_texts", pa.table({"text": table["text"], "text_family": found}))
    con.execute("""
        create or replace temp table text_family as
        select text, text_family, sum(n) over (partition by text_family)::bigint as n_family
        from grouped_texts join (select text, count(*) as n from priced group by text) using (text)
    """)
    con.unregister("grouped_texts")
    return words


def _words(centres: "np.ndarray", names: "np.ndarray") -> list[str]:
    """The words that weigh most in each centre."""
    import numpy as np

    words = []
    for centre in centres:
        top = [i for i in np.argsort(-centre, kind="stable")[:FAMILY_WORDS] if centre[i] > 0]
        words.append(", ".join(str(names[i]) for i in top) or NO_WORDS)
    return words


def _plain(words: list[str]) -> list[str]:
    """Words as the vectorizer sees them: lower case, without accents."""
    from sklearn.feature_extraction.text import strip_accents_unicode

    return sorted({strip_accents_unicode(w.lower()) for w in words})


def _expect(con: duckdb.DuckDBPyConnection, words: list[str]) -> None:
    """Fills the table from two models, each for the half it has not seen."""
    import numpy as np
    from lumbrera import lean
    from sklearn.ensemble import HistGradientBoostingRegressor

    pa = lean.pyarrow()
    # The code of a value is its rank by frequency: the same whatever the order of the rows.
    coded = ", ".join(
        f"least(dense_rank() over (order by n_{c} desc, {c}), 100) - 1 as {c}" for c in CATEGORIES
    )
    counted = ", ".join(f"count(*) over (partition by {c}) as n_{c}" for c in CATEGORIES)
    rows = con.execute(f"""
        with known as (select * from priced join text_family using (text)),
        counted as (select *, text_family as family, {counted} from known)
        select contract_id, place, log_amount, is_first_half, family, n_family, given_in, log_days,
               {coded}
        from counted order by place
    """).to_arrow_table()

    def column(name: str) -> "np.ndarray":
        return np.asarray(rows[name].to_numpy(zero_copy_only=False), dtype=np.float64)

    x = np.column_stack([column(c) for c in (*CATEGORIES, "given_in", "log_days")])
    y = column("log_amount")
    first = np.asarray(rows["is_first_half"].to_pylist(), dtype=bool)
    expected = np.empty((len(y), len(QUANTILES)))
    for half in (first, ~first):
        learn = np.flatnonzero(~half)[: TRAINED_ON // 2]
        # A measure that no contract has, such as the end of contracts in a format without it.
        known = ~np.isnan(x[learn]).all(axis=0)
        for i, quantile in enumerate(QUANTILES):
            trees = HistGradientBoostingRegressor(
                loss="quantile", quantile=quantile, max_iter=60, max_leaf_nodes=15,
                learning_rate=0.12, min_samples_leaf=20, early_stopping=False, random_state=0,
                categorical_features=list(range(len(CATEGORIES))),
            )  # fmt: skip
            if len(learn) and half.any():
                expected[half, i] = trees.fit(x[learn][:, known], y[learn]).predict(
                    x[half][:, known]
                )
    # Quantiles learnt apart may cross; in order they are what they say.
    expected = np.round(np.exp(np.sort(expected, axis=1)), 2)
    family = rows["family"].to_pylist()
    con.register(
        "expected_rows",
        pa.table(
            {
                "contract_id": rows["contract_id"],
                "low": expected[:, 0],
                "middle": expected[:, 1],
                "high": expected[:, 2],
                "words": [words[f] for f in family],
                "n_family": rows["n_family"],
            }
        ),
    )
    con.execute(
        "insert into anomaly.price_expectation select * from expected_rows order by contract_id"
    )
    con.unregister("expected_rows")
    con.execute("drop table temp.text_family")
