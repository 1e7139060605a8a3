"""SIPOT, child table of fraction XXVIII A: who made a proposal."""

from lumbrera.sources.base import PAGES, Layout, Source
from lumbrera.sources.sipot import LICENCE, PERSON, PERSON_FIELDS, PUBLISHER, URL

SOURCE = Source(
    name="sipot_bidders",
    title="proposiciones (SIPOT XXVIII A)",
    publisher=PUBLISHER,
    url=URL,
    licence=LICENCE,
    cadence="quarterly",
    fields=PERSON,
    layouts=(Layout("child", PERSON_FIELDS, PERSON_FIELDS),),
    scope=PAGES,
    sheets=("Tabla_334306",),
    may_be_empty=True,
)
