"""Which official did what at which stage of which procedure, from PDN S2 v2.0."""

import json
from typing import Any

import duckdb
import pytest
from lumbrera import content, normalise
from lumbrera.ingest.stage import empty_staged_columns
from lumbrera.sources import by_name

SQL = (content.root("models") / "core" / "procedure_official.sql").read_text()


def procedure(number: str) -> dict[str, Any]:
    return {"numeroExpedienteFolio": number, "fechaInicioProcedimiento": "2026-01-05",
            "fechaConclusionProcedimiento": "2026-02-01T00:00:00Z"}  # fmt: skip


def found(contracting: Any, columns: str = "procedure_id, stage, act") -> list[tuple[Any, ...]]:
    con = duckdb.connect()
    normalise.register(con)
    con.execute(f"""
        create schema staged; create schema core;
        create table core.procedure as select * from (values
            ('LA-1-N-1-2026', 'LA-1-N-1-2026', false), ('LA-1-N-1-2026~7', 'LA-1-N-1-2026', true),
            ('P2', 'LA-1-N-2-2026', false)) t(procedure_id, procedure_number, is_draft);
        create table staged.pdn_s2 as select {empty_staged_columns(by_name("pdn_s2").fields)} limit 0;
    """)
    con.execute(
        "insert into staged.pdn_s2 (file_sha256, row_number, given_name, first_surname, second_surname, "
        "institution, contracting) values ('f', 1, 'Ana', 'Peña', 'Luna', 'Instituto', ?)",
        [contracting if isinstance(contracting, str) else json.dumps(contracting)],
    )
    return con.execute(f"select {columns} from ({SQL}) order by all").fetchall()


def test_every_stage_and_act_of_every_procedure_is_a_row_with_its_dates_and_source() -> None:
    part = {
        "tipoArea": "AREA_TECNICA",
        "nivelResponsabilidadContratacion": {
            "id": "x", "evaluacionProposiciones": "REVISAR (B)", "adjudicacionContrato": "EMITIR (E)",
            "convocatoriaInvitacion": None,
        },
        "datosGeneralesProcedimientos": [procedure("LA-1-N-1-2026"), procedure("la 1 n 2 2026")],
    }  # fmt: skip
    columns = "procedure_id, stage, act, matter, cast(from_on as varchar), cast(to_on as varchar), row_number"
    dates = ("2026-01-05", "2026-02-01", 1)
    assert found([{"contratacionAdquisicion": part, "contratacionObra": None}], columns) == [
        ("LA-1-N-1-2026", "award", "issue", "goods_services", *dates),
        ("LA-1-N-1-2026", "evaluation", "review", "goods_services", *dates),
        ("P2", "award", "issue", "goods_services", *dates),
        ("P2", "evaluation", "review", "goods_services", *dates),
    ]


def test_works_have_their_own_name_for_the_levels_and_a_misspelt_act_is_read() -> None:
    works = {"nivelResponsabilidadObra": {"autorizacionDictamen": "PERVISAR (D)"},
             "datosGeneralesProcedimientos": [procedure("LA-1-N-1-2026")]}  # fmt: skip
    assert found([{"contratacionObra": works}], "procedure_id, matter, stage, act") == [
        ("LA-1-N-1-2026", "works", "dictamen", "supervise")
    ]


def test_a_procedure_named_without_stage_is_kept_and_an_unknown_number_has_no_procedure() -> None:
    part = {"datosGeneralesProcedimientos": [procedure("OTRO-9")]}
    assert found([{"contratacionAdquisicion": part}], "procedure_id, procedure_number, stage") == [
        (None, "OTRO-9", None)
    ]


@pytest.mark.parametrize(
    "contracting",
    [
        "",
        [],
        [{"contratacionAdquisicion": None, "contratacionObra": None}],
        [{"contratacionAdquisicion": {"datosGeneralesProcedimientos": None}}],
        [{"contratacionAdquisicion": {"datosGeneralesProcedimientos": [{}]}}],
        '{"clave": "ADQUISICION"}',
        [12, {"contratacionAdquisicion": 7}],
    ],
)
def test_what_names_no_procedure_gives_no_row(contracting: Any) -> None:
    assert found(contracting) == []
