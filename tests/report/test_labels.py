"""What a rule shows has a name in plain Spanish: no column of the code reaches a reader."""

import re
from collections.abc import Callable

import duckdb
import pytest
from lumbrera import content, ruleset
from lumbrera.report import code_labels, evidence, labels
from lumbrera.ruleset.header import RESERVED
from lumbrera.ruleset.params import bind

RULES = ruleset.load_rules()


@pytest.fixture(scope="module")
def shown(blank_warehouse: Callable[[], duckdb.DuckDBPyConnection]) -> dict[str, list[str]]:
    """Rule id → the columns of its evidence."""
    found = {}
    with blank_warehouse() as con:
        for bound in bind(RULES, {}):
            described = con.execute(
                f"describe select * from ({bound.rule.sql}) r", bound.values or None
            )
            found[bound.rule.id] = [row[0] for row in described.fetchall()]
    return found


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_every_column_of_the_evidence_has_a_name(rule, shown):
    named = set(labels.COLUMNS) | set(RESERVED) | evidence._NOT_EVIDENCE
    unnamed = [name for name in [*shown[rule.id], *rule.header.requires] if name not in named]
    assert not unnamed, f"{rule.id}: name in report/evidence_labels.py: {unnamed}"


@pytest.mark.parametrize("rule", [r for r in RULES if r.header.says_by], ids=lambda rule: rule.id)
def test_what_chooses_the_sentence_is_hidden_or_shown_in_spanish(rule):
    column = rule.header.says_by
    if column not in evidence._NOT_EVIDENCE:
        shown = {key: evidence.value_text(column, key) for key in rule.header.says}
        assert [key for key, text in shown.items() if text == key] == [], f"{rule.id}: {column}"


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_what_may_be_missing_has_a_name(rule):
    before, found, _ = rule.sql.partition(" as missing")
    expression = re.split(r"\sas\s+\w+,\s*\n", before)[-1]
    named = re.findall(r"(?:then|else)\s+'([a-z_0-9]+)'", expression) if found else []
    assert [name for name in named if name not in labels.COLUMNS] == [], rule.id


def test_what_a_feature_says_is_missing_has_a_name():
    features = content.root("models") / "features"
    said = set()
    for path in features.glob("*.sql"):
        for expression in re.findall(
            r"(case(?:(?!\bcase\b).)*?end)\s+as\s+\w*missing\b", path.read_text(), re.DOTALL
        ):
            said |= set(re.findall(r"(?:then|else)\s+'([a-z_0-9]+)'", expression))
    assert "ban_dates" in said
    assert sorted(said - set(labels.COLUMNS)) == []


def test_every_evidence_group_has_a_name():
    groups = {rule.header.evidence_group for rule in RULES}
    assert sorted(groups - set(code_labels.CODES["evidence_group"])) == []


def test_every_measure_that_may_have_moved_has_a_name_in_spanish() -> None:
    from lumbrera.content.models.anomaly._measures import MEASURES

    assert [m.name for m in MEASURES if m.name not in labels.COLUMNS] == []
