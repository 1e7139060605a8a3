"""People and their kinship: three generations of each municipality, with real marriages, children, siblings and cousins."""

import random
from dataclasses import dataclass, field
from datetime import date, timedelta

from lumbrera.simulate.chance import Chance
from lumbrera.simulate.identity import curp, rfc_person
from lumbrera.simulate.names import NameBook, PersonName


@dataclass(slots=True, eq=False)
class Person:
    """A person of the simulated state. `mentions` says in which published record the person appears, and how written."""

    id: str
    name: PersonName
    sex: str
    birth: date
    municipality: int
    rfc: str = ""
    curp: str = ""
    parents: tuple["Person", "Person"] | None = None
    spouse: "Person | None" = None
    children: list["Person"] = field(default_factory=list)
    taken: bool = False
    mentions: list[tuple[str, str, str]] = field(default_factory=list)

    def appears(self, file: str, record: str, written: str) -> None:
        """Notes that a published file names this person."""
        self.mentions.append((file, record, written))

    @property
    def siblings(self) -> list["Person"]:
        """Children of the same parents."""
        return [p for p in self.parents[0].children if p is not self] if self.parents else []

    @property
    def cousins(self) -> list["Person"]:
        """Children of the parents' siblings."""
        return [
            c for parent in self.parents or () for aunt in parent.siblings for c in aunt.children
        ]

    @property
    def in_laws(self) -> list["Person"]:
        """Siblings of the spouse and spouses of the siblings (second degree of affinity)."""
        mine = [s.spouse for s in self.siblings if s.spouse]
        return mine + (self.spouse.siblings if self.spouse else [])

    def relatives(self) -> list[tuple[str, "Person"]]:
        """Near relatives with the PDN code of what they are to this person (blood to the 4th degree, affinity to the 2nd)."""
        found: list[tuple[str, Person]] = []
        if self.spouse:
            found.append(("CONY", self.spouse))
            found += [("SUE", p) for p in self.spouse.parents or ()]
        for parent in self.parents or ():
            found.append(("PAD" if parent.sex == "H" else "MAD", parent))
            found += [("ABU", p) for p in parent.parents or ()]
            found += [("TIOA", p) for p in parent.siblings]
        found += [("HER", p) for p in self.siblings]
        found += [("HIJ", p) for p in self.children]
        found += [("NIE", g) for c in self.children for g in c.children]
        found += [("SOB", c) for s in self.siblings for c in s.children]
        found += [("PRI", p) for p in self.cousins]
        found += [("CUN", p) for p in self.in_laws]
        found += [
            ("YER" if c.spouse.sex == "H" else "NUE", c.spouse) for c in self.children if c.spouse
        ]
        return found


class Population:
    """Everybody, by municipality (index), with the adults who may hold a post or own a firm."""

    def __init__(
        self, chance: Chance, book: NameBook, people_per_town: list[int], today: date
    ) -> None:
        self.people: list[Person] = []
        self.by_town: list[list[Person]] = []
        self._book = book
        self._rng = chance.of("families")
        self._ids = chance.of("families/ids")
        self._today = today
        for town, size in enumerate(people_per_town):
            self.by_town.append(self._settle(town, size))
        self._pick = chance.of("families/pick")

    def _settle(self, town: int, size: int) -> list[Person]:
        rng = self._rng
        surnames = self._book.town(1.5 if size < 200 else 0.7)
        folk: list[Person] = []

        def born(sex: str, birth: date, first: str, second: str) -> Person:
            person = Person(
                "", PersonName(self._book.given(rng, sex), first, second), sex, birth, town
            )
            folk.append(person)
            return person

        def raised(couples: list[tuple[Person, Person]], low: int, high: int) -> list[Person]:
            young = []
            for father, mother in couples:
                for _ in range(rng.choice((1, 2, 2, 3, 3, 4))):
                    child = born(
                        rng.choice("HM"), _day(rng, low, high), father.name.first, mother.name.first
                    )
                    child.parents = (father, mother)
                    father.children.append(child)
                    mother.children.append(child)
                    young.append(child)
            return young

        def wed(young: list[Person]) -> list[tuple[Person, Person]]:
            men = [p for p in young if p.sex == "H"]
            women = [p for p in young if p.sex == "M"]
            rng.shuffle(men)
            rng.shuffle(women)
            couples = []
            for man, woman in zip(men, women, strict=False):
                related = man.parents and woman.parents and man.parents[0] is woman.parents[0]
                if rng.random() < 0.75 and not related and woman not in man.cousins:
                    man.spouse, woman.spouse = woman, man
                    couples.append((man, woman))
            return couples

        while len(folk) < size:
            elders = []
            for _ in range(max(2, min(40, size // 14))):
                man = born("H", _day(rng, 1935, 1952), surnames.pick(rng), surnames.pick(rng))
                woman = born("M", _day(rng, 1937, 1954), surnames.pick(rng), surnames.pick(rng))
                man.spouse, woman.spouse = woman, man
                elders.append((man, woman))
            raised(wed(raised(elders, 1962, 1976)), 1988, 2004)
        for person in folk:
            person.id = f"P{len(self.people) + 1:05d}"
            name = person.name
            person.rfc = rfc_person(self._ids, name.given, name.first, name.second, person.birth)
            person.curp = curp(
                self._ids, name.given, name.first, name.second, person.birth, person.sex
            )
            self.people.append(person)
        return folk

    def free(self, person: Person) -> bool:
        """Is the person of working age and without a role in the world yet?"""
        return not person.taken and 22 <= (self._today - person.birth).days / 365.25 <= 68

    def take(self, town: int, tries: int = 60) -> Person:
        """A free adult of the town (or, when none is met, of anywhere), who from now on has a role."""
        pools = [self.by_town[town], self.people]
        for pool in pools:
            for _ in range(tries):
                person = pool[self._pick.randrange(len(pool))]
                if self.free(person):
                    person.taken = True
                    return person
        return self.newcomer(town)

    def newcomer(
        self, town: int, first: str = "", second: str = "", given: str = "", sex: str = ""
    ) -> Person:
        """A new adult without relatives here, optionally with a given name: how homonyms come to town."""
        rng = self._pick
        sex = sex or rng.choice("HM")
        national = self._book.national
        name = PersonName(
            given or self._book.given(rng, sex),
            first or national.pick(rng),
            second or national.pick(rng),
        )
        birth = _day(rng, 1962, 1996)
        person = Person(f"P{len(self.people) + 1:05d}", name, sex, birth, town, taken=True)
        person.rfc = rfc_person(rng, name.given, name.first, name.second, birth)
        person.curp = curp(rng, name.given, name.first, name.second, birth, sex)
        self.people.append(person)
        self.by_town[town].append(person)
        return person


def _day(rng: random.Random, first_year: int, last_year: int) -> date:
    return date(first_year, 1, 1) + timedelta(
        days=rng.randrange(365 * (last_year - first_year + 1))
    )
