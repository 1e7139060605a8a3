"""lumbrera init: a commented lumbrera.toml, and a key of one's own for ids."""

import secrets
from pathlib import Path

import click

from lumbrera.cli.options import data_option

TEMPLATE = """\
# Configuración de Lumbrera. Una clave desconocida se rechaza: nada cambia en silencio.

[jurisdiction]
# De quién son los topes y plazos que se aplican: la columna `jurisdiction` de
# models/reference/ceilings.csv. Donde la tabla no tiene renglón, la regla responde
# «no calculable»; nunca toma el valor de otra jurisdicción.
code = "federal"
# Carpeta (dentro de esta) con tablas propias, con las columnas de models/reference: sus renglones
# se suman a los de la tabla del mismo nombre y sustituyen a los de la misma ley, año o estado.
# reference = "reference"

[budgets]
# Presupuesto anual autorizado para contratar, en pesos, por institución (los primeros seis
# caracteres de la clave de sus unidades) y, si cambia, por año. De él depende el tramo de los
# montos máximos; sin él, solo se señala lo que rebasa el tramo más alto.
# "050GYR" = 90_000_000_000
# "050GYR:2026" = 95_000_000_000

[sources]
# De dónde viene cada fuente cuando `lumbrera run` no recibe rutas: una carpeta (relativa a esta)
# o la dirección de un archivo (o varias, entre corchetes). Sin red si no se pone una dirección.
# [sources.comprasmx_contracts]
# path = "/srv/datos/comprasmx"
# url = "https://…"
# min_share_of_last = 0.5   # con menos renglones que esta parte de la entrega anterior, se rechaza
# Donde una columna se publica con otro encabezado, o una tabla hija en una hoja de otro nombre:
# [sources.sipot_tenders.columns]
# "Folio del procedimiento" = "procedure_number"
# [sources.sipot_bidders]
# sheets = ["Tabla_590001"]

[fetch]
# Lo que se descarga: tamaño máximo, segundos sin recibir nada tras los que se reintenta, cuántos
# intentos y la espera más larga entre dos. Solo reemplaza al anterior un archivo completo y que se
# reconoce como de su fuente.
max_mb = 4096
timeout_seconds = 60
attempts = 5
max_wait_seconds = 120

[notices]
# Dirección a la que Airflow avisa (POST, JSON {"text": …}) de fallas, retrasos y firmas pendientes;
# sirve la de un canal de Mattermost, Slack o similar. Vacía: solo en los registros.
url = ""
# Las API de la Plataforma Digital Nacional (S1, S2, S3). Los secretos no van aquí: solo el nombre
# de la variable de entorno que los guarda.
# [sources.pdn_s2.api]
# url = "https://…/v1/spic"               # una dirección o varias
# token_url = "https://…/oauth"
# client_id = "…"
# client_secret_env = "PDN_CLIENT_SECRET"
# username = "…"
# password_env = "PDN_PASSWORD"
# paging = "page"                          # "offset" en S2 v2.0 y S3 v2
# page_size = 200
# per_minute = 60

[versions]
# Una entrega cuenta como completa si muestra al menos esta parte de los contratos anteriores de
# su año (o si faltan a lo más `missing_floor`); solo entonces un contrato que falta dejó de
# publicarse.
complete_share = 0.9
missing_floor = 2

[rules]
# Parámetros de las reglas (véase `lumbrera rules show REGLA`).
# [rules.D7]
# max_share = 0.40
# [rules.T9]
# enabled = false

[queue]
# De cada `window` lugares de la cola, una misma unidad ocupa a lo más `per_buyer`; lo demás
# conserva su puntaje y sigue después.
window = 20
per_buyer = 3

[models]
# Hasta este número de contratos cada corrida calcula qué tan distinto es cada uno de los parecidos
# (reglas V12, V13, V13U, F19). Con más no lo hace; se calculan una vez con `lumbrera models score`, o
# en cada corrida si aquí se sube el número: tres millones toman de dos a tres
# minutos más y unos cinco gigabytes de memoria.
score_up_to = 300_000

[networks]
# Con false no se calcula ningún lazo entre proveedores, personas y domicilios: cada proveedor cuenta
# por separado, y las reglas que preguntan por lazos quedan sin dato.
enabled = true

[suppressions]
# Alertas que alguien ya explicó (un monopolio documentado, por ejemplo): se calculan y se cuentan,
# pero no abren caso hasta que vencen. Si no se dice otro archivo, suppressions.toml de esta
# carpeta, con una entrada así por cada una; el alcance es lo que se ponga de rule, supplier (RFC o
# clave), buyer (clave de la unidad) e institution:
#   [[suppression]]
#   rule = ["D7"]
#   supplier = "RFC"
#   buyer = "clave"
#   reason = "Patente vigente, oficio de la Secretaría"
#   until = 2026-12-31
#   who = "Contraloría"
file = ""

[retention]
# Cuántos almacenes terminados se conservan, contando el actual.
snapshots = 5

[engine]
# Límites de DuckDB; threads = 0 usa todos los núcleos.
memory_limit = "3GB"
threads = 0

[identity]
# Las claves que salen del sistema son resúmenes con esta llave: así de una clave no se puede
# volver al RFC de una persona. Guárdela: con otra llave, todas las claves cambian.
key_file = "id.key"

[restricted]
# Pareja y dependientes de las declaraciones (PDN S1, versión reservada): sin el fundamento que
# permite tratarlos no se leen, solo se cuenta en cuántas declaraciones vienen. Con él quedan en la
# carpeta restricted, con permisos propios, y nunca en el almacén. Si el fundamento termina, bórrelo
# de aquí y borre esa carpeta.
# legal_basis = "artículo y convenio que lo permiten"
legal_basis = ""
"""


@click.command("init")
@data_option
def command(data: Path) -> int:
    """Escribe DATA/lumbrera.toml, comentado, y una llave propia para las claves."""
    from lumbrera.errors import UsageError
    from lumbrera.workspace import Workspace

    workspace = Workspace(data)
    workspace.prepare()
    if workspace.settings_file.exists():
        raise UsageError(f"{workspace.settings_file} ya existe; no se tocó")
    key = workspace.root / "id.key"
    if not key.exists():
        key.touch(mode=0o600)
        key.write_text(secrets.token_hex(32), encoding="utf-8")
    workspace.settings_file.write_text(TEMPLATE, encoding="utf-8")
    click.echo(f"Escrito {workspace.settings_file} y la llave {key}")
    return 0
