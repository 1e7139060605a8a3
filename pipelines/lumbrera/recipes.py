"""What decides, beside the data, what a run gives: read and checked before anything is ingested."""

from dataclasses import dataclass

from lumbrera import build, content, ruleset, warehouse
from lumbrera.config import Settings
from lumbrera.people import decisions
from lumbrera.people.decisions import LinkDecision
from lumbrera.workspace import Workspace


@dataclass(frozen=True)
class Recipe:
    """Models, rules with their parameters, suppressions, what people decided about who is who, and
    the key of the ids."""

    models: list[build.Model]
    rules: list[ruleset.Bound]
    suppressions: list[ruleset.Suppression]
    links: list[LinkDecision]
    key: str


def load(workspace: Workspace, settings: Settings) -> Recipe:
    """The recipe as the settings have it. Raises UsageError or LumbreraError for what is wrong in a
    model, a rule, a parameter, a reference table of the deployment, or a file that settings name."""
    own = settings.jurisdiction.reference
    return Recipe(
        models=build.discover(content.root("models"), workspace.root / own if own else None),
        rules=ruleset.bind(ruleset.load_rules(content.root("rules")), settings.rules),
        suppressions=ruleset.load_suppressions(
            workspace.root / (settings.suppressions.file or "suppressions.toml"),
            required=bool(settings.suppressions.file),
        ),
        links=decisions.load(workspace.root / decisions.FILE),
        key=warehouse.id_key(settings, workspace),
    )
