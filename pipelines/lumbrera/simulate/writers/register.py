"""The supplier register (padrón) with representatives and partners, and the staff lists: directory and payroll."""

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

from lumbrera.simulate.bodies import MARK, MUNICIPALITIES, STATE
from lumbrera.simulate.world import World
from lumbrera.simulate.writers.sheet import write_csv, write_xlsx

REGISTER = [
    "ID", "Ejercicio", "Personería jurídica del proveedor o contratista (catálogo)", "Nombre(s) del proveedor o contratista", "Primer apellido del proveedor o contratista",
    "Segundo apellido del proveedor o contratista", "Denominación o razón social del proveedor o contratista", "Estratificación", "RFC de la persona física o moral",
    "Entidad federativa de la persona física o moral", "Actividad económica", "Domicilio fiscal: Nombre de vialidad", "Domicilio fiscal: Número exterior",
    "Domicilio fiscal: Número interior", "Domicilio fiscal: Nombre del asentamiento", "Domicilio fiscal: Nombre del municipio", "Domicilio fiscal: Código postal",
    "Nombre(s) del representante legal", "Primer apellido del representante legal", "Segundo apellido del representante legal", "Teléfono de contacto", "Correo electrónico",
    "Tipo de acreditación legal", "Número de escritura", "Notaría", "Fecha de constitución", "Fecha de inscripción", "Socios y accionistas",
]  # fmt: skip
PARTNERS = [
    "ID",
    "Nombre(s)",
    "Primer apellido",
    "Segundo apellido",
    "RFC",
    "Porcentaje de participación",
    "Fecha de alta",
]
DIRECTORY = [
    "Ejercicio", "Fecha de término del periodo", "Sujeto obligado", "Clave del ente", "Denominación del cargo", "Nombre(s)", "Primer apellido", "Segundo apellido", "Sexo",
    "Área de adscripción", "Fecha de alta en el cargo", "Correo electrónico oficial",
]  # fmt: skip
PAYROLL = ["Ejercicio", "Quincena", "Ente público", "Clave del ente", "Nombre(s)", "Primer apellido", "Segundo apellido", "Denominación del cargo", "Área de adscripción", "Fecha de ingreso", "Monto mensual bruto"]  # fmt: skip


def write_register(world: World, out: Path) -> None:
    """The register as of the last export: firms in it, each with its representative, and a child table of partners."""
    rng = world.chance.of("register")
    name = f"padron_proveedores_simulado_{world.last}.xlsx"
    rows: list[Sequence[object]] = []
    partners: list[Sequence[object]] = []
    for firm in world.firms.all:
        joined = firm.founded + timedelta(days=rng.randint(5, 400))
        if not firm.in_register or firm.founded > world.last:
            continue
        key = len(rows) + 1
        owner, rep, at = firm.partners[0].person.name, firm.representative, firm.address
        person = firm.kind == "person"
        for someone, role in [(stake.person, "socio") for stake in firm.partners] + [
            (rep, "representante")
        ]:
            someone.appears(name, f"{firm.rfc}|{role}", someone.name.full)
        if not person:
            partners += [
                [
                    key,
                    s.person.name.given,
                    s.person.name.first,
                    s.person.name.second,
                    s.person.rfc if rng.random() < 0.7 else "",
                    s.percent,
                    f"{s.since:%d/%m/%Y}",
                ]
                for s in firm.partners
            ]
        rows.append([
            key, world.last.year, "Persona física" if person else "Persona moral", owner.given if person else "", owner.first if person else "", owner.second if person else "",
            "" if person else firm.name, firm.size.title(), firm.rfc, STATE, firm.trades[0].titles[0], at.street, at.number, at.inside, at.colony, MUNICIPALITIES[at.town], at.postcode,
            rep.name.given, rep.name.first, rep.name.second, firm.phone, firm.email, "Identificación" if person else "Acta constitutiva", "" if person else rng.randint(100, 48_000),
            "" if person else firm.notary, "" if person else f"{firm.founded:%d/%m/%Y}", f"{min(joined, world.last):%d/%m/%Y}", "" if person else key,
        ])  # fmt: skip
    preamble: list[Sequence[object]] = [
        [f"PADRÓN DE PROVEEDORES Y CONTRATISTAS DEL ESTADO DE {STATE} {MARK}"],
        [f"Actualizado al {world.last:%d/%m/%Y}"],
        [],
        [],
        [],
    ]
    write_xlsx(
        out / "padron" / name,
        {
            "Informacion": [*preamble, REGISTER, *rows],
            "Tabla_socios": [[MARK], [], PARTNERS, *partners],
        },
    )


def write_staff(world: World, out: Path) -> None:
    """The directory of officials as of the last export, and a payroll per year (October): no RFC, names only, as they are published."""
    rng = world.chance.of("staff")
    posts = [p for body in world.state.bodies for p in body.posts]
    name = f"directorio_simulado_{world.last}.csv"
    rows: list[Sequence[object]] = []
    for post in posts:
        if post.unit and post.held_on(world.last):
            who = post.person.name
            post.person.appears(name, f"{post.body.code}|{post.title}|{who.full}", who.full)
            mail = f"{who.given.split()[0]}.{who.first.replace(' ', '')}@{(post.body.short or 'municipio').lower()}.simulado.invalid".lower().replace(
                "ñ", "n"
            )
            rows.append([world.last.year, f"{world.last:%d/%m/%Y}", post.body.name, post.body.code, post.title, who.given.title(), who.first.title(), who.second.title(),
                         "Hombre" if post.person.sex == "H" else "Mujer", post.area, f"{post.since:%d/%m/%Y}", mail])  # fmt: skip
    write_csv(out / "personal" / name, DIRECTORY, rows)
    for year in range(world.first.year, world.last.year + 1):
        on = min(date(year, 10, 15), world.last)
        name = f"nomina_simulado_{year}.csv"
        rows = []
        for post in posts:
            if post.held_on(on):
                who = post.person.name
                second = "" if rng.random() < 0.004 else who.second
                post.person.appears(
                    name,
                    f"{post.body.code}|{post.title}|{who.full}",
                    f"{who.given} {who.first} {second}".strip(),
                )
                rows.append([year, "1a octubre", post.body.name, post.body.code, _abbreviated(who.given, rng.random()), who.first, second, post.title, post.area,
                             f"{post.since:%d/%m/%Y}", f"{post.pay:.2f}"])  # fmt: skip
        write_csv(out / "personal" / name, PAYROLL, rows, encoding="cp1252")


def _abbreviated(given: str, dice: float) -> str:
    """A few second names are cut to an initial, as payrolls do."""
    parts = given.split()
    return f"{parts[0]} {parts[1][0]}." if len(parts) > 1 and dice < 0.06 else given
