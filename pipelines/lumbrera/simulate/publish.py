"""Publishes the world: every format, then the truth apart."""

from datetime import timedelta
from pathlib import Path

from lumbrera.simulate.truth import Instance, write_truth
from lumbrera.simulate.world import World
from lumbrera.simulate.writers import (
    compranet,
    comprasmx,
    lists,
    ocds,
    pdn_s1,
    pdn_s2,
    pdn_s3,
    reference,
    register,
    sipot,
)

PUBLISHED = "publicado"
VAGUE = 0.005  # of contracts have a title that says nothing, as measured on 10,866 real ones
VAGUE_TITLES = (
    "SERVICIOS VARIOS",
    "ADQUISICIÓN DE BIENES",
    "CONTRATO",
    "VARIOS",
    "COMPRA DE MATERIAL",
)


def everything(world: World, out: Path, instances: list[Instance]) -> None:
    """Writes `out/publicado` (what governments publish), `out/reference` (the state's law tables) and `out/truth`."""
    _bring_into_window(world)
    _say_little(world)
    out.mkdir(parents=True, exist_ok=True)
    (out / "SIMULADO.md").write_text(NOTICE, encoding="utf-8")
    published = out / PUBLISHED
    filler = max(150, world.size // 16)
    comprasmx.write_contracts(world, published)
    comprasmx.write_procedures(world, published)
    compranet.write_contracts(world, published)
    ocds.write_releases(world, published)
    sipot.write_sipot(world, published)
    pdn_s1.write_declarations(world, published)
    pdn_s2.write_officials(world, published)
    pdn_s3.write_sanctions(world, published)
    register.write_register(world, published)
    register.write_staff(world, published)
    reference.write_reference(world, out)
    lists.write_69b(world, published, filler)
    lists.write_sanctions(world, published, filler // 3)
    lists.write_person_list(world, published)
    write_truth(world, out, instances)


def _bring_into_window(world: World) -> None:
    """A contract of a procedure published in the window is listed by the last export: those awarded later are scheduled awards."""
    rng = world.chance.of("publish/window")
    for contract in world.contracts:
        if contract.listed_on > world.last:
            contract.listed_on = max(
                contract.procedure.published.date(), world.last - timedelta(days=rng.randint(0, 30))
            )


def _say_little(world: World) -> None:
    """Ordinary carelessness: some contracts are published under a title that tells nothing."""
    rng = world.chance.of("publish/titles")
    for contract in world.contracts:
        if rng.random() < VAGUE and not contract.owner:
            contract.title = rng.choice(VAGUE_TITLES)


NOTICE = """# SIMULADO

Todo lo que hay en esta carpeta es inventado: el estado de Valdeplata, sus municipios, dependencias, empresas y personas, sus montos
máximos y sus contrataciones. Los archivos imitan los formatos en que se publica la información real, con sus imperfecciones, para
probar Lumbrera: están en `publicado/`. En `reference/` están las tablas de ley inventadas de ese estado (montos máximos, plazos,
presupuestos) y en `truth/`, aparte, qué pasó de verdad. Ningún nombre, RFC o CURP corresponde a propósito a una persona o empresa real.
"""
