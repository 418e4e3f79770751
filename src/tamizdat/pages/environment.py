"""HTML for people from templates (Jinja2): what they know, and what is said of one that fails.

A room brings templates of its own beside `base.html`; a project's folder may replace each of them.
"""

from __future__ import annotations

import datetime
import traceback
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import ChoiceLoader, FileSystemLoader, PackageLoader, StrictUndefined
from jinja2.exceptions import (
    SecurityError,
    TemplateNotFound,
    TemplateSyntaxError,
    UndefinedError,
)
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup, escape

from tamizdat.errors import ConfigError, invalid
from tamizdat.language import isolation, locales
from tamizdat.pages.bounds import OverrunError, bounded
from tamizdat.pages.wording import Wording

__all__ = ["STYLESHEET", "Markup", "escape", "isolated", "render", "stylesheet", "words"]

STYLESHEET = "style.css"
_SECONDS, _MEMORY = 10, 512 << 20
"""CPU time and bytes that a template of the project may take for a page."""
_SAID = {
    UnicodeDecodeError: "not UTF-8",
    UndefinedError: "uses a name that is not known there",
    SecurityError: "reaches for what templates are kept from",
    OverrunError: f"takes more than {_SECONDS} seconds for a page",
    MemoryError: f"takes more than {_MEMORY >> 20} MB of memory for a page",
}
"""What is wrong with a template, by exception."""


def render(
    room: str,
    template: str,
    wording: Wording,
    values: Mapping[str, object],
    templates: Path | None = None,
) -> str:
    """Fill in a template.

    Args:
        room: package with a folder `templates` of its own.
        template: name of the file.
        wording: the page's own words, in its locale.
        values: what the template shows.
        templates: folder of the project's own templates.

    Raises:
        ConfigError: a template of the project is wrong.
    """

    def day(date: datetime.date) -> Markup:
        return Markup('<time datetime="{}">{}</time>').format(
            date.isoformat(), locales.long_date(date, wording.locale)
        )

    environment = _environment(room, templates)
    known = {
        "locale": wording.locale,
        "say": wording.markup,
        "plain": wording.plain,
        "languages": wording.languages,
        "day": day,
        **values,
    }
    try:
        if templates is None:
            return environment.get_template(template).render(known)
        if environment.overrun:
            raise environment.overrun  # noqa: TRY301 - what took too long for one page does for all
        with bounded(_SECONDS, _MEMORY):
            return environment.get_template(template).render(known)
    except Exception as error:
        if templates is None:
            raise
        if isinstance(error, OverrunError | MemoryError):
            environment.overrun = error
        place, line = _place(error, templates / template)
        remedy = "compare the file with the built-in one that it replaces"
        message = f"template: {_wrong(error, place, line)}"
        raise ConfigError.at(place, line, message, remedy) from error


def stylesheet(templates: Path | None = None) -> str:
    """The one stylesheet; a project's own `style.css` replaces ours.

    Raises:
        ConfigError: the project's own is not UTF-8.
    """
    own = templates / STYLESHEET if templates else None
    file = own if own and own.is_file() else Path(__file__).with_name(STYLESHEET)
    try:
        return file.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise ConfigError.at(file, None, "not UTF-8", "save the file as UTF-8") from error


def isolated(text: str) -> Markup:
    """Escaped text of a right-to-left passage, with `bdi` around what is read left to right."""
    shown: list[str] = []
    position = 0
    for span in isolation.spans(text):
        token = text[span.start : span.end]
        name = "bdo" if isolation.needs_override(token) else "bdi"
        shown.append(escape(text[position : span.start]))
        shown.append(f'<{name} dir="ltr">{escape(token)}</{name}>')
        position = span.end
    shown.append(escape(text[position:]))
    return Markup("".join(shown))  # noqa: S704 - escaped above


def words(text: str, locale: str) -> Markup:
    """A text in a page, as it is read in its locale."""
    return isolated(text) if locales.direction(locale) == "rtl" else Markup.escape(text)


def _said(text: str, locale: str) -> str:
    """A text where no markup can stand, as it is read in its locale."""
    return isolation.isolated(text) if locales.direction(locale) == "rtl" else text


def _place(error: Exception, template: Path) -> tuple[Path, int | None]:
    """The project's template that an error comes from, and the line."""
    if isinstance(error, TemplateSyntaxError):
        return Path(error.filename or template), error.lineno
    frames = traceback.extract_tb(error.__traceback__)  # Jinja puts its own lines in there
    places = [(Path(f.filename), f.lineno) for f in frames if f.filename.endswith(template.suffix)]
    return next((p for p in reversed(places) if p[0].parent == template.parent), (template, None))


def _wrong(error: Exception, place: Path, line: int | None) -> str:
    """What is wrong with a template, in our own words."""
    if isinstance(error, TemplateSyntaxError) and line:
        return invalid("Jinja", place.read_text("utf-8"), line)
    if isinstance(error, TemplateNotFound):
        return f"there is no “{error.name}”"
    otherwise = f"can't be filled in ({type(error).__name__})"
    return next((said for kind, said in _SAID.items() if isinstance(error, kind)), otherwise)


class _Environment(ImmutableSandboxedEnvironment):
    """Jinja's sandbox without powers: those of big numbers take for ever, unstoppable."""

    intercepted_binops = frozenset(["**"])
    overrun: Exception | None = None
    """What stopped a template that had used up its time or memory."""

    def getattr(self, obj: Any, attribute: str) -> Any:  # noqa: ANN401 - Jinja's own types
        """The sandbox's, which needs no look at what holds values of ours and nothing else."""
        if attribute[:1] != "_" and _is_record(obj) and hasattr(obj, attribute):
            return getattr(obj, attribute)
        return super().getattr(obj, attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:  # noqa: ANN401 - Jinja's own types
        """As `getattr`, where a filter is given the name."""
        if isinstance(argument, str) and _is_record(obj):
            return self.getattr(obj, argument)
        return super().getitem(obj, argument)

    def call_binop(self, *_: object) -> object:
        """Refuse them."""
        raise SecurityError


def _is_record(value: object) -> bool:
    """Whether a value is of a frozen dataclass: templates can make none, and change none."""
    return getattr(getattr(type(value), "__dataclass_params__", None), "frozen", False)


@cache
def _environment(room: str, templates: Path | None) -> _Environment:
    """Our templates, each file of which the project's folder may replace."""
    own = [FileSystemLoader(templates)] if templates else []
    environment = _Environment(
        autoescape=True,
        loader=ChoiceLoader([*own, PackageLoader(room), PackageLoader(__package__)]),
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
        keep_trailing_newline=True,
    )
    environment.filters |= {
        "bcp47": locales.bcp47,
        "direction": locales.direction,
        "said": _said,
        "words": words,
    }
    return environment
