"""Procedures, bids and contracts, and the words the published files use for them."""

from dataclasses import dataclass, field
from datetime import date, datetime

from lumbrera.simulate.bodies import Post, Unit
from lumbrera.simulate.firms import Firm
from lumbrera.simulate.items import Family

NEW_LAW = date(2025, 4, 17)  # first day of LAASSP 2025
STATE_LAW = "LAASEV"

# kind: (words in "Tipo Procedimiento", article of LAASSP 2025, of LAASSP 2000, of LOPSRM, description)
EXCEPTIONS = {
    "amount": ("POR MONTOS MÁXIMOS POR EXCEPCIÓN", "ART. 55 PÁRRAFO PRIMERO", "ART. 42 PÁRRAFO PRIMERO", "ART. 43", "ADQUISICIONES, ARRENDAMIENTOS Y SERVICIOS, DENTRO DE LOS MONTOS MÁXIMOS ESTABLECIDOS EN EL PEF."),
    "patent": ("POR PATENTES, LICENCIAS, OFERENTE ÚNICO U OBRAS DE ARTE", "ART. 54 FR. I", "ART. 41 FR. I", "ART. 42 FR. I", "NO EXISTEN BIENES ALTERNATIVOS O SUSTITUTOS, ÚNICO OFERENTE, DERECHOS EXCLUSIVOS (PATENTES, LICENCIAS, DERECHOS DE AUTOR U OTROS DERECHOS EXCLUSIVOS), O POR OBRAS DE ARTE."),
    "disaster": ("POR CASO FORTUITO O FUERZA MAYOR", "ART. 54 FR. II", "ART. 41 FR. II", "ART. 42 FR. II", "PELIGRO O ALTERACIÓN DEL ORDEN SOCIAL, ECONOMÍA, SERVICIOS PÚBLICOS, SALUBRIDAD, SEGURIDAD O AMBIENTE, POR CASO FORTUITO O DE FUERZA MAYOR."),
    "urgency": ("POR URGENCIA Y EVENTUALIDAD", "ART. 54 FR. V", "ART. 41 FR. V", "ART. 42 FR. V", "CONTRATACIONES PARA ATENDER UNA EVENTUALIDAD POR CASO FORTUITO O DE FUERZA MAYOR, LIMITADA A LO ESTRICTAMENTE NECESARIO PARA AFRONTARLA."),
    "deserted": ("POR LICITACIONES PÚBLICAS DESIERTAS", "ART. 54 FR. VII", "ART. 41 FR. VII", "ART. 42 FR. VII", "SE HAYA DECLARADO DESIERTA UNA LICITACIÓN PÚBLICA, SIEMPRE QUE SE MANTENGAN LOS REQUISITOS ESTABLECIDOS EN LA CONVOCATORIA."),
    "current": ("POR ADJUDICACIÓN A PROVEEDOR CON CONTRATO VIGENTE, BAJO LAS MISMAS CONDICIONES", "ART. 54 FR. III", "ART. 41 FR. III", "ART. 42 FR. III", "PÉRDIDAS O COSTOS ADICIONALES, CUANTIFICADOS Y JUSTIFICADOS."),
    "perishable": ("POR BIENES PERECEDEROS O USADOS", "ART. 54 FR. IX", "ART. 41 FR. IX", "ART. 42 FR. IX", "ADQUISICIÓN DE PRECEDEROS, GRANOS Y PRODUCTOS BÁSICOS O SEMIPROCESADOS, SEMOVIENTES, ASÍ COMO, BIENES USADOS O RECONSTRUIDOS."),
    "brand": ("POR INEXISTENCIA DE MARCAS ALTERNATIVAS", "ART. 54 FR. VIII", "ART. 41 FR. VIII", "ART. 42 FR. VIII", "RAZONES JUSTIFICADAS PARA LA ADQUISICIÓN O ARRENDAMIENTOS DE BIENES DE MARCA DETERMINADA."),
}  # fmt: skip
WORKS_AMOUNT = (
    "POR MONTOS MÁXIMOS PARA EXCEPCIÓN",
    "OBRAS PÚBLICAS O SERVICIOS RELACIONADOS CON LAS MISMAS, DENTRO DE LOS MONTOS MÁXIMOS ESTABLECIDOS EN EL PEF.",
)
METHOD_WORDS = {
    "open": "LICITACIÓN PÚBLICA",
    "selective": "INVITACIÓN A CUANDO MENOS 3 PERSONAS",
    "direct": "ADJUDICACIÓN DIRECTA",
}
CONTRACTING = {"goods": "ADQUISICIONES", "services": "SERVICIOS", "leases": "ARRENDAMIENTOS", "works": "OBRA PÚBLICA", "works_services": "SERVICIOS RELACIONADOS CON LA OBRA"}  # fmt: skip


@dataclass(slots=True, eq=False)
class Bid:
    """A proposal in a tender or invitation. `status` is valid, disqualified or withdrawn."""

    firm: Firm
    amount: float
    status: str
    on: datetime
    reason: str = ""


@dataclass(slots=True, eq=False)
class Edit:
    """A change of a published contract: from export number `export` on, `field` reads `value`."""

    export: int
    field: str
    value: object


@dataclass(slots=True, eq=False)
class Contract:
    """A contract as it was really signed; `edits`, `removed_at` and `blank` say what its publication makes of it."""

    procedure: "Procedure"
    firm: Firm
    amount: float
    title: str
    partidas: tuple[str, ...]
    quantity: float
    unit_price: float
    signed: datetime | None
    start: date
    end: date
    listed_on: date
    number: str = ""
    code: str = ""
    size: str = ""
    amendments: list[tuple[date, float, str]] = field(default_factory=list)
    edits: list[Edit] = field(default_factory=list)
    removed_at: int | None = None
    blank: set[str] = field(default_factory=set)
    owner: str = ""  # id of the scheme or look-alike that claims it
    sightings: list[tuple[str, str, str, float]] = field(default_factory=list)

    @property
    def final_amount(self) -> float:
        """After the amendments."""
        return self.amendments[-1][1] if self.amendments else self.amount


@dataclass(slots=True, eq=False)
class Procedure:
    """A procedure of a purchasing unit, from its notice to its award (or to being declared deserted)."""

    unit: Unit
    family: Family
    method: str
    exception: str
    title: str
    description: str
    published: datetime
    award: date | None
    estimate: float
    opened: datetime | None = None
    clarification: datetime | None = None
    status: str = "ADJUDICADO"
    character: str = "NACIONAL"
    bids: list[Bid] = field(default_factory=list)
    contracts: list[Contract] = field(default_factory=list)
    quotes: list[tuple[Firm, float]] = field(default_factory=list)
    official: Post | None = None
    framework: bool = False
    consolidated: bool = False
    hidden: bool = False  # kept out of the published procedures
    unhurried: bool = False
    number: str = ""
    dossier: str = ""
    reference: str = ""
    url: str = ""

    @property
    def law(self) -> str:
        """As the 21-column export abbreviates it."""
        if self.unit.body.state_law:
            return STATE_LAW
        return "LOPSRM" if self.family.matter.startswith("works") else "LAASSP"

    @property
    def is_works(self) -> bool:
        """Works or services related to works."""
        return self.family.matter.startswith("works")

    @property
    def article(self) -> str:
        """Legal basis of the exception under the law that held when the procedure was published; empty for open tenders."""
        if not self.exception:
            return ""
        _, new, old, works, _ = EXCEPTIONS[self.exception]
        if self.is_works:
            return works
        return new if self.published.date() >= NEW_LAW else old

    @property
    def exception_text(self) -> str:
        """The words that go with the article."""
        if not self.exception:
            return ""
        return (
            WORKS_AMOUNT[1]
            if self.is_works and self.exception == "amount"
            else EXCEPTIONS[self.exception][4]
        )

    @property
    def kind_words(self) -> str:
        """ "Tipo Procedimiento" as ComprasMX writes it."""
        if self.method == "open":
            return METHOD_WORDS["open"]
        words = (
            WORKS_AMOUNT[0]
            if self.is_works and self.exception == "amount"
            else EXCEPTIONS[self.exception][0]
        )
        return f"{METHOD_WORDS[self.method]} {words}"
