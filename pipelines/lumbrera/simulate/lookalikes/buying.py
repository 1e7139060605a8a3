"""Lawful purchases that look odd in the published rows."""

from datetime import date, timedelta

from lumbrera.simulate.chance import money
from lumbrera.simulate.items import BY_CODE, FAMILIES
from lumbrera.simulate.plot import Plot
from lumbrera.simulate.procedures import Edit
from lumbrera.simulate.schemes.publication import AMOUNT
from lumbrera.simulate.truth import Instance


def sole_supplier_patent(plot: Plot) -> Instance:
    """The holder of a patent sells, by that exception, a large part of what a health or science unit buys directly."""
    rng, world = plot.rng, plot.world
    unit = plot.unit(lambda u: u.body.kind == "GE")
    family = BY_CODE[rng.choice(("2530", "2540", "5310", "3330"))]
    firm = plot.firm(0, family, "NO MIPYME", lawful=0)
    day = plot.day(0.05, 0.2)
    for _ in range(rng.randint(5, 8)):
        plot.buy(
            unit,
            family,
            day,
            world.ceiling(unit, day, family) * rng.uniform(0.6, 3.5),
            firm,
            exception="patent",
            title=f"{rng.choice(family.titles)} CON PATENTE VIGENTE",
        )
        day = plot.step(day, 40, 130)
    return plot.done("Oferente único con patente vigente.")


def declared_emergency(plot: Plot) -> Instance:
    """After a flood a municipality buys a lot in a few days, without tender, as the declaration of emergency allows."""
    rng, world = plot.rng, plot.world
    unit = plot.unit(lambda u: u.body.kind == "GM")
    start = plot.monday()
    firms = [
        plot.firm(unit.town, BY_CODE[code], "PEQUEÑA", lawful=2)
        for code in ("2210", "2420", "3250")
    ]
    for at in range(rng.randint(6, 9)):
        firm = firms[at % len(firms)]
        day = start + timedelta(days=rng.randint(0, 6))
        amount = min(7e6, world.ceiling(unit, day, firm.trades[0]) * rng.uniform(0.5, 2.2))
        plot.buy(
            unit,
            firm.trades[0],
            day,
            amount,
            firm,
            exception="disaster",
            title=f"{rng.choice(firm.trades[0].titles)} POR DECLARATORIA DE EMERGENCIA, INUNDACION",
        )
    return plot.done("Compras por una emergencia declarada.")


def deserted_then_direct(plot: Plot) -> Instance:
    """A tender nobody won, then a direct award of the same purchase under the same requirements."""
    rng, world = plot.rng, plot.world
    family = plot.family()
    unit = plot.unit()
    day = plot.day(0.1, 0.7)
    amount = min(7.5e6, world.ceiling(unit, day, family) * rng.uniform(1.5, 4.0))
    title = world.title(unit, family, day, rng)
    firm = plot.firm(unit.town, family, lawful=3)
    failed = world.contest(
        unit,
        family,
        day,
        [(f, amount * 1.4, "disqualified") for f in plot.rivals(family, unit.body, amount, day, 1)],
        title=title,
        estimate=amount,
        rng=rng,
    )
    assert failed.award is not None
    plot.buy(
        unit,
        family,
        plot.step(failed.award, 8, 25),
        amount,
        firm,
        exception="deserted",
        title=title,
    )
    return plot.done("Licitación desierta y después adjudicación directa.")


def justified_short_notice(plot: Plot) -> Instance:
    """A tender with a notice of ten to twelve days, justified in writing, and real competition."""
    rng, world = plot.rng, plot.world
    family = plot.family()
    unit = plot.unit(ocds=True)
    for _ in range(2):
        day = plot.day(0.1, 0.8)
        amount = min(20e6, world.ceiling(unit, day, family, "selective") * rng.uniform(0.8, 1.6))
        offers = [
            (f, amount * rng.uniform(0.9, 1.1), "valid")
            for f in plot.rivals(family, unit.body, amount, day, 4)
        ]
        for contract in plot.tender(
            unit, family, day, offers, notice=rng.randint(10, 12), estimate=amount * 1.05
        ):
            contract.procedure.description = (
                f"{contract.title}. REDUCCION DE PLAZO JUSTIFICADA POR EL AREA REQUIRENTE, ART. 42"
            )
    return plot.done("Plazo reducido con justificación y competencia.")


def framework_one_day(plot: Plot) -> Instance:
    """Orders under a framework contract, all placed with one supplier on one day."""
    rng = plot.rng
    unit = plot.unit(lambda u: len(u.body.units) >= 2)
    family = BY_CODE[rng.choice(("2530", "2610", "2110"))]
    firm = plot.firm(0, family, "NO MIPYME", lawful=1)
    day = plot.monday()
    for _ in range(rng.randint(5, 8)):
        contract = plot.buy(
            unit,
            family,
            day,
            rng.uniform(60e3, 900e3),
            firm,
            exception="current",
            title=f"ORDEN DE SUMINISTRO DE CONTRATO MARCO, {rng.choice(family.titles)}",
        )
        contract.procedure.framework = contract.procedure.consolidated = True
    return plot.done("Órdenes de un contrato marco emitidas el mismo día.")


def annual_first_of_january(plot: Plot) -> Instance:
    """Services of the whole year, with several suppliers, that all start on 1 January."""
    rng, world = plot.rng, plot.world
    unit = plot.unit()
    year = rng.randint(
        world.first.year + (1 if world.last.year > world.first.year else 0), world.last.year
    )
    for code in rng.sample(["3380", "3580", "3450", "2610", "3250", "3570"], 4):
        family = BY_CODE[code]
        firm = plot.firm(unit.town, family, "MEDIANA", lawful=2)
        day = max(world.first, date(year, 1, 1) - timedelta(days=rng.randint(3, 14)))
        plot.buy(
            unit,
            family,
            day,
            world.ceiling(unit, day, family) * rng.uniform(0.5, 0.95),
            firm,
            start=date(year, 1, 1),
            months=12,
            title=f"{family.titles[0]} EJERCICIO {year}",
        )
    return plot.done("Servicios anuales que empiezan el 1 de enero.")


def maker_maintenance(plot: Plot) -> Instance:
    """Maintenance of lifts or scanners by their maker, year after year, because nobody else has the parts."""
    rng, world = plot.rng, plot.world
    family = BY_CODE["3570"]
    unit = plot.unit(lambda u: u.body.kind == "GE" or u.body.weight > 5)
    firm = plot.firm(0, family, "NO MIPYME", lawful=0)
    day = plot.day(0.03, 0.15)
    for _ in range(rng.randint(5, 7)):
        plot.buy(
            unit,
            family,
            day,
            world.ceiling(unit, day, family) * rng.uniform(0.4, 1.8),
            firm,
            exception="patent",
            title=f"{rng.choice(family.titles)} POR EL FABRICANTE",
        )
        day = plot.step(day, 60, 160)
    return plot.done("Mantenimiento por el fabricante del equipo.")


def local_purchase(plot: Plot) -> Instance:
    """A municipality buys little by little from local micro firms, as the state's plan asks; even in sum far below the ceiling."""
    rng, world = plot.rng, plot.world
    unit = plot.unit(lambda u: u.body.kind == "GM" and u.town > 0)
    families = rng.sample(
        [f for f in FAMILIES if f.median < 150e3 and f.matter == "goods_services"], 3
    )
    firms = [plot.firm(unit.town, family, "MICRO", lawful=0, kind="person") for family in families]
    day = plot.day(0.05, 0.3)
    for at in range(rng.randint(9, 14)):
        firm = firms[at % len(firms)]
        plot.buy(
            unit,
            firm.trades[0],
            day,
            world.ceiling(unit, day, firm.trades[0]) * rng.uniform(0.02, 0.09),
            firm,
        )
        day = plot.step(day, 5, 30)
    return plot.done("Compras directas pequeñas a proveedores locales.")


def cheap_newcomer(plot: Plot) -> Instance:
    """A firm a few months old wins a tender because it asks for less, and delivers."""
    rng, world = plot.rng, plot.world
    family = plot.family()
    unit = plot.unit(ocds=True)
    day = plot.day(0.15, 0.75)
    firm = plot.firm(
        unit.town, family, "PEQUEÑA", founded=day - timedelta(days=rng.randint(80, 200)), lawful=0
    )
    amount = min(7e6, world.ceiling(unit, day, family) * rng.uniform(1.2, 3.0))
    offers = [(firm, amount * 0.85, "valid")] + [
        (f, amount * rng.uniform(0.97, 1.12), "valid")
        for f in plot.rivals(family, unit.body, amount, day, 3)
    ]
    plot.tender(unit, family, day, offers, method="selective", estimate=amount)
    return plot.done("Empresa nueva que gana por precio.")


def typing_error_corrected(plot: Plot) -> Instance | None:
    """An amount typed wrongly (a misplaced point, two figures swapped) and corrected in the next export."""
    world, rng = plot.world, plot.rng
    if len(world.exports) < 2:
        return None
    fit = [
        c
        for p in world.procedures
        if p.published.date() >= world.cut
        for c in p.contracts
        if not c.owner and c.listed_on <= world.exports[0]
    ]
    for at, contract in enumerate(rng.sample(fit, min(3, len(fit)))):
        wrong = money(contract.amount * 10) if at == 0 else _swapped(contract.amount)
        contract.edits = [Edit(0, AMOUNT, wrong), Edit(1, AMOUNT, contract.amount)]
        plot.claim(contract)
    plot.done("Error de captura corregido en la exportación siguiente.")
    plot.instance.since = world.exports[0]
    return plot.instance


def _swapped(amount: float) -> float:
    """The amount with two neighbouring figures of its whole part swapped."""
    text = f"{amount:.2f}"
    for at in range(len(text) - 5, -1, -1):
        if text[at] != text[at + 1]:
            return float(text[:at] + text[at + 1] + text[at] + text[at + 2 :])
    return money(amount + 9)
