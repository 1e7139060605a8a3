"""Partner and dependants: read only with a legal basis, kept apart, with permissions of their own."""

import json
import stat
from pathlib import Path
from typing import Any

import duckdb
import pytest
from lumbrera import config, normalise, restricted, run, warehouse
from lumbrera.ingest import all_records
from lumbrera.ingest.record import FileRecord
from lumbrera.workspace import Workspace

SECRETS = ("RIVERA", "RIRM850101MZSXXX01", "RIRM850101AB1", "1985-01-01", "Firma de la pareja")
PARTNER = {
    "ninguno": False, "tipoOperacion": "SIN_CAMBIOS", "nombre": "Marta", "primerApellido": "RIVERA",
    "segundoApellido": "Ruiz", "fechaNacimiento": "1985-01-01", "curp": "RIRM850101MZSXXX01",
    "rfc": {"rfc": "RIRM850101", "homoClave": "AB1"}, "relacionConDeclarante": "CONYUGE",
    "actividadLaboralSectorPrivadoOtro": {
        "nombreEmpresaSociedadAsociacion": "Firma de la pareja, S.A. de C.V.",
        "rfc": "FPA101010AB1", "empleoCargoComision": "SOCIA", "proveedorContratistaGobierno": True,
    },
}  # fmt: skip
CHILD = {"nombre": "Luis", "primerApellido": "Lara", "segundoApellido": "RIVERA",
         "fechaNacimiento": "2010-02-02", "rfc": "LARL100202AB1"}  # fmt: skip


def declaration(key: str, **wealth: Any) -> dict[str, Any]:
    person = {"nombre": "José", "primerApellido": "Lara", "segundoApellido": "Gil"}
    post = {"nombreEntePublico": "Instituto de Prueba", "empleoCargoComision": "Jefe"}
    interest = {"participacion": {"ninguno": False, "participacion": [
        {"tipoRelacion": "DECLARANTE", "nombreEmpresaSociedadAsociacion": "Propia SA"},
        {"tipoRelacion": {"clave": "X", "valor": "PAREJA"}, "porcentajeParticipacion": 40,
         "tipoParticipacion": {"clave": "SCIO", "valor": "SOCIO"},
         "nombreEmpresaSociedadAsociacion": "Firma de la pareja, S.A. de C.V."},
    ]}}  # fmt: skip
    return {
        "id": key,
        "metadata": {"actualizacion": "2025-05-20T10:00:00Z", "institucion": "Instituto de Prueba",
                     "tipo": "MODIFICACIÓN"},
        "declaracion": {
            "situacionPatrimonial": {
                "datosGenerales": person, "datosEmpleoCargoComision": post, **wealth
            },
            "interes": interest if wealth else {},
        },
    }  # fmt: skip


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("publicado")
    records = [
        declaration("D-0001"),
        declaration(
            "D-0002",
            datosPareja=PARTNER,
            datosDependienteEconomico={
                "ninguno": False,
                "dependienteEconomico": [
                    {**CHILD, "parentescoRelacion": {"clave": "HIJ", "valor": "HIJO(A)"}},
                    {**CHILD, "nombre": "Rosa", "parentescoRelacion": 7},
                ],
            },
        ),
        declaration("D-0003", datosPareja={"ninguno": True, "aclaracionesObservaciones": ""}),
    ]
    (folder / "s1.json").write_text(json.dumps(records))
    return folder


def settle(data: Path, basis: str) -> Workspace:
    data.mkdir(exist_ok=True)
    (data / "lumbrera.toml").write_text(f'[restricted]\nlegal_basis = "{basis}"\n')
    return Workspace(data)


def read(published: Path, data: Path, basis: str) -> FileRecord:
    settle(data, basis)
    [seen] = run.ingest([published], data, waiting=lambda m: None).seen
    return seen


def declared(data: Path, columns: str) -> list[tuple[Any, ...]]:
    """What a run would find attached, by the order of kinds and names."""
    workspace = Workspace(data)
    settings = config.load(workspace.settings_file)
    with warehouse.connect(":memory:", workspace, settings) as con:
        normalise.register(con)
        warehouse.create_staged_views(con, workspace, all_records(workspace))
        restricted.begin(con, workspace, settings)
        found = con.execute(
            f"select {columns} from restricted.declared_relative "
            "order by kind desc, person_key, declaration_id"
        ).fetchall()
        restricted.finish(con, workspace, settings)
        return found


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def text_of(data: Path, *but: str) -> str:
    """Everything under a data directory but for some folders; Parquet and DuckDB as text too."""
    found = ""
    for path in sorted(data.rglob("*")):
        if not path.is_file() or path.relative_to(data).parts[0] in but:
            continue
        found += path.read_bytes().decode(errors="replace")
        if path.suffix == ".parquet":
            found += str(duckdb.read_parquet(str(path)).fetchall())
    if (data / "current.duckdb").exists():
        with duckdb.connect(str(data / "current.duckdb"), read_only=True) as con:
            for schema, table in con.execute(
                "select table_schema, table_name from information_schema.tables"
            ).fetchall():
                found += str(con.execute(f'from "{schema}"."{table}"').fetchall())
    return found


def test_without_a_legal_basis_nobody_is_read_and_two_declarations_are_counted(
    published: Path, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    seen = read(published, data, "")
    assert seen.reserved == 2
    assert any("2 declaraciones traen datos de pareja" in n and "no se leyeron" in n
               for n in seen.notes)  # fmt: skip
    assert not (data / "restricted").exists()
    assert mode(data / "raw" / seen.container_sha256) == 0o600
    everything = text_of(data, "raw")
    assert [s for s in SECRETS if s in everything] == []
    assert "Propia SA" in everything
    assert declared(data, "*") == []


def test_with_one_named_later_the_file_is_read_again_and_relatives_stay_in_their_own_folder(
    published: Path, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    read(published, data, "")
    seen = read(published, data, "LGRA 29 y convenio 1/2026")
    assert any("se guardaron aparte" in n and "convenio 1/2026" in n for n in seen.notes)
    everything = text_of(data, "raw", "restricted")
    assert [s for s in SECRETS if s in everything] == []
    columns = """declaration_id, kind, relation, relation_code, person_key, curp, rfc, firm_key,
        firm_rfc, percent, sells_to_government, row_number,
        official_id = keyed_id('O', 'JOSE LARA GIL' || chr(31) || 'INSTITUTO DE PRUEBA')"""
    firm = "FIRMA DE LA PAREJA|SA_CV"
    assert declared(data, columns) == [
        ("D-0002", "partner", "CONYUGE", "CONY", "MARTA RIVERA RUIZ", "RIRM850101MZSXXX01",
         "RIRM850101AB1", firm, "FPA101010AB1", None, True, 2, True),
        ("D-0002", "interest", "PAREJA", "X", None, None, None, firm, None, 40.0, None, 2, True),
        ("D-0003", "interest", "PAREJA", "X", None, None, None, firm, None, 40.0, None, 3, True),
        ("D-0002", "dependant", "HIJO(A)", "HIJ", "LUIS LARA RIVERA", None, "LARL100202AB1",
         None, None, None, None, 2, True),
        ("D-0002", "dependant", "7", None, "ROSA LARA RIVERA", None, "LARL100202AB1",
         None, None, None, None, 2, True),
    ]  # fmt: skip
    assert mode(data / "restricted") == 0o700
    assert {mode(p) for p in (data / "restricted").iterdir()} == {0o600}


@pytest.mark.long
def test_a_whole_run_writes_nothing_of_them_to_warehouse_or_report_with_or_without_a_basis(
    published: Path, tmp_path: Path
) -> None:
    data = tmp_path / "data"

    def ask(sql: str) -> tuple[bool, int]:
        """Whether the deployment's own is attached to the finished warehouse, and a count."""
        workspace = Workspace(data)
        settings = config.load(workspace.settings_file)
        with warehouse.connect(workspace.current, workspace, settings, read_only=True) as con:
            own = restricted.attach(con, workspace, settings)
            [(n,)] = con.execute(sql).fetchall()
        return own, n

    for basis in ("LGRA 29", " "):
        settle(data, basis)
        run.run([published], data, waiting=lambda m: None)
        everything = text_of(data, "raw", "restricted")
        assert [s for s in SECRETS if s in everything] == []
        if basis.strip():
            joined = "from restricted.declared_relative join core.official using (official_id)"
            assert ask(f"select count(*) {joined}") == (True, 5)
            with warehouse.connect(
                Workspace(data).current, Workspace(data), config.Settings(), read_only=True
            ) as con:
                reserved = "select count(*) from flags.flag where audience = 'restricted'"
                assert con.execute(reserved).fetchone() == (0,)
            assert {mode(p) for p in (data / "restricted").iterdir()} == {0o600}
    # The basis was taken away: later questions find an empty table.
    assert ask("select count(*) from restricted.declared_relative") == (False, 0)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"clave": "HER", "valor": "HERMANO(A)"}, ("HERMANO(A)", "HER")),
        ([{"clave": "HER"}], ("HER", "HER")),
        (3, ("3", None)),
        ("CONYUGE", ("CONYUGE", None)),
        (None, ("", None)),
    ],
)
def test_a_relation_is_read_as_object_list_number_or_text(value: Any, expected: Any) -> None:
    record = {
        "id": "D",
        "declaracion": {"situacionPatrimonial": {"datosDependientesEconomicos": {
            "dependienteEconomico": [{**CHILD, "parentescoRelacion": value}]}}},
    }  # fmt: skip
    [row] = restricted.relatives(record)
    assert (row["relation"], row["relation_code"]) == expected
