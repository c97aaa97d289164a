"""The templates of the site: every page is one of them, strict about what may run in it."""

from __future__ import annotations

import base64
import hashlib
from functools import lru_cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from sanctuary_research.data.citation import AUTHOR
from sanctuary_research.data.page import plain
from sanctuary_research.publish.citing import saved, tags
from sanctuary_research.publish.headlines import shown, shown_interval, shown_unit, shown_value
from sanctuary_research.publish.parameters import as_argument

SITE = Path(__file__).with_name("site")
READ = ("folds", "copy")  # scripts of a page that is read
CORRECTIONS = "docs/corrections.html"  # on which what is wrong can be reported
SHEET = "site.css"  # which the thousands of pages of tables and places share
OWN = "'self' file:"  # files of the site, also where a reader opens it from a disk


def page(
    template: str,
    *,
    scripts: tuple[str, ...] = (),
    root: str | None = "",
    sheet: str = "",
    **facts: object,
) -> str:
    """Return a page made of a template.

    Parameters
    ----------
    template : str
        Its name, without the ending.
    scripts : tuple of str
        Names of those that may run in it, after what they share (``made``).
    root : str, optional
        The way from the page to the folder of the index; None for a page that stands alone.
    sheet : str
        `SHEET` where pages share the styles; else each holds them.
    **facts
        What the template says; text that is not `Markup` never becomes markup.
    """
    style = styles()
    files = [SITE / f"{name}.js" for name in ("made", *scripts)] if scripts else []
    script = "".join(file.read_text(encoding="utf-8") for file in files)
    runs = f"script-src {_hash(script)}; " if script else ""
    policy = (
        f"default-src 'none'; img-src data:; style-src {OWN if sheet else _hash(style)}; {runs}"
        "base-uri 'none'; form-action 'none'"
    )
    about = {"style": Markup(style), "script": Markup(script), "policy": policy}
    about |= {"root": root, "sheet": sheet}
    return environment().get_template(f"{template}.html.j2").render(about | facts)


@lru_cache(maxsize=1)
def styles() -> str:
    """Return the style sheet."""
    return (SITE / "style.css").read_text(encoding="utf-8")


def macro(name: str, *given: object) -> str:
    """Return a piece of a page, as `parts.html.j2` writes it."""
    return str(getattr(environment().get_template("parts.html.j2").module, name)(*given))


@lru_cache(maxsize=1)
def environment() -> Environment:
    """Return what reads the templates."""
    found = Environment(
        loader=FileSystemLoader(SITE),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        finalize=_shown,
    )
    found.globals |= {"name": "", "here": "", "address": "", "linked": "", "can_correct": False}
    found.globals |= {"entry": None, "tags": tags}
    found.globals |= {"author": f"{AUTHOR[0].lower()}{AUTHOR[1:]}", "corrections": CORRECTIONS}
    found.filters |= {"value": shown_value, "unit": shown_unit}
    found.filters |= {"interval": shown_interval, "headline": shown}
    found.filters |= {"saved": saved, "argument": as_argument}
    found.policies["json.dumps_kwargs"] = {"separators": (",", ":")}
    return found


def _shown(value: object) -> object:
    """Return what a template shows of a value: markup as it is, all else as plain text."""
    return value if isinstance(value, Markup) else plain(value)


def _hash(text: str) -> str:
    """Return how a content security policy names an inline style or script."""
    digest = hashlib.sha256(text.encode("utf-8")).digest()
    return f"'sha256-{base64.b64encode(digest).decode('ascii')}'"
