"""SIPOT, child table of fraction XXVIII A: who was invited or might have bid."""

from lumbrera.sources.base import PAGES, Layout, Source
from lumbrera.sources.sipot import LICENCE, PERSON, PERSON_FIELDS, PUBLISHER, URL

SOURCE = Source(
    name="sipot_invited",
    title="posibles contratantes (SIPOT XXVIII A)",
    publisher=PUBLISHER,
    url=URL,
    licence=LICENCE,
    cadence="quarterly",
    fields=PERSON,
    layouts=(Layout("child", PERSON_FIELDS, PERSON_FIELDS),),
    scope=PAGES,
    sheets=("Tabla_334277",),
    may_be_empty=True,
)
