"""What the transparency platform's (PNT, SIPOT) formats on contracts share.

LGTAIP 2015, article 70-XXVIII (2025: 65-XXVI): the results of tenders and invitations (A) and of
direct awards (B). The full official list of headings is not at hand: those here are the ones read
by public code and the minimum content of the law; others are added in lumbrera.toml. A workbook
has its header on row 6 and child tables on sheets of their own, whose ID a column of the main
sheet cites. Total amounts are with VAT; the column without taxes is a column apart.
"""

from lumbrera.sources.base import Field, if_told

PUBLISHER = "Plataforma Nacional de Transparencia, por sujeto obligado"
URL = "https://consultapublicamx.plataformadetransparencia.org.mx"
LICENCE = "Información pública (LGTAIP)"
RFC = "upper(replace({value}, ' ', ''))"

# A spreadsheet writes the ID of a child table as a number, a CSV as text.
ID = if_told("regexp_replace({value}, '\\.0+$', '')")

# Bodies fill what does not apply: «No aplica» under the company of a person, «S/N» as a number.
TOLD = if_told()
NUMBER = if_told("upper({value})")

PERIOD = (
    Field("row_id", ("ID",), prepare=ID),
    Field("institution", ("Sujeto obligado", "Nombre del sujeto obligado")),
    Field("year", ("Ejercicio",), prepare=ID),
    Field("period_from", ("Fecha de inicio del periodo que se informa",), "date"),
    Field(
        "period_to",
        ("Fecha de término del periodo que se informa", "Fecha de termino del periodo"),
        "date",
    ),
    Field("procedure_type", ("Tipo de procedimiento (catálogo)", "Tipo de procedimiento")),
    Field(
        "contracting_type",
        (
            "Materia (catálogo)",
            "Materia",
            "Materia o tipo de contratación",
            "Materia o tipo de contratación (catálogo)",
        ),
    ),
)

CONTRACT = (
    Field(
        "description",
        (
            "Descripción de las obras, bienes o servicios",
            "Descripción de obras, bienes o servicios",
            "Descripción de las obras, los bienes o los servicios contratados",
            "Descripción de las obras públicas, los bienes o los servicios contratados o arrendados",
        ),
    ),
    Field("requesting_area", ("Área(s) solicitante(s)", "Área solicitante", "Área(s) solicitante")),
    Field("contract_number", ("Número que identifique al contrato",), prepare=TOLD),
    Field(
        "signed_on",
        ("Fecha del contrato", "Fecha del contrato expresada con el formato día/mes/año"),
        "date",
    ),
    Field(
        "amount",
        (
            "Monto del contrato sin impuestos (MXN)",
            "Monto del contrato sin impuestos incluidos",
            "Monto del contrato sin impuestos (en MXN)",
            "Monto del contrato sin impuestos (en pesos mex.)",
        ),
        "amount",
    ),
    Field(
        "amount_with_vat",
        (
            "Monto total del contrato con impuestos incluidos (MXN)",
            "Monto total del contrato con impuestos incluidos",
            "Monto total del contrato con impuestos incluidos (expresado en pesos mexicanos)",
        ),
        "amount",
    ),
    Field("title", ("Objeto del contrato",)),
    Field(
        "start_on",
        (
            "Fecha de inicio del plazo de entrega o ejecución",
            "Fecha de inicio del plazo de entrega o de ejecución",
            "Fecha de inicio del plazo de entrega o ejecución de servicios contratados u obra pública",
        ),
        "date",
    ),
    Field(
        "end_on",
        (
            "Fecha de término del plazo de entrega o ejecución",
            "Fecha de término del plazo de entrega o de ejecución",
            "Fecha de término del plazo de entrega o ejecución de servicios u obra pública",
        ),
        "date",
    ),
    Field(
        "amended",
        (
            "Se realizaron convenios modificatorios (catálogo)",
            "Se realizaron convenios modificatorios",
            "Se realizaron convenios y/o contratos modificatorios (catálogo)",
        ),
    ),
    Field("updated_on", ("Fecha de actualización",), "date"),
    Field("note", ("Nota",)),
)

PERSON = (
    Field("child_id", ("ID",), prepare=ID),
    Field("given_name", ("Nombre(s)", "Nombre"), prepare=TOLD),
    Field("first_surname", ("Primer apellido",), prepare=TOLD),
    Field("second_surname", ("Segundo apellido",), prepare=TOLD),
    Field("company", ("Denominación o razón social", "Razón social"), prepare=TOLD),
    Field("supplier_rfc", ("RFC", "Registro Federal de Contribuyentes (RFC)"), prepare=RFC),
)
PERSON_FIELDS = tuple(f.name for f in PERSON)


ABOVE = {"institution": ("Nombre del sujeto obligado", "Sujeto obligado")}


def winner(
    of: tuple[str, ...], company: tuple[str, ...], rfc: tuple[str, ...]
) -> tuple[Field, ...]:
    """The four columns of name and the RFC of who got the contract, under their headings."""
    return (
        Field("given_name", tuple(f"Nombre(s) {who}" for who in of), prepare=TOLD),
        Field("first_surname", tuple(f"Primer apellido {who}" for who in of), prepare=TOLD),
        Field("second_surname", tuple(f"Segundo apellido {who}" for who in of), prepare=TOLD),
        Field("company", company, prepare=TOLD),
        Field("supplier_rfc", rfc, prepare=RFC),
    )
