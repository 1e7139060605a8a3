"""Figures of several states, and what counts as a fall."""

from lumbrera.evaluation.figures import Record, regressions, share, spread


def record(**figures: list[float | None]) -> Record:
    return Record("0.1.0", 3000, [7, 8, 9], {k.replace("_", " "): v for k, v in figures.items()})


def test_a_share_of_nothing_is_none_and_not_zero() -> None:
    assert share(0, 0) is None
    assert share(1, 3) == 0.3333


def test_spread_leaves_out_the_states_without_the_figure() -> None:
    assert spread([0.5, None, 1.0]) == (0.75, 0.5, 1.0)
    assert spread([None, None]) is None


def test_a_fall_within_the_recorded_spread_is_no_regression() -> None:
    assert regressions(record(recall=[0.4, 0.6, 0.8]), record(recall=[0.2, 0.2, 0.2])) == []


def test_a_fall_beyond_the_recorded_spread_is_told_with_its_name() -> None:
    told = regressions(record(recall=[0.4, 0.6, 0.8]), record(recall=[0.1, 0.1, 0.3]))
    assert told == ["recall: was 0.6 (0.4 to 0.8), is 0.1667"]


def test_any_fall_of_a_figure_without_spread_is_one() -> None:
    assert len(regressions(record(recall=[1.0, 1.0, 1.0]), record(recall=[1.0, 1.0, 0.99]))) == 1


def test_a_rise_is_a_regression_only_where_more_is_worse() -> None:
    before, now = [0.1, 0.1, 0.1], [0.3, 0.3, 0.3]
    assert regressions(record(precision=before), record(precision=now)) == []
    assert len(regressions(record(not_opened=before), record(not_opened=now))) == 1
    assert regressions(record(not_opened=now), record(not_opened=before)) == []


def test_a_figure_that_is_no_longer_measured_is_told() -> None:
    assert regressions(record(recall=[1.0]), record()) == ["recall: was 1.0, is no longer measured"]
