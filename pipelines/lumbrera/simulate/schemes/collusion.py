"""Bidders who agree: rotation, cover bids, division of the market by municipality."""

from datetime import timedelta

from lumbrera.simulate.bodies import Unit
from lumbrera.simulate.firms import Firm
from lumbrera.simulate.items import FAMILIES, Family
from lumbrera.simulate.plot import Plot
from lumbrera.simulate.truth import Instance


def _market(plot: Plot, n_firms: int, size: str = "MEDIANA") -> tuple[Family, list[Firm]]:
    family = plot.rng.choice(
        [f for f in FAMILIES if f.median > 120e3 and f.code not in ("3450", "5410")]
    )
    town = plot.rng.randrange(12)
    return family, [plot.firm(town, family, size, lawful=2) for _ in range(n_firms)]


def _amount(plot: Plot, unit: Unit, family: Family) -> float:
    """A size that calls for a tender or an invitation, and that the ring's firms can deliver."""
    ceiling = plot.world.ceiling(unit, plot.world.last, family)
    return min(40e6, ceiling * plot.rng.uniform(1.3, 4.5))


def _offers(
    plot: Plot, winner: Firm, losers: list[Firm], price: float, margins: list[float]
) -> list[tuple[Firm, float, str]]:
    offers = [(winner, price, "valid")] + [
        (f, price * (1 + m), "valid") for f, m in zip(losers, margins, strict=True)
    ]
    plot.rng.shuffle(offers)
    return offers


def bid_rotation(plot: Plot) -> Instance:
    """The firms of a ring win in turn; the others bid a little higher."""
    rng, skill = plot.rng, plot.skill
    family, ring = _market(plot, rng.choice((3, 4)))
    units = [plot.unit(ocds=True) for _ in range(2)]
    day = plot.day(0.03, 0.12)
    for at in range(rng.randint(8, 10)):
        unit = units[at % len(units)]
        price = _amount(plot, unit, family) * rng.uniform(1.02, 1.1)
        honest = skill == "gradual" and at < 4
        spread = (0.02, 0.06) if skill == "naive" else (0.03, 0.19)
        order = at if skill != "careful" else rng.randrange(len(ring))
        winner = rng.choice(ring) if honest else ring[order % len(ring)]
        losers = [f for f in ring if f is not winner]
        margins = [
            abs(rng.gauss(0.08, 0.05)) + 0.004 if honest else rng.uniform(*spread) for _ in losers
        ]
        offers = _offers(plot, winner, losers, price, margins)
        if skill == "careful" and rng.random() < 0.4:
            offers += [
                (f, price * rng.uniform(1.02, 1.2), "valid")
                for f in plot.rivals(family, unit.body, price, day, 1)
            ]
        plot.tender(
            unit,
            family,
            day,
            offers,
            method="open"
            if price > plot.world.ceiling(unit, day, family, "selective")
            else "selective",
            estimate=price * 1.03,
        )
        day = plot.step(day, 30, 95)
    return plot.done("Los mismos licitantes ganan por turno.")


def cover_bidding(plot: Plot) -> Instance:
    """One firm wins; two others always bid and always lose, naively at fixed multiples of its price."""
    rng, skill = plot.rng, plot.skill
    family, firms = _market(plot, 3)
    winner, covers = firms[0], firms[1:]
    unit = plot.unit(ocds=True)
    day = plot.day(0.03, 0.15)
    for at in range(rng.randint(6, 8)):
        price = _amount(plot, unit, family) * 1.08
        if skill == "naive":
            margins = [0.05, 0.10]
        elif skill == "careful":
            margins = [rng.uniform(0.03, 0.16) for _ in covers]
        else:
            margins = [rng.uniform(0.01, 0.05) + 0.012 * at for _ in covers]
        offers = _offers(plot, winner, covers, price, margins)
        if skill == "gradual" and at < 3:
            offers += [
                (f, price * rng.uniform(1.01, 1.15), "valid")
                for f in plot.rivals(family, unit.body, price, day, 2)
            ]
        plot.tender(
            unit, family, day, offers, method="selective", estimate=price * rng.uniform(1.0, 1.04)
        )
        day = plot.step(day, 35, 100)
    return plot.done("Dos licitantes acompañan siempre al ganador y pierden siempre.")


def market_division(plot: Plot) -> Instance:
    """Each firm of a ring wins only in its own municipalities and bids high, or stays away, in the others'."""
    rng, skill = plot.rng, plot.skill
    family, ring = _market(plot, 3)
    places = [plot.unit(lambda u: u.body.kind == "GM", ocds=True) for _ in range(3)]
    day = plot.day(0.03, 0.1)
    for at in range(9):
        unit, winner = places[at % 3], ring[at % 3]
        price = _amount(plot, unit, family) * 1.07
        losers = [f for f in ring if f is not winner]
        if skill == "careful" and at % 2:
            losers = losers[:1]
        if skill == "gradual" and at < 3:
            winner, losers = ring[(at + 1) % 3], [f for f in ring if f is not ring[(at + 1) % 3]]
        margins = [
            rng.uniform(0.1, 0.14) if skill == "naive" else rng.uniform(0.04, 0.22) for _ in losers
        ]
        plot.tender(
            unit,
            family,
            day + timedelta(days=at % 3),
            _offers(plot, winner, losers, price, margins),
            method="selective",
            estimate=price * 1.02,
        )
        day = plot.step(day, 20, 60) if at % 3 == 2 else day
    return plot.done("Cada empresa gana sólo en sus municipios.")
