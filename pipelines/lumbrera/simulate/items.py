"""What the state buys: item families with partidas of the federal classifier, prices, seasons and titles."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, eq=False)
class Family:
    """A family of items. `median` is the median size of one purchase in pesos; `price` of one unit; `season` weighs the twelve months."""

    code: str
    category: str
    kin: str
    partidas: tuple[str, ...]
    median: float
    spread: float
    unit: str
    price: float
    weight: float
    season: str
    words: tuple[str, ...]
    titles: tuple[str, ...]
    annual: float = 0.0

    @property
    def matter(self) -> str:
        """Whose ceilings apply: goods_services, works or works_services."""
        return self.category if self.category in ("works", "works_services") else "goods_services"


_FLAT = "888888888888"
_END = "567777778899"
_DRY = "357999864433"

FAMILIES = [
    Family("2110", "goods", "office", ("21101",), 62e3, 1.05, "PAQUETE", 185, 9, "687777778785", ("PAPELERA", "SUMINISTROS DE OFICINA"), ("ADQUISICION DE MATERIALES Y UTILES DE OFICINA", "COMPRA DE PAPELERIA", "SUMINISTRO DE PAPEL Y CONSUMIBLES")),
    Family("2140", "goods", "office", ("21401",), 88e3, 1.0, "PIEZA", 1350, 5, _END, ("CONSUMIBLES", "TONER Y TINTAS"), ("ADQUISICION DE TONER PARA IMPRESORAS", "CONSUMIBLES DE COMPUTO")),
    Family("2160", "goods", "clean", ("21601",), 74e3, 0.95, "LITRO", 42, 5, _FLAT, ("ARTICULOS DE LIMPIEZA", "HIGIENE INSTITUCIONAL"), ("MATERIAL DE LIMPIEZA", "ADQUISICION DE ARTICULOS DE ASEO")),
    Family("2210", "goods", "food", ("22102", "22104", "22106"), 130e3, 1.2, "KILOGRAMO", 68, 6, _FLAT, ("ALIMENTOS", "ABARROTES", "CENTRAL DE VIVERES"), ("ADQUISICION DE VIVERES", "SUMINISTRO DE ALIMENTOS", "DESPENSAS PARA PROGRAMAS SOCIALES"), 0.12),
    Family("2460", "goods", "build", ("24601", "24701"), 95e3, 1.1, "PIEZA", 320, 5, _END, ("MATERIAL ELECTRICO", "FERRETERA"), ("MATERIAL ELECTRICO PARA ALUMBRADO", "ADQUISICION DE LUMINARIAS", "HERRAMIENTA Y FERRETERIA")),
    Family("2420", "goods", "build", ("24201", "24101"), 120e3, 1.15, "TONELADA", 2900, 5, _DRY, ("MATERIALES PARA CONSTRUCCION", "CEMENTOS"), ("ADQUISICION DE CEMENTO", "MATERIAL PETREO PARA CAMINOS")),
    Family("2530", "goods", "health", ("25301",), 210e3, 1.45, "CAJA", 145, 8, "998888778899", ("FARMACEUTICA", "MEDICAMENTOS"), ("ADQUISICION DE MEDICAMENTOS", "MEDICAMENTO DE PATENTE", "COMPLEMENTO DE CUADRO BASICO"), 0.05),
    Family("2540", "goods", "health", ("25401",), 160e3, 1.35, "PIEZA", 88, 7, _FLAT, ("MATERIAL DE CURACION", "INSUMOS MEDICOS"), ("MATERIAL DE CURACION", "INSUMOS PARA HOSPITAL", "REACTIVOS DE LABORATORIO")),
    Family("2610", "goods", "fuel", ("26102", "26103"), 240e3, 1.1, "LITRO", 23.4, 6, _FLAT, ("COMBUSTIBLES", "ESTACION DE SERVICIO"), ("SUMINISTRO DE COMBUSTIBLE", "DIESEL PARA MAQUINARIA"), 0.3),
    Family("2710", "goods", "cloth", ("27101",), 140e3, 1.1, "PIEZA", 390, 4, "455688666755", ("UNIFORMES", "TEXTILES"), ("ADQUISICION DE UNIFORMES", "VESTUARIO PARA PERSONAL", "UNIFORMES ESCOLARES")),
    Family("2960", "goods", "vehicle", ("29601",), 66e3, 0.95, "PIEZA", 1850, 4, _FLAT, ("REFACCIONARIA", "LLANTAS"), ("REFACCIONES PARA VEHICULOS", "ADQUISICION DE LLANTAS")),
    Family("3250", "leases", "vehicle", ("32502", "32505"), 310e3, 1.0, "DIA", 1600, 2.5, _FLAT, ("ARRENDADORA", "MAQUINARIA EN RENTA"), ("ARRENDAMIENTO DE VEHICULOS", "RENTA DE MAQUINARIA"), 0.3),
    Family("3310", "services", "advice", ("33104", "33501"), 260e3, 1.1, "HORA", 950, 4, _END, ("CONSULTORIA", "ASESORES"), ("SERVICIO DE ASESORIA", "ESTUDIO DE FACTIBILIDAD", "CONSULTORIA ADMINISTRATIVA")),
    Family("3330", "services", "it", ("33301", "33304"), 290e3, 1.15, "HORA", 780, 4, _END, ("SISTEMAS", "TECNOLOGIA"), ("DESARROLLO DE SISTEMA", "SOPORTE DE APLICACIONES", "LICENCIAMIENTO DE SOFTWARE"), 0.15),
    Family("3360", "services", "print", ("33604",), 78e3, 1.05, "MILLAR", 1450, 4, _END, ("IMPRESORES", "GRAFICA"), ("IMPRESION DE FORMATOS", "SERVICIO DE IMPRENTA", "LONAS Y MATERIAL IMPRESO")),
    Family("3380", "services", "guard", ("33801",), 540e3, 1.0, "ELEMENTO-MES", 17500, 3, _FLAT, ("SEGURIDAD PRIVADA", "VIGILANCIA"), ("SERVICIO DE VIGILANCIA", "SEGURIDAD DE INMUEBLES"), 0.6),
    Family("3450", "services", "insure", ("34501",), 680e3, 1.2, "POLIZA", 9800, 1.5, _FLAT, ("ASEGURADORA", "SEGUROS"), ("SEGURO DE PARQUE VEHICULAR", "SEGURO DE BIENES PATRIMONIALES"), 0.6),
    Family("3510", "services", "build", ("35101", "35102"), 150e3, 1.1, "SERVICIO", 24000, 6, _END, ("MANTENIMIENTO", "CONSERVACION DE INMUEBLES"), ("MANTENIMIENTO DE INMUEBLES", "IMPERMEABILIZACION", "PINTURA Y REPARACIONES MENORES")),
    Family("3550", "services", "vehicle", ("35501",), 84e3, 1.0, "SERVICIO", 4300, 5, _FLAT, ("TALLER AUTOMOTRIZ", "SERVICIO MECANICO"), ("MANTENIMIENTO DE VEHICULOS OFICIALES", "REPARACION DE MOTOR")),
    Family("3570", "services", "health", ("35401", "35701"), 260e3, 1.05, "SERVICIO", 38000, 3, _FLAT, ("INGENIERIA BIOMEDICA", "EQUIPOS Y SERVICIO"), ("MANTENIMIENTO DE EQUIPO MEDICO", "MANTENIMIENTO DE ELEVADORES", "MANTENIMIENTO DE PLANTAS DE EMERGENCIA"), 0.25),
    Family("3580", "services", "clean", ("35801",), 390e3, 1.05, "ELEMENTO-MES", 11800, 3.5, _FLAT, ("LIMPIEZA", "SERVICIOS DE ASEO"), ("SERVICIO DE LIMPIEZA DE OFICINAS", "RECOLECCION DE RESIDUOS"), 0.5),
    Family("3610", "services", "print", ("36101",), 170e3, 1.1, "SPOT", 1900, 3, "567877889999", ("COMUNICACION", "MEDIOS"), ("DIFUSION DE MENSAJES", "CAMPAÑA DE COMUNICACION SOCIAL")),
    Family("3820", "services", "food", ("38201", "38301"), 115e3, 1.1, "EVENTO", 46000, 3.5, "456777889989", ("EVENTOS", "BANQUETES"), ("ORGANIZACION DE EVENTO", "SERVICIO DE ALIMENTACION PARA EVENTO", "SONIDO E ILUMINACION")),
    Family("5150", "goods", "it", ("51501",), 280e3, 1.2, "EQUIPO", 19500, 4, _END, ("COMPUTO", "EQUIPOS DE COMPUTO"), ("ADQUISICION DE EQUIPO DE COMPUTO", "SERVIDORES Y RED")),
    Family("5310", "goods", "health", ("53101", "53201"), 520e3, 1.3, "EQUIPO", 88000, 2.5, _END, ("EQUIPO MEDICO", "TECNOLOGIA MEDICA"), ("ADQUISICION DE EQUIPO MEDICO", "INSTRUMENTAL MEDICO")),
    Family("5410", "goods", "vehicle", ("54103",), 900e3, 0.9, "UNIDAD", 412000, 1.5, _END, ("AUTOMOTORES", "VEHICULOS"), ("ADQUISICION DE VEHICULOS", "PATRULLAS EQUIPADAS", "AMBULANCIAS")),
    Family("6120", "works", "works", ("61201", "61401"), 2.3e6, 1.15, "OBRA", 2.3e6, 4.5, _DRY, ("CONSTRUCTORA", "EDIFICACIONES"), ("CONSTRUCCION DE AULAS", "REHABILITACION DE UNIDAD DEPORTIVA", "TECHUMBRE EN ESCUELA", "AMPLIACION DE CENTRO DE SALUD")),
    Family("6150", "works", "works", ("61501", "62401"), 3.1e6, 1.2, "OBRA", 3.1e6, 4.5, _DRY, ("PAVIMENTOS", "INFRAESTRUCTURA VIAL", "CAMINOS"), ("PAVIMENTACION DE CALLE", "REHABILITACION DE CAMINO RURAL", "LINEA DE DRENAJE", "RED DE AGUA POTABLE")),
    Family("6290", "works_services", "works", ("62905", "62901"), 340e3, 1.0, "ESTUDIO", 340e3, 2, _DRY, ("SUPERVISION DE OBRA", "PROYECTOS EJECUTIVOS"), ("SUPERVISION EXTERNA DE OBRA", "PROYECTO EJECUTIVO", "ESTUDIO DE MECANICA DE SUELOS")),
]  # fmt: skip
BY_CODE = {family.code: family for family in FAMILIES}
