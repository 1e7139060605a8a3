"""Splitting under the ceiling and capture of a unit's direct awards."""

from collections import Counter
from datetime import date, timedelta

from lumbrera.simulate.bodies import Unit
from lumbrera.simulate.firms import Firm
from lumbrera.simulate.items import FAMILIES, Family
from lumbrera.simulate.plot import Plot, hand_over
from lumbrera.simulate.truth import Instance


def _family(plot: Plot) -> Family:
    return plot.rng.choice(
        [
            f
            for f in FAMILIES
            if f.category in ("goods", "services") and f.median < 320e3 and f.code != "2210"
        ]
    )


def _days(plot: Plot) -> list[tuple[date, float]]:
    """When the pieces fall and what part of the ceiling each is, by skill."""
    rng = plot.rng
    if plot.skill == "naive":
        monday = plot.monday()
        return [
            (monday + timedelta(days=rng.randint(0, 4)), rng.uniform(0.82, 0.98))
            for _ in range(rng.randint(4, 6))
        ]
    if plot.skill == "careful":
        day, pieces = plot.day(0.05, 0.7), []
        for _ in range(rng.randint(5, 7)):
            pieces.append((day, rng.uniform(0.5, 0.88)))
            day = plot.step(day, 8, 18)
        return pieces
    pieces = []
    for at, start in enumerate(plot.quarters(6)):
        for _ in range((1, 1, 1, 2, 2, 3)[at]):
            pieces.append((plot.step(start, 0, 60), rng.uniform(0.35, 0.5) + 0.09 * at))
    return sorted(pieces)


def _split(plot: Plot, buyers: list[Unit], sellers: list[Firm], family: Family) -> None:
    world, rng = plot.world, plot.rng
    kin = (
        [f for f in FAMILIES if f.kin == family.kin and f.matter == family.matter]
        if plot.skill == "careful"
        else [family]
    )
    for at, (day, share) in enumerate(_days(plot)):
        unit, firm = buyers[at % len(buyers)], sellers[at % len(sellers)]
        piece = rng.choice(kin)
        title = "" if plot.skill == "careful" else world.title(unit, piece, day, rng)
        plot.buy(unit, piece, day, world.ceiling(unit, day, piece) * share, firm, title=title)


def splitting_one_supplier(plot: Plot) -> Instance:
    """One need bought in pieces from one supplier, each piece under the ceiling of direct award."""
    unit, family = plot.unit(), _family(plot)
    _split(plot, [unit], [plot.firm(unit.town, family)], family)
    plot.official(unit)
    return plot.done(
        "Una necesidad comprada en partes al mismo proveedor, cada una bajo el monto máximo."
    )


def splitting_one_owner(plot: Plot) -> Instance:
    """The same, through three firms of one owner: naive ones share address and representative, the others only a partner."""
    unit, family = plot.unit(), _family(plot)
    first = plot.firm(unit.town, family)
    owner = first.partners[0].person
    shared = plot.skill == "naive"
    firms = [first]
    for _ in range(2):
        firm = plot.firm(
            unit.town,
            family,
            owner=owner if shared else None,
            at=first.address if shared else None,
            representative=first.representative if shared else None,
        )
        if shared:
            firm.phone = first.phone
        else:
            plot.join(firm, owner, plot.rng.choice((30, 40, 49)), firm.founded)
        firms.append(firm)
    _split(plot, [unit], firms, family)
    return plot.done("La compra se reparte entre tres empresas de un mismo dueño.")


def splitting_units(plot: Plot) -> Instance:
    """The same, through several purchasing units of one institution."""
    unit = plot.unit(lambda u: len(u.body.units) >= 3)
    others = [u for u in unit.body.units if u is not unit]
    buyers = [unit, *(plot.use(u) for u in plot.rng.sample(others, min(len(others), 3)))]
    family = _family(plot)
    _split(plot, buyers, [plot.firm(unit.town, family)], family)
    return plot.done(
        "La compra se reparte entre varias unidades compradoras de la misma institución."
    )


def direct_award_capture(plot: Plot) -> Instance | None:
    """A supplier takes most of a unit's direct awards, at once, half through two sister firms, or little by little over the years."""
    world, rng = plot.world, plot.rng
    since = plot.day(0.15, 0.35) if plot.skill != "gradual" else world.first
    directs = plot.lawful_directs(
        lambda c: (
            not c.procedure.unit.body.state_law and c.procedure.family.matter == "goods_services"
        ),
        since,
    )
    counts = Counter(c.procedure.unit for c in directs)
    least = 18 if plot.skill == "gradual" else 12
    places = sorted((u for u, n in counts.items() if least <= n <= 45), key=lambda u: u.key) or [
        u for u, _ in counts.most_common(1)
    ]
    if not places:
        return None
    unit = plot.use(rng.choice(places))
    mine = [c for c in directs if c.procedure.unit is unit][-24:]
    common = Counter(c.procedure.family.code for c in mine).most_common(1)[0][0]
    trade = next(f for f in FAMILIES if f.code == common)
    firms = [plot.firm(unit.town, trade, "MEDIANA", lawful=2)]
    if plot.skill == "careful":
        firms.append(
            plot.firm(unit.town, trade, "MEDIANA", lawful=2, owner=firms[0].partners[0].person)
        )
    for at, contract in enumerate(mine):
        share = {"naive": 0.9, "careful": 0.55, "gradual": 0.08 + 0.75 * at / len(mine)}[plot.skill]
        if rng.random() < share:
            hand_over(contract, firms[len(plot.instance.contracts) % len(firms)])
            plot.claim(contract)
    plot.official(unit)
    return plot.done("Las adjudicaciones directas de la unidad se concentran en un proveedor.")
