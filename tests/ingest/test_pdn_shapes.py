"""The shapes in which bodies publish to the PDN: relations as numbers, split keys, pages in a zip."""

import json
import zipfile
from pathlib import Path
from typing import Any


def sanction(key: str, **changes: Any) -> dict[str, Any]:
    return {
        "id": key, "date_created": "2025-02-23T12:00:00Z", "fecha": "2025-02-23",
        "expediente": f"OIC/{key}", "entePublico": {"nombre": "Instituto"},
        "resolucion": {"fechaResolucion": "2024-12-17", "fechaNotificacion": "2024-12-31",
                       "autoridadResolutora": "Contraloría"},
        "datosGenerales": {"nombres": "Ana", "primerApellido": "Peña", "segundoApellido": "Luna",
                           "rfc": {"rfc": "PELA800101", "homoClave": "AB1"}},
        "empleoCargoComision": {"nombreEntePublico": "Instituto", "denominacion": "JEFA"},
        "faltaCometida": [{"clave": "NEPOTISMO"}],
        "tipoSancion": [{"clave": "AMONESTACION"}],
    } | changes  # fmt: skip


def test_a_relation_that_came_as_a_number_is_told_and_nobody_is_made_of_it(
    reading, tmp_path: Path
) -> None:
    records = [
        sanction("1"),
        sanction("2", resolucion=31, faltaCometida=[4, 5]),
        sanction("3", datosGenerales=7),
        12,
    ]
    path = tmp_path / "graves.json"
    path.write_text(json.dumps({"data": records, "meta": {"total_count": 4}}))
    seen = reading.one(path)
    assert (seen.source, seen.layout) == ("pdn_s3", "officials_v2")
    assert (seen.rows_read, seen.rows_loaded, seen.rows_quarantined) == (4, 2, 2)
    assert seen.columns_unknown == ["resolucion", "datosGenerales"]
    assert reading.staged(seen, "record_id, first_surname, fault, resolved_on is null") == [
        ("1", "Peña", '[{"clave":"NEPOTISMO"}]', False),
        ("2", "Peña", "[4,5]", True),
    ]
    assert reading.aside(seen) == [
        (3, "sin nombre: «datosGenerales.nombres», «datosGenerales.primerApellido» en blanco"),
        (4, "el registro no es un objeto JSON"),
    ]


def test_pages_in_a_zip_are_one_table_each_and_every_record_is_counted(
    reading, tmp_path: Path
) -> None:
    path = tmp_path / "paginas.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for page, keys in enumerate(("12", "3"), start=1):
            told = {"page": page, "pageSize": 2, "totalRows": 3, "hasNextPage": page == 1}
            body = {"pagination": told, "results": [sanction(k) for k in keys]}
            archive.writestr(f"p{page}.json", json.dumps(body))
    seen = reading.read(path).seen
    assert [(r.name, r.rows_read, r.rows_loaded) for r in seen] == [
        ("paginas.zip/p1.json", 2, 2),
        ("paginas.zip/p2.json", 1, 1),
    ]
    split = "concat(rfc ->> 'rfc', rfc ->> 'homoClave')"
    assert reading.staged(seen[1], split) == [("PELA800101AB1",)]


def test_homes_and_representatives_that_are_a_number_or_an_object_load_alike_and_are_not_read(
    reading, tmp_path: Path
) -> None:
    person = {
        "nombres": "Eva",
        "primerApellido": "Mata",
        "segundoApellido": "Gil",
        "rfc": "MAGE800101AB1",
    }
    firm = {"nombreRazonSocial": "Uno SA", "rfc": "UNO010101AB1"}
    home = {"calle": "Calle del Secreto"}
    lead = {"directorGeneral": {"nombres": "Raquel Secreta"}, "representanteLegal": 9}
    shapes = {
        "fisicas": [
            sanction("1", datosGenerales=person | {"domicilioMexico": 4, "domicilioExtranjero": None}),
            sanction("2", datosGenerales=person | {"domicilioMexico": home}),
        ],
        "morales": [
            sanction("3", datosGenerales=firm | {"domicilioMexico": 5},
                     datosDirGeneralReprLegal={"directorGeneral": 8, "representanteLegal": 9}),
            sanction("4", datosGenerales=firm, datosDirGeneralReprLegal=lead),
        ],
    }  # fmt: skip
    for name, records in shapes.items():
        for record in records:
            del record["empleoCargoComision"]
        path = tmp_path / f"{name}.json"
        path.write_text(json.dumps({"data": records}))
        seen = reading.one(path)
        assert (seen.rows_loaded, seen.rows_quarantined, seen.columns_unknown) == (2, 0, [])
        text = str(reading.staged(seen, "*"))
        assert "Secret" not in text and ("MAGE800101AB1" in text or "UNO010101AB1" in text)


def test_statements_of_bods_04_load_with_records_and_without_birth_dates(
    reading, tmp_path: Path
) -> None:
    def statement(key: str, kind: str, **details: Any) -> dict[str, Any]:
        return {
            "statementId": f"statement-{key}", "declarationSubject": "E", "statementDate": "2025-03-01",
            "recordId": key.upper(), "recordStatus": "new", "recordType": kind,
            "publicationDetails": {"publicationDate": "2025-03-02", "bodsVersion": "0.4",
                                   "publisher": {"name": "Registro"}},
            "recordDetails": {"isComponent": False} | details,
        }  # fmt: skip

    path = tmp_path / "bods.json"
    path.write_text(json.dumps([
        statement("e", "entity", entityType={"type": "registeredEntity"}, name="PAPELERA X SA",
                  jurisdiction={"name": "México", "code": "MX"},
                  identifiers=[{"scheme": "MX-RFC", "id": "PXX010203AB1"}]),
        statement("p", "person", personType="knownPerson", birthDate="1980-01-01",
                  names=[{"type": "legal", "fullName": "Ana Peña"}], nationalities=[{"code": "MX"}]),
        statement("r", "relationship", subject="E", interestedParty="P", interests=[{"type": "shareholding"}]),
        statement("u", "relationship", subject="E", interestedParty={"reason": "noBeneficialOwners"}, interests=[]),
    ]))  # fmt: skip
    seen = reading.one(path)
    assert (seen.source, seen.rows_loaded, seen.columns_unknown) == ("bods_statement", 4, [])
    assert "1980" not in str(reading.staged(seen, "*"))
    assert reading.staged(seen, "statement_type, record_id, entity_name, jurisdiction, subject_entity, party") == [
        ("entity", "E", "PAPELERA X SA", "MX", "", ""),
        ("person", "P", "", "", "", ""),
        ("relationship", "R", "", "", "E", "P"),
        ("relationship", "U", "", "", "E", '{"reason":"noBeneficialOwners"}'),
    ]  # fmt: skip
