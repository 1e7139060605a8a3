"""ComprasMX contracts: the 73-column export (2023 on) and its 21-column extract (2026)."""

from lumbrera.sources.base import Field, Layout, Scope, Source
from lumbrera.sources.contracts import CONTRACT_FIELDS

_ONLY_73 = (
    Field("consolidation_number", ("Núm. Proc. Consolidación", "num_proc_consolidacion")),
    Field("consolidation_name", ("Nombre Proc. Consolidación", "nombre_proc_consolidacion")),
    Field("consolidation_type", ("Tipo Proc. Consolidación", "tipo_proc_consolidacion")),
    Field("consolidation_article", ("Art. Exc. Proc. Consolidación", "art_exc_proc_consolidacion")),
    Field("emergency", ("La contratación es por Caso fortuito o fuerza mayor", "caso_fortuito")),
    Field("signed_again_on", ("Fecha firma contrato", "fecha_firma2"), "date"),
    Field("contract_type", ("Tipo de contrato", "tipo_contrato")),
    Field("reference_code", ("Código referencia del contrato", "codigo_ref_contrato")),
    Field("current_status", ("Estatus Contrato", "estatus_contrato")),
    Field("amount_min", ("Monto sin imp./mínimo", "monto_sin_imp_min"), "amount"),
    Field("amount_min_with_tax", ("Monto mínimo con imp.", "monto_min_con_imp"), "amount"),
    Field("amount_max", ("Monto sin imp./máximo", "monto_sin_imp_max"), "amount"),
    Field("amount_max_with_tax", ("Monto máximo con imp.", "monto_max_con_imp"), "amount"),
    Field("amount_currency", ("Moneda",)),
    Field("amended_later", ("Convenio modificatorio", "convenio_modificatorio")),
    Field("last_amendment_code", ("Código ref. último convenio", "codigo_ref_ultimo_conv")),
    Field("last_amendment_end_on", ("Fecha fin último conv", "fecha_fin_ultimo_conv"), "date"),
    Field("last_amount_min", ("Monto sin imp./mínimo", "monto_sin_imp_min_uc"), "amount"),
    Field(
        "last_amount_min_with_tax",
        ("Monto mínimo con imp.", "monto_min_con_imp_uc"),
        "amount",
    ),
    Field("last_amount_max", ("Monto sin imp./máximo", "monto_sin_imp_max_uc"), "amount"),
    Field(
        "last_amount_max_with_tax",
        ("Monto máximo con imp.", "monto_max_con_imp_uc"),
        "amount",
    ),
    Field(
        "last_amendment_signed_on",
        ("Fecha firma último conv", "fecha_firma_ultimo_conv"),
        "date",
    ),
    Field("nationality", ("Nacionalidad proveedor o contratista", "nacionalidad_proveedor")),
    Field("self_registered", ("Auto registro", "auto_registro")),
    Field("origin", ("Origen",)),
)

_21 = Layout(
    name="21",
    fields=(
        "supplier_rfc", "institution", "unit", "unit_code", "supplier_name", "procedure_number",
        "procedure_type", "contracting_type", "law", "exception_article", "exception_text",
        "item_codes", "amount", "size_class", "consolidated", "published_on", "award_on",
        "signed_on", "start_on", "description", "url",
    ),
    required=(
        "supplier_name", "procedure_number", "procedure_type", "unit_code", "amount",
        "supplier_rfc", "exception_article",
    ),
)  # fmt: skip

_73 = Layout(
    name="73",
    fields=(
        "government_order", "ramo_code", "ramo", "institution_type", "institution_code",
        "institution_short", "institution", "unit_code", "unit", "dossier_code",
        "dossier_reference", "dossier_title", "item_codes", "law", "procedure_type",
        "exception_article", "exception_text", "framework", "consolidated",
        "consolidation_number", "consolidation_name", "consolidation_type",
        "consolidation_article", "procedure_number", "contracting_type", "character",
        "participation_form", "emergency", "external_credit", "financing_body",
        "federal_programme", "portfolio_code", "published_on", "opened_on", "award_on",
        "contract_code", "contract_number", "title", "description", "multiyear",
        "contract_status", "start_on", "end_on", "signed_on", "amount", "currency", "amended",
        "reference_code", "current_status", "signed_again_on", "contract_type", "amount_min",
        "amount_min_with_tax", "amount_max", "amount_max_with_tax", "amount_currency",
        "amended_later", "last_amendment_code", "last_amendment_end_on", "last_amount_min",
        "last_amount_min_with_tax", "last_amount_max", "last_amount_max_with_tax",
        "last_amendment_signed_on", "supplier_rfc", "supplier_name", "rupc_folio",
        "supplier_country", "nationality", "self_registered", "size_class", "origin", "url",
    ),
    required=(
        "contract_code", "supplier_name", "procedure_number", "procedure_type", "unit_code",
        "amount", "dossier_code", "exception_article",
    ),
)  # fmt: skip

SOURCE = Source(
    name="comprasmx_contracts",
    title="ComprasMX: contratos",
    publisher="Secretaría Anticorrupción y Buen Gobierno",
    url="https://comprasmx.buengobierno.gob.mx",
    licence="Libre Uso MX",
    cadence="daily",
    fields=(*CONTRACT_FIELDS, *_ONLY_73),
    layouts=(_21, _73),
    past_dates=("published_on",),
    scope=Scope(columns=("unit_code",), date="published_on"),
)
