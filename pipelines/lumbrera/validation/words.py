"""The Spanish sentences about what was expected and what was found."""

from typing import Any

from lumbrera.validation.engine import Tally, plain_kwargs
from lumbrera.validation.suite import Expectation, Suite

SHOWN_VALUES = 8
SHOWN_ROWS = 5


def expected(e: Expectation, suite: Suite) -> str:
    """What the expectation asks for, to stand after «se esperaba»."""
    k = plain_kwargs(e.kwargs)
    kind = e.kind.removeprefix("expect_").removeprefix("column_")
    if kind.endswith("to_be_between"):
        text = _between(k)
    elif kind == "values_to_not_be_null":
        text = "que el dato esté"
    elif kind in ("values_to_be_in_set", "distinct_values_to_be_in_set"):
        text = "un valor conocido"
    elif "match_regex" in kind:
        text = "la forma conocida"
    elif kind == "pair_values_a_to_be_greater_than_b":
        other = suite.label(k["column_B"]).lower()
        text = f"igual o posterior a {other}" if k.get("or_equal") else f"posterior a {other}"
    elif kind == "pair_values_to_be_equal":
        text = f"igual a {suite.label(k['column_B']).lower()}"
    elif "unique" in kind:
        text = "que no se repita"
    else:
        text = "lo que dice el motivo"
    share = k.get("mostly")
    return text if share is None else f"{text}, al menos en {float(share):.0%} de los casos"


def subject(e: Expectation, suite: Suite) -> str:
    """The Spanish name of what the expectation looks at first."""
    return suite.label(e.columns[0]) if e.columns else "Renglones"


def found(e: Expectation, suite: Suite, tally: Tally, values: list[str]) -> str:
    """The outcome in one sentence: how many failed, what was expected, which ones."""
    what = subject(e, suite)
    if tally.success and 0 < tally.element_count == tally.missing_count:
        return f"{what}: sin datos que revisar."
    if tally.success:
        return f"{what}: como se esperaba ({expected(e, suite)})."
    if e.aggregate is not None:
        seen = "; ".join(values[:SHOWN_VALUES]) or show(tally.observed)
        return f"{what}: {seen}; se esperaba {expected(e, suite)}."
    share = tally.unexpected_count / max(tally.element_count, 1)
    counts = f"{tally.unexpected_count:,} de {tally.element_count:,} renglones ({_percent(share)})"
    which = ""
    if values:
        more = ", …" if len(values) > SHOWN_VALUES else ""
        which = f": {', '.join(values[:SHOWN_VALUES])}{more}"
    elif tally.failing and e.row_level:
        rows = ", ".join(str(r) for r in tally.failing[:SHOWN_ROWS])
        which = f": por ejemplo, renglón {rows}"
    return f"{what}: {counts} sin lo esperado ({expected(e, suite)}){which}."


def reason(e: Expectation, suite: Suite, value: Any) -> str:
    """Why a row was set aside: the field, its value, and the why of the expectation."""
    return f"{subject(e, suite)}: {show(value)}. {e.why}"


def show(value: Any) -> str:
    """A value as a person reads it: dates in ISO form, thousands with a comma, «vacío» if none."""
    import pandas as pd

    if value is None or (pd.api.types.is_scalar(value) and pd.isna(value)):
        return "vacío"
    if isinstance(value, pd.Timestamp):
        return value.date().isoformat()
    if isinstance(value, float):
        return f"{value:,.0f}" if value.is_integer() else f"{value:,.2f}"
    if isinstance(value, int):
        return f"{value:,}"
    return str(value)


def _between(k: dict[str, Any]) -> str:
    low, high = k.get("min_value"), k.get("max_value")
    if high is not None and low in (None, 0, high) and high in (0, low):
        return show(high)
    if high is None:
        return f"más de {show(low)}" if k.get("strict_min") else f"{show(low)} o más"
    if low is None:
        return f"menos de {show(high)}" if k.get("strict_max") else f"{show(high)} o menos"
    upto = f"menos de {show(high)}" if k.get("strict_max") else show(high)
    return f"entre {show(low)} y {upto}"


def _percent(share: float) -> str:
    return f"{share:.1%}" if share >= 0.001 else "menos de 0.1%"
