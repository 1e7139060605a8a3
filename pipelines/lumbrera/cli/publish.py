"""lumbrera publish: the portal behind a person's signature."""

from pathlib import Path

import click

from lumbrera.cli.options import data_option


@click.command("publish")
@data_option
@click.option("--prepare", "to_prepare", is_flag=True, help="Prepara el portal y dice qué cambia.")
@click.option("--approve", "signer", metavar="NOMBRE", help="Publica lo preparado, con su firma.")
@click.option("--reject", "objector", metavar="NOMBRE", help="Rechaza lo preparado.")
@click.option("--reason", default="", help="Por qué se rechaza; queda en el registro.")
@click.option("--digest", default="", help="Huella que se aprueba o rechaza (doce letras o más).")
def command(
    data: Path, to_prepare: bool, signer: str | None, objector: str | None, reason: str, digest: str
) -> int:
    """Prepara el portal, y lo publica solo si una persona lo firma.

    Sin opciones dice qué está publicado, qué espera una firma y qué se hizo. Se publica, byte por
    byte, lo preparado; si cambió desde entonces, nada. Quién, cuándo y la huella quedan en
    DATA/publication/record.jsonl. Lo publicado está en DATA/publication/current.
    """
    from lumbrera import publication
    from lumbrera.errors import UsageError

    if to_prepare + (signer is not None) + (objector is not None) > 1:
        raise UsageError("use una sola de --prepare, --approve y --reject")
    if to_prepare:
        prepared = publication.prepare(data, waiting=lambda m: click.echo(m, err=True))
        click.echo(publication.describe(prepared, data))
        click.echo(
            f"\nPara publicarlo: lumbrera publish --approve NOMBRE --digest {prepared.digest[:16]} "
            f"--data {data}"
        )
    elif signer is not None:
        entry = publication.approve(data, signer, digest)
        click.echo(
            f"Publicado {entry.digest[:16]}, con la firma de {entry.who}, el "
            f"{entry.at:%Y-%m-%d %H:%M} UTC: {publication.Place(data).current}"
        )
    elif objector is not None:
        entry = publication.reject(data, objector, reason, digest)
        click.echo(f"Rechazado {entry.digest[:16]} por {entry.who}; lo publicado no cambió.")
    else:
        click.echo(publication.describe_state(data))
    return 0
