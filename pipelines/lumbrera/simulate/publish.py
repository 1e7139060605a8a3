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


def everything(world: World, out: Path, instances: list[Instance]) -> None:
    """Writes all files of the simulated state into `out`."""
    _bring_into_window(world)
    out.mkdir(parents=True, exist_ok=True)
    (out / "SIMULADO.md").write_text(NOTICE, encoding="utf-8")
    filler = max(150, world.size // 16)
    comprasmx.write_contracts(world, out)
    comprasmx.write_procedures(world, out)
    compranet.write_contracts(world, out)
    ocds.write_releases(world, out)
    sipot.write_sipot(world, out)
    pdn_s1.write_declarations(world, out)
    pdn_s2.write_officials(world, out)
    pdn_s3.write_sanctions(world, out)
    register.write_register(world, out)
    register.write_staff(world, out)
    reference.write_reference(world, out)
    lists.write_69b(world, out, filler)
    lists.write_sanctions(world, out, filler // 3)
    write_truth(world, out, instances)


def _bring_into_window(world: World) -> None:
    """A contract of a procedure published in the window is listed by the last export: those awarded later are scheduled awards."""
    rng = world.chance.of("publish/window")
    for contract in world.contracts:
        if contract.listed_on > world.last:
            contract.listed_on = max(
                contract.procedure.published.date(), world.last - timedelta(days=rng.randint(0, 30))
            )


NOTICE = """# SIMULADO

Todo lo que hay en esta carpeta es inventado: el estado de Valdeplata, sus municipios, dependencias, empresas y personas, sus montos
máximos y sus contrataciones. Los archivos imitan los formatos en que se publica la información real, con sus imperfecciones, para
probar Lumbrera. Ningún nombre, RFC o CURP corresponde a propósito a una persona o empresa real.
"""
