"""What a person reads before signing, and what became of it: plain text that is Markdown too."""

import html
import re
from pathlib import Path

from lumbrera.publication import record
from lumbrera.publication.site import Place, Prepared, alert_page

SHOWN = 20

_ACTS = {
    "prepared": "se preparó",
    "approved": "se aprobó",
    "published": "se publicó",
    "rejected": "se rechazó",
    "refused": "no se publicó",
    "superseded": "dejó de esperar una firma",
}


def describe(prepared: Prepared, data: Path) -> str:
    """What is new, changed and withdrawn since the last publication, where to look at it, which
    critical checks failed, and the digest that a signature is for."""
    changes, place = prepared.changes, Place(data)
    lines = [
        f"Huella de lo preparado: {prepared.digest}",
        f"Archivos: {len(prepared.files):,}. Véalos en {place.site}",
        "",
    ]
    if prepared.warnings:
        lines += [
            "NO FIRME SIN REVISAR: fallaron validaciones críticas de los datos:",
            "",
            *(f"- {warning}" for warning in prepared.warnings),
            "",
        ]
    if not prepared.based_on:
        lines.append("Es la primera publicación: todo es nuevo.")
    for title, alerts, pages in (
        ("Alertas nuevas", changes.new_alerts, place.site),
        ("Alertas que cambiaron", changes.changed_alerts, place.site),
        ("Alertas que se retiran (queda una nota con fecha y sin nombres)",
         changes.withdrawn_alerts, place.current),
    ):  # fmt: skip
        lines += [f"{title}: {len(alerts):,}", ""]
        lines += [f"- {a}{_title(pages / alert_page(a))}" for a in alerts[:SHOWN]]
        if len(alerts) > SHOWN:
            lines.append(f"- y {len(alerts) - SHOWN:,} más")
        if alerts:
            lines.append("")
    lines.append(
        f"Demás archivos: {len(changes.new_files):,} nuevos, {len(changes.changed_files):,} con "
        f"cambios, {len(changes.gone_files):,} que ya no están."
    )
    return "\n".join(lines)


def describe_state(data: Path) -> str:
    """What is published, what waits for a signature, and the last acts."""
    place = Place(data)
    published, prepared = place.read_published(), place.read_prepared()
    acts = record.entries(place.record)
    lines = [
        f"Publicado: {published.digest[:16]}, en {place.current}" if published
        else "No se ha publicado nada todavía.",
        f"Espera una firma: {prepared.digest[:16]}, preparado el {prepared.prepared_at:%Y-%m-%d %H:%M} UTC"
        if prepared else "Nada espera una firma.",
    ]  # fmt: skip
    for entry in acts[-10:]:
        by = f", por {entry.who}" if entry.who else ""
        note = f": {entry.note}" if entry.note else ""
        lines.append(
            f"{entry.at:%Y-%m-%d %H:%M} UTC  {_ACTS[entry.act]} {entry.digest[:16]}{by}{note}"
        )
    return "\n".join(lines)


def _title(page: Path) -> str:
    """': ' and the title of a page; '' when there is none."""
    try:
        found = re.search(r"<title>(.*?)</title>", page.read_text(encoding="utf-8"), re.DOTALL)
    except OSError:
        return ""
    return f": {html.unescape(found[1]).strip()}" if found else ""
