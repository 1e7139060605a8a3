"""A list of persons that a deployment supplies: under the known headings, or mapped ones."""

from pathlib import Path

from lumbrera.config import SourceSettings
from lumbrera.simulate.writers.sheet import write_csv, write_xlsx

PERSON = "list_kind, given_name, first_surname, second_surname, rfc, from_on::varchar"


def test_a_workbook_of_candidates_and_donors_loads_without_their_party(
    reading, tmp_path: Path
) -> None:
    path = tmp_path / "lista.xlsx"
    write_xlsx(path, {"lista": [
        ["Tipo de lista", "Nombre(s)", "Primer apellido", "Segundo apellido", "RFC", "Partido político", "Desde"],
        ["CANDIDATURA", "EVA", "LUNA", "MATA", "", "PARTIDO UNO", "01/03/2024"],
        ["DONATIVO", "ANA", "RIOS", "GIL", "RIGA800101AB1", "PARTIDO DOS", ""],
        ["", "LUIS", "SOTO", "PAZ", "", "", ""],
    ]})  # fmt: skip
    seen = reading.one(path)
    assert (seen.source, seen.layout) == ("person_list", "names_in_parts")
    assert (seen.rows_read, seen.rows_loaded, seen.rows_quarantined) == (3, 2, 1)
    assert reading.staged(seen, PERSON) == [
        ("CANDIDATURA", "EVA", "LUNA", "MATA", "", "2024-03-01"),
        ("DONATIVO", "ANA", "RIOS", "GIL", "RIGA800101AB1", None),
    ]
    assert "PARTIDO" not in str(reading.staged(seen, "*"))


def test_headings_of_ones_own_are_mapped_in_the_settings(reading, tmp_path: Path) -> None:
    columns = {"APORTANTE": "whole_name", "MODALIDAD": "list_kind", "FECHA APORTACION": "from_on"}
    reading.settings.sources["person_list"] = SourceSettings(columns=columns)
    path = tmp_path / "aportaciones.csv"
    write_csv(path, list(columns), [["EVA LUNA MATA", "APORTACION DE SIMPATIZANTE", "05/04/2024"]])
    seen = reading.one(path)
    assert (seen.source, seen.layout, seen.rows_loaded) == ("person_list", "whole_names", 1)
    assert reading.staged(seen, "whole_name, list_kind, from_on::varchar") == [
        ("EVA LUNA MATA", "APORTACION DE SIMPATIZANTE", "2024-04-05")
    ]
