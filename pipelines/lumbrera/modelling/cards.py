"""Model cards: Markdown beside the model's file, whose figures are those of recorded evaluations.

A card has the sections SECTIONS. In the figures section stand blocks

    <!-- cifras: NAME -->
    …
    <!-- fin -->

whose text is rendered from `NAME.json` among the recorded evaluations, and never typed. An
evaluation is recorded by the command that made it (`--record FILE`), with the digest of the
model's file, so that neither can change without the other.
"""

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

import msgspec

from lumbrera import __version__, content
from lumbrera.errors import LumbreraError, UsageError

SECTIONS = (
    "Propósito",
    "Datos",
    "Características",
    "Protocolo",
    "Cifras",
    "Límites",
    "No debe usarse para",
)
MODEL_FILES = (".yml", ".py", ".sql")
_BLOCK = re.compile(r"(<!-- cifras: (\S+) -->\n)(.*?)(<!-- fin -->)", re.DOTALL)
_HEADING = re.compile(r"^## (.+)$", re.MULTILINE)


class Figure(msgspec.Struct, omit_defaults=True):
    """One figure: its name as the card shows it, its value, and its interval where it has one.

    A value that is text is shown as it is; None is shown as a dash.
    """

    name: str
    value: float | int | str | None
    low: float | None = None
    high: float | None = None


class Record(msgspec.Struct):
    """A recorded evaluation: figures only, never data.

    command: what makes it again. data: what it was made on, in words. model_sha256: of the
    model's file.
    """

    model: str
    command: str
    data: str
    engine: str
    model_sha256: str
    figures: list[Figure]


@dataclass(frozen=True)
class Card:
    """A card as it stands: its model, its file, its text."""

    name: str
    path: Path
    text: str

    @property
    def title(self) -> str:
        """The heading."""
        return self.text.partition("\n")[0].lstrip("# ").strip()

    @property
    def sections(self) -> dict[str, str]:
        """The text of each section, by heading."""
        parts = _HEADING.split(self.text)
        return {h.strip(): t.strip() for h, t in zip(parts[1::2], parts[2::2], strict=True)}

    @property
    def purpose(self) -> str:
        """The first sentence of the purpose."""
        text = " ".join(self.sections.get("Propósito", "").split())
        return text.partition(". ")[0].rstrip(".") + "."

    @property
    def recorded(self) -> list[str]:
        """The names of the recorded evaluations it shows."""
        return [m[1] for m in _BLOCK.findall(self.text)]


def all_cards() -> list[Card]:
    """The cards of all models, by name: every Markdown file beside them but a README."""
    found = (p for p in content.root("models").glob("*/*.md") if p.stem != "README")
    paths = sorted(found, key=lambda p: p.stem)
    return [Card(p.stem, p, p.read_text(encoding="utf-8")) for p in paths]


def card(name: str) -> Card:
    """The card of a model. Raises UsageError for a name that has none."""
    cards = all_cards()
    for found in cards:
        if found.name == name:
            return found
    raise UsageError(
        f"there is no model «{name}»", hint="models: " + ", ".join(c.name for c in cards)
    )


def model_file(path: Path) -> Path:
    """The model's file beside its card. Raises LumbreraError when there is none."""
    for suffix in MODEL_FILES:
        if path.with_suffix(suffix).is_file():
            return path.with_suffix(suffix)
    raise LumbreraError(f"{path}: the card has no model beside it ({', '.join(MODEL_FILES)})")


def model_digest(name: str) -> str:
    """The sha256 of a model's file."""
    return hashlib.sha256(model_file(card(name).path).read_bytes()).hexdigest()


def record(path: Path, model: str, command: str, data: str, figures: list[Figure]) -> Record:
    """Writes a recorded evaluation."""
    made = Record(model, command, data, __version__, model_digest(model), figures)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(msgspec.json.format(msgspec.json.encode(made), indent=1) + b"\n")
    return made


def read_record(path: Path) -> Record:
    """A recorded evaluation. Raises LumbreraError when the file is missing or no record."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=Record)
    except FileNotFoundError:
        raise LumbreraError(f"{path}: there is no such recorded evaluation") from None
    except msgspec.MsgspecError as exc:
        raise LumbreraError(f"{path}: no recorded evaluation: {exc}") from None


def render(made: Record) -> str:
    """The text of a block: data, command and a table of figures."""
    lines = [f"{made.data}\n", f"    {made.command}\n", "| cifra | valor | intervalo 95 % |"]
    lines.append("| --- | ---: | --- |")
    for f in made.figures:
        interval = "—" if f.low is None or f.high is None else f"{f.low:.3f} a {f.high:.3f}"
        lines.append(f"| {f.name} | {_shown(f.value)} | {interval} |")
    return "\n".join(lines) + "\n"


def _shown(value: float | int | str | None) -> str:
    if value is None:
        return "—"
    if isinstance(value, float):
        return f"{value:.3f}"
    return f"{value:,}" if isinstance(value, int) else value


def check(found: Card, recorded: Path) -> list[str]:
    """What is wrong with a card: sections that lack, figures that are not the recorded ones, an
    evaluation of another state of the model's file."""
    problems = [
        f"{found.path.name}: the section «{s}» is missing or empty"
        for s in SECTIONS
        if not found.sections.get(s)
    ]
    blocks = _BLOCK.findall(found.text)
    if not blocks:
        problems.append(f"{found.path.name}: shows no recorded evaluation")
    for _, name, text, _ in blocks:
        try:
            made = read_record(recorded / f"{name}.json")
        except LumbreraError as exc:
            problems.append(f"{found.path.name}: {exc}")
            continue
        if made.model != found.name:
            problems.append(f"{name}.json: is of the model {made.model}, not of {found.name}")
        if made.model_sha256 != model_digest(found.name):
            problems.append(
                f"{name}.json: {model_file(found.path).name} has changed since; run again: {made.command}"
            )
        if text != render(made):
            problems.append(f"{found.path.name}: figures differ from {name}.json")
    return problems


def refresh(found: Card, recorded: Path) -> None:
    """Writes the recorded figures into the blocks of a card."""

    def block(match: re.Match[str]) -> str:
        return match[1] + render(read_record(recorded / f"{match[2]}.json")) + match[4]

    found.path.write_text(_BLOCK.sub(block, found.text), encoding="utf-8")
