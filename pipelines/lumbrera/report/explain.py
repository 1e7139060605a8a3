"""Why there is an alert: everything behind a flag, a case or a contract, and the same as text."""

import datetime as dt
import io
import re
import unicodedata
from collections.abc import Callable, Mapping
from typing import Any

import duckdb
import msgspec

from lumbrera import restricted
from lumbrera.errors import LumbreraError
from lumbrera.report.audience import Audience, names_persons, visible_to
from lumbrera.report.evidence import evidence_rows, legal_rows, measured, parameter_rows
from lumbrera.report.page import NOTICE
from lumbrera.report.sources import Source, as_source, sources
from lumbrera.report.subjects import Subject, subjects
from lumbrera.report.text import clean
from lumbrera.rows import records
from lumbrera.ruleset.cases import CERTAINTY, SEVERITY, STRONGEST_FIRST

PublishedRow = Callable[[str, int], Mapping[str, Any]]
"""file_sha256, row_number → the row as it was published, by column name."""

MAX_ROWS = 20
PERSONAL = "«dato personal omitido»"
_PERSONAL_COLUMN = re.compile(r"operador|correo|e-?mail|(?<!oic )responsable|telefono|curp")


class PublishedSource(msgspec.Struct, frozen=True):
    """A published row and its cells; cells is empty and note says why when it cannot be read."""

    source: Source
    cells: list[tuple[str, str]]
    note: str = ""


class FlagExplanation(msgspec.Struct, frozen=True):
    """One alert with its rule. measured: what the value is and how it reads."""

    flag_id: str
    rule_id: str
    kind: str
    severity: str
    certainty: str
    event_on: dt.date | None
    sentence: str
    value: float | None
    measured: tuple[str, str] | None
    params: list[tuple[str, str]]
    evidence: list[tuple[str, str]]
    title: str
    description: str
    why: str
    innocent: list[str]
    ask_for: list[str]
    legal_basis: list[str]
    sql: str
    miscalibrated: bool
    suppressed_by: str | None


class Weight(msgspec.Struct, frozen=True):
    """What one alert adds to its case: weight = severity x certainty x (1 - prevalence).

    overall_prevalence: flagged share of what the rule computed. Where size_class is given,
    prevalence is that of subjects of about the same number of contracts: class_flagged of
    class_computed, drawn towards the overall one (ruleset.opportunities).
    """

    flag_id: str
    rule_id: str
    severity: str
    severity_factor: float
    certainty: str
    certainty_factor: float
    overall_prevalence: float
    size_class: str | None
    class_flagged: int | None
    class_computed: int | None
    prevalence: float
    evidence_group: str
    weight: float
    counts: bool


class CaseArithmetic(msgspec.Struct, frozen=True):
    """A case's place, and the weights that make its score.

    raw_score: without regard to size. rank_uncapped: the place by score alone; deferred: weaker
    cases went before, because the buyer had per_buyer places of the window already. is_past_limit:
    its latest facts are older than the time limit of the LGRA, and newer cases go before. changed: what
    changed since the last snapshot, in Spanish.
    """

    case_id: str
    rank: int
    rank_uncapped: int | None
    deferred: bool
    window: int
    per_buyer: int
    score: float
    raw_score: float | None
    opportunities: int | None
    amount: Any
    first_flagged_on: dt.date | None
    last_event_on: dt.date | None
    is_past_limit: bool
    changed: str | None
    weights: list[Weight]


class Explanation(msgspec.Struct, frozen=True):
    """What stands behind an id: kind is flag, case or contract."""

    kind: str
    id: str
    subject: Subject
    flags: list[FlagExplanation]
    sources: list[PublishedSource]
    sources_left_off: int
    case: CaseArithmetic | None


def explain(
    con: duckdb.DuckDBPyConnection,
    id: str,
    published_row: PublishedRow,
    *,
    audience: Audience = "analyst",
) -> Explanation:
    """Everything behind a flag id (F…), a case id (K…) or a contract id.

    published_row reads a row as it was published; what it raises as LumbreraError is noted beside
    the row. Natural persons' RFCs and the contact data of officials are masked; alerts for a more
    restricted audience than the given one are left out.
    Raises LumbreraError for an id that the snapshot does not hold.
    """
    wanted = id.strip()
    every = restricted.flag_table(con) if audience == "restricted" else "flags.flag"
    for kind, sql in (
        ("flag", """select subject_type, subject_id, case_id from flags.flag
            where flag_id = $id and audience in (select unnest($audiences))"""),
        ("case", "select subject_type, subject_id, case_id from cases.queue where case_id = $id"),
        ("contract", """select 'contract' as subject_type, contract_id as subject_id,
            (select any_value(case_id) from flags.flag
             where subject_type = 'contract' and subject_id = contract_id) as case_id
            from core.contract where contract_id = $id"""),
    ):  # fmt: skip
        params = {"id": wanted, "audiences": visible_to(audience)}
        sql = sql.replace("flags.flag", every)
        found = records(con, sql, params if "$audiences" in sql else {"id": wanted})
        if found:
            return _explanation(con, kind, wanted, found[0], published_row, audience, every)
    raise LumbreraError(
        f"no hay nada con la clave {wanted!r} en el almacén actual",
        hint=(
            "Se puede explicar una alerta (F y 12 caracteres), un caso (K y 12 caracteres) o un "
            "contrato (contract_id de core.contract).\n"
            "Las claves de alertas y casos están en el reporte y en: lumbrera alerts"
        ),
    )


def _explanation(
    con: duckdb.DuckDBPyConnection,
    kind: str,
    wanted: str,
    found: Mapping[str, Any],
    published_row: PublishedRow,
    audience: Audience,
    every: str,
) -> Explanation:
    key = (found["subject_type"], found["subject_id"])
    condition = "f.flag_id = $id" if kind == "flag" else "f.case_id = $id"
    params = {"id": wanted, "audiences": visible_to(audience)}
    if kind == "contract":
        condition = "f.subject_type = 'contract' and f.subject_id = $id"
    rows = records(
        con,
        f"""from (
                select f.*, r.title, r.description, r.why, r.innocent, r.ask_for, r.legal_basis,
                       r.params, r.sql, r.miscalibrated
                from {every} f join flags.rule r using (rule_id)
                where {condition} and f.audience in (select unnest($audiences)))
            order by {STRONGEST_FIRST}""",
        params,
    )
    origins: dict[tuple[str, int], Source] = {}
    for row in rows:
        for source in sources(row["source_rows"]):
            origins.setdefault((source.file_sha256, source.row_number), source)
    if kind == "contract":
        for source in _contract_sources(con, wanted):
            origins.setdefault((source.file_sha256, source.row_number), source)
    shown = list(origins.values())[:MAX_ROWS]
    return Explanation(
        kind=kind,
        id=wanted,
        subject=subjects(con, [key], name_persons=names_persons(audience))[key],
        flags=[_flag(row) for row in rows],
        sources=[_published(source, published_row) for source in shown],
        sources_left_off=len(origins) - len(shown),
        case=_arithmetic(con, found["case_id"]) if found["case_id"] else None,
    )


def _flag(row: Mapping[str, Any]) -> FlagExplanation:
    return FlagExplanation(
        flag_id=row["flag_id"],
        rule_id=row["rule_id"],
        kind=row["kind"],
        severity=row["severity"],
        certainty=row["certainty"],
        event_on=row["event_on"],
        sentence=clean(row["sentence"]),
        value=row["value"],
        measured=None if row["value"] is None else measured(row["evidence"], row["value"]),
        params=parameter_rows(row["params"]),
        evidence=evidence_rows(row["evidence"], internal=True),
        title=row["title"],
        description=row["description"],
        why=row["why"],
        innocent=row["innocent"] or [],
        ask_for=row["ask_for"] or [],
        legal_basis=legal_rows(row["legal_basis"]),
        sql=row["sql"],
        miscalibrated=bool(row["miscalibrated"]),
        suppressed_by=clean(row["suppressed_by"]) if row.get("suppressed_by") else None,
    )


def _contract_sources(con: duckdb.DuckDBPyConnection, contract_id: str) -> list[Source]:
    rows = records(
        con,
        """select s.file_sha256, f.name as file, s.row_number, s.url
           from core.source_row s
           left join (select file_sha256, min(name) as name from ingest.file group by 1) f
               using (file_sha256)
           where s.record_id = $id order by s.export_on, s.file_sha256, s.row_number""",
        {"id": contract_id},
    )
    return [as_source(row) for row in rows]


def _published(source: Source, published_row: PublishedRow) -> PublishedSource:
    try:
        row = published_row(source.file_sha256, source.row_number)
    except LumbreraError as error:
        return PublishedSource(source, [], error.message)
    cells = [
        (clean(name, limit=120), PERSONAL if value and _is_personal(name) else clean(value))
        for name, value in row.items()
    ]
    return PublishedSource(source, cells)


def _is_personal(column: str) -> bool:
    plain = unicodedata.normalize("NFKD", str(column)).encode("ascii", "ignore").decode().lower()
    return bool(_PERSONAL_COLUMN.search(plain))


def _arithmetic(con: duckdb.DuckDBPyConnection, case_id: str) -> CaseArithmetic | None:
    queue = records(
        con,
        """select q.*, c.what, p.window_size, p.per_buyer
           from cases.queue q left join cases.change c using (case_id) cross join cases.cap p
           where q.case_id = $id""",
        {"id": case_id},
    )
    if not queue:
        return None
    weights = records(
        con,
        """select w.flag_id, w.rule_id, f.severity, f.certainty, r.prevalence as overall_prevalence,
                  p.size_class, p.flagged as class_flagged, p.computed as class_computed,
                  w.prevalence, w.evidence_group, w.weight, w.counts
           from cases.weight w join flags.flag f using (flag_id)
           join flags.rule r on r.rule_id = w.rule_id
           left join flags.prevalence p on p.rule_id = w.rule_id and p.size_class = w.size_class
           where w.case_id = $id order by w.weight desc, w.flag_id""",
        {"id": case_id},
    )
    row = queue[0]
    return CaseArithmetic(
        case_id=case_id,
        rank=row["rank"],
        rank_uncapped=row["rank_uncapped"],
        deferred=row["deferred"],
        window=row["window_size"],
        per_buyer=row["per_buyer"],
        score=row["score"],
        raw_score=row["raw_score"],
        opportunities=row["opportunities"],
        amount=row["amount"],
        first_flagged_on=row["first_flagged_on"],
        last_event_on=row.get("last_event_on"),
        is_past_limit=bool(row.get("is_past_limit")),
        changed=row["what"],
        weights=[
            Weight(
                severity_factor=SEVERITY[weight["severity"]],
                certainty_factor=CERTAINTY[weight["certainty"]],
                **weight,
            )
            for weight in weights
        ],
    )


def render_text(explanation: Explanation, *, width: int = 100) -> str:
    """The explanation as plain Spanish text for a terminal of that width."""
    from rich.console import Console

    from lumbrera.report.terminal import blocks

    console = Console(file=io.StringIO(), width=width, color_system=None, highlight=False)
    for block in blocks(explanation):
        console.print(block)
    console.print(NOTICE, markup=False)
    assert isinstance(console.file, io.StringIO)
    return "\n".join(line.rstrip() for line in console.file.getvalue().splitlines()) + "\n"
