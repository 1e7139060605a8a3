"""SIPOT, child tables of fractions XXVIII A and B: amendments to contracts."""

from lumbrera.sources.base import PAGES, Field, Layout, Source
from lumbrera.sources.sipot import ID, LICENCE, PUBLISHER, URL

# The law asks for object and date alone; amounts and a new end are read where a body publishes
# them, under headings named in lumbrera.toml.
_FIELDS = (
    Field("child_id", ("ID",), prepare=ID),
    Field("number", ("Número de convenio modificatorio",)),
    Field("object", ("Objeto del convenio modificatorio",)),
    Field("signed_on", ("Fecha de firma del convenio modificatorio",), "date"),
    Field("url", ("Hipervínculo al documento del convenio",)),
    Field("amount_after", ("Monto del contrato modificado sin impuestos",), "amount"),
    Field("end_on_after", ("Fecha de término modificada",), "date"),
)

_AS_THE_LAW_ASKS = ("child_id", "number", "object", "signed_on", "url")
_REQUIRED = ("child_id", "number", "object", "signed_on")

SOURCE = Source(
    name="sipot_amendments",
    title="convenios modificatorios (SIPOT XXVIII)",
    publisher=PUBLISHER,
    url=URL,
    licence=LICENCE,
    cadence="quarterly",
    fields=_FIELDS,
    layouts=(
        Layout("child", _AS_THE_LAW_ASKS, _REQUIRED),
        Layout("child_with_terms", tuple(f.name for f in _FIELDS), _REQUIRED),
    ),
    scope=PAGES,
    may_be_empty=True,
)
