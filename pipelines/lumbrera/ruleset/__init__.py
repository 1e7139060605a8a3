"""The rule engine: reads rules, evaluates them to four outcomes, and groups flags into cases."""

from lumbrera.ruleset.casefiles import CaseResult, run_cases
from lumbrera.ruleset.cases import STRONGEST_FIRST
from lumbrera.ruleset.catalogue import list_rules, show_rule
from lumbrera.ruleset.difference import DiffFlag, RuleDiff, diff
from lumbrera.ruleset.evaluate import Outcome
from lumbrera.ruleset.figures import RuleFigures, rule_figures
from lumbrera.ruleset.flags import RulesReport, run_rules
from lumbrera.ruleset.header import Header, Rule, load_rules, parse_rule, select_rules
from lumbrera.ruleset.params import Bound, Overrides, bind
from lumbrera.ruleset.scaffold import new_rule
from lumbrera.ruleset.sensitivity import write_sensitivity
from lumbrera.ruleset.suppress import Suppression, load_suppressions

__all__ = [
    "STRONGEST_FIRST",
    "Bound",
    "CaseResult",
    "DiffFlag",
    "Header",
    "Outcome",
    "Overrides",
    "Rule",
    "RuleDiff",
    "RuleFigures",
    "RulesReport",
    "Suppression",
    "bind",
    "diff",
    "list_rules",
    "load_rules",
    "load_suppressions",
    "new_rule",
    "parse_rule",
    "rule_figures",
    "run_cases",
    "run_rules",
    "select_rules",
    "show_rule",
    "write_sensitivity",
]
