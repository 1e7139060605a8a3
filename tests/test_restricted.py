"""Partner and dependants: read only with a legal basis, kept apart, with permissions of their own."""

import json
import stat
from pathlib import Path
from typing import Any

import duckdb
import pytest
from lumbrera import config, restricted, run
from lumbrera.warehouse import connect
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


def ran(published: Path, data: Path, basis: str) -> run.RunResult:
    data.mkdir(exist_ok=True)
    (data / "lumbrera.toml").write_text(f'[restricted]\nlegal_basis = "{basis}"\n')
    return run.run([published], data, waiting=lambda m: None)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def bytes_outside(data: Path, *but: str) -> bytes:
    """Everything under a data directory but for some folders; Parquet and DuckDB as text."""
    found = b""
    for path in sorted(data.rglob("*")):
        if not path.is_file() or path.relative_to(data).parts[0] in but:
            continue
        found += path.read_bytes()
        if path.suffix == ".parquet":
            found += str(duckdb.read_parquet(str(path)).fetchall()).encode()
    with duckdb.connect(str(data / "current.duckdb"), read_only=True) as con:
        for schema, table in con.execute(
            "select table_schema, table_name from information_schema.tables"
        ).fetchall():
            found += str(con.execute(f'from "{schema}"."{table}"').fetchall()).encode()
    return found


def test_without_a_legal_basis_nobody_is_read_and_two_declarations_are_counted(
    published: Path, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    [seen] = ran(published, data, "").files
    assert seen.reserved == 2
    assert any("2 declaraciones traen datos de pareja" in n and "no se leyeron" in n
               for n in seen.notes)  # fmt: skip
    assert not (data / "restricted").exists()
    assert mode(data / "raw" / seen.container_sha256) == 0o600
    everything = bytes_outside(data, "raw").decode(errors="replace")
    assert [s for s in SECRETS if s in everything] == []
    assert "Propia SA" in everything


def test_with_one_named_later_the_file_is_read_again_and_relatives_stay_in_their_own_folder(
    published: Path, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    ran(published, data, "")
    [seen] = ran(published, data, "LGRA 29 y convenio 1/2026").files
    assert any("se guardaron aparte" in n and "convenio 1/2026" in n for n in seen.notes)
    assert mode(data / "restricted") == 0o700
    assert {mode(p) for p in (data / "restricted").iterdir()} == {0o600}
    everything = bytes_outside(data, "raw", "restricted").decode(errors="replace")
    assert [s for s in SECRETS if s in everything] == []

    workspace = Workspace(data)
    settings = config.load(workspace.settings_file)
    with connect(data / "current.duckdb", workspace, settings, read_only=True) as con:
        assert restricted.attach(con, workspace, settings)
        rows = con.execute("""
            select r.declaration_id, r.kind, r.relation, r.relation_code, r.person_key, r.curp, r.rfc,
                   r.firm_key, r.firm_rfc, r.percent, r.sells_to_government, r.row_number,
                   o.person_key
            from restricted.declared_relative r join core.official o using (official_id)
            order by kind desc, r.person_key, r.declaration_id
        """).fetchall()
    firm = "FIRMA DE LA PAREJA|SA_CV"
    assert rows == [
        ("D-0002", "partner", "CONYUGE", "CONY", "MARTA RIVERA RUIZ", "RIRM850101MZSXXX01",
         "RIRM850101AB1", firm, "FPA101010AB1", None, True, 2, "JOSE LARA GIL"),
        ("D-0002", "interest", "PAREJA", "X", None, None, None, firm, None, 40.0, None, 2,
         "JOSE LARA GIL"),
        ("D-0003", "interest", "PAREJA", "X", None, None, None, firm, None, 40.0, None, 3,
         "JOSE LARA GIL"),
        ("D-0002", "dependant", "HIJO(A)", "HIJ", "LUIS LARA RIVERA", None, "LARL100202AB1",
         None, None, None, None, 2, "JOSE LARA GIL"),
        ("D-0002", "dependant", "7", None, "ROSA LARA RIVERA", None, "LARL100202AB1",
         None, None, None, None, 2, "JOSE LARA GIL"),
    ]  # fmt: skip


def test_a_legal_basis_taken_away_leaves_an_empty_table_for_every_later_question(
    published: Path, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    ran(published, data, "LGRA 29")
    ran(published, data, " ")
    workspace = Workspace(data)
    settings = config.load(workspace.settings_file)
    with connect(data / "current.duckdb", workspace, settings, read_only=True) as con:
        assert not restricted.attach(con, workspace, settings)
        [(n,)] = con.execute("select count(*) from restricted.declared_relative").fetchall()
    assert n == 0


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
