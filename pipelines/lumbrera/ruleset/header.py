"""A rule file: its YAML header, read only at the start of the file, and its select."""

import hashlib
import re
from collections.abc import Hashable, Sequence
from pathlib import Path
from typing import Any, Literal

import msgspec
import yaml

from lumbrera import content
from lumbrera.build import parse_select
from lumbrera.errors import LumbreraError

FAMILIES = {
    "transparency": "T",
    "planning": "P",
    "competition": "C",
    "concentration": "D",
    "price": "V",
    "collusion": "K",
    "firm": "F",
    "interest": "N",
    "execution": "E",
}
Subject = Literal[
    "procedure", "contract", "supplier", "buyer", "institution", "buyer_supplier",
    "institution_supplier", "buyer_family", "official",
]  # fmt: skip
Kind = Literal["flag", "signal"]
Status = Literal["experimental", "test", "stable", "retired"]
Severity = Literal["low", "medium", "high"]
Certainty = Literal["certain", "probable", "candidate"]
Audience = Literal["public", "committee", "analyst", "restricted"]
Value = bool | int | float | str | list[str]

RESERVED = (
    "subject_id",
    "value",
    "is_flagged",
    "severity",
    "certainty",
    "kind",
    "event_on",
    "audience",
    "source_ids",
    "missing",
)
"""Columns of a rule's select that the engine reads; every other column is evidence."""


class Param(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """A threshold: its default (whose type an override must have), unit, and inclusive bounds."""

    default: Value
    unit: str = ""
    min: float | None = None
    max: float | None = None


class LegalBasis(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """An article the rule refers to, and what it says about the matter."""

    law: str
    article: str
    note: str = ""


class Header(msgspec.Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """The header as written. Every field without a default is required.

    bounded_without: missing fields without which the rule still knows that its loosest bound is not
    reached, as an amount below the highest ceiling when the institution's own is not known. Such
    subjects stay not computable, but they count in how rare the rule's flags are: without them
    only the flagged would be left to count.
    """

    id: str
    title: str
    subject: Subject
    kind: Kind
    status: Status
    severity: Severity
    family: str
    evidence_group: str
    audience: Audience
    requires: list[str]
    event_date: str | None
    description: str
    why: str
    says: str | dict[str, str]
    innocent: list[str]
    ask_for: list[str]
    says_by: str | None = None
    bounded_without: list[str] = []
    equivalents: list[str] = []
    legal_basis: list[LegalBasis] = []
    params: dict[str, Param] = {}


class Rule(msgspec.Struct, frozen=True):
    """One rule: header, select, and where it came from. slug is the file's stem."""

    header: Header
    sql: str
    reads: tuple[str, ...]
    file: str
    slug: str
    header_digest: str
    sql_digest: str

    @property
    def id(self) -> str:
        """The rule's id, such as P3."""
        return self.header.id


_HEADER = re.compile(r"\A\ufeff?/\*---[ \t]*\r?\n(.*?)\r?\n---\*/[ \t]*\r?\n", re.DOTALL)
_ID = re.compile(r"([A-Z])([0-9]{1,2})([A-Z]?)")


def load_rules(root: Path | None = None) -> list[Rule]:
    """The rules under root (default: the shipped ones), sorted by id as a person would.

    Raises LumbreraError naming the file for anything the header or the select gets wrong, and for
    two rules with one id.
    """
    root = root or content.root("rules")
    rules: dict[str, Rule] = {}
    for path in sorted(root.glob("*/*.sql")):
        rule = parse_rule(path.read_text(encoding="utf-8"), path)
        if rule.id in rules:
            raise LumbreraError(f"{rule.file}: id {rule.id} is taken by {rules[rule.id].file}")
        rules[rule.id] = rule
    return sorted(rules.values(), key=lambda rule: id_order(rule.id))


def select_rules(rules: Sequence[Rule], ids: Sequence[str] | None) -> list[Rule]:
    """The rules with these ids, or all. Raises LumbreraError for an id that no rule has."""
    if not ids:
        return list(rules)
    by_id = {rule.id: rule for rule in rules}
    unknown = [rule_id for rule_id in ids if rule_id.upper() not in by_id]
    if unknown:
        raise LumbreraError(
            f"no such rule: {', '.join(unknown)}", hint=f"Rules: {', '.join(by_id)}"
        )
    return [by_id[rule_id.upper()] for rule_id in ids]


def id_order(rule_id: str) -> tuple[str, int, str]:
    """Sort key of a rule id: D2 before D10."""
    letter, number, suffix = split_id(rule_id)
    return letter, number, suffix


def split_id(rule_id: str) -> tuple[str, int, str]:
    """Family letter, number and suffix of a rule id. Raises LumbreraError for another shape."""
    match = _ID.fullmatch(rule_id)
    if not match:
        raise LumbreraError(f"rule id {rule_id!r}: expected a family letter and a number, as P3")
    return match[1], int(match[2]), match[3]


def parse_rule(text: str, path: Path) -> Rule:
    """The rule in a file's text. path: family folder and slug are taken from it.

    Raises LumbreraError naming file and key: no header at the start, unsafe or wrong YAML, an
    unknown or missing key, a family or file name that does not fit the id, parameters that header
    and select do not share.
    """
    file = f"{path.parent.name}/{path.name}"
    match = _HEADER.match(text)
    if not match:
        raise LumbreraError(
            f"{file}: no header at the start of the file",
            hint="A rule starts with /*--- and its YAML header ends with ---*/.",
        )
    header = _parse_header(match[1], file)
    sql = text[match.end() :].strip().rstrip(";").rstrip()
    query = parse_select(sql, file)
    _check_names(header, path, file)
    _check_texts(header, file)
    unused = set(header.params) - set(query.parameters)
    undeclared = set(query.parameters) - set(header.params)
    if unused or undeclared:
        raise LumbreraError(
            f"{file}: parameters differ: "
            f"only in the header {sorted(unused)}, only in the select {sorted(undeclared)}"
        )
    return Rule(header, sql, query.tables, file, path.stem, _sha256(match[1]), _sha256(sql))


def _parse_header(text: str, file: str) -> Header:
    try:
        data = yaml.load(text, Loader=_StrictLoader)
    except yaml.YAMLError as error:
        raise LumbreraError(f"{file}: header is not valid YAML: {error}") from None
    try:
        return msgspec.convert(data, Header)
    except msgspec.ValidationError as error:
        raise LumbreraError(f"{file}: header: {error}") from None


def _check_names(header: Header, path: Path, file: str) -> None:
    letter, number, suffix = split_id(header.id)
    if header.family not in FAMILIES:
        raise LumbreraError(f"{file}: family {header.family!r}: one of {', '.join(FAMILIES)}")
    if header.family != path.parent.name or FAMILIES[header.family] != letter:
        raise LumbreraError(
            f"{file}: id {header.id}, family {header.family} and folder {path.parent.name} differ"
        )
    prefix = f"{letter}{number:02d}{suffix}_".lower()
    if not path.stem.startswith(prefix):
        raise LumbreraError(f"{file}: the file of rule {header.id} is named {prefix}<what>.sql")


def _check_texts(header: Header, file: str) -> None:
    for key in ("title", "description", "why", "evidence_group"):
        if not getattr(header, key).strip():
            raise LumbreraError(f"{file}: {key} is empty")
    for key in ("innocent", "ask_for"):
        texts = getattr(header, key)
        if not texts or any(len(text.strip()) < 12 for text in texts):
            raise LumbreraError(f"{file}: {key} needs sentences that help somebody decide")
    if isinstance(header.says, dict) != (header.says_by is not None) or not header.says:
        raise LumbreraError(
            f"{file}: several sentences in says need says_by, one sentence must not"
        )
    reserved = set(header.params) & {"enabled"}
    if reserved:
        raise LumbreraError(f"{file}: a parameter cannot be called {reserved.pop()}")


class _StrictLoader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """Safe YAML that refuses a key given twice."""

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Hashable, Any]:
        keys = [self.construct_object(key, deep=True) for key, _ in node.value]
        twice = [key for key in keys if keys.count(key) > 1]
        if twice:
            raise yaml.constructor.ConstructorError(
                None, None, f"key {twice[0]!r} is given twice", node.start_mark
            )
        mapping: dict[Hashable, Any] = super().construct_mapping(node, deep=deep)
        return mapping


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
