"""JSON documents: every shape they are published in, what is never read, and damaged ones."""

import gzip
import io
import json
from pathlib import Path

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lumbrera.files import documents
from lumbrera.files.container import UnreadableFileError

RECORDS = [
    {"id": "A", "datos": {"nombre": "Ana", "rfc": {"rfc": "AAAA", "homoClave": "1"}}, "lista": [1]},
    {"id": "B", "datos": {"nombre": None, "rfc": "BBBB1"}, "lista": []},
]


def read(text: str | bytes, whole=("datos.rfc", "lista"), withheld=()) -> documents.Document:
    raw = text if isinstance(text, bytes) else text.encode()
    return documents.read(io.BytesIO(raw), whole, withheld)


@pytest.mark.parametrize(
    "text",
    [
        json.dumps(RECORDS),
        "\ufeff" + json.dumps(RECORDS, indent=2),
        json.dumps({"pagination": {"page": 1}, "results": RECORDS}),
        json.dumps({"data": RECORDS}),
        "\n".join(json.dumps(r) for r in RECORDS),
        json.dumps([{"pagination": {"page": n}, "results": [r]} for n, r in enumerate(RECORDS)]),
        "\n".join(json.dumps({"results": [r]}) for r in RECORDS),
        json.dumps({"data": {"results": {"results": RECORDS, "pagination": {}}}}),
        json.dumps({"success": True, "result": {"total": 2, "records": RECORDS}}),
        json.dumps({"items": RECORDS, "count": 2}),
        json.dumps(RECORDS).replace('"B"', '{"$oid": "B"}').replace('"Ana"', '{ "$date" : "Ana" }'),
    ],
)
def test_an_array_a_page_and_lines_give_the_same_rows(text: str) -> None:
    document = read(text)
    assert document.header == ["id", "datos.nombre", "datos.rfc", "lista"]
    assert document.rows == [
        (1, ["A", "Ana", '{"rfc":"AAAA","homoClave":"1"}', "[1]"]),
        (2, ["B", "", "BBBB1", ""]),
    ]
    assert document.row(2) == ["B", "", "BBBB1", ""]
    assert document.row(3) is None


def test_one_object_alone_is_one_record() -> None:
    assert read('{"id": "A"}').rows == [(1, ["A"])]


def test_what_is_withheld_reaches_no_cell_and_is_said() -> None:
    text = json.dumps([{"id": "A", "datosPareja": {"nombre": "Reservado"}, "vacio": {}}])
    document = read(text, withheld=("datosPareja", "vacio"))
    assert document.header == ["id"]
    assert "Reservado" not in str(document.rows)
    assert document.notes == [
        "secciones que no se leen, por reservadas o por no usarse: «datosPareja»"
    ]


@pytest.mark.parametrize(
    "related",
    ["PAREJA", {"clave": "X", "valor": "DEPENDIENTE_ECONOMICO"}, 2, {"clave": 3}, "AMBOS"],
)
def test_interests_of_partner_and_dependants_are_left_out_and_counted(related: object) -> None:
    items = [{"tipoRelacion": "DECLARANTE", "rfc": "1"}, {"tipoRelacion": related, "rfc": "2"}]
    document = read(json.dumps([{"id": "A", "lista": items}]))
    assert document.rows[0][1][1] == '[{"tipoRelacion":"DECLARANTE","rfc":"1"}]'
    assert document.notes == ["no se leyeron 1 intereses de pareja o dependientes"]


@pytest.mark.parametrize(
    ("item", "is_own"),
    [
        ({"rfc": "1"}, True),
        ({"tipoRelacion": None}, True),
        ({"tipoRelacion": {"clave": "DC", "valor": "DECLARANTE"}}, True),
        ({"beneficiario": [{"clave": "DC", "valor": "DECLARANTE"}]}, True),
        ({"beneficiario": [{"clave": "HIJ", "valor": "HIJO(A)"}]}, False),
        ({"beneficiario": ["HERMANO(A)", "DECLARANTE"]}, True),
    ],
)
def test_an_interest_is_the_declarants_only_where_that_is_said_or_nothing_else_is(
    item: dict[str, object], is_own: bool
) -> None:
    document = read(json.dumps([{"id": "A", "lista": [item]}]))
    assert bool(document.rows[0][1][1]) is is_own


def test_what_is_no_object_is_set_aside_with_its_place() -> None:
    document = read('[{"id": "A"}, 7, "x"]')
    assert [(r.row_number, r.raw) for r in document.rejects] == [(2, "7"), (3, "x")]
    assert len(document.rows) == 1


@pytest.mark.parametrize("text", ['[{"id": "A"}, {"id"', '{"results": [', "[}", b'[{"a": "\xff"}]'])
def test_a_cut_or_damaged_document_is_refused(text: str | bytes) -> None:
    with pytest.raises(UnreadableFileError, match="incompleto o dañado"):
        read(text)


def test_a_document_without_records_is_refused() -> None:
    with pytest.raises(UnreadableFileError, match="ningún registro"):
        read("[]")


@given(
    st.lists(
        st.dictionaries(
            st.text("abc", min_size=1), st.text() | st.integers() | st.booleans() | st.none(),
            min_size=1,
        ),
        min_size=1,
    )
)  # fmt: skip
def test_every_record_is_a_row_and_every_value_a_cell(records: list[dict[str, object]]) -> None:
    document = read(json.dumps(records))
    assert len(document.rows) + len(document.rejects) == len(records)
    for (_, cells), record in zip(document.rows, records, strict=True):
        held = dict(zip(document.header, cells, strict=True))
        for key, value in record.items():
            if isinstance(value, str):
                assert held[key] == value.replace("\0", "")
            elif value is not None:
                assert json.loads(held[key]) == value


def test_a_page_of_declarations_is_read_through_gzip_with_its_account(tmp_path: Path) -> None:
    from lumbrera.run import ingest

    def declaration(key: str) -> dict[str, object]:
        person = {"nombre": "Ana", "primerApellido": "Pérez", "curp": "X"}
        post = {"nombreEntePublico": "Instituto", "empleoCargoComision": "Jefa"}
        return {
            "id": key,
            "metadata": {"actualizacion": "2025-05-20T10:00:00Z", "institucion": "Instituto",
                         "tipo": "MODIFICACIÓN"},
            "declaracion": {
                "situacionPatrimonial": {"datosGenerales": person, "datosEmpleoCargoComision": post,
                                         "datosPareja": {"nombre": "Reservado"}},
            },
        }  # fmt: skip

    page = {"results": [declaration("D-0001"), declaration("D-0001"), declaration("D-0002"), 5]}
    path = tmp_path / "pagina.json.gz"
    path.write_bytes(gzip.compress(json.dumps(page).encode()))
    [seen] = ingest([path], tmp_path / "data", waiting=lambda m: None).seen
    assert (seen.source, seen.layout, seen.status) == ("pdn_s1", "s1_v2", "loaded")
    assert (seen.rows_read, seen.rows_loaded) == (4, 2)
    assert (seen.rows_quarantined, seen.rows_duplicate) == (1, 1)
    staged = duckdb.read_parquet(
        str(tmp_path / "data" / "staged" / "pdn_s1" / "*.parquet"), union_by_name=True
    )
    assert "Ana" in str(staged.fetchall())
    assert "Reservado" not in str(staged.fetchall())
