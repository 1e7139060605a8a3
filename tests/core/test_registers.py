"""From rows of a supplier register and of ownership statements to firms, their keys and persons."""

import datetime as dt
from typing import Any

import duckdb
import pytest
from lumbrera import content, normalise
from lumbrera.ingest.stage import empty_staged_columns
from lumbrera.sources import by_name

MODELS = content.root("models") / "core"


class Warehouse:
    """Staged tables of a few rows and the core models that read them."""

    def __init__(self) -> None:
        self.con = duckdb.connect()
        normalise.register(self.con)
        self.con.execute("""
            create schema staged; create schema core; create schema reference;
            create table reference.states as select '32' as state_code, 'ZACATECAS' as name_normalised;
            create table reference.municipalities as select * from (values
                ('32', '32005', 'CALERA'), ('32', '32006', 'CANITAS DE FELIPE PESCADOR'))
                t(state_code, municipality_code, name_normalised);
            create table core.supplier (supplier_id varchar, rfc varchar, name_keys varchar[]);
        """)
        for name in ("supplier_register", "supplier_partner", "bods_statement"):
            self.con.execute(f"""
                create table staged.{name} as select {empty_staged_columns(by_name(name).fields)},
                cast(null as date) as export_on, cast(null as varchar) as book_sha256 limit 0
            """)

    def add(self, source: str, **values: Any) -> None:
        """One staged row: what is not given is blank, as published."""
        row: dict[str, Any] = {f.name: "" for f in by_name(source).fields if f.kind == "text"}
        row |= {"file_sha256": "f1", "book_sha256": "f1", "export_on": dt.date(2026, 10, 31)}
        row |= values
        names = ", ".join(row)
        marks = ", ".join("?" * len(row))
        self.con.execute(
            f"insert into staged.{source} ({names}) values ({marks})", list(row.values())
        )

    def firm(self, row_number: int, name: str, rfc: str, **values: Any) -> None:
        """A company of the register."""
        self.add(
            "supplier_register", row_number=row_number, company_name=name, supplier_rfc=rfc,
            person_kind="Persona moral", **values,
        )  # fmt: skip

    def built(self, table: str, columns: str) -> list[tuple[Any, ...]]:
        """The rows of a core model, once it is built."""
        self.con.execute(
            f"create or replace table core.{table} as {(MODELS / f'{table}.sql').read_text()}"
        )
        return self.con.execute(f"select {columns} from core.{table} order by all").fetchall()


@pytest.fixture
def warehouse() -> Warehouse:
    return Warehouse()


def test_a_firm_is_its_latest_row_under_one_key_however_its_rfc_is_written(warehouse) -> None:
    warehouse.firm(2, "PAPELERA X SA DE CV", "PXX010203AB1", export_on=dt.date(2025, 1, 1))
    warehouse.firm(3, "Papelera X, S.A. de C.V.", "pxx-010203-ab1", phone="492 123 4567")
    assert warehouse.built("register_firm", "name, rfc_public, legal_form, phone_key") == [
        ("Papelera X, S.A. de C.V.", "PXX010203AB1", "SA_CV", "4921234567")
    ]


@pytest.mark.parametrize(
    ("street", "number", "inside", "same"),
    [
        ("Av. Hidalgo", "No. 12", "", True),
        ("CALLE HIDALGO", "12", "", True),
        ("Hidalgo", "12", "Local 3", False),
        ("Hidalgo", "14", "", False),
        ("Hidalgo Poniente", "12", "", False),
    ],
)
def test_addresses_are_one_when_street_house_and_office_are(
    warehouse, street: str, number: str, inside: str, same: bool
) -> None:
    warehouse.firm(2, "A SA", "", street="Hidalgo", exterior_number="12", postcode="98000")
    warehouse.firm(
        3, "B SA", "", street=street, exterior_number=number, interior_number=inside,
        postcode="98000",
    )  # fmt: skip
    keys = {key for (key,) in warehouse.built("register_firm", "address_key")}
    assert (len(keys) == 1) is same


def test_offices_of_one_building_share_its_key_and_a_street_without_number_has_none(
    warehouse,
) -> None:
    warehouse.firm(2, "A SA", "", street="Hidalgo", exterior_number="12", interior_number="3",
                   postcode="98000")  # fmt: skip
    warehouse.firm(3, "B SA", "", street="Hidalgo", exterior_number="S/N", postcode="98000")
    assert warehouse.built("register_firm", "name, address_key, building_key") == [
        ("A SA", "98000|HIDALGO|12|3", "98000|HIDALGO|12"),
        ("B SA", None, None),
    ]


@pytest.mark.parametrize(
    ("phone", "key"),
    [
        ("+52 (492) 123-45-67", "4921234567"),
        ("01 492 123 4567 ext. 12", "4921234567"),
        ("123 4567", None),
        ("0000000000", None),
        ("4921234567 / 4927654321", "4921234567"),
    ],
)
def test_a_phone_is_ten_digits_or_none(warehouse, phone: str, key: str | None) -> None:
    warehouse.firm(2, "A SA", "", phone=phone)
    [(found,)] = warehouse.built("register_firm", "phone_key")
    assert found == key


def test_the_rfc_joins_a_seller_and_a_name_only_with_its_form_and_when_one_seller_has_it(
    warehouse,
) -> None:
    warehouse.con.execute("""
        insert into core.supplier values
            ('S1', 'PXX010203AB1', ['OTRO NOMBRE|SA']), ('S2', null, ['GRUPO Y|SC']),
            ('S3', null, ['GRUPO Z|SA']), ('S4', null, ['GRUPO Z|SA']), ('S5', null, ['SIN FORMA|'])
    """)
    warehouse.firm(2, "PAPELERA X SA", "PXX010203AB1")
    warehouse.firm(3, "GRUPO Y SC", "")
    warehouse.firm(4, "GRUPO Y SA", "")
    warehouse.firm(5, "GRUPO Z SA", "")
    warehouse.firm(6, "SIN FORMA", "")
    assert warehouse.built("register_firm", "name, supplier_id, supplier_basis") == [
        ("GRUPO Y SA", None, None),
        ("GRUPO Y SC", "S2", "name"),
        ("GRUPO Z SA", None, None),
        ("PAPELERA X SA", "S1", "rfc"),
        ("SIN FORMA", None, None),
    ]


def test_a_persons_rfc_is_never_public_and_a_town_with_enye_is_found(warehouse) -> None:
    warehouse.add(
        "supplier_register", row_number=2, person_kind="Persona física", given_name="Ana",
        first_surname="Peña", second_surname="Luna", supplier_rfc="PELA800101AB1",
        municipality="Cañitas de Felipe Pescador", state="Zacatecas",
    )  # fmt: skip
    assert warehouse.built("register_firm", "name, kind, rfc, rfc_public, municipality_code") == [
        ("Ana Peña Luna", "person", "PELA800101AB1", None, "32006")
    ]
    assert warehouse.built("register_person", "role, person_key, rfc, percent") == [
        ("owner", "ANA PEÑA LUNA", "PELA800101AB1", 100)
    ]


def test_partners_belong_to_the_firm_of_their_own_workbook_and_no_data_is_no_person(
    warehouse,
) -> None:
    for book, firm in (("f1", "A SA"), ("f2", "B SA")):
        warehouse.firm(
            2, firm, "", partners_ref="7", file_sha256=book, book_sha256=book,
            export_on=dt.date(2026, 10, 30 + int(book[1]) - 1), rep_given_name="NO DATO",
            rep_first_surname="NO DATO",
        )  # fmt: skip
    at = {"file_sha256": "s1", "book_sha256": "f1", "export_on": dt.date(2026, 10, 30)}
    warehouse.add("supplier_partner", register_id="7", given_name="Eva", first_surname="Ríos",
                  partner_rfc="RIEV800101AB1", percent=140, row_number=4, **at)  # fmt: skip
    warehouse.add("supplier_partner", register_id="7", given_name="-", first_surname="",
                  percent=10, row_number=5, **at)  # fmt: skip
    warehouse.built("register_firm", "1")
    assert warehouse.built("register_person", "role, person_key, rfc, percent, row_number") == [
        ("partner", "EVA RIOS", "RIEV800101AB1", None, 4)
    ]


def test_an_ownership_statement_names_firm_owner_share_and_dates_and_a_replaced_one_is_gone(
    warehouse,
) -> None:
    warehouse.con.execute("insert into core.supplier values ('S1', 'PXX010203AB1', [])")
    warehouse.add("bods_statement", statement_id="e1", statement_type="entityStatement",
                  entity_name="PAPELERA X SA", row_number=1,
                  identifiers='[{"scheme": "MX-RFC", "id": "PXX010203AB1"}]')  # fmt: skip
    warehouse.add("bods_statement", statement_id="p1", statement_type="personStatement",
                  person_names='[{"type": "individual", "fullName": "Ana Peña"}]', row_number=2)  # fmt: skip
    share = '{"minimum": 25, "maximum": 50}'
    interests = (
        f'[{{"type": "shareholding", "share": {share}, "startDate": "2020-01-31", '
        '"interestLevel": "direct", "beneficialOwnershipOrControl": true},'
        ' {"type": "voting-rights", "directOrIndirect": "indirect", "endDate": "2024-05-01"}]'
    )
    statement = {"statement_type": "ownershipOrControlStatement", "subject_entity": "e1"}
    warehouse.add("bods_statement", statement_id="o1", row_number=3, party_person="p1",
                  interests=interests, replaces='["o0"]', **statement)  # fmt: skip
    warehouse.add("bods_statement", statement_id="o0", row_number=4, party_person="p1",
                  interests=interests, **statement)  # fmt: skip
    warehouse.add("bods_statement", statement_id="o2", row_number=5, interests="[]",
                  party_unspecified='{"reason": "no-beneficial-owners"}', **statement)  # fmt: skip
    warehouse.firm(2, "PAPELERA X SA", "PXX010203AB1")
    [(register_key,)] = warehouse.built("register_firm", "firm_key")
    assert set(warehouse.built("ownership", "firm_key")) == {(register_key,)}
    columns = "supplier_id, owner_kind, owner, interest, level, share_min, from_on, to_on, row_number, unspecified_reason"
    assert warehouse.built("ownership", columns) == [
        ("S1", "person", "Ana Peña", "shareholding", "direct", 25, dt.date(2020, 1, 31), None, 3, None),
        ("S1", "person", "Ana Peña", "voting-rights", "indirect", None, None, dt.date(2024, 5, 1), 3, None),
        ("S1", "unspecified", None, None, None, None, None, None, 5, "no-beneficial-owners"),
    ]  # fmt: skip


def test_records_of_bods_04_are_read_by_their_latest_statement_and_a_closed_one_has_ended(
    warehouse,
) -> None:
    warehouse.con.execute("insert into core.supplier values ('S1', 'PXX010203AB1', [])")
    warehouse.add("bods_statement", statement_id="s1", statement_type="entity", record_id="E", entity_name="PAPELERA X SA",
                  stated_on="2024-01-01", identifiers='[{"scheme": "MX-RFC", "id": "PXX010203AB1"}]')  # fmt: skip
    warehouse.add("bods_statement", statement_id="s2", statement_type="entity", record_id="M", entity_name="MATRIZ SA", stated_on="2024-01-01")  # fmt: skip
    for at, name in (("2024-01-01", "Ana Pena"), ("2025-01-01", "Ana Peña")):
        warehouse.add("bods_statement", statement_id=f"p{at}", statement_type="person", record_id="P", stated_on=at,
                      person_names=f'[{{"type": "legal", "fullName": "{name}"}}]')  # fmt: skip
    tie = {"statement_type": "relationship", "subject_entity": "E"}
    one = '[{"type": "shareholding", "share": {"exact": 60}, "startDate": "2020-01-31"}]'
    warehouse.add("bods_statement", statement_id="r1", record_id="R", stated_on="2024-01-01", record_status="new",
                  party="P", interests=one, row_number=1, **tie)  # fmt: skip
    warehouse.add("bods_statement", statement_id="r2", record_id="R", stated_on="2025-03-01", record_status="closed",
                  party="P", interests=one, row_number=2, **tie)  # fmt: skip
    warehouse.add("bods_statement", statement_id="r3", record_id="T", stated_on="2025-03-01", record_status="new",
                  party="M", interests=one, row_number=3, **tie)  # fmt: skip
    warehouse.add("bods_statement", statement_id="r4", record_id="U", stated_on="2025-03-01", record_status="new",
                  party='{"reason": "subjectUnableToConfirmOrIdentifyBeneficialOwner"}', interests="[]", row_number=4, **tie)  # fmt: skip
    columns = "supplier_id, owner_kind, owner, share_exact, from_on, to_on, row_number, unspecified_reason"
    begun = dt.date(2020, 1, 31)
    assert warehouse.built("ownership", columns) == [
        ("S1", "entity", "MATRIZ SA", 60, begun, None, 3, None),
        ("S1", "person", "Ana Peña", 60, begun, dt.date(2025, 3, 1), 2, None),
        ("S1", "unspecified", None, None, None, None, 4, "subjectUnableToConfirmOrIdentifyBeneficialOwner"),
    ]  # fmt: skip
