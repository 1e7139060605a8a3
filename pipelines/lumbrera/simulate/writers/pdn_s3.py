"""PDN S3: sanctioned officials and firms, v1.1 (servidores, particulares) and v2 (four collections)."""

from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

from lumbrera.simulate.bodies import MARK, STATE, Body, Post
from lumbrera.simulate.chance import uuid
from lumbrera.simulate.firms import Firm
from lumbrera.simulate.names import PersonName
from lumbrera.simulate.world import World
from lumbrera.simulate.writers.sheet import write_json

AUTHORITY = f"SECRETARÍA DE LA CONTRALORÍA DEL ESTADO DE {STATE} {MARK}"
FAULTS = [
    ("NAD", "NEGLIGENCIA ADMINISTRATIVA"),
    ("VPC", "VIOLACION PROCEDIMIENTOS DE CONTRATACION"),
    ("ABCI", "ACTUACIÓN BAJO CONFLICTO DE INTERÉS"),
    ("CIND", "CONTRATACIÓN INDEBIDA"),
    ("AG", "ADMINISTRATIVA GRAVE"),
]
GRAVE = ["ABUSO_FUNCIONES", "CONFLICTO_INTERES", "CONTRATACION_INDEBIDA", "TRAFICO_INFLUENCIAS"]
LIGHT = ["CUMPLIR_FUNCIONES", "RENDIR_CUENTAS", "CUSTODIAR_DOCUMENTACION"]
WORDS = ["", "UN AÑO", "DOS AÑOS", "TRES AÑOS", "CUATRO AÑOS", "CINCO AÑOS"]


def write_sanctions(world: World, out: Path) -> None:
    """Officials who left under a sanction (few), and every banned firm; older cases in v1.1, newer ones in v2, some in both."""
    rng = world.chance.of("pdn/s3")
    left = [
        p
        for body in world.state.bodies
        for p in body.posts
        if p.until and p.until < world.last - timedelta(days=100)
    ]
    officials = rng.sample(left, min(len(left), max(3, len(left) // 6)))
    where = out / "pdn" / "s3"
    v1, grave, light = [], [], []
    for post in sorted(officials, key=lambda p: p.person.id):
        assert post.until is not None
        start = post.until + timedelta(days=rng.randint(20, 90))
        years = rng.randint(1, 5)
        form = rng.choice(("v1", "grave", "light", "both"))
        if form in ("v1", "both"):
            v1.append(_official_v1(post, start, years, rng, world.last))
        if form in ("grave", "both"):
            grave.append(
                _official_v2(
                    post,
                    start,
                    years,
                    rng,
                    GRAVE,
                    "s3_v2_faltas_administrativas_graves_simulado.json",
                    world.last,
                )
            )
        if form == "light":
            light.append(
                _official_v2(
                    post,
                    start,
                    0,
                    rng,
                    LIGHT,
                    "s3_v2_faltas_administrativas_no_graves_simulado.json",
                    world.last,
                )
            )
    firms_v1: list[dict[str, Any]] = []
    morals: list[dict[str, Any]] = []
    persons: list[dict[str, Any]] = []
    for firm in world.firms.all:
        for start, end, _ in firm.bans:
            firms_v1.append(_firm_v1(firm, start, end, rng, _where(world, rng), world.last))
            (persons if firm.kind == "person" else morals).append(
                _firm_v2(firm, start, end, rng, _where(world, rng), len(morals), world.last)
            )
    write_json(
        where / "s3_v1_servidores_simulado.json",
        {
            "pagination": {"pageSize": 200, "page": 1, "totalRows": len(v1), "hasNextPage": False},
            "results": v1,
        },
    )
    write_json(
        where / "s3_v1_particulares_simulado.json",
        {
            "pagination": {
                "pageSize": 200,
                "page": 1,
                "totalRows": len(firms_v1),
                "hasNextPage": False,
            },
            "results": firms_v1,
        },
    )
    for name, rows in (
        ("faltas_administrativas_graves", grave),
        ("faltas_administrativas_no_graves", light),
        ("faltas_graves_personas_fisicas", persons),
        ("faltas_graves_personas_morales", morals),
    ):
        write_json(
            where / f"s3_v2_{name}_simulado.json",
            {"data": rows, "meta": {"total_count": len(rows), "filter_count": len(rows)}},
        )


def _where(world: World, rng: Random) -> Body:
    return rng.choice(world.state.bodies)


def _plain(name: PersonName) -> tuple[str, str, str]:
    return name.given, name.first, name.second


def _captured(start: date, days: int, last: date) -> date:
    """The day a sanction was captured: days after it began, and no later than the state's last day, since
    who reads later takes the latest past day in a file for the day it was exported."""
    return min(start + timedelta(days=days), last)


def _official_v1(post: Post, start: date, years: int, rng: Random, last: date) -> dict[str, Any]:
    given, first, second = _plain(post.person.name)
    fault = rng.choice(FAULTS)
    ident = uuid(rng)
    post.person.appears("s3_v1_servidores_simulado.json", ident, post.person.name.full)
    split = rng.random() < 0.3
    rfc: Any = (
        {"rfc": post.person.rfc[:10], "homoClave": post.person.rfc[10:]}
        if split
        else post.person.rfc
    )
    return {
        "id": ident, "fechaCaptura": f"{_captured(start, rng.randint(2, 120), last)}T09:10:00Z", "expediente": f"SANC/{start.year}/{rng.randint(1, 400):04d}",
        "institucionDependencia": {"nombre": post.body.name, "siglas": post.body.short, "clave": post.body.code},
        "servidorPublicoSancionado": {"rfc": rfc, "curp": post.person.curp, "nombres": given, "primerApellido": first, "segundoApellido": second,
            "genero": {"clave": "M" if post.person.sex == "H" else "F", "valor": "MASCULINO" if post.person.sex == "H" else "FEMENINO"}, "puesto": post.title, "nivel": "M11"},
        "autoridadSancionadora": AUTHORITY, "tipoFalta": {"clave": fault[0], "valor": fault[1], "descripcion": ""}, "tipoSancion": [{"clave": "I", "valor": "INHABILITADO", "descripcion": ""}],
        "causaMotivoHechos": fault[1], "resolucion": {"url": "", "fechaResolucion": f"{start - timedelta(days=12)}"}, "multa": {"monto": 0, "moneda": {"clave": "MXN", "valor": "PESO MEXICANO"}},
        "inhabilitacion": {"plazo": WORDS[years], "fechaInicial": f"{start}", "fechaFinal": f"{start + timedelta(days=365 * years)}"}, "observaciones": "SIMULADO", "documentos": [],
    }  # fmt: skip


def _resolution(start: date) -> dict[str, Any]:
    return {"tituloResolucion": "RESOLUCION", "fechaResolucion": f"{start - timedelta(days=20)}", "fechaNotificacion": f"{start - timedelta(days=6)}", "urlResolucion": "", "fechaResolucionFirme": f"{start}",
            "autoridadResolutora": AUTHORITY, "autoridadInvestigadora": AUTHORITY, "autoridadSusbstanciadora": AUTHORITY}  # fmt: skip


def _ban(start: date, end: date) -> dict[str, Any]:
    years, days = divmod((end - start).days, 365)
    return {
        "clave": "INHABILITACION",
        "inhabilitacion": {
            "plazoAnios": years,
            "plazoMeses": days // 30,
            "plazoDias": 0,
            "fechaInicial": f"{start}",
            "fechaFinal": f"{end}",
        },
    }


def _official_v2(
    post: Post, start: date, years: int, rng: Random, faults: list[str], file: str, last: date
) -> dict[str, Any]:
    given, first, second = _plain(post.person.name)
    ident = uuid(rng)
    post.person.appears(file, ident, post.person.name.full)
    created = _captured(start, rng.randint(2, 120), last)
    return {
        "id": ident, "date_created": f"{created}T12:00:00Z", "date_updated": f"{created}T12:00:00Z", "fecha": f"{created}", "expediente": f"OIC/{start.year}/{rng.randint(1, 400):04d}", "observaciones": "SIMULADO",
        "origenProcedimiento": {"clave": rng.choice(("AUDITORIA_OIC", "DENUNCIA", "DE_OFICIO")), "valor": None}, "entePublico": {"nombre": post.body.name}, "resolucion": _resolution(start),
        "datosGenerales": {"nombres": given, "primerApellido": first, "segundoApellido": second, "curp": post.person.curp, "rfc": post.person.rfc, "sexo": "HOMBRE" if post.person.sex == "H" else "MUJER"},
        "empleoCargoComision": {"nivelOrdenGobierno": "ESTATAL" if post.body.kind == "GE" else "MUNICIPAL_ALCALDIA", "ambitoPublico": "EJECUTIVO", "nombreEntePublico": post.body.name,
            "siglasEntePublico": post.body.short, "nivelJerarquico": {"clave": "JEFATURA_DEPTO_HOMOLOGO", "valor": None}, "denominacion": post.title, "areaAdscripcion": post.area, "entidadFederativa": STATE},
        "faltaCometida": [{"clave": rng.choice(faults), "valor": None, "descripcionHechos": "HECHOS INVENTADOS", "normatividadInfringida": [{"nombreNormatividad": "LEY INVENTADA", "articulo": "1", "fraccion": ""}]}],
        "tipoSancion": [_ban(start, start + timedelta(days=365 * years))] if years else [{"clave": "AMONESTACION", "amonestacion": {"tipo": "PUBLICA"}}],
    }  # fmt: skip


def _firm_v1(
    firm: Firm, start: date, end: date, rng: Random, body: Body, last: date
) -> dict[str, Any]:
    rep = firm.representative.name
    ident = uuid(rng)
    firm.representative.appears("s3_v1_particulares_simulado.json", ident, rep.full)
    return {
        "id": ident, "fechaCaptura": f"{_captured(start, rng.randint(1, 90), last)}T11:00:00Z", "expediente": f"PART/{start.year}/{rng.randint(1, 99):03d}",
        "institucionDependencia": {"nombre": body.name, "siglas": body.short, "clave": body.code},
        "particularSancionado": {"nombreRazonSocial": firm.name, "objetoSocial": firm.trades[0].titles[0], "rfc": firm.rfc, "tipoPersona": "F" if firm.kind == "person" else "M", "telefono": firm.phone,
            "apoderadoLegal": {"nombres": rep.given, "primerApellido": rep.first, "segundoApellido": rep.second, "curp": firm.representative.curp}},
        "objetoContrato": firm.trades[0].titles[0], "autoridadSancionadora": AUTHORITY, "tipoFalta": "INFORMACION FALSA", "tipoSancion": [{"clave": "I", "valor": "INHABILITADO", "descripcion": ""}],
        "causaMotivoHechos": "HECHOS INVENTADOS", "acto": "", "resolucion": {"sentido": "SANCIONATORIA", "url": "", "fechaNotificacion": f"{start - timedelta(days=3)}"},
        "inhabilitacion": {"plazo": f"{round((end - start).days / 30.4)} MESES", "fechaInicial": f"{start}", "fechaFinal": f"{end}"}, "observaciones": "SIMULADO", "documentos": [],
    }  # fmt: skip


def _firm_v2(
    firm: Firm, start: date, end: date, rng: Random, body: Body, at: int, last: date
) -> dict[str, Any]:
    rep = firm.representative
    file = f"s3_v2_faltas_graves_personas_{'fisicas' if firm.kind == 'person' else 'morales'}_simulado.json"
    ident = uuid(rng)
    created = _captured(start, rng.randint(1, 90), last)
    record: dict[str, Any] = {
        "id": ident, "date_created": f"{created}T12:00:00Z", "date_updated": f"{created}T12:00:00Z", "fecha": f"{created}", "expediente": f"PM/{start.year}/{rng.randint(1, 99):03d}", "observaciones": "SIMULADO",
        "origenProcedimiento": {"clave": "AUDITORIA_OIC", "valor": None}, "entePublico": {"nombre": body.name}, "resolucion": _resolution(start),
        "dondeCometioLaFalta": {"nivelOrdenGobierno": "ESTATAL", "ambitoPublico": "EJECUTIVO", "nombreEntePublico": body.name, "siglasEntePublico": body.short, "entidadFederativa": STATE},
        "faltaCometida": [{"clave": "COLUSION", "valor": None, "descripcionHechos": "HECHOS INVENTADOS", "normatividadInfringida": []}], "tipoSancion": [_ban(start, end)],
    }  # fmt: skip
    if firm.kind == "person":
        name = firm.partners[0].person.name
        record["datosGenerales"] = {
            "nombres": name.given,
            "primerApellido": name.first,
            "segundoApellido": name.second,
            "rfc": firm.rfc,
            "curp": rep.curp,
        }
        rep.appears(file, ident, name.full)
    else:
        record["datosGenerales"] = {
            "nombreRazonSocial": firm.name,
            "rfc": firm.rfc,
            "objetoSocial": firm.trades[0].titles[0],
        }
        whole = {
            "nombre": rep.name.given,
            "primerApellido": rep.name.first,
            "segundoApellido": rep.name.second,
            "rfc": rep.rfc,
            "curp": rep.curp,
        }
        # The API gives a relation as an object or, when it was not expanded, as its number.
        record["datosDirGeneralReprLegal"] = {
            "directorGeneral": at + 1 if at % 3 == 2 else whole,
            "representanteLegal": whole,
        }
        rep.appears(file, ident, rep.name.full)
    return record
