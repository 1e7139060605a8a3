"""lumbrera rules: list, show, new, test, diff."""

from pathlib import Path
from typing import Any

import click

from lumbrera.cli.options import current_snapshot, data_option


@click.group("rules")
def command() -> None:
    """Lista, muestra, crea, prueba y compara reglas."""


@command.command("list")
def list_command() -> int:
    """Todas las reglas, con su sujeto, estado y gravedad."""
    from rich.console import Console
    from rich.table import Table

    from lumbrera.ruleset import list_rules

    table = Table()
    for name in ("clave", "título", "sujeto", "tipo", "estado", "gravedad", "archivo"):
        table.add_column(name, overflow="fold")
    for rule in list_rules():
        table.add_row(
            *(rule[k] for k in ("id", "title", "subject", "kind", "status", "severity", "file"))
        )
    Console(highlight=False).print(table)
    return 0


@command.command("show")
@click.argument("rule_id", metavar="REGLA")
def show_command(rule_id: str) -> int:
    """Una regla completa: qué mira, por qué, su base legal, explicaciones lícitas y su SQL."""
    import yaml

    from lumbrera.ruleset import show_rule

    rule = show_rule(rule_id.upper())
    sql = str(rule.pop("sql"))
    click.echo(yaml.safe_dump(rule, allow_unicode=True, sort_keys=False, width=100))
    click.echo(sql)
    return 0


@command.command("new")
@click.argument("rule_id", metavar="REGLA")
@click.option("--family", required=True, help="transparency, planning, competition…")
@click.option("--slug", required=True, help="Nombre de archivo: palabras_en_minúsculas.")
@click.option("--title", required=True, help="Título en español.")
def new_command(rule_id: str, family: str, slug: str, title: str) -> int:
    """Crea los dos archivos de una regla nueva: el SQL y sus casos de prueba."""
    from lumbrera import content
    from lumbrera.errors import UsageError
    from lumbrera.ruleset import new_rule

    root = content.checkout()
    if root is None:
        raise UsageError("new rules are written in a source checkout, not in an installed package")
    for path in new_rule(rule_id, family, slug, title, root):
        click.echo(path)
    return 0


@command.command("test")
@click.argument("rule_ids", nargs=-1, metavar="[REGLA]…")
def test_command(rule_ids: tuple[str, ...]) -> int:
    """Corre los casos de prueba de las reglas (todas, si no se dice cuáles)."""
    from lumbrera.ruleset import run_cases

    results = run_cases([r.upper() for r in rule_ids] or None)
    for result in results:
        click.echo(f"{'bien' if result.passed else 'MAL '}  {result.rule_id}  {result.name}")
        for failure in result.failures:
            click.echo(f"      {failure}")
    failed = sum(not r.passed for r in results)
    click.echo(f"{len(results)} casos, {failed} con diferencias")
    return 1 if failed else 0


@command.command("diff")
@click.argument("rule_ids", nargs=-1, metavar="[REGLA]…")
@data_option
@click.option(
    "--set",
    "overrides",
    multiple=True,
    metavar="REGLA.PARAM=VALOR",
    help="Otro valor de un parámetro.",
)
def diff_command(rule_ids: tuple[str, ...], data: Path, overrides: tuple[str, ...]) -> int:
    """Qué alertas aparecerían o desaparecerían con las reglas y parámetros de ahora, sin tocar nada."""
    from lumbrera import config
    from lumbrera.ruleset import diff, load_rules, select_rules
    from lumbrera.workspace import Workspace

    values: dict[str, dict[str, Any]] = {
        k: dict(v) for k, v in config.load(Workspace(data).settings_file).rules.items()
    }
    for text in overrides:
        rule_id, name, value = _override(text)
        values.setdefault(rule_id, {})[name] = value
    rules = select_rules(load_rules(), [r.upper() for r in rule_ids] or None)
    with current_snapshot(data) as con:
        for found in diff(con, rules, values):
            click.echo(f"{found.rule_id}: +{len(found.new)} −{len(found.gone)} ={found.same}")
            for mark, flags in (("+", found.new), ("−", found.gone)):
                for flag in flags[:20]:
                    click.echo(f"  {mark} {flag.sentence}")
                if len(flags) > 20:
                    click.echo(f"  {mark} … y {len(flags) - 20} más")
    return 0


def _override(text: str) -> tuple[str, str, Any]:
    import msgspec

    from lumbrera.errors import UsageError

    target, equals, value = text.partition("=")
    rule_id, dot, name = target.partition(".")
    if not (equals and dot and name):
        raise UsageError(f"--set {text!r}: write RULE.PARAM=VALUE, for example P3.share=0.9")
    try:
        return rule_id.upper(), name, msgspec.json.decode(value)
    except msgspec.DecodeError:
        return rule_id.upper(), name, value
