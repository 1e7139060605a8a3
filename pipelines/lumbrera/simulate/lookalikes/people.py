"""People and firms whose likeness means nothing."""

from lumbrera.simulate.plot import Plot
from lumbrera.simulate.truth import Instance


def homonyms_small_town(plot: Plot) -> Instance:
    """In a small town an official and the owner of a supplier have the same full name, or the same surnames, and are nobody to each other."""
    rng, world = plot.rng, plot.world
    unit = plot.unit(lambda u: u.body.kind == "GM" and u.town > 0)
    post = plot.official(unit)
    name = post.person.name
    same_name = rng.random() < 0.5
    owner = world.people.newcomer(
        unit.town, name.first, name.second, name.given if same_name else "", post.person.sex
    )
    family = plot.family()
    firm = plot.firm(
        unit.town,
        family,
        "MICRO" if same_name else "PEQUEÑA",
        owner=owner,
        kind="person" if same_name else "company",
        lawful=3,
    )
    day = plot.day(0.1, 0.4)
    for _ in range(rng.randint(3, 4)):
        plot.buy(unit, family, day, world.ceiling(unit, day, family) * rng.uniform(0.1, 0.5), firm)
        day = plot.step(day, 40, 140)
    return plot.done("Homónimos sin parentesco en un municipio pequeño.")


def recused_official(plot: Plot) -> Instance | None:
    """An official with a lawful firm in another trade declares it and takes no part; the firm sells to other bodies only."""
    rng, world = plot.rng, plot.world
    unit = plot.unit()
    post = plot.official(unit)
    family = plot.family()
    other = plot.unit(lambda u: u.body is not unit.body)
    firm = plot.firm(unit.town, family, owner=post.person, lawful=0)
    world.interests.append((post, post.person, firm, "recused_official", ""))
    day = plot.day(0.1, 0.4)
    for _ in range(3):
        plot.buy(
            other, family, day, world.ceiling(other, day, family) * rng.uniform(0.2, 0.6), firm
        )
        day = plot.step(day, 60, 150)
    return plot.done(
        "Funcionario con empresa de otro giro, declarada, que vende a otras instituciones y se excusa."
    )


def siblings_unrelated_bodies(plot: Plot) -> Instance | None:
    """The sibling of an official of one body sells to another, where the official has no say."""
    rng, world = plot.rng, plot.world
    for _ in range(60):
        unit = plot.unit()
        post = rng.choice([p for p in unit.posts if p.until is None] or unit.posts)
        siblings = [s for s in post.person.siblings if world.people.free(s)]
        if siblings:
            break
        plot.instance.units.remove(unit)
    else:
        return None
    owner = siblings[0]
    owner.taken = True
    plot.instance.officials.append(post)
    plot.instance.relatives.append((post.person, "HER", owner))
    other = plot.unit(lambda u: u.body is not unit.body)
    family = plot.family()
    firm = plot.firm(other.town, family, owner=owner, lawful=2)
    day = plot.day(0.1, 0.4)
    for _ in range(3):
        plot.buy(
            other, family, day, world.ceiling(other, day, family) * rng.uniform(0.2, 0.6), firm
        )
        day = plot.step(day, 60, 150)
    return plot.done("Hermanos en instituciones sin relación.")


def shared_office_building(plot: Plot) -> Instance:
    """Unrelated firms in the offices of one building of the capital."""
    rng, world = plot.rng, plot.world
    building = world.firms.address(0, rng)
    candidates = [
        f for f in world.firms.all if f.town == 0 and not f.reserved and f.kind == "company"
    ]
    tenants = rng.sample(candidates, min(14, len(candidates)))
    for at, firm in enumerate(tenants):
        firm.address.street, firm.address.number = building.street, building.number
        firm.address.colony, firm.address.postcode, firm.address.inside = (
            building.colony,
            building.postcode,
            f"DESPACHO {101 + at}",
        )
    plot.instance.firms.extend(tenants)
    mine = [c for p in world.procedures for c in p.contracts if c.firm in tenants and not c.owner]
    plot.claim(*mine[:12])
    return plot.done("Edificio de oficinas con empresas sin relación entre sí.")
