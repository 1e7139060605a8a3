"""The PDN files hold what the official specifications ask for, but for the looseness seen in what bodies publish."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from lumbrera.simulate import simulate

jsonschema = pytest.importorskip("jsonschema")


@pytest.fixture(scope="module")
def pdn(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = simulate(tmp_path_factory.mktemp("pdn") / "sim", contracts=300, seed=6, prevalence=0.6)
    return out.published / "pdn"


def load(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def nullable(node: Any) -> Any:
    """OpenAPI 3.0 says `nullable`, JSON Schema a list of types."""
    if isinstance(node, list):
        return [nullable(item) for item in node]
    if not isinstance(node, dict):
        return node
    node = {key: nullable(value) for key, value in node.items()}
    if node.get("nullable") is True:
        del node["nullable"]
        if isinstance(node.get("type"), str):
            node["type"] = [node["type"], "null"]
        if "enum" in node:
            node["enum"] = [*node["enum"], None]
        for word in ("oneOf", "allOf"):
            if word in node:
                return {"anyOf": [{word: node[word]}, {"type": "null"}]}
    return node


def record_schema(document: dict[str, Any]) -> dict[str, Any]:
    """The schema of one result of a v1 API."""
    schemas = document["components"]["schemas"]
    results = next(
        s["properties"]["results"] for s in schemas.values() if "results" in s.get("properties", {})
    )
    if "$ref" in results:
        results = schemas[results["$ref"].rsplit("/", 1)[-1]]
    return results.get("items", results)


def complaints(records: list[Any], schema: dict[str, Any], document: dict[str, Any]) -> set[str]:
    """Where records depart from the schema, without list positions."""
    validator = jsonschema.Draft202012Validator({**schema, "components": document["components"]})
    return {
        "/".join(str(part) for part in error.absolute_path if isinstance(part, str))
        for record in records[:60]
        for error in validator.iter_errors(record)
    }


def test_nothing_is_captured_after_the_last_day_of_the_state(pdn: Path) -> None:
    captured = (
        r'"(?:fechaCaptura|fechaActualizacion|date_created|date_updated|fecha)": ?"(20[^"T]+)'
    )
    days = {
        day
        for path in pdn.rglob("*.json")
        for day in re.findall(captured, path.read_text(encoding="utf-8"))
    }
    assert len(days) > 20
    assert max(days) <= "2026-10-31"


def test_officials_in_procurement(pdn: Path, shared_data: Path) -> None:
    schemas = shared_data / "pdn" / "schemas"
    first = nullable(load(schemas / "S2/oas/OAS_API_servidores_intervienen_contrataciones.json"))
    assert (
        complaints(load(pdn / "s2" / "s2_v1_simulado.json"), record_schema(first), first) == set()
    )
    text = (schemas / "s2-especificacion-tecnica-v2.yaml").read_text(encoding="utf-8")
    badly_indented = (
        "            - ELABORAR (A)\n              - REVISAR (B)\n              - EMITIR (E)"
    )
    second = nullable(
        yaml.safe_load(
            text.replace(badly_indented, badly_indented.replace("              -", "            -"))
        )
    )
    found = complaints(
        load(pdn / "s2" / "s2_v2_simulado.json")["data"],
        second["components"]["schemas"]["ServidorPublico"],
        second,
    )
    # Sections that do not apply come as null, which the specification's allOf does not foresee.
    assert found <= {
        "otorgamientoConcesion",
        "enajenacionBien",
        "tipoContratacion/contratacionAdquisicion",
    }


def test_sanctions(pdn: Path, shared_data: Path) -> None:
    schemas = shared_data / "pdn" / "schemas" / "S3"
    for file, specification in (
        ("s3_v1_servidores", "OAS_API_Servidores_Sancionados"),
        ("s3_v1_particulares", "OAS_API_Particulares_Sancionados"),
    ):
        document = nullable(load(schemas / "oas" / f"{specification}.json"))
        records = load(pdn / "s3" / f"{file}_simulado.json")["results"]
        assert records
        assert complaints(records, record_schema(document), document) <= {
            "servidorPublicoSancionado/rfc"
        }  # split, as some publish it
    document = nullable(load(schemas / "s3-v2.json"))
    for collection in (
        "faltas_administrativas_graves",
        "faltas_administrativas_no_graves",
        "faltas_graves_personas_morales",
        "faltas_graves_personas_fisicas",
    ):
        name = "Items" + "".join(part.title() for part in collection.split("_"))
        records = load(pdn / "s3" / f"s3_v2_{collection}_simulado.json")["data"]
        assert complaints(records, document["components"]["schemas"][name], document) == set(), (
            collection
        )


def test_declarations(pdn: Path, shared_data: Path) -> None:
    for kind in ("Inicial", "Modificacion", "Conclusion"):
        document = nullable(
            load(
                shared_data
                / "pdn"
                / "schemas"
                / "S1"
                / "oas"
                / f"OAS_API_Declaraciones_{kind}.json"
            )
        )
        records = load(pdn / "s1_restringido" / f"s1_{kind.lower()}_restringido_simulado.json")
        assert records
        found = complaints(records, record_schema(document), document)
        assert all(place.endswith("/rfc") for place in found), (
            found
        )  # some relatives' keys are split
