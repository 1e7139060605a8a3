"""Names: surnames by Mexican frequency, invented combinations of given names, and firm names made of invented words."""

import random
from dataclasses import dataclass

from lumbrera.simulate.chance import Chance, Weighted, phrases, words

# Frequencies per ten thousand bearers, rounded: counts of public registers, nobody's name.
SURNAMES = """
HERNANDEZ 400 GARCIA 300 MARTINEZ 285 LOPEZ 270 GONZALEZ 240 RODRIGUEZ 210 PEREZ 205 SANCHEZ 190 RAMIREZ 165 CRUZ 130
FLORES 120 GOMEZ 115 MORALES 100 VAZQUEZ 98 JIMENEZ 95 REYES 92 TORRES 88 DIAZ 86 GUTIERREZ 80 MENDOZA 72 RUIZ 68
AGUILAR 66 ORTIZ 64 MORENO 62 CASTILLO 60 ROMERO 58 ALVAREZ 57 CHAVEZ 56 RIVERA 55 JUAREZ 54 RAMOS 52 HERRERA 50
MEDINA 49 DOMINGUEZ 48 CASTRO 47 VARGAS 46 GUZMAN 45 VELAZQUEZ 44 ROJAS 42 MUÑOZ 42 DE-LA-CRUZ 41 CONTRERAS 40 SALAZAR 39
LUNA 38 ORTEGA 37 SANTIAGO 36 GUERRERO 35 ESTRADA 34 BAUTISTA 33 CORTES 32 SOTO 31 ALVARADO 30 ESPINOZA 30 LARA 29
AVILA 28 RIOS 27 CERVANTES 26 SILVA 26 DELGADO 25 VEGA 25 MARQUEZ 25 SANDOVAL 24 CARRILLO 24 FERNANDEZ 24 LEON 23
MEJIA 23 SOLIS 22 ROSAS 22 IBARRA 22 VALDEZ 21 NUÑEZ 21 CAMPOS 20 SANTOS 20 CAMACHO 20 PEÑA 19 MALDONADO 19 ROSALES 19
NAVARRO 19 ACOSTA 18 VALENCIA 18 OROZCO 18 ROBLES 18 PACHECO 18 ESPINOSA 17 PADILLA 17 CARDENAS 17 MOLINA 17 ZAMORA 16
SALINAS 16 MIRANDA 16 CABRERA 16 FUENTES 16 VALENZUELA 15 TREJO 15 OCHOA 15 AYALA 15 VILLA 15 NAVA 14 TAPIA 14 GALLEGOS 14
MACIAS 14 SERRANO 14 BARRERA 13 VILLEGAS 13 CORONA 13 PONCE 13 ZAVALA 13 LOZANO 12 MURILLO 12 ROSARIO 12 FIGUEROA 12
TRUJILLO 12 RANGEL 12 TOVAR 11 GALVAN 11 BELTRAN 11 MONTOYA 11 MEZA 11 VILLANUEVA 11 ROCHA 10 BARRAGAN 10 ESQUIVEL 10
ARELLANO 10 SAUCEDO 9 ZUÑIGA 9 CASTAÑEDA 9 DE-LA-ROSA 9 DEL-ANGEL 8 BERNAL 8 DUARTE 8 MONTES 8 OCAMPO 8 ESCOBEDO 7
ORNELAS 7 LEDESMA 7 CARRASCO 7 GALINDO 6 DE-LEON 6 RENTERIA 6 ESPARZA 6 LANDEROS 5 FRAUSTO 5 BADILLO 5 CARLOS 5 CALVILLO 5
ULLOA 4 ESCAREÑO 4 DAVILA 4 VENEGAS 4 SIFUENTES 4 BAÑUELOS 4 TISCAREÑO 3 ROQUE 3 MACHUCA 3 SORIANO 3 LLAMAS 3 ZUBIRAN 2
ARGUELLES 2 MENCHACA 2 IÑIGUEZ 2 PEREDA 2 ORDUÑA 2 BUENROSTRO 2 YAÑEZ 2 CUEVAS 2 GARAY 2 TEJADA 2 URBINA 2 ZERMEÑO 1.5
ARRIZON 1.5 BERUMEN 1.5 CARAMILLO 1 DE-SANTIAGO 1 ENCERRADO 1 ESTUPIÑAN 1 GARAMENDI 1 JACOBO 1 LANDAVAZO 1 MINJAREZ 1
NEVAREZ 1 OLAGUE 1 PINALES 1 QUINTANILLA 1 RETANA 1 SANTIBAÑEZ 1 TARANGO 1 VIRAMONTES 1 YCEDO 1 ZALDIVAR 1
"""
# Given names that are Mexican but seldom, so that no combination is a well known person's.
WOMEN = words("""NICANORA EUFROSINA DOROTEA LEOVIGILDA TOMASA EULOGIA PERFECTA CLEOTILDE HERMELINDA ONESIMA BRIGIDA CASIANA
FILOMENA GENOVEVA HIGINIA IRINEA JACINTA LIBRADA MACARIA NARCISA OBDULIA PETRONILA QUIRINA RUFINA SABINA TIBURCIA URBANA
VICENTA ZENAIDA AURELIANA BENIGNA CELEDONIA DELFINA ELPIDIA FIDENCIA GUMERSINDA AMADA BASILIA CRESCENCIA DOMITILA EVANGELINA
FELICITAS GRISELDA HERLINDA ISAURA JOVITA LEOCADIA MODESTA NATIVIDAD OFELIA PRUDENCIA ROSENDA SOCORRO TEODORA""")
MEN = words("""EVODIO LEOVIGILDO TIBURCIO NICANOR HERCULANO ONESIMO PERFECTO CLEOFAS DONACIANO EUSTAQUIO FULGENCIO GAUDENCIO HILARION
IRINEO JACINTO LADISLAO MACARIO NEMESIO OBDULIO PANFILO QUIRINO RUTILIO SILVESTRE TRANQUILINO URBANO VENUSTIANO WENCESLAO
ZENON AMBROSIO BONIFACIO CRESCENCIO DOMITILO EPIFANIO FAUSTINO GENARO HIPOLITO ISAIAS JUVENTINO LIBRADO MELQUIADES NAZARIO
ODILON PORFIRIO ROGACIANO SEVERIANO TELESFORO ULDARICO VICTORIO ABUNDIO BALTAZAR CANDELARIO DEMETRIO ELEUTERIO FERMIN""")
FIRST_PART = words("""ZOR MIR VEL TAN QUI BRE LUN DOR FAR GAL HEL JAR KAL LIR NUR OST PRA RIN SOL TEL URD VAR XEN YAL ZEN ALT BOR CEN DAL
ERM FEN GRA HUR IND JUN KOR LAM MON NEV ORB PEL RUM SAN TOR""")
MIDDLE_PART = ["A", "E", "I", "O", "U", "AR", "EN", "IL", "OR", "UM", "ANDRI", "ETO", "IVA", "OLDI"]
LAST_PART = words(
    "VANTA QUEL DRIX MAR NEX TRAL LUNA VOR DEX PAN CARIO SUR BRA TEC GO MEX LIA NOVA RAL ZUR PLEX FER CEL TON"
)
LEGAL_FORMS = Weighted(
    ["SA DE CV", "S DE RL DE CV", "SAPI DE CV", "SC", "SAS DE CV", "AC", "SPR DE RL"],
    [78, 9, 3.5, 4, 3, 1.5, 1],
)
STREETS = phrases("""MINERAL DEL ALBA|CANTERA ROSA|TIRO GENERAL|VETA NUEVA|LOS HORNILLOS|HACIENDA DE BENEFICIO|PLATEROS VIEJOS|MESQUITERA
|LA ACEQUIA|CERRO DEL AIRE|LOS GAMBUSINOS|REAL DE ABAJO|LA ESTACADA|PORTAL DEL RELOJ|ARROYO SECO|LAS CAMPANAS""")
COLONIES = phrases("""LAS LAJAS|EL MANANTIAL|LOMA ALTA|BARRIO DE ARRIBA|LOS TEPETATES|LA PURISIMA VIEJA|JARDINES DEL TIRO|EL HUIZACHE
|SAN TELMO|VISTA PLATA|INFONAVIT EL SOCAVON|LOS NOGALES""")


@dataclass(slots=True)
class PersonName:
    """A person's name as the civil register has it: upper case, no accents, Ñ kept."""

    given: str
    first: str
    second: str

    @property
    def full(self) -> str:
        """Given name first, as ComprasMX writes natural persons."""
        return f"{self.given} {self.first} {self.second}".strip()

    @property
    def surname_first(self) -> str:
        """Surnames first, as the 69-B list writes natural persons."""
        return f"{self.first} {self.second} {self.given}".strip()


class NameBook:
    """Surnames of a municipality and given names; small towns share few surnames, hence homonyms."""

    def __init__(self, chance: Chance) -> None:
        tokens = SURNAMES.split()
        self._surnames = [word.replace("-", " ") for word in tokens[0::2]]
        self._weights = [float(word) for word in tokens[1::2]]
        self._rng = chance.of("names/towns")
        self._used_brands: set[str] = set()
        self._brand_rng = chance.of("names/firms")
        self.national = Weighted(self._surnames, self._weights)

    def town(self, spread: float) -> Weighted[str]:
        """The surnames of one town: the national table, multiplied by log-normal noise of that spread."""
        return Weighted(
            self._surnames, [w * self._rng.lognormvariate(0, spread) for w in self._weights]
        )

    @staticmethod
    def given(rng: random.Random, sex: str) -> str:
        """One or two given names."""
        pool = MEN if sex == "H" else WOMEN
        first = rng.choice(pool)
        if rng.random() < 0.35:
            return first
        second = rng.choice(pool)
        return first if second == first else f"{first} {second}"

    def brand(self) -> str:
        """An invented word that no earlier firm bears."""
        rng = self._brand_rng
        while True:
            word = rng.choice(FIRST_PART) + rng.choice(MIDDLE_PART) + rng.choice(LAST_PART)
            if word not in self._used_brands:
                self._used_brands.add(word)
                return word
