"""OCDS 1.1: the releases of the Open Contracting Data Standard, compiled or not.

One format, several tables: a row per release, and of each release its parties, contracts (with the
award each stands on, and awards that have no contract yet), items, bids, quotations asked for and
amendments. Headings are paths in the release. Streets, telephones and e-mail of parties are not
read, and neither is `tender.tenderers`: publishers list co-awardees there too, so only
`bids.details` are bids. `release_row` is the release's place in its file, counted from 1.

A value that is no date or no amount is blank and told; the row stays, since a bid without a date
is still a bid.
"""

from lumbrera.sources.base import PAGES, Field, Kind, Layout, Source

PUBLISHER = "Quien publica con el Estándar de Datos de Contrataciones Abiertas"
URL = "https://standard.open-contracting.org"
LICENCE = "La que declare cada publicación"


def _text(name: str, path: str) -> Field:
    return Field(name, (path,))


def _loose(name: str, path: str, kind: Kind) -> Field:
    return Field(name, (path,), kind, lenient=True)


def _amount(prefix: str, path: str) -> tuple[Field, ...]:
    """An OCDS value: amount, currency, and whether a publisher says that it includes VAT."""
    return (
        _loose(f"{prefix}amount", f"{path}.amount", "amount"),
        _text(f"{prefix}currency", f"{path}.currency"),
        _text(f"{prefix}vat_included", f"{path}.valueAddedTaxIncluded"),
    )


_RELEASE = (_text("release_row", "release"), _text("ocid", "ocid"))


def _table(name: str, title: str, *fields: Field, required: tuple[str, ...]) -> Source:
    return Source(
        name=name,
        title=title,
        publisher=PUBLISHER,
        url=URL,
        licence=LICENCE,
        cadence="monthly",
        fields=fields,
        layouts=(Layout("ocds_1_1", tuple(f.name for f in fields), required),),
        past_dates=("released_on",) if name == "ocds_releases" else (),
        scope=PAGES,
        may_be_empty=name != "ocds_releases",
    )


RELEASES = _table(
    "ocds_releases",
    "OCDS: procesos de contratación",
    _text("ocid", "ocid"),
    _text("release_id", "id"),
    _loose("released_on", "date", "date"),
    _text("tag", "tag"),
    # The row that stands for the process, where a file has several releases of it; blank: this one.
    _text("stands_in", "fusionada en el renglón"),
    _text("buyer_ref", "buyer.id"),
    _text("buyer_name", "buyer.name"),
    _text("tender_id", "tender.id"),
    _text("title", "tender.title"),
    _text("description", "tender.description"),
    _text("tender_status", "tender.status"),
    _text("entity_ref", "tender.procuringEntity.id"),
    _text("entity_name", "tender.procuringEntity.name"),
    _text("method", "tender.procurementMethod"),
    _text("method_details", "tender.procurementMethodDetails"),
    _text("method_rationale", "tender.procurementMethodRationale"),
    _text("category", "tender.mainProcurementCategory"),
    _text("other_categories", "tender.additionalProcurementCategories"),
    *_amount("estimated_", "tender.value"),
    _loose("published_on", "tender.tenderPeriod.startDate", "date"),
    _loose("closed_on", "tender.tenderPeriod.endDate", "date"),
    _loose("opened_on", "tender.bidOpening.date", "date"),
    _loose("clarified_on", "tender.enquiryPeriod.endDate", "date"),
    _loose("announced_on", "tender.documents[].datePublished", "date"),
    _text("url", "tender.documents[].url"),
    required=("ocid", "tag", "tender_id", "stands_in"),
)

PARTIES = _table(
    "ocds_parties",
    "OCDS: partes",
    *_RELEASE,
    _text("party_ref", "parties[].id"),
    _text("name", "parties[].name"),
    _text("roles", "parties[].roles"),
    _text("identifier_scheme", "parties[].identifier.scheme"),
    _text("identifier", "parties[].identifier.id"),
    _text("legal_name", "parties[].identifier.legalName"),
    _text("scale", "parties[].details.scale"),
    _text("locality", "parties[].address.locality"),
    _text("region", "parties[].address.region"),
    required=("ocid", "party_ref", "roles"),
)

CONTRACTS = _table(
    "ocds_contracts",
    "OCDS: adjudicaciones y contratos",
    *_RELEASE,
    _text("contract_number", "contracts[].id"),
    _text("award_ref", "awards[].id"),
    _text("status", "contracts[].status"),
    _text("award_status", "awards[].status"),
    _text("title", "contracts[].title"),
    _text("award_title", "awards[].title"),
    _text("description", "contracts[].description"),
    *_amount("", "contracts[].value"),
    *_amount("award_", "awards[].value"),
    _loose("award_on", "awards[].date", "date"),
    _loose("signed_on", "contracts[].dateSigned", "date"),
    _loose("start_on", "contracts[].period.startDate", "date"),
    _loose("end_on", "contracts[].period.endDate", "date"),
    _text("suppliers", "awards[].suppliers"),
    _text("url", "contracts[].documents[].url"),
    required=("ocid", "contract_number", "award_ref", "suppliers"),
)

ITEMS = _table(
    "ocds_items",
    "OCDS: artículos contratados",
    *_RELEASE,
    _text("holder", "de"),
    _text("holder_ref", "id de quien lo trae"),
    _text("item_ref", "items[].id"),
    _text("description", "items[].description"),
    _text("classification_scheme", "items[].classification.scheme"),
    _text("classification_id", "items[].classification.id"),
    _text("classification", "items[].classification.description"),
    _loose("quantity", "items[].quantity", "number"),
    _text("unit", "items[].unit.name"),
    _loose("unit_price", "items[].unit.value.amount", "number"),
    _text("currency", "items[].unit.value.currency"),
    _text("vat_included", "items[].unit.value.valueAddedTaxIncluded"),
    required=("ocid", "holder", "item_ref", "quantity"),
)

BIDS = _table(
    "ocds_bids",
    "OCDS: propuestas",
    *_RELEASE,
    _text("bid_ref", "bids.details[].id"),
    _loose("bid_on", "bids.details[].date", "date"),
    _text("status", "bids.details[].status"),
    _text("status_details", "bids.details[].statusDetails"),
    *_amount("", "bids.details[].value"),
    _text("tenderers", "bids.details[].tenderers"),
    required=("ocid", "bid_ref", "tenderers"),
)

QUOTES = _table(
    "ocds_quotes",
    "OCDS: cotizaciones",
    *_RELEASE,
    _text("quote_ref", "planning.requestForQuotes[].quotes[].id"),
    _loose("quoted_on", "planning.requestForQuotes[].quotes[].date", "date"),
    *_amount("", "planning.requestForQuotes[].quotes[].value"),
    _text("suppliers", "planning.requestForQuotes[].quotes[].issuingSupplier"),
    required=("ocid", "quote_ref", "suppliers"),
)

AMENDMENTS = _table(
    "ocds_amendments",
    "OCDS: modificaciones de contratos",
    *_RELEASE,
    _text("contract_number", "contracts[].id"),
    _text("amendment_ref", "contracts[].amendments[].id"),
    _loose("signed_on", "contracts[].amendments[].date", "date"),
    _text("description", "contracts[].amendments[].description"),
    _text("rationale", "contracts[].amendments[].rationale"),
    required=("ocid", "amendment_ref"),
)

SOURCES = (RELEASES, PARTIES, CONTRACTS, ITEMS, BIDS, QUOTES, AMENDMENTS)
