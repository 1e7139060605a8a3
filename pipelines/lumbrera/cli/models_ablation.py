"""lumbrera models ablation: the queue on simulated states without the models, and without networks."""

import tempfile
from contextlib import ExitStack
from pathlib import Path

import click

from lumbrera.cli.evaluate import Seeds
from lumbrera.cli.options import json_option

_FILE = click.Path(dir_okay=False, path_type=Path)


@click.command("ablation")
@click.option("--simulated", "folders", multiple=True, metavar="CARPETA",
              type=click.Path(file_okay=False, path_type=Path),
              help="Un estado simulado, con su verdad; repítala para varios.")  # fmt: skip
@click.option("--seeds", type=Seeds(), help="En vez de carpetas: simula un estado por semilla.")
@click.option("--contracts", type=click.IntRange(min=300), default=3000, show_default=True,
              help="Contratos de cada estado, con --seeds.")  # fmt: skip
@click.option("--prevalence", type=click.FloatRange(0, 0.5, min_open=True),
              default=0.02, show_default=True,
              help="Parte de los contratos que es de un esquema, con --seeds; más que la usual "
              "siembra más esquemas y más modos.")  # fmt: skip
@json_option
@click.option("--write", "page_file", type=_FILE, help="Escribe la página en este archivo (.md).")
@click.option("--record", "record_file", type=_FILE, help="Guarda las cifras.")
def command(
    folders: tuple[Path, ...],
    seeds: list[int] | None,
    contracts: int,
    prevalence: float,
    as_json: bool,
    page_file: Path | None,
    record_file: Path | None,
) -> int:
    """Qué agregan los modelos y las redes a las demás reglas, por esquema y modo.

    Corre el trabajo completo una vez con todas las reglas y una vez sin cada grupo de ellas.
    """
    import msgspec

    from lumbrera.cli.progress import progress
    from lumbrera.errors import UsageError
    from lumbrera.modelling import ablation
    from lumbrera.simulate import simulate

    if bool(folders) == (seeds is not None):
        raise UsageError("give either --simulated, once or more, or --seeds")
    with ExitStack() as stack:
        ran = "lumbrera models ablation " + " ".join(f"--simulated {f.name}" for f in folders)
        made_of = list(folders)
        if seeds is not None:
            ran = (
                "lumbrera models ablation "
                f"--seeds {','.join(map(str, seeds))} --contracts {contracts} "
                f"--prevalence {prevalence}"
            )
            root = Path(
                stack.enter_context(tempfile.TemporaryDirectory(prefix="lumbrera-ablation-"))
            )
            for seed in seeds:
                made_of.append(
                    simulate(
                        root / str(seed), contracts=contracts, seed=seed, prevalence=prevalence
                    ).out
                )
        with progress(quiet=as_json) as tell:
            made = ablation.ablate(made_of, ran, lambda words: tell("medir", words, 0, 0))
    encoded = msgspec.json.format(msgspec.json.encode(made), indent=1)
    if record_file:
        record_file.write_bytes(encoded + b"\n")
    if page_file:
        page_file.write_text(ablation.page(made), encoding="utf-8")
    click.echo(encoded.decode() if as_json else ablation.page(made))
    return 0
