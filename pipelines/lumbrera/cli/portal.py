"""lumbrera portal: everything for citizens as static pages."""

from pathlib import Path

import click

from lumbrera.cli.options import data_option


@click.command("portal")
@data_option
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    help="Carpeta del portal, que se reemplaza entera; si falta, portal/ dentro de la de datos.",
)
@click.option(
    "--no-pdf",
    is_flag=True,
    help="Solo páginas: los reportes sin su PDF. Con más de 200 reportes, los de entes nunca lo llevan.",
)
def command(data: Path, out: Path | None, no_pdf: bool) -> int:
    """Escribe el portal ciudadano: reportes de todos los municipios y entes, alertas y datos."""
    from lumbrera.cli.progress import progress
    from lumbrera.committee.portal import build_portal

    with progress(quiet=False) as tell:
        summary = build_portal(
            data,
            out or data / "portal",
            pdf=not no_pdf,
            tell=lambda what, done, n: tell("portal", what, done, n),
        )
    click.echo(
        f"{summary.target / 'index.html'}\n"
        f"{summary.municipalities:,} municipios, {summary.bodies:,} entes, {summary.alerts:,} alertas; "
        f"{summary.pages:,} páginas (la mayor, {summary.largest_page / 1000:,.0f} kB) y "
        f"{summary.pdfs:,} PDF. Corte: {summary.as_of}."
    )
    reports = summary.municipalities + summary.bodies
    if not no_pdf and summary.pdfs < reports:
        click.echo(
            f"Son {reports:,} reportes: solo los de municipios llevan PDF. El de un ente: "
            "lumbrera report committee --buyer CLAVE."
        )
    return 0
