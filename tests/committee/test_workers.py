"""Work shared out among processes is all done, whether processes may start or not."""

import operator

import pytest
from lumbrera.committee import workers
from lumbrera.committee.workers import spread


def test_every_job_is_done_once_and_its_place_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    done: dict[int, int] = {}
    spread(operator.mul, [(2, 3), (4, 5), (6, 7)], done.__setitem__)
    assert done == {0: 6, 1: 20, 2: 42}


def test_where_no_process_may_start_this_one_works(monkeypatch: pytest.MonkeyPatch) -> None:
    def forbidden(*_: object) -> None:
        raise AssertionError("daemonic processes are not allowed to have children")

    monkeypatch.setattr("os.cpu_count", lambda: 4)
    monkeypatch.setattr(workers, "ProcessPoolExecutor", forbidden)
    done: dict[int, int] = {}
    spread(operator.add, [(1, 1), (2, 2)], done.__setitem__)
    assert done == {0: 2, 1: 4}


def test_what_goes_wrong_in_a_process_is_told_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    with pytest.raises(ZeroDivisionError):
        spread(operator.floordiv, [(1, 1), (1, 0)], lambda *_: None)
