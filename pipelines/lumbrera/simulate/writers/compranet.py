"""CompraNet, 45 columns in mixed case (2018-2022 generation): the older years, and a stretch that ComprasMX publishes too."""

from datetime import date, timedelta
from pathlib import Path
from random import Random

from lumbrera.simulate.procedures import STATE_LAW, Contract
from lumbrera.simulate.world import TREATIES, World
from lumbrera.simulate.writers.lists import punctuated
from lumbrera.simulate.writers.sheet import columns, write_csv

COLUMNS = columns("Orden de gobierno,Siglas de la Institución,Institución,Clave de la UC,Nombre de la UC,Responsable de la UC,Código del expediente,"
    "Referencia del expediente,Clave CUCOP,Título del expediente,Plantilla del expediente,Fundamento legal,Número del procedimiento,Fecha de fallo,"
    "Fecha de publicación,Fecha de apertura,Carácter del procedimiento,Tipo de contratación,Tipo de procedimiento,Forma de participación,"
    "Código del contrato,Núm. de control del contrato,Título del contrato,Descripción del contrato,Fecha de inicio del contrato,"
    "Fecha de fin del contrato,Importe del contrato,Moneda del contrato,Estatus del contrato,Convenio modificatorio,Clave del programa federal,"
    "Fecha de firma del contrato,Contrato marco,Compra consolidada,Contrato plurianual,Clave de cartera SHCP,Folio en el RUPC,RFC,"
    "Proveedor o contratista,Estratificación de la empresa,Clave del país de la empresa,RFC verificado en el SAT,Crédito externo,"
    "Organismo financiero,Dirección del anuncio")  # fmt: skip
OVERLAP = timedelta(days=60)
NO_RFC, SHIFTED, TWINS, NO_SIGNATURE = 0.33, 0.001, 0.0008, 0.06
METHODS = {
    "open": "Licitación Pública",
    "selective": "Invitación a Cuando Menos 3 Personas",
    "direct": "Adjudicación Directa Federal",
}
CONTRACTING = {
    "goods": "Adquisiciones",
    "services": "Servicios",
    "leases": "Arrendamientos",
    "works": "Obra Pública",
    "works_services": "Servicios Relacionados con la OP",
}
TEMPLATES = {
    "open": "01. Licitación Pública",
    "selective": "02. Invitación a Cuando Menos Tres Personas",
    "direct": "03. Adjudicación Directa",
}
CHARACTERS = {
    "NACIONAL": "Nacional",
    TREATIES[0]: "Internacional bajo TLC",
    TREATIES[1]: "Internacional abierta",
}
SIZES = {"MICRO": "Micro", "PEQUEÑA": "Pequeña", "MEDIANA": "Mediana", "NO MIPYME": "No MIPYME"}


def write_contracts(world: World, out: Path) -> None:
    """A file per year of publication; the older ones in Windows-1252, the last in UTF-8."""
    rng = world.chance.of("compranet")
    by_year: dict[int, list[list[object]]] = {}
    last_day = world.cut + OVERLAP
    for contract in world.contracts:
        published = contract.procedure.published.date()
        if published >= last_day:
            continue
        name = _file(world, published.year)
        row = _row(contract, name, rng)
        contract.sightings.append((name, str(row[38]), str(row[37]), contract.final_amount))
        rows = by_year.setdefault(published.year, [])
        rows.append(row)
        if rng.random() < TWINS:
            rows.append(row)
        elif rng.random() < SHIFTED and not contract.owner and " " in contract.title:
            rows[-1] = [*row[:23], *contract.title.split(" ", 1), *row[24:]]
    for year, rows in sorted(by_year.items()):
        write_csv(
            out / "compranet" / _file(world, year),
            COLUMNS,
            rows,
            encoding="utf-8" if year == max(by_year) else "cp1252",
            end="\r\n",
        )


def _file(world: World, year: int) -> str:
    """A year's file, exported at the end of the next March."""
    return f"Contratos{year}_simulado__{min(world.last, date(year + 1, 3, 31))}.csv"


def _row(contract: Contract, file: str, rng: Random) -> list[object]:
    p, firm = contract.procedure, contract.firm
    body = p.unit.body
    law = "LEY ESTATAL" if p.law == STATE_LAW else p.law
    has_rfc = rng.random() > NO_RFC
    head = p.unit.head(p.published.date()).person
    head.appears(file, contract.code, head.name.full.title())
    signed = (
        f"{contract.signed:%Y-%m-%d}" if contract.signed and rng.random() > NO_SIGNATURE else ""
    )
    blank = contract.blank
    return [
        body.kind, body.short, body.name, p.unit.key, f"{body.short or 'Municipio'}-{p.unit.name.title()} #{p.unit.key}", head.name.full.title(),
        p.dossier.split("-")[-1].lstrip("0"), p.reference, f"{contract.partidas[0]}{rng.randint(1, 40):03d}", p.title, f"{TEMPLATES[p.method]} {law}",
        "" if "Artículo de excepción" in blank else p.article, p.number, "" if "Fecha de fallo" in blank or p.award is None else f"{p.award} 00:00",
        "" if "Fecha de publicación" in blank else f"{p.published:%Y-%m-%d %H:%M}", f"{p.opened:%Y-%m-%d %H:%M}" if p.opened else "",
        CHARACTERS[p.character], CONTRACTING[p.family.category], METHODS[p.method], rng.choices(("Electrónica", "Mixta", "Presencial", ""), (30, 45, 15, 10))[0],
        contract.code, contract.number, contract.title, contract.title, f"{contract.start}", f"{contract.end}", f"{contract.final_amount:.2f}", "MXN",
        rng.choices(("Expirado", "Activo", "Terminado"), (70, 20, 10))[0], 1 if contract.amendments else 0, "", signed, 1 if p.framework else 0,
        1 if p.consolidated else 0, 1 if (contract.end - contract.start).days > 370 else 0, "", rng.randint(10_000, 99_999) if rng.random() < 0.3 else "",
        firm.rfc if has_rfc else "", firm.name if firm.kind == "person" else punctuated(firm), SIZES[contract.size] if rng.random() > 0.3 else "", "MX",
        "SI" if has_rfc else "NO", 0, "", p.url,
    ]  # fmt: skip
