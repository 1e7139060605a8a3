"""PDN system 3: officials and private parties sanctioned (v1, v2's collections, listing of 2022)."""

from lumbrera.sources.base import PAGES, Field, Layout, Source
from lumbrera.sources.pdn_s1 import ISO_DAY

_OFFICIAL = "servidorPublicoSancionado"
_PARTY = "particularSancionado"
_V2_PERSON = "datosGenerales"

_FIELDS = (
    Field("record_id", ("id",)),
    Field("registered_on", ("fechaCaptura", "date_created", "Fecha"), "date", ISO_DAY),
    Field("dossier", ("expediente",)),
    Field(
        "institution",
        ("institucionDependencia.nombre", "empleoCargoComision.nombreEntePublico",
         "dondeCometioLaFalta.nombreEntePublico", "Dependencia"),
    ),
    Field("party_name", (f"{_PARTY}.nombreRazonSocial", f"{_V2_PERSON}.nombreRazonSocial")),
    Field("given_name", (f"{_OFFICIAL}.nombres", f"{_V2_PERSON}.nombres", "Nombre")),
    Field(
        "first_surname",
        (f"{_OFFICIAL}.primerApellido", f"{_V2_PERSON}.primerApellido", "Apellido"),
    ),
    Field(
        "second_surname",
        (f"{_OFFICIAL}.segundoApellido", f"{_V2_PERSON}.segundoApellido", "Segundo apellido"),
    ),
    Field("curp", (f"{_OFFICIAL}.curp", f"{_V2_PERSON}.curp")),
    Field("rfc", (f"{_OFFICIAL}.rfc", f"{_PARTY}.rfc", f"{_V2_PERSON}.rfc")),
    Field("position", (f"{_OFFICIAL}.puesto", "empleoCargoComision.denominacion", "Puesto")),
    Field(
        "authority",
        ("autoridadSancionadora", "resolucion.autoridadResolutora", "Autoridad sancionadora"),
    ),
    Field("fault", ("tipoFalta", "faltaCometida", "Tipo de falta")),
    Field("penalties", ("tipoSancion", "Sanción")),
    Field("resolved_on", ("resolucion.fechaResolucion",), "date", ISO_DAY),
    Field("notified_on", ("resolucion.fechaNotificacion",), "date", ISO_DAY),
    Field("ban_length", ("inhabilitacion.plazo", "Plazo sanción")),
    Field("ban_start_on", ("inhabilitacion.fechaInicial",), "date", ISO_DAY),
    Field("ban_end_on", ("inhabilitacion.fechaFinal",), "date", ISO_DAY),
    Field("fine", ("multa.monto", "Multa")),
)  # fmt: skip

_OFFICIALS_V1 = (
    "record_id", "registered_on", "dossier", "institution", "given_name", "first_surname",
    "second_surname", "curp", "rfc", "position", "authority", "fault", "penalties", "resolved_on",
    "ban_length", "ban_start_on", "ban_end_on", "fine",
)  # fmt: skip
_PARTIES_V1 = (
    "record_id", "registered_on", "dossier", "institution", "party_name", "rfc", "authority",
    "fault", "penalties", "resolved_on", "notified_on", "ban_length", "ban_start_on", "ban_end_on",
    "fine",
)  # fmt: skip
_OFFICIALS_V2 = (
    "record_id", "registered_on", "dossier", "institution", "given_name", "first_surname",
    "second_surname", "curp", "rfc", "position", "authority", "fault", "penalties", "resolved_on",
    "notified_on",
)  # fmt: skip
_PERSONS_V2 = tuple(name for name in _OFFICIALS_V2 if name != "position")
_COMPANIES_V2 = (
    "record_id", "registered_on", "dossier", "institution", "party_name", "rfc", "authority",
    "fault", "penalties", "resolved_on", "notified_on",
)  # fmt: skip
_FLAT_2022 = (
    "record_id", "registered_on", "institution", "given_name", "first_surname", "second_surname",
    "position", "authority", "fault", "penalties", "ban_length", "fine",
)  # fmt: skip

SOURCE = Source(
    name="pdn_s3",
    title="PDN S3: personas servidoras públicas y particulares con sanción",
    publisher="Secretaría Ejecutiva del Sistema Anticorrupción",
    url="https://www.plataformadigitalnacional.org/sancionados",
    licence="Términos de la Plataforma Digital Nacional",
    cadence="weekly",
    fields=_FIELDS,
    layouts=(
        Layout("officials_v1", _OFFICIALS_V1,
               ("record_id", "dossier", "given_name", "authority", "penalties", "position")),
        Layout("parties_v1", _PARTIES_V1,
               ("record_id", "dossier", "party_name", "authority", "penalties")),
        Layout("officials_v2", _OFFICIALS_V2,
               ("record_id", "dossier", "given_name", "position", "fault", "penalties",
                "notified_on")),
        Layout("persons_v2", _PERSONS_V2,
               ("record_id", "dossier", "given_name", "fault", "penalties", "notified_on")),
        Layout("companies_v2", _COMPANIES_V2,
               ("record_id", "dossier", "party_name", "fault", "penalties", "notified_on")),
        Layout("flat_2022", _FLAT_2022,
               ("record_id", "registered_on", "given_name", "authority", "penalties",
                "ban_length")),
    ),
    named_by=("given_name", "first_surname", "party_name"),
    past_dates=("registered_on", "resolved_on"),
    ignored=(
        "fecha", "entePublico.nombre", "institucionDependencia.siglas", "Multa-moneda",
        "empleoCargoComision.siglasEntePublico", "empleoCargoComision.areaAdscripcion",
    ),
    scope=PAGES,
    is_document=True,
    withheld=(
        "_id", f"{_OFFICIAL}.genero", f"{_OFFICIAL}.nivel", f"{_PARTY}.telefono",
        f"{_PARTY}.domicilioMexico", f"{_PARTY}.domicilioExtranjero", f"{_PARTY}.apoderadoLegal",
        f"{_PARTY}.directorGeneral", f"{_PARTY}.tipoPersona", f"{_PARTY}.objetoSocial",
        "datosDirGeneralReprLegal", f"{_V2_PERSON}.domicilioMexico",
        f"{_V2_PERSON}.domicilioExtranjero", f"{_V2_PERSON}.sexo", f"{_V2_PERSON}.objetoSocial",
        "institucionDependencia.siglas", "institucionDependencia.clave", "causaMotivoHechos",
        "observaciones", "documentos", "acto", "objetoContrato", "responsableSancion",
        "multa.moneda", "resolucion.url", "resolucion.sentido", "resolucion.tituloResolucion",
        "resolucion.urlResolucion", "resolucion.fechaResolucionFirme",
        "resolucion.autoridadInvestigadora", "resolucion.autoridadSusbstanciadora",
        "origenProcedimiento", "date_updated", "inhabilitacion.observaciones",
        "dondeCometioLaFalta.nivelOrdenGobierno", "dondeCometioLaFalta.ambitoPublico",
        "dondeCometioLaFalta.siglasEntePublico", "dondeCometioLaFalta.entidadFederativa",
        "empleoCargoComision.areaAdscripcion", "empleoCargoComision.siglasEntePublico",
        "particularSancionado.fechaNotificacion",
    ),
)  # fmt: skip
