"""CompraNet contracts: 39 columns (2010-2015) and two generations of 45 columns (2012-2023)."""

from lumbrera.sources.base import Layout, Scope, Source
from lumbrera.sources.contracts import CONTRACT_FIELDS

_39 = Layout(
    name="39",
    fields=(
        "government_order", "institution_short", "institution", "unit_code", "unit",
        "responsible", "dossier_code", "dossier_title", "template", "procedure_number",
        "award_on", "published_on", "opened_on", "character", "contracting_type",
        "procedure_type", "participation_form", "contract_code", "title", "start_on", "end_on",
        "amount", "currency", "contract_status", "archived", "ramo_code", "federal_programme",
        "federal_contribution", "signed_on", "framework", "consolidated", "multiyear",
        "portfolio_code", "size_class_by_unit", "supplier_name", "size_class",
        "company_status", "account_managed_by", "url",
    ),
    required=(
        "unit_code", "procedure_number", "template", "contract_code", "amount", "supplier_name",
        "size_class_by_unit",
    ),
)  # fmt: skip

_45_UPPER = Layout(
    name="45_upper",
    fields=(
        "government_order", "institution_short", "institution", "unit_code", "unit",
        "responsible", "dossier_code", "dossier_title", "template", "procedure_number",
        "award_on", "published_on", "opened_on", "character", "contracting_type",
        "procedure_type", "participation_form", "contract_code", "title", "start_on", "end_on",
        "amount", "currency", "contract_status", "archived", "amended", "ramo_code",
        "federal_programme", "federal_contribution", "signed_on", "framework", "framework_code",
        "consolidated", "multiyear", "portfolio_code", "size_class_by_unit", "rupc_folio",
        "supplier_name", "size_class", "supplier_country", "company_status",
        "account_managed_by", "external_credit", "financing_body", "url",
    ),
    required=(
        "unit_code", "procedure_number", "template", "contract_code", "amount", "supplier_name",
        "size_class_by_unit", "rupc_folio",
    ),
)  # fmt: skip

_45_MIXED = Layout(
    name="45_mixed",
    fields=(
        "government_order", "institution_short", "institution", "unit_code", "unit",
        "responsible", "dossier_code", "dossier_reference", "cucop_code", "dossier_title",
        "template", "legal_basis", "procedure_number", "award_on", "published_on", "opened_on",
        "character", "contracting_type", "procedure_type", "participation_form",
        "contract_code", "contract_number", "title", "description", "start_on", "end_on",
        "amount", "currency", "contract_status", "amended", "federal_programme", "signed_on",
        "framework", "consolidated", "multiyear", "portfolio_code", "rupc_folio",
        "supplier_rfc", "supplier_name", "size_class", "supplier_country", "rfc_checked",
        "external_credit", "financing_body", "url",
    ),
    required=(
        "unit_code", "procedure_number", "contract_code", "amount", "supplier_name",
        "supplier_rfc", "template", "legal_basis",
    ),
)  # fmt: skip

SOURCE = Source(
    name="compranet_contracts",
    title="CompraNet: contratos",
    publisher="Secretaría de Hacienda y Crédito Público; Secretaría de la Función Pública",
    url="https://upcp-compranet.hacienda.gob.mx",
    licence="Libre Uso MX",
    cadence="yearly",
    fields=CONTRACT_FIELDS,
    layouts=(_39, _45_UPPER, _45_MIXED),
    past_dates=("published_on",),
    scope=Scope(columns=("unit_code",), date="published_on"),
)
