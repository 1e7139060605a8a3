"""SIPOT, child table of fraction XXVIII B: the quotations considered, with their amounts."""

from lumbrera.sources.base import PAGES, Field, Layout, Source
from lumbrera.sources.sipot import LICENCE, PERSON, PUBLISHER, URL

_FIELDS = (
    *PERSON,
    Field(
        "amount_with_vat",
        (
            "Monto total de la cotización con impuestos incluidos",
            "Monto de la cotización con impuestos incluidos",
        ),
        "amount",
    ),
)

SOURCE = Source(
    name="sipot_quotations",
    title="cotizaciones (SIPOT XXVIII B)",
    publisher=PUBLISHER,
    url=URL,
    licence=LICENCE,
    cadence="quarterly",
    fields=_FIELDS,
    layouts=(
        Layout("child", tuple(f.name for f in _FIELDS), ("child_id", "company", "amount_with_vat")),
    ),
    scope=PAGES,
    may_be_empty=True,
)
