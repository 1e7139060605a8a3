"""PDN S2: officials in procurement, v1.1 (municipalities: area and level only) and v2.0 (state bodies: with their procedures)."""

from datetime import date
from pathlib import Path
from typing import Any

from lumbrera.simulate.bodies import MARK, STATE, STATE_KEY, Post
from lumbrera.simulate.chance import uuid
from lumbrera.simulate.procedures import Procedure
from lumbrera.simulate.world import World
from lumbrera.simulate.writers.sheet import write_json

V1 = "s2_v1_simulado.json"
V2 = "s2_v2_simulado.json"
AREAS_V1 = {"TITULAR DE LA UNIDAD COMPRADORA": ("RC", "RESPONSABLE DE LA CONTRATACIÓN"), "JEFE DE DEPARTAMENTO DE ADQUISICIONES": ("C", "CONTRATANTE"),
            "ANALISTA DE COMPRAS": ("R", "REQUIRENTE"), "RESIDENTE DE OBRA Y SUPERVISION": ("T", "TÉCNICA")}  # fmt: skip
LEVELS_V1 = {"TITULAR DE LA UNIDAD COMPRADORA": ("R", "RESOLUCIÓN"), "JEFE DE DEPARTAMENTO DE ADQUISICIONES": ("T", "TRAMITACIÓN"), "ANALISTA DE COMPRAS": ("A", "ATENCIÓN"),
             "RESIDENTE DE OBRA Y SUPERVISION": ("A", "ATENCIÓN")}  # fmt: skip
ROLES_V2: dict[str, tuple[str, dict[str, str]]] = {
    "TITULAR DE LA UNIDAD COMPRADORA": (
        "AREA_RESPONSABLE_CONTRATACION",
        {
            "autorizacionDictamen": "FIRMAR (C)",
            "adjudicacionContrato": "EMITIR (E)",
            "formalizacionContrato": "EMITIR (E)",
        },
    ),
    "JEFE DE DEPARTAMENTO DE ADQUISICIONES": (
        "AREA_RESPONSABLE_CONTRATACION",
        {"convocatoriaInvitacion": "ELABORAR (A)", "evaluacionProposiciones": "ELABORAR (A)"},
    ),
    "ANALISTA DE COMPRAS": ("AREA_REQUIRENTE", {"justificacionLicitacion": "ELABORAR (A)"}),
    "RESIDENTE DE OBRA Y SUPERVISION": ("AREA_TECNICA", {"evaluacionProposiciones": "REVISAR (B)"}),
}
EVERY_STAGE = {"autorizacionDictamen": "FIRMAR (C)", "justificacionLicitacion": "FIRMAR (C)", "convocatoriaInvitacion": "FIRMAR (C)", "evaluacionProposiciones": "FIRMAR (C)",
               "adjudicacionContrato": "EMITIR (E)", "formalizacionContrato": "EMITIR (E)"}  # fmt: skip
KINDS = {"open": "LICITACION_NACIONAL", "selective": "INVITACION", "direct": "ADJUDICACION"}
# The official list misspells the first word.
MATTERS = {"goods": "ADQUICISION", "leases": "ARRENDAMIENTO", "services": "SERVICIOS"}
LATEST = 12


def write_officials(world: World, out: Path) -> None:
    """Both versions; each official of a purchasing unit once, with the year of the last registration."""
    rng = world.chance.of("pdn/s2")
    v1: list[dict[str, Any]] = []
    v2: list[dict[str, Any]] = []
    by_unit: dict[str, list[Procedure]] = {}
    for procedure in world.procedures:
        by_unit.setdefault(procedure.unit.key, []).append(procedure)
    for body in world.state.bodies:
        for post in body.posts:
            if post.unit is None or (post.until and post.until < world.first):
                continue
            on = min(post.until or world.last, world.last)
            ident = uuid(rng)
            if body.kind == "GM":
                v1.append(_v1(post, ident, on, rng.random()))
            else:
                v2.append(_v2(world, post, ident, on, by_unit.get(post.unit.key, [])))
    write_json(out / "pdn" / "s2" / V1, v1)
    write_json(
        out / "pdn" / "s2" / V2,
        {"data": v2, "meta": {"total_count": len(v2), "filter_count": len(v2)}},
    )


def _v1(post: Post, ident: str, on: date, dice: float) -> dict[str, Any]:
    person, body = post.person, post.body
    name = person.name
    person.appears(V1, ident, name.full)
    area, level = AREAS_V1[post.title], LEVELS_V1[post.title]
    record: dict[str, Any] = {
        "id": ident, "fechaCaptura": f"{on}T17:32:28Z", "ejercicioFiscal": str(on.year), "ramo": {"clave": int(STATE_KEY), "valor": f"{STATE} {MARK}"}, "rfc": person.rfc, "curp": person.curp,
        "nombres": name.given, "primerApellido": name.first, "segundoApellido": name.second,
        "genero": {"clave": "M" if person.sex == "H" else "F", "valor": "MASCULINO" if person.sex == "H" else "FEMENINO"},
        "institucionDependencia": {"nombre": body.name, "siglas": body.short, "clave": body.code}, "puesto": {"nombre": post.title, "nivel": "M11" if post.decides else "O32"},
        "tipoArea": [{"clave": area[0], "valor": area[1]}], "nivelResponsabilidad": [{"clave": level[0], "valor": level[1]}],
        "tipoProcedimiento": [{"clave": 1, "valor": "CONTRATACIONES PÚBLICAS" if dice < 0.7 else ""}], "superiorInmediato": {}, "observaciones": "SIMULADO",
    }  # fmt: skip
    if dice > 0.9:  # some bodies publish names only
        del record["rfc"], record["curp"]
    return record


def _v2(
    world: World, post: Post, ident: str, on: date, procedures: list[Procedure]
) -> dict[str, Any]:
    person, body = post.person, post.body
    name = person.name
    person.appears(V2, ident, name.full)
    brazen = {
        firm.id
        for holder, _, firm, kind, skill in world.interests
        if holder is post and skill == "naive"
    }
    mine = [
        p
        for p in procedures
        if post.held_on(p.published.date())
        and p.published.date() <= world.last
        and (post.title != "RESIDENTE DE OBRA Y SUPERVISION" or p.is_works)
    ]
    own = [p for p in mine if any(c.firm.id in brazen for c in p.contracts)]
    mine = [p for p in mine[-LATEST:] if p not in own] + own
    area, levels = ROLES_V2[post.title]
    goods, works = [p for p in mine if not p.is_works], [p for p in mine if p.is_works]

    def part(chosen: list[Procedure]) -> dict[str, Any] | None:
        if not chosen:
            return None
        return {
            "tipoArea": area, "nivelResponsabilidadContratacion": EVERY_STAGE if own else levels, "continuaParticipando": "NO" if post.until else "SI",
            "informacionPersonasBeneficiarias": {"razonSocial": chosen[-1].contracts[0].firm.name} if chosen[-1].contracts else None,
            "datosGeneralesProcedimientos": [
                {"numeroExpedienteFolio": p.number, "tipoProcedimiento": KINDS[p.method], "materia": MATTERS.get(p.family.category, "OTRO"), "fechaInicioProcedimiento": f"{p.published:%Y-%m-%d}",
                 "fechaConclusionProcedimiento": f"{p.award}"}
                for p in chosen
            ],
        }  # fmt: skip

    obra = part(works)
    if obra:
        obra["nivelResponsabilidadObra"] = obra.pop("nivelResponsabilidadContratacion")
    return {
        "id": ident, "date_created": f"{on}T10:00:00Z", "date_updated": f"{on}T10:00:00Z", "entePublico": {"id": int(body.code[-2:]), "nombre": body.name}, "fecha": f"{on}", "ejercicio": str(on.year),
        "datosGenerales": {"nombre": name.given, "primerApellido": name.first, "segundoApellido": name.second, "curp": person.curp, "rfc": person.rfc, "sexo": "HOMBRE" if person.sex == "H" else "MUJER"},
        "empleoCargoComision": {
            "entidadFederativa": f"{STATE} {MARK}", "nivelOrdenGobierno": "ESTATAL", "ambitoPublico": "EJECUTIVO", "nombreEntePublico": body.name, "siglasEntePublico": body.short,
            "nivelJerarquico": {"clave": "DIRECCION_HOMOLOGO" if post.decides else "ENLACE_HOMOLOGO", "valor": None}, "denominacion": post.title, "areaAdscripcion": post.area,
        },
        "tipoProcedimiento": "CONTRATACION_PUBLICA", "tipoContratacion": [{"clave": "ADQUISICION", "contratacionAdquisicion": part(goods), "contratacionObra": obra}],
        "otorgamientoConcesion": None, "enajenacionBien": None, "avaluosJustipreciacion": None, "Observaciones": "SIMULADO",
    }  # fmt: skip
