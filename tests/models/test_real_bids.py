"""Real bids: the recorded evaluation comes out again, figure by figure."""

import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner
from lumbrera.cli import group
from lumbrera.modelling import cards

RECORDED = Path(__file__).parent / "recorded" / "collusion_tsuchiura.json"


@pytest.mark.long
def test_the_recorded_figures_come_out_again(shared_data: Path, tmp_path: Path) -> None:
    recorded = cards.read_record(RECORDED)
    [bids] = shared_data.glob("*/" + shlex.split(recorded.command)[5])
    words = [str(bids) if w == bids.name else w for w in shlex.split(recorded.command)[1:]]
    result = CliRunner().invoke(
        group, [*words, "--record", str(tmp_path / "again.json")], catch_exceptions=False
    )
    assert result.exit_code == 0
    again = cards.read_record(tmp_path / "again.json")
    assert again.data == recorded.data
    assert [f.name for f in again.figures] == [f.name for f in recorded.figures]
    for figure, before in zip(again.figures, recorded.figures, strict=True):
        # The last of three digits shown may depend on the processor's arithmetic.
        assert figure.value == pytest.approx(before.value, abs=0.002), figure.name


def test_bids_without_a_value_are_counted_and_labels_by_bidder_are_refused(
    shared_data: Path,
) -> None:
    from lumbrera.errors import UsageError
    from lumbrera.modelling.collusion import read

    path = shared_data / "bids_tsuchiura" / "tsuchiura_data.csv"
    tenders = read(path, tender=["pid"], value="bid", label="auction_cartelized", date="date")
    assert len(tenders) == 1565
    assert {k: tenders.rows[k] for k in ("rows", "bids", "without_value")} == {
        "rows": 6013, "bids": 5972, "without_value": 41,
    }  # fmt: skip
    with pytest.raises(UsageError, match="the label varies within 505 tenders"):
        read(path, tender=["pid"], value="bid", label="is_cartel")
