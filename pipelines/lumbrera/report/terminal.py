"""An explanation laid out for a terminal, with rich."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from lumbrera.report import labels
from lumbrera.report.text import day, integer, money, past_limit, row_text
from lumbrera.ruleset.opportunities import PRIOR

if TYPE_CHECKING:
    from lumbrera.report.explain import (
        CaseArithmetic,
        Explanation,
        FlagExplanation,
        PublishedSource,
        Weight,
    )

KINDS = {"flag": "Alerta", "case": "Caso", "contract": "Contrato"}


def blocks(explanation: "Explanation") -> Iterator[RenderableType]:
    """The parts of the explanation in reading order."""
    yield Rule(Text(f"{KINDS[explanation.kind]} {explanation.id}"), align="left")
    yield Text(explanation.subject.title, style="bold")
    yield _pairs(explanation.subject.facts)
    if not explanation.flags:
        yield Text("\nNinguna regla señaló este contrato. Eso no dice que todo esté bien: algunas "
                   "reglas pueden no haberse podido calcular (lumbrera status).")  # fmt: skip
    for flag in explanation.flags:
        yield from _flag(flag)
    if explanation.case:
        yield from _arithmetic(explanation.case)
    yield from _sources(explanation)
    yield Text("")


def _pairs(rows: Iterable[tuple[str, str]]) -> RenderableType:
    table = Table.grid(padding=(0, 2))
    table.add_column(max_width=34)
    table.add_column(overflow="fold")
    for label, value in rows:
        table.add_row(Text(label), Text(value))
    return Padding(table, (0, 0, 0, 2))


def _heading(text: str) -> RenderableType:
    return Text(f"\n{text}", style="bold")


def _list(title: str, items: Iterable[str]) -> Iterator[RenderableType]:
    items = list(items)
    if items:
        yield _heading(title)
        for item in items:
            yield Padding(Text(f"- {item}"), (0, 0, 0, 2))


def _flag(flag: "FlagExplanation") -> Iterator[RenderableType]:
    yield Text("")
    yield Rule(Text(f"{flag.rule_id} · {flag.title}"), align="left")
    yield Text(flag.sentence, style="bold")
    traits = [
        labels.code("kind", flag.kind),
        f"gravedad {labels.code('severity', flag.severity)}",
        labels.code("certainty", flag.certainty),
        day(flag.event_on),
        f"alerta {flag.flag_id}",
    ]
    yield Text(" · ".join(trait for trait in traits if trait))
    if flag.suppressed_by:
        yield Text(f"No abre caso ni suma: {flag.suppressed_by}.")
    if flag.miscalibrated:
        yield Text(
            "Regla por calibrar: señala más de la quinta parte de lo que calcula; no abre casos."
        )
    thresholds = [flag.measured] if flag.measured else []
    thresholds += [(f"umbral: {label}", value) for label, value in flag.params]
    if thresholds:
        yield _heading("Valor y umbral")
        yield _pairs(thresholds)
    if flag.evidence:
        yield _heading("Evidencia")
        yield _pairs(flag.evidence)
    yield _heading("Qué revisa la regla y por qué")
    yield Padding(Text(f"{flag.description} {flag.why}"), (0, 0, 0, 2))
    yield from _list("Explicaciones legítimas posibles", flag.innocent)
    yield from _list("Qué pedir", flag.ask_for)
    yield from _list("Fundamento", flag.legal_basis)
    yield _heading("La regla en SQL")
    yield Padding(Text(flag.sql), (0, 0, 0, 2))


def _arithmetic(case: "CaseArithmetic") -> Iterator[RenderableType]:
    yield Text("")
    yield Rule(Text(f"Caso {case.case_id}: la cuenta del puntaje"), align="left")
    amount = f" · importe {money(case.amount)}" if case.amount is not None else ""
    since = f" · desde el {day(case.first_flagged_on)}" if case.first_flagged_on else ""
    yield Text(f"Lugar {integer(case.rank)}{amount}{since}")
    if case.changed:
        yield Text(f"Respecto de la corrida anterior: {case.changed}")
    for weight in case.weights:
        yield Text("")
        yield from _weight(weight)
    yield Text("")
    yield Text("peso = gravedad × certeza × (1 − prevalencia de la regla); de cada grupo, el mayor")
    factors = " × ".join(f"(1 − {w.weight:.4f})" for w in case.weights if w.counts)
    yield Text(f"puntaje = 1 − {factors} = {case.score:.4f}")
    if case.opportunities is not None and case.raw_score is not None:
        yield Text(
            f"Con la prevalencia general, sin ver el tamaño ({integer(case.opportunities)} "
            f"contratos), sería {case.raw_score:.4f}."
        )
    if case.is_past_limit and case.last_event_on:
        yield Text(past_limit(case.last_event_on))
    if case.rank_uncapped is not None and case.rank_uncapped != case.rank:
        yield Text(_place(case))


def _weight(w: "Weight") -> Iterator[RenderableType]:
    """One alert's line of the sum, and where its prevalence comes from."""
    yield Text(
        f"{w.rule_id}: {w.severity_factor:g} (gravedad {labels.code('severity', w.severity)}) × "
        f"{w.certainty_factor:g} ({labels.code('certainty', w.certainty)}) × "
        f"(1 − {w.prevalence:.4f}) = {w.weight:.4f}"
    )
    counts = "cuenta" if w.counts else "no cuenta: otra alerta de su grupo pesa más o igual"
    group = labels.code("evidence_group", w.evidence_group)
    lines = [f"grupo de evidencia «{group}»: {counts}"]
    if w.size_class is not None:
        lines.append(
            f"prevalencia entre los de {w.size_class} contratos: ({integer(w.class_flagged)} "
            f"señalados + {PRIOR} × {w.overall_prevalence:.4f}) / ({integer(w.class_computed)} "
            f"calculados + {PRIOR}) = {w.prevalence:.4f}"
        )
    for line in lines:
        yield Padding(Text(line), (0, 0, 0, 2))


def _place(case: "CaseArithmetic") -> str:
    by_score = f"Por puntaje ocuparía el lugar {integer(case.rank_uncapped)}"
    if not case.deferred:
        return f"{by_score}; adelantó a casos que se pospusieron por el tope."
    return (
        f"{by_score}; se pospuso por el tope de la cola: de cada {case.window} lugares, una misma "
        f"unidad ocupa a lo más {case.per_buyer}. Conserva su puntaje."
    )


def _sources(explanation: "Explanation") -> Iterator[RenderableType]:
    yield Text("")
    yield Rule(Text("Renglones de origen, como se publicaron"), align="left")
    if not explanation.sources:
        yield Text("No hay renglones de origen guardados.")
    told: dict[tuple[tuple[str, str], ...], str] = {}
    for published in explanation.sources:
        cells, where = tuple(published.cells), _where(published)
        first = None if published.note else told.setdefault(cells, where)
        yield Group(Text(""), *_source(published, "" if first in (None, where) else str(first)))
    if explanation.sources_left_off:
        yield Text(f"\nY {integer(explanation.sources_left_off)} renglones más.")


def _where(published: "PublishedSource") -> str:
    return (
        f"{published.source.file}, {row_text(published.source.file, published.source.row_number)}"
    )


def _source(published: "PublishedSource", same_as: str) -> Iterator[RenderableType]:
    """A published row; of one that an earlier export said word for word, only where it stands."""
    source = published.source
    yield Text(_where(published), style="bold")
    yield Text(f"  sha256 {source.file_sha256}")
    if same_as:
        yield Text(f"  Dice lo mismo, celda por celda, que {same_as}.")
        return
    if source.url:
        yield Text(f"  {source.url}")
    if published.note:
        yield Text(f"  {published.note}")
    else:
        yield _pairs((name, value) for name, value in published.cells if value)
