"""The lists of other authorities: SAT article 69-B (Windows-1252, preamble), SABG sanctioned suppliers and candidates and donors (xlsx)."""

from datetime import date, timedelta
from pathlib import Path
from random import Random

from lumbrera.simulate.bodies import MARK, MUNICIPALITIES, STATE
from lumbrera.simulate.chance import words, workday
from lumbrera.simulate.families import Person
from lumbrera.simulate.firms import Firm
from lumbrera.simulate.identity import rfc_firm, rfc_person
from lumbrera.simulate.items import FAMILIES
from lumbrera.simulate.names import LEGAL_FORMS
from lumbrera.simulate.world import World
from lumbrera.simulate.writers.sheet import columns, write_csv, write_xlsx

SAT_COLUMNS = columns("No.,RFC,Nombre del Contribuyente,Situación del contribuyente,Número y fecha de oficio global de presunción SAT,"
    "Publicación página SAT presuntos,Número y fecha de oficio global de presunción DOF,Publicación DOF presuntos,"
    "Número y fecha de oficio global de contribuyentes que desvirtuaron SAT,Publicación página SAT desvirtuados,"
    "Número y fecha de oficio global de contribuyentes que desvirtuaron DOF,Publicación DOF desvirtuados,"
    "Número y fecha de oficio global de definitivos SAT,Publicación página SAT definitivos,Número y fecha de oficio global de definitivos DOF,"
    "Publicación DOF definitivos,Número y fecha de oficio global de sentencia favorable SAT,Publicación página SAT sentencia favorable,"
    "Número y fecha de oficio global de sentencia favorable DOF,Publicación DOF sentencia favorable")  # fmt: skip
SANCTION_COLUMNS = ["Proveedor y Contratista", "OIC Responsable", "Expediente", "Procedimiento Administrativo", "Ley infringida", "Inicio de la sanción", "Fin de la sanción", "Monto de la Multa", "Periodo de Inhabilitación"]  # fmt: skip
MONTHS = words(
    "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre"
)
FORMS_69B = {"SA DE CV": ", S.A. DE C.V.", "S DE RL DE CV": ", S. DE R.L. DE C.V.", "SAPI DE CV": ", S.A.P.I. DE C.V.", "SC": ", S.C.",
             "SAS DE CV": ", S.A.S. DE C.V.", "AC": ", A.C.", "SPR DE RL": ", S.P.R. DE R.L.", "": ""}  # fmt: skip
SUPPRESSED = 0.0065
STAGES = {"presumed": 4, "cleared": 8, "definitive": 12, "favourable": 16}
FILES = {"definitive": ("definitivos", "Definitivo"), "presumed": ("presuntos", "Presunto"), "cleared": ("desvirtuados", "Desvirtuado"), "favourable": ("sentencias_favorables", "Sentencia Favorable")}  # fmt: skip


def punctuated(firm: Firm) -> str:
    """The name as SAT and SABG write it: commas and dots in the legal form, surnames first for persons are SAT's own."""
    return firm.core + FORMS_69B[firm.form]


def long_date(day: date) -> str:
    """`31 de octubre de 2026`."""
    return f"{day.day} de {MONTHS[day.month - 1]} de {day.year}"


def write_69b(world: World, out: Path, filler: int) -> None:
    """Two publications of the four lists (the last export's month and four months before): suppliers of the state among strangers."""
    rng = world.chance.of("lists/69b")
    cases: list[tuple[str, str, list[tuple[str, date]]]] = []
    for firm in world.firms.all:
        if firm.listed_69b:
            name = (
                firm.partners[0].person.name.surname_first
                if firm.kind == "person"
                else punctuated(firm)
            )
            cases.append((firm.rfc, name, firm.listed_69b))
    cases += [_stranger(world, rng) for _ in range(filler)]
    cases.sort(key=lambda case: case[:2])
    for on in (world.last - timedelta(days=123), world.last):
        for stage, (word, label) in FILES.items():
            rows: list[list[str]] = []
            for rfc, name, steps in cases:
                known = [(s, d) for s, d in steps if d <= on]
                if known and known[-1][0] == stage:
                    rows.append([str(len(rows) + 1), rfc, name, label, *_steps(known)])
            for _ in range(max(1, round(len(rows) * SUPPRESSED))):
                steps = _stranger(world, rng, stage)[2]
                text = "Información suprimida en cumplimiento a la declaratoria de nulidad emitida por la Sala Regional de Valdeplata (SIMULADO)."
                rows.append([str(len(rows) + 1), "XXXXXXXXXXXX", text, label, *_steps(steps)])
            header, width = list(SAT_COLUMNS), 20
            if stage == "presumed":
                header, width = header + [""] * 4, 24
                rows = [row + [""] * 4 for row in rows] + [[""] * 24] * 20
            commas = "," * (width - 1)
            preamble = (
                f'"Información actualizada al {long_date(on)} {MARK}; los listados a que se hace mención son inventados y no proceden del Servicio de Administración Tributaria."{commas}\n'
                f"Listado completo de contribuyentes (Artículo 69-B del CFF) {MARK}{commas}\n"
            )
            write_csv(
                out / "sat_69b" / f"efos_{word}_simulado__{on}.csv",
                header,
                rows,
                encoding="cp1252",
                preamble=preamble,
            )


def _stranger(
    world: World, rng: Random, stage: str = ""
) -> tuple[str, str, list[tuple[str, date]]]:
    """A taxpayer who sells nothing to the state."""
    founded = date(rng.randint(1998, 2022), rng.randint(1, 12), rng.randint(1, 28))
    if rng.random() < 0.3:
        sex = rng.choice("HM")
        given, first, second = (
            world.book.given(rng, sex),
            world.book.national.pick(rng),
            world.book.national.pick(rng),
        )
        rfc, name = (
            rfc_person(rng, given, first, second, founded.replace(year=founded.year - 40)),
            f"{first} {second} {given}",
        )
    else:
        core = f"{rng.choice(rng.choice(FAMILIES).words)} {world.book.brand()}"
        rfc, name = rfc_firm(rng, core, founded), core + FORMS_69B[LEGAL_FORMS.pick(rng)]
        if rng.random() < 0.01:
            name = name.replace(" ", " \n", 1)
    stage = stage or rng.choices(list(FILES), (80, 7, 4, 9))[0]
    return rfc, name, steps_to(stage, date(2014, 1, 15) + timedelta(days=rng.randrange(4500)), rng)


def steps_to(stage: str, presumed: date, rng: Random) -> list[tuple[str, date]]:
    """The dated stages of a taxpayer who was presumed on a day and ended in `stage`."""
    presumed = workday(presumed)
    steps = [("presumed", presumed)]
    if stage in ("definitive", "favourable"):
        steps.append(("definitive", workday(presumed + timedelta(days=rng.randint(120, 420)))))
    if stage == "favourable":
        steps.append(("favourable", workday(steps[-1][1] + timedelta(days=rng.randint(200, 700)))))
    if stage == "cleared":
        steps.append(("cleared", workday(presumed + timedelta(days=rng.randint(90, 300)))))
    return steps


def _steps(steps: list[tuple[str, date]]) -> list[str]:
    cells = [""] * 16
    for stage, on in steps:
        at = STAGES[stage] - 4
        letter = f"500-05-{on.year}-{(on.toordinal() * 37) % 40000} de fecha {long_date(on)}"
        cells[at : at + 4] = [
            letter,
            f"{on:%d/%m/%Y}",
            letter,
            f"{on + timedelta(days=24):%d/%m/%Y}",
        ]
    return cells


def write_sanctions(world: World, out: Path, filler: int) -> None:
    """The list of sanctioned suppliers, nine columns, all text; a quarter without dates, some ends before starts."""
    rng = world.chance.of("lists/sanctions")
    laws = [
        "LEY DE ADQUISICIONES, ARRENDAMIENTOS Y SERVICIOS DEL SECTOR PÚBLICO (LAASSP)",
        "LEY DE OBRAS PÚBLICAS Y SERVICIOS RELACIONADOS CON LAS MISMAS (LOPSRM)",
    ]
    rows: list[list[str]] = []

    def row(name: str, start: date | None, end: date | None, fine: float) -> list[str]:
        year = (start or world.first).year - 2
        if start and end and rng.random() < 0.004:
            start, end = end, start
        months = round((abs((end - start).days)) / 30.4) if start and end else 0
        years, rest = divmod(months, 12)
        parts = ([f"{years} año{'s' if years > 1 else ''}"] if years else []) + (
            [f"{rest} meses"] if rest else []
        )
        return [name + ("\t" if rng.random() < 0.3 else ""), f"SECRETARÍA DE LA CONTRALORÍA DEL ESTADO DE {STATE} {MARK}", f"{rng.randint(1, 400):04d}/{year}",
                f"PA-{rng.randint(1, 99):04d}/{year + 1}", rng.choices(laws, (78, 22))[0], f"{start:%d-%m-%Y}" if start else "", f"{end:%d-%m-%Y}" if end else "",
                f"{fine:>23,.2f}", ", ".join(parts)]  # fmt: skip

    for firm in world.firms.all:
        for start, end, _ in firm.bans:
            rows.append(
                row(
                    firm.name if firm.kind == "person" else punctuated(firm),
                    start,
                    end,
                    round(rng.lognormvariate(11.6, 0.8), 2),
                )
            )
    for _ in range(filler):
        name = _stranger(world, rng)[1].replace("\n", "")
        start = date(2015, 1, 10) + timedelta(days=rng.randrange(4200))
        dated = rng.random() > 0.229
        rows.append(
            row(
                name,
                start if dated else None,
                start + timedelta(days=30 * rng.choice((3, 3, 6, 12, 15, 24, 36, 60)))
                if dated
                else None,
                round(rng.lognormvariate(11.6, 1.0), 2),
            )
        )
    rng.shuffle(rows)
    write_xlsx(
        out / "sanctions" / f"Proveedores_Contratistas_Sancionados_simulado__{world.last}.xlsx",
        {"data": [SANCTION_COLUMNS, *rows]},
    )


PERSON_LIST_COLUMNS = ["Clave", "Tipo de lista", "Proceso electoral", "Nombre(s)", "Primer apellido", "Segundo apellido", "RFC", "Cargo", "Municipio", "Desde", "Hasta"]  # fmt: skip


def write_person_list(world: World, out: Path) -> None:
    """Candidates and donors of one electoral process, as somebody might hand them over: partners of
    suppliers with and without their RFC, namesakes of others, and people of whom nothing else is told."""
    rng = world.chance.of("lists/persons")
    partners = [f.partners[0].person for f in world.firms.all if f.partners]
    each = min(len(partners) // 6, max(3, len(partners) // 60))
    chosen = rng.sample(partners, each * 3)
    listed: list[tuple[Person, bool]] = [
        (p, at % 2 == 0) for at, p in enumerate(chosen[: 2 * each])
    ]
    for person in chosen[2 * each :]:
        name = person.name
        twin = world.people.newcomer(
            person.municipality, name.first, name.second, name.given, person.sex
        )
        listed.append((twin, rng.random() < 0.5))
    listed += [(world.people.newcomer(rng.randrange(5)), True) for _ in range(each * 4)]
    rng.shuffle(listed)
    year = world.last.year - 2
    file = f"candidaturas_y_donativos_simulado__{world.last}.xlsx"
    rows = []
    for at, (person, keyed) in enumerate(listed, start=1):
        kind = rng.choice(("CANDIDATURA", "DONATIVO"))
        record = f"INE-{year}-{at:04d}"
        person.appears(file, record, person.name.full)
        rows.append([
            record, kind, f"PROCESO LOCAL {year} {MARK}", person.name.given, person.name.first, person.name.second,
            person.rfc if keyed else "", "REGIDURIA" if kind == "CANDIDATURA" else "", MUNICIPALITIES[person.municipality],
            f"{date(year, 3, 1):%d/%m/%Y}", f"{date(year, 6, 2):%d/%m/%Y}",
        ])  # fmt: skip
    write_xlsx(out / "listas" / file, {"personas": [PERSON_LIST_COLUMNS, *rows]})
