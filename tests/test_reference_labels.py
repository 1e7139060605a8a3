"""Every published label and article means one thing, with its law and its date."""

import csv
import datetime as dt
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
REFERENCE = ROOT / "models" / "reference"
DATA = ROOT.parent / "shared" / "data"

needs_real_data = pytest.mark.skipif(not DATA.is_dir(), reason="../shared/data is absent")

Row = dict[str, str]


def table(stem: str) -> list[Row]:
    with (REFERENCE / f"{stem}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def plain(text: str) -> str:
    """Upper case, no accents, single blanks: how a label is written in the tables."""
    decomposed = unicodedata.normalize("NFD", text.upper())
    bare = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return " ".join(bare.split())


def like(text: str, pattern: str) -> bool:
    """SQL LIKE, done the slow way."""
    parts = (".*" if c == "%" else "." if c == "_" else re.escape(c) for c in pattern)
    return re.fullmatch("".join(parts), text) is not None


def first_match(rows: list[Row], label: str) -> Row | None:
    """The row that a label means: the lowest priority number among the patterns that match."""
    hits = [row for row in rows if like(plain(label), row["label_pattern"])]
    return min(hits, key=lambda row: int(row["priority"])) if hits else None


def day(text: str, default: dt.date) -> dt.date:
    return dt.date.fromisoformat(text) if text else default


def valid_on(row: Row, date: dt.date) -> bool:
    return day(row["valid_from"], dt.date.min) <= date <= day(row["valid_to"], dt.date.max)


def published(path: str, column: str, encoding: str = "utf-8-sig") -> Iterator[str]:
    """The distinct non-blank values of a column of a real file."""
    with (DATA / path).open(encoding=encoding, newline="") as file:
        reader = csv.reader(file)
        header = [cell.strip() for cell in next(reader)]
        position = header.index(column)
        yield from sorted({row[position] for row in reader if row[position].strip()})


# Labels


@pytest.mark.parametrize(
    ("stem", "label", "column", "expected"),
    [
        ("procedure_types", "LICITACIÓN PÚBLICA", "method", "open"),
        (
            "procedure_types",
            "INVITACIÓN A CUANDO MENOS 3 PERSONAS POR MONTOS MÁXIMOS PARA EXCEPCIÓN",
            "exception",
            "amount",
        ),
        (
            "procedure_types",
            "INVITACIÓN A CUANDO MENOS 3 PERSONAS POR ADJUDICACIÓN A PROVEEDOR CON CONTRATO "
            "VIGENTE, BAJO LAS MISMAS CONDICIONES",
            "method",
            "selective",
        ),
        (
            "procedure_types",
            "ADJUDICACIÓN DIRECTA QUE DERIVA DE DOS INVITACIONES A CUANDO MENOS TRES PERSONAS "
            "DESIERTAS",
            "method",
            "direct",
        ),
        (
            "procedure_types",
            "ADJUDICACIÓN DIRECTA POR AUTORIZACIÓN DEL TUAF O EQUIVALENTE",
            "exception",
            "authorised_amount",
        ),
        ("procedure_types", "ADJUDICACIÓN DIRECTA POR CASO FORTUITO O FUERZA MAYOR", "exception",
         "force_majeure"),
        ("procedure_types", "07. Adjudicación Directa Nacional Art. 42 LAASSP", "exception",
         "amount"),
        ("procedure_types", "V20151220 07. Adjudicación Directa Nacional Art. 42 LAASSP",
         "exception", "amount"),
        ("procedure_types", "22. Adjudicación Directa Nacional Art. 43 LOPSRM", "exception",
         "amount"),
        ("procedure_types", "12. Adjudicación Directa Nacional Simplificada LAASSP", "exception",
         ""),
        ("procedure_types", "05. Adjudicación Directa LAASSP", "method", "direct"),
        ("procedure_types", "05. Adjudicación Directa LAASSP", "exception", ""),
        ("procedure_types", "03. Invitación a Cuando Menos Tres Personas LAASSP", "method",
         "selective"),
        ("procedure_types", "Licitación Pública con OSD", "method", "open"),
        ("procedure_types", "Otro", "method", ""),
        ("contracting_types", "4.Obra Pública 09012017", "matter", "works"),
        ("contracting_types", "5.Servicios relacionados con la obra pública 09012017", "matter",
         "works_services"),
        ("contracting_types", "Servicios Relacionados con la OP", "matter", "works_services"),
        ("contracting_types", "3.Servicios", "matter", "goods_services"),
        ("laws", "LAASSP", "law", "LAASSP"),
        ("laws", "LEY DE OBRAS PÚBLICAS Y SERVICIOS RELACIONADOS CON LAS MISMAS (ASUNTOS 32-D)",
         "law", "LOPSRM"),
        ("laws", "Ley de Adquisiciones, Arrendamientos y Servicios del Estado de Zacatecas y sus "
         "Municipios", "law", "LAAS_ZAC"),
        ("characters", "INTERNACIONAL BAJO LA COBERTURA DE TRATADOS", "character",
         "international_treaty"),
        ("characters", "Internacional abierta", "character", "international_open"),
        ("characters", "INTERNACIONAL ABIERTO", "character", "international_open"),
        ("characters", "Internacional bajo TLC", "character", "international_treaty"),
        ("characters", "Nacional", "character", "national"),
    ],
)  # fmt: skip
def test_a_published_label_means_one_thing(
    stem: str, label: str, column: str, expected: str
) -> None:
    row = first_match(table(stem), label)
    assert row is not None, label
    assert row[column] == expected


@pytest.mark.parametrize("stem", ["procedure_types", "contracting_types", "laws", "characters"])
def test_two_patterns_never_share_a_priority_and_no_row_is_out_of_reach(stem: str) -> None:
    rows = table(stem)
    assert len({row["priority"] for row in rows}) == len(rows)
    for row in rows:
        example = row["label_pattern"].replace("%", "").replace("_", "O")
        assert first_match(rows, example) == row, f"{stem}: {row['label_pattern']} is shadowed"


def test_a_state_law_of_another_state_is_not_taken_for_the_federal_one() -> None:
    label = "Ley de Adquisiciones, Arrendamientos y Servicios del Estado de Durango"
    assert first_match(table("laws"), label) is None


REAL_LABELS = [
    ("procedure_types", "compranet_history/sample_Contratos2010_2012_150514080257.csv", name)
    for name in ("TIPO_PROCEDIMIENTO", "PLANTILLA_EXPEDIENTE")
]
for sample in ("2010_2012_150514080257", "2013_150514080004", "2014_150514075704",
               "2015_150514075424"):  # fmt: skip
    sample_path = f"compranet_history/sample_Contratos{sample}.csv"
    REAL_LABELS += [
        ("procedure_types", sample_path, "TIPO_PROCEDIMIENTO"),
        ("procedure_types", sample_path, "PLANTILLA_EXPEDIENTE"),
        ("laws", sample_path, "PLANTILLA_EXPEDIENTE"),
        ("contracting_types", sample_path, "TIPO_CONTRATACION"),
        ("characters", sample_path, "CARACTER"),
    ]
EXTRACT = "compranet_history/compranet_historico_contratos_inicio_2017-02-15.csv"
REAL_LABELS += [
    ("procedure_types", EXTRACT, "tipo_expediente"),
    ("contracting_types", EXTRACT, "tipo_contratacion"),
    ("contracting_types", EXTRACT, "contract_type"),
]
for export in ("08", "10", "11"):
    export_path = f"comprasmx_2026/contratos_comprasmx_2026__snap_2026-03-{export}.csv"
    REAL_LABELS += [
        ("procedure_types", export_path, "Tipo Procedimiento"),
        ("contracting_types", export_path, "Tipo de contratación"),
        ("laws", export_path, "Ley"),
    ]
DOSSIERS = "comprasmx_2026/expedientes_comprasmx_2026.csv"
REAL_LABELS += [
    ("procedure_types", DOSSIERS, "Tipo Procedimiento"),
    ("contracting_types", DOSSIERS, "Tipo de contratación"),
    ("laws", DOSSIERS, "Ley"),
    ("characters", DOSSIERS, "Caracter anuncio"),
]


@needs_real_data
@pytest.mark.parametrize(("stem", "path", "column"), sorted(set(REAL_LABELS)))
def test_every_label_of_the_real_files_is_known(stem: str, path: str, column: str) -> None:
    encoding = "cp1252" if path == DOSSIERS else "utf-8-sig"
    rows = table(stem)
    labels = list(published(path, column, encoding))
    assert labels
    unknown = [label for label in labels if first_match(rows, label) is None]
    assert not unknown


# Exception articles


def exception(law: str, article: str, on: str) -> list[str]:
    return [
        row["exception"]
        for row in table("exception_articles")
        if row["law"] == law
        and like(plain(article), row["article_pattern"])
        and valid_on(row, dt.date.fromisoformat(on))
    ]


@pytest.mark.parametrize(
    ("law", "article", "on", "expected"),
    [
        ("LAASSP", "ART. 54 FR. I", "2026-01-01", ["sole_supplier"]),
        ("LAASSP", "ART. 54 FR. II", "2026-01-01", ["force_majeure"]),
        ("LAASSP", "ART. 54 FR. III", "2026-01-01", ["losses"]),
        ("LAASSP", "ART. 54 FR. V", "2026-01-01", ["urgency"]),
        ("LAASSP", "ART. 54 FR. XVII", "2026-01-01", ["experimental"]),
        ("LAASSP", "ART. 55 PÁRRAFO SEGUNDO", "2026-01-01", ["authorised_amount"]),
        ("LAASSP", "ART. 55 PÁRRAFO QUINTO", "2026-01-01", ["deserted"]),
        ("LAASSP", "ART. 54 FR. I", "2025-01-01", []),
        ("LAASSP", "ART. 41 FR. V", "2025-01-15", ["urgency"]),
        ("LAASSP", "ART. 41 FR. XX", "2025-01-15", ["other"]),
        ("LAASSP", "Art. 42 párrafo primero", "2022-10-20", ["amount"]),
        ("LAASSP", "ART. 41 FR. V", "2026-01-15", []),
        ("LOPSRM", "ART. 42 FR. V", "2026-01-01", ["urgency"]),
        ("LOPSRM", "ART. 42 FR. VII BIS", "2026-01-01", ["deserted"]),
        ("LOPSRM", "ART. 42 FR. VII BIS", "2025-01-01", []),
        ("LOPSRM", "ART. 43", "2026-01-01", ["amount"]),
        ("LAASSP", "ART. 43", "2026-01-01", []),
    ],
)
def test_an_article_is_read_with_its_law_and_its_date(
    law: str, article: str, on: str, expected: list[str]
) -> None:
    assert exception(law, article, on) == expected


def test_every_fraction_of_the_law_is_listed_once() -> None:
    counts = {
        regime: sum(
            row["law_regime"] == regime and "FR%" in row["article_pattern"]
            for row in table("exception_articles")
        )
        for regime in ("LAASSP_2000", "LAASSP_2025", "LOPSRM")
    }
    assert counts == {"LAASSP_2000": 20, "LAASSP_2025": 19, "LOPSRM": 16}


def test_labels_and_articles_speak_of_the_same_exceptions() -> None:
    known = {row["exception"] for row in table("exception_articles")} | {"current_contract", ""}
    assert {row["exception"] for row in table("procedure_types")} <= known


@needs_real_data
def test_every_published_article_of_2026_is_a_lawful_exception() -> None:
    path = DATA / "comprasmx_2026/contratos_comprasmx_2026__snap_2026-03-11.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        pairs = {(row["Ley"], row["Artículo de excepción"]) for row in csv.DictReader(file)}
    published_pairs = sorted(pair for pair in pairs if pair[1])
    assert len(published_pairs) == 14
    for law, article in published_pairs:
        assert len(exception(law, article, "2026-01-15")) == 1, (law, article)
