"""lumbrera rules: list, show, figures, sensitivity, suppressions, new, test, diff."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from lumbrera.cli.console import NARROW, terminal
from lumbrera.cli.options import current_snapshot, data_option, json_option

if TYPE_CHECKING:
    from lumbrera.ruleset import RuleFigures


@click.group("rules")
def command() -> None:
    """Lista, muestra, mide, crea, prueba y compara reglas."""


@command.command("list")
def list_command() -> int:
    """Todas las reglas, con su sujeto, estado y gravedad."""
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    from lumbrera.report import labels
    from lumbrera.ruleset import list_rules

    console = terminal()
    is_wide = console.width >= NARROW
    table = Table(box=SIMPLE_HEAD)
    table.add_column("clave", no_wrap=True)
    table.add_column("título")
    for name in ("tipo", "gravedad", "estado"):
        table.add_column(name, no_wrap=True)
    if is_wide:
        table.add_column("sujeto")
        table.add_column("archivo", overflow="fold")
    for rule in list_rules():
        words = [labels.code(kind, rule[kind]) for kind in ("kind", "severity", "status")]
        more = [labels.code("subject_type", rule["subject"]), rule["file"]] if is_wide else []
        table.add_row(rule["id"], _plain(rule["title"]), *words, *more)
    console.print(table)
    return 0


@command.command("show")
@click.argument("rule_id", metavar="REGLA")
@data_option
def show_command(rule_id: str, data: Path) -> int:
    """Una regla completa: qué mira, por qué, su base legal, explicaciones lícitas y su SQL; y, si
    hay datos, qué señaló en ellos y qué señalaría con la mitad o el doble de cada umbral."""
    import yaml

    from lumbrera.ruleset import rule_figures, show_rule
    from lumbrera.workspace import Workspace

    rule = show_rule(rule_id.upper())
    sql = str(rule.pop("sql"))
    click.echo(yaml.safe_dump(rule, allow_unicode=True, sort_keys=False, width=100))
    click.echo(sql)
    if Workspace(data).current.exists():
        with current_snapshot(data) as con:
            for figures in rule_figures(con, [rule_id.upper()]):
                console = terminal()
                console.print(_figures_table([figures], console.width))
                if figures.trials:
                    console.print(_trials_table([figures], console.width))
    return 0


@command.command("figures")
@data_option
@json_option
def figures_command(data: Path, as_json: bool) -> int:
    """Qué señaló cada regla en los datos, qué no pudo calcular y cuáles están por calibrar."""
    import msgspec

    from lumbrera.ruleset import rule_figures

    with current_snapshot(data) as con:
        found = rule_figures(con)
    if as_json:
        click.echo(msgspec.json.format(msgspec.json.encode(found), indent=2))
        return 0
    console = terminal()
    console.print(_figures_table(found, console.width))
    if any(rule.miscalibrated for rule in found):
        console.print(
            "Por calibrar: señala más de la quinta parte de lo que calcula; sus alertas suman como "
            "señales y no abren casos."
        )
    return 0


@command.command("sensitivity")
@data_option
def sensitivity_command(data: Path) -> int:
    """Cuánto señalaría cada regla con la mitad y el doble de cada umbral. Queda en el almacén.

    Con hasta 100,000 contratos, cada corrida lo calcula; con más, solo esta orden.
    """
    from lumbrera import config, content, restricted, ruleset, snapshot, warehouse
    from lumbrera.workspace import Workspace

    workspace = Workspace(data)
    workspace.require_current()
    settings = config.load(workspace.settings_file)
    with workspace.locked(click.echo):
        building = snapshot.begin(workspace)
        with warehouse.connect(building, workspace, settings) as con:
            restricted.attach(con, workspace, settings)
            rules = ruleset.bind(ruleset.load_rules(content.root("rules")), settings.rules)
            built = dict(con.execute("select rule_id, digest from flags.rule").fetchall())
            # A rule that is newer than the snapshot may read tables that are not there yet.
            same = [bound for bound in rules if built.get(bound.rule.id) == bound.digest]
            ruleset.write_sensitivity(con, same)
            found = ruleset.rule_figures(con)
            name = f"{snapshot.recorded(con, 'as_of')}-{snapshot.recorded(con, 'run_digest')[:12]}"
            con.execute("detach restricted")
            con.execute("checkpoint")
        snapshot.publish(workspace, building, name)
    console = terminal()
    console.print(_trials_table([rule for rule in found if rule.trials], console.width))
    if len(same) < len(rules):
        newer = ", ".join(bound.rule.id for bound in rules if bound not in same)
        click.echo(f"Sin calcular, porque cambiaron después del almacén (lumbrera build): {newer}")
    return 0


@command.command("suppressions")
@data_option
def suppressions_command(data: Path) -> int:
    """Las alertas explicadas de antemano (suppressions.toml): vigentes, vencidas y sin efecto."""
    from rich.table import Table

    with current_snapshot(data) as con:
        rows = con.execute("""
            select entry, array_to_string(rule, ', '), concat_ws(' · ', supplier, buyer, institution),
                reason, who, until, status, note, n_flags
            from cases.suppression order by entry
        """).fetchall()
    table = Table()
    for title in ("n.º", "reglas", "a quién", "motivo", "quién", "hasta", "estado", "alertas"):
        table.add_column(title, overflow="fold")
    for entry, rules, scope, reason, who, until, status, note, n in rows:
        state = "vigente" if status == "active" else note
        cells = (entry, rules or "todas", scope, reason, who, f"{until:%d/%m/%Y}", state, n)
        table.add_row(*(_plain(cell) for cell in cells))
    terminal().print(table if rows else "No hay supresiones.")
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
    from lumbrera import config, restricted
    from lumbrera.ruleset import diff, load_rules, select_rules
    from lumbrera.workspace import Workspace

    workspace = Workspace(data)
    settings = config.load(workspace.settings_file)
    values: dict[str, dict[str, Any]] = {k: dict(v) for k, v in settings.rules.items()}
    for text in overrides:
        rule_id, name, value = _override(text)
        values.setdefault(rule_id, {})[name] = value
    rules = select_rules(load_rules(), [r.upper() for r in rule_ids] or None)
    with current_snapshot(data) as con:
        restricted.attach(con, workspace, settings)
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


def _plain(value: object) -> str:
    from rich.markup import escape

    return escape(str(value))


def _figures_table(found: "list[RuleFigures]", width: int) -> Any:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    from lumbrera.report import labels

    is_wide = width >= NARROW
    table = Table(title="Qué dijo cada regla", title_justify="left", box=SIMPLE_HEAD)
    table.add_column("regla", no_wrap=True)
    if is_wide:
        table.add_column("", overflow="fold", max_width=48)
    for name in ("señaladas", "sin señal", "sin datos", "señala", "casos"):
        table.add_column(name, justify="right", no_wrap=True)
    if is_wide:
        table.add_column("suprimidas", justify="right", no_wrap=True)
        table.add_column("falta", overflow="fold", max_width=40)
    table.add_column("", no_wrap=True)
    for rule in found:
        missing = "; ".join(f"{labels.columns(m)} ({n:,})" for m, n in rule.missing.items())
        table.add_row(
            rule.rule_id,
            *([_plain(rule.title)] if is_wide else []),
            *(f"{n:,}" for n in (rule.flagged, rule.cleared, rule.not_computable)),
            f"{rule.prevalence:.1%}",
            f"{rule.cases:,}",
            *([f"{rule.suppressed:,}", _plain(missing)] if is_wide else []),
            "por calibrar" if rule.miscalibrated else "",
        )
    return table


def _trials_table(found: "list[RuleFigures]", width: int) -> Any:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    is_wide = width >= NARROW
    table = Table(
        title="Si el umbral fuera la mitad o el doble",
        title_justify="left",
        box=SIMPLE_HEAD,
        collapse_padding=True,
        pad_edge=False,
    )
    for name in ("regla", "parámetro", "veces"):
        table.add_column(name, no_wrap=True)
    for name in (
        "umbral",
        "señaladas",
        "abren caso",
        *(["calculadas"] if is_wide else []),
        "señala",
    ):
        table.add_column(name, justify="right", no_wrap=True)
    for rule in found:
        for t in rule.trials:
            share = f"{t.n_flagged / t.n_computed:.1%}" if t.n_computed else "—"
            table.add_row(
                rule.rule_id, t.param, f"× {t.factor:g}", f"{t.param_value:,.10g}",
                f"{t.n_flagged:,}", f"{t.n_opened:,}", *([f"{t.n_computed:,}"] if is_wide else []), share,
            )  # fmt: skip
    return table
