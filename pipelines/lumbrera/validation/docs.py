"""Great Expectations' Data Docs from kept reports: a static site that loads nothing from outside."""

import re
import shutil
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from lumbrera.validation import engine
from lumbrera.validation.report import Outcome, SuiteReport

# What the generated pages ask the network for: styles and scripts of Bootstrap and others, the
# publisher's logo, a newsletter. Without them the pages are plain, so a short style stands in.
_OUTSIDE = re.compile(
    r"<link[^>]+href=\"https?://[^>]*>"
    r"|<script[^>]+src=\"https?://[^>]*>\s*</script>"
    r"|<img[^>]+src=\"https?://[^>]*>"
    r"|<script>.*?</script>"
    r"|<footer.*?</footer>"
    r"|url\(['\"]?https?://[^)]*\)",
    re.DOTALL,
)

_STYLE = """<style>
body{font:15px/1.5 system-ui,sans-serif;color:#1d2733;margin:0}
nav.navbar{padding:.5rem 1.5rem;border-bottom:1px solid #d5dbe1}
.container-fluid{padding:1rem 1.5rem}.row{display:flex;flex-wrap:wrap;gap:1rem}
.col-12,.col-sm-12{flex:1 0 100%}@media(min-width:60rem){.col-md-2{flex:0 0 14rem}
.col-md-8,.col-md-10{flex:1 1 0;min-width:0}}
table{border-collapse:collapse;width:100%;margin:.5rem 0}
th,td{border:1px solid #d5dbe1;padding:.35rem .6rem;text-align:left;vertical-align:top}
th{background:#f3f5f7}ol.breadcrumb,ul.nav{list-style:none;padding:0;margin:0}
.card,.alert{border:1px solid #d5dbe1;border-radius:.3rem;padding:.6rem;margin:.6rem 0}
.text-success,.alert-success{color:#1a6b35}.text-danger,.alert-danger{color:#9c1c1c}
.badge{border-radius:.3rem;padding:0 .4rem;background:#eef1f4}a{color:#1d4f8f}
h1,h2,h3,h4,h5{line-height:1.25;margin:.8rem 0 .4rem}.btn-group,.btn-secondary{display:none}
@media print{nav,.sticky{display:none}}
</style>"""


def build_docs(reports: Iterable[SuiteReport], docs_dir: Path) -> Path:
    """Writes Data Docs for the reports into `docs_dir`, replacing what was there; gives the index.

    The reports may come from an earlier run: nothing is validated again. Pages need no network.
    """
    gx, _ = engine.great_expectations()
    building = docs_dir.with_name(f"{docs_dir.name}.new")
    shutil.rmtree(building, ignore_errors=True)
    context = _context(gx, building)
    when = datetime.now(UTC)
    for number, report in enumerate(reports, start=1):
        _add(gx, context, report, number, when)
    context.build_data_docs()
    for page in building.rglob("*.html"):
        page.write_text(_inside_only(page.read_text(encoding="utf-8")), encoding="utf-8")
    shutil.rmtree(building / "static" / "images", ignore_errors=True)
    shutil.rmtree(docs_dir, ignore_errors=True)
    building.replace(docs_dir)
    return docs_dir / "index.html"


def _context(gx: Any, folder: Path) -> Any:
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False}
    for name in list(context.variables.data_docs_sites or {}):
        context.delete_data_docs_site(name)
    context.add_data_docs_site(
        "lumbrera",
        {
            "class_name": "SiteBuilder",
            "show_how_to_buttons": False,
            "store_backend": {
                "class_name": "TupleFilesystemStoreBackend",
                "base_directory": str(folder),
            },
            "site_index_builder": {
                "class_name": "DefaultSiteIndexBuilder",
                "show_cta_footer": False,
            },
        },
    )
    return context


def _add(gx: Any, context: Any, report: SuiteReport, number: int, when: datetime) -> None:
    """Puts one report where Data Docs look for validation results."""
    from great_expectations.core import ExpectationSuiteValidationResult
    from great_expectations.core.run_identifier import RunIdentifier
    from great_expectations.data_context.types.resource_identifiers import (
        ExpectationSuiteIdentifier,
        ValidationResultIdentifier,
    )

    run = RunIdentifier(run_name="lumbrera", run_time=when)
    # A dot in the name would become a folder.
    name = f"{report.suite} · {report.target}".replace(".", "_").replace("/", "_")
    met = sum(o.success for o in report.outcomes)
    result = ExpectationSuiteValidationResult(
        success=not report.critical_failed and not report.warnings,
        results=[_result(o) for o in report.outcomes],
        suite_name=f"{report.suite} · {report.target}",
        statistics={
            "evaluated_expectations": len(report.outcomes),
            "successful_expectations": met,
            "unsuccessful_expectations": len(report.outcomes) - met,
            "success_percent": 100 * met / max(len(report.outcomes), 1),
        },
        meta={
            "great_expectations_version": gx.__version__,
            "run_id": run,
            "validation_time": when.isoformat(),
        },
    )
    key = ValidationResultIdentifier(
        expectation_suite_identifier=ExpectationSuiteIdentifier(name=name),
        run_id=run,
        batch_identifier=f"{number:04d}",
    )
    context.validation_results_store.add(key, result)


def _result(outcome: Outcome) -> Any:
    from great_expectations.core import ExpectationValidationResult
    from great_expectations.expectations.expectation_configuration import ExpectationConfiguration

    present = outcome.element_count - outcome.missing_count
    return ExpectationValidationResult(
        success=outcome.success,
        expectation_config=ExpectationConfiguration(
            type=outcome.expectation,
            kwargs=outcome.kwargs,
            severity=outcome.severity,
            description=f"{outcome.message} {outcome.why}",
            meta={},
        ),
        result={
            "element_count": outcome.element_count,
            "missing_count": outcome.missing_count,
            "missing_percent": 100 * outcome.missing_count / max(outcome.element_count, 1),
            "unexpected_count": outcome.unexpected_count,
            "unexpected_percent": 100 * outcome.unexpected_count / max(present, 1),
            "partial_unexpected_list": [],
        },
        meta={},
        exception_info={
            "raised_exception": False,
            "exception_traceback": None,
            "exception_message": None,
        },
    )


def _inside_only(page: str) -> str:
    """The page in Spanish dress, without anything it would fetch from the network."""
    page = _OUTSIDE.sub("", page)
    return page.replace("<html>", '<html lang="es-MX">', 1).replace(
        "</head>", f"{_STYLE}</head>", 1
    )
