"""Bad input ends with a clear reason in Spanish, and every row of it is accounted for."""

import csv
import gzip
import io
import json
import os
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
import xlsxwriter
import zstandard
from lumbrera import ingest
from lumbrera.config import Settings, SourceSettings
from lumbrera.errors import UsageError
from lumbrera.ingest import Ingestion
from lumbrera.ingest.published import published_row
from lumbrera.ingest.record import FileRecord, all_records
from lumbrera.sources import by_name
from lumbrera.validation import SuiteReport
from lumbrera.workspace import Workspace

SOURCE = by_name("comprasmx_contracts")
FIELDS = next(x for x in SOURCE.layouts if x.name == "21").fields
HEADER = [SOURCE.field(f).headings[0] for f in FIELDS]


def contract(number: int, **changes: str) -> list[str]:
    """A sound row of the 21-column export; `changes` by field name."""
    row = {
        "supplier_rfc": f"AAA0101{number % 28 + 1:02d}AA1", "institution": "INSTITUTO DE PRUEBA",
        "unit": "UNIDAD DE PRUEBA", "unit_code": "050GYR001",
        "supplier_name": f"PROVEEDORA {number} SA DE CV",
        "procedure_number": f"AA-50-GYR-050GYR001-N-{number}-2026",
        "procedure_type": "LICITACIÓN PÚBLICA", "contracting_type": "ADQUISICIONES",
        "law": "LAASSP", "exception_article": "", "exception_text": "", "item_codes": "25301",
        "amount": f"{number}000.50", "size_class": "MICRO", "consolidated": "NO",
        "published_on": "2026-01-15 10:00:00", "award_on": "2026-01-20", "signed_on": "2026-01-25",
        "start_on": "2026-01-26", "description": f"Medicamentos ñ {number}",
        "url": "https://comprasmx.example/1",
    }  # fmt: skip
    assert changes.keys() <= row.keys()
    return [(row | changes)[f] for f in FIELDS]


def table(*rows: list[str], header: list[str] = HEADER, delimiter: str = ",") -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows([header, *rows])
    return text.getvalue().encode()


SOUND = [contract(n) for n in range(1, 6)]


class Desk:
    """A data directory, the folder of files beside it, and what became of them."""

    def __init__(self, root: Path) -> None:
        self.inbox = root / "in"
        self.inbox.mkdir()
        self.workspace = Workspace(root / "data")
        self.workspace.prepare()
        self.settings = Settings()
        self.con = duckdb.connect()

    def put(self, name: str, data: bytes) -> Path:
        path = self.inbox / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        return path

    def read(self, *paths: Path) -> list[FileRecord]:
        seen = Ingestion(self.workspace, self.con, self.settings).run(paths, lambda *_: None).seen
        for r in seen:
            assert r.rows_read == r.rows_loaded + r.rows_quarantined + r.rows_duplicate
            assert len(self.staged(r)) == r.rows_loaded
            assert len(self.aside(r)) == r.rows_quarantined
            assert r.is_loaded() == (r.reason == "")
        return seen

    def one(self, data: bytes, name: str = "contratos_2026-03-08.csv") -> FileRecord:
        (seen,) = self.read(self.put(name, data))
        return seen

    def refused(self, data: bytes, name: str = "contratos_2026-03-08.csv") -> str:
        """The reason why a file was refused."""
        seen = self.one(data, name)
        assert not seen.is_loaded()
        return seen.reason

    def staged(self, seen: FileRecord, columns: str = "row_number") -> list[tuple[object, ...]]:
        path = self.workspace.staged / str(seen.source) / f"{seen.file_sha256}.parquet"
        return self._rows(path, columns) if seen.is_loaded() else []

    def aside(self, seen: FileRecord) -> list[tuple[object, ...]]:
        path = self.workspace.staged / str(seen.source) / f"{seen.file_sha256}.quarantine.parquet"
        return self._rows(path, "row_number, reason, raw") if path.exists() else []

    def reasons(self, seen: FileRecord) -> list[tuple[object, object]]:
        return [(n, reason) for n, reason, _ in self.aside(seen)]

    def _rows(self, path: Path, columns: str) -> list[tuple[object, ...]]:
        return self.con.execute(
            f"select {columns} from read_parquet(?) order by row_number", [str(path)]
        ).fetchall()


@pytest.fixture
def suites() -> None:
    """Asked for by what is about the suites of expectations; see `quickly`."""


@pytest.fixture(autouse=True)
def quickly(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Outside CI a file is read without its suite, half the time of reading a small one."""
    if "suites" in request.fixturenames or os.environ.get("CI") == "true":
        return

    def nothing_found(con: object, source: str, rows: Path, name: str) -> SuiteReport:
        return SuiteReport(suite=f"staged.{source}", target=name, outcomes=[])

    monkeypatch.setattr(ingest, "_validate", nothing_found)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    it = Desk(tmp_path)
    yield it
    it.con.close()


def loaded(desk: Desk, data: bytes, rows: int = 5) -> FileRecord:
    seen = desk.one(data)
    assert (seen.reason, seen.rows_read, seen.rows_loaded) == ("", rows, rows)
    return seen


# Files that cannot be read at all


def test_an_empty_file_is_refused(desk: Desk) -> None:
    assert desk.refused(b"") == "el archivo está vacío; descárguelo de nuevo"
    assert desk.refused(gzip.compress(b"")) == "el archivo está vacío; descárguelo de nuevo"


def test_a_header_without_rows_is_refused(desk: Desk) -> None:
    assert "encabezado pero ningún renglón" in desk.refused(table())
    assert "encabezado pero ningún renglón" in desk.refused(table().rstrip(b"\r\n"))


def test_an_unknown_format_is_refused_with_the_three_nearest_and_what_they_lack(desk: Desk) -> None:
    reason = desk.refused(b"RFC,Nombre del Contribuyente,Estado\nAAA,Uno,Activo\n")
    assert reason.startswith("el formato no se reconoce; los más parecidos: SAT: artículo 69-B")
    assert reason.count("al que le faltan las columnas") == 3
    assert "(undated), al que le faltan las columnas «Situación del contribuyente»" in reason


def test_a_table_of_nothing_known_and_bytes_that_are_no_table_are_refused(desk: Desk) -> None:
    for data in (b"a,b\n1,2\n", os.urandom(5000), b"%PDF-1.7 \x00\xff", b"\n\n\n", b"hola"):
        assert "el formato no se reconoce" in desk.refused(data)


def test_a_web_page_saved_as_a_table_is_told_to_be_one(desk: Desk) -> None:
    assert "es una página web" in desk.refused(b"\n <!DOCTYPE html><html>error 503</html>")


def test_a_table_in_a_page_another_document_and_a_services_error_are_told_apart(
    desk: Desk,
) -> None:
    told = {
        b"<html xmlns:x='urn:schemas'><body><table><tr><td>RFC": "guárdela como xlsx o CSV",
        b"<table border=1><tr><th>RFC</th>": "guárdela como xlsx o CSV",
        b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook>': "guárdela como xlsx",
        b"\xef\xbb\xbf<!-- x --><head><title>502</title>": "es una página web, no una tabla",
        b"<?xml version='1.0'?><Error><Code>NoSuchKey": "es una página web, no una tabla",
        b"%PDF-1.7\n%\xe2\xe3": "es un documento PDF",
        b"Rar!\x1a\x07\x00": "es un archivo rar",
        b'{"status": 429, "message": "Too many requests"}': "el aviso de un servicio y no trae registros («429; Too many requests»)",
        b'{"data": null, "error": {"code": 5, "message": "down"}}': "aviso de un servicio",
    }  # fmt: skip
    for data, why in told.items():
        assert why in desk.refused(data, "descarga.xls")


def test_a_document_in_utf16_or_windows_1252_has_the_records_it_has_in_utf8(desk: Desk) -> None:
    record = {
        "id": "1", "ejercicioFiscal": "2025", "nombres": "Íñigo", "primerApellido": "Muñoz",
        "institucionDependencia": {"nombre": "Secretaría"}, "nivelResponsabilidad": [],
    }  # fmt: skip
    text = json.dumps({"results": [record]}, ensure_ascii=False)
    for codec in ("utf-8", "utf-8-sig", "utf-16", "cp1252"):
        seen = desk.one(text.encode(codec), f"s2_{codec}.json")
        assert desk.staged(seen, "given_name, first_surname") == [("Íñigo", "Muñoz")]


def test_truncated_and_nested_archives_are_refused(desk: Desk) -> None:
    data = table(*[contract(n) for n in range(1, 400)])
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("contratos.csv", data)
    for whole in (gzip.compress(data), zstandard.compress(data), packed.getvalue()):
        assert "incompleto o dañado" in desk.refused(whole[: len(whole) // 2])
    assert "archivo comprimido dentro de otro" in desk.refused(gzip.compress(gzip.compress(data)))


def test_a_corrupt_workbook_is_refused(desk: Desk) -> None:
    whole = workbook(desk, {"Hoja": [HEADER, *SOUND]}).read_bytes()
    assert "dañado" in desk.refused(whole[:-200], "x.xlsx")
    assert "dañado" in desk.refused(b"\xd0\xcf\x11\xe0" + bytes(5000), "x.xls")


def test_a_file_without_permission_is_refused_and_says_so(desk: Desk, monkeypatch) -> None:
    path = desk.put("x.csv", table(*SOUND))
    usual = Path.open

    def denied(self: Path, *args: object, **kwargs: object) -> object:
        if self == path:
            raise PermissionError(13, "Permission denied", str(self))
        return usual(self, *args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(Path, "open", denied)
    (seen,) = desk.read(path)
    assert (seen.status, seen.reason) == (
        "refused",
        "no hay permiso para leer el archivo; revise los permisos",
    )


def test_a_data_directory_that_cannot_be_written_is_not_the_files_fault(
    desk: Desk, monkeypatch
) -> None:
    def denied(self: Path, target: Path) -> None:
        raise PermissionError(13, "Permission denied", str(target))

    monkeypatch.setattr(Path, "replace", denied)
    with pytest.raises(PermissionError):
        desk.read(desk.put("x.csv", table(*SOUND)))


# Containers with several tables


def test_a_zip_of_several_tables_loads_the_sound_ones_and_refuses_each_bad_one(desk: Desk) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a/contratos_2026-03-08.csv", table(*SOUND))
        archive.writestr("a/contratos_2026-03-10.csv", table(*SOUND, contract(6)))
        archive.writestr("leeme.txt", "hola")
        archive.writestr("__MACOSX/a/._contratos.csv", "x")
    seen = desk.read(desk.put("todo.zip", packed.getvalue()))
    assert [(r.name, str(r.export_date), r.rows_loaded) for r in seen] == [
        ("todo.zip/a/contratos_2026-03-08.csv", "2026-03-08", 5),
        ("todo.zip/a/contratos_2026-03-10.csv", "2026-03-10", 6),
        ("todo.zip/leeme.txt", "None", 0),
    ]
    cells = published_row(desk.workspace, seen[1].file_sha256, 7)
    assert cells["Proveedor o contratista"] == "PROVEEDORA 6 SA DE CV"


def test_a_protected_entry_does_not_take_the_others_with_it(desk: Desk) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("1.csv", "secreto")
        archive.writestr("2.csv", table(*SOUND))
    data = bytearray(packed.getvalue())
    data[data.index(b"PK\x01\x02") + 8] |= 1
    first, second = desk.read(desk.put("z.zip", bytes(data)))
    assert "protegida con contraseña" in first.reason
    assert second.rows_loaded == 5


def workbook(desk: Desk, sheets: dict[str, list[list[str]]], name: str = "x.xlsx") -> Path:
    path = desk.inbox / name
    book = xlsxwriter.Workbook(path)
    for title, rows in sheets.items():
        sheet = book.add_worksheet(title)
        for i, row in enumerate(rows):
            sheet.write_row(i, 0, row)
    book.close()
    return path


def test_of_a_workbook_the_known_sheet_is_read_and_the_others_are_told(desk: Desk) -> None:
    path = workbook(
        desk,
        {"Portada": [["Contratos"]], "Datos": [[], ["", "Corte"], HEADER, *SOUND], "Vacía": []},
    )
    (seen,) = desk.read(path)
    assert (seen.reason, seen.rows_loaded, seen.layout) == ("", 5, "21")
    assert [n for (n,) in desk.staged(seen)] == [4, 5, 6, 7, 8]
    assert seen.notes == ["del libro se leyó la hoja «Datos»; no se leyeron: «Portada»"]
    cells = published_row(desk.workspace, seen.file_sha256, 4)
    assert cells["Importe del contrato"] == "1000.50"


def test_a_workbook_inside_a_zip_or_gzip_is_read_and_its_rows_found_again(desk: Desk) -> None:
    book = workbook(desk, {"Datos": [HEADER, *SOUND]}).read_bytes()
    (plain,) = desk.read(desk.inbox)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("libro.xlsx", book)
    for name, data in (("z.zip", packed.getvalue()), ("g", gzip.compress(book))):
        (root := desk.inbox.parent / f"otro {name}").mkdir()
        it = Desk(root)
        (seen,) = it.read(it.put(name, data))
        assert (seen.file_sha256, seen.rows_loaded) == (plain.file_sha256, 5)
        assert "PROVEEDORA 5" in str(published_row(it.workspace, seen.file_sha256, 6))


# Text that is not as it should be


def test_windows_1252_utf16_and_a_byte_order_mark_give_the_same_rows(desk: Desk) -> None:
    data = table(*SOUND).decode()
    seen = [
        loaded(desk, data.encode(codec)) for codec in ("utf-8", "utf-8-sig", "cp1252", "utf-16")
    ]
    assert [r.encoding for r in seen] == ["utf-8", "utf-8", "windows-1252", "utf-16"]
    rows = [desk.staged(r, "* exclude (file_sha256)") for r in seen]
    assert rows[0] == rows[1] == rows[2] == rows[3]


def test_some_windows_1252_bytes_in_a_utf8_file_are_read_and_told(desk: Desk) -> None:
    data = table(*SOUND).replace("ñ 3".encode(), b"\xf1 3")
    seen = loaded(desk, data)
    assert desk.staged(seen, "description")[2] == ("Medicamentos ñ 3",)
    assert "codificación mezclada: 1 bytes" in seen.notes[0]


def test_mixed_line_ends_and_nul_bytes_lose_nothing(desk: Desk) -> None:
    lines = table(*SOUND).split(b"\r\n")
    seen = loaded(desk, lines[0] + b"\r\n" + lines[1] + b"\n" + b"\r".join(lines[2:6]))
    assert [n for (n,) in desk.staged(seen)] == [2, 3, 4, 5, 6]
    seen = loaded(desk, table(*SOUND).replace(b"Medicamentos", b"Medi\0camentos"))
    assert seen.notes == ["5 bytes nulos, que se omitieron"]
    assert desk.staged(seen, "description")[0] == ("Medicamentos ñ 1",)


@pytest.mark.parametrize("delimiter", [";", "\t", "|"])
def test_other_delimiters_are_found_out(desk: Desk, delimiter: str) -> None:
    loaded(desk, table(*SOUND, delimiter=delimiter))


def test_a_cell_of_one_megabyte_is_loaded_whole(desk: Desk) -> None:
    seen = loaded(desk, table(contract(1, description="x" * 1_000_000), *SOUND[1:]))
    assert desk.staged(seen, "length(description)")[0] == (1_000_000,)


def test_a_quote_left_open_costs_one_row(desk: Desk) -> None:
    data = table(*SOUND).replace(b"UNIDAD DE PRUEBA", b'"UNIDAD DE PRUEBA', 2)
    data = data.replace(b'"UNIDAD DE PRUEBA', b"UNIDAD DE PRUEBA", 1)
    seen = desk.one(data)
    assert (seen.rows_read, seen.rows_loaded) == (5, 4)
    assert [n for (n,) in desk.staged(seen)] == [2, 4, 5, 6]
    assert desk.reasons(seen) == [(3, "comillas sin cerrar")]


def test_shifted_and_short_rows_are_set_aside_with_their_text(desk: Desk) -> None:
    shifted = [*contract(6)[:5], "de más", "y más", *contract(6)[5:]]
    seen = desk.one(table(*SOUND[:2], shifted, contract(7)[:-3], [], *SOUND[2:]))
    assert (seen.rows_read, seen.rows_loaded, seen.rows_quarantined) == (8, 5, 3)
    assert [n for (n,) in desk.staged(seen)] == [2, 3, 7, 8, 9]
    assert desk.reasons(seen) == [
        (4, "renglón recorrido: 23 campos donde el encabezado tiene 21"),
        (5, "renglón incompleto: 18 campos donde el encabezado tiene 21"),
        (6, "renglón vacío"),
    ]
    assert "PROVEEDORA 6 SA DE CV,de más,y más" in str(desk.aside(seen)[0][2])
    cells = published_row(desk.workspace, seen.file_sha256, 9)
    assert cells["Proveedor o contratista"] == "PROVEEDORA 5 SA DE CV"


def test_a_delimiter_that_ends_every_row_but_not_the_header_is_no_shift(desk: Desk) -> None:
    seen = loaded(desk, table(*[[*r, ""] for r in SOUND]))
    assert seen.columns_unknown == []
    shifted = [*contract(3)[:3], "x", *contract(3)[3:]]
    seen = desk.one(table(*[[*r, ""] for r in SOUND], shifted))
    assert (seen.rows_loaded, desk.reasons(seen)) == (
        5,
        [(7, "renglón recorrido: hay valores bajo columnas sin encabezado")],
    )


def test_the_row_numbers_of_a_program_under_no_heading_are_no_shift_and_are_told(
    desk: Desk,
) -> None:
    numbered = [[str(n), *r] for n, r in enumerate(SOUND)]
    seen = loaded(desk, table(*numbered, header=["", *HEADER]))
    assert seen.notes == ["la columna 1 no tiene encabezado: no se leyeron sus 5 valores"]
    assert desk.staged(seen, "supplier_name")[0] == ("PROVEEDORA 1 SA DE CV",)
    margin = loaded(desk, table(*[["", *r] for r in SOUND], header=["", *HEADER]))
    assert margin.notes == []


def test_codes_that_a_spreadsheet_or_a_program_changed_are_the_codes_they_were(desk: Desk) -> None:
    rows = [
        contract(1, item_codes="25301.0"), contract(2, item_codes="'02530"),
        contract(3, item_codes='="02530"', amount='="3000.50"', description='="Equipo de 3.0"'),
        contract(4, item_codes="25301, 25401.0"),
    ]  # fmt: skip
    lines = [",".join(f'"{c}"' if "," in c else c for c in r) for r in (HEADER, *rows)]
    seen = loaded(desk, "\r\n".join(lines).encode(), rows=4)
    assert desk.staged(seen, "item_codes") == [
        ("25301",), ("02530",), ("02530",), ("25301, 25401.0",),
    ]  # fmt: skip
    assert desk.staged(seen, "amount::varchar, description")[2] == ("3000.50", "Equipo de 3.0")
    cells = published_row(desk.workspace, seen.file_sha256, 4)
    assert cells["Importe del contrato"] == '="3000.50"'


def test_a_header_that_stands_again_among_the_rows_is_no_row(desk: Desk) -> None:
    seen = desk.one(table(*SOUND[:2], HEADER, *SOUND[2:]))
    assert (seen.rows_loaded, desk.reasons(seen)) == (5, [(4, "encabezado repetido")])


def test_rows_shifted_under_trailing_commas_are_set_aside(desk: Desk) -> None:
    rows = [[*r, "", ""] for r in SOUND]
    rows[2] = [*contract(3)[:3], "x", *contract(3)[3:], ""]
    seen = desk.one(table(*rows, header=[*HEADER, "", ""]))
    assert (seen.rows_loaded, desk.reasons(seen)) == (
        4,
        [(4, "renglón recorrido: hay valores bajo columnas sin encabezado")],
    )


# Columns that change


def test_columns_added_renamed_or_gone_are_told_and_the_rest_is_read(desk: Desk) -> None:
    added = loaded(desk, table(*[[*r, "x"] for r in SOUND], header=[*HEADER, "Folio interno"]))
    assert (added.columns_unknown, added.columns_missing) == (["Folio interno"], [])
    renamed = loaded(desk, table(*SOUND, header=["Liga" if h == "Dirección del anuncio" else h for h in HEADER]))  # fmt: skip
    assert renamed.columns_unknown == ["Liga"]
    assert renamed.columns_missing == ["Dirección del anuncio"]
    gone = loaded(desk, table(*[r[:-1] for r in SOUND], header=HEADER[:-1]))
    assert (gone.columns_unknown, gone.columns_missing) == ([], ["Dirección del anuncio"])
    assert desk.staged(gone, "url") == [(None,)] * 5
    shuffled = loaded(desk, table(*[r[::-1] for r in SOUND], header=HEADER[::-1]))
    assert desk.staged(shuffled, "amount_text")[1] == ("2000.50",)


def test_without_a_column_it_cannot_do_without_the_file_is_refused(desk: Desk) -> None:
    at = HEADER.index("Proveedor o contratista")
    header = [*HEADER[:at], "Empresa ganadora", *HEADER[at + 1 :]]
    reason = desk.refused(table(*SOUND, header=header))
    assert (
        "ComprasMX: contratos (21), al que le faltan las columnas «Proveedor o contratista»"
        in reason
    )


# Values that cannot be


@pytest.mark.usefixtures("suites")
def test_amounts_and_dates_that_are_none_or_cannot_be_are_set_aside_each_with_its_reason(
    desk: Desk,
) -> None:
    bad = [
        contract(11, amount="S/N"), contract(12, amount="-1"), contract(13, amount="1000000000000"),
        contract(14, published_on="1900-01-01"), contract(15, signed_on="2099-12-31"),
        contract(16, start_on="31/02/2026"), contract(17, award_on="pendiente"),
        contract(18, amount="99999999999999999999"),
    ]  # fmt: skip
    zero, no_amount = contract(19, amount="0"), contract(20, amount="")
    seen = desk.one(table(*SOUND, *bad, zero, no_amount))
    assert (seen.rows_read, seen.rows_loaded, seen.rows_quarantined) == (15, 7, 8)
    reasons = {int(str(n)): str(reason) for n, reason in desk.reasons(seen)}
    assert sorted(reasons) == list(range(7, 15))
    assert reasons[7] == "Importe del contrato: «S/N» no es un importe"
    assert reasons[12] == "Fecha de inicio del contrato: «31/02/2026» no es una fecha"
    assert reasons[13] == "Fecha de fallo: «pendiente» no es una fecha"
    assert reasons[14].endswith("«99999999999999999999» no es un importe")
    for row, told in ((8, "-1"), (9, "1,000,000,000,000"), (10, "1900"), (11, "2099")):
        assert told in reasons[row]
    assert all("PROVEEDORA" in str(raw) for _, _, raw in desk.aside(seen))
    assert seen.validation is not None


def test_a_date_or_amount_that_says_there_is_none_is_blank_and_told_and_its_row_stays(
    desk: Desk,
) -> None:
    seen = desk.one(
        table(
            *SOUND[:3],
            contract(4, signed_on="N/A", start_on="00/00/0000"),
            contract(5, signed_on="No aplica", amount="-"),
            contract(6, signed_on="pendiente"),
        )
    )
    assert (seen.rows_loaded, desk.reasons(seen)) == (
        5,
        [(7, "Fecha de firma del contrato: «pendiente» no es una fecha")],
    )
    assert desk.staged(seen, "signed_on is null, start_on is null, amount is null")[2:] == [
        (False, False, False), (True, True, False), (True, False, True),
    ]  # fmt: skip
    assert seen.notes == [
        "«Importe del contrato»: 1 valores no son un importe y quedan en blanco (p. ej. «-»)",
        "«Fecha de firma del contrato»: 2 valores no son una fecha y quedan en blanco (p. ej. «N/A»)",
        "«Fecha de inicio del contrato»: 1 valores no son una fecha y quedan en blanco (p. ej. «00/00/0000»)",
    ]


def test_dates_of_an_american_spreadsheet_are_told_from_a_slip(desk: Desk) -> None:
    american = [
        contract(1, published_on="1/5/2026 0:00", signed_on="1/25/2026 0:00"),
        contract(2, published_on="1/5/2026 0:00", signed_on="2/3/2026 0:00"),
    ]
    seen = loaded(desk, table(*american), rows=2)
    assert desk.staged(seen, "published_on::varchar, signed_on::varchar") == [
        ("2026-01-05", "2026-01-25"), ("2026-01-05", "2026-02-03"),
    ]  # fmt: skip
    assert seen.notes == [
        "las fechas traen el mes antes que el día (p. ej. «1/25/2026 0:00») y así se leyeron"
    ]
    slip = [contract(n, signed_on=f"{n + 12}/01/2026") for n in range(1, 9)]
    seen = desk.one(
        table(*slip, contract(9, signed_on="01/25/2026"), contract(10, signed_on="03/02/2026"))
    )
    assert desk.reasons(seen) == [(10, "Fecha de firma del contrato: «01/25/2026» no es una fecha")]
    assert desk.staged(seen, "signed_on::varchar")[-1] == ("2026-02-03",)


@pytest.mark.usefixtures("suites")
def test_dashes_are_the_name_of_no_supplier_and_na_the_number_of_no_procedure(desk: Desk) -> None:
    seen = desk.one(
        table(*SOUND, contract(6, supplier_name="---"), contract(7, procedure_number="N/A"))
    )
    assert seen.rows_loaded == 5
    assert [str(reason).split(":")[0] for _, reason in desk.reasons(seen)] == [
        "Proveedor o contratista", "Número de procedimiento",
    ]  # fmt: skip


@pytest.mark.usefixtures("suites")
def test_a_file_whose_amounts_are_all_text_is_refused_and_its_rows_kept_aside(desk: Desk) -> None:
    seen = desk.one(table(*[contract(n, amount="por definir") for n in range(1, 6)]))
    assert (seen.status, seen.rows_quarantined, seen.rows_loaded) == ("refused", 5, 0)
    assert seen.reason == (
        "no cumple lo indispensable: se apartaron todos sus renglones, los más por esto: "
        "Importe del contrato: «por definir» no es un importe"
    )


@pytest.mark.usefixtures("suites")
def test_a_file_of_blank_amounts_is_refused_whole(desk: Desk) -> None:
    seen = desk.one(table(*[contract(n, amount="") for n in range(1, 6)]))
    assert (seen.status, seen.rows_quarantined) == ("refused", 5)
    assert {reason for _, reason in desk.reasons(seen)} == {"el archivo completo se rechazó"}


def test_exact_duplicates_are_counted_and_near_ones_are_kept(desk: Desk) -> None:
    near = contract(1, description="Medicamentos ñ 1 ")
    seen = desk.one(table(SOUND[0], SOUND[1], SOUND[0], near, SOUND[0], contract(9, amount="x"), contract(9, amount="x")))  # fmt: skip
    assert (seen.rows_read, seen.rows_loaded, seen.rows_quarantined, seen.rows_duplicate) == (7, 3, 2, 2)  # fmt: skip
    assert [n for (n,) in desk.staged(seen)] == [2, 3, 5]


# Files that come again


def test_the_same_file_twice_also_renamed_and_packed_is_read_once(desk: Desk) -> None:
    data = table(*SOUND)
    for name in ("a_2026-03-08.csv", "b_2026-03-10.csv"):
        desk.put(name, data)
    desk.put("c.csv.gz", gzip.compress(data))
    desk.put("d.zst", zstandard.compress(data))
    (seen,) = desk.read(desk.inbox)
    assert (seen.name, seen.rows_loaded) == ("a_2026-03-08.csv", 5)
    assert seen.notes == [
        f"el mismo contenido llegó también como {n}" for n in ("b_2026-03-10.csv", "c.csv", "d")
    ]
    assert len(all_records(desk.workspace)) == 1


def test_a_file_that_changes_between_runs_is_read_again_beside_what_it_was(desk: Desk) -> None:
    first = desk.one(table(*SOUND))
    second = desk.one(table(*SOUND, contract(6)))
    assert first.file_sha256 != second.file_sha256
    assert {r.rows_loaded for r in all_records(desk.workspace)} == {5, 6}


def test_two_exports_out_of_order_are_dated_by_what_they_say(desk: Desk) -> None:
    late = desk.one(table(*SOUND, contract(6)), "x_2026-03-10.csv")
    early = desk.one(table(*SOUND), "x_2026-03-08.csv")
    assert early.is_loaded() and early.export_date < late.export_date  # type: ignore[operator]


def test_a_manifest_dates_a_file_even_when_it_comes_after_it(desk: Desk) -> None:
    path = desk.put("contratos.csv", table(*SOUND))
    assert str(desk.read(path)[0].export_date) == "2026-01-15"
    desk.put("contratos.csv.manifest.json", b'{"export_date": "2026-02-01"}')
    (seen,) = desk.read(desk.inbox)
    assert (str(seen.export_date), seen.export_basis) == ("2026-02-01", "manifiesto")
    desk.put("contratos.csv.manifest.json", b'{"export_date": "ayer"}')
    (seen,) = desk.read(desk.inbox)
    assert (str(seen.export_date), seen.is_loaded()) == ("2026-02-01", True)
    assert "no es válido" in seen.notes[-1]


def test_a_far_smaller_export_is_refused_until_the_settings_allow_it(desk: Desk) -> None:
    many = [contract(n) for n in range(1, 101)]
    desk.one(table(*many), "x_2026-03-08.csv")
    small = table(*many[::3])
    seen = desk.one(small, "x_2026-03-10.csv")
    assert (seen.status, seen.rows_read, seen.rows_quarantined) == ("refused", 34, 34)
    assert "34 renglones donde la entrega anterior tenía 100" in seen.reason
    assert [r.rows_loaded for r in all_records(desk.workspace) if r.is_loaded()] == [100]
    desk.settings = Settings(sources={"comprasmx_contracts": SourceSettings(min_share_of_last=0.0)})
    assert desk.one(small, "x_2026-03-10.csv").rows_loaded == 34


def test_files_are_judged_oldest_export_first_whatever_they_are_called(desk: Desk) -> None:
    many = [contract(n) for n in range(1, 101)]
    desk.put("a_2026-03-10.csv", table(*many[::3]))
    desk.put("b_2026-03-08.csv", table(*many))
    small, whole = desk.read(desk.inbox)
    assert (small.name, small.status) == ("a_2026-03-10.csv", "refused")
    assert whole.rows_loaded == 100


def test_an_export_of_one_unit_or_of_other_dates_is_no_loss(desk: Desk) -> None:
    units = [contract(n, unit_code=f"050GYR00{n % 2}") for n in range(1, 201)]
    desk.one(table(*units), "x_2026-03-08.csv")
    one_unit = [r for r in units if "050GYR001" in r]
    assert len(one_unit) == 100
    assert desk.one(table(*one_unit), "x_2026-03-10.csv").is_loaded()


# Folders


def test_hidden_files_manifests_settings_and_ones_own_data_are_not_read(desk: Desk) -> None:
    root = desk.inbox.parent
    for name in (
        ".oculto.csv",
        "~$libro.xlsx",
        ".git/x.csv",
        "a.csv.manifest.json",
        "lumbrera.toml",
    ):
        desk.put(name, b"{}")
    desk.put("deep/er/contratos_2026-03-08.csv", table(*SOUND))
    (seen,) = desk.read(root)
    assert seen.rows_loaded == 5
    (again,) = desk.read(root)
    assert again.file_sha256 == seen.file_sha256


def test_a_path_that_does_not_exist_is_wrong_usage(desk: Desk) -> None:
    with pytest.raises(UsageError, match="does not exist"):
        desk.read(desk.inbox / "nada")


def test_the_published_bytes_are_kept_and_a_lost_record_is_told(desk: Desk) -> None:
    data = table(*SOUND)
    seen = desk.one(data)
    assert (desk.workspace.raw / seen.container_sha256).read_bytes() == data
    shutil.rmtree(desk.workspace.raw)
    with pytest.raises(Exception, match="ya no se conserva"):
        published_row(desk.workspace, seen.file_sha256, 2)
