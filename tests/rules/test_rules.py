"""What holds for every rule; each failure opens with the rule's name."""

import re
from datetime import date

import pytest
from lumbrera import content, ruleset
from lumbrera.ruleset.casefiles import load_cases
from lumbrera.ruleset.header import Rule

from tests import shipped

RULES = ruleset.load_rules()
FORBIDDEN = re.compile(
    r"fantasma|prestanombre|c[aá]rtel|favoritismo|fraude|corrupt|culpable|sospechos|investigad",
    re.IGNORECASE,
)
FOLDER = content.checkout() / "tests" / "rules"
each_rule = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)


def texts(rule: Rule) -> list[str]:
    """Everything in a rule that a person reads."""
    header = rule.header
    says = list(header.says.values()) if isinstance(header.says, dict) else [header.says]
    notes = [basis.note for basis in header.legal_basis]
    quoted = re.findall(r"'([^']*)'", rule.sql)
    return [
        header.title, header.description, header.why, *says, *header.innocent, *header.ask_for,
        *notes, *quoted,
    ]  # fmt: skip


@pytest.fixture(scope="module")
def results() -> dict[str, list[ruleset.CaseResult]]:
    found: dict[str, list[ruleset.CaseResult]] = {}
    for result in ruleset.run_cases():
        found.setdefault(result.rule_id, []).append(result)
    return found


@each_rule
def test_the_cases_come_out_as_written(rule, results):
    failures = [f"{r.name}: {text}" for r in results[rule.id] for text in r.failures]
    assert not failures, f"{rule.id}: {failures}"


@each_rule
def test_the_cases_hold_all_outcomes_and_an_innocent_look_alike(rule):
    cases = load_cases(FOLDER / f"{rule.slug}.yml").cases
    assert any(case.expect.flagged for case in cases), f"{rule.id}: nothing is flagged"
    assert any(case.expect.cleared for case in cases), f"{rule.id}: nothing is cleared"
    assert any(case.look_alikes for case in cases), f"{rule.id}: no innocent look-alike"
    can_lack = rule.header.requires or " as missing" in rule.sql
    assert not can_lack or any(case.expect.not_computable for case in cases), (
        f"{rule.id}: can lack data, but no case is not computable"
    )


@each_rule
def test_every_sentence_is_tried(rule):
    """A template that no case renders may hold a wrong name or format."""
    cases = load_cases(FOLDER / f"{rule.slug}.yml").cases
    assert any(case.expect.says for case in cases), f"{rule.id}: no case checks a sentence"


@each_rule
def test_words_that_accuse_are_absent(rule):
    wrong = [text for text in texts(rule) if FORBIDDEN.search(text)]
    assert not wrong, f"{rule.id}: {wrong}"


@each_rule
def test_the_innocent_explanations_say_something(rule):
    for text in [*rule.header.innocent, *rule.header.ask_for]:
        assert not re.search(r"desconocid|ningun[oa]\b|n/a|por definir", text, re.IGNORECASE), (
            f"{rule.id}: {text!r}"
        )
        assert text.endswith("."), f"{rule.id}: {text!r} is not a sentence"


@each_rule
def test_no_natural_persons_rfc_can_reach_the_evidence(rule):
    """Rules read suppliers through features, whose RFC columns are for companies only."""
    assert "core.supplier" not in rule.reads, f"{rule.id}: reads core.supplier itself"
    assert not re.search(r"\bsupplier_rfc\b(?!')|\bs\.rfc\b", rule.sql), f"{rule.id}: shows an RFC"


@each_rule
def test_everything_read_has_a_model_or_an_input(rule):
    written = {t for m in shipped.models() for t in m.writes}
    inputs = {"meta.run", "meta.budget", "restricted.declared_relative"}
    assert set(rule.reads) <= written | inputs, f"{rule.id}: {rule.reads}"


@each_rule
def test_the_threshold_is_short_enough_to_read(rule):
    assert len(rule.sql.splitlines()) <= 32, f"{rule.id}: move the heavy lifting to models/features"


def test_a_case_file_belongs_to_a_rule():
    slugs = {rule.slug for rule in RULES}
    assert {path.stem for path in FOLDER.glob("*.yml")} == slugs


def test_features_never_hold_the_rfc_of_a_natural_person():
    """supplier_rfcs is the one feature with RFCs; it is of companies."""
    for model in shipped.models():
        if model.file.startswith("features/") and model.sql:
            shown = re.findall(r"^\s*(?:s\.)?rfc\b|as rfc\b", model.sql, re.MULTILINE)
            assert not shown or "kind = 'company'" in model.sql or "tax" in model.file, model.file


def test_ids_are_unique_and_sorted_as_a_person_would():
    ids = [rule.id for rule in RULES]
    assert len(set(ids)) == len(ids)
    assert ids.index("F2") < ids.index("F12")


def test_legal_dates_in_texts_are_not_in_the_future():
    for rule in RULES:
        for basis in rule.header.legal_basis:
            for year in re.findall(r"\b(20\d\d)\b", basis.law):
                assert int(year) <= date.today().year, rule.id


@each_rule
def test_what_reads_the_reserved_sections_is_for_restricted_readers_alone(rule):
    reserved = any(table.startswith("restricted.") for table in rule.reads)
    assert not reserved or rule.header.audience == "restricted", rule.id


def test_no_table_of_the_warehouse_is_made_from_the_reserved_sections():
    """Those of models/restricted are in the database of the reserved sections."""
    for model in shipped.models():
        if model.file.startswith("restricted/"):
            assert all(table.startswith("restricted.") for table in model.writes)
            continue
        assert not any(table.startswith("restricted.") for table in model.reads), model.file
