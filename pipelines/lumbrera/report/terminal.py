"""An explanation laid out for a terminal, with rich."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from rich import box
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from lumbrera.report import labels
from lumbrera.report.text import day, integer, money, number

if TYPE_CHECKING:
    from lumbrera.report.explain import (
        CaseArithmetic,
        Explanation,
        FlagExplanation,
        PublishedSource,
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
    thresholds = [("valor", number(flag.value))] if flag.value is not None else []
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
    amount = f", importe {money(case.amount)}" if case.amount is not None else ""
    yield Text(f"Lugar {integer(case.rank)}{amount}")
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1))
    for name in ("Regla", "Gravedad", "Certeza", "Prevalencia", "Grupo", "Peso", "Cuenta"):
        table.add_column(name, overflow="fold")
    for w in case.weights:
        table.add_row(
            w.rule_id,
            labels.code("severity", w.severity),
            Text(labels.code("certainty", w.certainty)),
            number(round(w.prevalence, 4)),
            Text(w.evidence_group),
            f"{w.weight:.4f}",
            "sí" if w.counts else "no: su grupo ya cuenta",
        )
    yield table
    factors = " × ".join(f"(1 − {w.weight:.4f})" for w in case.weights if w.counts)
    yield Text("peso = gravedad × certeza × (1 − prevalencia de la regla); de cada grupo, el mayor")
    yield Text(f"puntaje = 1 − {factors} = {case.score:.4f}")


def _sources(explanation: "Explanation") -> Iterator[RenderableType]:
    yield Text("")
    yield Rule(Text("Renglones de origen, como se publicaron"), align="left")
    if not explanation.sources:
        yield Text("No hay renglones de origen guardados.")
    for published in explanation.sources:
        yield Group(Text(""), *_source(published))
    if explanation.sources_left_off:
        yield Text(f"\nY {integer(explanation.sources_left_off)} renglones más.")


def _source(published: "PublishedSource") -> Iterator[RenderableType]:
    source = published.source
    yield Text(f"{source.file}, renglón {integer(source.row_number)}", style="bold")
    yield Text(f"  sha256 {source.file_sha256}")
    if source.url:
        yield Text(f"  {source.url}")
    if published.note:
        yield Text(f"  {published.note}")
    else:
        yield _pairs((name, value) for name, value in published.cells if value)
