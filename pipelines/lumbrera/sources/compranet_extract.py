"""The 16-column extract of historical CompraNet contracts; it names no buyer."""

from lumbrera.sources.base import Field, Layout, Scope, Source
from lumbrera.sources.contracts import CONTRACT_FIELDS

_OWN = (
    Field("contract_class", ("contract_type",)),
    Field("work_category", ("work_category_id",)),
    Field("project_code", ("project_code",)),
    Field("published_start", ("fecha",)),
    Field("published_end", ("fecha_fin",)),
    # The extract gives each date twice: in UTC with time, and as a plain date, which is used.
    Field("extract_start_on", ("ff_fecha_inicio",), "date"),
    Field("extract_end_on", ("ff_fecha_fin",), "date"),
)

_16 = Layout(
    name="16",
    fields=(
        "contract_code", "dossier_code", "supplier_name", "title", "description",
        "contract_class", "work_category", "contracting_type", "template", "amount", "currency",
        "published_start", "published_end", "project_code", "extract_start_on",
        "extract_end_on",
    ),
    required=(
        "contract_code", "dossier_code", "supplier_name", "amount", "project_code",
        "extract_start_on",
    ),
)  # fmt: skip

_TITLE = tuple(
    Field("title", ("titulo_contrato",)) if f.name == "title" else f for f in CONTRACT_FIELDS
)

SOURCE = Source(
    name="compranet_extract",
    title="CompraNet: extracto histórico de contratos",
    publisher="Secretaría de la Función Pública",
    url="https://compranet.funcionpublica.gob.mx",
    licence="Libre Uso MX",
    cadence="once",
    fields=(*_TITLE, *_OWN),
    layouts=(_16,),
    past_dates=("extract_start_on",),
    scope=Scope(),
)
