"""Interests of officials: firms of their own or of their relatives, former officials who sell, relatives on the payroll."""

from datetime import date, timedelta

from lumbrera.simulate.bodies import STAFF_POSTS, Post, State, Unit
from lumbrera.simulate.families import Person
from lumbrera.simulate.firms import Firm
from lumbrera.simulate.plot import Plot
from lumbrera.simulate.truth import Instance


def _sell(plot: Plot, unit: Unit, firm: Firm, start: date) -> None:
    """The firm's sales to the unit: naive at the unit itself, careful at a sister unit, gradual with growing amounts."""
    world, rng = plot.world, plot.rng
    places = [u for u in unit.body.units if u is not unit]
    buyer = plot.use(rng.choice(places)) if plot.skill == "careful" and places else unit
    day, family = start, firm.trades[0]
    for at in range(rng.randint(4, 6)):
        share = 0.15 + 0.14 * at if plot.skill == "gradual" else rng.uniform(0.35, 0.92)
        plot.buy(
            buyer,
            family,
            day,
            min(world.ceiling(buyer, day, family) * share, 1.4e6 if firm.size == "MICRO" else 8e6),
            firm,
        )
        day = plot.step(day, 25, 95)


def _setting(plot: Plot, has: str = "") -> tuple[Unit, Post, Person] | None:
    """A unit, an official who decides there, and the official's spouse, sibling or in-law (the official, when none is asked)."""
    for _ in range(60):
        unit = plot.unit()
        serving = [p for p in unit.posts if p.until is None and p.since < plot.world.first]
        plot.rng.shuffle(serving)
        for post in sorted(serving, key=lambda p: not p.decides):
            choices = {
                "": [post.person],
                "spouse": [post.person.spouse] if post.person.spouse else [],
                "sibling": post.person.siblings,
                "in_law": post.person.in_laws,
            }[has]
            fit = [p for p in choices if p is post.person or plot.world.people.free(p)]
            if fit:
                plot.instance.officials.append(post)
                return unit, post, plot.rng.choice(fit)
        plot.instance.units.remove(unit)
    return None


def _front(plot: Plot, has: str, relation: str, note: str) -> Instance | None:
    found = _setting(plot, has)
    if found is None:
        return None
    unit, post, owner = found
    owner.taken = True
    start = plot.day(0.08, 0.35)
    family = plot.family()
    if (
        plot.skill == "careful"
    ):  # the interest shows only in the representative, or in a minority share
        firm = plot.firm(unit.town, family, lawful=3)
        plot.join(firm, owner, 20, firm.founded)
    else:
        firm = plot.firm(
            unit.town,
            family,
            owner=owner,
            lawful=2,
            founded=start - timedelta(days=plot.rng.randint(200, 900)),
        )
    firm.in_register = True
    if owner is not post.person:
        plot.instance.relatives.append((post.person, relation, owner))
    plot.world.interests.append((post, owner, firm, plot.instance.kind, plot.skill))
    _sell(plot, unit, firm, start)
    return plot.done(note)


def front_declared(plot: Plot) -> Instance | None:
    """The official's own firm sells to the official's body, and the declaration of interests says so."""
    return _front(
        plot, "", "", "Empresa de un funcionario, declarada, que vende a su propia institución."
    )


def front_undeclared(plot: Plot) -> Instance | None:
    """The same, but the declaration is silent; the supplier register shows the partner."""
    return _front(
        plot, "", "", "Empresa de un funcionario, no declarada, que vende a su propia institución."
    )


def front_spouse(plot: Plot) -> Instance | None:
    """The firm belongs to the spouse of the official who decides."""
    return _front(plot, "spouse", "CONY", "Empresa del cónyuge de quien decide.")


def front_sibling(plot: Plot) -> Instance | None:
    """The firm belongs to a brother or sister of the official who decides."""
    return _front(plot, "sibling", "HER", "Empresa de un hermano o hermana de quien decide.")


def front_in_law(plot: Plot) -> Instance | None:
    """The firm belongs to a brother- or sister-in-law of the official who decides."""
    return _front(plot, "in_law", "CUN", "Empresa de un cuñado o cuñada de quien decide.")


def revolving_door(plot: Plot) -> Instance | None:
    """An official leaves and, within the year, represents or owns a firm that sells to the former body."""
    rng = plot.rng
    unit = plot.unit(lambda u: any(p.since < plot.world.first for p in u.posts))
    post = rng.choice([p for p in unit.posts if p.since < plot.world.first])
    leave = plot.day(0.1, 0.4)
    if post.until is None or post.until > leave:
        post.until = leave
        heir = plot.world.people.take(unit.town)
        State.enroll(
            Post(
                heir,
                unit.body,
                unit,
                post.title,
                post.area,
                post.decides,
                leave + timedelta(days=1),
                pay=post.pay,
            )
        )
    plot.instance.officials.append(post)
    family = plot.family()
    wait = {"naive": 30, "careful": 240, "gradual": 120}[plot.skill]
    if plot.skill == "naive":
        firm = plot.firm(
            unit.town,
            family,
            founded=post.until + timedelta(days=wait),
            owner=post.person,
            representative=post.person,
            lawful=0,
        )
    else:
        firm = plot.firm(unit.town, family, lawful=3)
        plot.join(firm, post.person, 30, post.until + timedelta(days=wait))
    firm.in_register = True
    _sell(plot, unit, firm, post.until + timedelta(days=wait + 20))
    return plot.done("Un exfuncionario vende a su antigua institución antes de un año.")


def nepotism(plot: Plot) -> Instance | None:
    """Relatives of the official who decides enter the payroll of the body; no contract is involved."""
    rng = plot.rng
    wanted = {
        "naive": ("HER", "HIJ", "CONY"),
        "careful": ("PRI", "CUN", "SOB"),
        "gradual": ("HER", "PRI", "CUN", "SOB", "HIJ"),
    }[plot.skill]
    for _ in range(60):
        unit = plot.unit()
        serving = [p for p in unit.posts if p.until is None and p.since < plot.world.first]
        for post in sorted(serving, key=lambda p: not p.decides):
            kin = [
                (code, r)
                for code, r in post.person.relatives()
                if code in wanted and plot.world.people.free(r)
            ]
            if not kin:
                continue
            day = plot.day(0.1, 0.4)
            plot.instance.officials.append(post)
            plot.instance.since = day
            for code, relative in kin[: {"naive": 2, "careful": 1, "gradual": 3}[plot.skill]]:
                relative.taken = True
                job = Post(
                    relative,
                    unit.body,
                    None,
                    rng.choice(STAFF_POSTS),
                    unit.name,
                    False,
                    day,
                    pay=round(rng.lognormvariate(9.7, 0.3), 2),
                )
                State.enroll(job)
                plot.instance.officials.append(job)
                plot.instance.relatives.append((post.person, code, relative))
                day = plot.step(day, 120, 260) if plot.skill == "gradual" else day
            plot.instance.note = "Parientes de quien decide entran a la nómina de la institución."
            return plot.instance
        plot.instance.units.remove(unit)
    return None
