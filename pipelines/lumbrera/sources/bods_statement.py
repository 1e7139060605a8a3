"""Beneficial ownership: statements of the Beneficial Ownership Data Standard (BODS 0.1 to 0.3).

An array of statements of three types, told apart by `statement_type`: an entity, a person, and who
owns or controls whom. Dates of birth, nationalities and addresses of persons are not read.
"""

from lumbrera.sources.base import PAGES, Field, Layout, Source
from lumbrera.sources.pdn_s1 import ISO_DAY

_FIELDS = (
    Field("statement_id", ("statementID",)),
    Field("statement_type", ("statementType",)),
    Field("stated_on", ("statementDate",), "date", ISO_DAY),
    Field("entity_type", ("entityType",)),
    Field("entity_name", ("name",)),
    Field("jurisdiction", ("incorporatedInJurisdiction.code", "jurisdiction.code")),
    Field("identifiers", ("identifiers",)),
    Field("founded_on", ("foundingDate",), "date", ISO_DAY),
    Field("dissolved_on", ("dissolutionDate",), "date", ISO_DAY),
    Field("person_type", ("personType",)),
    Field("person_names", ("names",)),
    Field("subject_entity", ("subject.describedByEntityStatement",)),
    Field("party_entity", ("interestedParty.describedByEntityStatement",)),
    Field("party_person", ("interestedParty.describedByPersonStatement",)),
    Field("party_unspecified", ("interestedParty.unspecified",)),
    Field("interests", ("interests",)),
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
        "subject.describedByPersonStatement",
    ),
)  # fmt: skip
