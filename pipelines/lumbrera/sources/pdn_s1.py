"""PDN system 1: declarations of assets and interests (initial, modification, conclusion).

Read: who declares, the post, and the declarant's own interests, income, goods and debts: of each good
or debt what it is worth, how it was acquired and who holds it (files.documents). Never read: home,
marital status, private telephone and mail, partner, dependants, their income and what they alone hold,
addresses of goods, account numbers (Normas, Anexo Segundo, norma Decimonovena: reserved, or of no use
to any rule here).
"""

from lumbrera.sources.base import PAGES, Field, Layout, Source

_SITUATION = "declaracion.situacionPatrimonial"
_POST = f"{_SITUATION}.datosEmpleoCargoComision"
_PERSON = f"{_SITUATION}.datosGenerales"
_INTEREST = "declaracion.interes"
_INCOME = f"{_SITUATION}.ingresos"

ISO_DAY = "left({value}, 10)"
"""A moment such as 2024-05-20T18:00:00.000Z: its day."""

_FIELDS = (
    Field("declaration_id", ("id",)),
    Field("updated_on", ("metadata.actualizacion",), "date", ISO_DAY),
    Field("institution", ("metadata.institucion",)),
    Field("kind", ("metadata.tipo",)),
    Field("given_name", (f"{_PERSON}.nombre",)),
    Field("first_surname", (f"{_PERSON}.primerApellido",)),
    Field("second_surname", (f"{_PERSON}.segundoApellido",)),
    Field("curp", (f"{_PERSON}.curp",)),
    Field("rfc", (f"{_PERSON}.rfc",)),
    Field("government_order", (f"{_POST}.nivelOrdenGobierno",)),
    Field("post_institution", (f"{_POST}.nombreEntePublico",)),
    Field("area", (f"{_POST}.areaAdscripcion",)),
    Field("position", (f"{_POST}.empleoCargoComision",)),
    Field("function", (f"{_POST}.funcionPrincipal",)),
    Field("since_on", (f"{_POST}.fechaTomaPosesion", f"{_POST}.fechaEncargo"), "date", ISO_DAY),
    Field("level", (f"{_POST}.nivelEmpleoCargoComision",)),
    # One file may hold declarations of all three kinds, whose incomes have different names.
    *(
        field
        for name, word in (("month", "Mensual"), ("year", "Anual"), ("end", "Conclusion"))
        for field in (
            Field(f"{name}_income", (f"{_INCOME}.ingreso{word}NetoDeclarante.valor",), "amount"),
            Field(f"{name}_currency", (f"{_INCOME}.ingreso{word}NetoDeclarante.moneda",)),
        )
    ),
    Field("no_real_estate", (f"{_SITUATION}.bienesInmuebles.ninguno",)),
    Field("real_estate", (f"{_SITUATION}.bienesInmuebles.bienInmueble",)),
    Field("vehicles", (f"{_SITUATION}.vehiculos.vehiculo",)),
    Field("chattels", (f"{_SITUATION}.bienesMuebles.bienMueble",)),
    Field(
        "investments",
        (
            f"{_SITUATION}.inversiones.inversion",
            f"{_SITUATION}.inversionesCuentasValores.inversion",
        ),
    ),
    Field("debts", (f"{_SITUATION}.adeudos.adeudo", f"{_SITUATION}.adeudosPasivos.adeudo")),
    Field("participations", (f"{_INTEREST}.participacion.participacion",)),
    Field(
        "representations",
        (f"{_INTEREST}.representacion.representacion", f"{_INTEREST}.representacion.represetacion"),
    ),
    Field("decisions", (f"{_INTEREST}.participacionTomaDecisiones.participacion",)),
    Field("clients", (f"{_INTEREST}.clientesPrincipales.cliente",)),
    Field("benefits", (f"{_INTEREST}.beneficiosPrivados.beneficio",)),
)

SOURCE = Source(
    name="pdn_s1",
    title="PDN S1: declaraciones patrimoniales y de intereses",
    publisher="Secretaría Ejecutiva del Sistema Anticorrupción",
    url="https://www.plataformadigitalnacional.org/declaraciones",
    licence="Términos de la Plataforma Digital Nacional",
    cadence="monthly",
    fields=_FIELDS,
    layouts=(
        Layout(
            name="s1_v2",
            fields=tuple(f.name for f in _FIELDS),
            required=("declaration_id", "institution", "kind", "given_name", "first_surname"),
        ),
    ),
    past_dates=("updated_on",),
    scope=PAGES,
    is_document=True,
    withheld=(
        "_id",
        "metadata.declaracionCompleta",
        "metadata.actualizacionConflictoInteres",
        *(
            f"{_POST}.{name}"
            for name in (
                "tipoOperacion", "ambitoPublico", "contratadoPorHonorarios", "telefonoOficina",
                "domicilioMexico", "domicilioExtranjero",
                "aclaracionesObservaciones", "otroEmpleoCargoComision",
                "cuentaConOtroCargoPublico",
            )
        ),
        *(
            f"{_INTEREST}.{section}.{name}"
            for section in (
                "participacion", "participacionTomaDecisiones", "apoyos", "representacion",
                "clientesPrincipales", "beneficiosPrivados", "fideicomisos",
            )
            for name in ("ninguno", "aclaracionesObservaciones")
        ),
        f"{_INTEREST}.apoyos.apoyo",
        f"{_INTEREST}.fideicomisos.fideicomiso",
        f"{_PERSON}.correoElectronico",
        f"{_PERSON}.telefono",
        f"{_PERSON}.situacionPersonalEstadoCivil",
        f"{_PERSON}.regimenMatrimonial",
        f"{_PERSON}.paisNacimiento",
        f"{_PERSON}.nacionalidad",
        f"{_PERSON}.aclaracionesObservaciones",
        f"{_SITUATION}.domicilioDeclarante",
        f"{_SITUATION}.datosCurricularesDeclarante",
        f"{_SITUATION}.experienciaLaboral",
        f"{_SITUATION}.datosPareja",
        f"{_SITUATION}.datosDependienteEconomico",
        f"{_SITUATION}.datosDependientesEconomicos",
        *(
            f"{_INCOME}.{name}"
            for name in (
                "actividadIndustrialComercialEmpresarial", "actividadFinanciera", "serviciosProfesionales",
                "enajenacionBienes", "otrosIngresos", "aclaracionesObservaciones",
                "otrosIngresosMesualesTotal",  # as SESNA's own files spell it
                *(
                    name
                    for word, words in (("Mensual", "Mensuales"), ("Anual", "Anuales"), ("Conclusion", "Conclusion"))
                    for name in (
                        f"remuneracion{word}CargoPublico", f"otrosIngresos{words}Total",
                        f"ingreso{word}NetoParejaDependiente", f"totalIngresos{words}Netos",
                    )
                ),
            )
        ),
        f"{_SITUATION}.actividadAnualAnterior",
        *(
            f"{_SITUATION}.{section}.{name}"
            for section in (
                "bienesInmuebles", "vehiculos", "bienesMuebles", "inversiones", "inversionesCuentasValores",
                "adeudos", "adeudosPasivos",
            )
            for name in ("ninguno", "aclaracionesObservaciones")
            if (section, name) != ("bienesInmuebles", "ninguno")
        ),
        f"{_SITUATION}.prestamoComodato",
        f"{_SITUATION}.prestamoOComodato",
    ),
)  # fmt: skip
