"""Who did what: the ground truth, written apart from what is published."""

import json
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from lumbrera.simulate.bodies import Post, Unit
from lumbrera.simulate.families import Person
from lumbrera.simulate.firms import Firm
from lumbrera.simulate.procedures import Contract
from lumbrera.simulate.world import World
from lumbrera.simulate.writers.sheet import write_csv


@dataclass(slots=True, eq=False)
class Instance:
    """A scheme or a look-alike that happened: one unit of evaluation."""

    kind: str
    skill: str  # naive, careful, gradual; empty for look-alikes
    since: date
    units: list[Unit] = field(default_factory=list)
    firms: list[Firm] = field(default_factory=list)
    officials: list[Post] = field(default_factory=list)
    contracts: list[Contract] = field(default_factory=list)
    relatives: list[tuple[Person, str, Person]] = field(default_factory=list)
    note: str = ""
    id: str = ""
    is_scheme: bool = True


def write_truth(world: World, out: Path, instances: list[Instance]) -> None:
    """Writes OUT/truth: instances, their contracts as published, and who is who across the files."""
    where = out / "truth"
    involved = {p.id for i in instances for a, _, b in i.relatives for p in (a, b)} | {
        p.person.id for i in instances for p in i.officials
    }
    involved |= {p.id for f in world.firms.all for p in f.people}
    where.mkdir(parents=True, exist_ok=True)
    for stem, wanted in (("schemes", True), ("lookalikes", False)):
        chosen = [i for i in instances if i.is_scheme == wanted]
        (where / f"{stem}.json").write_text(
            json.dumps([_instance(i) for i in chosen], ensure_ascii=False, indent=1) + "\n",
            encoding="utf-8",
        )
        rows = [
            [
                i.id,
                i.kind,
                i.skill,
                i.since,
                len(i.contracts),
                "|".join(f.rfc for f in i.firms),
                "|".join(u.key for u in i.units),
                i.note,
            ]
            for i in chosen
        ]
        write_csv(
            where / f"{stem}.csv",
            ["id", "kind", "skill", "since", "contracts", "firm_rfcs", "unit_keys", "note"],
            rows,
        )
        keys = [
            [
                i.id,
                c.procedure.number,
                c.number,
                *seen,
                c.procedure.award,
                c.procedure.unit.key,
                c.firm.rfc,
            ]
            for i in chosen
            for c in i.contracts
            for seen in _published(c)
        ]
        header = [
            "id",
            "procedure_number",
            "contract_number",
            "file",
            "supplier_name",
            "supplier_rfc",
            "amount",
            "award_on",
            "unit_key",
            "true_rfc",
        ]
        write_csv(where / f"{stem[:-1]}_contracts.csv", header, keys)
    known = [p for p in world.people.people if p.mentions or p.id in involved]
    write_csv(where / "persons.csv", ["person_id", "given", "first_surname", "second_surname", "sex", "birth_on", "rfc", "curp", "municipality"],
              [[p.id, p.name.given, p.name.first, p.name.second, p.sex, p.birth, p.rfc, p.curp, p.municipality + 1] for p in known])  # fmt: skip
    write_csv(
        where / "person_mentions.csv",
        ["person_id", "file", "record", "written"],
        [[p.id, *m] for p in known for m in p.mentions],
    )
    ids = {p.id for p in known}
    write_csv(
        where / "kinship.csv",
        ["person_id", "relation", "relative_id"],
        [[p.id, code, r.id] for p in known for code, r in p.relatives() if r.id in ids],
    )
    write_csv(where / "firms.csv", ["firm_id", "name", "legal_form", "rfc", "kind", "founded_on", "size", "municipality", "in_register"],
              [[f.id, f.name, f.form, f.rfc, f.kind, f.founded, f.size, f.town + 1, int(f.in_register)] for f in world.firms.all])  # fmt: skip
    write_csv(where / "firm_people.csv", ["firm_id", "person_id", "role", "percent", "since"], [
        row for f in world.firms.all
        for row in [[f.id, s.person.id, "partner", s.percent, s.since] for s in f.partners] + [[f.id, f.representative.id, "representative", "", f.founded]]
    ])  # fmt: skip
    write_csv(where / "officials.csv", ["person_id", "body_code", "body", "unit_key", "title", "decides", "since", "until"],
              [[p.person.id, b.code, b.name, p.unit.key if p.unit else "", p.title, int(p.decides), p.since, p.until or ""] for b in world.state.bodies for p in b.posts])  # fmt: skip
    (where / "README.md").write_text(README, encoding="utf-8")


def _published(contract: Contract) -> list[tuple[str, str, str, float]]:
    """The distinct ways a contract was published: the first file for each combination of supplier, RFC and amount."""
    seen: dict[tuple[str, str, float], str] = {}
    for file, name, rfc, amount in contract.sightings:
        seen.setdefault((name, rfc, amount), file)
    return [(file, *key) for key, file in seen.items()]


def _instance(i: Instance) -> dict[str, object]:
    return {
        "id": i.id,
        "kind": i.kind,
        "skill": i.skill,
        "since": str(i.since),
        "note": i.note,
        "buyers": [{"unit_key": u.key, "unit": u.name, "body_code": u.body.code, "body": u.body.name} for u in i.units],
        "firms": [{"rfc": f.rfc, "name": f.name} for f in i.firms],
        "officials": [{"person_id": p.person.id, "name": p.person.name.full, "title": p.title, "body_code": p.body.code, "unit_key": p.unit.key if p.unit else ""} for p in i.officials],
        "relatives": [{"person_id": a.id, "relation": code, "relative_id": b.id} for a, code, b in i.relatives],
        "contracts": [
            {
                "procedure_number": c.procedure.number, "contract_number": c.number, "unit_key": c.procedure.unit.key,
                "award_on": str(c.procedure.award), "amount": c.amount, "supplier_name": c.firm.name, "supplier_rfc": c.firm.rfc,
                "published_as": [{"file": file, "supplier_name": name, "supplier_rfc": rfc, "amount": amount} for file, name, rfc, amount in _published(c)],
            }
            for c in i.contracts
        ],
    }  # fmt: skip


README = """# truth (SIMULADO)

What really happens in the simulated state. No published file of this simulation holds it, and the engine never reads it.

| file | one row is |
|---|---|
| `schemes.json`, `schemes.csv` | a scheme instance: id, kind, skill (naive, careful, gradual), since when, firms, officials, buyers, contracts |
| `scheme_contracts.csv` | a contract of a scheme as published: procedure number, supplier, RFC and amount in the file where that form first stands |
| `lookalikes.json`, `lookalikes.csv`, `lookalike_contracts.csv` | the same for lawful look-alikes (no skill) |
| `persons.csv` | a person named in a published file, or with a part in a firm or an instance |
| `person_mentions.csv` | a place where a person is named: file, record, name as written |
| `kinship.csv` | `relative_id` is the `relation` (PDN code: CONY, HER, PRI, CUN ...) of `person_id` |
| `firms.csv`, `firm_people.csv` | a supplier; its partners and representative |
| `officials.csv` | a post held in a body |

Municipality 1 is the capital. Amounts are pesos without VAT. `since` is the day of the first act.
"""
