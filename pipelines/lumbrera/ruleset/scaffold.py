"""Two new files for a new rule: the rule and its cases."""

import re
from pathlib import Path

from lumbrera.errors import LumbreraError, UsageError
from lumbrera.ruleset.header import FAMILIES, load_rules, split_id

_RULE = """/*---
id: {id}
title: {title}
subject: contract
kind: flag
status: experimental
severity: medium
family: {family}
evidence_group: {group}
audience: public
requires: [amount_mxn]
event_date: event_on
equivalents: []
description: Diga en una frase qué compara la regla.
why: Diga por qué conviene revisar lo que la regla señala.
legal_basis: []
says: "El contrato {{subject_id}} es de {{amount_mxn:mxn}}; el umbral es {{limit:mxn}}."
innocent: [Diga qué situación lícita se ve igual en los datos.]
ask_for: [Diga qué documento pedir para salir de la duda.]
params: {{limit: {{default: 1000000, unit: MXN, min: 0}}}}
---*/
select contract_id         as subject_id,
       amount_mxn          as value,
       amount_mxn > $limit as is_flagged,
       amount_mxn, event_on
from core.contract
"""

_CASES = """rule: {id}
cases:
  - name: above the limit is flagged, on the limit is not
    given:
      core.contract:
        - {{contract_id: above, amount_mxn: 1000000.01}}
        - {{contract_id: on the limit, amount_mxn: 1000000}}
        - {{contract_id: no amount}}
    expect:
      flagged: [above]
      cleared: [on the limit]
      not_computable: {{no amount: amount_mxn}}
    look_alikes: {{on the limit: fences are inclusive}}
"""


def new_rule(rule_id: str, family: str, slug: str, title: str, root: Path) -> tuple[Path, Path]:
    """Write rules/<family>/<id>_<slug>.sql and tests/rules/<id>_<slug>.yml under root.

    root: top of the checkout. The result is an experimental rule whose cases pass.
    Raises UsageError for an unknown family, an id of another family or a slug that is no file
    name, LumbreraError when the id or a file is taken.
    """
    rule_id = rule_id.upper()
    letter, number, suffix = split_id(rule_id)
    if FAMILIES.get(family) != letter:
        known = ", ".join(f"{name} ({mark})" for name, mark in FAMILIES.items())
        raise UsageError(f"rule {rule_id} does not belong to family {family!r}", hint=known)
    if not re.fullmatch(r"[a-z0-9]+(_[a-z0-9]+)*", slug):
        raise UsageError(f"slug {slug!r}: lower-case words joined by underscores")
    taken = {rule.id: rule.file for rule in load_rules(root / "rules")}
    if rule_id in taken:
        raise LumbreraError(f"rule {rule_id} exists: {taken[rule_id]}")
    stem = f"{letter}{number:02d}{suffix}_{slug}".lower()
    rule = root / "rules" / family / f"{stem}.sql"
    cases = root / "tests" / "rules" / f"{stem}.yml"
    for path in (rule, cases):
        if path.exists():
            raise LumbreraError(f"{path} exists")
        path.parent.mkdir(parents=True, exist_ok=True)
    quoted = "'" + title.replace("'", "''") + "'"
    rule.write_text(
        _RULE.format(id=rule_id, title=quoted, family=family, group=slug), encoding="utf-8"
    )
    cases.write_text(_CASES.format(id=rule_id), encoding="utf-8")
    return rule, cases
