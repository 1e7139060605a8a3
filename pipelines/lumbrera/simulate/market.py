"""Lawful demand and competition: what most of the contracts are."""

from datetime import date, timedelta
from random import Random

from lumbrera.simulate.bodies import Unit
from lumbrera.simulate.chance import Weighted, after, money, workday
from lumbrera.simulate.firms import Firm
from lumbrera.simulate.items import FAMILIES, Family
from lumbrera.simulate.procedures import Contract
from lumbrera.simulate.world import World

ROOM = 0.85  # of the ceiling for invitations: the most that a prudent buyer estimates
BIDDERS = Weighted([1, 2, 3, 4, 5, 6, 7, 8], [11, 19, 24, 18, 12, 8, 5, 3])
MONTHS = {1: 9, 2: 7, 3: 8, 4: 8, 5: 8, 6: 8, 7: 8, 8: 8, 9: 9, 10: 10, 11: 12, 12: 13}


class Market:
    """Draws needs (unit, item family, day, amount) and buys them as the law says, until the wanted number of contracts is signed."""

    def __init__(self, world: World) -> None:
        self.world = world
        self._rng = world.chance.of("market")
        units = world.state.units
        self._units = Weighted(units, [u.weight for u in units])
        self._families = {kind: _families(kind) for kind in ("GE", "GM")}
        self._months = {family.code: self._calendar(family) for family in FAMILIES}
        self._recent: dict[tuple[str, str], list[tuple[date, float]]] = {}

    def _calendar(self, family: Family) -> Weighted[date]:
        months = []
        year, month = self.world.first.year, 1
        while date(year, month, 1) <= self.world.last:
            months.append(date(year, month, 1))
            year, month = (year, month + 1) if month < 12 else (year + 1, 1)
        return Weighted(months, [MONTHS[m.month] * int(family.season[m.month - 1]) for m in months])

    def day(self, family: Family, rng: Random) -> date:
        """A day of the window, by the season of the family and the year-end rush."""
        return min(workday(after(self._months[family.code].pick(rng), rng, 0, 27)), self.world.last)

    def fill(self, wanted: int) -> None:
        """Buys until `wanted` more contracts are signed."""
        target = sum(len(p.contracts) for p in self.world.procedures) + wanted
        done = target - wanted
        while done < target:
            before = len(self.world.procedures)
            self._buy(target - done)
            done += sum(len(p.contracts) for p in self.world.procedures[before:])

    def _buy(self, room: int) -> None:
        world, rng = self.world, self._rng
        unit = self._units.pick(rng)
        family = self._families[unit.body.kind].pick(rng)
        size = min(2.2, max(0.45, (unit.body.budget / 120e6) ** 0.28))
        amount = money(
            max(4_000.0, family.median * size * rng.lognormvariate(0.2, 1.2 * family.spread))
        )
        if rng.random() < family.annual:
            self._annual(unit, family, amount)
            return
        day = self.day(family, rng)
        low, high = world.ceiling(unit, day, family), world.ceiling(unit, day, family, "selective")
        dice = rng.random()
        if amount <= low:
            if dice < 0.87:
                self._direct(unit, family, day, amount, "amount")
            elif dice < 0.91:
                self._direct(unit, family, day, amount, self._exception(family, rng))
            else:
                self._contest(unit, family, day, amount, "selective", room)
        elif amount <= high:
            # Bids come in above the estimate: without room below the ceiling it has to be a tender.
            if dice < 0.70 and amount <= ROOM * high:
                self._contest(unit, family, day, amount, "selective", room)
            elif dice < 0.87:
                self._contest(unit, family, day, amount, "open", room)
            else:
                self._direct(unit, family, day, amount, self._exception(family, rng))
        elif dice < 0.86:
            self._contest(unit, family, day, amount, "open", room)
        else:
            self._direct(unit, family, day, amount, self._exception(family, rng))

    @staticmethod
    def _exception(family: Family, rng: Random) -> str:
        if family.kin in ("health", "it") and rng.random() < 0.45:
            return "patent"
        if family.code == "2210" and rng.random() < 0.4:
            return "perishable"
        return rng.choice(("urgency", "disaster", "current", "brand", "patent", "urgency"))

    def _annual(self, unit: Unit, family: Family, amount: float) -> None:
        """A service of the whole year: awarded in December or January, in force from 1 January."""
        world, rng = self.world, self._rng
        year = rng.randint(world.first.year, world.last.year)
        day = workday(max(world.first, date(year, 1, 1) - timedelta(days=rng.randint(-14, 20))))
        ceiling = world.ceiling(unit, day, family)
        firm = self._regular(unit, family, day, amount, mindful=False)
        if firm is None:
            return
        exception = "amount" if amount <= ceiling else "current"
        if amount > ceiling and rng.random() < 0.6:
            self._contest(
                unit,
                family,
                day - timedelta(days=25) if day.year > world.first.year else day,
                amount,
                "open",
                1,
            )
            return
        world.direct(unit, family, day, amount, firm, exception, start=date(year, 1, 1), months=12)

    def _direct(self, unit: Unit, family: Family, day: date, amount: float, exception: str) -> None:
        firm = self._regular(unit, family, day, amount, mindful=exception == "amount")
        if firm is not None:
            self.world.direct(unit, family, day, amount, firm, exception)

    def _regular(
        self, unit: Unit, family: Family, day: date, amount: float, mindful: bool
    ) -> Firm | None:
        """One of the unit's usual suppliers of the family; a mindful buyer does not go over the ceiling with one supplier in a month."""
        world, rng = self.world, self._rng
        usual = unit.regulars.setdefault(family.code, [])
        if len(usual) < 6:
            for _ in range(30):
                near = world.firms.local.get((family.code, unit.town), [])
                pool = near if near and rng.random() < 0.6 else world.firms.by_trade[family.code]
                firm = pool[rng.randrange(len(pool))]
                if firm not in usual and world.eligible(firm, unit.body, day) and firm.can(amount):
                    usual.append(firm)
                    break
        ceiling = world.ceiling(unit, day, family)
        for _ in range(12):
            firm = usual[int(len(usual) * rng.random() ** 1.6)] if usual else None  # type: ignore[assignment]
            if firm is None or not world.eligible(firm, unit.body, day) or not firm.can(amount):
                continue
            key = (unit.body.code, firm.id)
            near_sum = sum(a for on, a in self._recent.get(key, ()) if abs((on - day).days) <= 30)
            if mindful and near_sum + amount > ceiling:
                continue
            self._recent.setdefault(key, []).append((day, amount))
            return firm
        return None

    def _contest(
        self, unit: Unit, family: Family, day: date, amount: float, method: str, room: int
    ) -> None:
        world, rng = self.world, self._rng
        wanted = BIDDERS.pick(rng) if method == "open" else rng.choice((3, 3, 3, 3, 4, 2))
        bidders: list[Firm] = []
        behind: set[str] = set()
        pool = world.firms.by_trade[family.code]
        for _ in range(wanted * 5):
            firm = pool[rng.randrange(len(pool))]
            folk = {person.id for person in firm.people}
            if len(bidders) == wanted or folk & behind:  # no two bids of one owner
                continue
            if firm.can(amount) and world.eligible(firm, unit.body, day):
                bidders.append(firm)
                behind |= folk
        most = world.ceiling(unit, day, family, method) if method == "selective" else None
        offers = []
        for firm in bidders:
            bid = money(amount * 0.92 * firm.cost * rng.lognormvariate(0.06, 0.065))
            is_valid = rng.random() > 0.09 and (most is None or bid <= most)
            offers.append((firm, bid, "valid" if is_valid else "disqualified"))
        procedure = world.contest(
            unit, family, day, offers, method, estimate=money(amount * rng.uniform(0.98, 1.1))
        )
        if procedure.status == "DESIERTO":
            if room > 0 and rng.random() < 0.5:
                assert procedure.award is not None
                retry = after(procedure.award, rng, 8, 30)
                if retry <= world.last:
                    self._direct(unit, family, retry, amount, "deserted")
            return
        if rng.random() < 0.02:
            procedure.status, procedure.award = "CANCELADO", None
            procedure.contracts.clear()
            return
        valid = sorted((b for b in procedure.bids if b.status == "valid"), key=lambda b: b.amount)
        if (
            method == "open"
            and room > 3
            and len(valid) > 2
            and not procedure.is_works
            and rng.random() < 0.3
        ):
            self._lots(procedure.contracts[0], [b.firm for b in valid])
        for contract in procedure.contracts:
            if rng.random() < (0.16 if procedure.is_works else 0.07):
                amend(contract, [rng.uniform(0.02, 0.17)], rng)

    def _lots(self, contract: Contract, firms: list[Firm]) -> None:
        """Turns a tender into one of several lots, some won by the next firms; separate lots leave no comparable bids."""
        world, rng, procedure = self.world, self._rng, contract.procedure
        whole, base = contract.amount, contract.title
        shares = [rng.uniform(0.5, 1.5) for _ in range(rng.randint(2, 4))]
        procedure.contracts.clear()
        procedure.bids = []
        for at, share in enumerate(shares):
            firm = firms[0] if at == 0 else rng.choice(firms[:3])
            world.contract(
                procedure, firm, money(whole * share / sum(shares)), f"{base}, PARTIDA {at + 1}"
            )


def amend(contract: Contract, steps: list[float], rng: Random) -> None:
    """Adds one amendment per step, each adding that share of the original amount."""
    assert contract.signed is not None
    on, total = contract.signed.date(), contract.final_amount
    for step in steps:
        on = after(on, rng, 20, 70)
        total = money(total + contract.amount * step)
        contract.amendments.append(
            (
                on,
                total,
                rng.choice(
                    (
                        "AMPLIACION DE CANTIDADES",
                        "CONCEPTOS ADICIONALES",
                        "AMPLIACION DE PLAZO Y MONTO",
                    )
                ),
            )
        )


def _families(kind: str) -> Weighted[Family]:
    factor = {
        "GM": {"build": 1.6, "works": 1.8, "health": 0.3, "it": 0.6, "vehicle": 1.2},
        "GE": {},
    }[kind]
    return Weighted(FAMILIES, [f.weight * factor.get(f.kin, 1.0) for f in FAMILIES])
