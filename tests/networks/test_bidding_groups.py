"""Groups of bidders and what repeats in their tenders: by slow counting, and on the bids of a real town."""

import itertools
import math
from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import pytest
from lumbrera.build.models import upstream
from lumbrera.build.runner import materialise
from lumbrera.content.models.networks import _chance, bidding_group
from lumbrera.odds import odds

from tests import shipped


def test_so_many_hits_or_more_by_counting_every_outcome() -> None:
    chances = [0.5, 0.25, 1 / 3, 0.2, 0.5]
    for hits in range(6):
        slow = sum(
            math.prod(p if hit else 1 - p for p, hit in zip(chances, outcome, strict=True))
            for outcome in itertools.product([0, 1], repeat=5)
            if sum(outcome) >= hits
        )
        assert _chance.at_least(hits, chances) == pytest.approx(slow)


def test_so_small_a_sum_by_counting_every_draw() -> None:
    draws = [[3, 3, 6], [2, 4, 6], [2, 5, 5], [2, 4]]
    outcomes = [sum(d) for d in itertools.product(*draws)]
    for total in (8, 9, 12, 15, 21):
        slow = sum(s <= total for s in outcomes) / len(outcomes)
        assert _chance.at_most(total, draws) == pytest.approx(slow)


def test_wins_shared_out_among_customers_by_counting_every_order() -> None:
    places, owners = list("uuuvvvw"), list("aaabbac")
    seen = _chance.kept_by_one(places, owners)
    assert seen == 3 + 2 + 1
    kept = [_chance.kept_by_one(places, order) for order in itertools.permutations(owners)]
    expected, chance = _chance.shared_out(places, owners)
    assert expected == pytest.approx(sum(kept) / len(kept), abs=0.02)
    assert chance == pytest.approx(sum(k >= seen for k in kept) / len(kept), rel=0.05)


def test_a_rare_sharing_out_is_never_called_impossible() -> None:
    places, owners = ["u"] * 12 + ["v"] * 12, ["a"] * 12 + ["b"] * 12
    # 2 of 24! / (12! 12!) = 2,704,156 orders.
    _, chance = _chance.shared_out(places, owners)
    assert 0 < chance <= 5e-6


def test_two_independent_tests_are_weighed_together_as_fisher_did() -> None:
    # Chi-square of four degrees: exp(-x / 2) (1 + x / 2), x = -2 ln(0.05 · 0.05).
    assert _chance.both(0.05, 0.05) == pytest.approx(0.0025 * (1 - math.log(0.0025)))
    assert _chance.both(1, 1) == 1


def test_the_share_of_alerts_due_to_chance_by_hand() -> None:
    # 0.01 · 4 / 1, 0.02 · 4 / 2, 0.03 · 4 / 3 and 0.9 · 4 / 4; each no more than a larger one's.
    assert _chance.false_shares([0.9, 0.01, 0.03, 0.02]) == pytest.approx([0.9, 0.04, 0.04, 0.04])
    assert _chance.false_shares([]) == []


@pytest.mark.parametrize(
    ("chance", "text"),
    [
        (0.97, "más de 1 de cada 2"),
        (0.5, "1 de cada 2"),
        (1 / 280, "1 de cada 280"),
        (1 / 3280.5, "1 de cada 3,300"),
        (1e-9, "menos de 1 de cada 1,000,000"),
        (0, "menos de 1 de cada 1,000,000"),
    ],
)
def test_a_probability_in_words(chance: float, text: str) -> None:
    assert odds(chance) == text


def test_a_chain_of_acquaintances_is_no_group() -> None:
    pairs = [("f", "a", "b", 0.9, 0.01), ("f", "b", "c", 0.8, 0.02), ("f", "c", "d", 0.7, 0.01)]
    found = {row[2]: row for row in bidding_group.members(pairs)}
    # a and b are closest; c meets b and never a, so it goes with d.
    assert found["a"] == ("f|a", "f", "a", 2, 0.9, 0.01)
    assert found["c"][0] == found["d"][0] == "f|c"
    closed = bidding_group.members([*pairs[:2], ("f", "a", "c", 0.6, 0.05)])
    assert {row[:1] + row[3:] for row in closed} == {("f|a", 3, 0.6, 0.05)}


def test_each_family_has_its_own_groups() -> None:
    pairs = [("f", "a", "b", 0.9, 0.0), ("g", "a", "c", 0.8, 0.0)]
    assert sorted(row[:3] for row in bidding_group.members(pairs)) == [
        ("f|a", "f", "a"), ("f|a", "f", "b"), ("g|a", "g", "a"), ("g|a", "g", "c"),
    ]  # fmt: skip


TABLES = ("features.bidding_member", "features.group_tender")
BIDS = """
create temp table town as
select pid, bidder_id, bool_or(winner = '1') as won, min(cast(bid as double)) as amount,
       strptime(min(date), '%Y%m%d')::date as day
from read_csv($path, all_varchar = true) where bid is not null group by all;
insert into core.supplier (supplier_id, name, kind)
select distinct bidder_id, bidder_id || ' SA', 'company' from town;
insert into core.buyer (buyer_id, institution_id) values ('U', 'I');
insert into core.procedure (procedure_id, buyer_id, award_on) select pid, 'U', min(day) from town group by pid;
insert into core.bid (bid_id, procedure_id, procedure_key, buyer_id, supplier_id, amount_mxn, is_winner, has_proposed)
select pid || '-' || bidder_id, pid, pid, 'U', bidder_id, amount, won, true from town;
insert into meta.run (as_of) values ('2016-01-01');
"""


def build(con: duckdb.DuckDBPyConnection) -> None:
    for model in upstream(shipped.models(), list(TABLES)):
        if model.file.split("/")[0] in ("features", "networks"):
            materialise(con, model)


@pytest.fixture(scope="module")
def town(
    shared_data: Path, blank_warehouse: Callable[[], duckdb.DuckDBPyConnection]
) -> Iterator[duckdb.DuckDBPyConnection]:
    """The tenders of a Japanese city, 2007 to 2015, as a buyer of its own."""
    path = shared_data / "bids_tsuchiura" / "tsuchiura_data.csv"
    with blank_warehouse() as con:
        con.execute(BIDS.replace("$path", f"'{path}'"))
        build(con)
        yield con


def test_of_the_groups_of_a_real_town_four_firms_took_turns(
    town: duckdb.DuckDBPyConnection,
) -> None:
    groups = town.execute(
        "select group_id, n_members, turn_false from networks.bidding_pattern "
        "where turn_false <= 0.05 order by turn_false"
    ).fetchall()
    seen = town.execute("select count(*) from networks.bidding_pattern").fetchone()
    assert seen is not None
    assert len(groups) <= seen[0] / 10
    first, n_members, false = groups[0]
    assert n_members == 4
    assert false < 0.001
    # Once all four had won, who had waited longest won 13 of the next 18, where chance gives 4.5; that not
    # all four bid each time is left aside here.
    wins = [
        row[0]
        for row in town.execute(
            "select winner_id from features.group_tender where group_id = $id and is_within order by place",
            {"id": first},
        ).fetchall()
    ]
    start = max(wins.index(firm) for firm in set(wins)) + 1
    longest = 0
    for place in range(start, len(wins)):
        before = wins[:place]
        waits = {firm: before[::-1].index(firm) for firm in set(wins)}
        longest += waits[wins[place]] == max(waits.values())
    assert (longest, len(wins) - start) == (13, 18)


@pytest.mark.long
def test_where_winners_are_drawn_by_lot_turns_are_hardly_ever_seen(
    town: duckdb.DuckDBPyConnection,
) -> None:
    """Twenty draws of all winners: the stated level lets one in twenty show a group; three are bad luck."""
    drawn = 0
    town.execute("create temp table as_published as from core.bid")
    for seed in range(20):
        town.execute(
            "create or replace temp table lot as select arg_min(bid_id, hash(bid_id || $seed)) as bid_id "
            "from as_published group by procedure_id",
            {"seed": str(seed)},
        )
        town.execute("update core.bid set is_winner = bid_id in (select bid_id from lot)")
        build(town)
        [n] = town.execute(
            "select count(*) from networks.bidding_pattern where turn_chance <= 0.05 and turn_false <= 0.05"
        ).fetchone() or [0]
        drawn += n > 0
    assert drawn <= 3
