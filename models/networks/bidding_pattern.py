"""What repeats in the tenders of a bidding group, and how often chance would repeat it.

networks.bidding_pattern: one row per group (networks.bidding_group) with five tenders or more in which
two of its members bid (features.group_tender). A *_chance is the probability of as much or more:
- turns: in n_lined tenders won by a member, the members stood in line by how long they had not won;
  mean_stand: the winner's place on average (1: who waited longest), expected_stand and turn_chance if
  each of those that bid were as likely to win (who wins more often waits less: then it is rarer still).
  n_repeats: tenders won by the winner of the one before; n_winners: members that won.
- customers: n_shared tenders won by a member, of the n_customers institutions with two such or more;
  n_kept of them won by the member that wins most of that institution's; n_owners, how many members do
  so somewhere; expected_kept, kept_chance if the same wins fell in another order, 1 with one owner.
  Null with fewer than two winners or institutions: nothing could be shared out. kept_by: who wins where.
- one winner: top_id won n_top of n_tenders; expected_top, top_chance (times the members, for any could
  be the one) if every bidder were as likely to win.
- far: in n_compared tenders, how far the lowest proposal lies from losing ones that are close together
  (its relative distance): far_share, how much of the other tenders with as many proposals it exceeds on
  average, where chance gives half; far_chance from the twentieths in which they stand.
- ratio: in n_same_ratio of n_ratios tenders that top_id won, the amount of a losing member (ratio_firm)
  is one multiple (ratio) of the winner's to 0.1 % (of the member with most such tenders).
turn_both, kept_both, top_both: the probability of the pattern, or of it with the far ones (Fisher), the
smaller times two; where no amounts are known, that of the pattern. turn_shape, kept_shape: whether
the pattern alone is the less probable (alone), or with the distances (with_far). *_false: the share expected to be
chance alone among groups as unlikely (Benjamini-Hochberg over the groups in which it can be seen;
n_*_groups of them); *_odds: a probability in words. members, losers (all but top): names;
sequence: the first forty tenders in order, and who won; bid_ids: the bids behind it. Shares from 0 to 1.
"""

import math
from collections import defaultdict
from itertools import pairwise
from typing import Any

import duckdb
from lumbrera.odds import odds
from lumbrera.rows import records

from ._chance import at_least, at_most, both, false_shares, kept_by_one, shared_out

READS = [
    "features.group_tender", "networks.bidding_group", "features.rival_bid", "features.seller_name", "core.procedure",
]  # fmt: skip
WRITES = ["networks.bidding_pattern"]

PLACES = 20
"""Of features.group_tender.far_place."""

LEAST = 5
"""Tenders of a group below which nothing is a pattern (OCP R053)."""

_TENDERS = f"""
select group_id, n_bidders, winner_id, is_within, customer_id, customer, stands, winner_stand, far_place
from features.group_tender
qualify count(*) over (partition by group_id) >= {LEAST}
order by group_id, place
"""
_RATIOS = """
select t.group_id, t.winner_id, r.supplier_id, r.price_ratio
from features.group_tender t
join networks.bidding_group g using (group_id)
join features.rival_bid r on r.tender_id = t.tender_id and r.supplier_id = g.supplier_id
where r.price_ratio is not null and not r.is_winner and t.is_within
order by t.group_id, t.place, r.supplier_id
"""
_COLUMNS = {
    "group_id": "varchar", "n_tenders": "bigint", "n_within": "bigint",
    "n_lined": "bigint", "n_repeats": "bigint", "n_winners": "bigint",
    "mean_stand": "double", "expected_stand": "double", "turn_chance": "double",
    "n_customers": "bigint", "n_shared": "bigint", "n_kept": "bigint", "n_owners": "bigint",
    "expected_kept": "double", "kept_chance": "double", "kept_by": "varchar",
    "top_id": "varchar", "n_top": "bigint", "expected_top": "double", "top_chance": "double",
    "n_compared": "bigint", "far_share": "double", "far_chance": "double",
    "n_ratios": "bigint", "n_same_ratio": "bigint", "ratio_id": "varchar", "ratio": "double",
    "turn_both": "double", "turn_false": "double", "n_turn_groups": "bigint", "turn_odds": "varchar", "turn_shape": "varchar", "turn_both_odds": "varchar",
    "kept_both": "double", "kept_false": "double", "n_kept_groups": "bigint", "kept_odds": "varchar", "kept_shape": "varchar", "kept_both_odds": "varchar",
    "top_both": "double", "top_false": "double", "n_top_groups": "bigint", "top_odds": "varchar", "far_odds": "varchar", "joint_odds": "varchar",
}  # fmt: skip
_TABLE = """
create or replace table networks.bidding_pattern as
with
    member as (
        select g.group_id, any_value(g.item_family) as item_family, any_value(g.n_members) as n_members,
               any_value(g.together_share) as together_share, any_value(g.joint_chance) as joint_chance,
               string_agg(n.seller, '; ' order by n.seller) as members,
               string_agg(n.seller, '; ' order by n.seller) filter (g.supplier_id <> p.top_id) as losers
        from pattern_found p
        join networks.bidding_group g using (group_id)
        left join features.seller_name n on n.seller_id = g.supplier_id
        group by g.group_id
    ),
    span as (
        select t.group_id, min(t.event_on) as first_tender_on, max(t.event_on) as last_tender_on,
               count(*) filter (t.event_on is null) as n_undated, count(*) filter (t.customer_id = '') as n_unplaced,
               list_sort(flatten(list(t.bid_ids))) as bid_ids,
               string_agg(concat(strftime(t.event_on, '%d/%m/%Y '), coalesce(k.procedure_number, t.procedure_id, t.customer), ': ',
                                 n.seller), '; ' order by t.place) filter (t.place <= 40) as sequence
        from features.group_tender t
        left join core.procedure k on k.procedure_id = t.procedure_id
        left join features.seller_name n on n.seller_id = t.winner_id
        group by t.group_id
    )
select p.*, m.* exclude (group_id), s.* exclude (group_id),
       coalesce(t.seller, 'un proveedor') as top, r.seller as ratio_firm
from pattern_found p
join member m using (group_id)
join span s using (group_id)
left join features.seller_name t on t.seller_id = p.top_id
left join features.seller_name r on r.seller_id = p.ratio_id
"""


def model(con: duckdb.DuckDBPyConnection) -> None:
    """Counts what repeats, group by group, and writes the table."""
    columns = ", ".join(f"{name} {kind}" for name, kind in _COLUMNS.items())
    con.execute(f"create or replace temp table pattern_found ({columns})")
    names = dict(con.execute("select seller_id, seller from features.seller_name "
                             "semi join networks.bidding_group on supplier_id = seller_id").fetchall())  # fmt: skip
    sizes = {
        group_id: (n_members, chance)
        for group_id, n_members, chance in con.execute(
            "select distinct group_id, n_members, joint_chance from networks.bidding_group"
        ).fetchall()
    }
    groups: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in records(con, _TENDERS):
        groups[row["group_id"]].append(row)
    ratios: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in records(con, _RATIOS):
        ratios[row["group_id"]].append(row)
    rows: list[dict[str, Any]] = []
    for group_id, tenders in groups.items():
        found: dict[str, Any] = {"group_id": group_id, "n_tenders": len(tenders)}
        found |= _turns(tenders) | _customers(tenders, names) | _far(tenders)
        n_members, chance = sizes[group_id]
        found |= _top(tenders, n_members) | {"joint_odds": odds(chance)}
        found |= _ratio(ratios[group_id], found["top_id"])
        rows.append(found)
    for test in ("turn", "kept", "top"):
        _judge(rows, test)
    if rows:
        marks = ", ".join("?" * len(_COLUMNS))
        con.executemany(f"insert into pattern_found values ({marks})",
                        [[row.get(name) for name in _COLUMNS] for row in rows])  # fmt: skip
    con.execute(_TABLE)
    con.execute("drop table pattern_found")


def _judge(rows: list[dict[str, Any]], test: str) -> None:
    """Adds what the pattern and the distances say together, over the groups in which it can be seen."""
    seen = [row for row in rows if row.get(f"{test}_chance") is not None]
    for row in seen:
        chance, far = row[f"{test}_chance"], row["far_chance"]
        row[f"{test}_shape"], row[f"{test}_both"] = "alone", chance
        if far is not None:
            together = both(chance, far)
            row[f"{test}_shape"] = "with_far" if together < chance else "alone"
            row[f"{test}_both"] = min(1.0, 2 * min(chance, together))
        row[f"{test}_both_odds"] = odds(row[f"{test}_both"])
        row[f"n_{test}_groups"] = len(seen)
        row[f"{test}_odds"] = odds(chance)
        row["far_odds"] = None if far is None else odds(far)
    for row, share in zip(seen, false_shares([row[f"{test}_both"] for row in seen]), strict=True):
        row[f"{test}_false"] = share


def _turns(tenders: list[dict[str, Any]]) -> dict[str, Any]:
    judged = [t for t in tenders if t["winner_stand"] is not None]
    winners = [t["winner_id"] for t in tenders if t["is_within"]]
    found: dict[str, Any] = {
        "n_lined": len(judged), "n_winners": len(set(winners)),
        "n_repeats": sum(a == b for a, b in pairwise(winners)),
    }  # fmt: skip
    if len(set(winners)) < 2 or not judged:
        return found
    stands = [t["stands"] for t in judged]
    total = sum(t["winner_stand"] for t in judged)
    return found | {
        "mean_stand": total / 2 / len(judged),
        "expected_stand": math.fsum(sum(s) / len(s) for s in stands) / 2 / len(judged),
        "turn_chance": at_most(total, stands),
    }  # fmt: skip


def _customers(tenders: list[dict[str, Any]], names: dict[str, str]) -> dict[str, Any]:
    within = [t for t in tenders if t["is_within"]]
    held: dict[str, list[str]] = defaultdict(list)
    for t in within:
        if not t["customer_id"]:
            continue
        held[t["customer_id"]].append(t["winner_id"])
    held = {customer: firms for customer, firms in held.items() if len(firms) >= 2}
    shared = [t for t in within if t["customer_id"] in held]
    owner = {c: max(sorted(firms), key=firms.count) for c, firms in held.items()}
    found: dict[str, Any] = {
        "n_within": len(within), "n_customers": len(held), "n_shared": len(shared),
        "n_owners": len(set(owner.values())),
    }  # fmt: skip
    if len(held) < 2 or len({t["winner_id"] for t in shared}) < 2:
        return found
    if len(set(owner.values())) < 2:
        return found | {"kept_chance": 1.0}
    places, owners = [t["customer_id"] for t in shared], [t["winner_id"] for t in shared]
    expected, chance = shared_out(places, owners)
    called = {t["customer_id"]: t["customer"] for t in shared}
    words = [f"{names.get(f, 'un proveedor')} en {called[c]} ({held[c].count(f)} de {len(held[c])})"
             for c, f in sorted(owner.items(), key=lambda item: (-len(held[item[0]]), item))]  # fmt: skip
    return found | {
        "n_kept": kept_by_one(places, owners), "expected_kept": expected, "kept_chance": chance,
        "kept_by": "; ".join(words),
    }  # fmt: skip


def _top(tenders: list[dict[str, Any]], n_members: int) -> dict[str, Any]:
    wins: dict[str, int] = defaultdict(int)
    for t in tenders:
        if t["is_within"]:
            wins[t["winner_id"]] += 1
    if not wins:
        return {"top_id": None, "n_top": 0}
    top = max(sorted(wins), key=wins.__getitem__)
    chances = [1 / t["n_bidders"] for t in tenders]
    return {
        "top_id": top, "n_top": wins[top], "expected_top": math.fsum(chances),
        "top_chance": min(1.0, n_members * at_least(wins[top], chances)),
    }  # fmt: skip


def _far(tenders: list[dict[str, Any]]) -> dict[str, Any]:
    places = [t["far_place"] for t in tenders if t["far_place"] is not None]
    if not places:
        return {"n_compared": 0, "far_chance": None}
    return {
        "n_compared": len(places), "far_share": 1 - (sum(places) / len(places) - 0.5) / PLACES,
        "far_chance": at_most(sum(places), [range(1, PLACES + 1)] * len(places)),
    }  # fmt: skip


def _ratio(losing: list[dict[str, Any]], top_id: str | None) -> dict[str, Any]:
    """Of the members that lost to the top one, the one whose amounts repeat one multiple most often."""
    by_firm: dict[str, list[float]] = defaultdict(list)
    for row in losing:
        if row["winner_id"] == top_id:
            by_firm[row["supplier_id"]].append(row["price_ratio"])
    best: tuple[int, int, str, float] | None = None
    for firm, values in sorted(by_firm.items()):
        middle = sorted(values)[len(values) // 2]
        same = sum(abs(v / middle - 1) <= 0.001 for v in values)
        if best is None or (same, -len(values)) > (best[0], -best[1]):
            best = (same, len(values), firm, middle)
    if best is None:
        return {"n_ratios": 0, "n_same_ratio": 0}
    return {"n_same_ratio": best[0], "n_ratios": best[1], "ratio_id": best[2], "ratio": best[3]}
