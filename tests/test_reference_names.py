"""Company names, titles and places are recognised as they are published."""

import csv
import re
import unicodedata
from pathlib import Path

import duckdb
import pytest

ROOT = Path(__file__).resolve().parents[1]
REFERENCE = ROOT / "models" / "reference"
DATA = ROOT.parent / "shared" / "data"

needs_real_data = pytest.mark.skipif(not DATA.is_dir(), reason="../shared/data is absent")
DOSSIERS = "comprasmx_2026/expedientes_comprasmx_2026.csv"

Row = dict[str, str]


def table(stem: str) -> list[Row]:
    with (REFERENCE / f"{stem}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def plain(text: str) -> str:
    """Upper case, no accents, single blanks: how a label is written in the tables."""
    decomposed = unicodedata.normalize("NFD", text.upper())
    bare = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return " ".join(bare.split())


# Names


def form(con: duckdb.DuckDBPyConnection, name: str) -> str:
    """The code of the first legal form, by priority, that ends a name (the engine's regexes)."""
    text = plain(name.replace(".", "").replace(",", " "))
    for row in sorted(table("legal_forms"), key=lambda row: int(row["priority"])):
        found = con.execute("select regexp_matches(?, ?)", [text, row["pattern"]]).fetchone()
        if found is not None and found[0]:
            return row["code"]
    return ""


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Insumos del Norte, S.A. de C.V.", "SA_CV"),
        ("INSUMOS DEL NORTE S A  DE C V", "SA_CV"),
        ("INSUMOS DEL NORTE SA DEC.V.", "SA_CV"),
        ("INSUMOS DEL NORTE SADECV", "SA_CV"),
        ("INSUMOS DEL NORTE SA CV", "SA_CV"),
        ("INSUMOS DEL NORTE SA DE C", "SA_CV"),
        ("INSUMOS DEL NORTE, S.A.", "SA"),
        ("INSUMOS DEL NORTE S. DE R. L. DE C.V.", "SRL_CV"),
        ("INSUMOS DEL NORTE S DE RL MI", "SRL_MI"),
        ("INSUMOS DEL NORTE S DE RL", "SRL"),
        ("INSUMOS DEL NORTE S.A.P.I. DE C.V.", "SAPI_CV"),
        ("INSUMOS DEL NORTE SAPI DE CV SOFOM ENR", "SAPI_CV_SOFOM_ENR"),
        ("INSUMOS DEL NORTE S.A.B. DE C.V.", "SAB_CV"),
        ("INSUMOS DEL NORTE S.A.S. DE C.V.", "SAS_CV"),
        ("PESCADORES DEL LAGO SC DE P DE RL DE CV", "SC_RL_CV"),
        ("PESCADORES DEL LAGO S.C. DE R.L.", "SC_RL"),
        ("ASESORES UNIDOS, S.C.", "SC"),
        ("ASESORES UNIDOS SCP", "SCP"),
        ("AGRICULTORES DEL VALLE S.P.R. DE R.L. DE C.V.", "SPR_RL_CV"),
        ("AGRICULTORES DEL VALLE S DE PR DE RL", "SPR_RL"),
        ("AGRICULTORES DEL VALLE S.P.R. DE R.I.", "SPR_RI"),
        ("ARTESANAS DE LA SIERRA S DE SS", "SSS"),
        ("HERMANOS Y COMPAÑÍA S. EN N.C.", "S_EN_NC"),
        ("HERMANOS Y COMPAÑÍA S. EN C. POR A. DE C.V.", "S_EN_CA_CV"),
        ("AYUDA MUTUA, A.C.", "AC"),
        ("AYUDA MUTUA I.A.P.", "IAP"),
        ("NORTH SUPPLIES LLC", "LLC"),
        ("NORTH SUPPLIES CO., LTD.", "CO_LTD"),
        ("INSUMOS DEL NORTE SA DE CV EN LIQUIDACION", "SA_CV"),
        ("FULANA DE TAL PÉREZ", ""),
        ("COMERCIAL LA CASA", ""),
        ("SERVICIOS UNIDOS DE MÉXICO", ""),
    ],
)
def test_the_legal_form_at_the_end_of_a_name(name: str, code: str) -> None:
    with duckdb.connect() as con:
        assert form(con, name) == code


def test_a_form_has_one_name_and_each_pattern_its_own_priority() -> None:
    rows = table("legal_forms")
    assert len({row["priority"] for row in rows}) == len(rows)
    assert len({row["pattern"] for row in rows}) == len(rows)
    assert len({(row["code"], row["name"]) for row in rows}) == len({row["code"] for row in rows})


@needs_real_data
def test_nearly_every_firm_of_the_tax_list_ends_in_a_known_form_and_no_person_does() -> None:
    path = DATA / "sat_69b/Listado_completo_69-B_3col_2026-03.csv"
    any_form = "|".join(f"(?:{row['pattern']})" for row in table("legal_forms"))
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = [row for row in csv.reader(file) if not row[0].startswith("XXX")][1:]
    names = [(len(row[0].strip()), plain(re.sub("[.]", "", row[1]).replace(",", " ")))
             for row in rows]  # fmt: skip
    firms = {name for length, name in names if length == 12}
    persons = {name for length, name in names if length == 13}
    with duckdb.connect() as con:

        def share(group: set[str]) -> float:
            query = "select avg(regexp_matches(n, ?)::int) from (select unnest(?) as n)"
            found = con.execute(query, [any_form, sorted(group)]).fetchone()
            assert found is not None
            return float(found[0])

        assert share(firms) > 0.98
        assert share(persons) == 0


def test_title_words_are_written_as_titles_are_compared() -> None:
    rows = table("title_stopwords")
    words = [row["word"] for row in rows]
    assert len(set(words)) == len(words)
    assert all(word == plain(word) for word in words)
    assert {row["kind"] for row in rows} == {"function", "abbreviation", "generic_procurement"}


@pytest.mark.parametrize(
    ("title", "says_something"),
    [
        ("ADJUDICACIÓN DEL BIEN", False),
        ("Compras febrero 2017", False),
        ("CONTRATO DE PRESTACIÓN DE SERVICIOS NÚMERO I-076-2012", False),
        ("SERVICIO DE FUMIGACIÓN 2025", True),
        ("Diversos medicamentos", True),
    ],
)
def test_a_title_says_something_when_a_word_of_its_own_remains(
    title: str, says_something: bool
) -> None:
    stop = {row["word"] for row in table("title_stopwords")}
    words = re.findall("[A-Z0-9]+", plain(title))
    left = [w for w in words if len(w) > 1 and not re.search("[0-9]", w) and w not in stop]
    assert bool(left) == says_something


# Places


def test_the_58_municipalities_have_distinct_names_and_aliases() -> None:
    rows = table("municipalities")
    codes = [f"32{number:03d}" for number in range(1, 59)]
    assert [row["municipality_code"] for row in rows] == codes
    owners: dict[str, str] = {}
    for row in rows:
        for name in [row["name_normalised"], *filter(None, row["aliases"].split("|"))]:
            assert owners.setdefault(name, row["municipality_code"]) == row["municipality_code"]
            assert name == plain(name.replace(".", "").replace(",", " "))
    assert owners["JEREZ DE GARCIA SALINAS"] == "32020"


def test_the_32_states_are_named_once() -> None:
    rows = table("states")
    assert [row["state_code"] for row in rows] == [f"{number:02d}" for number in range(1, 33)]
    assert len({row["name_normalised"] for row in rows}) == 32


@needs_real_data
def test_every_state_of_the_real_dossiers_is_known() -> None:
    known = {
        name
        for row in table("states")
        for name in [row["name_normalised"], *row["aliases"].split("|")]
    }
    with (DATA / DOSSIERS).open(encoding="cp1252", newline="") as file:
        labels = {row["Entidad Federativa"] for row in csv.DictReader(file)}
    assert [label for label in labels if plain(label) not in known] == []


def test_each_municipality_has_one_town_hall_among_the_151_public_bodies() -> None:
    rows = table("public_bodies")
    assert len(rows) == 151
    town_halls = [row["municipality_code"] for row in rows if row["class"] == "municipality"]
    assert sorted(town_halls) == [f"32{number:03d}" for number in range(1, 59)]
    assert {row["status"] for row in rows} == {"to_verify"}


def test_the_four_tax_list_statuses() -> None:
    assert {row["label"]: row["tax_status"] for row in table("tax_statuses")} == {
        "PRESUNTO": "presumed",
        "DEFINITIVO": "definitive",
        "DESVIRTUADO": "cleared",
        "SENTENCIA FAVORABLE": "favourable",
    }
