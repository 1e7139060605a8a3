"""What officials declare to earn, own and owe (PDN S1): plausible figures, with innocent jumps among them.

Most people keep their house and car and save a little. A few inherit, sell a house, buy one with a
mortgage, or buy one together with their spouse; half of those who take most openly (a naive front)
declare a good that no income explains, the others put it in somebody else's name.
"""

from datetime import date
from random import Random
from typing import Any

from lumbrera.simulate.bodies import Post
from lumbrera.simulate.world import World

WAYS = {"CPV": "COMPRAVENTA", "HRN": "HERENCIA"}
HOLDERS = {"DEC": "DECLARANTE", "CYG": "CÓNYUGE"}
EVENTS = (("none", 84), ("inherits", 4), ("sells", 3), ("mortgage", 5), ("with_spouse", 4))


def pesos(value: float) -> dict[str, Any]:
    """An amount as S1 writes it: whole pesos and the currency."""
    return {"valor": round(value), "moneda": "MXN"}


def as_of(kind: str, on: date) -> date:
    """The day whose wealth a declaration tells: a modification tells of the end of the year before."""
    return date(on.year - 1, 12, 31) if kind == "MODIFICACIÓN" else on


def sections(world: World, post: Post, kind: str, on: date) -> dict[str, Any]:
    """The sections ingresos, bienesInmuebles, vehiculos, inversiones and adeudos of one declaration."""
    steady = world.chance.of(f"pdn/s1/wealth/{post.person.id}")
    pay, day = post.pay, as_of(kind, on)
    house_value = pay * 12 * steady.uniform(2.5, 5)
    owns = steady.random() < 0.7
    bought = date(steady.randint(1998, world.first.year - 2), steady.randint(1, 12), 15)
    car_value, car_on = pay * steady.uniform(4, 10), date(world.first.year - 1, 6, 1)
    savings, rate = pay * steady.uniform(0.5, 6), steady.uniform(0.2, 1.2)
    event = steady.choices([name for name, _ in EVENTS], [w for _, w in EVENTS])[0]
    event_on = _event_day(world, post, steady)
    other_value = pay * 12 * steady.uniform(2.5, 4.5)
    if event == "with_spouse" and not post.person.spouse:
        event = "none"
    if any(
        p is post and k.startswith("front_") and skill == "naive"
        for p, _, _, k, skill in world.interests
    ):
        event = "unexplained" if steady.random() < 0.5 else "none"
        other_value = pay * 12 * steady.uniform(1, 8)
    happened = day >= event_on
    houses, debts, sold, spouse_income = [], [], 0.0, 0.0
    if owns or event == "sells":
        gone = event == "sells" and happened
        houses.append(
            _house(
                house_value, bought, "CPV", "CRÉDITO", operation="BAJA" if gone else "SIN_CAMBIOS"
            )
        )
        left = house_value * max(0.0, 0.7 - 0.05 * (day.year - bought.year))
        if left and not gone:
            debts.append(_debt(left, kind, bought))
        if gone and event_on.year == day.year:
            sold = house_value * 1.3
    if event == "sells" and happened:
        savings += house_value * 1.1
    if happened and event in ("inherits", "unexplained", "mortgage", "with_spouse"):
        way = "HRN" if event == "inherits" else "CPV"
        paid = {"inherits": "NO APLICA", "mortgage": "CRÉDITO"}.get(event, "CONTADO")
        joint = event == "with_spouse"
        houses.append(
            _house(other_value, event_on, way, paid, share=50 if joint else 100, joint=joint)
        )
        if event == "mortgage":
            debts.append(_debt(other_value * 0.9, kind, event_on))
    if event == "with_spouse":
        spouse_income = pay * 1.5
    saved = savings + rate * pay * max(0, day.year - world.first.year + 1)
    account = {
        "tipoOperacion": "MODIFICAR", "tipoInversion": {"clave": "BANC", "valor": "BANCARIA"},
        "subTipoInversion": {"clave": "CNOM", "valor": "CUENTA DE NÓMINA"}, "titular": _holder(),
        "numeroCuentaContrato": "", "localizacionInversion": {"pais": "MX", "institucionRazonSocial": "Banco simulado", "rfc": ""},
        _balance("saldo", kind): pesos(saved),
    }  # fmt: skip
    car = {
        "tipoOperacion": "SIN_CAMBIOS", "tipoVehiculo": {"clave": "AUMOT", "valor": "AUTOMÓVIL/MOTOCICLETA"}, "titular": _holder(),
        "marca": "Simulada", "modelo": "Simulado", "anio": car_on.year, "formaAdquisicion": {"clave": "CPV", "valor": "COMPRAVENTA"},
        "formaPago": "CONTADO", "valorAdquisicion": pesos(car_value), "fechaAdquisicion": f"{car_on}",
    }  # fmt: skip
    return {
        "ingresos": _income(kind, on, pay, sold, spouse_income),
        "bienesInmuebles": _section("bienInmueble", houses),
        "vehiculos": _section("vehiculo", [car]),
        "inversiones": _section("inversion", [account]),
        "adeudos": _section("adeudo", debts),
    }


def public(wealth: dict[str, Any]) -> dict[str, Any]:
    """The same sections without what is the partner's: their income, and what they hold alone."""
    income = {k: v for k, v in wealth["ingresos"].items() if "ParejaDependiente" not in k}
    own = [k for k in income if k.endswith("NetoDeclarante")]
    income |= {k: income[own[0]] for k in income if k.startswith("totalIngresos")}
    return {**wealth, "ingresos": income}


def _event_day(world: World, post: Post, rng: Random) -> date:
    """A day between the first declaration and the last but one."""
    first = max(world.first, post.since)
    span = max(1, (world.last - first).days - 400)
    return date.fromordinal(first.toordinal() + 200 + rng.randrange(span))


def _section(name: str, items: list[dict[str, Any]]) -> dict[str, Any]:
    return {"ninguno": not items, name: items, "aclaracionesObservaciones": ""}


def _holder(joint: bool = False) -> list[dict[str, str]]:
    return [{"clave": c, "valor": HOLDERS[c]} for c in (("DEC", "CYG") if joint else ("DEC",))]


def _house(
    value: float, on: date, way: str, paid: str, share: int = 100, joint: bool = False, operation: str = "SIN_CAMBIOS",
) -> dict[str, Any]:  # fmt: skip
    return {
        "tipoOperacion": operation, "tipoInmueble": {"clave": "CASA", "valor": "CASA"}, "titular": _holder(joint), "porcentajePropiedad": share,
        "superficieTerreno": {"valor": 120, "unidad": "m2"}, "superficieConstruccion": {"valor": 90, "unidad": "m2"},
        "formaAdquisicion": {"clave": way, "valor": WAYS[way]}, "formaPago": paid, "valorAdquisicion": pesos(value),
        "fechaAdquisicion": f"{on}", "valorConformeA": "ESCRITURA PÚBLICA",
    }  # fmt: skip


def _debt(balance: float, kind: str, on: date) -> dict[str, Any]:
    return {
        "tipoOperacion": "MODIFICAR", "titular": _holder(), "tipoAdeudo": {"clave": "CHIP", "valor": "CRÉDITO HIPOTECARIO"}, "numeroCuentaContrato": "",
        "fechaAdquisicion": f"{on}", "montoOriginal": pesos(balance * 1.2), _balance("saldoInsoluto", kind): pesos(balance),
        "otorganteCredito": {"tipoPersona": "MORAL", "nombreInstitucion": "Banco simulado", "rfc": ""}, "localizacionAdeudo": {"pais": "MX"},
    }  # fmt: skip


def _balance(word: str, kind: str) -> str:
    tail = {"INICIAL": "SituacionActual", "MODIFICACIÓN": "DiciembreAnterior"}
    return word + tail.get(kind, "FechaConclusion")


def _income(
    kind: str, on: date, monthly: float, sold: float, spouse_monthly: float
) -> dict[str, Any]:
    """Monthly in the initial declaration, yearly in a modification, since January in a conclusion: the
    names say which."""
    word, words, months = {
        "INICIAL": ("Mensual", "Mensuales", 1),
        "MODIFICACIÓN": ("Anual", "Anuales", 12),
        "CONCLUSIÓN": ("Conclusion", "Conclusion", on.month),
    }[kind]
    other = 0.0 if kind == "INICIAL" else sold
    pay, mine = pesos(monthly * months), pesos(monthly * months + other)
    made = {
        f"remuneracion{word}CargoPublico": pay, f"otrosIngresos{words}Total": pesos(other), f"ingreso{word}NetoDeclarante": mine,
        f"ingreso{word}NetoParejaDependiente": pesos(spouse_monthly * months),
        f"totalIngresos{words}Netos": pesos(monthly * months + other + spouse_monthly * months), "aclaracionesObservaciones": "",
    }  # fmt: skip
    if other:
        made["enajenacionBienes"] = {
            "remuneracionTotal": pesos(other),
            "bienes": [{"remuneracion": pesos(other), "tipoBienEnajenado": "INMUEBLE"}],
        }
    return made
