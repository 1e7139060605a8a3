"""ComprasMX: contracts (21 columns, successive exports) and procedures (37 columns, Windows-1252)."""

from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random

from lumbrera.simulate.bodies import MARK, STATE, STATE_KEY
from lumbrera.simulate.chance import hex_id
from lumbrera.simulate.identity import break_digit
from lumbrera.simulate.numbering import SITE
from lumbrera.simulate.procedures import CONTRACTING, Contract, Procedure
from lumbrera.simulate.world import World
from lumbrera.simulate.writers.sheet import columns, write_csv

CONTRACT_COLUMNS = columns("rfc,Institución,Nombre de la UC,Clave de la UC,Proveedor o contratista,Número de procedimiento,Tipo Procedimiento,"
    "Tipo de contratación,Ley,Artículo de excepción,Descripción excepción,Partida específica,Importe DRC,Estratificación,Compra consolidada,"
    "Fecha de publicación,Fecha de fallo,Fecha de firma del contrato,Fecha de inicio del contrato,Descripción del contrato,Dirección del anuncio")  # fmt: skip
PROCEDURE_COLUMNS = columns("Orden de gobierno,Clave Ramo,Descripción Ramo,Tipo de Institución,Clave Institución,Siglas de la Institución,Institución,"
    "Clave de la UC,Nombre de la UC,Código del expediente,Referencia del expediente,Título del expediente,Compra consolidada,Fecha de expediente,"
    "Tipo de elemento,Ley,Tipo Procedimiento,Artículo de excepción,Descripción excepción,Contrato marco,Núm. Proc. Proyecto,Referencia anuncio,"
    "Nombre anuncio,Descripción anuncio,Operador anuncio,Correo anuncio,Partida específica,Tipo de contratación,Caracter anuncio,"
    "Forma de participación,Entidad Federativa,Fecha de publicación,Estatus procedimiento,Fecha apertura,Fecha y hora junta de aclaraciones,"
    "Fecha de fallo,Dirección anuncio")  # fmt: skip
LAW_NAMES = {
    "LAASSP": "LEY DE ADQUISICIONES, ARRENDAMIENTOS Y SERVICIOS DEL SECTOR PÚBLICO",
    "LOPSRM": "LEY DE OBRAS PÚBLICAS Y SERVICIOS RELACIONADOS CON LAS MISMAS",
}
RENAMED = ("Compra consolidada", "Compra Consolidada (S/N)")  # as one export in the middle has it
# Share of rows, as measured on the ComprasMX contracts of March 2026.
BLANK_TYPE, BLANK_PUBLISHED, BLANK_AWARD, BAD_DIGIT, NEWLINE = 0.004, 0.013, 0.032, 0.005, 0.05
NEVER_SIGNED, LATE_SIGNED = 0.27, 0.30
# Rarer slips: another firm's RFC beside the name, and a contract captured twice, the copy withdrawn
# before the last export.
OTHER_RFC, CAPTURED_TWICE = 0.0008, 0.0004


def stamp(moment: datetime | None) -> str:
    """`2026-01-21 11:57:32`, or blank."""
    return f"{moment:%Y-%m-%d %H:%M:%S}" if moment else ""


def write_contracts(world: World, out: Path) -> None:
    """One file per export date with every contract published so far; what changes between exports is in the contracts' edits."""
    rng = world.chance.of("comprasmx/contracts")
    rows = [
        _Row(world, c, rng) for c in world.contracts if c.procedure.published.date() >= world.cut
    ]
    rows.sort(key=lambda r: (r.rfc, r.contract.procedure.number, r.contract.code))
    twins = {rng.randrange(len(rows)) for _ in range(max(1, len(rows) // 1250))} if rows else set()
    for at, on in enumerate(world.exports):
        name = f"contratos_simulado__snap_{on}.csv"
        lines = []
        for index, row in enumerate(rows):
            if row.contract.listed_on > on or (
                row.contract.removed_at is not None and at >= row.contract.removed_at
            ):
                continue
            line = row.at(at, on)
            row.contract.sightings.append((name, str(line[4]), str(line[0]), float(str(line[12]))))
            lines += [line, line] if index in twins else [line]
            if row.captured_twice and at < len(world.exports) - 1:
                copy = list(line)
                copy[19] = f"{copy[19]} (DUPLICADO)"
                lines.append(copy)
        header = list(CONTRACT_COLUMNS)
        if len(world.exports) >= 3 and at == len(world.exports) // 2:
            header[header.index(RENAMED[0])] = RENAMED[1]
        write_csv(out / "comprasmx" / name, header, lines)


class _Row:
    """What is published of a contract, the same in every export but for its edits and its late signature."""

    def __init__(self, world: World, contract: Contract, rng: Random) -> None:
        procedure = contract.procedure
        self.contract = contract
        self.captured_twice = rng.random() < CAPTURED_TWICE and not contract.owner
        self.rfc = break_digit(contract.firm.rfc) if rng.random() < BAD_DIGIT else contract.firm.rfc
        if rng.random() < OTHER_RFC and not contract.owner:
            self.rfc = rng.choice(world.firms.by_trade[procedure.family.code]).rfc
        late = rng.random()
        self.signed_shown: date | None = None
        if contract.signed and late > NEVER_SIGNED:
            self.signed_shown = contract.signed.date() + timedelta(
                days=rng.randint(10, 60) if late < NEVER_SIGNED + LATE_SIGNED else 0
            )
        title = contract.title
        if rng.random() < NEWLINE:
            title = title.replace(" ", "\n", 1)
        award = (
            ""
            if procedure.award is None
            else (
                f"{procedure.award} 00:00:00"
                if procedure.method == "direct"
                else f"{procedure.award} {rng.randint(9, 19):02d}:{rng.choice((0, 30)):02d}:00"
            )
        )
        size = "GRANDE" if contract.size == "NO MIPYME" and rng.random() < 0.4 else contract.size
        unit = procedure.unit
        self._line: list[object] = [
            self.rfc, unit.body.name, unit.name, unit.key, contract.firm.name, procedure.number,
            "" if rng.random() < BLANK_TYPE else procedure.kind_words, CONTRACTING[procedure.family.category], procedure.law,
            procedure.article, procedure.exception_text, ", ".join(contract.partidas), contract.amount, size,
            "SI" if procedure.consolidated else "NO", "" if rng.random() < BLANK_PUBLISHED else stamp(procedure.published),
            "" if rng.random() < BLANK_AWARD else award, stamp(contract.signed), f"{contract.start:%d/%m/%Y}", title, procedure.url,
        ]  # fmt: skip
        for column in contract.blank:
            self._line[CONTRACT_COLUMNS.index(column)] = ""

    def at(self, export: int, on: date) -> list[object]:
        """The row as the export number `export` of date `on` shows it."""
        line = list(self._line)
        if self.signed_shown is None or self.signed_shown > on:
            line[17] = ""
        for edit in self.contract.edits:
            if edit.export <= export:
                line[CONTRACT_COLUMNS.index(edit.field)] = edit.value
        return line


def write_procedures(world: World, out: Path) -> None:
    """The procedures of the years of ComprasMX as of the last export, drafts of calls among them; direct awards seldom have a row."""
    rng = world.chance.of("comprasmx/procedures")
    rows: list[list[object]] = []
    draft = 0
    for procedure in world.procedures:
        keep = 0.25 if procedure.method == "direct" and procedure.exception == "amount" else 0.98
        shown = rng.random() < keep
        if procedure.published.date() < world.cut or procedure.hidden:
            continue
        if shown:
            rows.append(_procedure(world, procedure))
        if procedure.method == "open" and rng.random() < 0.18:
            draft += 1
            rows.append(_draft(procedure, draft, rng.randint(3, 9), hex_id(rng)))
    write_csv(
        out / "comprasmx" / f"expedientes_simulado_{world.last}.csv",
        PROCEDURE_COLUMNS,
        rows,
        encoding="cp1252",
    )


def _procedure(world: World, p: Procedure) -> list[object]:
    body, operator = p.unit.body, p.official.person if p.official else None
    award = p.award if p.award and (p.award <= world.last or p.contracts) else None
    status = (
        p.status
        if p.status == "CANCELADO" or (p.award and p.award <= world.last)
        else "VIGENTE PAP"
    )
    if operator:
        operator.appears(f"expedientes_simulado_{world.last}.csv", p.number, operator.name.full)
    mail = (
        f"{operator.name.given.split()[0]}.{operator.name.first.replace(' ', '')}@{(body.short or 'municipio').lower()}.simulado.invalid".lower().replace(
            "ñ", "n"
        )
        if operator
        else ""
    )
    partidas = sorted({x for c in p.contracts for x in c.partidas}) or list(p.family.partidas[:1])
    return [
        "GEM", STATE_KEY, f"{STATE} {MARK}", body.kind, f"'{body.code}", body.short, body.name, f"'{p.unit.key}", p.unit.name, p.dossier,
        f"'{p.reference}", p.title, "SI" if p.consolidated else "NO", stamp(p.published - timedelta(hours=3)), "PROCEDIMIENTO DE CONTRATACIÓN",
        LAW_NAMES.get(p.law, f"LEY DE ADQUISICIONES DEL ESTADO DE {STATE} {MARK}"), p.kind_words, p.article, p.exception_text,
        "CONTRATO MARCO" if p.framework else "", p.number, f"'{p.reference}", p.title, p.description, operator.name.full if operator else "", mail,
        f"'{', '.join(partidas)}", CONTRACTING[p.family.category], p.character, "ELECTRÓNICA", f"{STATE} {MARK}", stamp(p.published), status,
        stamp(p.opened), stamp(p.clarification), str(award or ""), p.url,
    ]  # fmt: skip


def _draft(p: Procedure, at: int, days: int, ident: str) -> list[object]:
    """A draft of the call, open to comments for a few days: not a procedure, though its dates look like a short notice."""
    published = p.published - timedelta(days=days + 12)
    row = _procedure_like(p)
    number = f"PC-{published.year}-{at:08d}"
    row[PROCEDURE_COLUMNS.index("Núm. Proc. Proyecto")] = number
    row[PROCEDURE_COLUMNS.index("Fecha de publicación")] = stamp(published)
    row[PROCEDURE_COLUMNS.index("Fecha de expediente")] = stamp(published - timedelta(hours=2))
    row[PROCEDURE_COLUMNS.index("Fecha apertura")] = stamp(
        (published + timedelta(days=days)).replace(hour=18, minute=0, second=0)
    )
    row[PROCEDURE_COLUMNS.index("Dirección anuncio")] = f"{SITE}/{ident}/proyecto"
    return row


def _procedure_like(p: Procedure) -> list[object]:
    body = p.unit.body
    return [
        "GEM", STATE_KEY, f"{STATE} {MARK}", body.kind, f"'{body.code}", body.short, body.name, f"'{p.unit.key}", p.unit.name, p.dossier,
        f"'{p.reference}", p.title, "NO", "", "PROYECTO DE CONVOCATORIA", LAW_NAMES.get(p.law, LAW_NAMES["LAASSP"]), p.kind_words, "", "", "",
        "", f"'{p.reference}", p.title, p.description, "", "", f"'{p.family.partidas[0]}", CONTRACTING[p.family.category], p.character,
        "ELECTRÓNICA", f"{STATE} {MARK}", "", "FINALIZADO", "", "", "", "",
    ]  # fmt: skip
