"""What happens to the publication: amounts edited afterwards, contracts that vanish, fields left blank."""

from collections import Counter
from datetime import timedelta

from lumbrera.simulate.chance import money
from lumbrera.simulate.plot import Plot
from lumbrera.simulate.procedures import Contract, Edit
from lumbrera.simulate.truth import Instance

AMOUNT = "Importe DRC"


def _published(plot: Plot, n: int, low: float = 60e3) -> list[Contract]:
    """Lawful contracts of one unit that are in the first ComprasMX export."""
    world = plot.world
    for _ in range(40):
        unit = plot.unit()
        fit = [
            c for p in world.procedures if p.unit is unit and p.published.date() >= world.cut and (p.award or world.last) < world.exports[0] - timedelta(days=5)
            for c in p.contracts if not c.owner and c.listed_on <= world.exports[0] and c.amount >= low
        ]  # fmt: skip
        if fit:
            return sorted(
                plot.rng.sample(fit, min(n, len(fit))),
                key=lambda c: (c.procedure.published, c.title, c.amount),
            )
        plot.instance.units.remove(unit)
    return []


def amount_edited(plot: Plot) -> Instance | None:
    """The amount of a published contract is raised in a later export, without an amendment."""
    world, rng = plot.world, plot.rng
    last = len(world.exports) - 1
    chosen = _published(plot, {"naive": 2, "careful": 3, "gradual": 2}[plot.skill])
    if last < 1 or not chosen:
        return None
    for contract in chosen:
        plot.claim(contract)
        if plot.skill == "gradual":
            for export in range(1, last + 1):
                contract.edits.append(
                    Edit(export, AMOUNT, money(contract.amount * (1 + 0.07 * export)))
                )
        else:
            factor = rng.uniform(1.35, 1.9) if plot.skill == "naive" else rng.uniform(1.05, 1.14)
            contract.edits.append(
                Edit(rng.randint(1, last), AMOUNT, money(contract.amount * factor))
            )
    done = plot.done("El importe publicado cambia en una exportación posterior.")
    done.since = world.exports[1]
    return done


def contract_removed(plot: Plot) -> Instance | None:
    """A published contract is no longer there in a later export; the careful one goes with its procedure, the gradual ones go one by one."""
    world, rng = plot.world, plot.rng
    last = len(world.exports) - 1
    chosen = _published(plot, {"naive": 2, "careful": 1, "gradual": 3}[plot.skill], 150e3)
    if last < 1 or not chosen:
        return None
    for at, contract in enumerate(chosen):
        plot.claim(contract)
        contract.removed_at = min(last, 1 + at) if plot.skill == "gradual" else rng.randint(1, last)
        contract.procedure.hidden = plot.skill == "careful"
    done = plot.done("El contrato deja de publicarse.")
    done.since = world.exports[min(c.removed_at or last for c in chosen)]
    return done


def opacity(plot: Plot) -> Instance | None:
    """A unit publishes late, little, and under titles that say nothing."""
    world, rng = plot.world, plot.rng
    vague = ("SERVICIOS VARIOS", "COMPRA DIVERSA", "PEDIDO", "ADQUISICION DE BIENES", "SERVICIO")
    busy = Counter(p.unit for p in world.procedures if p.published.date() >= world.cut)
    unit = plot.unit(lambda u: busy[u] >= min(8, max(busy.values())))
    mine = [
        c
        for p in world.procedures
        if p.unit is unit and p.published.date() >= world.cut
        for c in p.contracts
        if not c.owner
    ]
    if len(mine) < 4:
        return None
    mine.sort(key=lambda c: (c.procedure.published, c.title, c.amount))
    mine = mine[-12:]
    for at, contract in enumerate(mine):
        share = {"naive": 0.95, "careful": 0.5, "gradual": at / len(mine)}[plot.skill]
        if rng.random() > share:
            continue
        procedure = contract.procedure
        plot.claim(contract)
        procedure.hidden = True
        contract.title = procedure.title = procedure.description = rng.choice(vague)
        contract.signed = None
        fields = [
            "Fecha de fallo",
            "Fecha de publicación",
            "Artículo de excepción",
            "Descripción excepción",
        ]
        contract.blank.update(fields if plot.skill == "naive" else rng.sample(fields, 2))
        contract.listed_on = min(
            world.last,
            max(contract.listed_on, contract.start + timedelta(days=rng.randint(30, 150))),
        )
    return (
        plot.done("La unidad publica tarde, incompleto y con títulos que no dicen nada.")
        if plot.instance.contracts
        else None
    )
