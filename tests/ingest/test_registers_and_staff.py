"""Registers, directories and payrolls as transparency portals export them: preambles, editions of
the headings, child sheets, headings of one's own."""

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest
from lumbrera.config import SourceSettings
from lumbrera.simulate.writers.sheet import write_csv, write_xlsx

SIPOT_PREAMBLE = [
    ["46001"],
    ["TÍTULO", "NOMBRE CORTO", "DESCRIPCIÓN"],
    ["Formato", "LGT_Art_70_Fr", "La información de todas las personas"],
    ["1", "4", "4", "1"],
    ["386906", "386920", "386921", "386907"],
    ["Tabla Campos"],
]
DIRECTORY_VII = [
    "Ejercicio", "Fecha de inicio del periodo que se informa",
    "Fecha de término del periodo que se informa", "Clave o nivel del puesto",
    "Denominación del cargo", "Nombre(s) del servidor(a) público(a)",
    "Primer apellido del servidor(a) público(a)", "Segundo apellido del servidor(a) público(a)",
    "ESTE CRITERIO APLICA A PARTIR DEL 01/04/2023 -> Sexo (catálogo)", "Área de adscripción",
    "Fecha de alta en el cargo", "Domicilio oficial: Tipo de vialidad (catálogo)",
    "Domicilio oficial: Nombre de vialidad", "Número(s) de teléfono oficial y extensión",
    "Extensión", "Correo electrónico oficial, en su caso",
    "Área(s) responsable(s) que genera(n), posee(n), publica(n) y actualizan la información",
    "Fecha de actualización", "Nota",
]  # fmt: skip
PAYROLL_VIII = [
    "Ejercicio", "Fecha de inicio del periodo que se informa",
    "Fecha de término del periodo que se informa",
    "Tipo de integrante del sujeto obligado (catálogo)", "Clave o nivel del puesto",
    "Denominación o descripción del puesto", "Denominación del cargo", "Área de adscripción",
    "Nombre (s)", "Primer apellido", "Segundo apellido", "Sexo (catálogo)",
    "Monto mensual bruto de la remuneración, en tabulador",
    "Tipo de moneda de la remuneración bruta",
    "Monto mensual neto de la remuneración, en tabulador",
    "Tipo de moneda de la remuneración neta", "Nota",
]  # fmt: skip
REGISTER_XXXII = [
    "Ejercicio", "Fecha de inicio del periodo que se informa",
    "Fecha de término del periodo que se informa",
    "Personería Jurídica del proveedor o contratista (catálogo)",
    "Nombre(s) del proveedor o contratista", "Primer apellido del proveedor o contratista",
    "Segundo apellido del proveedor o contratista",
    "Denominación o razón social del proveedor o contratista", "Estratificación",
    "Origen del proveedor o contratista (catálogo)",
    "Registro Federal de Contribuyentes (RFC) de la persona física o moral con homoclave incluida",
    "Entidad federativa de la persona física o moral (catálogo)",
    "Actividad económica de la empresa", "Domicilio fiscal: Nombre de la vialidad",
    "Domicilio fiscal: Número exterior", "Domicilio fiscal: Número interior, en su caso",
    "Domicilio fiscal: Nombre del asentamiento", "Domicilio fiscal: Nombre del municipio o delegación",
    "Domicilio fiscal: Código postal", "Nombre(s) del representante legal de la empresa",
    "Primer apellido del representante legal de la empresa",
    "Segundo apellido del representante legal de la empresa",
    "Teléfono oficial del proveedor o contratista",
    "Correo electrónico comercial del proveedor o contratista", "Beneficiarios finales", "Nota",
]  # fmt: skip
BENEFICIARIES = [
    "ID",
    "Nombre(s) del beneficiario final",
    "Primer apellido del beneficiario final",
    "Segundo apellido del beneficiario final",
]


def sipot(path: Path, header: list[str], *rows: dict[str, object], **sheets: list[list[str]]):
    """A workbook with SIPOT's preamble, one sheet of rows and its child sheets."""
    body = [[row.get(h, "") for h in header] for row in rows]
    write_xlsx(path, {"Reporte de Formatos": [*SIPOT_PREAMBLE, header, *body], **sheets})
    return path


def test_a_directory_as_sipot_exports_it_is_read_below_its_preamble(reading, tmp_path) -> None:
    person = dict(zip(DIRECTORY_VII[3:8], ["M11", "JEFA", "Ana", "Peña", "Luna"], strict=True))
    more = {"Área de adscripción": "COMPRAS", "Fecha de alta en el cargo": "01/03/2018"}
    path = sipot(tmp_path / "vii.xlsx", DIRECTORY_VII, person | more)
    seen = reading.one(path)
    assert (seen.source, seen.layout) == ("staff_directory", "sipot_vii")
    assert (seen.rows_read, seen.rows_loaded, seen.columns_unknown) == (1, 1, [])
    assert reading.staged(seen, "position, given_name, first_surname, area, since_on") == [
        ("JEFA", "Ana", "Peña", "COMPRAS", dt.date(2018, 3, 1))
    ]


def test_the_body_above_the_header_of_a_directory_is_that_of_all_its_people(
    reading, tmp_path
) -> None:
    known = dict.fromkeys(DIRECTORY_VII[4:8], "X") | {"Fecha de alta en el cargo": "2020-01-01"}
    above = [["Nombre del Sujeto Obligado: Ayuntamiento de Jalpa"], ["Formato:", "Directorio"]]
    body = [[known.get(h, "") for h in DIRECTORY_VII]]
    path = tmp_path / "vii.xlsx"
    write_xlsx(path, {"Reporte de Formatos": [*above, DIRECTORY_VII, *body]})
    seen = reading.one(path)
    assert reading.staged(seen, "institution, position") == [("Ayuntamiento de Jalpa", "X")]


def test_a_vacant_post_is_set_aside_with_the_reason_and_not_given_to_anybody(
    reading, tmp_path
) -> None:
    known = dict.fromkeys(DIRECTORY_VII[4:8], "X") | {"Fecha de alta en el cargo": "2020-01-01"}
    vacant = known | {DIRECTORY_VII[6]: "", DIRECTORY_VII[5]: "VACANTE"}
    seen = reading.one(sipot(tmp_path / "vii.xlsx", DIRECTORY_VII, known, vacant))
    assert (seen.rows_read, seen.rows_loaded, seen.rows_quarantined) == (2, 1, 1)
    assert [number for number, _ in reading.aside(seen)] == [9]


def test_a_payroll_as_sipot_exports_it_is_no_directory(reading, tmp_path) -> None:
    row = {"Denominación del cargo": "JEFA", "Denominación o descripción del puesto": "M11A",
           "Nombre (s)": "Ana", "Primer apellido": "Peña", "Segundo apellido": "Luna",
           "Monto mensual bruto de la remuneración, en tabulador": "$21,500.50"}  # fmt: skip
    seen = reading.one(sipot(tmp_path / "viii.xlsx", PAYROLL_VIII, row))
    assert (seen.source, seen.layout, seen.columns_unknown) == ("payroll", "sipot_viii", [])
    assert reading.staged(seen, "given_name, position, post_title, gross_monthly") == [
        ("Ana", "JEFA", "M11A", Decimal("21500.50"))
    ]


def test_a_register_as_sipot_exports_it_and_its_sheet_of_beneficiaries_are_two_tables(
    reading, tmp_path
) -> None:
    firm = {
        REGISTER_XXXII[3]: "Persona moral", REGISTER_XXXII[7]: "PAPELERA X SA DE CV",
        REGISTER_XXXII[10]: "PXX010203AB1", "Beneficiarios finales": 46001,
        "Correo electrónico comercial del proveedor o contratista": "x@papelera.invalid",
    }  # fmt: skip
    path = sipot(
        tmp_path / "xxxii.xlsx", REGISTER_XXXII, firm,
        Tabla_590282=[["1", "4"], ["67", "68"], BENEFICIARIES, ["46001", "Eva", "Ríos", "Gil"]],
    )  # fmt: skip
    register, partners = reading.read(path).seen
    assert (register.source, register.layout) == ("supplier_register", "sipot_xxxii")
    assert (partners.source, partners.layout) == ("supplier_partner", "final_beneficiaries")
    assert register.columns_unknown == partners.columns_unknown == []
    assert reading.staged(register, "company_name, supplier_rfc, email, partners_ref") == [
        ("PAPELERA X SA DE CV", "PXX010203AB1", "x@papelera.invalid", "46001")
    ]
    assert reading.staged(partners, "register_id, given_name, first_surname") == [
        ("46001", "Eva", "Ríos")
    ]
    assert register.book_sha256 == partners.book_sha256


def test_four_columns_of_names_alone_are_no_beneficiaries(reading, tmp_path) -> None:
    path = tmp_path / "asistentes.csv"
    write_csv(path, ["ID", "Nombre(s)", "Primer apellido", "Segundo apellido"], [["1", "A", "B", "C"]])  # fmt: skip
    assert not reading.one(path).is_loaded()


@pytest.mark.parametrize(
    ("source", "header", "row", "own", "staged"),
    [
        (
            "staff_directory",
            ["Entidad paraestatal", "Denominación del cargo", "Nombre(s)", "Primer apellido",
             "Segundo apellido", "Inicio en el puesto"],
            ["Instituto", "JEFA", "Ana", "Peña", "Luna", "2020-01-31"],
            {"Entidad paraestatal": "institution", "Inicio en el puesto": "since_on"},
            "institution, since_on",
        ),
        (
            "payroll",
            ["Organismo", "Puesto", "Nombre(s)", "Primer apellido", "Segundo apellido",
             "Sueldo integrado"],
            ["Instituto", "JEFA", "Ana", "Peña", "Luna", "9,000.00"],
            {"Organismo": "institution", "Sueldo integrado": "gross_monthly"},
            "institution, gross_monthly",
        ),
    ],
)  # fmt: skip
def test_headings_of_ones_own_make_an_unknown_list_a_directory_or_a_payroll(
    reading, tmp_path, source, header, row, own, staged
) -> None:
    path = tmp_path / "lista.csv"
    write_csv(path, header, [row])
    assert not reading.one(path).is_loaded()
    reading.settings.sources[source] = SourceSettings(columns=own)
    seen = reading.one(path)
    assert (seen.source, seen.rows_loaded, seen.columns_unknown) == (source, 1, [])
    expected = {"staff_directory": dt.date(2020, 1, 31), "payroll": Decimal("9000.00")}
    assert reading.staged(seen, staged) == [("Instituto", expected[source])]


def test_an_amount_that_is_none_and_a_percentage_with_its_sign(reading, tmp_path) -> None:
    path = tmp_path / "socios.csv"
    header = ["ID", "Nombre(s)", "Primer apellido", "Segundo apellido", "RFC",
              "Porcentaje de participación", "Fecha de alta"]  # fmt: skip
    write_csv(path, header, [
        ["1", "Ana", "Peña", "Luna", "", "33.5 %", "2020-01-01"],
        ["1", "Eva", "Ríos", "Gil", "", "la mitad", "2020-01-01"],
    ])  # fmt: skip
    seen = reading.one(path)
    assert reading.staged(seen, "given_name, percent") == [("Ana", Decimal("33.50"))]
    [(number, reason)] = reading.aside(seen)
    assert number == 3 and "«la mitad» no es un importe" in reason
