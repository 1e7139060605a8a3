"""Groups of firms that keep bidding together in one item family.

networks.bidding_group(group_id, item_family, supplier_id, n_members, together_share, joint_chance):
one row per member; a firm is in one group of a family at most. Two firms belong together where they
meet in five tenders or more (features.rival_pair) and in at least half of the tenders in which the
one that bids less bids: together more often than apart. Pairs are joined from the one that meets most
often (by Jaccard) down, and two groups become one only if every firm of one belongs together with
every firm of the other (complete linkage), so that no chain of acquaintances makes a group.
together_share: the least Jaccard of the group's pairs; joint_chance: the greatest of their
probabilities, each times the pairs of the family (Bonferroni), at most 1. Deterministic.
"""

from collections.abc import Iterable

import duckdb

READS = ["features.rival_pair"]
WRITES = ["networks.bidding_group"]

_TABLE = """
create or replace table networks.bidding_group (
    group_id varchar, item_family varchar, supplier_id varchar, n_members bigint,
    together_share double, joint_chance double)
"""
_PAIRS = """
select item_family, one, other, together_share, least(1.0, joint_chance * n_pairs)
from features.rival_pair where 2 * n_joint >= least(n_one, n_other)
order by item_family, together_share desc, n_joint desc, one, other
"""

Pair = tuple[str, str, str, float, float]


def model(con: duckdb.DuckDBPyConnection) -> None:
    """Joins the pairs into groups and writes the table."""
    con.execute(_TABLE)
    if rows := sorted(members(con.execute(_PAIRS).fetchall())):
        con.executemany("insert into networks.bidding_group values (?, ?, ?, ?, ?, ?)", rows)


def members(pairs: Iterable[Pair]) -> list[tuple[str, str, str, int, float, float]]:
    """The rows of the table, of pairs (family, one, other, Jaccard, probability) from the closest down."""
    known = {(family, one, other): (share, chance) for family, one, other, share, chance in pairs}
    groups: dict[tuple[str, str], list[str]] = {}
    for family, one, other in known:
        a = groups.setdefault((family, one), [one])
        b = groups.setdefault((family, other), [other])
        if a is b or not all((family, *sorted((x, y))) in known for x in a for y in b):
            continue
        a.extend(b)
        for firm in b:
            groups[family, firm] = a
    rows = []
    for (family, firm), group in groups.items():
        if len(group) < 2:
            continue
        held = [known[family, x, y] for x in group for y in group if x < y]
        rows.append(
            (
                f"{family}|{min(group)}", family, firm, len(group),
                min(share for share, _ in held), max(chance for _, chance in held),
            )
        )  # fmt: skip
    return rows
