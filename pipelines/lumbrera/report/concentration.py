"""How concentrated a unit's direct awards are, year by year and family by family, beside its peers.

Reads features.concentration and features.family_direct_share where a snapshot has them.
"""

from collections.abc import Iterable
from typing import Any

import duckdb
import msgspec

from lumbrera.report.subjects import has_table
from lumbrera.report.text import clean
from lumbrera.rows import records

FAMILIES = 12


class Period(msgspec.Struct, frozen=True):
    """A unit's direct awards in a year or in the last twelve months. Shares and HHI from 0 to 1.

    direct_share, count_share: of value and of contracts; explained, unexplained: of value, with and
    without a published exception; hhi, top_share: of what no exception explains; usual: the middle
    of its peers; place: share of the peers with less; institution_share: of all its institution's units.
    """

    name: str
    n_direct: int
    n_contracts: int
    direct_share: float | None
    count_share: float | None
    unexplained: float | None
    explained: float | None
    hhi: float | None
    top_share: float | None
    usual: float | None
    place: float | None
    peers: str
    institution_share: float | None


class Family(msgspec.Struct, frozen=True):
    """One family of items in its latest period: who sold most of what was awarded directly without an
    exception. before: that seller's share the year before; usual: the first seller's among peers;
    institution_share: the first seller's in all the institution's units."""

    family: str
    period: str
    n: int
    amount: Any
    sellers: int
    hhi: float
    supplier: str
    share: float
    before: float | None
    usual: float | None
    institution_share: float | None


class Concentration(msgspec.Struct, frozen=True):
    """A unit's periods, latest first, and its families, largest first."""

    periods: list[Period]
    families: list[Family]


_PERIODS = """
    select c.holder_id as buyer_id, c.period as name, c.n_direct, c.n_contracts, c.direct_share,
           c.direct_count_share as count_share, c.unexplained_share as unexplained,
           c.direct_share - c.unexplained_share as explained, c.direct_hhi as hhi,
           c.top_direct_share as top_share, c.peers_direct_share as usual,
           c.direct_percentile as place, c.peers, i.direct_share as institution_share
    from features.concentration c join page_party p on p.party_id = c.holder_id
    left join features.concentration i
        on i.level = 'institution' and i.holder_id = c.institution_id and i.period = c.period
        and i.is_rolling = c.is_rolling and i.n_contracts > c.n_contracts
    where c.level = 'buyer'
    order by c.holder_id, c.is_rolling desc, c.period desc"""
_FAMILIES = f"""
    select f.holder_id as buyer_id, f.item_family as family, f.period, f.family_contracts as n,
           f.family_mxn as amount, f.family_suppliers as sellers, f.direct_hhi as hhi, f.supplier,
           f.share, f.before_share as before, f.peers_share as usual, i.share as institution_share
    from features.family_direct_share f join page_party p on p.party_id = f.holder_id
    left join features.family_direct_share i
        on i.level = 'institution' and i.holder_id = f.institution_id and i.period = f.period
        and i.item_family = f.item_family
    where f.level = 'buyer'
    qualify row_number() over (
            partition by f.holder_id, f.item_family order by f.is_rolling, f.period desc) = 1
        and dense_rank() over (partition by f.holder_id order by f.family_mxn desc) <= {FAMILIES}
    order by f.holder_id, f.family_mxn desc, f.item_family"""


def concentration(
    con: duckdb.DuckDBPyConnection, buyers: Iterable[str]
) -> dict[str, Concentration]:
    """buyer_id → its concentration, for those of `buyers` (in temp.page_party) that have some."""
    found = {buyer_id: Concentration([], []) for buyer_id in buyers}
    if has_table(con, "features", "concentration"):
        for row in records(con, _PERIODS):
            peers = clean(row.pop("peers"))
            found[row.pop("buyer_id")].periods.append(Period(peers=peers, **row))
    if has_table(con, "features", "family_direct_share"):
        for row in records(con, _FAMILIES):
            supplier = clean(row.pop("supplier"), limit=120)
            found[row.pop("buyer_id")].families.append(Family(supplier=supplier, **row))
    return {key: some for key, some in found.items() if some.periods or some.families}
