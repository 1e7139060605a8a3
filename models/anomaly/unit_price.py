"""What a unit of a thing like this one usually costs, with an interval, where quantities are published.

anomaly.unit_price: one row per item of a current contract with a unit price, a quantity and a unit
that was bought alike often enough. unit_price, in `currency`, per `unit`. Alike: the same family of
text, pack (features.item_pack; those that cannot be told are left out), classification, unit,
currency and year, in at least FEWEST contracts whose prices vary by no more than MOST_SPREAD; where there are none such, of every year. n_alike: contracts of that group;
median_price and times (unit_price over it): of all its items. expected_low, expected_price,
expected_high: the 5 %, 50 % and 95 % quantiles by gradient boosting over quantity, date and how much
the prices vary, about the group's median. An item never predicts itself, nor those of its procedure:
of two halves, each is predicted from the other; where that one has too few, the three are null.
peers: who is compared with, in Spanish.

Who sold, who bought and how are left out: they are no reason for another price. The same items give
the same figures. Empty without items, with more contracts than meta.model_setting allows, and
where scikit-learn is not installed. The card is unit_price.md.
"""

import duckdb
from lumbrera.content.models.anomaly._families import families

READS = [
    "core.contract", "core.contract_item", "features.item_pack", "meta.model_setting", "reference.title_stopwords",
]  # fmt: skip
WRITES = ["anomaly.unit_price"]

QUANTILES = (0.05, 0.5, 0.95)
FEWEST = 20
"""Contracts that bought alike, below which nothing is usual."""
MOST_SPREAD = 2.0
"""Beyond this typical factor between prices (a robust spread) what was bought is not alike."""
LEAST_SPREAD = 0.05
"""Prices that repeat to the cent are taken to vary by a twentieth."""
FEWEST_BEFORE = 8
"""Items of the other half, below which no interval is given; half as many of a quarter, to learn."""
TRAINED_ON = 20_000
"""Items learnt from, drawn by a hash of their procedures: half for each of the two models."""
MOST_FAMILIES = 200

_ITEM = """
create or replace temp table priced_item as
select row_number() over (order by drawn_by, contract_item_id) - 1 as place, *,
       (position(substr(drawn_by, 1, 1) in '0123456789abcdef') - 1) // 4 as quarter
from (
    select i.contract_item_id, i.contract_id, coalesce(trim(i.description), '') as text,
           md5(coalesce(c.procedure_id, c.contract_id)) as drawn_by,
           coalesce(year(c.event_on), c.procedure_year, 0) as given_in, c.event_on,
           concat_ws(' ', i.classification_scheme, i.classification_id) as classification,
           upper(strip_accents(trim(i.unit))) as unit, coalesce(i.currency, 'MXN') as currency,
           i.unit_price, i.quantity, ln(i.unit_price::double) as log_price, ln(i.quantity) as log_quantity,
           coalesce(p.pack, '') as pack
    from core.contract_item i join core.contract c using (contract_id)
    left join features.item_pack p on p.description = i.description
    where c.is_current and i.unit_price > 0 and i.quantity > 0 and trim(i.unit) <> ''
      and len(list_filter(coalesce(p.open_vessels, []), lambda v: not starts_with(upper(trim(i.unit)), v))) = 0
)
"""

_KEYS = "text_family, pack, classification, unit, currency"
_SERVES = f"""
count(distinct contract_id) as n,
count(distinct contract_id) >= {FEWEST} and 1.4826 * mad(log_price) <= ln({MOST_SPREAD}) as serves
"""

_ALIKE = f"""
create or replace temp table alike_item as
with item as (select * from priced_item join text_family using (text)),
of_year as (select {_KEYS}, given_in, {_SERVES} from item group by all),
ever as (select {_KEYS}, {_SERVES} from item group by all),
placed as (
    select item.*, case when y.serves then given_in end as in_year,
           case when y.serves then y.n else e.n end as n_alike
    from item join of_year y using ({_KEYS}, given_in) join ever e using ({_KEYS})
    where y.serves or e.serves
)
select *, concat_ws('|', text_family, pack, classification, unit, currency, in_year) as alike from placed
"""

# What an item is expected to cost comes from the other half of its group. What is learnt from, within
# one half, is told from the other quarter, so that it is as little about itself.
_CENTRED = f"""
create or replace temp table centred_item as
with whole as (select alike, median(unit_price)::decimal(18, 4) as median_price from alike_item group by alike),
half as (
    select alike, quarter // 2 as half, median(log_price) as centre, mad(log_price) as spread,
           median(log_quantity) as quantity
    from alike_item group by all having count(*) >= {FEWEST_BEFORE}
),
quarter as (
    select alike, quarter, median(log_price) as centre, mad(log_price) as spread,
           median(log_quantity) as quantity
    from alike_item group by all having count(*) >= {FEWEST_BEFORE // 2}
)
select i.*, i.quarter // 2 as half, w.median_price,
       date_diff('day', date '2000-01-01', i.event_on) as day,
       h.centre, h.spread, i.log_quantity - h.quantity as more,
       i.log_price - q.centre as learn_y, q.spread as learn_spread, i.log_quantity - q.quantity as learn_more
from alike_item i join whole w using (alike)
left join half h on h.alike = i.alike and h.half = 1 - i.quarter // 2
left join quarter q on q.alike = i.alike and q.quarter = xor(i.quarter, 1)
"""

_PEERS = """
concat_ws(', ', 'texto con ' || replace(family_words, ', ', ' '), nullif(classification, ''),
          'presentación ' || nullif(replace(lower(pack), 'x', ' piezas'), ''),
          coalesce('de ' || nullif(in_year, 0), 'de todos los años'))
"""


def model(con: duckdb.DuckDBPyConnection) -> None:
    """Builds the table."""
    con.execute("""
        create or replace table anomaly.unit_price (contract_item_id varchar, contract_id varchar,
            unit varchar, currency varchar, unit_price decimal(18, 4), quantity double,
            n_alike bigint, median_price decimal(18, 4), times double, expected_low decimal(18, 4),
            expected_price decimal(18, 4), expected_high decimal(18, 4), peers varchar)
    """)
    row = con.execute("""
        select (select count(*) from core.contract_item where unit_price > 0),
               (select count(*) from core.contract) <= score_up_to
        from meta.model_setting
    """).fetchone()
    if row is None or not row[0] or not row[1]:
        return
    try:
        # Before the limit below, which holds for what is loaded.
        import sklearn.cluster
        import sklearn.ensemble
        import sklearn.feature_extraction.text  # noqa: F401
        from threadpoolctl import threadpool_limits
    except ImportError:
        return
    con.execute(_ITEM)
    # One thread: what is left to do is too little to share, and sums keep their order.
    with threadpool_limits(1):
        words = families(con, "priced_item", MOST_FAMILIES)
        con.execute(_ALIKE)
        con.execute(_CENTRED)
        _expect(con, words)
    for table in ("priced_item", "text_family", "alike_item", "centred_item"):
        con.execute(f"drop table temp.{table}")


def _expect(con: duckdb.DuckDBPyConnection, words: list[str]) -> None:
    """Fills the table: quantiles from two models, each for the half it has not seen."""
    import numpy as np
    from lumbrera import lean
    from sklearn.ensemble import HistGradientBoostingRegressor

    pa = lean.pyarrow()
    rows = con.execute("select * from centred_item order by place").to_arrow_table()

    def matrix(*names: str) -> "np.ndarray":
        columns = [rows[n].to_numpy(zero_copy_only=False).astype(np.float64) for n in names]
        return np.column_stack(columns)

    x, learn_x = matrix("more", "day", "spread"), matrix("learn_more", "day", "learn_spread")
    # In spreads of the group: what is learnt from paper then holds for dialysis.
    scale, learn_scale = (
        np.maximum(1.4826 * matrix(s)[:, 0], LEAST_SPREAD) for s in ("spread", "learn_spread")
    )
    y, half = matrix("learn_y")[:, 0] / learn_scale, matrix("half")[:, 0]
    can_learn, can_tell = ~np.isnan(y), ~np.isnan(matrix("centre")[:, 0])
    expected = np.full((len(y), len(QUANTILES)), np.nan)
    for side in (0, 1):
        learn = np.flatnonzero(can_learn & (half != side))[: TRAINED_ON // 2]
        tell = np.flatnonzero(can_tell & (half == side))
        if not len(learn) or not len(tell):
            continue
        # A measure that no item has, such as dates in a format without them.
        known = ~np.isnan(learn_x[learn]).all(axis=0)
        for i, quantile in enumerate(QUANTILES):
            trees = HistGradientBoostingRegressor(
                loss="quantile", quantile=quantile, max_iter=30, max_leaf_nodes=7,
                learning_rate=0.1, min_samples_leaf=max(60, len(learn) // 10), early_stopping=False, random_state=0,
            )  # fmt: skip
            trees.fit(learn_x[learn][:, known], y[learn])
            expected[tell, i] = scale[tell] * trees.predict(x[tell][:, known])
    # Quantiles learnt apart may cross; in order they are what they say.
    expected = np.sort(expected, axis=1)
    con.register(
        "expected_item",
        pa.table(
            {"place": rows["place"], **{f"q{i}": expected[:, i] for i in range(len(QUANTILES))}}
        ),
    )
    con.register(
        "family_word",
        pa.table({"text_family": pa.array(range(len(words)), pa.int64()), "family_words": words}),
    )
    con.execute(f"""
        insert into anomaly.unit_price
        select contract_item_id, contract_id, unit, currency, unit_price, quantity, n_alike, median_price,
               unit_price / nullif(median_price, 0)::double,
               exp(centre + q0), exp(centre + q1), exp(centre + q2), {_PEERS}
        from centred_item
        left join expected_item using (place)
        left join family_word using (text_family)
        order by contract_item_id
    """)
    con.unregister("expected_item")
    con.unregister("family_word")
