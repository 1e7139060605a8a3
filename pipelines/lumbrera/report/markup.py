"""Templates that become pages: what every page of this program has, whoever reads it.

A page carries a content security policy made of the digests of its own style and script, so that
nothing else runs or loads even if a published text were to slip through as markup.
"""

import base64
import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lumbrera.report import text

if TYPE_CHECKING:
    from jinja2 import Environment


def environment(templates: Path, script: str, *, limit: int = text.MAX_TEXT) -> "Environment":
    """The templates of a folder, with its style.css, the script named and their policy as globals,
    and the filters that all pages share.

    limit: how many characters of one published text a page shows.
    """
    import jinja2
    from markupsafe import Markup

    def finalize(value: Any) -> Any:
        """Every value on its way into the page: markup made here as it is, all else as safe text."""
        if value is None:
            return ""
        if hasattr(value, "__html__"):
            return value
        return text.inert(text.clean(value, limit=limit))

    env = jinja2.Environment(
        loader=jinja2.FileSystemLoader(templates),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        finalize=finalize,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,  # else every include asks the disk whether its file changed
    )
    style, code = ((templates / n).read_text(encoding="utf-8") for n in ("style.css", script))
    policy = (
        f"default-src 'none'; style-src {_digest(style)}; script-src {_digest(code)}; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )
    env.globals.update(
        style=Markup(style), script=Markup(code), policy=policy, row_text=text.row_text
    )
    env.filters.update(integer=text.integer, percent=text.percent, day=text.day, plural=text.plural)
    return env


def _digest(content: str) -> str:
    digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
    return f"'sha256-{digest}'"
