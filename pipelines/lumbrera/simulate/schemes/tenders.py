"""Tenders that only one can win: tailored calls, rivals thrown out, the lowest bid thrown out, a leaked price."""

from datetime import timedelta

from lumbrera.simulate.firms import Firm
from lumbrera.simulate.items import FAMILIES, Family
from lumbrera.simulate.plot import Plot
from lumbrera.simulate.truth import Instance


def _setting(plot: Plot) -> tuple[Family, Firm, float]:
    """Family, the chosen firm, and a price that calls for an open tender in the unit drawn last."""
    family = plot.rng.choice(
        [f for f in FAMILIES if f.category in ("goods", "services") and f.median > 120e3]
    )
    unit = plot.unit(ocds=True)
    firm = plot.firm(unit.town, family, "MEDIANA", lawful=3)
    price = min(
        30e6,
        plot.world.ceiling(unit, plot.world.last, family, "selective") * plot.rng.uniform(0.7, 1.5),
    )
    return family, firm, price


def tailored_call(plot: Plot) -> Instance:
    """A call with a very short notice that only one firm answers, again and again; the gradual buyer shortens it year by year."""
    rng, skill = plot.rng, plot.skill
    family, firm, price = _setting(plot)
    unit = plot.instance.units[0]
    day = plot.day(0.05, 0.3)
    n = rng.randint(3, 5)
    for at in range(n):
        notice = {
            "naive": rng.randint(5, 8),
            "careful": rng.randint(10, 11),
            "gradual": max(9, 18 - 3 * at),
        }[skill]
        amount = price * rng.uniform(0.8, 1.25)
        offers = [(firm, amount, "valid")]
        if skill == "careful":
            offers += [
                (f, amount * rng.uniform(1.0, 1.1), "disqualified")
                for f in plot.rivals(family, unit.body, amount, day, 1)
            ]
        contracts = plot.tender(unit, family, day, offers, notice=notice, estimate=amount * 1.01)
        need = rng.choice(
            (
                "CON CERTIFICACION EXCLUSIVA DEL FABRICANTE",
                "CON SUCURSAL A MENOS DE 5 KM DE LA CONVOCANTE",
                "CON MODELO Y DIMENSIONES EXACTAS SEGUN ANEXO",
            )
        )
        for contract in contracts:
            contract.procedure.description = f"{contract.title} {need}"
        day = plot.step(day, 90, 200)
    return plot.done("Convocatoria a la medida, con plazo corto y un solo proponente.")


def rivals_disqualified(plot: Plot) -> Instance:
    """Every proposal but one is thrown out."""
    rng, skill = plot.rng, plot.skill
    family, firm, price = _setting(plot)
    unit = plot.instance.units[0]
    day = plot.day(0.05, 0.25)
    for at in range(rng.randint(4, 5)):
        amount = price * rng.uniform(0.8, 1.2)
        rivals = plot.rivals(family, unit.body, amount, day, rng.randint(2, 4))
        spared = 1 if skill == "careful" or (skill == "gradual" and at < 2) else 0
        offers = [(firm, amount, "valid")]
        for index, rival in enumerate(rivals):
            if index < spared:
                offers.append((rival, amount * rng.uniform(1.01, 1.06), "valid"))
            else:
                offers.append((rival, amount * rng.uniform(0.86, 1.02), "disqualified"))
        rng.shuffle(offers)
        plot.tender(unit, family, day, offers, estimate=amount * 1.03)
        day = plot.step(day, 60, 150)
    return plot.done("Se desechan todas las propuestas menos una.")


def lowest_bid_out(plot: Plot) -> Instance:
    """The lowest bid is thrown out and the second, always the same firm, wins."""
    rng, skill = plot.rng, plot.skill
    family, firm, price = _setting(plot)
    unit = plot.instance.units[0]
    day = plot.day(0.05, 0.25)
    for at in range(rng.randint(4, 6)):
        amount = price * rng.uniform(0.8, 1.2)
        gap = {
            "naive": rng.uniform(0.12, 0.25),
            "careful": rng.uniform(0.02, 0.06),
            "gradual": 0.03 + 0.03 * at,
        }[skill]
        rivals = plot.rivals(family, unit.body, amount, day, rng.randint(2, 3))
        offers = [(firm, amount, "valid")]
        offers += [
            (
                r,
                amount * ((1 - gap) if index == 0 else rng.uniform(1.02, 1.12)),
                "disqualified" if index == 0 else "valid",
            )
            for index, r in enumerate(rivals)
        ]
        rng.shuffle(offers)
        plot.tender(unit, family, day, offers, estimate=amount * 1.05)
        day = plot.step(day, 50, 140)
    return plot.done("Se desecha la propuesta más baja y gana siempre la misma empresa.")


def price_leak(plot: Plot) -> Instance:
    """The winner bids last, just below the second bid and a hair under the budget nobody should know."""
    rng, skill = plot.rng, plot.skill
    family, firm, price = _setting(plot)
    unit = plot.instance.units[0]
    day = plot.day(0.05, 0.25)
    for at in range(rng.randint(4, 6)):
        budget = price * rng.uniform(0.85, 1.2)
        under = {
            "naive": rng.uniform(0.001, 0.004),
            "careful": rng.uniform(0.008, 0.02),
            "gradual": 0.03 - 0.005 * at,
        }[skill]
        amount = budget * (1 - under)
        second = amount * (
            1 + (rng.uniform(0.001, 0.005) if skill == "naive" else rng.uniform(0.005, 0.015))
        )
        rivals = plot.rivals(family, unit.body, amount, day, rng.randint(2, 3))
        offers = [
            (r, second if index == 0 else amount * rng.uniform(1.04, 1.15), "valid")
            for index, r in enumerate(rivals)
        ] + [(firm, amount, "valid")]
        contracts = plot.tender(unit, family, day, offers, estimate=budget)
        for contract in contracts:
            procedure = contract.procedure
            for bid in procedure.bids:
                if bid.firm is firm and procedure.opened:
                    bid.on = procedure.opened - timedelta(
                        minutes=rng.randint(1, 6 if skill == "naive" else 50)
                    )
        day = plot.step(day, 50, 140)
    return plot.done("El ganador conoce el presupuesto y el precio de los demás.")
