"""What an official earns, owns and owes by a declaration of PDN S1, and what of it is nobody's business."""

import json
from pathlib import Path
from typing import Any

import duckdb
import pytest
from lumbrera import run

pytestmark = pytest.mark.long

PESOS = {"moneda": "MXN"}
SECRETS = ("Calle del Secreto", "0123456789", "VENDEDOR", "777777")


def good(value: Any, *holders: str, **more: Any) -> dict[str, Any]:
    return {
        "tipoOperacion": "SIN_CAMBIOS", "titular": [{"clave": h, "valor": h} for h in holders or ("DEC",)],
        "formaAdquisicion": {"clave": "CPV"}, "valorAdquisicion": value, "numeroCuentaContrato": "0123456789",
        "transmisor": [{"nombreRazonSocial": "VENDEDOR"}], "domicilioMexico": {"calle": "Calle del Secreto"},
    } | more  # fmt: skip


def declaration(kind: str, on: str, income: dict[str, Any], **wealth: Any) -> dict[str, Any]:
    none = {"bienesInmuebles": {"ninguno": True, "bienInmueble": []}}
    return {
        "id": f"declaracion-{on}",
        "metadata": {"actualizacion": f"{on}T10:00:00Z", "institucion": "Instituto de Prueba", "tipo": kind},
        "declaracion": {"interes": {}, "situacionPatrimonial": {
            "datosGenerales": {"nombre": "José", "primerApellido": "Lara", "segundoApellido": "Gil"},
            "datosEmpleoCargoComision": {"nombreEntePublico": "Instituto de Prueba",
                                         "empleoCargoComision": "Jefe", "nivelEmpleoCargoComision": "O32"},
            "ingresos": income, **none, **wealth}},
    }  # fmt: skip


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("wealth")
    records = [
        declaration(
            "INICIAL", "2023-03-10",
            {"ingresoMensualNetoDeclarante": {"valor": 20000, **PESOS}},
            bienesInmuebles={"ninguno": False, "bienInmueble": [
                good({"valor": 900000, **PESOS}, porcentajePropiedad=50),
                good(500000, formaAdquisicion={"clave": "HRN"}),
                good(777777, "CYG"),
                good(2000000, "DEC", "CYG", porcentajePropiedad=50)]},
            vehiculos={"ninguno": False, "vehiculo": [good({"valor": 150000, **PESOS}),
                                                      good({"valor": 90000, **PESOS}, tipoOperacion="BAJA")]},
            inversiones={"inversion": [{"titular": [{"clave": "DEC"}], "saldoSituacionActual": {"valor": 40000, **PESOS}}]},
            adeudos={"adeudo": [{"titular": [{"clave": "DEC"}], "saldoInsolutoSituacionActual": {"valor": 100000, **PESOS}}]},
        ),
        declaration("MODIFICACIÓN", "2024-05-20",
                    {"ingresoAnualNetoDeclarante": {"valor": 260000, **PESOS},
                     "ingresoAnualNetoParejaDependiente": {"valor": 777777, **PESOS}}),
        declaration("CONCLUSIÓN", "2024-06-30", {"ingresoConclusionNetoDeclarante": {"valor": 90000, **PESOS}},
                    vehiculos={"vehiculo": [good({"valor": 10000, "moneda": "USD"})]}),
    ]  # fmt: skip
    published = root / "publicado"
    published.mkdir()
    (published / "s1.json").write_text(json.dumps(records))
    run.run([published], root / "data", waiting=lambda m: None)
    return root / "data"


def test_own_goods_count_in_the_part_held_and_shared_ones_do_not(data: Path) -> None:
    """450,000 of a house, 500,000 inherited, a car of 150,000 and 40,000 in the bank; the car that was
    given up, the spouse's house and the shared one are in no sum."""
    with duckdb.connect(str(data / "current.duckdb"), read_only=True) as con:
        rows = con.execute("""
            select kind, as_of::varchar, yearly_income_mxn, assets_mxn, given_mxn, debts_mxn, n_joint, amounts, level
            from core.declared_wealth order by declared_on""").fetchall()
    assert rows == [
        ("initial", "2023-03-10", 240000, 1140000, 500000, 100000, 1, True, "O32"),
        ("modification", "2023-12-31", 260000, 0, 0, 0, 0, True, "O32"),
        ("conclusion", "2024-06-30", 180000, 10000, 0, 0, 0, None, "O32"),
    ]


def test_addresses_accounts_sellers_and_what_the_spouse_has_are_not_staged(data: Path) -> None:
    text = "".join(
        str(duckdb.read_parquet(str(p)).fetchall()) for p in (data / "staged").rglob("*.parquet")
    )
    assert "valorAdquisicion" in text
    assert [s for s in SECRETS if s in text] == []
