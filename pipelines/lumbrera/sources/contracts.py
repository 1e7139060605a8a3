"""The columns that all contract formats share, under every heading that was published."""

from lumbrera.sources.base import Field, if_told

CODE = "published_code({value})"
UNIT_CODE = "upper(published_code({value}))"

CONTRACT_FIELDS = (
    Field("government_order", ("Orden de gobierno", "GOBIERNO", "orden_gobierno")),
    Field("ramo_code", ("Clave Ramo", "RAMO", "clave_ramo"), prepare=CODE),
    Field("ramo", ("Descripción Ramo", "ramo_descripcion", "Ramo")),
    Field("institution_type", ("Tipo de Institución", "tipo_institucion")),
    Field("institution_code", ("Clave Institución", "clave_institucion"), prepare=CODE),
    Field("institution_short", ("Siglas de la Institución", "SIGLAS", "siglas_institucion")),
    Field("institution", ("Institución", "DEPENDENCIA", "institucion")),
    Field("unit_code", ("Clave de la UC", "CLAVEUC", "CLAVE_UC"), prepare=UNIT_CODE),
    Field("unit", ("Nombre de la UC", "NOMBRE_DE_LA_UC", "nombre_uc")),
    Field("responsible", ("Responsable de la UC", "RESPONSABLE")),
    Field(
        "dossier_code",
        ("Código del expediente", "CODIGO_EXPEDIENTE", "NUMERO_EXPEDIENTE"),
        prepare=CODE,
    ),
    Field(
        "dossier_reference", ("Referencia del expediente", "referencia_expediente"), prepare=CODE
    ),
    Field("dossier_title", ("Título del expediente", "TITULO_EXPEDIENTE")),
    Field("template", ("Plantilla del expediente", "PLANTILLA_EXPEDIENTE", "tipo_expediente")),
    Field(
        "procedure_number",
        ("Número del procedimiento", "Número de procedimiento", "NUMERO_PROCEDIMIENTO"),
        prepare=if_told("upper({value})"),
    ),
    Field("procedure_type", ("Tipo de procedimiento", "Tipo Procedimiento", "TIPO_PROCEDIMIENTO")),
    Field("law", ("Ley",)),
    Field("exception_article", ("Artículo de excepción", "articulo_excepcion")),
    Field("exception_text", ("Descripción excepción", "descripcion_excepcion")),
    Field("legal_basis", ("Fundamento legal",)),
    Field("contracting_type", ("Tipo de contratación", "TIPO_CONTRATACION")),
    Field("character", ("Carácter del procedimiento", "CARACTER", "caracter_procedimiento")),
    Field(
        "participation_form",
        ("Forma de participación", "FORMA_PROCEDIMIENTO", "forma_participacion"),
    ),
    Field("contract_code", ("Código del contrato", "CODIGO_CONTRATO"), prepare=if_told(CODE)),
    Field(
        "contract_number",
        ("Núm. de control del contrato", "Núm. del contrato", "num_contrato"),
        prepare=if_told(),
    ),
    Field("title", ("Título del contrato", "TITULO_CONTRATO")),
    Field("description", ("Descripción del contrato", "descripcion_contrato", "descripcion")),
    Field("item_codes", ("Partida específica", "partida_especifica"), prepare=CODE),
    Field("cucop_code", ("Clave CUCOP", "Clave CUCoP"), prepare=CODE),
    Field(
        "amount",
        ("Importe del contrato", "Importe DRC", "IMPORTE_CONTRATO", "importe"),
        kind="amount",
    ),
    # Where one heading stands for two columns, the more telling one comes first: ComprasMX has a
    # currency and a status of the contract as announced (DRC), and another as signed.
    Field("currency", ("Moneda del contrato", "moneda_drc", "MONEDA")),
    Field("contract_status", ("Estatus del contrato", "Estatus DRC", "ESTATUS_CONTRATO")),
    Field(
        "amended",
        ("Convenio modificatorio DRC", "Convenio modificatorio"),
    ),
    Field("framework", ("Contrato marco", "CONTRATO_MARCO")),
    Field("consolidated", ("Compra consolidada", "COMPRA_CONSOLIDADA")),
    Field("multiyear", ("Contrato plurianual", "PLURIANUAL")),
    Field(
        "federal_programme",
        ("Clave del programa federal", "CLAVE_PROGRAMA", "clave_programa_federal"),
    ),
    Field("portfolio_code", ("Clave de cartera SHCP", "CLAVE_CARTERA_SHCP")),
    Field("rupc_folio", ("Folio en el RUPC", "FOLIO_RUPC", "Folio RUPC")),
    Field("supplier_rfc", ("RFC",), prepare="upper(replace({value}, ' ', ''))"),
    Field(
        "supplier_name",
        ("Proveedor o contratista", "PROVEEDOR_CONTRATISTA", "proveedor", "Proveedor"),
        prepare=if_told(),
    ),
    Field(
        "size_class", ("Estratificación de la empresa", "Estratificación", "ESTRATIFICACION_MPC")
    ),
    # What the purchasing unit says of the firm's size, beside what the firm says.
    Field("size_class_by_unit", ("ESTRATIFICACION_MUC",)),
    Field("company_status", ("ESTATUS_EMPRESA",)),
    Field("account_managed_by", ("CUENTA_ADMINISTRADA_POR",)),
    Field("rfc_checked", ("RFC verificado en el SAT",)),
    Field("archived", ("ARCHIVADO",)),
    Field("federal_contribution", ("APORTACION_FEDERAL",)),
    Field("framework_code", ("IDENTIFICADOR_CM",)),
    Field(
        "supplier_country",
        ("Clave del país de la empresa", "SIGLAS_PAIS", "País de la empresa", "pais_empresa"),
    ),
    Field("external_credit", ("Crédito externo", "C_EXTERNO")),
    Field("financing_body", ("Organismo financiero", "ORGANISMO")),
    Field("url", ("Dirección del anuncio", "ANUNCIO", "direccion_anuncio")),
    Field(
        "published_on", ("Fecha de publicación", "PROC_F_PUBLICACION", "fecha_publicacion"), "date"
    ),
    Field(
        "opened_on", ("Fecha de apertura", "FECHA_APERTURA_PROPOSICIONES", "fecha_apertura"), "date"
    ),
    Field("award_on", ("Fecha de fallo", "EXP_F_FALLO", "fecha_fallo"), "date"),
    Field(
        "signed_on",
        (
            "Fecha de firma del contrato",
            "FECHA_CELEBRACION",
            "Fecha de celebración",
            "fecha_firma_contrato",
        ),
        "date",
    ),
    Field(
        "start_on",
        ("Fecha de inicio del contrato", "FECHA_INICIO", "fecha_inicio_contrato"),
        "date",
    ),
    Field("end_on", ("Fecha de fin del contrato", "FECHA_FIN", "fecha_fin_contrato"), "date"),
)
