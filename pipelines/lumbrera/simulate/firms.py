"""Suppliers: companies and natural persons, with partners, representatives, addresses, notaries, ages, sizes and specialities."""

import random
from dataclasses import dataclass, field
from datetime import date, timedelta

from lumbrera.simulate.bodies import MUNICIPALITIES
from lumbrera.simulate.chance import Chance, Weighted
from lumbrera.simulate.families import Person, Population
from lumbrera.simulate.identity import rfc_firm
from lumbrera.simulate.items import FAMILIES, Family
from lumbrera.simulate.names import COLONIES, LEGAL_FORMS, STREETS, NameBook

SIZES = Weighted(["MICRO", "PEQUEÑA", "MEDIANA", "NO MIPYME"], [52, 28, 13, 7])
CAPACITY = {"MICRO": 1.5e6, "PEQUEÑA": 8e6, "MEDIANA": 45e6, "NO MIPYME": 4e8}


@dataclass(slots=True, eq=False)
class Address:
    """Where a firm receives its post."""

    street: str
    number: str
    inside: str
    colony: str
    town: int
    postcode: str


@dataclass(slots=True, eq=False)
class Stake:
    """A partner's share, from a date."""

    person: Person
    percent: int
    since: date


@dataclass(slots=True, eq=False)
class Firm:
    """A supplier. A natural person has no legal form, is its own owner and has a 13-character RFC."""

    id: str
    name: str
    core: str
    form: str
    rfc: str
    kind: str
    founded: date
    size: str
    town: int
    address: Address
    trades: list[Family]
    partners: list[Stake]
    representative: Person
    notary: int
    phone: str
    email: str
    in_register: bool = True
    reserved: bool = False
    cost: float = 1.0
    listed_69b: list[tuple[str, date]] = field(default_factory=list)
    bans: list[tuple[date, date, str]] = field(default_factory=list)

    @property
    def people(self) -> list[Person]:
        """Partners and the representative, each once."""
        folk = [stake.person for stake in self.partners]
        return folk if self.representative in folk else [*folk, self.representative]

    def is_barred(self, day: date) -> bool:
        """Banned that day, or presumed or definitive under 69-B and not cleared since."""
        if any(start <= day <= end for start, end, _ in self.bans):
            return True
        known = [stage for stage, on in self.listed_69b if on <= day]
        return bool(known) and known[-1] in ("presumed", "definitive")

    def can(self, amount: float) -> bool:
        """Is the firm large enough for a contract of this amount?"""
        return amount <= CAPACITY[self.size]


class Firms:
    """The register of suppliers of the state, with the firms of each trade and town at hand."""

    def __init__(
        self, chance: Chance, book: NameBook, people: Population, first: date, last: date
    ) -> None:
        self._chance, self._book, self._people = chance, book, people
        self._first, self._last = first, last
        self._rng = chance.of("firms")
        self.all: list[Firm] = []
        self.by_trade: dict[str, list[Firm]] = {f.code: [] for f in FAMILIES}
        self.local: dict[tuple[str, int], list[Firm]] = {}

    def populate(self, n: int, town_weights: list[float]) -> None:
        """Founds `n` ordinary firms, at least three in every trade."""
        towns = Weighted(list(range(len(town_weights))), town_weights)
        rng = self._chance.of("firms/kin")
        for at in range(n):
            trade = FAMILIES[at % len(FAMILIES)] if at < 3 * len(FAMILIES) else None
            town = towns.pick(self._rng)
            founded = None
            if rng.random() < 0.13:  # young ones, founded within the window
                founded = self._first + timedelta(
                    days=rng.randint(-200, max(60, (self._last - self._first).days - 120))
                )
            earlier = rng.choice(self.all) if self.all and rng.random() < 0.04 else None
            if earlier is None or earlier.kind == "person":
                self.found(town=town, trade=trade, founded=founded)
                continue
            sister = self.found(
                town=earlier.town, trade=trade, founded=founded, kind="company", owner=earlier.partners[0].person,
                at=earlier.address if rng.random() < 0.5 else None,
            )  # fmt: skip
            sister.phone = earlier.phone

    def give_pasts(self, rng: random.Random) -> None:
        """Ordinary firms with a past that bars nobody: bans served before the window, 69-B presumptions cleared or still open."""
        for firm in self.all:
            dice = rng.random()
            if dice < 0.012:
                end = self._first - timedelta(days=rng.randint(200, 1500))
                firm.bans.append(
                    (end - timedelta(days=rng.choice((90, 180, 365))), end, "INHABILITACION")
                )
            elif dice < 0.022 and firm.kind == "company":
                presumed = self._first + timedelta(days=rng.randint(-1200, 500))
                firm.listed_69b = [
                    ("presumed", presumed),
                    ("cleared", presumed + timedelta(days=rng.randint(90, 300))),
                ]
            elif dice < 0.027 and firm.kind == "company":
                firm.listed_69b = [("presumed", self._last - timedelta(days=rng.randint(5, 150)))]

    def address(self, town: int, rng: random.Random | None = None) -> Address:
        """A new address in the town."""
        rng = rng or self._rng
        inside = rng.choice(["", "", "", "A", "2", "LOCAL 3"])
        return Address(
            rng.choice(STREETS),
            str(rng.randint(1, 1899)),
            inside,
            rng.choice(COLONIES),
            town,
            f"99{town:02d}{rng.randint(0, 9)}",
        )

    def found(
        self,
        town: int,
        trade: Family | None = None,
        founded: date | None = None,
        size: str = "",
        owner: Person | None = None,
        kind: str = "",
        rng: random.Random | None = None,
        at: Address | None = None,
        representative: Person | None = None,
        notary: int = 0,
    ) -> Firm:
        """Founds a firm; what is not given is drawn."""
        rng = rng or self._rng
        size = size or SIZES.pick(rng)
        kind = kind or ("person" if size == "MICRO" and rng.random() < 0.42 else "company")
        trade = trade or rng.choice(FAMILIES)
        trades = [trade] + [
            other
            for other in FAMILIES
            if other.kin == trade.kin and other is not trade and rng.random() < 0.45
        ]
        founded = founded or self._first - timedelta(days=int(rng.expovariate(1 / 3000)) + 200)
        boss = owner or self._people.take(town)
        if kind == "person":
            name = core = boss.name.full
            form, rfc = "", boss.rfc
            partners, representative = [Stake(boss, 100, founded)], boss
        else:
            core = (
                f"{self._book.brand()} {rng.choice(trade.words)}"
                if rng.random() < 0.75
                else f"{rng.choice(trade.words)} {self._book.brand()}"
            )
            if rng.random() < 0.25:
                core = f"GRUPO {core}"
            form = LEGAL_FORMS.pick(rng)
            name, rfc = f"{core} {form}", rfc_firm(rng, core, founded)
            partners = [Stake(boss, 100, founded)]
            if rng.random() < 0.7:
                other = (
                    boss.spouse
                    if boss.spouse and self._people.free(boss.spouse)
                    else self._people.take(town)
                )
                other.taken = True
                share = rng.choice([51, 60, 70, 80, 90, 99])
                partners = [Stake(boss, share, founded), Stake(other, 100 - share, founded)]
            representative = representative or (
                boss if rng.random() < 0.6 else self._people.take(town)
            )
        phone = f"499{rng.randint(1000000, 9999999)}"
        email = f"contacto@{core.split()[0 if not core.startswith('GRUPO') else 1].lower()}{rng.randint(1, 99)}.simulado.invalid".replace(
            "ñ", "n"
        )
        firm = Firm(f"E{len(self.all) + 1:05d}", name, core, form, rfc, kind, founded, size, town, at or self.address(town, rng), trades, partners,
                    representative, notary or rng.randint(1, 60), phone, email, cost=rng.lognormvariate(0, 0.07))  # fmt: skip
        firm.in_register = rng.random() < 0.93
        self.all.append(firm)
        return firm

    def open_for_business(self, firm: Firm) -> None:
        """Lets lawful buyers choose the firm."""
        for trade in firm.trades:
            self.by_trade[trade.code].append(firm)
            self.local.setdefault((trade.code, firm.town), []).append(firm)

    def label(self, firm: Firm) -> str:
        """The municipality's name, as an address has it."""
        return MUNICIPALITIES[firm.town]
