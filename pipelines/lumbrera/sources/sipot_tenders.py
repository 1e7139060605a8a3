"""SIPOT, fraction XXVIII A: tenders and invitations, a row per contract or failed procedure."""

from lumbrera.sources.base import PAGES, Field, Layout, Source
from lumbrera.sources.sipot import (
    ABOVE,
    CONTRACT,
    ID,
    LICENCE,
    NUMBER,
    PERIOD,
    PUBLISHER,
    URL,
    winner,
)

_FIELDS = (
    *PERIOD,
    Field("invited_id", ("Posibles contratantes",), prepare=ID),
    Field(
        "procedure_number",
        (
            "Número de expediente, folio o nomenclatura",
            "Número de expediente, folio o nomenclatura que lo identifique",
        ),
        prepare=NUMBER,
    ),
    Field("call_url", ("Hipervínculo a la convocatoria o invitaciones emitidas",)),
    Field("published_on", ("Fecha de la convocatoria o invitación",), "date"),
    Field("bidders_id", ("Personas físicas o morales con proposición u oferta",), prepare=ID),
    Field(
        "clarified_on",
        (
            "Fecha en la que se celebró la junta de aclaraciones",
            "Fecha en la que se llevó a cabo la junta de aclaraciones",
        ),
        "date",
    ),
    Field(
        "clarification_url",
        ("Hipervínculo al fallo de la junta de aclaraciones o al documento correspondiente",),
    ),
    *winner(
        ("del contratista o proveedor", "de la persona física ganadora, asignada o adjudicada"),
        ("Razón social del contratista o proveedor", "Denominación o razón social"),
        (
            "RFC de la persona física o moral contratista o proveedor",
            "Registro Federal de Contribuyentes (RFC) de la persona física o moral contratista o proveedor",
            "Registro Federal de Contribuyentes (RFC) de la persona física o moral contratista o proveedora "
            "ganadora, asignada o adjudicada",
        ),
    ),
    *CONTRACT,
    Field(
        "url",
        (
            "Hipervínculo al documento del contrato y anexos, en versión pública, en su caso",
            "Hipervínculo al documento del contrato y anexos, versión pública",
            "Hipervínculo al documento del contrato y sus anexos, en versión pública si así corresponde",
        ),
    ),
    Field("amendments_id", ("Convenios modificatorios",), prepare=ID),
    Field("close_out_url", ("Hipervínculo al finiquito, en su caso",)),
)

SOURCE = Source(
    name="sipot_tenders",
    title="SIPOT XXVIII A: licitaciones e invitaciones",
    publisher=PUBLISHER,
    url=URL,
    licence=LICENCE,
    cadence="quarterly",
    fields=_FIELDS,
    layouts=(
        Layout(
            "xxviii_a",
            tuple(f.name for f in _FIELDS),
            ("row_id", "procedure_type", "procedure_number", "company", "contract_number",
             "amount_with_vat", "bidders_id"),
        ),
    ),
    past_dates=("updated_on",),
    scope=PAGES,
    above=ABOVE,
    companions={
        "invited_id": "sipot_invited", "bidders_id": "sipot_bidders", "amendments_id": "sipot_amendments",
    },
)  # fmt: skip
