"""The parameters in force: defaults of the headers, overridden by the settings."""

import hashlib
import json
from collections.abc import Mapping, Sequence

from lumbrera.errors import UsageError
from lumbrera.ruleset.header import Param, Rule, Value

Overrides = Mapping[str, Mapping[str, object]]
"""Rule id to {parameter: value, "enabled": bool}, as in the [rules] part of lumbrera.toml."""


class Bound:
    """A rule with the parameters it runs with."""

    def __init__(self, rule: Rule, values: dict[str, Value]) -> None:
        self.rule = rule
        self.header = rule.header
        self.values = values
        text = json.dumps([rule.header_digest, rule.sql_digest, values], sort_keys=True)
        self.digest = hashlib.sha256(text.encode()).hexdigest()


def bind(rules: Sequence[Rule], overrides: Overrides | None = None) -> list[Bound]:
    """The rules that run, each with its parameters; retired and disabled ones are left out.

    Raises UsageError for an override of an unknown rule or parameter, of another type than the
    default, or out of bounds.
    """
    overrides = overrides or {}
    unknown = set(overrides) - {rule.id for rule in rules}
    if unknown:
        raise UsageError(
            f"settings for rules that do not exist: {', '.join(sorted(unknown))}",
            hint=f"Rules: {', '.join(rule.id for rule in rules)}",
        )
    return [
        Bound(rule, _values(rule, overrides.get(rule.id, {})))
        for rule in rules
        if _runs(rule, overrides.get(rule.id, {}))
    ]


def _runs(rule: Rule, settings: Mapping[str, object]) -> bool:
    enabled = settings.get("enabled", True)
    if not isinstance(enabled, bool):
        raise UsageError(f"[rules.{rule.id}] enabled: expected true or false, not {enabled!r}")
    return enabled and rule.header.status != "retired"


def _values(rule: Rule, settings: Mapping[str, object]) -> dict[str, Value]:
    values = {name: param.default for name, param in rule.header.params.items()}
    for name, value in settings.items():
        if name == "enabled":
            continue
        if name not in rule.header.params:
            known = ", ".join(["enabled", *rule.header.params])
            raise UsageError(f"[rules.{rule.id}] unknown key {name!r}", hint=f"Keys: {known}")
        values[name] = _checked(rule, name, rule.header.params[name], value)
    return values


def _checked(rule: Rule, name: str, param: Param, value: object) -> Value:
    where = f"[rules.{rule.id}] {name}"
    kind = type(param.default)
    if kind is float and type(value) is int:
        value = float(value)
    if type(value) is not kind or (
        isinstance(value, list) and not all(isinstance(item, str) for item in value)
    ):
        raise UsageError(f"{where}: expected {kind.__name__}, not {value!r}")
    if isinstance(value, int | float) and not isinstance(value, bool):
        if param.min is not None and value < param.min:
            raise UsageError(f"{where}: {value} is below {param.min:g}")
        if param.max is not None and value > param.max:
            raise UsageError(f"{where}: {value} is above {param.max:g}")
    return value
