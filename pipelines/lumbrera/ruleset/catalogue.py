"""The rules as data for a person: the list, and one rule in full."""

from pathlib import Path

import msgspec

from lumbrera.ruleset.header import load_rules, select_rules


def list_rules(root: Path | None = None) -> list[dict[str, str]]:
    """A row per rule: id, title, subject, kind, status, severity, family, file."""
    return [
        {
            "id": rule.id,
            "title": rule.header.title,
            "subject": rule.header.subject,
            "kind": rule.header.kind,
            "status": rule.header.status,
            "severity": rule.header.severity,
            "family": rule.header.family,
            "file": rule.file,
        }
        for rule in load_rules(root)
    ]


def show_rule(rule_id: str, root: Path | None = None) -> dict[str, object]:
    """One rule in full: every header field, and file, sql and the digests.

    Raises LumbreraError when no rule has the id.
    """
    rule = select_rules(load_rules(root), [rule_id])[0]
    return {
        **msgspec.to_builtins(rule.header),
        "file": rule.file,
        "sql": rule.sql,
        "header_digest": rule.header_digest,
        "sql_digest": rule.sql_digest,
    }
