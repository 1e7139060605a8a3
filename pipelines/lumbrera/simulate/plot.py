"""What schemes and look-alikes are planted with: a place, people, firms and days, drawn by their own generator."""

from collections.abc import Callable
from datetime import date, timedelta
from random import Random
from typing import Any

from lumbrera.simulate.bodies import Body, Post, Unit
from lumbrera.simulate.chance import after, between, money
from lumbrera.simulate.families import Person
from lumbrera.simulate.firms import Address, Firm, Stake
from lumbrera.simulate.items import FAMILIES, Family
from lumbrera.simulate.procedures import Contract
from lumbrera.simulate.truth import Instance
from lumbrera.simulate.world import World

SKILLS = ("naive", "careful", "gradual")


class Plot:
    """The making of one instance."""

    def __init__(
        self, world: World, ident: str, kind: str, skill: str, used_units: dict[str, int]
    ) -> None:
        self.world, self.ident, self.skill = world, ident, skill
        self.rng: Random = world.chance.of(f"plot/{kind}/{skill}/{ident}")
        self.instance = Instance(kind, skill, world.first, id=ident, is_scheme=bool(skill))
        self._used_units = used_units

    # places

    def unit(self, test: Callable[[Unit], bool] = lambda u: True, ocds: bool = False) -> Unit:
        """A purchasing unit under the national law, preferably one without another plot."""
        units = [
            u
            for u in self.world.state.units
            if test(u) and not u.body.state_law and (not ocds or u.body.has_ocds)
        ]
        assert units, "no unit fits the plot"
        least = min(self._used_units.get(u.key, 0) for u in units)
        units = [u for u in units if self._used_units.get(u.key, 0) == least]
        unit = self.rng.choices(units, [u.weight for u in units])[0]
        return self.use(unit)

    def use(self, unit: Unit) -> Unit:
        """Notes the unit as a buyer of the instance."""
        self._used_units[unit.key] = self._used_units.get(unit.key, 0) + 1
        if unit not in self.instance.units:
            self.instance.units.append(unit)
        return unit

    def family(self, *categories: str, kin: str = "") -> Family:
        """An item family of one of the categories (goods and services when none is given)."""
        wanted = categories or ("goods", "services")
        return self.rng.choice([f for f in FAMILIES if f.category in wanted and kin in ("", f.kin)])

    def day(self, early: float = 0.05, late: float = 0.8) -> date:
        """A working day between two fractions of the window."""
        span = (self.world.last - self.world.first).days
        return between(
            self.rng,
            self.world.first + timedelta(days=int(span * early)),
            self.world.first + timedelta(days=int(span * late)),
        )

    def monday(self, early: float = 0.05, late: float = 0.85) -> date:
        """A Monday within the window."""
        day = self.day(early, late)
        return day - timedelta(days=day.weekday())

    def quarters(self, n: int) -> list[date]:
        """The first days of `n` consecutive spells that fill the later part of the window."""
        span = (self.world.last - self.world.first).days
        start = self.world.first + timedelta(days=int(span * 0.08))
        return [start + timedelta(days=int(span * 0.84 * at / n)) for at in range(n)]

    # firms and people

    def firm(
        self, town: int, trade: Family, size: str = "PEQUEÑA", founded: date | None = None, owner: Person | None = None, lawful: int = 4,
        at: Address | None = None, representative: Person | None = None, notary: int = 0, kind: str = "company",
    ) -> Firm:  # fmt: skip
        """A new firm of the instance; `lawful` contracts elsewhere make it look like any other."""
        founded = founded or self.world.first - timedelta(days=self.rng.randint(400, 4000))
        firm = self.world.firms.found(
            town, trade, founded, size, owner, kind, self.rng, at, representative, notary
        )
        firm.reserved = True
        self.instance.firms.append(firm)
        self.dress(firm, lawful)
        return firm

    def dress(self, firm: Firm, wanted: int) -> None:
        """Gives the firm some of the lawful awards of its trade in bodies that are not part of the instance."""
        bodies = {u.body for u in self.instance.units}
        found = [
            c for p in self.world.procedures if p.family in firm.trades and p.method == "direct" and p.exception == "amount" and p.unit.body not in bodies
            for c in p.contracts
            if not c.owner and firm.can(c.amount) and p.award and (p.award - firm.founded).days > 150 and not any(x.id in p.unit.body.kin for x in firm.people)
        ]  # fmt: skip
        for contract in self.rng.sample(found, min(wanted, len(found))):
            hand_over(contract, firm)

    def join(self, firm: Firm, person: Person, percent: int, since: date) -> None:
        """Makes a person a partner of a company, at the expense of the first partner's share."""
        firm.partners[0].percent = max(1, firm.partners[0].percent - percent)
        firm.partners.append(Stake(person, percent, since))

    def official(self, unit: Unit, decides: bool = True) -> Post:
        """A serving official of the unit (the one in charge, when `decides`)."""
        serving = [p for p in unit.posts if p.until is None and (p.decides or not decides)]
        post = self.rng.choice(serving or unit.posts)
        self.instance.officials.append(post)
        return post

    def lawful_directs(self, test: Callable[[Contract], bool], since: date) -> list[Contract]:
        """Unclaimed amount-based direct awards from a day on, oldest first."""
        found = [
            c for p in self.world.procedures if p.method == "direct" and p.exception == "amount" and p.award and p.award >= since
            for c in p.contracts if not c.owner and test(c)
        ]  # fmt: skip
        return sorted(found, key=lambda c: (c.procedure.published, c.title, c.amount))

    # deeds

    def claim(self, *contracts: Contract) -> None:
        """Notes contracts as part of the instance."""
        for contract in contracts:
            contract.owner = self.ident
            self.instance.contracts.append(contract)

    def buy(
        self, unit: Unit, family: Family, day: date, amount: float, firm: Firm, **how: Any
    ) -> Contract:
        """A direct award that belongs to the instance."""
        contract = self.world.direct(
            unit, family, min(day, self.world.last), money(amount), firm, rng=self.rng, **how
        )
        self.claim(contract)
        return contract

    def tender(
        self,
        unit: Unit,
        family: Family,
        day: date,
        offers: list[tuple[Firm, float, str]],
        **how: Any,
    ) -> list[Contract]:
        """A tender or invitation that belongs to the instance; its contracts."""
        procedure = self.world.contest(
            unit,
            family,
            min(day, self.world.last - timedelta(days=45)),
            offers,
            rng=self.rng,
            **how,
        )
        self.claim(*procedure.contracts)
        return procedure.contracts

    def rivals(self, family: Family, body: Body, amount: float, day: date, n: int) -> list[Firm]:
        """Honest firms that could bid."""
        pool = [
            f
            for f in self.world.firms.by_trade[family.code]
            if f.can(amount) and self.world.eligible(f, body, day)
        ]
        return self.rng.sample(pool, min(n, len(pool)))

    def step(self, day: date, low: int, high: int) -> date:
        """A working day some days later, within the window."""
        return min(after(day, self.rng, low, high), self.world.last - timedelta(days=5))

    def done(self, note: str) -> Instance:
        """Closes the instance: since when, and what it is."""
        days = [c.procedure.published.date() for c in self.instance.contracts]
        if days:
            self.instance.since = min(days)
        self.instance.note = note
        return self.instance


def hand_over(contract: Contract, firm: Firm) -> None:
    """Gives a lawful direct award to another firm, as if it had been its supplier from the start."""
    contract.procedure.quotes = [
        (firm if f is contract.firm else f, amount)
        for f, amount in contract.procedure.quotes
        if f is not firm
    ]
    contract.firm, contract.size = firm, firm.size
