"""From what a rule's row holds (JSON) to labelled Spanish text."""

import json
import math
import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

import msgspec

from lumbrera.odds import odds
from lumbrera.report import code_labels, evidence_labels, labels
from lumbrera.report.text import clean, day, money, number, percent
from lumbrera.report.timeline import entry_text

NO_DATA = "sin dato"
_NOT_EVIDENCE = {
    "subject_id", "subject_type", "value", "is_flagged", "severity", "certainty", "kind",
    "audience", "source_ids", "missing", "url", "has_text",
} | evidence_labels.HIDDEN  # fmt: skip
_INTERNAL_IDS = {
    "contract_id", "buyer_id", "supplier_id", "institution_id", "sanction_id", "listing_id",
    "name_key",
}  # fmt: skip
_AMOUNTS = {
    "amount",
    "amount_before",
    "amount_after",
    "amount_max",
    "amount_min",
    "ceiling",
    "excess_amount",
    "fine",
    "median_price",
    "unit_price",
}
_CHANCES = {"chance", "chance_beyond_three", "count_chance", "p_chance"}
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")

_COMPARED = (("amount_mxn", "ceiling_mxn"), ("notice_days", "min_days"))


class Comparison(msgspec.Struct, frozen=True):
    """A measured value beside the limit it is held against, to be drawn on one scale.

    value_part and limit_part are shares of the scale's length."""

    caption: str
    value_part: float
    limit_part: float


def parse(text: str | None) -> Any:
    """The value in a JSON column, with exact decimals. None gives None."""
    return None if text is None else json.loads(text, parse_float=Decimal)


def evidence_rows(evidence: str | None, *, internal: bool = False) -> list[tuple[str, str]]:
    """(label, value) for each column of the rule's row that is evidence, in the rule's order.

    internal: also the warehouse's own ids, which say nothing to a person but can be queried.
    """
    row = parse(evidence)
    if not isinstance(row, Mapping):
        return []
    hidden = _NOT_EVIDENCE if internal else _NOT_EVIDENCE | _INTERNAL_IDS
    currency = row.get("currency") or "MXN"
    return [
        (labels.column(name), value_text(name, value, currency))
        for name, value in row.items()
        if name not in hidden and not _says_a_code_again(name, row)
    ]


def measured(evidence: str | None, value: float) -> tuple[str, str]:
    """(label, text) of an alert's value: under the name and with the unit of the column of the
    evidence that it is, where exactly one measure holds it."""
    row = parse(evidence)
    held = row if isinstance(row, Mapping) else {}
    names = [
        name
        for name, held_value in held.items()
        if name not in _NOT_EVIDENCE
        and isinstance(held_value, (int, float, Decimal))
        and not isinstance(held_value, bool)
        and math.isclose(float(held_value), value, rel_tol=1e-9)
    ]
    if len(names) != 1:
        return "valor", number(value)
    text = value_text(names[0], held[names[0]], held.get("currency") or "MXN")
    return f"valor: {labels.column(names[0])}", text


def _says_a_code_again(name: str, row: Mapping[str, Any]) -> bool:
    """Whether the column holds, for a sentence, the name of a code that the row shows as well:
    method_name beside method."""
    code = name.removesuffix("_name")
    return code != name and code in code_labels.CODES and row.get(code) is not None


def comparison(evidence: str | None) -> Comparison | None:
    """The picture of a value against its limit, where the evidence holds such a pair."""
    row = parse(evidence)
    if not isinstance(row, Mapping):
        return None
    for measured, limit in _COMPARED:
        value, bound = row.get(measured), row.get(limit)
        if not isinstance(value, (int, Decimal)) or not isinstance(bound, (int, Decimal)):
            continue
        if value >= 0 and bound > 0:
            scale = float(max(value, bound)) * 1.1
            caption = (
                f"{labels.column(measured)}: {value_text(measured, value)}; "
                f"{labels.column(limit)}: {value_text(limit, bound)}"
            )
            return Comparison(caption, float(value) / scale, float(bound) / scale)
    return None


def value_text(name: str, value: Any, currency: str = "MXN") -> str:
    """One value as a person reads it; the column's name says what it measures."""
    if value is None or value == "" or value == []:
        return NO_DATA
    if isinstance(value, bool):
        return "sí" if value else "no"
    if isinstance(value, Mapping):
        if "field" in value:
            return _change_text(value, currency)
        parts = (f"{labels.column(k)}: {value_text(k, v, currency)}" for k, v in value.items())
        return clean("; ".join(parts))
    if name == "timeline" and isinstance(value, list):
        return clean(" · ".join(entry_text(v) for v in value if isinstance(v, Mapping)))
    if isinstance(value, list):
        together = any(isinstance(v, Mapping) or (isinstance(v, str) and ";" in v) for v in value)
        separator = " · " if together else ", "
        return clean(separator.join(value_text(name, v, currency) for v in value))
    if isinstance(value, (int, float, Decimal)):
        return _number_text(name, value, currency)
    if name in ("field", "fields"):
        return labels.column(str(value))
    if isinstance(value, str) and _DATE.match(value):
        return clean(day(value))
    return clean(labels.code(name, value))


def _change_text(change: Mapping[str, Any], currency: str) -> str:
    """What one export said anew of a field: 'importe: de $1.00 MXN a $2.00 MXN (6 de marzo de 2026)'."""
    field = str(change["field"])
    before, after = (published_text(field, change.get(end), currency) for end in ("from", "to"))
    on = f" ({day(change['export_on'])})" if change.get("export_on") else ""
    return clean(f"{labels.column(field)}: de {before} a {after}{on}")


def published_text(name: str, value: Any, currency: str = "MXN") -> str:
    """A value that a list of changes holds as text, by what its column measures."""
    if isinstance(value, str) and (name in _AMOUNTS or name.endswith("_mxn")):
        try:
            value = Decimal(value)
        except InvalidOperation:
            return clean(value)
    return value_text(name, value, currency)


def _number_text(name: str, value: int | float | Decimal, currency: str) -> str:
    if name.endswith("_mxn"):
        return money(value)
    if name in _AMOUNTS:
        return money(value, currency)
    if name in _CHANCES:
        return odds(float(value))
    if name.endswith(("share", "_pct")) or name in labels.SHARES:
        return percent(value)
    if name.endswith("year"):
        return str(value)
    return number(value)


def parameter_rows(params: str | None) -> list[tuple[str, str]]:
    """(label, value) for each threshold of a rule, as it was set in the run."""
    rows = []
    for name, spec in (parse(params) or {}).items():
        value, unit = spec.get("value"), spec.get("unit") or ""
        if unit.startswith("proporción") or name in labels.SHARES:
            text, unit = percent(value), unit.removeprefix("proporción").strip()
        elif unit.startswith("probabilidad"):
            text, unit = odds(float(value)), f"({unit})"
        else:
            text = value_text(name, value)
        if name not in labels.PARAMETERS:
            text = f"{text} {unit}".rstrip()
        rows.append((_parameter_label(name), text))
    return rows


def parameter_names(params: str | None) -> dict[str, str]:
    """Threshold → what it is called where its value stands apart: 'mínimo de contratos'."""
    names = {}
    for name, spec in (parse(params) or {}).items():
        unit = (spec.get("unit") or "").removeprefix("proporción").strip()
        joint = ": " if unit and name not in labels.PARAMETERS else ""
        names[name] = f"{_parameter_label(name)}{joint}{unit if joint else ''}"
    return names


def _parameter_label(name: str) -> str:
    bound = {"min": "mínimo", "max": "máximo"}.get(name.split("_")[0], "valor")
    return labels.PARAMETERS.get(name) or labels.COLUMNS.get(name, bound)


def legal_rows(legal_basis: str | None) -> list[str]:
    """'LAASSP 2025, art. 56-III (permitido; indicador, no infracción)' for each article."""
    rows = []
    for basis in parse(legal_basis) or []:
        text = f"{basis.get('law', '')}, art. {basis.get('article', '')}"
        note = basis.get("note")
        rows.append(f"{text} ({note})" if note else text)
    return rows
