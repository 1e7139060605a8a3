"""OCDS compiled releases, line-delimited, with bids, contracts and amendments, of the bodies that publish them."""

from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from lumbrera.simulate.bodies import MARK, MUNICIPALITIES, STATE, STATE_KEY
from lumbrera.simulate.firms import Firm
from lumbrera.simulate.procedures import CONTRACTING, Procedure
from lumbrera.simulate.world import World

PREFIX = "ocds-simulado"
CATEGORY = {
    "goods": "goods",
    "services": "services",
    "leases": "goods",
    "works": "works",
    "works_services": "services",
}
STATUSES = {"DESIERTO": "unsuccessful", "CANCELADO": "cancelled"}
DOCUMENTS = {
    "tenderNotice": "CONVOCATORIA",
    "clarifications": "ACTA DE JUNTA DE ACLARACIONES",
    "bidOpening": "ACTA DE APERTURA",
    "awardNotice": "FALLO",
    "contractSigned": "CONTRATO",
}
UNPUBLISHED = 0.05  # of the documents
SCALE = {"MICRO": "micro", "PEQUEÑA": "small", "MEDIANA": "medium", "NO MIPYME": "large"}


def write_releases(world: World, out: Path) -> None:
    """One file with a compiled release per procedure, in order of publication."""
    import json

    rng = world.chance.of("ocds")
    path = out / "ocds" / f"releases_compiladas_simulado_{world.last}.jsonl"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for procedure in world.procedures:
            unit = procedure.unit
            if (
                not procedure.hidden
                and unit.body.has_ocds
                and (procedure.method != "direct" or unit.directs_in_ocds)
            ):
                file.write(
                    json.dumps(
                        _release(world, procedure, rng), ensure_ascii=False, separators=(",", ":")
                    )
                    + "\n"
                )


def _moment(value: datetime | date | None) -> str | None:
    if value is None:
        return None
    return f"{value:%Y-%m-%dT%H:%M:%S}Z" if isinstance(value, datetime) else f"{value}T00:00:00Z"


def _money(amount: float) -> dict[str, Any]:
    return {"amount": amount, "currency": "MXN"}


def _documents(
    p: Procedure, rng: Random, *known: tuple[str, datetime | date | None]
) -> list[dict[str, Any]]:
    """The published ones of the documents that exist."""
    return [
        {
            "id": f"{p.number}-{kind}",
            "documentType": kind,
            "title": f"{DOCUMENTS[kind]} {MARK}",
            "url": p.url,
            "datePublished": _moment(on),
        }
        for kind, on in known
        if on is not None and rng.random() > UNPUBLISHED
    ]


def _org(firm: Firm) -> dict[str, str]:
    return {"id": f"MX-RFC-{firm.rfc}", "name": firm.name}


def _release(world: World, p: Procedure, rng: Random) -> dict[str, Any]:
    ocid = f"{PREFIX}-{p.number}"
    buyer = {"id": f"SIM-UC-{p.unit.key}", "name": p.unit.body.name}
    awarded = p.award is not None and p.award <= world.last
    contracts = p.contracts if awarded else []
    bidders = list({b.firm.id: b.firm for b in p.bids}.values()) or [c.firm for c in contracts]
    partida = p.family.partidas[0]
    item = {
        "id": "1",
        "description": p.title,
        "classification": {"scheme": "CUCOP", "id": partida, "description": p.family.titles[0]},
        "unit": {"name": p.family.unit},
    }
    tender: dict[str, Any] = {
        "id": p.number, "title": p.title, "description": p.description, "status": STATUSES.get(p.status) or ("complete" if awarded else "active"),
        "procuringEntity": buyer, "value": _money(p.estimate), "procurementMethod": p.method, "procurementMethodDetails": p.kind_words,
        "mainProcurementCategory": CATEGORY[p.family.category], "additionalProcurementCategories": [CONTRACTING[p.family.category]],
        "tenderPeriod": {"startDate": _moment(p.published), "endDate": _moment(p.opened)}, "items": [item], "awardCriteria": "priceOnly",
        "numberOfTenderers": len(bidders), "tenderers": [_org(f) for f in bidders],
        "documents": _documents(p, rng, ("tenderNotice", p.published), ("clarifications", p.clarification), ("bidOpening", p.opened if p.bids else None)),
    }  # fmt: skip
    if p.article:
        tender["procurementMethodRationale"] = f"{p.article} {p.exception_text}".strip()
    if p.clarification:
        tender["enquiryPeriod"] = {"endDate": _moment(p.clarification)}
        tender["clarificationMeetings"] = [{"id": "1", "date": _moment(p.clarification)}]
    release: dict[str, Any] = {
        "ocid": ocid, "id": f"{ocid}-{world.last}", "date": _moment(world.last), "tag": ["compiled"], "initiationType": "tender", "language": "es",
        "buyer": buyer, "parties": _parties(p, bidders, buyer), "tender": tender,
    }  # fmt: skip
    if p.bids:
        release["bids"] = {"details": [
            {"id": f"{p.number}-B{at + 1}", "date": f"{b.on:%Y-%m-%d %H:%M:%S}", "status": b.status, "value": _money(b.amount), "tenderers": [_org(b.firm)]}
            | ({"statusDetails": b.reason} if b.reason else {})
            for at, b in enumerate(p.bids)
        ]}  # fmt: skip
    if p.quotes:
        release["planning"] = {"budget": {"amount": _money(p.estimate)}, "requestForQuotes": [{"id": "1", "quotes": [
            {"id": f"{p.number}-Q{at + 1}", "date": _moment(p.published - timedelta(days=4)), "value": _money(amount), "issuingSupplier": _org(firm)}
            for at, (firm, amount) in enumerate(p.quotes)
        ]}]}  # fmt: skip
    else:
        release["planning"] = {"budget": {"amount": _money(p.estimate)}}
    if contracts:
        release["awards"], release["contracts"] = [], []
        for at, c in enumerate(contracts):
            award_id = f"{p.number}-A{at + 1}"
            goods = [{"id": str(at + 1), "description": c.title, "quantity": c.quantity, "unit": {"name": p.family.unit, "value": _money(c.unit_price)},
                      "classification": {"scheme": "CUCOP", "id": int(c.partidas[0]) if rng.random() < 0.1 else c.partidas[0], "description": p.family.titles[0]}}]  # fmt: skip
            release["awards"].append(
                {
                    "id": award_id,
                    "status": "active",
                    "date": _moment(p.award),
                    "value": _money(c.amount),
                    "suppliers": [_org(c.firm)],
                    "items": goods,
                    "documents": _documents(p, rng, ("awardNotice", p.award)),
                }
            )
            contract: dict[str, Any] = {"id": c.number, "awardID": award_id, "title": c.title, "status": "active" if c.end > world.last else "terminated",
                "value": _money(c.final_amount), "period": {"startDate": _moment(c.start), "endDate": _moment(c.end)}, "items": goods}  # fmt: skip
            contract["documents"] = _documents(p, rng, ("contractSigned", c.signed))
            if c.signed:
                contract["dateSigned"] = _moment(c.signed)
            done = [(on, total, why) for on, total, why in c.amendments if on <= world.last]
            contract["value"] = _money(done[-1][1] if done else c.amount)
            if done:
                before = [c.amount, *(total for _, total, _ in done)]
                contract["amendments"] = [{"id": f"{c.number}-CM{n + 1}", "date": _moment(on), "rationale": why,
                    "description": f"Monto anterior {before[n]:.2f}, monto nuevo {total:.2f}"} for n, (on, total, why) in enumerate(done)]  # fmt: skip
            release["contracts"].append(contract)
    return release


def _parties(p: Procedure, bidders: list[Firm], buyer: dict[str, str]) -> list[dict[str, Any]]:
    winners = {c.firm.id for c in p.contracts}
    town = MUNICIPALITIES[p.unit.town]
    parties: list[dict[str, Any]] = [
        {"id": buyer["id"], "name": buyer["name"], "roles": ["buyer", "procuringEntity"], "identifier": {"scheme": "SIM-UC", "id": p.unit.key, "legalName": f"{p.unit.name} {MARK}"},
         "address": {"locality": town, "region": STATE, "countryName": "MÉXICO", "postalCode": f"{STATE_KEY}000"}}
    ]  # fmt: skip
    for firm in list(dict.fromkeys([*bidders, *(c.firm for c in p.contracts)])):
        where = firm.address
        party: dict[str, Any] = {
            "id": f"MX-RFC-{firm.rfc}", "name": firm.name, "roles": ["tenderer", "supplier"] if firm.id in winners else ["tenderer"],
            "identifier": {"scheme": "MX-RFC", "id": firm.rfc, "legalName": firm.name}, "details": {"scale": SCALE[firm.size]},
            "address": {"streetAddress": f"{where.street} {where.number} {where.inside}".strip(), "locality": MUNICIPALITIES[where.town], "region": STATE, "postalCode": where.postcode},
            "contactPoint": {"telephone": firm.phone, "email": firm.email},
        }  # fmt: skip
        parties.append(party)
    return parties
