"""Firms that are not what they seem: shells, and sisters of a banned firm."""

from datetime import timedelta

from lumbrera.simulate.items import FAMILIES
from lumbrera.simulate.plot import Plot
from lumbrera.simulate.truth import Instance


def shell_company(plot: Plot) -> Instance:
    """Firms made to invoice: new (or old and bought), several at one address with one representative, later on the 69-B list."""
    world, rng, skill = plot.world, plot.rng, plot.skill
    unit = plot.unit(ocds=rng.random() < 0.7)
    family = rng.choice(
        [f for f in FAMILIES if f.code in ("3310", "3330", "3610", "3820", "3510", "2110")]
    )
    start = plot.day(0.08, 0.35)
    founded = (
        start - timedelta(days=rng.randint(20, 55))
        if skill != "careful"
        else start - timedelta(days=rng.randint(1800, 2600))
    )
    first = plot.firm(unit.town, family, "MICRO", founded, lawful=0)
    sisters = [
        plot.firm(
            unit.town,
            family,
            "MICRO",
            founded + timedelta(days=rng.randint(3, 40)),
            lawful=0,
            at=first.address,
            representative=first.representative,
            notary=first.notary,
        )
        for _ in range(2 if skill == "naive" else 1)
    ]
    firms = [first, *sisters]
    for sister in sisters:
        sister.phone, sister.email = first.phone, first.email
    day = start
    # A naive buyer goes on after the list of article 69-B names the firms.
    for at in range(rng.randint(5, 7) + (6 if skill == "naive" else 0)):
        firm = firms[at % len(firms)]
        day = max(day, firm.founded + timedelta(days=15))
        share = rng.uniform(0.75, 0.97) if skill != "gradual" else min(0.97, 0.15 + 0.16 * at)
        plot.buy(unit, family, day, min(1.4e6, world.ceiling(unit, day, family) * share), firm)
        day = plot.step(day, 15, 60)
        if at == 4:
            fifth = day
    listed = (fifth if skill == "naive" else day) + timedelta(days=rng.randint(60, 150))
    for firm in firms:
        if listed < world.last:
            firm.listed_69b.append(("presumed", listed))
            definitive = listed + timedelta(days=rng.randint(120, 200))
            if skill == "naive" and definitive < world.last:
                firm.listed_69b.append(("definitive", definitive))
    return plot.done(
        "Empresas sin operación propia, con domicilio y representante compartidos, después listadas en el 69-B."
    )


def banned_sister(plot: Plot) -> Instance:
    """A supplier is banned; a firm of the same owner goes on selling to the same units (the naive one sells once more itself)."""
    world, rng, skill = plot.world, plot.rng, plot.skill
    unit = plot.unit()
    family = plot.family()
    banned = plot.firm(unit.town, family, lawful=0)
    day = plot.day(0.02, 0.08)
    for _ in range(2):
        plot.buy(
            unit, family, day, world.ceiling(unit, day, family) * rng.uniform(0.4, 0.9), banned
        )
        day = plot.step(day, 20, 50)
    ban = plot.step(day, 30, 90)
    banned.bans.append((ban, ban + timedelta(days=rng.choice((365, 730, 900))), "INHABILITACION"))
    owner = banned.partners[0].person
    if skill == "naive":
        sister = plot.firm(
            unit.town,
            family,
            founded=ban + timedelta(days=20),
            owner=owner,
            lawful=0,
            at=banned.address,
            representative=banned.representative,
        )
    else:
        sister = plot.firm(
            unit.town, family, founded=ban - timedelta(days=rng.randint(400, 1500)), lawful=1
        )
        plot.join(sister, owner, 49 if skill == "gradual" else 25, ban - timedelta(days=90))
    if skill == "naive":
        during = plot.step(ban, 5, 40)
        amount = world.ceiling(unit, during, family) * rng.uniform(0.4, 0.9)
        plot.buy(unit, family, during, amount, banned)
    day = plot.step(max(ban, sister.founded), 25, 60)
    for at in range(rng.randint(4, 5)):
        share = rng.uniform(0.5, 0.95) if skill != "gradual" else 0.2 + 0.15 * at
        plot.buy(unit, family, day, world.ceiling(unit, day, family) * share, sister)
        day = plot.step(day, 25, 80)
    return plot.done("Una empresa hermana de la inhabilitada sigue vendiendo a la misma unidad.")
