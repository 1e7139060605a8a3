"""The state of the demonstration: twenty thousand contracts."""

import json
import time
from pathlib import Path

import pytest
from lumbrera.simulate import simulate
from lumbrera.simulate.lookalikes import LOOKALIKES
from lumbrera.simulate.schemes import SCHEMES


@pytest.mark.long
def test_twenty_thousand_contracts_hold_every_scheme_in_every_skill_within_a_minute(
    tmp_path: Path,
) -> None:
    start = time.monotonic()
    summary = simulate(tmp_path / "sim")
    assert time.monotonic() - start < 60
    assert summary.contracts == 20_000
    assert 0.015 < summary.scheme_contracts / summary.contracts < 0.03
    schemes = json.loads((summary.truth / "schemes.json").read_text(encoding="utf-8"))
    assert {(s["kind"], s["skill"]) for s in schemes} == {
        (kind, skill) for kind in SCHEMES for skill in ("naive", "careful", "gradual")
    }
    lookalikes = json.loads((summary.truth / "lookalikes.json").read_text(encoding="utf-8"))
    assert {x["kind"] for x in lookalikes} == set(LOOKALIKES)
