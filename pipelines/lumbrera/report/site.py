"""The report's folder: index, a page per case, buyer, supplier and rule, lists and data files.

All pages are made and checked in a folder beside their place; then only what changed is moved
into it, the index last, and pages of cases that are gone are removed. So a run that fails leaves
the old report whole, and no reader ever meets half a page or a link without its page.
"""

import datetime as dt
import math
import re
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import duckdb

from lumbrera.report import charts, dossier, exports, page
from lumbrera.report.evidence import parameter_names
from lumbrera.report.parties import Party, parties
from lumbrera.report.snapshot import read_about, read_cases, read_queue, read_snapshot
from lumbrera.report.subjects import has_table
from lumbrera.report.text import number as number_text
from lumbrera.report.text import plural
from lumbrera.report.views import CaseView, QueueRow, Snapshot
from lumbrera.rows import records

CASE_PAGES = 500
PARTY_PAGES = 200
CHARTED = 20
ROWS_PER_LIST = 500
LISTED = 5_000
"""Cases that the index's search and the lists hold: with those of a whole country a page of 15 MB
would take long to open. All of them are in casos.csv and on the pages of rules and parties."""
OWN = ("casos", "unidades", "proveedores", "reglas", "listas", "datos")


def write_site(
    con: duckdb.DuckDBPyConnection,
    out_dir: Path,
    docs_link: str | None,
    *,
    cache_dir: Path | None,
    new_since: dt.date | None,
    name_persons: bool,
    case_pages: int = CASE_PAGES,
) -> None:
    """Writes the whole report. cache_dir: where charts of unchanged figures stay. case_pages: how many cases have a page of their own, best first;
    the others are in the lists and data files, and the index says so. Raises LumbreraError when
    a page would hold personal data, OSError when the folder cannot be written."""
    about = read_about(con, name_persons=name_persons)
    queue = read_queue(con, about, new_since=new_since, pages=case_pages)
    cases = read_cases(con, about, new_since=new_since, top=case_pages)
    snapshot = read_snapshot(con, cases)
    out_dir.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".nuevo.", dir=out_dir) as name:
        staged = Path(name)
        for folder in OWN:
            (staged / folder).mkdir()
        # The data files are mostly the database's work, the charts mostly their library's, the
        # pages mostly Python's.
        with (
            con.cursor() as beside,
            ThreadPoolExecutor(1) as data_pool,
            ThreadPoolExecutor(1) as chart_pool,
        ):
            data = data_pool.submit(
                exports.write_data, beside, staged / "datos", queue, name_persons=name_persons
            )
            gallery = charts.Gallery(cache_dir)

            def draw(party: Party) -> Future[dict[str, Any]]:
                return chart_pool.submit(_charts, gallery, party)

            _pages(con, staged, draw, snapshot, queue, cases, name_persons)
            data.result()
        lists = math.ceil(min(len(queue), LISTED) / ROWS_PER_LIST)
        index = page.render_index(snapshot, docs_link, queue, lists, listed=LISTED)
        (staged / "index.html").write_text(index, encoding="utf-8")
        _publish(staged, out_dir)
        gallery.close()


def _pages(
    con: duckdb.DuckDBPyConnection,
    folder: Path,
    draw: Callable[[Party], Future[dict[str, Any]]],
    snapshot: Snapshot,
    queue: list[QueueRow],
    cases: list[CaseView],
    name_persons: bool,
) -> None:
    dossier.gather(con, [case.case_id for case in cases])
    try:
        dossiers = dossier.dossiers(con, name_persons=name_persons)
        buyers = parties(con, "buyer", PARTY_PAGES, name_persons=name_persons)
        suppliers = parties(con, "supplier", PARTY_PAGES, name_persons=name_persons)
    finally:
        dossier.release(con)
    pages = {("buyer", key): f"unidades/{file_name(key)}" for key in buyers}
    pages |= {("supplier", key): f"proveedores/{file_name(key)}" for key in suppliers}
    charted = [*buyers.values(), *suppliers.values()][:CHARTED]
    drawn = {(party.role, party.party_id): draw(party) for party in charted}
    by_id = {row.case_id: row for row in queue}
    shared = {"s": snapshot, "pages": pages}
    for i, case in enumerate(cases):
        d = dossiers.get(case.case_id) or dossier.Dossier()
        _write(
            folder / f"casos/{case.case_id}.html",
            "case.html.j2",
            shared
            | {
                "case": case,
                "d": d,
                "combined": 1 - math.prod(1 - w.weight for w in d.weights if w.counts),
                "timeline": _timeline(case, d),
                "linked": _linked(d, pages),
                "before": f"{cases[i - 1].case_id}.html" if i else None,
                "after": f"{cases[i + 1].case_id}.html" if i + 1 < len(cases) else None,
            },
        )
    for party in [*buyers.values(), *suppliers.values()]:
        chart = drawn.get((party.role, party.party_id))
        _write(
            folder / pages[party.role, party.party_id],
            "party.html.j2",
            shared
            | {
                "p": party,
                "cases": sorted(
                    (by_id[key] for key in party.case_ids if key in by_id), key=lambda r: r.rank
                ),
                "charts": chart.result() if chart else _NO_CHARTS,
            },
        )
    sensitivity = _sensitivity(con)
    of_rule: dict[str, list[QueueRow]] = {}
    for row in queue:
        for rule_id in row.rules:
            of_rule.setdefault(rule_id, []).append(row)
    for rule in snapshot.rules.values():
        _write(
            folder / f"reglas/{rule.rule_id}.html",
            "rule.html.j2",
            shared
            | {
                "rule": rule,
                "cases": of_rule.get(rule.rule_id, []),
                "sensitivity": sensitivity.get(rule.rule_id, []),
            },
        )
    listed = queue[:LISTED]
    total = math.ceil(len(listed) / ROWS_PER_LIST)
    for number in range(1, total + 1):
        rows = listed[(number - 1) * ROWS_PER_LIST : number * ROWS_PER_LIST]
        _write(
            folder / f"listas/{number}.html",
            "list.html.j2",
            shared | {"cases": rows, "number": number, "total": total, "listed": len(listed)},
        )


_NO_CHARTS = {"concentration": "", "weeks": ""}


def _charts(gallery: charts.Gallery, party: Party) -> dict[str, Any]:
    from markupsafe import Markup

    weeks = gallery.weeks(party) if party.role == "buyer" else ""
    return {"concentration": Markup(gallery.concentration(party)), "weeks": Markup(weeks)}


def _write(target: Path, template: str, values: dict[str, Any]) -> None:
    target.write_text(page.render(template, values), encoding="utf-8")


def file_name(party_id: str) -> str:
    """A page's name from a published id: what a file system may refuse becomes a hyphen, and a
    piece of the id's digest keeps two such ids apart."""
    import hashlib

    plain = re.sub(r"[^A-Za-z0-9_]", "-", party_id)[:60]
    if plain == party_id:
        return f"{plain}.html"
    return f"{plain}-{hashlib.sha256(party_id.encode()).hexdigest()[:8]}.html"


def _linked(d: dossier.Dossier, pages: dict[tuple[str, str], str]) -> list[tuple[str, str, str]]:
    """The buyers and suppliers of the case that have a page, each once, at most three of each."""
    found: dict[tuple[str, str], str] = {}
    for contract in d.contracts:
        for role, key, name in (
            ("buyer", contract.buyer_id, contract.buyer),
            ("supplier", contract.supplier_id, contract.supplier),
        ):
            if key and (role, key) in pages:
                found.setdefault((role, key), name)
    for role in ("buyer", "supplier"):
        for extra in [key for key in found if key[0] == role][3:]:
            del found[extra]
    return [(role, key, name) for (role, key), name in found.items()]


def _timeline(case: CaseView, d: dossier.Dossier) -> list[tuple[dt.date, str]]:
    """What happened and when: the dates of the subject, its contracts, its alerts, its versions."""
    events = [(on, label) for label, on in case.dates]
    if case.subject.kind != "contract":
        days = Counter((c.event_on, c.event_basis) for c in d.contracts if c.event_on)
        events += [
            (on, f"{basis}: {plural(n, 'contrato', 'contratos')}")
            for (on, basis), n in days.items()
        ]
    events += [
        (flag.event_on, f"fecha del hecho que compara {flag.rule_id}")
        for flag in case.flags
        if flag.event_on
    ]
    seen = Counter((v.export_on, v.status) for v in d.versions if v.export_on)
    events += [
        (on, f"exportación, {plural(n, 'contrato', 'contratos')}: {status}")
        for (on, status), n in seen.items()
    ]
    return sorted(dict.fromkeys(events))


_FACTORS = {0.5: "la mitad", 1.0: "el aplicado", 2.0: "el doble"}


def _sensitivity(con: duckdb.DuckDBPyConnection) -> dict[str, list[dict[str, Any]]]:
    """rule_id → the rows of flags.sensitivity, in Spanish, where the table exists."""
    found: dict[str, list[dict[str, Any]]] = {}
    if not has_table(con, "flags", "sensitivity"):
        return found
    names = {
        row["rule_id"]: parameter_names(row["params"])
        for row in records(con, "select rule_id, params from flags.rule")
    }
    for row in records(con, "select * from flags.sensitivity order by all"):
        found.setdefault(row["rule_id"], []).append(
            {
                "umbral": names.get(row["rule_id"], {}).get(row["param"], row["param"]),
                "se prueba": _FACTORS.get(row["factor"], f"{row['factor']:g} veces"),
                "valor": number_text(row["param_value"]),
                "con alerta": number_text(row["n_flagged"]),
                "abren caso": number_text(row["n_opened"]),
                "calculados": number_text(row["n_computed"]),
            }
        )
    return found


def _publish(staged: Path, out_dir: Path) -> None:
    made = sorted(p.relative_to(staged) for p in staged.rglob("*") if p.is_file())
    made.sort(key=lambda path: path == Path("index.html"))
    for path in made:
        target = out_dir / path
        if target.is_file() and target.read_bytes() == (staged / path).read_bytes():
            continue
        target.parent.mkdir(exist_ok=True)
        (staged / path).replace(target)
    kept = set(made)
    for folder in OWN:
        for old in (out_dir / folder).glob("*"):
            if old.relative_to(out_dir) not in kept and old.is_file():
                old.unlink()
    for leftover in out_dir.glob(".nuevo.*"):
        if leftover != staged:
            shutil.rmtree(leftover, ignore_errors=True)
