"""SIPOT (PNT) fraction XXVIII A (tenders and invitations) and B (direct awards) as xlsx with child tables; headers on row 6."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from random import Random

from lumbrera.simulate.bodies import MARK, STATE
from lumbrera.simulate.firms import Firm
from lumbrera.simulate.procedures import Contract, Procedure
from lumbrera.simulate.world import World
from lumbrera.simulate.writers.lists import punctuated
from lumbrera.simulate.writers.sheet import write_xlsx

TENDERS = [
    "ID", "Sujeto obligado", "Ejercicio", "Fecha de inicio del periodo que se informa", "Fecha de término del periodo que se informa", "Tipo de procedimiento (catálogo)",
    "Materia (catálogo)", "Posibles contratantes", "Número de expediente, folio o nomenclatura", "Hipervínculo a la convocatoria o invitaciones emitidas",
    "Fecha de la convocatoria o invitación", "Descripción de las obras, bienes o servicios", "Personas físicas o morales con proposición u oferta",
    "Fecha en la que se celebró la junta de aclaraciones", "Hipervínculo al fallo de la junta de aclaraciones o al documento correspondiente",
    "Nombre(s) del contratista o proveedor", "Primer apellido del contratista o proveedor", "Segundo apellido del contratista o proveedor",
    "Razón social del contratista o proveedor", "RFC de la persona física o moral contratista o proveedor", "Área(s) solicitante(s)",
    "Número que identifique al contrato", "Fecha del contrato", "Monto del contrato sin impuestos (MXN)", "Monto total del contrato con impuestos incluidos (MXN)",
    "Objeto del contrato", "Fecha de inicio del plazo de entrega o ejecución", "Fecha de término del plazo de entrega o ejecución",
    "Hipervínculo al documento del contrato y anexos, en versión pública, en su caso", "Se realizaron convenios modificatorios (catálogo)",
    "Convenios modificatorios", "Hipervínculo al finiquito, en su caso", "Fecha de actualización", "Nota",
]  # fmt: skip
AWARDS = [
    "ID", "Sujeto obligado", "Ejercicio", "Fecha de inicio del periodo que se informa", "Fecha de término del periodo que se informa", "Tipo de procedimiento (catálogo)",
    "Materia (catálogo)", "Número de expediente, folio o nomenclatura que lo identifique", "Motivos y fundamentos legales aplicados para realizar la adjudicación directa",
    "Hipervínculo a la autorización del ejercicio de la opción", "Descripción de las obras, bienes o servicios",
    "Nombre completo o razón social de las cotizaciones consideradas y monto de las mismas", "Nombre(s) del adjudicado", "Primer apellido del adjudicado",
    "Segundo apellido del adjudicado", "Razón social del adjudicado", "RFC de la persona física o moral adjudicada", "Área(s) solicitante(s)",
    "Número que identifique al contrato", "Fecha del contrato", "Monto del contrato sin impuestos (MXN)", "Monto total del contrato con impuestos incluidos (MXN)",
    "Objeto del contrato", "Fecha de inicio del plazo de entrega o ejecución", "Fecha de término del plazo de entrega o ejecución",
    "Hipervínculo al documento del contrato y anexos, versión pública si así corresponde", "Se realizaron convenios modificatorios (catálogo)",
    "Datos de los convenios modificatorios de la contratación", "Fecha de actualización", "Nota",
]  # fmt: skip
PERSON = [
    "ID",
    "Nombre(s)",
    "Primer apellido",
    "Segundo apellido",
    "Denominación o razón social",
    "RFC",
]
QUOTES = [*PERSON, "Monto total de la cotización con impuestos incluidos"]
AMENDMENTS = [
    "ID",
    "Número de convenio modificatorio",
    "Objeto del convenio modificatorio",
    "Fecha de firma del convenio modificatorio",
    "Hipervínculo al documento del convenio",
]
TWINS, NO_NUMBER, WRONG_AMOUNT = {"A": 0.20, "B": 0.11}, {"A": 0.04, "B": 0.008}, 0.01
VAT = 1.16
SUBJECT = {"goods": "Adquisiciones", "leases": "Arrendamientos", "services": "Servicios", "works": "Obra pública", "works_services": "Servicios relacionados con obra pública"}  # fmt: skip


class _Book:
    """The rows of one file: main sheet and child tables."""

    def __init__(self, letter: str, year: int) -> None:
        self.letter, self.year = letter, year
        self.main: list[Sequence[object]] = []
        self.children: dict[str, list[Sequence[object]]] = {}
        self._next = 0

    def child(self, table: str, rows: list[list[object]]) -> int | str:
        """Adds rows to a child table under a new ID, which the main sheet refers to."""
        if not rows:
            return ""
        self._next += 1
        self.children.setdefault(table, []).extend([self._next, *row] for row in rows)
        return self._next


def write_sipot(world: World, out: Path) -> None:
    """A file per fraction and year of ComprasMX, with the contracts of the bodies that keep SIPOT up to date; amounts with VAT too."""
    rng = world.chance.of("sipot")
    books: dict[tuple[str, int], _Book] = {}
    for procedure in world.procedures:
        if (
            not procedure.unit.body.has_sipot
            or procedure.published.date() < world.cut
            or procedure.hidden
            or not procedure.award
            or procedure.award > world.last
        ):
            continue
        letter = "B" if procedure.method == "direct" else "A"
        book = books.setdefault(
            (letter, procedure.published.year), _Book(letter, procedure.published.year)
        )
        for contract in procedure.contracts:
            row = (
                _award(book, contract, rng)
                if letter == "B"
                else _tender(book, procedure, contract, rng)
            )
            book.main += [row, row] if rng.random() < TWINS[letter] else [row]
        if not procedure.contracts and letter == "A":
            book.main.append(_tender(book, procedure, None, rng))
    for (letter, year), book in sorted(books.items()):
        header = TENDERS if letter == "A" else AWARDS
        title = (
            "Licitaciones públicas e invitaciones restringidas"
            if letter == "A"
            else "Adjudicaciones directas"
        )
        preamble: list[Sequence[object]] = [
            [f"SISTEMA DE PORTALES DE OBLIGACIONES DE TRANSPARENCIA {MARK}"], [f"Entidad federativa: {STATE} {MARK}"], [f"Formato: LGT_Art_70_Fr_XXVIII {letter}. {title}"],
            [f"Ejercicio: {year}"], [],
        ]  # fmt: skip
        sheets: dict[str, list[Sequence[object]]] = {"Informacion": [*preamble, header, *book.main]}
        heads = {
            "Tabla_334277": PERSON,
            "Tabla_334306": PERSON,
            "Tabla_334310": AMENDMENTS,
            "Tabla_334271": QUOTES,
            "Tabla_334268": AMENDMENTS,
        }
        for table in (
            ("Tabla_334277", "Tabla_334306", "Tabla_334310")
            if letter == "A"
            else ("Tabla_334271", "Tabla_334268")
        ):
            sheets[table] = [[MARK], [], heads[table], *book.children.get(table, [])]
        write_xlsx(out / "sipot" / f"sipot_simulado_XXVIII_{letter}_{year}.xlsx", sheets)


def _period(on: date) -> tuple[str, str]:
    first = (on.month - 1) // 3 * 3 + 1
    last = {1: "31/03", 4: "30/06", 7: "30/09", 10: "31/12"}[first]
    return f"01/{first:02d}/{on.year}", f"{last}/{on.year}"


def _who(firm: Firm) -> list[object]:
    """Given name, surnames, company name, RFC: natural persons fill the first three, companies the fourth."""
    if firm.kind == "person":
        name = firm.partners[0].person.name
        return [name.given.title(), name.first.title(), name.second.title(), "", firm.rfc]
    return ["", "", "", punctuated(firm), firm.rfc]


def _amounts(contract: Contract, rng: Random) -> list[object]:
    amount = contract.amount * (rng.uniform(0.9, 1.12) if rng.random() < WRONG_AMOUNT else 1.0)
    return [round(amount, 2), round(amount * VAT, 2)]


def _amended(book: _Book, table: str, contract: Contract) -> list[object]:
    rows: list[list[object]] = [
        [f"{contract.number}-CM{at + 1}", why, f"{on:%d/%m/%Y}", ""]
        for at, (on, _, why) in enumerate(contract.amendments)
    ]
    return ["Si" if rows else "No", book.child(table, rows)]


def _tender(book: _Book, p: Procedure, contract: Contract | None, rng: Random) -> list[object]:
    assert p.award is not None
    invited = book.child("Tabla_334277", [_who(b.firm) for b in p.bids])
    offers = book.child("Tabla_334306", [_who(b.firm) for b in p.bids if b.status != "withdrawn"])
    kind = "Licitación pública" if p.method == "open" else "Invitación a cuando menos tres personas"
    number = "" if rng.random() < NO_NUMBER["A"] else p.number
    head = [len(book.main) + 1, p.unit.body.name, p.published.year, *_period(p.published.date()), kind, SUBJECT[p.family.category], invited, number, p.url, f"{p.published:%d/%m/%Y}",
            p.description, offers, f"{p.clarification:%d/%m/%Y}" if p.clarification else "", ""]  # fmt: skip
    if contract is None:
        return [
            *head,
            *[""] * 5,
            p.unit.name,
            *[""] * 8,
            "No",
            "",
            "",
            f"{p.award:%d/%m/%Y}",
            "PROCEDIMIENTO DECLARADO DESIERTO",
        ]
    return [*head, *_who(contract.firm), p.unit.name, contract.number, f"{contract.signed:%d/%m/%Y}" if contract.signed else "", *_amounts(contract, rng), contract.title,
            f"{contract.start:%d/%m/%Y}", f"{contract.end:%d/%m/%Y}", p.url, *_amended(book, "Tabla_334310", contract), "", f"{contract.listed_on:%d/%m/%Y}", ""]  # fmt: skip


def _award(book: _Book, contract: Contract, rng: Random) -> list[object]:
    p = contract.procedure
    quotes = book.child(
        "Tabla_334271", [[*_who(firm), round(amount * VAT, 2)] for firm, amount in p.quotes]
    )
    number = "" if rng.random() < NO_NUMBER["B"] else p.number
    return [len(book.main) + 1, p.unit.body.name, p.published.year, *_period(p.published.date()), "Adjudicación directa", SUBJECT[p.family.category], number,
            f"{p.law} {p.article}. {p.exception_text}", "", p.description, quotes, *_who(contract.firm), p.unit.name, contract.number,
            f"{contract.signed:%d/%m/%Y}" if contract.signed else "", *_amounts(contract, rng), contract.title, f"{contract.start:%d/%m/%Y}", f"{contract.end:%d/%m/%Y}", p.url,
            *_amended(book, "Tabla_334268", contract), f"{contract.listed_on:%d/%m/%Y}", ""]  # fmt: skip
