"""Numbers as the platforms give them: dossiers, procedures and contracts, in order of publication within each unit and year."""

from collections import defaultdict

from lumbrera.simulate.bodies import STATE_KEY
from lumbrera.simulate.chance import hex_id
from lumbrera.simulate.procedures import Procedure
from lumbrera.simulate.world import World

PREFIX = {"open": "L", "selective": "I", "direct": "A"}
SITE = "https://comprasmx.simulado.invalid/sitiopublico/#/sitiopublico/detalle"


def number_everything(world: World) -> None:
    """Sorts the procedures by publication and numbers them and their contracts; planted ones are numbered like the rest."""
    rng = world.chance.of("numbers")
    counters: dict[tuple[str, int], int] = defaultdict(int)
    dossiers: dict[int, int] = defaultdict(int)
    world.procedures.sort(key=lambda p: (p.published, p.unit.key, p.title, p.estimate))
    contract_code = 1_000_000
    for procedure in world.procedures:
        year = procedure.published.year
        counters[procedure.unit.key, year] += 1
        dossiers[year] += rng.randint(1, 4)
        procedure.number = _number(world, procedure, counters[procedure.unit.key, year])
        procedure.dossier = f"E-{year}-{dossiers[year]:08d}"
        procedure.reference = (
            procedure.number
            if rng.random() < 0.5
            else f"{procedure.unit.body.short or 'MPIO'}-{procedure.unit.key[-3:]}-{counters[procedure.unit.key, year]}-{year}"
        )
        procedure.url = f"{SITE}/{hex_id(rng)}/procedimiento"
        for at, contract in enumerate(procedure.contracts):
            contract_code += rng.randint(1, 5)
            contract.code = str(contract_code)
            contract.number = f"{procedure.unit.body.short or 'MPIO'}-{procedure.unit.key[-3:]}-{counters[procedure.unit.key, year]:04d}{'' if at == 0 else f'-{at + 1}'}/{year}"


def _number(world: World, procedure: Procedure, at: int) -> str:
    year, unit = procedure.published.year, procedure.unit
    kind = PREFIX[procedure.method] + ("O" if procedure.is_works else "A")
    if procedure.published.date() < world.cut:
        return f"{kind}-{unit.key}-E{at}-{year}"
    return f"{kind}-{STATE_KEY}-{unit.body.code[-3:]}-{unit.key}-N-{at}-{year}"
