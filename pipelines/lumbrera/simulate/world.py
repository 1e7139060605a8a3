"""The world: who exists, what was bought, and the builders that the market, the schemes and the look-alikes share."""

from datetime import date, datetime, time, timedelta
from random import Random

from lumbrera.simulate.bodies import MUNICIPALITIES, Body, Ceilings, Post, State, Unit
from lumbrera.simulate.chance import Chance, after, at_office, money, workday
from lumbrera.simulate.families import Person, Population
from lumbrera.simulate.firms import Firm, Firms
from lumbrera.simulate.items import Family
from lumbrera.simulate.names import NameBook
from lumbrera.simulate.procedures import Bid, Contract, Procedure

FLOOR_DAYS = {"open": 15, "selective": 5}
TREATIES = ("INTERNACIONAL BAJO LA COBERTURA DE TRATADOS", "INTERNACIONAL ABIERTO")
LONG_DAYS = {TREATIES[0]: 40, TREATIES[1]: 20}
REDUCED = 0.25  # of national tenders have a justified notice of 10 to 14 days, as measured in 2026


class World:
    """Everything that exists; the publication comes later.

    `first`..`last` is the window of dates; `exports` the dates of the successive ComprasMX exports, the last one on `last`;
    contracts published before `cut` are in the CompraNet 45-column files, later ones in the ComprasMX exports.
    """

    def __init__(self, contracts: int, years: int, seed: int, exports: int) -> None:
        self.chance = Chance(seed)
        self.size = contracts
        self.last = date(2026, 10, 31)
        self.first = date(2026 - years + 1, 1, 1)
        self.exports = [self.last - timedelta(days=14 * back) for back in reversed(range(exports))]
        self.cut = self.first + (
            date(self.last.year - 1, 1, 1) - self.first if years > 2 else timedelta(days=120)
        )
        self.book = NameBook(self.chance)
        self.state = State(self.chance, self.first, self.last)
        scale = min(1.0, max(0.12, contracts / 20_000))
        towns = [int(max(60, (p**0.75) * 0.14) * (scale**0.5)) for p in self.state.populations]
        self.people = Population(self.chance, self.book, towns, self.last)
        self.state.hire(self.chance, self.people, staff=max(150, round(2_400 * scale)))
        self.firms = Firms(self.chance, self.book, self.people, self.first, self.last)
        self.firms.populate(
            max(110, round(contracts / 11)), [p**0.9 for p in self.state.populations]
        )
        self.firms.give_pasts(self.chance.of("firms/pasts"))
        for firm in self.firms.all:
            self.firms.open_for_business(firm)
        self.ceilings = Ceilings()
        self.procedures: list[Procedure] = []
        self.interests: list[tuple[Post, Person, Firm, str, str]] = []
        self._rng = self.chance.of("world/details")

    @property
    def contracts(self) -> list[Contract]:
        """All contracts, in the order of their procedures."""
        return [c for p in self.procedures for c in p.contracts]

    def ceiling(self, unit: Unit, day: date, family: Family, method: str = "direct") -> float:
        """The state's ceiling for that purchase, without VAT."""
        return self.ceilings.of(unit.body, day.year, family.matter, method)

    def eligible(self, firm: Firm, body: Body, day: date) -> bool:
        """May a lawful buyer take this firm that day: founded, not barred, no relative in the body?"""
        if firm.reserved or (day - firm.founded).days < 45 or firm.is_barred(day):
            return False
        return not any(person.id in body.kin for person in firm.people)

    def title(self, unit: Unit, family: Family, day: date, rng: Random | None = None) -> str:
        """What a purchase is called."""
        rng = rng or self._rng
        base = rng.choice(family.titles)
        place = MUNICIPALITIES[
            unit.town if unit.body.kind == "GM" else rng.randrange(len(MUNICIPALITIES))
        ]
        tail = rng.choice(
            [
                f" PARA EL EJERCICIO {day.year}",
                f" EN {place}",
                f" PARA {unit.name}",
                "",
                f", {rng.choice(('PRIMERA', 'SEGUNDA', 'TERCERA'))} ETAPA",
                f" NUM. {rng.randint(1, 60)}",
            ]
        )
        return base + tail

    def direct(
        self, unit: Unit, family: Family, day: date, amount: float, firm: Firm, exception: str = "amount", title: str = "",
        start: date | None = None, months: int = 0, markup: float = 1.0, rng: Random | None = None,
    ) -> Contract:  # fmt: skip
        """A direct award and its contract; `day` is the award, `markup` multiplies the usual unit price."""
        rng = rng or self._rng
        day = workday(day)
        title = title or self.title(unit, family, day, rng)
        begun = day - timedelta(days=rng.choice((0, 0, 0, 1, 2)))
        # A procedure belongs to the budget year of its number: what is awarded in January is
        # begun in January, under the ceilings of that year.
        published = at_office(begun if begun.year == day.year else day, rng)
        procedure = Procedure(
            unit,
            family,
            "direct",
            exception,
            title,
            title,
            published,
            day,
            money(amount * rng.uniform(0.98, 1.06)),
            official=unit.head(day),
        )
        procedure.opened = published + timedelta(hours=20)
        self.procedures.append(procedure)
        contract = self.contract(procedure, firm, amount, title, start, months, markup, rng)
        rivals = self.firms.by_trade[family.code]
        if exception == "amount" and rivals and rng.random() < 0.85:
            chosen = {firm: amount}
            for _ in range(2):
                chosen.setdefault(
                    rivals[rng.randrange(len(rivals))], money(amount * rng.uniform(1.02, 1.22))
                )
            procedure.quotes = list(chosen.items())
        return contract

    def contest(
        self, unit: Unit, family: Family, day: date, offers: list[tuple[Firm, float, str]], method: str = "open", notice: int = 0,
        estimate: float = 0.0, exception: str = "", title: str = "", markup: float = 1.0, rng: Random | None = None,
    ) -> Procedure:  # fmt: skip
        """A tender or invitation published on `day`: the lowest valid offer wins; without one it is deserted.

        `notice` is the number of days from publication to opening (drawn when 0).
        """
        rng = rng or self._rng
        day = workday(day)
        lowest = min((amount for _, amount, status in offers if status == "valid"), default=0.0)
        character = "NACIONAL"
        if method == "open" and not notice and lowest > 5e6 and rng.random() < 0.15:
            character = rng.choice(TREATIES)
        if not notice:
            floor = LONG_DAYS.get(character, FLOOR_DAYS[method])
            reduced = method == "open" and character == "NACIONAL" and rng.random() < REDUCED
            notice = rng.randint(10, 14) if reduced else floor + rng.randint(0, 11)
            opened_on = workday(day + timedelta(days=notice))
        else:
            opened_on = day + timedelta(days=notice)
        opened = datetime.combine(opened_on, time(rng.choice((9, 10, 11, 12)), rng.choice((0, 30))))
        award = after(opened_on, rng, 3, 14)
        title = title or self.title(unit, family, day, rng)
        published = at_office(day, rng)
        procedure = Procedure(unit, family, method, exception or ("" if method == "open" else "amount"), title, title, published, award,
                              money(estimate or lowest * rng.uniform(1.0, 1.16) or family.median), opened, official=unit.head(day), character=character)  # fmt: skip
        if method == "open" and (opened_on - day).days > 4:
            procedure.clarification = datetime.combine(
                workday(day + timedelta(days=(opened_on - day).days // 2)), time(10, 2)
            )
        for firm, amount, status in offers:
            sent = opened - timedelta(minutes=rng.randint(5, 60 * 40))
            procedure.bids.append(
                Bid(
                    firm,
                    money(amount),
                    status,
                    sent,
                    "" if status == "valid" else rng.choice(REASONS),
                )
            )
        self.procedures.append(procedure)
        winner = min(
            (b for b in procedure.bids if b.status == "valid"), key=lambda b: b.amount, default=None
        )
        if winner is None:
            procedure.status, procedure.estimate = "DESIERTO", money(estimate or family.median)
        else:
            self.contract(procedure, winner.firm, winner.amount, title, markup=markup, rng=rng)
        return procedure

    def contract(
        self, procedure: Procedure, firm: Firm, amount: float, title: str, start: date | None = None, months: int = 0,
        markup: float = 1.0, rng: Random | None = None,
    ) -> Contract:  # fmt: skip
        """Signs a contract of the procedure."""
        rng = rng or self._rng
        assert procedure.award is not None
        family = procedure.family
        signed = at_office(after(procedure.award, rng, 1, 18), rng)
        begin = start or after(procedure.award, rng, 2, 22)
        length = (
            months * 30
            if months
            else rng.choice((15, 30, 30, 45, 60, 90, 120, 180)) * (2 if procedure.is_works else 1)
        )
        price = money(family.price * rng.lognormvariate(0, 0.1) * markup)
        if procedure.is_works:
            price = money(amount)
        quantity = max(1.0, round(amount / price))
        partidas = (
            family.partidas
            if len(family.partidas) > 1 and rng.random() < 0.15
            else (rng.choice(family.partidas),)
        )
        listed = max(signed.date(), procedure.award) + timedelta(
            days=rng.choice((0, 1, 2, 4, 7, 12, 20, 35))
        )
        contract = Contract(
            procedure,
            firm,
            money(amount),
            title,
            partidas,
            quantity,
            money(amount / quantity),
            signed,
            begin,
            begin + timedelta(days=length),
            listed,
            size=firm.size,
        )
        if rng.random() < 0.3:
            contract.listed_on = procedure.award + timedelta(days=rng.randint(0, 6))
        procedure.contracts.append(contract)
        return contract


REASONS = [
    "NO ACREDITA EXPERIENCIA SOLICITADA", "OMITE CARTA DEL FABRICANTE", "NO PRESENTA OPINION DE CUMPLIMIENTO", "OMITE FIRMA EN LA PROPUESTA TECNICA",
    "NO CUMPLE ESPECIFICACIONES DEL ANEXO UNO", "GARANTIA DE SERIEDAD INCOMPLETA",
]  # fmt: skip
