"""The schemes, by name. Each is a function of a Plot whose skill is naive, careful or gradual, and gives the instance or None."""

from collections.abc import Callable

from lumbrera.simulate.plot import Plot
from lumbrera.simulate.schemes import (
    collusion,
    concentration,
    firms,
    interest,
    price,
    publication,
    tenders,
)
from lumbrera.simulate.truth import Instance

SCHEMES: dict[str, Callable[[Plot], Instance | None]] = {
    "splitting_one_supplier": concentration.splitting_one_supplier,
    "direct_award_capture": concentration.direct_award_capture,
    "amount_edited": publication.amount_edited,
    "contract_removed": publication.contract_removed,
    "splitting_one_owner": concentration.splitting_one_owner,
    "splitting_units": concentration.splitting_units,
    "bid_rotation": collusion.bid_rotation,
    "cover_bidding": collusion.cover_bidding,
    "market_division": collusion.market_division,
    "tailored_call": tenders.tailored_call,
    "rivals_disqualified": tenders.rivals_disqualified,
    "lowest_bid_out": tenders.lowest_bid_out,
    "price_leak": tenders.price_leak,
    "overpricing": price.overpricing,
    "amendment_creep": price.amendment_creep,
    "shell_company": firms.shell_company,
    "banned_sister": firms.banned_sister,
    "front_declared": interest.front_declared,
    "front_undeclared": interest.front_undeclared,
    "front_spouse": interest.front_spouse,
    "front_sibling": interest.front_sibling,
    "front_in_law": interest.front_in_law,
    "revolving_door": interest.revolving_door,
    "nepotism": interest.nepotism,
    "opacity": publication.opacity,
}
