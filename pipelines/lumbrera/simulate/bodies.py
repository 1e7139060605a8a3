"""The invented state: municipalities, institutions, purchasing units, budgets and officials who come and go."""

import random
from dataclasses import dataclass, field
from datetime import date, timedelta

from lumbrera.simulate.chance import Chance, between, phrases
from lumbrera.simulate.families import Person, Population

STATE = "VALDEPLATA"
MARK = "(SIMULADO)"
STATE_KEY = "99"
MUNICIPALITIES = phrases("""REAL DE VALDEPLATA|SAN TELMO DEL COBRE|PEÑA BLANCA DEL REFUGIO|LOS TEPETATES DE ARRIBA|VETA HERMOSA|ARROYO DEL OBISPO
|CAÑADA DE LOS ENCINOS|LAGUNA DE PLATEROS|MINERAL DEL ALBA|SANTA LIBRADA|VILLA ONESIMO|EL SOCAVON|CERRITO DE LA LUZ|OJO DE AGUA DEL PADRE
|LAS TRANCAS GRANDES|PUERTO DEL VIENTO VIEJO|SAN HILARION|HACIENDA NUEVA DEL MONTE|LOS GAMBUSINOS|VALLE DE LAS CAMPANAS|RIO SALADO CHICO
|VILLA TIBURCIO|SANTA GENOVEVA|MEZQUITAL DE LOS ARCOS|EL HUIZACHAL ALTO|TIERRA PARDA|PORTALES DEL NORTE|SAN NEMESIO|LA ESTACADA
|CUESTA DE LOS NARANJOS|NOPALERA DEL SUR|AGUAJE DE LAS PALOMAS|VILLA EULOGIA|LOMAS DE PLATA|SAN WENCESLAO|CERRO PRIETO DEL TIRO
|LOS HORNILLOS|SANTA BRIGIDA DEL VALLE|MAGUEYAL VIEJO|EL PEDERNAL ROJO|VILLA FULGENCIO|ESTANCIA DE LAS GARZAS|SAN EUSTAQUIO|JAGUEY HONDO
|LAS ANIMAS DE ORIENTE|PIEDRA GORDA DEL LLANO|SAN QUIRINO|VILLA MACARIO|TANQUE DE LAS MULAS|LLANO DE LA VIRGEN SOLA|SAN RUTILIO
|EL ROSETON|BAJIO DE LAS CABRAS|SANTA ZENAIDA|CIENEGA DEL COYOTE|SAN ABUNDIO|MESA DEL AIRE|ULTIMA VETA""")
# Acronym, name, weight in the state's purchases, number of purchasing units.
STATE_BODIES = [
    ("SSV", "SERVICIOS DE SALUD", 30, 8), ("SEDUV", "SECRETARIA DE EDUCACION", 20, 6), ("SOPV", "SECRETARIA DE OBRAS PUBLICAS", 24, 4),
    ("SADV", "SECRETARIA DE ADMINISTRACION", 14, 4), ("SSPV", "SECRETARIA DE SEGURIDAD PUBLICA", 10, 3), ("SFV", "SECRETARIA DE FINANZAS", 5, 2),
    ("SEDESV", "SECRETARIA DE DESARROLLO SOCIAL", 6, 2), ("SECAMV", "SECRETARIA DEL CAMPO", 6, 2), ("SAMAV", "SECRETARIA DEL AGUA Y MEDIO AMBIENTE", 4, 2),
    ("SECTURV", "SECRETARIA DE TURISMO", 3, 1), ("SEV", "SECRETARIA DE ECONOMIA", 2, 1), ("SGGV", "SECRETARIA GENERAL DE GOBIERNO", 3, 2),
    ("SMUV", "SECRETARIA DE LAS MUJERES", 1.5, 1), ("DIFV", "SISTEMA ESTATAL PARA EL DESARROLLO INTEGRAL DE LA FAMILIA", 6, 2),
    ("COBAV", "COLEGIO DE BACHILLERES", 3, 1), ("CECYTEV", "COLEGIO DE ESTUDIOS CIENTIFICOS Y TECNOLOGICOS", 3, 1),
    ("UAV", "UNIVERSIDAD AUTONOMA", 9, 4), ("UTVP", "UNIVERSIDAD TECNOLOGICA DE LA PLATA", 2, 1), ("CEAPV", "COMISION ESTATAL DE AGUA POTABLE", 5, 2),
    ("INVIV", "INSTITUTO DE LA VIVIENDA", 2, 1), ("INDEV", "INSTITUTO DEL DEPORTE", 2, 1), ("ICV", "INSTITUTO DE CULTURA", 2, 1),
    ("FGEV", "FISCALIA GENERAL DE JUSTICIA", 5, 2), ("TSJV", "TRIBUNAL SUPERIOR DE JUSTICIA", 3, 1), ("LEGV", "PODER LEGISLATIVO", 2, 1),
    ("IEEV", "INSTITUTO ELECTORAL", 2, 1), ("CDHV", "COMISION DE DERECHOS HUMANOS", 1, 1), ("ITV", "INSTITUTO TECNOLOGICO SUPERIOR DEL SUR", 1.5, 1),
]  # fmt: skip
AREAS = ["DIRECCION DE RECURSOS MATERIALES", "DEPARTAMENTO DE ADQUISICIONES", "SUBDIRECCION DE SERVICIOS GENERALES", "JEFATURA DE COMPRAS",
         "COORDINACION ADMINISTRATIVA", "UNIDAD DE LICITACIONES", "DELEGACION ADMINISTRATIVA NORTE", "DELEGACION ADMINISTRATIVA SUR"]  # fmt: skip
POSTS = [
    "TITULAR DE LA UNIDAD COMPRADORA",
    "JEFE DE DEPARTAMENTO DE ADQUISICIONES",
    "ANALISTA DE COMPRAS",
    "RESIDENTE DE OBRA Y SUPERVISION",
]
STAFF_POSTS = [
    "AUXILIAR ADMINISTRATIVO",
    "CHOFER",
    "SECRETARIA DE AREA",
    "CAPTURISTA",
    "ENCARGADO DE ALMACEN",
    "JEFE DE OFICINA",
    "ASESOR",
    "INSPECTOR",
]


@dataclass(slots=True, eq=False)
class Post:
    """A person's job in a body: officials who buy have a unit, other staff have none."""

    person: Person
    body: "Body"
    unit: "Unit | None"
    title: str
    area: str
    decides: bool
    since: date
    until: date | None = None
    pay: float = 0.0

    def held_on(self, day: date) -> bool:
        """Was the post held that day?"""
        return self.since <= day and (self.until is None or day <= self.until)


@dataclass(slots=True, eq=False)
class Body:
    """An institution: a state body (`GE`) or a municipality (`GM`)."""

    code: str
    short: str
    name: str
    kind: str
    town: int
    budget: float
    weight: float
    has_ocds: bool
    has_sipot: bool
    state_law: bool
    units: list["Unit"] = field(default_factory=list)
    posts: list[Post] = field(default_factory=list)
    kin: set[str] = field(
        default_factory=set
    )  # ids of relatives of its officials: lawful buyers keep away from them


@dataclass(slots=True, eq=False)
class Unit:
    """A purchasing unit."""

    key: str
    name: str
    body: Body
    town: int
    weight: float
    posts: list[Post] = field(default_factory=list)
    regulars: dict[str, list[object]] = field(default_factory=dict)

    @property
    def directs_in_ocds(self) -> bool:
        """Does the unit publish its direct awards as OCDS, besides its tenders? Two of three do."""
        return self.body.has_ocds and int(self.key[3:]) % 3 != 0

    def head(self, day: date) -> Post:
        """Who answers for the unit that day."""
        return next((p for p in self.posts if p.decides and p.held_on(day)), self.posts[0])


class State:
    """All bodies and units, with their officials and staff."""

    def __init__(self, chance: Chance, first: date, last: date) -> None:
        rng = chance.of("bodies")
        self.first, self.last = first, last
        self.populations = [420_000] + [
            int(rng.lognormvariate(9.4, 0.8)) + 2_000 for _ in MUNICIPALITIES[1:]
        ]
        self.bodies: list[Body] = []
        self.units: list[Unit] = []
        for at, (short, name, weight, n_units) in enumerate(STATE_BODIES):
            budget = weight * rng.uniform(28e6, 40e6)
            body = Body(
                f"0{STATE_KEY}{chr(65 + at % 26)}{at:02d}",
                short,
                f"{name} DEL ESTADO DE {STATE} {MARK}",
                "GE",
                0,
                budget,
                weight,
                at % 4 != 3,
                at % 5 != 4,
                False,
            )
            self._units(rng, body, n_units, f"9{STATE_KEY}{at + 1:03d}")
        for at, town in enumerate(MUNICIPALITIES):
            weight = 20.0 if at == 0 else 0.25 + self.populations[at] / 30_000
            name = f"MUNICIPIO DE {town}, {STATE} {MARK}"
            body = Body(
                f"0{STATE_KEY}{at + 1:03d}",
                "",
                name,
                "GM",
                at,
                weight * rng.uniform(22e6, 34e6),
                weight,
                at < 9 or at % 6 == 0,
                at % 4 != 2,
                at % 7 == 5,
            )
            self._units(
                rng, body, 6 if at == 0 else (2 if weight > 1.2 else 1), f"8{STATE_KEY}{at + 1:03d}"
            )

    def _units(self, rng: random.Random, body: Body, n: int, stem: str) -> None:
        shares = [rng.lognormvariate(0, 0.6) for _ in range(n)]
        for at in range(n):
            name = AREAS[at % len(AREAS)]
            unit = Unit(
                f"{stem}{999 - at:03d}",
                name,
                body,
                body.town,
                body.weight * shares[at] / sum(shares),
            )
            body.units.append(unit)
            self.units.append(unit)
        self.bodies.append(body)

    def hire(self, chance: Chance, people: Population, staff: int) -> None:
        """Fills every unit's posts (with successions) and the payroll; nobody works beside a near relative, unless a scheme says so."""
        rng = chance.of("bodies/posts")
        total = sum(b.weight for b in self.bodies)
        for body in self.bodies:
            for unit in body.units:
                for at, title in enumerate(POSTS[: 3 if body.weight < 1.5 else 4]):
                    self._succession(rng, people, body, unit, title, decides=at == 0)
            for _ in range(max(4, round(staff * body.weight / total))):
                self._post(
                    rng, people, body, None, rng.choice(STAFF_POSTS), False, self._since(rng)
                )

    def _since(self, rng: random.Random) -> date:
        return between(rng, self.first - timedelta(days=365 * 9), self.first - timedelta(days=40))

    def _succession(
        self,
        rng: random.Random,
        people: Population,
        body: Body,
        unit: Unit,
        title: str,
        decides: bool,
    ) -> None:
        since: date | None = self._since(rng)
        while since is not None:
            post = self._post(rng, people, body, unit, title, decides, since)
            since = None
            if rng.random() < 0.3:
                post.until = between(
                    rng, max(post.since, self.first) + timedelta(days=60), self.last
                )
                if post.until < self.last - timedelta(days=40):
                    since = post.until + timedelta(days=1)
                else:
                    post.until = None

    def _post(
        self,
        rng: random.Random,
        people: Population,
        body: Body,
        unit: Unit | None,
        title: str,
        decides: bool,
        since: date,
    ) -> Post:
        town = (
            body.town
            if body.kind == "GM" or rng.random() < 0.8
            else rng.randrange(len(MUNICIPALITIES))
        )
        person = people.take(town)
        for _ in range(8):
            if person.id not in body.kin:
                break
            person = people.take(town)
        post = Post(
            person,
            body,
            unit,
            title,
            unit.name if unit else rng.choice(AREAS),
            decides,
            since,
            pay=round(rng.lognormvariate(9.6, 0.35) * (2.2 if decides else 1), 2),
        )
        self.enroll(post)
        return post

    @staticmethod
    def enroll(post: Post) -> None:
        """Puts a post on the body's payroll; relatives of a member are from then on kept away."""
        post.body.posts.append(post)
        if post.unit:
            post.unit.posts.append(post)
        post.body.kin.update(relative.id for _, relative in post.person.relatives())
        post.body.kin.add(post.person.id)


def ceiling_tables() -> list[dict[str, object]]:
    """The invented ceilings of the state: a row per year, matter, procedure and tier of authorised budget, in pesos without VAT."""
    tiers = [(None, 15e6), (15e6, 50e6), (50e6, 150e6), (150e6, 500e6), (500e6, None)]
    base = {
        ("goods_services", "direct"): (243e3, 336e3, 458e3, 652e3, 987e3),
        ("goods_services", "selective"): (1.92e6, 2.71e6, 4.03e6, 6.48e6, 12.3e6),
        ("works", "direct"): (426e3, 618e3, 905e3, 1.52e6, 3.14e6),
        ("works", "selective"): (3.21e6, 4.83e6, 7.46e6, 12.9e6, 24.2e6),
        ("works_services", "direct"): (203e3, 311e3, 447e3, 702e3, 1.41e6),
        ("works_services", "selective"): (2.38e6, 3.52e6, 5.11e6, 8.44e6, 15.7e6),
    }
    factor = {year: round(1.045 ** (year - 2025), 3) for year in range(2016, 2027)}
    return [
        {
            "year": year,
            "matter": matter,
            "method": method,
            "over": low,
            "up_to": high,
            "amount": round(amount * f / 1000) * 1000,
        }
        for year, f in factor.items()
        for (matter, method), amounts in base.items()
        for (low, high), amount in zip(tiers, amounts, strict=True)
    ]


class Ceilings:
    """The ceiling that holds for a body, year, matter and method."""

    def __init__(self) -> None:
        self.rows = ceiling_tables()
        self._known: dict[tuple[object, ...], float] = {}

    def of(self, body: Body, year: int, matter: str, method: str) -> float:
        """Pesos without VAT."""
        key = (body.code, year, matter, method)
        if key not in self._known:
            self._known[key] = next(
                float(str(r["amount"]))
                for r in self.rows
                if r["year"] == year and r["matter"] == matter and r["method"] == method
                and (r["over"] is None or body.budget > float(str(r["over"]))) and (r["up_to"] is None or body.budget <= float(str(r["up_to"])))
            )  # fmt: skip
        return self._known[key]
