"""Plants the schemes and the look-alikes among the lawful contracts."""

from lumbrera.simulate.truth import Instance
from lumbrera.simulate.world import World


def everything(world: World, prevalence: float) -> list[Instance]:
    return []
