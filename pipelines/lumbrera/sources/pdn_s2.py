"""PDN system 2: officials who take part in procurement (v1.1, v2.0), and the flat listing of 2022.

Superiors, sex and identifiers other than the person's own are not read.
"""

from lumbrera.sources.base import PAGES, Field, Layout, Source
from lumbrera.sources.pdn_s1 import ISO_DAY

_V2_PERSON = "datosGenerales"
_V2_POST = "empleoCargoComision"

_FIELDS = (
    Field("record_id", ("id",)),
    Field("captured_on", ("fechaCaptura", "fecha"), "date", ISO_DAY),
    Field("fiscal_year", ("ejercicioFiscal", "ejercicio")),
    Field("curp", ("curp", f"{_V2_PERSON}.curp")),
    Field("rfc", ("rfc", f"{_V2_PERSON}.rfc")),
    Field("given_name", ("nombres", f"{_V2_PERSON}.nombre", "Nombre")),
    Field("first_surname", ("primerApellido", f"{_V2_PERSON}.primerApellido", "Apellido")),
    Field(
        "second_surname",
        ("segundoApellido", f"{_V2_PERSON}.segundoApellido", "Segundo apellido"),
    ),
    Field(
        "institution",
        (f"{_V2_POST}.nombreEntePublico", "institucionDependencia.nombre",
         "entePublico.nombre", "Dependencia"),
    ),
    Field("institution_short", ("institucionDependencia.siglas", f"{_V2_POST}.siglasEntePublico")),
    Field("position", ("puesto", f"{_V2_POST}.denominacion", "Puesto")),
    Field("area", (f"{_V2_POST}.areaAdscripcion",)),
    Field("area_types", ("tipoArea",)),
    Field("powers", ("nivelResponsabilidad",)),
    Field("procedure_types", ("tipoProcedimiento",)),
    Field("contracting", ("tipoContratacion",)),
)  # fmt: skip

SOURCE = Source(
    name="pdn_s2",
    title="PDN S2: personas servidoras públicas en contrataciones",
    publisher="Secretaría Ejecutiva del Sistema Anticorrupción",
    url="https://www.plataformadigitalnacional.org/servidores",
    licence="Términos de la Plataforma Digital Nacional",
    cadence="monthly",
    fields=_FIELDS,
    layouts=(
        Layout(
            name="s2_v1",
            fields=(
                "record_id", "captured_on", "fiscal_year", "curp", "rfc", "given_name",
                "first_surname", "second_surname", "institution", "institution_short", "position",
                "area_types", "powers", "procedure_types",
            ),
            required=("record_id", "fiscal_year", "given_name", "first_surname", "institution",
                      "powers"),
        ),
        Layout(
            name="s2_v2",
            fields=(
                "record_id", "captured_on", "fiscal_year", "curp", "rfc", "given_name",
                "first_surname", "second_surname", "institution", "institution_short", "position",
                "area", "procedure_types", "contracting",
            ),
            required=("record_id", "fiscal_year", "given_name", "first_surname", "institution",
                      "contracting"),
        ),
        Layout(
            name="s2_flat_2022",
            fields=("record_id", "given_name", "first_surname", "second_surname", "institution",
                    "position"),
            required=("record_id", "given_name", "first_surname", "second_surname", "institution",
                      "position"),
        ),
    ),
    past_dates=("captured_on",),
    ignored=("date_created", "entePublico.nombre", "Observaciones"),
    scope=PAGES,
    is_document=True,
    withheld=(
        "_id", "ramo", "institucionDependencia.clave", "otorgamientoConcesion", "enajenacionBien",
        "avaluosJustipreciacion", "datosGenerales.id", "empleoCargoComision.id",
        "datosGenerales.entePublico", "empleoCargoComision.entePublico",
        f"{_V2_POST}.entidadFederativa", f"{_V2_POST}.nivelOrdenGobierno",
        f"{_V2_POST}.ambitoPublico", f"{_V2_POST}.nivelJerarquico", "dictaminacionAvaluos", "genero", "superiorInmediato",
        f"{_V2_PERSON}.sexo", "entePublico.id",
    ),
)  # fmt: skip
