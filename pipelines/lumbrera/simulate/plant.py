"""Plants the schemes and the look-alikes among the lawful contracts."""

from lumbrera.simulate.lookalikes import LOOKALIKES
from lumbrera.simulate.plot import SKILLS, Plot
from lumbrera.simulate.schemes import SCHEMES
from lumbrera.simulate.truth import Instance
from lumbrera.simulate.world import World

MUST = 4  # the first schemes of the list are always planted, naively, however small the state


def everything(world: World, prevalence: float) -> list[Instance]:
    """All instances, schemes first.

    Schemes come skill by skill in the order of the list, round after round, until `prevalence` of the contracts is theirs (a round
    nearly done is finished); then look-alikes, half as many as schemes, with at most a quarter of the contracts.
    """
    budget = world.size * prevalence
    used: dict[str, int] = {}
    planted: list[Instance] = []
    spent, at = 0, 0
    whole = len(SCHEMES) * len(SKILLS)
    while (
        at < MUST or spent < budget or (at % whole and spent < 1.25 * budget and at > whole * 0.7)
    ):
        kind = list(SCHEMES)[at % len(SCHEMES)]
        skill = SKILLS[at // len(SCHEMES) % len(SKILLS)]
        instance = SCHEMES[kind](Plot(world, f"S{at + 1:04d}", kind, skill, used))
        if instance is not None:
            planted.append(instance)
            spent += len(instance.contracts)
        at += 1
    rounds = max(1, round(len(planted) / (2 * len(LOOKALIKES))))
    room = max(25, world.size * 0.25)
    for turn in range(rounds):
        for index, (kind, make) in enumerate(LOOKALIKES.items()):
            if room < 0:
                break
            instance = make(
                Plot(world, f"L{turn * len(LOOKALIKES) + index + 1:04d}", kind, "", used)
            )
            if instance is not None:
                planted.append(instance)
                room -= len(instance.contracts)
    return planted
