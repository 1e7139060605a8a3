"""Beneficial ownership: statements of the Beneficial Ownership Data Standard (BODS 0.1 to 0.4).

An array of statements of three types, told apart by `statement_type`: an entity, a person, and who
owns or controls whom (0.4 calls that one a relationship). Until 0.3 statements point to one another
by statement_id; since 0.4 each tells of a record (record_id), which later statements update or close,
and a relationship's subject and interested party (`party`: an id, or why it is unknown) are records.
Dates of birth, nationalities and addresses of persons are not read.
"""

from lumbrera.sources.base import PAGES, Field, Layout, Source
from lumbrera.sources.pdn_s1 import ISO_DAY

_RECORD = "recordDetails"

_FIELDS = (
    Field("statement_id", ("statementID",)),
    Field("statement_type", ("statementType", "recordType")),
    Field("record_id", ("recordId",)),
    Field("record_status", ("recordStatus",)),
    Field("stated_on", ("statementDate",), "date", ISO_DAY),
    Field("entity_type", ("entityType", f"{_RECORD}.entityType.type")),
    Field("entity_name", ("name", f"{_RECORD}.name")),
    Field(
        "jurisdiction",
        (
            "incorporatedInJurisdiction.code",
            "jurisdiction.code",
            f"{_RECORD}.jurisdiction.code",
        ),
    ),
    Field("identifiers", ("identifiers", f"{_RECORD}.identifiers")),
    Field("founded_on", ("foundingDate", f"{_RECORD}.foundingDate"), "date", ISO_DAY),
    Field("dissolved_on", ("dissolutionDate", f"{_RECORD}.dissolutionDate"), "date", ISO_DAY),
    Field("person_type", ("personType", f"{_RECORD}.personType")),
    Field("person_names", ("names", f"{_RECORD}.names")),
    Field("subject_entity", ("subject.describedByEntityStatement", f"{_RECORD}.subject")),
    Field("party_entity", ("interestedParty.describedByEntityStatement",)),
    Field("party_person", ("interestedParty.describedByPersonStatement",)),
    Field("party_unspecified", ("interestedParty.unspecified",)),
    Field("party", (f"{_RECORD}.interestedParty",)),
    Field("interests", ("interests", f"{_RECORD}.interests")),
    Field("replaces", ("replacesStatements",)),
    Field("bods_version", ("publicationDetails.bodsVersion",)),
    Field("published_on", ("publicationDetails.publicationDate",), "date", ISO_DAY),
)

SOURCE = Source(
    name="bods_statement",
    title="Beneficiarios finales (BODS)",
    publisher="Registros de beneficiarios finales",
    url="https://standard.openownership.org",
    licence="La de cada registro",
    cadence="monthly",
    fields=_FIELDS,
    layouts=(
        Layout(
            name="bods_0",
            fields=tuple(f.name for f in _FIELDS),
            required=("statement_id", "statement_type"),
        ),
    ),
    past_dates=("stated_on", "published_on"),
    scope=PAGES,
    is_document=True,
    withheld=(
        "birthDate", "deathDate", "nationalities", "placeOfBirth", "placeOfResidence",
        "taxResidencies", "addresses", "incorporatedInJurisdiction.name", "jurisdiction.name",
        "source", "annotations", "publicationDetails.license", "publicationDetails.publisher",
        "isComponent", "componentStatementIDs", "alternateNames", "uri", "unspecifiedEntityDetails",
        "unspecifiedPersonDetails", "politicalExposure", "pepStatusDetails",
        "hasPepStatus", "missingInfoReason", "publicListing", "formedByStatute", "entitySubtype",
        "subject.describedByPersonStatement", "declaration", "declarationSubject",
        *(
            f"{_RECORD}.{name}"
            for name in (
                "isComponent", "componentRecords", "birthDate", "deathDate", "nationalities", "placeOfBirth",
                "placeOfResidence", "taxResidencies", "addresses", "alternateNames", "uri", "politicalExposure",
                "unspecifiedEntityDetails", "unspecifiedPersonDetails", "publicListing", "formedByStatute",
                "entityType.subtype", "entityType.details", "jurisdiction.name",
            )
        ),
    ),
)  # fmt: skip
