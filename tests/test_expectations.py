"""Properties of every suite under expectations/, and the suites over hand-made warehouses."""

import re
import shutil
from pathlib import Path

import duckdb
import pytest
from lumbrera import validation
from lumbrera.content import root
from lumbrera.sources import SOURCES, by_name
from lumbrera.validation.suite import Suite, core_suites, staged_suite

FORBIDDEN = (
    "fantasma", "prestanombres", "cártel", "cartel", "favoritismo", "fraude", "corrupto",
    "culpable", "sospechoso", "investigado",
)  # fmt: skip
SUITES = validation.suites()
FILES = sorted(root("expectations").rglob("*.yml"))


def case(suite: Suite) -> str:
    return suite.suite


def test_every_source_has_a_suite_and_every_staged_suite_a_source() -> None:
    staged = {s.suite.removeprefix("staged.") for s in SUITES if s.layer == "staged"}
    assert staged == {source.name for source in SOURCES}


@pytest.mark.parametrize("suite", SUITES, ids=case)
def test_every_expectation_says_why_in_a_sentence(suite: Suite) -> None:
    for e in suite.expectations:
        assert e.why[0].isupper() and e.why.endswith("."), f"{suite.suite}: {e.why!r}"
        assert len(e.why.split()) >= 5, f"{suite.suite}: {e.why!r}"


@pytest.mark.parametrize("path", FILES, ids=lambda p: f"{p.parent.name}-{p.stem}")
def test_no_suite_uses_a_word_that_accuses(path: Path) -> None:
    text = path.read_text(encoding="utf-8").lower()
    assert [w for w in FORBIDDEN if re.search(rf"\b{w}", text)] == []


@pytest.mark.parametrize("suite", SUITES, ids=case)
def test_great_expectations_knows_every_type_and_argument(suite: Suite) -> None:
    from lumbrera.validation import engine

    gx, _ = engine.great_expectations()
    settings = [
        {"type": e.kind, "kwargs": engine.plain_kwargs(e.kwargs)} for e in suite.expectations
    ]
    assert len(gx.ExpectationSuite(name=suite.suite, expectations=settings).expectations) > 0


@pytest.mark.parametrize("source", [s.name for s in SOURCES])
def test_staged_suites_look_only_at_columns_that_are_staged(source: str) -> None:
    fields = {f.name for f in by_name(source).fields}
    assert set(staged_suite(source).row_columns) <= fields


@pytest.mark.parametrize("source", [s.name for s in SOURCES if not s.may_be_empty])
def test_a_file_without_rows_is_refused_whatever_its_source(source: str) -> None:
    from lumbrera.ingest.stage import empty_staged_columns

    columns = empty_staged_columns(by_name(source).fields)
    report = validation.validate_staged(
        duckdb.connect(), source, f"select {columns} where false", target="vacío.csv"
    )
    assert report.critical_failed
    assert [o.message for o in report.outcomes if not o.success] == [
        "Renglones del archivo: 0; se esperaba 1 o más."
    ]
    assert report.failing_rows == {}


@pytest.mark.parametrize("source", ["comprasmx_contracts", "compranet_contracts"])
def test_contract_suites_set_aside_impossible_amounts_and_missing_suppliers(source: str) -> None:
    aside = {
        c for e in staged_suite(source).expectations if e.action == "quarantine" for c in e.columns
    }
    assert {"amount", "supplier_name"} <= aside


CONTRACT = {
    "row_number": "2", "layout": "'21'", "procedure_number": "'LA-50-GYR-050GYR001-N-1-2026'",
    "procedure_type": "'LICITACIÓN PÚBLICA'", "contracting_type": "'SERVICIOS'", "law": "'LAASSP'",
    "character": "cast(null as varchar)", "size_class": "'MICRO'", "consolidated": "'NO'",
    "currency": "cast(null as varchar)", "unit_code": "'050GYR001'", "item_codes": "'25301, 25401'",
    "url": "'https://example.org/1'", "supplier_rfc": "'AAA010101AAA'", "supplier_name": "'FIRMA A SA DE CV'",
    "amount": "100.00::decimal(18,2)", "published_on": "date '2026-01-05'",
    "opened_on": "cast(null as date)", "award_on": "date '2026-01-20'", "signed_on": "date '2026-01-25'",
    "start_on": "date '2026-02-01'", "end_on": "cast(null as date)",
}  # fmt: skip


def contracts(*changes: dict[str, str]) -> str:
    """SQL for one contract per change, on rows 2, 3, …"""
    rows = []
    for number, change in enumerate(changes, start=2):
        row = {**CONTRACT, "row_number": str(number), **change}
        rows.append("select " + ", ".join(f"{v} as {k}" for k, v in row.items()))
    return " union all ".join(rows)


def check(*changes: dict[str, str]) -> validation.SuiteReport:
    return validation.validate_staged(
        duckdb.connect(), "staged.comprasmx_contracts", contracts(*changes), target="a.csv"
    )


def failed(report: validation.SuiteReport) -> list[tuple[str | None, int]]:
    return [(o.column, o.unexpected_count) for o in report.outcomes if not o.success]


def test_a_plain_contract_meets_everything() -> None:
    report = check({})
    assert failed(report) == []
    assert (report.critical_failed, report.failing_rows, report.warnings) == (False, {}, [])


def test_typing_errors_are_set_aside_with_the_field_its_value_and_the_reason() -> None:
    report = check(
        {},
        {"amount": "-5.50::decimal(18,2)"},
        {"amount": "1e12::decimal(18,2)"},
        {"published_on": "date '1900-01-05'", "award_on": "cast(null as date)"},
        {"signed_on": "date '2099-01-01'"},
        {"supplier_name": "'  '"},
        {"procedure_number": "''", "amount": "-1::decimal(18,2)"},
        {"start_on": "date '0023-02-01'"},
        {"amount": "99999999999.99::decimal(18,2)", "award_on": "date '2050-12-31'",
         "signed_on": "cast(null as date)"},
    )  # fmt: skip
    starts = {row: reason[:40] for row, reason in report.failing_rows.items()}
    assert list(starts) == [3, 4, 5, 6, 7, 8, 9]
    assert starts[3].startswith("Importe: -5.50. Un importe contratado")
    assert starts[4].startswith("Importe: 1,000,000,000,000. ")
    assert starts[5].startswith("Fecha de publicación: 1900-01-05. ")
    assert starts[6].startswith("Fecha de firma: 2099-01-01. ")
    assert starts[7].startswith("Proveedor o contratista: vacío. ")
    assert starts[9].startswith("Fecha de inicio: 0023-02-01. ")
    both = report.failing_rows[8]
    assert "Número de procedimiento: vacío. " in both and "Importe: -1. " in both
    assert not report.critical_failed


def test_innocent_oddities_are_told_and_not_set_aside() -> None:
    report = check(
        {"law": "'LEY NUEVA'"},
        {"law": "'LEY NUEVA'"},
        {"award_on": "date '2026-01-04'"},
        {"supplier_rfc": "'SIN RFC'"},
        {"amount": "0::decimal(18,2)"},
        *[{}] * 15,
    )
    assert report.failing_rows == {}
    assert sorted(failed(report)) == [
        ("amount", 1), ("award_on", 1), ("law", 2), ("supplier_rfc", 1),
    ]  # fmt: skip
    told = "\n".join(report.warnings)
    assert "Ley: 2 de 20 renglones (10.0%)" in told and "«LEY NUEVA» (2)" in told
    assert "SIN RFC" not in told


def test_a_column_that_moved_refuses_the_file() -> None:
    report = check(
        {"amount": "cast(null as decimal(18,2))"}, {"amount": "cast(null as decimal(18,2))"}
    )
    assert report.critical_failed
    assert report.refusals[0].startswith(
        "Proporción de renglones con importe: 0; se esperaba más de 0."
    )


def test_a_tax_list_without_any_rfc_is_refused() -> None:
    row = (
        "select 4 as row_number, 'undated' as layout, 'Empresa A' as rfc, 'AAA010101AAA' as name, "
        "'Definitivo' as status, null::date as presumed_sat_on, null::date as definitive_sat_on, "
        "null::date as cleared_sat_on, null::date as favourable_sat_on"
    )
    report = validation.validate_staged(duckdb.connect(), "sat_69b", row, target="x.csv")
    assert report.critical_failed
    assert "RFC con la forma debida: 0; se esperaba 1 o más." in report.refusals[0]


def test_a_suppressed_rfc_is_kept_and_a_rise_of_them_is_told() -> None:
    rows = " union all ".join(
        f"select {n} as row_number, 'undated' as layout, '{rfc}' as rfc, 'A' as name, "
        "'Definitivo' as status, null::date as presumed_sat_on, null::date as definitive_sat_on, "
        "null::date as cleared_sat_on, null::date as favourable_sat_on"
        for n, rfc in enumerate(["AAA010101AAA"] * 9 + ["XXXXXXXXXXXX"], start=2)
    )
    report = validation.validate_staged(duckdb.connect(), "sat_69b", rows, target="x.csv")
    assert (report.critical_failed, report.failing_rows) == (False, {})
    assert failed(report) == [("suppressed_share", 1)]


def test_a_repeated_unit_code_refuses_the_catalogue() -> None:
    rows = "select unnest([2, 3]) as row_number, '050GYR001' as unit_code, 'ZACATECAS' as state"
    report = validation.validate_staged(
        duckdb.connect(), "purchasing_units", rows, target="uc.xlsx"
    )
    assert [o.column for o in report.outcomes if not o.success] == ["n_repeated"]
    assert report.critical_failed


WAREHOUSE = """
create schema ingest; create schema core;
create table ingest.file as select * from (values
    ('f1', 'a.csv', 'loaded', 5, 3, 1, 1, ''), ('f2', 'b.csv', 'loaded', 2, 2, 0, 0, ''),
    ('f3', 'c.csv', 'refused', 0, 0, 0, 0, 'formato desconocido'))
    t(file_sha256, name, status, rows_read, rows_loaded, rows_quarantined, rows_duplicate, reason);
create table ingest.quarantine as select 'f1' as file_sha256, 4 as row_number, 'renglón recorrido' as reason;
create table core.buyer as select 'B1' as buyer_id;
create table core.supplier as select * from (values
    ('S1', 'company', 'FIRMA A', 'AAA010101AAA', 'AAA010101AAA', 'valid'),
    ('S2', 'person', 'PERSONA B', 'BBBB010101BBB', null, 'valid'),
    ('S3', 'unknown', 'FIRMA C', null, null, 'generic'))
    t(supplier_id, kind, name, rfc, rfc_public, rfc_status);
create table core.procedure as select * from (values
    ('P1', 'B1', false, true, 2, 30.10::decimal(18,2)), ('P1~E-1', 'B1', true, true, 0, null),
    ('P2', null, false, false, 1, null)) t(procedure_id, buyer_id, is_draft, has_dossier, n_contracts, amount_mxn);
create table core.contract as select *, date '2026-01-01' as first_seen_on, date '2026-02-01' as last_seen_on
from (values
    ('C1', 'P1', 'B1', 'S1', 10.10::decimal(18,2), 'MXN', date '2026-01-09', null::date, date '2026-01-02',
     date '2026-01-09', 'award', 'goods_services', 'open', 'LAASSP_2025', true, 2),
    ('C2', 'P1', 'B1', 'S2', 20.00, 'MXN', null, date '2026-01-10', date '2026-01-02',
     date '2026-01-10', 'signature', 'works', 'direct', 'LOPSRM', true, 2),
    ('C3', 'P2', null, 'S3', null, 'USD', null, null, null, null, null, null, null, null, true, 1))
    t(contract_id, procedure_id, buyer_id, supplier_id, amount_mxn, currency, award_on, signed_on, published_on,
      event_on, event_basis, matter, method, regime, is_current, n_source_rows);
create table core.source_row as select * from (values
    ('C1', 'contract', 'f1', 2), ('C1', 'contract', 'f2', 2), ('C2', 'contract', 'f1', 3),
    ('C2', 'contract', 'f2', 3), ('C3', 'contract', 'f1', 5),
    ('P1', 'procedure', 'f3', 2), ('P1~E-1', 'procedure', 'f3', 3))
    t(record_id, record_type, file_sha256, row_number);
create table core.contract_version as select * from (values
    ('C1', 'x', 1, date '2026-01-01', 'f1', 'added', null), ('C2', 'x', 1, date '2026-01-01', 'f1', 'added', null),
    ('C3', 'x', 1, date '2026-01-01', 'f1', 'added', null),
    ('C2', 'x', 2, date '2026-02-01', 'f2', 'completed', '[{"field": "signed_on"}]'),
    ('C3', 'x', 2, date '2026-02-01', 'f2', 'vanished', null))
    t(contract_id, feed, version, export_on, file_sha256, status, changed);
create table core.contract_event as from core.contract_version where version > 1;
create table core.sanction as select 'X1' as sanction_id, 'FIRMA A|SA' as name_key, true as has_ban,
    date '2025-01-01' as ban_start_on, date '2026-01-01' as ban_end_on, 'published' as ban_end_basis, 10 as fine_mxn;
create table core.tax_listing as select * from (values
    ('T1', 'AAA010101AAA', '69-B', 'definitive', date '2020-01-01', date '2021-01-01', true),
    ('T2', null, '69-B', 'presumed', null, null, false))
    t(listing_id, rfc, list, status, presumed_on, definitive_on, is_dated);
create table core.list_availability as select * from (values
    ('sanctions', date '2026-02-01'), ('69-B', date '2026-01-31'), ('69-B Bis', null)) t(list, latest_export_on);
create table core.sipot_contract as select 'f1' as file_sha256, 2 as row_number;
create table core.ambiguous_row as
    select 1 as sighting, 'sipot_tenders:xxviii_a' as feed, 'P1' as procedure_key limit 0;
create table core.ocds_contract as
    select 'f1' as file_sha256, 2 as row_number, 'FIRMA A' as supplier_name, 'active' as contract_status;
create table core.ocds_process as select 'f1' as book_sha256, 1 as process_row, 'B1' as unit_code;
create table core.sipot_orphan as select 'no_child' as reason, 'f1' as file_sha256, 2 as row_number limit 0;
create table core.register_firm as select * from (values
    ('F1', 'company', 'AAA010101AAA'), ('F2', 'person', null)) t(firm_key, kind, rfc_public);
create table core.register_person as select * from (values
    ('F1', 'partner', 'ANA PEREZ LUNA'), ('F2', 'owner', 'JUAN DIAZ RIO')) t(firm_key, role, person_key);
"""


def test_a_sound_warehouse_meets_every_core_expectation() -> None:
    con = duckdb.connect()
    con.execute(WAREHOUSE)
    reports = validation.validate_core(con)
    assert [r.suite for r in reports] == [s.suite for s in core_suites()]
    assert [o.message for r in reports for o in r.outcomes if not o.success] == []


def test_an_empty_warehouse_meets_every_core_expectation() -> None:
    con = duckdb.connect()
    con.execute(WAREHOUSE)
    for schema, table in con.execute(
        "select schema_name, table_name from duckdb_tables() where not internal"
    ).fetchall():
        con.execute(f"delete from {schema}.{table}")
    assert [r.suite for r in validation.validate_core(con) if r.critical_failed or r.warnings] == []


@pytest.mark.parametrize(
    ("suite", "change", "column", "message"),
    [
        ("ingest", "update ingest.file set rows_duplicate = 0 where name = 'a.csv'",
         "difference", "Renglones leídos sin destino: a.csv, 1; se esperaba 0."),
        ("ingest", "delete from ingest.quarantine", "quarantine_difference", "a.csv, 1; se esperaba 0."),
        ("ingest", "update ingest.quarantine set reason = ' '", "n_silent", ": 1;"),
        ("contracts", "insert into core.contract select * from core.contract where contract_id = 'C1'",
         "amount_difference", ": 10.10; se esperaba 0."),
        ("contracts", "insert into core.contract select * from core.contract where contract_id = 'C1'", "n_repeated", ": 1;"),
        ("contracts", "delete from core.source_row where record_id = 'C1'", "n_without_source", ": 1;"),
        ("contracts", "delete from core.source_row where record_id = 'C1' and file_sha256 = 'f2'",
         "difference", "Renglones cargados que no están en ningún contrato: b.csv, 1;"),
        ("contracts", "update core.contract set buyer_id = 'B9' where contract_id <> 'C3'", "n_without_buyer", ": 2;"),
        ("contracts", "delete from core.supplier where supplier_id = 'S3'", "n_without_supplier", ": 1;"),
        ("contracts", "delete from core.procedure where procedure_id = 'P2'", "n_without_procedure", ": 1;"),
        ("contracts", "update core.contract set event_on = signed_on where contract_id = 'C1'", "n_event", ": 1;"),
        ("contracts", "update core.contract set amount_mxn = 1 where currency = 'USD'", "n_other_currency", ": 1;"),
        ("sipot", "insert into core.sipot_orphan values ('not_cited', 'f2', 9)", "n_not_cited",
         "Renglones de tablas hijas que ningún contrato cita: b.csv, 1; se esperaba 0."),
        ("sipot", "insert into core.sipot_orphan values ('no_child', 'f1', 2)", "n_no_child", ": a.csv, 1;"),
        ("sipot", "insert into core.ambiguous_row values (7, 'sipot_tenders:xxviii_a', 'P1')", "n_ambiguous", ": 1;"),
        ("ocds", "insert into core.ambiguous_row values (7, 'ocds_contracts:ocds_1_1', 'P1')", "n_ambiguous", ": 1;"),
        ("ocds", "update core.ocds_contract set supplier_name = null", "n_nameless", ": 1;"),
        ("ocds", "update core.ocds_process set unit_code = null", "n_unknown_buyer", ": 1;"),
        ("procedures", "update core.procedure set amount_mxn = 30.11 where procedure_id = 'P1'", "n_amount_differs", ": 1;"),
        ("procedures", "update core.contract set is_current = false where contract_id = 'C2'", "n_contracts_differ", ": 1;"),
        ("procedures", "update core.contract set procedure_id = 'P1~E-1' where contract_id = 'C3'", "n_draft_contracts", ": 1;"),
        ("suppliers", "update core.supplier set supplier_id = 'RFC XAXX010101000' where supplier_id = 'S3'",
         "n_generic_key", ": 1;"),
        ("suppliers", "update core.supplier set rfc = 'XXXXXXXXXXXX' where supplier_id = 'S3'", "n_generic_rfc", ": 1;"),
        ("suppliers", "update core.supplier set rfc_public = rfc", "n_person_rfc", ": 1;"),
        ("suppliers", "update core.supplier set rfc = 'AAA010101AAA' where supplier_id = 'S2'", "n_shared_rfc", ": 1;"),
        ("versions", "update core.contract_version set changed = '[]' where status = 'completed'", "n_unsaid", ": 1;"),
        ("versions", "update core.contract_version set version = 3 where status = 'vanished'", "n_numbering", ": 1;"),
        ("versions", "update core.contract_version set export_on = '2025-12-31' where version = 2", "n_disorder", ": 2;"),
        ("lists", "update core.sanction set ban_end_on = '2024-12-31'", "n_ban_reversed", ": 1;"),
        ("lists", "update core.tax_listing set rfc = 'XXXXXXXXXXXX' where listing_id = 'T2'", "n_suppressed", ": 1;"),
        ("registers", "update core.register_firm set firm_key = 'F1'", "n_repeated", ": 1;"),
        ("registers", "update core.register_firm set rfc_public = 'BBBB010101BBB' where kind = 'person'", "n_person_rfc", ": 1;"),
        ("registers", "delete from core.register_firm where firm_key = 'F2'", "n_orphans", ": 1;"),
        ("lists", "update core.list_availability set latest_export_on = null", "n_unavailable", ": 2;"),
    ],
)  # fmt: skip
def test_core_suites_find_what_does_not_reconcile(
    suite: str, change: str, column: str, message: str, tmp_path: Path
) -> None:
    con = duckdb.connect()
    con.execute(WAREHOUSE)
    con.execute(change)
    # Only the suite at stake is run, since each costs a good part of a second.
    for layer in ("staged", "core"):
        (tmp_path / layer).mkdir()
    for name in ("labels.yml", f"core/{suite}.yml"):
        shutil.copy(root("expectations") / name, tmp_path / name)
    (report,) = validation.validate_core(con, folder=tmp_path)
    failures = {o.column: o.message for o in report.outcomes if not o.success}
    assert column in failures
    assert message in failures[column]


@pytest.mark.long
def test_published_files_are_neither_refused_nor_wrongly_set_aside(
    shared_data: Path, tmp_path: Path
) -> None:
    from lumbrera.run import ingest

    folders = ("comprasmx_2026", "compranet_history", "sat_69b", "sanctions")
    seen = ingest([shared_data / f for f in folders], tmp_path).seen
    reports = {r.name: r.validation for r in seen if r.validation is not None}
    assert len(reports) == 20
    assert [name for name, r in reports.items() if r.critical_failed] == []
    # Three contracts of 2010 to 2012 have "---" where their supplier should stand.
    nameless = {"sample_Contratos2010_2012_150514080257.csv": [133, 198, 324]}
    assert {
        name: sorted(r.failing_rows) for name, r in reports.items() if r.failing_rows
    } == nameless
    latest = reports["contratos_comprasmx_2026__snap_2026-03-11.csv"]
    assert failed(latest) == [("award_on", 75), ("signed_on", 1)]
