"""Great Expectations' Data Docs from kept reports: a static site that loads nothing from outside."""

import re
import shutil
from collections.abc import Iterable
from datetime import UTC, datetime
from html import escape
from pathlib import Path
from typing import Any

from lumbrera.validation import engine
from lumbrera.validation.report import Outcome, SuiteReport

# What the generated pages ask the network for (styles, scripts, the publisher's logo, a
# newsletter), the scripts that then have nothing to work on, and what only worked with them.
_OUTSIDE = re.compile(
    r"<link[^>]*>"
    r"|<img[^>]+src=\"https?://[^>]*>"
    r"|<script\b.*?</script>"
    r"|<footer.*?</footer>"
    r"|url\(['\"]?https?://[^)]*\)"
    r"|<div class=\"card mb-3\">\s*<div class=\"card-header p-2\">\s*<strong>Actions</strong>"
    r".*?(?=<div class=\"card d-md-block)"
    r"|<p class=\"m-0\">\s*<a data-toggle=\"collapse\".*?</p>"
    r"|<br> Data asset: None",
    re.DOTALL,
)

# The fixed words of the generated pages, in the language of those who read them.
_SPANISH = (
    (r"<i class=\"[^\"]*text-success[^>]*>\s*</i>(\s*Succeeded)?", "✔ se cumple"),
    (r"<i class=\"[^\"]*text-danger[^>]*>\s*</i>(\s*Failed)?", "✘ no se cumple"),
    (r"<a href=\"[^\"]*expectations/[^\"]*\"\s*>(.*?)</a>", r"\1"),
    (r"([\d.,]+) unexpected values found\.\s*(≈?[\d.]+%) of ([\d,]+) total rows\.",
     r"\1 de \3 renglones (\2) sin lo esperado."),
    (r"(≈?[\d.e-]+%) unexpected\b", r"\1 sin lo esperado"),
    (r"\bExpectation Validation Result\b", "Resultado de la validación"),
    (r"\bEvaluates whether a batch of data matches expectations\.",
     "Lo que se esperaba de los datos y lo que se encontró."),
    (r"\bTable-Level Expectations\b", "Sobre varias columnas o la tabla"),
    (r"\bUnsuccessful Expectations\b", "Expectativas que no se cumplen"),
    (r"\bSuccessful Expectations\b", "Expectativas que se cumplen"),
    (r"\bEvaluated Expectations\b", "Expectativas evaluadas"),
    (r"\bSuccess Percent\b", "Porcentaje que se cumple"),
    (r"\bExpectation Suite:", "Suite:"),
    (r"\bGreat Expectations Version\b", "Versión de Great Expectations"),
    (r"\bTable of Contents\b", "Contenido"),
    (r"\bObserved Value\b", "Observado"),
    (r"\bRun Name\b", "Corrida"),
    (r"\bRun Time\b", "Hora (UTC)"),
    (r">\s*Home\s*<", ">Índice<"),
    (r">\s*Validations /", ">Validaciones /"),
    (r">\s*Overview\s*<", ">Resumen<"),
    (r">\s*Statistics\s*<", ">Cuentas<"),
    (r">\s*Info\s*<", ">Datos de la corrida<"),
    (r">\s*Status\s*<", ">Resultado<"),
    (r">\s*Status:\s*<", ">Resultado:<"),
    (r">\s*Expectation\s*<", ">Se esperaba<"),
    (r"<title>Data documentation compiled by Great Expectations</title>",
     "<title>Lumbrera: validación</title>"),
    (r"<title></title>", ""),
    (r"<html>", '<html lang="es-MX">'),
)  # fmt: skip

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

    The reports may come from an earlier run: nothing is validated again. Pages need no network
    and no script.
    """
    gx, _ = engine.great_expectations()
    building = docs_dir.with_name(f"{docs_dir.name}.new")
    shutil.rmtree(building, ignore_errors=True)
    context = _context(gx, building)
    when = datetime.now(UTC)
    kept = list(reports)
    for number, report in enumerate(kept, start=1):
        _add(gx, context, report, number, when)
    context.build_data_docs()
    pages = {page.stem: page for page in building.rglob("validations/**/*.html")}
    for page in pages.values():
        page.write_text(_plain(page.read_text(encoding="utf-8")), encoding="utf-8")
    index = building / "index.html"
    links = [pages[_page_name(number)].relative_to(building) for number in range(1, len(kept) + 1)]
    index.write_text(_index(kept, links, when), encoding="utf-8")
    # Pages carry their own style; nothing is left that points here.
    shutil.rmtree(building / "static", ignore_errors=True)
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
        # A dot in the name would become a folder.
        expectation_suite_identifier=ExpectationSuiteIdentifier(
            name=report.suite.replace(".", "_")
        ),
        run_id=run,
        batch_identifier=_page_name(number),
    )
    context.validation_results_store.add(key, result)


def _result(outcome: Outcome) -> Any:
    from great_expectations.core import ExpectationValidationResult
    from great_expectations.expectations.expectation_configuration import ExpectationConfiguration
    from great_expectations.expectations.metadata_types import FailureSeverity

    present = outcome.element_count - outcome.missing_count
    return ExpectationValidationResult(
        success=outcome.success,
        expectation_config=ExpectationConfiguration(
            type=outcome.expectation,
            kwargs=outcome.kwargs,
            severity=FailureSeverity(outcome.severity),
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


def _page_name(number: int) -> str:
    return f"{number:04d}"


def _plain(page: str) -> str:
    """A generated page in Spanish, without anything it would fetch from the network."""
    page = _OUTSIDE.sub("", page)
    for pattern, spanish in _SPANISH:
        page = re.sub(pattern, spanish, page)
    return page.replace("</head>", f"{_STYLE}</head>", 1)


def _index(reports: list[SuiteReport], links: list[Path], when: datetime) -> str:
    """The first page, since the generated one is drawn by a script: a row for each report."""
    rows = "".join(
        f"<tr><td><a href='{escape(link.as_posix(), quote=True)}'>{escape(report.target)}</a></td>"
        f"<td>{escape(report.suite)}</td><td>{_verdict(report)}</td>"
        f"<td>{sum(o.success for o in report.outcomes)} de {len(report.outcomes)}</td>"
        f"<td>{len(report.failing_rows):,}</td></tr>"
        for report, link in zip(reports, links, strict=True)
    )
    return (
        '<!DOCTYPE html><html lang="es-MX"><head><meta charset="UTF-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1.0">'
        f"<title>Lumbrera: validación</title>{_STYLE}</head>"
        '<body><div class="container-fluid"><h1>Validación de los datos</h1>'
        "<p>Qué se esperaba de cada archivo y de cada tabla, por qué, y qué se encontró. "
        f"Generado con Great Expectations el {when:%Y-%m-%d} a las {when:%H:%M} UTC.</p>"
        "<table><thead><tr><th scope='col'>Archivo o tabla</th><th scope='col'>Suite</th>"
        "<th scope='col'>Resultado</th><th scope='col'>Expectativas que se cumplen</th>"
        "<th scope='col'>Renglones apartados</th></tr></thead>"
        f"<tbody>{rows}</tbody></table></div></body></html>"
    )


def _verdict(report: SuiteReport) -> str:
    if report.critical_failed:
        return '<span class="text-danger">✘ no cumple lo indispensable</span>'
    if report.warnings:
        return f"con avisos ({len(report.warnings)})"
    return '<span class="text-success">✔ sin avisos</span>'
