"""Simulates a state and publishes it."""

from dataclasses import dataclass
from pathlib import Path

from lumbrera.errors import UsageError


@dataclass(frozen=True, slots=True)
class Summary:
    """What was written: counts of the world and the files, relative to `out`, with their sizes in bytes."""

    out: Path
    contracts: int
    procedures: int
    suppliers: int
    officials: int
    schemes: int
    scheme_contracts: int
    lookalikes: int
    lookalike_contracts: int
    files: dict[str, int]

    @property
    def published(self) -> Path:
        """The folder the engine reads."""
        return self.out / "publicado"

    @property
    def reference(self) -> Path:
        """The state's own law tables and budgets."""
        return self.out / "reference"

    @property
    def truth(self) -> Path:
        """The ground truth, which the engine never reads."""
        return self.out / "truth"

    def __str__(self) -> str:
        """The summary as the command line shows it."""
        return "\n".join(
            [
                f"Estado inventado (SIMULADO); lo que se publica está en {self.published}",
                f"  {self.contracts:>9,} contratos en {self.procedures:,} procedimientos",
                f"  {self.suppliers:>9,} proveedores y {self.officials:,} servidores públicos",
                f"  {self.schemes:>9,} esquemas sembrados, con {self.scheme_contracts:,} contratos",
                f"  {self.lookalikes:>9,} situaciones lícitas parecidas, con {self.lookalike_contracts:,} contratos",
                f"  {len(self.files):>9,} archivos, {sum(self.files.values()) / 1e6:,.1f} MB; la verdad está aparte, en truth/",
            ]
        )


def simulate(
    out: Path,
    contracts: int = 20_000,
    years: int = 3,
    seed: int = 7,
    exports: int = 3,
    prevalence: float = 0.02,
) -> Summary:
    """Writes a simulated state into the folder `out`: `publicado/` (all that governments publish), `reference/` (its law tables) and `truth/`.

    `prevalence` is the share of contracts that belong to a scheme. The same arguments give the same bytes.
    Raises UsageError when `out` exists and is not empty, or an argument makes no sense.
    """
    if out.exists() and any(out.iterdir()):
        raise UsageError(f"{out} is not empty", hint="Choose a new folder: nothing is overwritten.")
    in_range = contracts >= 100 and 1 <= years <= 10 and 1 <= exports <= 12
    if not in_range or not 0 < prevalence <= 0.6:
        raise UsageError(
            "simulate needs at least 100 contracts, 1 to 10 years, 1 to 12 exports "
            "and a prevalence in (0, 0.6]"
        )
    from lumbrera.simulate import plant, publish
    from lumbrera.simulate.market import Market
    from lumbrera.simulate.numbering import number_everything
    from lumbrera.simulate.world import World

    world = World(contracts, years, seed, exports)
    market = Market(world)
    market.fill(round(contracts * max(0.4, 1 - 1.6 * prevalence)))
    instances = plant.everything(world, prevalence)
    market.fill(contracts - len(world.contracts))
    number_everything(world)
    publish.everything(world, out, instances)
    schemes = [i for i in instances if i.is_scheme]
    lookalikes = [i for i in instances if not i.is_scheme]
    return Summary(
        out=out,
        contracts=len(world.contracts),
        procedures=len(world.procedures),
        suppliers=len(world.firms.all),
        officials=sum(len(b.posts) for b in world.state.bodies),
        schemes=len(schemes),
        scheme_contracts=sum(len(i.contracts) for i in schemes),
        lookalikes=len(lookalikes),
        lookalike_contracts=sum(len(i.contracts) for i in lookalikes),
        files={
            str(p.relative_to(out)): p.stat().st_size for p in sorted(out.rglob("*")) if p.is_file()
        },
    )
