"""The simulated state: reproducible, in the real formats, with a truth that can be checked by hand."""

import csv
import hashlib
import json
import zipfile
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from lumbrera.errors import UsageError
from lumbrera.simulate import Summary, simulate
from stdnum.mx import curp, rfc

SMALL = {"contracts": 500, "years": 3, "seed": 11, "prevalence": 0.5}


@pytest.fixture(scope="session")
def summary(tmp_path_factory: pytest.TempPathFactory) -> Summary:
    """A small state in which every scheme is planted in (nearly) every skill."""
    return simulate(tmp_path_factory.mktemp("estado") / "sim", **SMALL)


@pytest.fixture(scope="session")
def state(summary: Summary) -> Path:
    return summary.out


@pytest.fixture(scope="session")
def larger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A state with enough recent contracts for what is rare in a publication."""
    return simulate(tmp_path_factory.mktemp("mayor") / "sim", contracts=2500, seed=2).out


def rows(path: Path, encoding: str = "utf-8") -> list[dict[str, str]]:
    with path.open(encoding=encoding, newline="") as file:
        return list(csv.DictReader(file))


def header(path: Path, encoding: str = "utf-8", skip: int = 0) -> list[str]:
    with path.open(encoding=encoding, newline="") as file:
        reader = csv.reader(file)
        for _ in range(skip):
            next(reader)
        return next(reader)


def published_text(root: Path) -> Iterator[tuple[Path, bytes]]:
    """Every file but the truth, workbooks unpacked."""
    for path in sorted(root.rglob("*")):
        if not path.is_file() or "truth" in path.relative_to(root).parts:
            continue
        if path.suffix == ".xlsx":
            with zipfile.ZipFile(path) as book:
                yield path, b"".join(book.read(name) for name in book.namelist())
        else:
            yield path, path.read_bytes()


def schemes(state: Path) -> list[dict]:
    return json.loads((state / "truth" / "schemes.json").read_text(encoding="utf-8"))


def lookalikes(state: Path) -> list[dict]:
    return json.loads((state / "truth" / "lookalikes.json").read_text(encoding="utf-8"))


def exports(state: Path) -> list[Path]:
    return sorted((state / "publicado" / "comprasmx").glob("contratos_simulado__snap_*.csv"))


def test_same_seed_gives_the_same_bytes_and_another_seed_does_not(tmp_path: Path) -> None:
    def digests(name: str, seed: int) -> dict[str, str]:
        out = simulate(tmp_path / name, contracts=120, years=2, seed=seed).out
        return {
            str(p.relative_to(out)): hashlib.sha256(p.read_bytes()).hexdigest()
            for p in sorted(out.rglob("*"))
            if p.is_file()
        }

    first = digests("uno", 3)
    assert digests("dos", 3) == first
    assert digests("tres", 4) != first


def test_nothing_is_overwritten(state: Path) -> None:
    with pytest.raises(UsageError, match="not empty"):
        simulate(state)


def test_counts_of_the_summary_are_those_of_the_truth(state: Path, summary: Summary) -> None:
    assert summary.schemes == len(schemes(state))
    assert summary.scheme_contracts == sum(len(s["contracts"]) for s in schemes(state))
    assert summary.lookalikes == len(lookalikes(state))
    assert summary.contracts >= SMALL["contracts"]


def test_every_file_says_it_is_simulated(state: Path) -> None:
    for path, content in published_text(state):
        assert b"simulad" in content.lower() or "simulado" in path.name.lower(), path


def test_check_digits_of_all_keys_are_right(state: Path) -> None:
    persons = rows(state / "truth" / "persons.csv")
    firms = rows(state / "truth" / "firms.csv")
    assert len(persons) > 500
    assert [
        p["rfc"] for p in persons if not rfc.is_valid(p["rfc"], validate_check_digits=True)
    ] == []
    assert [p["curp"] for p in persons if not curp.is_valid(p["curp"])] == []
    assert [f["rfc"] for f in firms if not rfc.is_valid(f["rfc"], validate_check_digits=True)] == []
    assert len({f["rfc"] for f in firms}) == len(firms)


def test_some_published_rfcs_fail_their_check_digit_as_in_reality(larger: Path) -> None:
    published = [r["rfc"] for r in rows(exports(larger)[-1])]
    wrong = sum(not rfc.is_valid(r, validate_check_digits=True) for r in published)
    assert 0 < wrong / len(published) < 0.02


def test_every_contract_of_the_truth_stands_in_the_file_it_names(state: Path) -> None:
    found: dict[str, set[tuple[str, str, str, float]]] = defaultdict(set)
    for path in exports(state):
        for r in rows(path):
            amount = float(r["Importe DRC"])
            found[path.name].add(
                (r["Número de procedimiento"], r["Proveedor o contratista"], r["rfc"], amount)
            )
    for path in (state / "publicado" / "compranet").glob("*.csv"):
        last = max(p.name for p in (state / "publicado" / "compranet").glob("*.csv"))
        for r in rows(path, "utf-8" if path.name == last else "cp1252"):
            if None in r:
                continue  # a shifted row
            found[path.name].add(
                (
                    r["Número del procedimiento"],
                    r["Proveedor o contratista"],
                    r["RFC"],
                    float(r["Importe del contrato"]),
                )
            )
    keys = rows(state / "truth" / "scheme_contracts.csv") + rows(
        state / "truth" / "lookalike_contracts.csv"
    )
    assert len(keys) > 200
    for key in keys:
        wanted = (
            key["procedure_number"],
            key["supplier_name"],
            key["supplier_rfc"],
            float(key["amount"]),
        )
        assert wanted in found[key["file"]], key
    listed = {(k["id"], k["contract_number"]) for k in keys}
    for instance in schemes(state) + lookalikes(state):
        assert {(instance["id"], c["contract_number"]) for c in instance["contracts"]} <= listed


def test_the_truth_is_told_nowhere_else(state: Path) -> None:
    kinds = {s["kind"].encode() for s in schemes(state)} | {
        s["kind"].encode() for s in lookalikes(state)
    }
    kinds |= {s["note"].encode() for s in schemes(state)}
    for path, content in published_text(state):
        assert not [k for k in kinds if k in content], path


def test_kinship_agrees_with_the_surnames(state: Path) -> None:
    persons = {p["person_id"]: p for p in rows(state / "truth" / "persons.csv")}
    edges = rows(state / "truth" / "kinship.csv")
    by_relation = defaultdict(list)
    for edge in edges:
        by_relation[edge["relation"]].append(
            (persons[edge["person_id"]], persons[edge["relative_id"]])
        )
    assert {"HER", "CONY", "PRI", "CUN"} <= set(by_relation)
    surnames = ("first_surname", "second_surname")
    for a, b in by_relation["HER"]:
        assert [a[s] for s in surnames] == [b[s] for s in surnames]
    for a, b in by_relation["PRI"]:
        assert {a[s] for s in surnames} & {b[s] for s in surnames}
    for child, father in by_relation["PAD"]:
        assert child["first_surname"] == father["first_surname"]
        assert child["birth_on"] > father["birth_on"]
    for child, mother in by_relation["MAD"]:
        assert child["second_surname"] == mother["first_surname"]
    couples = {(a["person_id"], b["person_id"]) for a, b in by_relation["CONY"]}
    assert couples == {(b, a) for a, b in couples}


def test_fronts_belong_to_an_official_or_to_a_relative(state: Path) -> None:
    owners = defaultdict(set)
    rfc_of = {f["firm_id"]: f["rfc"] for f in rows(state / "truth" / "firms.csv")}
    for r in rows(state / "truth" / "firm_people.csv"):
        owners[rfc_of[r["firm_id"]]].add(r["person_id"])
    relation = {
        (e["person_id"], e["relative_id"]): e["relation"]
        for e in rows(state / "truth" / "kinship.csv")
    }
    expected = {"front_spouse": "CONY", "front_sibling": "HER", "front_in_law": "CUN"}
    seen = set()
    for s in schemes(state):
        if not s["kind"].startswith("front_"):
            continue
        seen.add(s["kind"])
        official = s["officials"][0]["person_id"]
        people = owners[s["firms"][0]["rfc"]]
        if s["kind"] in expected:
            assert any(relation.get((official, p)) == expected[s["kind"]] for p in people), s["id"]
        else:
            assert official in people, s["id"]
        assert {b["body_code"] for b in s["buyers"]} == {s["officials"][0]["body_code"]}
    assert len(seen) == 5


def test_homonyms_are_nobody_to_each_other(state: Path) -> None:
    related = {(e["person_id"], e["relative_id"]) for e in rows(state / "truth" / "kinship.csv")}
    persons = {p["rfc"]: p for p in rows(state / "truth" / "persons.csv")}
    by_id = {p["person_id"]: p for p in persons.values()}
    owners = defaultdict(list)
    rfc_of = {f["firm_id"]: f["rfc"] for f in rows(state / "truth" / "firms.csv")}
    for r in rows(state / "truth" / "firm_people.csv"):
        owners[rfc_of[r["firm_id"]]].append(r["person_id"])
    cases = [x for x in lookalikes(state) if x["kind"] == "homonyms_small_town"]
    assert cases
    for case in cases:
        official = by_id[case["officials"][0]["person_id"]]
        owner = by_id[owners[case["firms"][0]["rfc"]][0]]
        assert (official["first_surname"], official["second_surname"]) == (
            owner["first_surname"],
            owner["second_surname"],
        )
        assert official["rfc"] != owner["rfc"]
        assert (official["person_id"], owner["person_id"]) not in related


def test_split_purchases_stay_under_the_ceiling_one_by_one_and_pass_it_together(
    state: Path,
) -> None:
    budgets = {
        (b["institution_code"], b["year"]): float(b["authorised_budget_mxn"])
        for b in rows(state / "reference" / "budgets.csv")
    }
    table = [
        c
        for c in rows(state / "reference" / "ceilings.csv")
        if c["law"] == "LAASSP" and c["procedure"] == "direct"
    ]

    def ceiling(body: str, year: str) -> float:
        budget = budgets[body, year]
        fit = [
            c
            for c in table
            if c["year"] == year
            and (not c["budget_over_mxn"] or budget > float(c["budget_over_mxn"]))
            and (not c["budget_up_to_mxn"] or budget <= float(c["budget_up_to_mxn"]))
        ]
        assert len(fit) == 1
        return float(fit[0]["ceiling_mxn"])

    naive = [
        s for s in schemes(state) if s["kind"].startswith("splitting") and s["skill"] == "naive"
    ]
    assert {s["kind"] for s in naive} == {
        "splitting_one_supplier",
        "splitting_one_owner",
        "splitting_units",
    }
    for s in naive:
        days = [date.fromisoformat(c["award_on"]) for c in s["contracts"]]
        assert len({d.isocalendar()[:2] for d in days}) == 1, s["id"]
        limits = [ceiling(s["buyers"][0]["body_code"], str(d.year)) for d in days]
        amounts = [c["amount"] for c in s["contracts"]]
        assert all(a < limit for a, limit in zip(amounts, limits, strict=True))
        assert sum(amounts) > max(limits)


def test_lawful_awards_by_amount_keep_to_the_ceiling(state: Path) -> None:
    budgets = {
        b["institution"]: float(b["authorised_budget_mxn"])
        for b in rows(state / "reference" / "budgets.csv")
    }
    table = [
        c
        for c in rows(state / "reference" / "ceilings.csv")
        if c["law"] == "LAASSP" and c["procedure"] == "direct"
    ]
    planted = {k["procedure_number"] for k in rows(state / "truth" / "scheme_contracts.csv")} | {
        k["procedure_number"] for k in rows(state / "truth" / "lookalike_contracts.csv")
    }
    checked = 0
    for r in rows(exports(state)[-1]):
        if (
            r["Tipo Procedimiento"] != "ADJUDICACIÓN DIRECTA POR MONTOS MÁXIMOS POR EXCEPCIÓN"
            or r["Número de procedimiento"] in planted
            or not r["Fecha de fallo"]
        ):
            continue
        budget = budgets[r["Institución"]]
        limit = max(
            float(c["ceiling_mxn"]) for c in table
            if c["year"] == r["Fecha de fallo"][:4] and (not c["budget_over_mxn"] or budget > float(c["budget_over_mxn"])) and (not c["budget_up_to_mxn"] or budget <= float(c["budget_up_to_mxn"]))
        )  # fmt: skip
        assert float(r["Importe DRC"]) <= limit
        checked += 1
    assert checked > 30


def test_edits_and_removals_are_those_of_the_truth_and_typing_errors_are_corrected(
    state: Path,
) -> None:
    tables = [
        {
            (
                r["Número de procedimiento"],
                r["Proveedor o contratista"],
                r["Descripción del contrato"],
            ): r
            for r in rows(p)
        }
        for p in exports(state)
    ]
    kinds = {
        c["procedure_number"]: s["kind"]
        for s in schemes(state) + lookalikes(state)
        for c in s["contracts"]
    }
    edited, removed = set(), set()
    for before, after in pairwise(tables):
        for key, row in before.items():
            if key not in after:
                removed.add(key[0])
            elif after[key]["Importe DRC"] != row["Importe DRC"]:
                edited.add(key[0])
    wanted = defaultdict(set)
    for number, kind in kinds.items():
        wanted[kind].add(number)
    assert removed == wanted["contract_removed"]
    assert edited == wanted["amount_edited"] | wanted["typing_error_corrected"]
    for s in lookalikes(state):
        if s["kind"] == "typing_error_corrected":
            assert all(c["published_as"][-1]["amount"] == c["amount"] for c in s["contracts"])


def test_a_later_export_adds_contracts_and_fills_signatures(larger: Path) -> None:
    first, last = rows(exports(larger)[0]), rows(exports(larger)[-1])
    assert len(last) > len(first)
    signed_before = {
        (r["Número de procedimiento"], r["Importe DRC"]): r["Fecha de firma del contrato"]
        for r in first
    }
    filled = [
        r
        for r in last
        if r["Fecha de firma del contrato"]
        and signed_before.get((r["Número de procedimiento"], r["Importe DRC"])) == ""
    ]
    assert filled


def test_naive_capture_leaves_little_to_others(state: Path) -> None:
    captures = [
        s for s in schemes(state) if s["kind"] == "direct_award_capture" and s["skill"] == "naive"
    ]
    assert captures
    for s in captures:
        claimed = len(s["contracts"])
        assert claimed >= 3
        assert len({c["supplier_rfc"] for c in s["contracts"]}) == 1


def test_ocds_releases_parse_and_bidders_are_parties(state: Path) -> None:
    path = next((state / "publicado" / "ocds").glob("*.jsonl"))
    with_bids = 0
    for line in path.read_text(encoding="utf-8").splitlines():
        release = json.loads(line)
        parties = {p["id"] for p in release["parties"]}
        for bid in release.get("bids", {}).get("details", []):
            with_bids += 1
            assert bid["tenderers"][0]["id"] in parties
        for award in release.get("awards", []):
            assert award["suppliers"][0]["id"] in parties
            bids = [b for b in release.get("bids", {}).get("details", []) if b["status"] == "valid"]
            if bids and len(release["awards"]) == 1:
                assert award["value"]["amount"] == min(b["value"]["amount"] for b in bids)
    assert with_bids > 50


def test_public_declarations_hold_no_restricted_section(state: Path) -> None:
    for path in (state / "publicado" / "pdn" / "s1").glob("*.json"):
        text = path.read_text(encoding="utf-8")
        for word in (
            "datosPareja",
            "datosDependienteEconomico",
            "curp",
            "situacionPersonalEstadoCivil",
            "domicilioDeclarante",
        ):
            assert f'"{word}"' not in text, (path, word)
    whole = json.loads(
        next(
            (state / "publicado" / "pdn" / "s1_restringido").glob("s1_modificacion*.json")
        ).read_text(encoding="utf-8")
    )
    assert any(
        d["declaracion"]["situacionPatrimonial"]["datosPareja"]["ninguno"] is False for d in whole
    )


def test_declared_fronts_declare_and_undeclared_do_not(state: Path) -> None:
    declared: set[str] = set()
    for path in (state / "publicado" / "pdn" / "s1").glob("*.json"):
        content = json.loads(path.read_text(encoding="utf-8"))
        for d in content["results"] if isinstance(content, dict) else content:
            declared |= {
                p["rfc"] for p in d["declaracion"]["interes"]["participacion"]["participacion"]
            }
    for s in schemes(state):
        if s["kind"] == "front_declared":
            assert s["firms"][0]["rfc"] in declared
        if s["kind"] in ("front_undeclared", "front_sibling", "front_in_law"):
            assert s["firms"][0]["rfc"] not in declared


def test_hired_relatives_are_on_the_payroll(state: Path) -> None:
    mentions = defaultdict(set)
    for m in rows(state / "truth" / "person_mentions.csv"):
        mentions[m["person_id"]].add(m["file"])
    cases = [s for s in schemes(state) if s["kind"] == "nepotism"]
    assert cases
    for s in cases:
        for link in s["relatives"]:
            assert any(f.startswith("nomina_") for f in mentions[link["relative_id"]]), s["id"]


def test_headers_are_the_real_ones(state: Path, shared_data: Path) -> None:
    mx = shared_data / "comprasmx_2026"
    assert header(exports(state)[-1]) == header(next(mx.glob("contratos*03-11.csv")))
    assert header(
        next((state / "publicado" / "comprasmx").glob("expedientes*.csv")), "cp1252"
    ) == header(mx / "expedientes_comprasmx_2026.csv", "cp1252")
    generations = rows(shared_data / "reference/compranet/columnas_por_generacion.csv")
    real = [r["columna"] for r in generations if r["generacion"].startswith("C_2018")]
    assert header(next((state / "publicado" / "compranet").glob("*2024*.csv")), "cp1252") == real
    real = header((shared_data / "sat_69b/efos_definitivos__2026-01-31.csv"), "cp1252", skip=2)
    assert (
        header(
            next((state / "publicado" / "sat_69b").glob("efos_definitivos*.csv")), "cp1252", skip=2
        )
        == real
    )
    real = header((shared_data / "sat_69b/efos_presuntos__2026-01-31.csv"), "cp1252", skip=2)
    assert (
        header(
            next((state / "publicado" / "sat_69b").glob("efos_presuntos*.csv")), "cp1252", skip=2
        )
        == real
    )


def test_workbooks_have_the_real_headers(state: Path, shared_data: Path) -> None:
    from python_calamine import CalamineWorkbook

    def first_row(path: Path, at: int = 0, sheet: int = 0) -> list[object]:
        return (
            CalamineWorkbook.from_path(path)
            .get_sheet_by_index(sheet)
            .to_python(skip_empty_area=False)[at]
        )

    real = first_row(shared_data / "sanctions/Proveedores_Contratistas_Sancionados.xlsx")
    assert first_row(next((state / "publicado" / "sanctions").glob("*.xlsx"))) == real
    known = rows(shared_data / "reference/sipot/columnas_LGT70_XXVIII_subconjunto_IMCO.csv")
    for letter, name in (("A", "licitaciones"), ("B", "adjudicaciones")):
        path = next((state / "publicado" / "sipot").glob(f"*_{letter}_*.xlsx"))
        columns = first_row(path, 5)
        assert {r["columna"] for r in known if r["formato"] == name} <= set(columns)
        tables = {r["tabla_hija"] for r in known if r["formato"] == name and r["tabla_hija"]}
        assert tables <= set(CalamineWorkbook.from_path(path).sheet_names)


def test_no_firm_or_person_is_real(state: Path, shared_data: Path) -> None:
    real = {
        r["Proveedor o contratista"].strip()
        for r in rows(next((shared_data / "comprasmx_2026").glob("contratos*03-11.csv")))
    }
    with (shared_data / "sat_69b/Listado_completo_69-B_3col_2026-03.csv").open(
        encoding="utf-8", newline=""
    ) as file:
        real |= {r[1].strip() for r in csv.reader(file)}
    firms = {f["name"] for f in rows(state / "truth" / "firms.csv")}
    people = {
        f"{p['given']} {p['first_surname']} {p['second_surname']}"
        for p in rows(state / "truth" / "persons.csv")
    }
    backwards = {
        f"{p['first_surname']} {p['second_surname']} {p['given']}"
        for p in rows(state / "truth" / "persons.csv")
    }
    assert not (firms | people | backwards) & real
    keys = {p["rfc"] for p in rows(state / "truth" / "persons.csv")} | {
        f["rfc"] for f in rows(state / "truth" / "firms.csv")
    }
    assert not keys & {
        r["rfc"] for r in rows(next((shared_data / "comprasmx_2026").glob("contratos*03-11.csv")))
    }
