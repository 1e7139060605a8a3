"""A small invented snapshot whose every figure can be worked out by hand, and its portal."""

import importlib.util
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import duckdb
import pytest
from lumbrera.committee import build
from lumbrera.committee.portal import build_portal
from lumbrera.workspace import Workspace

PERSON_RFC = "VECR800101AB9"  # invented; the shape of a natural person's
PERSON = "ROSA EJEMPLO VERTIZ"
MAYBE_PERSON = "JUAN POSIBLE QUIZAS"
SCRIPT = "<script>alert('x')</script>"

SCHEMA = """
create schema meta; create schema ingest; create schema reference; create schema core;
create schema flags; create schema cases; create schema reviews;
create table meta.run(as_of date, run_digest varchar);
create table ingest.file(file_sha256 varchar, name varchar, export_date date, export_basis varchar, status varchar);
create table core.source_row(record_type varchar, file_sha256 varchar);
create table reference.states(state_code varchar, name varchar);
create table reference.municipalities(state_code varchar, municipality_code varchar, name varchar, region varchar);
create table reference.municipality_population(municipality_code varchar, year integer, population integer,
  census varchar, status varchar);
create table core.buyer(buyer_id varchar, unit varchar, institution_id varchar, institution varchar,
  government_order varchar, state varchar, municipality_code varchar);
create table core.supplier(supplier_id varchar, kind varchar, name varchar, rfc varchar);
create table core.procedure(procedure_id varchar, buyer_id varchar);
create table core.contract(contract_id varchar, procedure_id varchar, procedure_number varchar, buyer_id varchar,
  supplier_id varchar, title varchar, description varchar, method varchar, matter varchar, amount_mxn decimal(18,2),
  event_on date, published_on date, start_on date, size_class varchar, url varchar, is_current boolean);
create table flags.rule(rule_id varchar, title varchar, why varchar, innocent varchar[], ask_for varchar[],
  miscalibrated boolean);
create table flags.flag(flag_id varchar, case_id varchar, rule_id varchar, kind varchar, subject_type varchar,
  subject_id varchar, event_on date, certainty varchar, audience varchar, sentence varchar, evidence json, source_rows json,
  suppressed_by varchar, source_ids varchar[]);
create table cases.queue(case_id varchar, rank bigint);
create table reviews.decision(case_id varchar, note varchar);
insert into meta.run values ('2026-05-05', 'digest-1');
insert into ingest.file values
  ('a', 'contratos__2026-03-31.csv', '2026-03-31', 'nombre del archivo', 'loaded'),
  ('b', 'lista__2026-04-30.csv', '2026-04-30', 'nombre del archivo', 'loaded'),
  ('c', 'catalogo.xlsx', '2026-05-05', 'fecha de lectura', 'loaded'), ('d', 'otro.csv', null, null, 'refused');
insert into core.source_row values ('contract', 'a'), ('contract', 'a'), ('procedure', 'c'), ('tax_listing', 'b');
insert into reference.states values ('32', 'Zacatecas'), ('19', 'Nuevo León');
insert into reference.municipalities values ('32','32001','Apozol',null), ('32','32002','Apulco',null),
  ('32','32003','Atolinga','Cañones'), ('19','19001','Apozol',null);
insert into reference.municipality_population values ('32001',2010,9999,'Censo de antes','verified'),
  ('32001',2020,8000,'Censo de prueba','verified'), ('32002',2020,500,'Censo de prueba','to_verify');
insert into core.buyer values
  ('B1','TESORERIA MUNICIPAL','I1','MUNICIPIO DE APOZOL, ZACATECAS','municipal','Zacatecas','32001'),
  ('B2','OBRAS PUBLICAS','I1','MUNICIPIO DE APOZOL, ZACATECAS','municipal','Zacatecas','32001'),
  ('B3','DIRECCION DE COMPRAS','I2','SECRETARIA DE SALUD','state','Zacatecas',null),
  ('B4','OFICINA CALLADA','I3','INSTITUTO SIN CONTRATOS','state','Zacatecas',null),
  ('B5','DELEGACION','I4','INSTITUTO DE LA FEDERACION','federal','Zacatecas',null);
insert into reviews.decision values ('K1', 'NOTA DE QUIEN REVISA');
"""
CONTRACTS: list[tuple[Any, ...]] = [
    # id, buyer, supplier, title, method, amount, event, published, start, size
    ("C1", "B1", "S1", "COMPRA DE CEMENTO", "direct", 1_000_000, "2026-01-10", "2026-01-05", "2026-01-12", "MICRO"),
    ("C2", "B1", "S2", f"HONORARIOS DE {PERSON}", "direct", 500_000, "2026-02-10", "2026-02-20", "2026-02-12", "GRANDE"),
    ("C3", "B2", "S1", f"PAVIMENTACION DE CALLE ({PERSON_RFC})", "open", 2_500_000, "2025-06-01", "2025-05-01", "2025-06-05", None),
    ("C4", "B2", "S4", f"BACHEO {SCRIPT}", "open", None, "2025-07-01", None, None, None),
    ("C5", "B1", "S1", "COMPRA SIN FECHA", "direct", 10, None, None, None, None),
    ("C6", "B1", "S1", "PAPELERIA VIEJA", "direct", 70_000, "2024-01-10", "2024-01-05", "2024-01-12", "MICRO"),
    ("C8", "B3", "S3", "=TRASLADO(A1)", "direct", 90_000, "2026-03-01", None, None, None),
]  # fmt: skip
RULES = [
    ("P3", "Compra directa sobre el máximo", False), ("T9", "Título que no dice qué se compra", False),
    ("D7", "Un proveedor reúne la mayor parte", True), ("P5", "Plazo corto", False),
]  # fmt: skip
# id, rule, subject, date, what differs from a public, certain flag of a case
FLAGS: list[tuple[str, str, str, str, str | None, dict[str, str]]] = [
    ("F000000000001", "P3", "contract", "C1", "2026-01-10", {}),
    ("F000000000002", "P3", "contract", "C3", "2025-06-01", {"certainty": "probable"}),
    ("F000000000003", "P3", "contract", "C3", "2025-06-01", {"audience": "analyst"}),
    ("F000000000004", "T9", "contract", "C3", "2025-06-01", {"kind": "signal"}),
    ("F000000000005", "D7", "contract", "C3", "2025-06-01", {}),
    ("F000000000006", "P3", "contract", "C3", "2025-06-01", {"suppressed_by": "S1"}),
    ("F000000000007", "P5", "procedure", "PR3", "2025-06-01", {}),
    ("F000000000008", "T9", "contract", "C2", "2026-02-10", {"audience": "committee"}),
    ("F000000000009", "T9", "contract", "C6", "2024-01-10", {}),
    ("F00000000000a", "T9", "contract", "C7", "2026-01-20", {}),
    (
        "F00000000000b",
        "P3",
        "contract",
        "C1",
        "2026-01-10",
        {"evidence": '{"ceiling_state":"to_verify"}'},
    ),
    (
        "F00000000000c",
        "P3",
        "contract",
        "C1",
        "2026-01-10",
        {"evidence": '{"deadline_is_verified":false}'},
    ),
]
VISIBLE = {f"F00000000000{c}" for c in "1789a"}


def write_snapshot(path: Path) -> None:
    """The snapshot, with the tables and columns that the citizens' view takes from it."""
    with duckdb.connect(str(path)) as con:
        con.execute(SCHEMA)
        con.executemany(
            "insert into core.supplier values (?,?,?,?)",
            [("S1", "company", "FERRETERIA EL CLAVO SA DE CV", "FCL010101AA1"), ("S2", "person", PERSON, PERSON_RFC),
             ("S3", "unknown", MAYBE_PERSON, None), ("S4", "company", f"CAMINOS {SCRIPT} SA", None)],
        )  # fmt: skip
        for c in CONTRACTS:
            con.execute(
                "insert into core.contract values (?,?,?,?,?,?,null,?,'works',?,?,?,?,?,?,true)",
                [c[0], f"PR{c[0][1:]}", f"LA-{c[0]}-2026", c[1], c[2], c[3], c[4], c[5], c[6], c[7], c[8], c[9],
                 f"https://ejemplo.invalid/{c[0]}"],
            )  # fmt: skip
        con.execute(
            """insert into core.contract values ('C7','PR7','LA-C7-2026','B1','S1','YA NO SE PUBLICA',null,'direct',
               'works',5,'2026-01-20',null,null,null,null,false)"""
        )
        con.execute("insert into core.procedure select procedure_id, buyer_id from core.contract")
        con.executemany(
            "insert into flags.rule values (?,?,'Conviene saber por qué.',['Hubo una urgencia.'],['Contrato firmado.','Acta de fallo.'],?)",
            RULES,
        )
        for at, (flag_id, rule, kind, subject, on, differs) in enumerate(FLAGS, start=1):
            row = {
                "kind": "flag",
                "certainty": "certain",
                "audience": "public",
                "suppressed_by": None,
                "evidence": "{}",
            } | differs
            source = [{"file": "contratos__2026-03-31.csv", "row_number": at, "file_sha256": "00",
                       "url": f"https://ejemplo.invalid/{subject}"}]  # fmt: skip
            con.execute(
                "insert into flags.flag values (?,?,?,?,?,?,?,?,?,?,?,?,?,[])",
                [flag_id, f"K{at}", rule, row["kind"], kind, subject, on, row["certainty"], row["audience"],
                 f"TESORERIA MUNICIPAL compró algo en LA-{subject}-2026.", row["evidence"], json.dumps(source), row["suppressed_by"]],
            )  # fmt: skip
            con.execute("insert into cases.queue values (?,?)", [f"K{at}", at])


@pytest.fixture
def changed(tmp_path: Path) -> Callable[[str], Path]:
    """The data directory of the invented snapshot after a change told in SQL."""

    def change(sql: str) -> Path:
        write_snapshot(tmp_path / "current.duckdb")
        with duckdb.connect(str(tmp_path / "current.duckdb")) as con:
            con.execute(sql)
        return tmp_path

    return change


@pytest.fixture(scope="session")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory that holds the invented snapshot."""
    folder = tmp_path_factory.mktemp("data")
    write_snapshot(folder / "current.duckdb")
    return folder


@pytest.fixture(scope="session")
def view(data: Path) -> Path:
    """The citizens' view of the invented snapshot."""
    return build(Workspace(data))


@pytest.fixture
def citizens(view: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection to that view."""
    with duckdb.connect(str(view), read_only=True) as con:
        yield con


@pytest.fixture(scope="session")
def portal(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Its portal, with PDFs."""
    return build_portal(data, tmp_path_factory.mktemp("portal") / "sitio").target


@pytest.fixture(scope="session")
def reading() -> ModuleType:
    """The measures of reading ease, of the file beside this one."""
    spec = importlib.util.spec_from_file_location("reading", Path(__file__).with_name("reading.py"))
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
