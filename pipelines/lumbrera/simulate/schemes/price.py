"""Paying too much: prices above the market, and contracts that grow after they are won."""

from lumbrera.simulate.items import FAMILIES
from lumbrera.simulate.market import amend
from lumbrera.simulate.plot import Plot
from lumbrera.simulate.truth import Instance


def overpricing(plot: Plot) -> Instance:
    """Direct awards at two or three times the usual unit price, at a third more, or a little more each time."""
    rng, skill = plot.rng, plot.skill
    family = rng.choice([f for f in FAMILIES if f.category == "goods" and f.price < 25_000])
    unit = plot.unit(lambda u: u.directs_in_ocds)
    firm = plot.firm(unit.town, family, lawful=3)
    day = plot.day(0.05, 0.35)
    for at in range(rng.randint(4, 6)):
        markup = {
            "naive": rng.uniform(1.9, 3.0),
            "careful": rng.uniform(1.3, 1.5),
            "gradual": 1.1 + 0.2 * at,
        }[skill]
        amount = min(
            plot.world.ceiling(unit, day, family) * rng.uniform(0.5, 0.93),
            family.median * rng.uniform(0.9, 1.5) * markup,
        )
        plot.buy(unit, family, day, amount, firm, markup=markup)
        day = plot.step(day, 30, 110)
    return plot.done("Precios unitarios por encima del mercado.")


def amendment_creep(plot: Plot) -> Instance:
    """Won cheaply, then amended: far over a fifth, always just under it, or more from contract to contract."""
    rng, skill = plot.rng, plot.skill
    family = rng.choice(
        [f for f in FAMILIES if f.matter == "works" or f.code in ("3580", "3380", "3330")]
    )
    unit = plot.unit(ocds=True)
    firm = plot.firm(unit.town, family, "MEDIANA", lawful=1)
    day = plot.day(0.05, 0.3)
    for at in range(rng.randint(3, 4)):
        price = min(35e6, plot.world.ceiling(unit, day, family) * rng.uniform(1.4, 3.5))
        rivals = plot.rivals(family, unit.body, price, day, 3)
        offers = [(firm, price * 0.84, "valid")] + [
            (r, price * rng.uniform(0.93, 1.1), "valid") for r in rivals
        ]
        steps = {
            "naive": [0.25, rng.uniform(0.15, 0.3)],
            "careful": [0.1, rng.uniform(0.08, 0.099)],
            "gradual": [0.06 + 0.07 * at, 0.05],
        }[skill]
        for contract in plot.tender(
            unit,
            family,
            day,
            offers,
            method="selective"
            if price < plot.world.ceiling(unit, day, family, "selective")
            else "open",
        ):
            amend(contract, steps, rng)
        day = plot.step(day, 80, 170)
    return plot.done("Contratos ganados con precio bajo que crecen por convenios.")
