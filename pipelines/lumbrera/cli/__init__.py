"""The command line: `lumbrera COMMAND`. Each command is a module here, imported when it is used."""

import importlib
import sys

import click

COMMANDS = {
    "run": "lee archivos, construye el almacén, evalúa las reglas y escribe el reporte",
    "ingest": "solo lee y prepara archivos publicados",
    "build": "construye almacén, alertas y reporte con lo ya leído",
    "rules": "lista, muestra, crea, prueba y compara reglas",
    "alerts": "exporta alertas con filtros (csv, json, xlsx)",
    "explain": "explica una alerta, un caso o un contrato hasta su renglón publicado",
    "graph": "exporta la red alrededor de un proveedor, una unidad o una persona servidora pública",
    "report": "escribe las dos hojas para un comité de contraloría social",
    "portal": "escribe el portal ciudadano: reportes de todos los municipios y entes, alertas y datos",
    "publish": "prepara el portal y lo publica solo con la firma de una persona",
    "links": "vínculos entre personas de distintas fuentes: lista, confirma, rechaza",
    "status": "dice qué hay en la carpeta de datos",
    "init": "escribe un lumbrera.toml comentado",
    "demo": "simula un estado pequeño y corre sobre él el trabajo completo",
    "simulate": "escribe un estado simulado, con patrones plantados y su verdad",
    "models": "lista y muestra los modelos, y los evalúa sobre datos con casos confirmados",
    "evaluate": "compara lo señalado en un estado simulado con su verdad",
}


class LazyGroup(click.Group):
    """A group that imports a command only to run it, so that --help answers at once."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"lumbrera.cli.{cmd_name}")
        command: click.Command = module.command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Comandos"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Lumbrera lee lo que se publica sobre contratos, proveedores y sanciones, lo revisa y "
    "señala lo que conviene mirar dos veces, con su evidencia.",
)
@click.version_option(package_name="lumbrera", message="%(version)s")
def group() -> None:
    pass


def main(args: list[str] | None = None) -> None:
    """The entry point. Exit codes: 0 done, 1 something was refused or failed, 2 wrong usage."""
    from lumbrera.errors import LumbreraError
    from lumbrera.lean import postpone_pandas

    postpone_pandas()
    try:
        code = group.main(args=args, prog_name="lumbrera", standalone_mode=False)
    except click.exceptions.Exit as exc:
        code = exc.exit_code
    except click.Abort:
        click.echo("cancelado", err=True)
        code = 130
    except click.ClickException as exc:
        exc.show()
        code = 2
    except LumbreraError as exc:
        click.echo(f"lumbrera: {exc}", err=True)
        code = exc.exit_code
    sys.exit(code if isinstance(code, int) else 0)
