"""lumbrera links: list, confirm, reject: who is who, where a person decides."""

import datetime as dt
from pathlib import Path
from typing import Any

import click

from lumbrera.cli.options import current_snapshot, data_option, json_option

CERTAINTIES = {"certain": "cierto", "probable": "por verificar", "candidate": "candidato"}


@click.group("links")
def command() -> None:
    """Vínculos entre personas de distintas fuentes: lista, confirma y rechaza."""


@command.command("list")
@data_option
@json_option
@click.option(
    "--certainty",
    type=click.Choice(list(CERTAINTIES)),
    default="candidate",
    show_default=True,
    help="Qué tan seguros.",
)
@click.option("--decided", is_flag=True, help="Solo lo que alguien ya decidió (links.toml).")
@click.option(
    "--every", is_flag=True, help="También los que no tocan a una empresa ni a una sanción."
)
@click.option("--limit", default=50, show_default=True, help="Cuántos, cuando mucho.")
def list_command(
    data: Path, as_json: bool, certainty: str, decided: bool, every: bool, limit: int
) -> int:
    """Los vínculos, del más al menos probable, con lo que los sostiene y lo que se esperaría por azar."""
    import msgspec

    with current_snapshot(data) as con:
        rows = _links(con, certainty, decided, every, limit)
        totals = dict(
            con.execute("select certainty, count(*) from core.person_link group by 1").fetchall()
        )
        idle = con.execute(
            """
            select count(*) from meta.link_decision where not (
                profile_a in (select profile_id from core.person_mention)
                and profile_b in (select profile_id from core.person_mention))"""
        ).fetchone()[0]
    if as_json:
        click.echo(msgspec.json.format(msgspec.json.encode(rows), indent=2))
        return 0
    _print(rows)
    said = "; ".join(f"{CERTAINTIES[c]}: {totals.get(c, 0):,}" for c in CERTAINTIES)
    click.echo(f"Vínculos en el almacén: {said}. Un vínculo candidato puede ser un homónimo.")
    if idle:
        click.echo(f"Decisiones de links.toml sobre menciones que ya no están: {idle:,}")
    return 0


_LIST = """
with said as (
    select profile_id, any_value(system) as system, any_value(role) as role,
           any_value(concat_ws(' ', given_name, first_surname, nullif(second_surname, ''))) as name,
           any_value(coalesce(institution, u.name, r.name)) as place
    from core.person_mention m
    left join core.supplier u using (supplier_id)
    left join core.register_firm r on r.firm_key = m.firm_key
    group by 1
)
select l.link_id, l.certainty, l.basis, l.probability, l.expected_by_chance, l.n_rivals,
       l.is_confirmed, l.is_rejected, l.decided_by, l.decided_on::varchar as decided_on,
       a.name as name_a, a.role as role_a, a.place as place_a,
       b.name as name_b, b.role as role_b, b.place as place_b
from core.person_link l
join said a on a.profile_id = l.profile_a join said b on b.profile_id = l.profile_b
where case when $decided then l.is_confirmed or l.is_rejected else l.certainty = $certainty and not l.is_rejected end
  and ($every or $decided or (a.role in ('declarant', 'procurement_official', 'staff'))
       <> (b.role in ('declarant', 'procurement_official', 'staff')))
order by l.probability desc nulls last, l.link_id
limit $limit
"""


def _links(
    con: Any, certainty: str, decided: bool, every: bool, limit: int
) -> list[dict[str, Any]]:
    from lumbrera.rows import records

    return records(
        con, _LIST, {"certainty": certainty, "decided": decided, "every": every, "limit": limit}
    )


def _print(rows: list[dict[str, Any]]) -> None:
    import sys

    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    from lumbrera.report import labels

    console = Console(highlight=False, width=None if sys.stdout.isatty() else 200)
    if not rows:
        console.print("No hay vínculos así.")
        return
    table = Table()
    for title in ("vínculo", "una mención", "otra mención", "se apoya en", "probabilidad",
                  "por azar", "decisión"):  # fmt: skip
        table.add_column(title, overflow="fold")
    for row in rows:
        basis = ", ".join(labels.code("link_basis", b) for b in row["basis"])
        decision = (
            "confirmado" if row["is_confirmed"] else "rechazado" if row["is_rejected"] else ""
        )
        cells = (
            row["link_id"],
            *("\n".join(filter(None, (row[f"name_{x}"], labels.code("person_role", row[f"role_{x}"]), row[f"place_{x}"]))) for x in "ab"),
            basis,
            "" if row["probability"] is None else f"{row['probability']:.4f}",
            "" if row["expected_by_chance"] is None else f"{row['expected_by_chance']:.2g}",
            f"{decision} por {row['decided_by']}, {row['decided_on']}" if decision else "",
        )  # fmt: skip
        table.add_row(*(escape(str(cell)) for cell in cells))
    console.print(table)


def _options(function: Any) -> Any:
    for option in (
        click.option("--reason", required=True, help="En qué se basa la decisión."),
        click.option("--who", required=True, help="Quién decide: persona o área."),
        data_option,
        click.argument("link_id", metavar="VÍNCULO"),
    ):
        function = option(function)
    return function


@command.command("confirm")
@_options
def confirm_command(link_id: str, data: Path, who: str, reason: str) -> int:
    """Dice que las dos menciones son la misma persona: el vínculo cuenta como cierto."""
    return _decide(data, link_id, True, who, reason)


@command.command("reject")
@_options
def reject_command(link_id: str, data: Path, who: str, reason: str) -> int:
    """Dice que son dos personas: el vínculo no vuelve a usarse, aunque las fuentes cambien."""
    return _decide(data, link_id, False, who, reason)


def _decide(data: Path, link_id: str, is_confirmed: bool, who: str, reason: str) -> int:
    from lumbrera.errors import UsageError
    from lumbrera.people import decisions
    from lumbrera.workspace import Workspace

    with current_snapshot(data) as con:
        pair = con.execute(
            "select profile_a, profile_b from core.person_link where link_id = ?", [link_id]
        ).fetchone()
    if pair is None:
        raise UsageError(
            f"{link_id} is no link of the current snapshot", hint="`lumbrera links list` shows them"
        )
    path = Workspace(data).root / decisions.FILE
    decisions.record(
        path,
        decisions.LinkDecision(
            profiles=pair,
            decision="confirmed" if is_confirmed else "rejected",
            who=who,
            on=dt.date.today(),
            reason=reason,
        ),
    )
    click.echo(f"Anotado en {path}: {'confirmado' if is_confirmed else 'rechazado'} por {who}.")
    click.echo("Cuenta desde la siguiente corrida (lumbrera build).")
    return 0
