"""lumbrera graph: what stands around a supplier, a buyer or an official, as a file."""

from pathlib import Path

import click

from lumbrera.cli.options import current_snapshot, data_option


@click.command("graph")
@click.argument("id", metavar="CLAVE")
@click.option(
    "--format",
    "fmt",
    type=click.Choice(["json", "graphml", "svg"]),
    default="json",
    show_default=True,
    help="JSON (nodos y enlaces), GraphML (Gephi, yEd) o un dibujo.",
)
@click.option("--hops", type=click.IntRange(1, 4), default=2, show_default=True, help="Pasos.")
@click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), help="Archivo; si no, a la salida."
)
@data_option
def command(id: str, fmt: str, hops: int, out: Path | None, data: Path) -> int:
    """La red alrededor de un proveedor (S…), una persona servidora pública (O…), una unidad o una
    institución. Las personas no se nombran."""
    from lumbrera.graph import ego, find, picture, text
    from lumbrera.report import write_atomically

    with current_snapshot(data) as con:
        graph = ego(con, find(con, id), hops)
    label = f"Red de {len(graph)} nodos y {graph.number_of_edges()} vínculos"
    written = picture(graph, label) if fmt == "svg" else text(graph, "json" if fmt == "json" else "graphml")  # fmt: skip
    if out is None:
        click.echo(written, nl=False)
        return 0
    out.parent.mkdir(parents=True, exist_ok=True)
    write_atomically(out, written.encode())
    click.echo(f"{out}: {label.lower()}")
    if graph.graph["cut"]:
        click.echo(f"Se dejaron fuera los {graph.graph['cut']} nodos más lejanos.", err=True)
    return 0
