"""SIPOT workbooks and CSV: main sheet and child tables, each with its account; nothing is lost."""

from collections.abc import Iterator
from typing import Any

import pytest
from lumbrera import normalise, warehouse
from lumbrera.build import build
from lumbrera.build.models import upstream
from lumbrera.ingest.record import all_records
from lumbrera.sources import by_name

from tests import shipped
from tests.ingest.conftest import Reading
from tests.ingest.test_workbooks import write

Row = list[Any]


def header(source: str, layout: int = 0) -> Row:
    """The first heading known of each field of a layout."""
    it = by_name(source)
    return [it.field(f).headings[0] for f in it.layouts[layout].fields]


def main_row(source: str, **values: Any) -> Row:
    """A row of a main sheet; what is not given is blank."""
    row = {
        "institution": "Ayuntamiento de Apozol", "year": 2026, "contracting_type": "Adquisiciones",
        "requesting_area": "Tesorería", "updated_on": "30/06/2026", "signed_on": "01/04/2026",
        "start_on": "02/04/2026", "end_on": "30/04/2026", "title": "Papelería",
        "procedure_type": "Licitación pública" if source == "sipot_tenders" else "Adjudicación directa",
    }  # fmt: skip
    row |= values
    fields = by_name(source).layouts[0].fields
    assert set(row) <= set(fields)
    return [row.get(f, "") for f in fields]


def preamble() -> list[Row]:
    """The five rows above the header of a main sheet."""
    return [["SISTEMA DE PORTALES"], ["Zacatecas"], ["Formato"], ["Ejercicio 2026"], []]


def tenders(**values: Any) -> Row:
    return main_row("sipot_tenders", **values)


PERSON = header("sipot_bidders")
TENDER = {
    "row_id": 1, "invited_id": 11, "bidders_id": 12, "amendments_id": 13, "amended": "Si",
    "procedure_number": "MUN/LP/1", "company": "Papelera Uno SA de CV", "supplier_rfc": "PUN010203AB1",
    "contract_number": "C-1", "amount_with_vat": 116000,
}  # fmt: skip


def person(child_id: int, company: str, rfc: str = "") -> Row:
    return [child_id, "", "", "", company, rfc]


def sheets(**changed: list[Row]) -> dict[str, list[Row]]:
    """A sound workbook of fraction A: one tender with two bidders and one amendment."""
    return {
        "Informacion": [*preamble(), header("sipot_tenders"), tenders(**TENDER)],
        "Tabla_334277": [["x"], [], PERSON, person(11, "Papelera Uno SA de CV", "PUN010203AB1")],
        "Tabla_334306": [
            ["x"], [], PERSON,
            person(12, "Papelera Uno SA de CV", "PUN010203AB1"), person(12, "Papelera Dos SC"),
        ],
        "Tabla_334310": [["x"], [], header("sipot_amendments"), [13, "C-1-CM1", "PLAZO", "15/04/2026", ""]],
        "Hidden_1": [["Licitación pública"], ["Otro"]],
    } | changed  # fmt: skip


@pytest.fixture
def built(reading: Reading) -> Iterator[Any]:
    """Builds the core tables over what was read, and asks them."""

    def ask(query: str) -> list[tuple[Any, ...]]:
        con = reading.con
        normalise.register(con)
        loaded = [r for r in all_records(reading.workspace) if r.is_loaded()]
        warehouse.create_staged_views(con, reading.workspace, loaded)
        external = {
            **warehouse.staged_digests(loaded),
            **warehouse.write_settings(con, reading.settings, warehouse.cut_off(loaded, None)),
        }
        build(
            con,
            upstream(
                shipped.models(),
                {
                    "core.bid",
                    "core.quotation",
                    "core.amendment",
                    "core.sipot_orphan",
                    "core.supplier",
                    "core.buyer",
                    "core.amendment_statement",
                },
            ),
            external,
        )
        return con.execute(query).fetchall()

    yield ask


def test_every_sheet_of_a_workbook_loads_and_the_catalogue_sheet_is_named(
    reading, tmp_path
) -> None:
    seen = reading.read(write(tmp_path / "a.xlsx", sheets())).seen
    assert [(r.name, r.source, r.rows_loaded) for r in seen] == [
        ("a.xlsx", "sipot_tenders", 1),
        ("a.xlsx/Tabla_334277", "sipot_invited", 1),
        ("a.xlsx/Tabla_334306", "sipot_bidders", 2),
        ("a.xlsx/Tabla_334310", "sipot_amendments", 1),
    ]
    assert "no se leyeron: «Hidden_1»" in seen[0].notes[0]
    assert {r.export_date for r in seen} == {seen[0].export_date}


def test_a_child_table_with_a_header_alone_says_there_was_nothing(reading, tmp_path) -> None:
    empty = sheets(Tabla_334310=[["x"], [], header("sipot_amendments")])
    amendments = reading.read(write(tmp_path / "a.xlsx", empty)).seen[3]
    assert (amendments.status, amendments.rows_read) == ("loaded", 0)
    assert amendments.notes == ["trae encabezado y ningún renglón: no hubo qué publicar"]


def test_a_main_sheet_with_a_header_alone_is_refused(reading, tmp_path) -> None:
    empty = sheets(Informacion=[*preamble(), header("sipot_tenders")])
    seen = reading.read(write(tmp_path / "a.xlsx", empty)).seen
    assert "encabezado pero ningún renglón" in seen[0].reason


def test_a_child_table_that_is_missing_is_told_and_its_bids_are_not_invented(
    reading, built, tmp_path
) -> None:
    book = sheets()
    del book["Tabla_334306"]
    seen = reading.read(write(tmp_path / "a.xlsx", book)).seen
    assert any("no trae la hoja de proposiciones" in n for n in seen[0].notes)
    assert built("select status, has_proposed from core.bid") == [("awarded", False)]
    assert built("select reason, child, child_id from core.sipot_orphan") == [
        ("no_child", "bidders", "12")
    ]


def test_child_rows_that_nobody_cites_are_kept_apart_and_told(reading, built, tmp_path) -> None:
    more = sheets()
    more["Tabla_334306"] = [*more["Tabla_334306"], person(99, "Papelera Tres SC")]
    reading.read(write(tmp_path / "a.xlsx", more))
    assert built("select reason, child, child_id, row_number from core.sipot_orphan") == [
        ("not_cited", "bidders", "99", 6)
    ]
    assert built("select count(*) from core.bid")[0] == (2,)


def test_a_municipal_purchase_known_from_sipot_alone_is_a_contract_without_an_amount_before_tax(
    reading, built, tmp_path
) -> None:
    reading.read(write(tmp_path / "a.xlsx", sheets()))
    assert built("""
        select procedure_id, amount_mxn, amount_with_vat, method, matter, b.institution, b.government_order,
               b.municipality_code, b.unit
        from core.contract join core.buyer b using (buyer_id)
    """) == [
        ("MUN/LP/1 · 2026 · Ayuntamiento de Apozol", None, 116000, "open", "goods_services", "Ayuntamiento de Apozol", "municipal",
         "32001", "Ayuntamiento de Apozol")
    ]  # fmt: skip
    assert built("select supplier_name, status, was_invited from core.bid order by all") == [
        ("Papelera Dos SC", "proposed", False),
        ("Papelera Uno SA de CV", "awarded", True),
    ]
    assert built("select number, object, signed_on::varchar from core.amendment") == [
        ("C-1-CM1", "PLAZO", "2026-04-15")
    ]
    rows = built("select len(published_rows) from core.bid order by supplier_name")
    assert rows == [(1,), (2,)]


def test_two_towns_that_number_from_one_have_two_procedures_and_not_each_others_bidders(
    reading, built, tmp_path
) -> None:
    reading.read(write(tmp_path / "apozol.xlsx", sheets()))
    other = TENDER | {"institution": "Ayuntamiento de Jalpa", "company": "Papelera Tres SC",
                      "supplier_rfc": "", "contract_number": "J-1"}  # fmt: skip
    federal = other | {"procedure_number": "LA-99-012-899012999-N-7-2026", "contract_number": "J-2"}
    jalpa = sheets(
        Informacion=[*preamble(), header("sipot_tenders"), tenders(**other), tenders(**federal)],
        Tabla_334277=[["x"], [], PERSON],
        Tabla_334306=[["x"], [], PERSON, person(12, "Papelera Tres SC"), person(12, "Papelera Cuatro SC")],
        Tabla_334310=[["x"], [], header("sipot_amendments")],
    )  # fmt: skip
    reading.read(write(tmp_path / "jalpa.xlsx", jalpa))
    assert built("""
        select procedure_id, list(supplier_name order by supplier_name) from core.bid group by 1 order by 1
    """) == [
        ("LA-99-012-899012999-N-7-2026", ["Papelera Cuatro SC", "Papelera Tres SC"]),
        ("MUN/LP/1 · 2026 · Ayuntamiento de Apozol", ["Papelera Dos SC", "Papelera Uno SA de CV"]),
        ("MUN/LP/1 · 2026 · Ayuntamiento de Jalpa", ["Papelera Cuatro SC", "Papelera Tres SC"]),
    ]  # fmt: skip


def test_a_failed_tender_is_no_contract_and_its_bidders_stay(reading, built, tmp_path) -> None:
    failed = TENDER | {"company": "", "supplier_rfc": "", "contract_number": "", "amount_with_vat": "",
                       "amended": "No", "amendments_id": ""}  # fmt: skip
    book = sheets(Informacion=[*preamble(), header("sipot_tenders"), tenders(**failed)])
    reading.read(write(tmp_path / "a.xlsx", book))
    assert built("select count(*) from core.contract") == [(0,)]
    assert built("select procedure_id, status from core.bid order by all") == [
        ("MUN/LP/1 · 2026 · Ayuntamiento de Apozol", "proposed"),
        ("MUN/LP/1 · 2026 · Ayuntamiento de Apozol", "proposed"),
    ]  # fmt: skip
    assert built("select row_number from core.sipot_contract where contract_id is null") == [(7,)]


def test_people_under_a_company_that_does_not_apply_are_not_one_supplier(
    reading, built, tmp_path
) -> None:
    ana = TENDER | {"row_id": 1, "company": "No aplica", "given_name": "Ana", "first_surname": "Luna",
                    "supplier_rfc": "", "procedure_number": "MUN/LP/1"}  # fmt: skip
    luis = ana | {"row_id": 2, "company": "N/A", "given_name": "Luis", "first_surname": "Mora",
                  "second_surname": "-", "procedure_number": "MUN/LP/2", "contract_number": "C-2"}  # fmt: skip
    firm = ana | {"row_id": 3, "company": "Papelera Uno SA de CV", "given_name": "NO APLICA",
                  "first_surname": "NO APLICA", "procedure_number": "MUN/LP/3", "contract_number": "C-3"}  # fmt: skip
    failed = ana | {"row_id": 4, "company": "Desierta", "given_name": "No aplica", "first_surname": "",
                    "procedure_number": "MUN/LP/4", "contract_number": "No aplica",
                    "amount_with_vat": "No aplica"}  # fmt: skip
    rows = [tenders(**r) for r in (ana, luis, firm, failed)]
    book = sheets(Informacion=[*preamble(), header("sipot_tenders"), *rows])
    reading.read(write(tmp_path / "a.xlsx", book))
    assert built("""
        select contract_number, s.name from core.contract join core.supplier s using (supplier_id) order by 1
    """) == [("C-1", "Ana Luna"), ("C-2", "Luis Mora"), ("C-3", "Papelera Uno SA de CV")]  # fmt: skip


def test_direct_awards_cite_law_and_quotations(reading, built, tmp_path) -> None:
    award = main_row(
        "sipot_direct_awards", row_id=1, procedure_number="MUN/AD/1", quotations_id=5,
        legal_basis="Artículos 55, párrafo primero y 58 de la LAASSP", company="Papelera Uno SA de CV",
        supplier_rfc="PUN010203AB1", contract_number="C-9", amount=100000, amount_with_vat=116000,
    )  # fmt: skip
    quotes = [header("sipot_quotations"), [5, "", "", "", "Papelera Uno SA de CV", "PUN010203AB1", 116000],
              [5, "Ana", "Luna", "Paz", "", "", 120000]]  # fmt: skip
    book = {
        "Informacion": [*preamble(), header("sipot_direct_awards"), award],
        "Tabla_334271": quotes,
        "Tabla_334268": [header("sipot_amendments")],
    }
    reading.read(write(tmp_path / "b.xlsx", book))
    assert built(
        "select amount_mxn, amount_with_vat, law, regime, exception_article, exception from core.contract"
    ) == [(100000, 116000, "LAASSP", "LAASSP_2025", "ART. 55 PARRAFO PRIMERO", "amount")]
    assert built("select supplier_name, amount_with_vat, is_winner from core.quotation order by all") == [
        ("Ana Luna Paz", 120000, False), ("Papelera Uno SA de CV", 116000, True),
    ]  # fmt: skip


def test_the_csv_has_three_rows_to_skip_and_is_latin_1(reading, tmp_path) -> None:
    lines = [["TÍTULO"], ["a"], ["b"], header("sipot_tenders"), tenders(**TENDER)]
    text = "\r\n".join(",".join(f'"{c}"' for c in line) for line in lines)
    path = tmp_path / "XXVIII_A.csv"
    path.write_bytes(text.encode("latin-1"))
    seen = reading.one(path)
    assert (seen.source, seen.rows_loaded, seen.encoding) == ("sipot_tenders", 1, "windows-1252")


def test_the_body_that_stands_above_the_header_is_that_of_every_row(
    reading, built, tmp_path
) -> None:
    above = [
        ["Nombre del Sujeto Obligado:", "Ayuntamiento de Jalpa"], ["Normativa:", "LGT"],
        ["Formato:", "Procedimientos de adjudicación directa"], ["Periodos:", "1er trimestre"], [],
    ]  # fmt: skip
    said = {
        "RFC de la persona física o moral adjudicada":
            "REGISTRO FEDERAL DE CONTRIBUYENTES (RFC) DE LA PERSONA FÍSICA O MORAL ADJUDICADA",
        "Nombre completo o razón social de las cotizaciones consideradas y monto de las mismas":
            "Nombre Completo O Razón Social de Las Cotizaciones Consideradas Y Monto de Las Mismas (Tabla_334271)",
        "Monto total del contrato con impuestos incluidos (MXN)":
            "Monto Total Del Contrato con Impuestos Incluidos (expresado en Pesos Mexicanos)",
    }  # fmt: skip
    headings = header("sipot_direct_awards")
    row = main_row(
        "sipot_direct_awards", row_id=1, procedure_number="AD/1", quotations_id=5, company="Papelera Uno SC",
        supplier_rfc="PUN010203AB1", contract_number="C-9", amount_with_vat=116000,
    )  # fmt: skip
    at = headings.index("Sujeto obligado")
    book = {
        "Informacion": [
            *above, [said.get(h, h) for h in (*headings[:at], *headings[at + 1 :])], [*row[:at], *row[at + 1 :]],
        ],
        "TABLA334271": [header("sipot_quotations"), [5, "", "", "", "Papelera Dos SC", "", 120000]],
    }  # fmt: skip
    main, quotes = reading.read(write(tmp_path / "b.xlsx", book)).seen
    assert (main.columns_missing, main.columns_unknown, quotes.source) == (
        [],
        [],
        "sipot_quotations",
    )
    assert reading.staged(main, "institution, supplier_rfc, amount_with_vat") == [
        ("Ayuntamiento de Jalpa", "PUN010203AB1", 116000)
    ]
    assert built(
        "select procedure_id, institution from core.contract join core.buyer using (buyer_id)"
    ) == [("AD/1 · 2026 · Ayuntamiento de Jalpa", "Ayuntamiento de Jalpa")]


def test_headings_name_their_child_tables_whatever_their_number(reading, built, tmp_path) -> None:
    cited = {
        "Posibles contratantes": "Posibles contratantes \nTabla_474921",
        "Personas físicas o morales con proposición u oferta":
            "Personas físicas o morales con proposición u oferta (Tabla_474950)",
        "Convenios modificatorios": "Convenios modificatorios (Tabla_474952)",
    }  # fmt: skip
    book = sheets()
    main = [cited.get(h, h) for h in header("sipot_tenders")]
    book["Informacion"] = [*preamble(), main, tenders(**TENDER)]
    for old, new in (("334277", "474921"), ("334306", "474950"), ("334310", "474952")):
        book[f"Tabla_{new}"] = book.pop(f"Tabla_{old}")
    seen = reading.read(write(tmp_path / "a.xlsx", book)).seen
    assert {r.name: (r.source, r.rows_loaded) for r in seen} == {
        "a.xlsx": ("sipot_tenders", 1), "a.xlsx/Tabla_474921": ("sipot_invited", 1),
        "a.xlsx/Tabla_474950": ("sipot_bidders", 2), "a.xlsx/Tabla_474952": ("sipot_amendments", 1),
    }  # fmt: skip
    assert (seen[0].columns_unknown, seen[0].columns_missing) == ([], [])
    assert built("select supplier_name, was_invited from core.bid order by all") == [
        ("Papelera Dos SC", False), ("Papelera Uno SA de CV", True),
    ]  # fmt: skip


def test_a_child_table_under_another_name_is_read_once_it_is_named(reading, tmp_path) -> None:
    book = sheets()
    book["Tabla_590001"] = book.pop("Tabla_334306")
    path = write(tmp_path / "a.xlsx", book)
    assert "sipot_bidders" not in {r.source for r in reading.read(path).seen}
    toml = reading.workspace.settings_file
    toml.write_text('[sources.sipot_bidders]\nsheets = ["Tabla_590001"]\n')
    from lumbrera import config

    reading.settings = config.load(toml)
    assert "sipot_bidders" in {r.source for r in reading.read(path).seen}


def test_the_last_amendment_in_73_columns_brings_amounts_and_the_new_end(
    reading, built, tmp_path
) -> None:
    it = by_name("comprasmx_contracts")
    fields = next(x for x in it.layouts if x.name == "73").fields
    row = {
        "institution": "INSTITUTO", "unit_code": "050GYR001", "unit": "UNIDAD", "law": "LAASSP",
        "procedure_type": "LICITACIÓN PÚBLICA", "procedure_number": "LA-50-GYR-050GYR001-N-1-2026",
        "contracting_type": "ADQUISICIONES", "contract_code": "C-2026-00001", "title": "PAPEL",
        "amount": "1000", "amount_max": "1000", "last_amount_max": "1300", "amended_later": "SI",
        "last_amendment_code": "CM-1", "last_amendment_signed_on": "2026-05-02",
        "end_on": "2026-06-30", "last_amendment_end_on": "2026-09-30", "currency": "MXN",
        "published_on": "2026-01-15", "award_on": "2026-01-20", "signed_on": "2026-01-25",
        "start_on": "2026-01-26", "supplier_rfc": "PUN010203AB1", "supplier_name": "PAPELERA UNO SA DE CV",
        "size_class": "MICRO", "url": "https://comprasmx.example/1",
    }  # fmt: skip
    lines = [[it.field(f).headings[0] for f in fields], [row.get(f, "") for f in fields]]
    path = tmp_path / "contratos_2026-08-01.csv"
    path.write_text("\n".join(",".join(f'"{c}"' for c in line) for line in lines), encoding="utf-8")
    assert reading.one(path).rows_loaded == 1
    assert built("""
        select number, amount_before_mxn, amount_after_mxn, end_on_after::varchar, sources from core.amendment
    """) == [("CM-1", 1000, 1300, "2026-09-30", ["comprasmx_contracts"])]
    assert built("select * exclude (contract_id) from core.amendment_statement") == [
        ("compras", True, None)
    ]
