"""PDN S1: declarations (initial, modification, conclusion), the public version and the whole one with its restricted sections."""

from datetime import date
from pathlib import Path
from random import Random
from typing import Any

from lumbrera.simulate.bodies import MARK, MUNICIPALITIES, STATE, STATE_KEY, Post
from lumbrera.simulate.chance import uuid
from lumbrera.simulate.families import Person
from lumbrera.simulate.firms import Firm
from lumbrera.simulate.identity import rfc_firm
from lumbrera.simulate.world import World
from lumbrera.simulate.writers import pdn_s1_wealth
from lumbrera.simulate.writers.pdn_s1_wealth import pesos
from lumbrera.simulate.writers.sheet import write_json

KINDS = {"INICIAL": "inicial", "MODIFICACIÓN": "modificacion", "CONCLUSIÓN": "conclusion"}
PAGE = 200
RESTRICTED = ("datosPareja", "datosDependienteEconomico", "domicilioDeclarante")


def write_declarations(world: World, out: Path) -> None:
    """Every official with a part in procurement declares on entering, each May and on leaving.

    `pdn/s1` is what the PDN publishes (initial and conclusion as lists, modification as pages of an API's answers);
    `pdn/s1_restringido` the whole declarations, with keys, partner and dependants.
    """
    rng = world.chance.of("pdn/s1")
    made: dict[str, list[dict[str, Any]]] = {kind: [] for kind in KINDS}
    for body in world.state.bodies:
        for post in body.posts:
            if post.unit:
                for kind, on in _occasions(world, post):
                    made[kind].append(_declaration(world, post, kind, on, rng))
    for kind, declarations in made.items():
        stem = KINDS[kind]
        write_json(
            out / "pdn" / "s1_restringido" / f"s1_{stem}_restringido_simulado.json", declarations
        )
        public = [_public(d) for d in declarations]
        if stem != "modificacion":
            write_json(out / "pdn" / "s1" / f"s1_{stem}_simulado.json", public)
            continue
        for at in range(0, len(public), PAGE):
            page = {
                "pagination": {
                    "pageSize": PAGE,
                    "page": at // PAGE + 1,
                    "totalRows": len(public),
                    "hasNextPage": at + PAGE < len(public),
                },
                "results": public[at : at + PAGE],
            }
            write_json(out / "pdn" / "s1" / f"s1_{stem}_simulado_p{at // PAGE + 1:03d}.json", page)


def _occasions(world: World, post: Post) -> list[tuple[str, date]]:
    found = []
    if post.since >= world.first:
        found.append(("INICIAL", min(world.last, post.since)))
    found += [
        ("MODIFICACIÓN", date(year, 5, 20))
        for year in range(world.first.year, world.last.year + 1)
        if post.held_on(date(year, 5, 20)) and date(year, 5, 20) <= world.last
    ]
    if post.until:
        found.append(("CONCLUSIÓN", post.until))
    return found


def _rfc(person: Person) -> dict[str, str]:
    return {"rfc": person.rfc[:10], "homoClave": person.rfc[10:]}


def _loose_rfc(person: Person) -> str | dict[str, str]:
    """A relative's RFC: a string, as the specification says, or now and then split like the declarant's."""
    return _rfc(person) if int(person.id[1:]) % 12 == 0 else person.rfc


def _stake(
    firm_name: str, rfc: str, percent: int, role: tuple[str, str], relation: str = "DECLARANTE"
) -> dict[str, Any]:
    return {
        "tipoOperacion": "SIN_CAMBIOS", "tipoRelacion": relation, "nombreEmpresaSociedadAsociacion": firm_name, "rfc": rfc, "porcentajeParticipacion": percent,
        "tipoParticipacion": {"clave": role[0], "valor": role[1]}, "recibeRemuneracion": False, "montoMensual": pesos(0),
        "ubicacion": {"pais": "MX", "entidadFederativa": {"clave": STATE_KEY, "valor": f"{STATE} {MARK}"}}, "sector": {"clave": "OTRO", "valor": "COMERCIO"},
    }  # fmt: skip


def _interests(world: World, post: Post, on: date) -> list[dict[str, Any]]:
    """What the official declares: the firms of the honest and of the brazen; nothing of those who hide; now and then a firm that never sells to the state."""
    mine = []
    for holder, owner, firm, kind, skill in world.interests:
        if (
            holder.person is not post.person
            or owner is not post.person
            or kind == "front_undeclared"
        ):
            continue
        since = next((s.since for s in firm.partners if s.person is owner), firm.founded)
        late = (
            skill == "careful" and on.year < world.last.year
        )  # the careful declare it only in the last year
        if since <= on and not late:
            percent = next((s.percent for s in firm.partners if s.person is owner), 100)
            mine.append(_stake(firm.name, firm.rfc, percent, ("SCIO", "SOCIO")))
    if not mine and int(post.person.id[1:]) % 29 == 0:
        core = f"{post.person.name.first} Y HERMANOS {post.person.name.second}"
        steady = world.chance.of(f"pdn/s1/{post.person.id}")
        mine.append(
            _stake(
                f"{core} SPR DE RL",
                rfc_firm(steady, core, date(2012, 3, 14)),
                20,
                ("ACCI", "ACCIONISTA"),
            )
        )
    return mine


def _partner(world: World, post: Post, rng: Random) -> dict[str, Any]:
    spouse = post.person.spouse
    if spouse is None:
        return {"ninguno": True}
    firm = next(
        (
            f
            for holder, owner, f, kind, skill in world.interests
            if holder.person is post.person and owner is spouse and skill != "careful"
        ),
        None,
    )
    partner = {
        "ninguno": False, "tipoOperacion": "SIN_CAMBIOS", "nombre": spouse.name.given.title(), "primerApellido": spouse.name.first.title(), "segundoApellido": spouse.name.second.title(),
        "fechaNacimiento": f"{spouse.birth}", "rfc": _loose_rfc(spouse), "relacionConDeclarante": "CONYUGE", "ciudadanoExtranjero": False, "curp": spouse.curp,
        "esDependienteEconomico": firm is None and rng.random() < 0.4, "habitaDomicilioDeclarante": True,
        "actividadLaboral": {"clave": "PRI", "valor": "PRIVADO"} if firm else {"clave": "NIN", "valor": "NINGUNO"}, "aclaracionesObservaciones": "",
    }  # fmt: skip
    if firm:
        partner["actividadLaboralSectorPrivadoOtro"] = _work(firm)
    return partner


def _work(firm: Firm) -> dict[str, Any]:
    return {
        "nombreEmpresaSociedadAsociacion": firm.name, "empleoCargoComision": "SOCIO", "rfc": firm.rfc, "fechaIngreso": f"{firm.founded}",
        "sector": {"clave": "OTRO", "valor": "COMERCIO"}, "salarioMensualNeto": pesos(18_000), "proveedorContratistaGobierno": True,
    }  # fmt: skip


def _dependants(post: Post, on: date) -> dict[str, Any]:
    young = [c for c in post.person.children if (on - c.birth).days < 24 * 365]
    return {
        "ninguno": not young,
        "dependienteEconomico": [
            {
                "tipoOperacion": "SIN_CAMBIOS", "nombre": c.name.given.title(), "primerApellido": c.name.first.title(), "segundoApellido": c.name.second.title(), "fechaNacimiento": f"{c.birth}",
                "rfc": _loose_rfc(c), "parentescoRelacion": {"clave": "HIJ", "valor": "HIJO(A)"}, "extranjero": False, "curp": c.curp, "habitaDomicilioDeclarante": True,
                "lugarDondeReside": "MEXICO", "actividadLaboral": {"clave": "NIN", "valor": "NINGUNO"},
            }
            for c in young
        ],
        "aclaracionesObservaciones": "",
    }  # fmt: skip


def _declaration(world: World, post: Post, kind: str, on: date, rng: Random) -> dict[str, Any]:
    person, body = post.person, post.body
    name = person.name
    ident = uuid(rng)
    person.appears(f"s1_{KINDS[kind]}_restringido_simulado.json", ident, name.full.title())
    if person.spouse:
        person.spouse.appears(
            f"s1_{KINDS[kind]}_restringido_simulado.json", ident, person.spouse.name.full.title()
        )
    stakes = _interests(world, post, on)
    town = {"clave": f"{body.town + 1:03d}", "valor": MUNICIPALITIES[body.town].title()}
    state = {"clave": STATE_KEY, "valor": f"{STATE.title()} {MARK}"}
    home = {
        "calle": "Calle inventada",
        "numeroExterior": str(rng.randint(1, 900)),
        "numeroInterior": "",
        "coloniaLocalidad": "Centro",
        "municipioAlcaldia": town,
        "entidadFederativa": state,
        "codigoPostal": "99000",
    }
    office = {**home, "calle": "Plaza principal", "numeroExterior": "1"}
    wealth = {
        "datosGenerales": {
            "nombre": name.given.title(), "primerApellido": name.first.title(), "segundoApellido": name.second.title(), "curp": person.curp, "rfc": _rfc(person),
            "correoElectronico": {"institucional": f"{name.given.split()[0].lower()}@simulado.invalid", "personal": ""},
            "situacionPersonalEstadoCivil": {"clave": "CAS", "valor": "CASADO (A)"} if person.spouse else {"clave": "SOL", "valor": "SOLTERO (A)"},
            "paisNacimiento": "MX", "nacionalidad": "MX", "aclaracionesObservaciones": "SIMULADO",
        },
        "domicilioDeclarante": {"domicilioMexico": home},
        "datosCurricularesDeclarante": {"escolaridad": [{"tipoOperacion": "SIN_CAMBIOS", "nivel": {"clave": "LIC", "valor": "LICENCIATURA"}, "status": "FINALIZADO", "documentoObtenido": "TITULO"}], "aclaracionesObservaciones": ""},
        "datosEmpleoCargoComision": {
            "tipoOperacion": "SIN_CAMBIOS", "nivelOrdenGobierno": "ESTATAL" if body.kind == "GE" else "MUNICIPAL_ALCALDIA", "ambitoPublico": "EJECUTIVO", "nombreEntePublico": body.name,
            "areaAdscripcion": post.area, "empleoCargoComision": post.title, "contratadoPorHonorarios": False, "nivelEmpleoCargoComision": "M11" if post.decides else "O32",
            "funcionPrincipal": "ADQUISICIONES", "fechaTomaPosesion": f"{post.since}T00:00:00.000Z", "domicilioMexico": office, "aclaracionesObservaciones": "",
        },
        "experienciaLaboral": {"ninguno": True, "experiencia": [], "aclaracionesObservaciones": ""},
        "datosPareja": _partner(world, post, rng),
        "datosDependienteEconomico": _dependants(post, on),
        "actividadAnualAnterior": {"servidorPublicoAnioAnterior": False},
        **pdn_s1_wealth.sections(world, post, kind, on),
    }  # fmt: skip
    empty = {
        "participacionTomaDecisiones": "participacion",
        "apoyos": "apoyo",
        "representacion": "representacion",
        "clientesPrincipales": "cliente",
        "beneficiosPrivados": "beneficio",
        "fideicomisos": "fideicomiso",
    }
    interest: dict[str, Any] = {
        "participacion": {
            "ninguno": not stakes,
            "participacion": stakes,
            "aclaracionesObservaciones": "",
        }
    }
    interest |= {
        section: {"ninguno": True, item: [], "aclaracionesObservaciones": ""}
        for section, item in empty.items()
    }
    return {
        "id": ident,
        "metadata": {
            "actualizacion": f"{on}T18:00:00.000Z",
            "institucion": body.name,
            "tipo": kind,
            "declaracionCompleta": True,
            "actualizacionConflictoInteres": bool(stakes),
        },
        "declaracion": {"situacionPatrimonial": wealth, "interes": interest},
    }


def _public(declaration: dict[str, Any]) -> dict[str, Any]:
    """The public version: no keys, no marital status, no partner, no dependants, no home, no remarks."""
    wealth = {
        k: v
        for k, v in declaration["declaracion"]["situacionPatrimonial"].items()
        if k not in RESTRICTED
    }
    hidden = ("curp", "rfc", "situacionPersonalEstadoCivil", "correoElectronico")
    wealth["datosGenerales"] = {
        k: v for k, v in wealth["datosGenerales"].items() if k not in hidden
    }
    return {
        **declaration,
        "declaracion": {
            "situacionPatrimonial": pdn_s1_wealth.public(wealth),
            "interes": declaration["declaracion"]["interes"],
        },
    }
