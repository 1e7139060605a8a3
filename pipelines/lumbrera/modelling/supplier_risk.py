"""Which suppliers resemble those that came to be listed: learning from few positives.

The suppliers that are not listed are not known to be clean; they are unlabelled. So many small
trees are grown, each from the positives and as many unlabelled suppliers drawn at random, and a
supplier's score is the mean over the trees that did not see it (Mordelet and Vert 2014).

Trained on the past, tested on the future: features are those of a day, the label is whether the
supplier was listed within the following horizon. Suppliers of one owner stay on one side.
"""

import datetime as dt
import importlib.util
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import duckdb
import numpy as np
import numpy.typing as npt

from lumbrera.errors import LumbreraError
from lumbrera.modelling import folds
from lumbrera.modelling.installed import sklearn_ensemble
from lumbrera.modelling.supplier_history import FEATURES, Floats, History, Ints, Known

HORIZON = dt.timedelta(days=365)
FEWEST = 20
"""Positives below which nothing is learnt."""
TREES = 200
SHARES = (0.01, 0.05)
Scores = npt.NDArray[np.float64]
_LABEL_RULES = ("F1", "F2", "F17", "F18")


@dataclass(frozen=True)
class Examples:
    """Rows of several days together: features, label, owner; a supplier may stand in many."""

    x: Floats
    label: Ints
    owner: Ints


@dataclass
class Result:
    """How well a day's ranking told who would be listed within the horizon.

    precision, lift and their baselines: by share of the suppliers looked at. calibration: mean
    predicted and observed share. None where there is nothing to measure. reason: why it abstained.
    """

    tested_on: dt.date | None = None
    suppliers: int = 0
    positives: int = 0
    trained_on: int = 0
    trained_positives: int = 0
    auc: float | None = None
    precision: dict[str, float] = field(default_factory=dict)
    lift: dict[str, float] = field(default_factory=dict)
    baselines: dict[str, dict[str, float]] = field(default_factory=dict)
    predicted: float | None = None
    observed: float | None = None
    brier: float | None = None
    brier_of_base_rate: float | None = None
    reason: str = ""


def examples(past: list[Known], until: dt.date) -> Examples:
    """Suppliers not yet listed on each day, with whether they were within the horizon."""
    xs, labels, owners = [], [], []
    for known in past:
        day = known.day.toordinal()
        end = min((known.day + HORIZON).toordinal(), until.toordinal())
        free = known.listed_on > day
        xs.append(known.x[free])
        labels.append(known.listed_on[free] <= end)
        owners.append(known.owner[free])
    return Examples(
        np.concatenate(xs), np.concatenate(labels).astype(np.int64), np.concatenate(owners)
    )


def fit_score(train: Examples, x: Floats, seed: int) -> Scores:
    """The score of each row of x, of trees fitted to the positives and drawn unlabelled rows."""
    tree = sklearn_ensemble().ExtraTreesClassifier
    rng = np.random.default_rng([seed, 3])
    positive = np.flatnonzero(train.label == 1)
    other = np.flatnonzero(train.label == 0)
    rounds = 20
    drawn = [
        rng.choice(other, size=min(len(other), len(positive)), replace=False) for _ in range(rounds)
    ]

    def of_round(turn: int) -> Scores:
        rows = np.concatenate([positive, drawn[turn]])
        model = tree(
            n_estimators=TREES // rounds, min_samples_leaf=3, random_state=seed * 1000 + turn
        )
        model.fit(train.x[rows], train.label[rows])
        share: Scores = model.predict_proba(x)[:, 1]
        return share

    # Two rounds at a time, added in their order: sums of floats depend on it.
    total = np.zeros(len(x))
    with ThreadPoolExecutor(2) as pool:
        for share in pool.map(of_round, range(rounds)):
            total += share
    return total / rounds


def is_installed() -> bool:
    """Whether scikit-learn is there."""
    return importlib.util.find_spec("sklearn") is not None


def evaluate(
    con: duckdb.DuckDBPyConnection,
    seed: int = 7,
    *,
    only_order: bool = False,
    history: History | None = None,
) -> Result:
    """Trains on what was known a year before the snapshot's date, tests on the year since.

    Reads core, meta.run, networks.seller_group where it is, and flags for the baseline of the
    number of flags. only_order: without that baseline (flags are not there while a snapshot is being
    built) and without calibration. history: what was already read, for `write_scores` to go on with.
    """
    as_of = _as_of(con)
    tested_on = as_of - HORIZON
    history = history or History(con)
    train = past_examples(con, tested_on, history)
    found = Result(tested_on, trained_on=len(train.label), trained_positives=int(train.label.sum()))
    if found.trained_positives < FEWEST:
        n_listed = sum(on <= tested_on for on in history.listed.values())
        known = (
            f", y solo de {found.trained_positives} se conocían contratos de un año antes o más"
            if n_listed >= FEWEST
            else ""
        )
        found.reason = (
            f"sin respuesta: un año antes del corte, {n_listed} proveedores estaban en una lista{known}; "
            f"de menos de {FEWEST} no se aprende nada que no sea casualidad"
        )
        return found
    test = history.on(tested_on)
    free = (test.listed_on > tested_on.toordinal()) & ~np.isin(
        test.owner, train.owner[train.label == 1]
    )
    x = test.x[free]
    label = (test.listed_on[free] <= as_of.toordinal()).astype(np.int64)
    found.suppliers, found.positives = len(label), int(label.sum())
    if not found.positives:
        found.reason = (
            "sin respuesta: ningún proveedor llegó a una lista en el último año, y no hay con qué "
            "saber si el orden acierta"
        )
        return found
    score = fit_score(train, x, seed)
    found.auc = _auc(score, label)
    base = found.positives / found.suppliers
    found.precision = {f"{s:.0%}": _precision(score, label, s) for s in SHARES}
    found.lift = {at: value / base for at, value in found.precision.items()}
    baselines: dict[str, Floats | Scores] = {"importe": x[:, list(FEATURES).index("log_total")]}
    if not only_order:
        baselines["número de alertas"] = _flags(con, test.supplier[free], tested_on)
    for name, ranking in baselines.items():
        found.baselines[name] = {f"{s:.0%}": _precision(ranking, label, s) for s in SHARES}
    if only_order:
        return found
    probability = calibrated(train, score, seed)
    found.predicted, found.observed = float(probability.mean()), base
    found.brier = float(np.mean((probability - label) ** 2))
    found.brier_of_base_rate = float(np.mean((train.label.mean() - label) ** 2))
    return found


def write_scores(
    con: duckdb.DuckDBPyConnection, seed: int = 7, history: History | None = None
) -> None:
    """Fill anomaly.supplier_risk from all that is known on the snapshot's date."""
    from lumbrera import lean

    as_of = _as_of(con)
    history = history or History(con)
    now = history.on(as_of)
    free = now.listed_on > as_of.toordinal()
    score = fit_score(past_examples(con, as_of, history), now.x[free], seed)
    pa = lean.pyarrow()
    con.register("risk_rows", pa.table({"s": now.supplier[free], "score": score}))
    con.execute("""
        insert into anomaly.supplier_risk
        select supplier_id, cume_dist() over (order by round(score, 9))
        from risk_rows join supplier_one using (s) order by 1
    """)
    con.unregister("risk_rows")


def past_examples(con: duckdb.DuckDBPyConnection, until: dt.date, history: History) -> Examples:
    """Examples of up to eight days, half a horizon apart, whose horizon had passed by `until`."""
    row = con.execute("select min(event_on) from core.contract").fetchone()
    first = row[0] if row and row[0] else until
    past: list[Known] = []
    if sum(on <= until for on in history.listed.values()) >= FEWEST:
        # The same days whether the last year is kept for a test or not, so that each is read once.
        days = (until - HORIZON * (1 + k / 2) for k in range(8))
        past = [history.on(day) for day in days if day > first]
    past = [known for known in past if len(known.supplier)]
    if not past:
        empty = np.zeros(0, np.int64)
        return Examples(np.zeros((0, len(FEATURES)), np.float32), empty, empty)
    return examples(past, until)


def _as_of(con: duckdb.DuckDBPyConnection) -> dt.date:
    row = con.execute("select as_of from meta.run").fetchone()
    assert row is not None
    day: dt.date = row[0]
    return day


def calibrated(train: Examples, score: Scores, seed: int) -> Scores:
    """Scores as the share of like-scored suppliers that was listed within the horizon, by isotonic
    regression on scores of folds that keep an owner's suppliers together."""
    from sklearn.isotonic import IsotonicRegression

    _, owner = np.unique(train.owner, return_inverse=True)
    fold = folds.grouped(owner, train.label, 5, seed)
    own = np.zeros(len(train.label))
    for k in range(5):
        test = fold == k
        folds.check(owner, ~test, test)
        kept = Examples(train.x[~test], train.label[~test], train.owner[~test])
        if not kept.label.any():
            raise LumbreraError("calibration: a fold has no positive to learn from")
        own[test] = fit_score(kept, train.x[test], seed)
    line = IsotonicRegression(out_of_bounds="clip", y_min=0, y_max=1).fit(own, train.label)
    shares: Scores = line.predict(score)
    return shares


def _auc(score: Scores, label: Ints) -> float:
    from lumbrera.modelling.auc import count_pairs, ratio

    pairs = count_pairs(score, label, np.zeros(len(label), np.int64), 1)
    return float(ratio(pairs.right.sum(1), pairs.all.sum(1))[0])


def _precision(score: Scores | Floats, label: Ints, share: float) -> float:
    """The positives among the first share; of a tie at the edge, the expected number."""
    k = max(1, round(share * len(score)))
    edge = np.sort(score)[::-1][k - 1]
    above, at = score > edge, score == edge
    expected = label[above].sum() + (k - above.sum()) * label[at].mean()
    return float(expected / k)


def _flags(con: duckdb.DuckDBPyConnection, supplier: Ints, day: dt.date) -> Scores:
    """Flags on each supplier's contracts until a day, but for those of the lists themselves."""
    counted = dict(
        con.execute(
            """
            select o.s, count(*) from flags.flag f
            join core.contract k on list_contains(f.source_ids, k.contract_id) or k.contract_id = f.subject_id
            join supplier_one o on o.supplier_id = k.supplier_id
            where f.subject_type = 'contract' and f.event_on <= $day and f.rule_id not in $own
            group by 1""",
            {"day": day, "own": list(_LABEL_RULES)},
        ).fetchall()
    )
    return np.array([counted.get(s, 0) for s in supplier.tolist()], np.float64)
