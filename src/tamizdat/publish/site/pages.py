"""Pages: a text in a locale, the index of a locale, the list of locales (Jinja2 templates)."""

from __future__ import annotations

import datetime
import re
import traceback
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from html import escape
from pathlib import Path

from jinja2 import ChoiceLoader, FileSystemLoader, PackageLoader, StrictUndefined
from jinja2.exceptions import (
    SecurityError,
    TemplateNotFound,
    TemplateSyntaxError,
    UndefinedError,
)
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from tamizdat.errors import ConfigError, invalid
from tamizdat.language import inline, locales, markup
from tamizdat.pages.wording import Wording, named
from tamizdat.publish.site import addresses
from tamizdat.publish.site.views import IndexView, Notice, PageView, RootView
from tamizdat.texts.sanitizer import sanitize

_NOTICES = {
    Notice.DRAFT: "Machine translation, not yet checked by a person. It may contain errors.",
    Notice.UNFINISHED: "Unfinished translation. It may contain errors.",
    Notice.EXPIRED: "The date of this call has passed.",
    Notice.OUTDATED: "The original has changed since it was translated. Current text: {language}.",
    Notice.PARTIAL: "Passages not yet translated are shown in {language}.",
}

_BARE = re.compile(r'<a href="((?:mailto:)?([^"<>]+))">\2</a>')
"""A link whose words are its address: left to right everywhere, not said twice in print."""

_ADDRESSED = re.compile(r'<[^<>]* (?:href|poster|src)="((?:https?|mailto|tel):[^"]*)"[^<>]*>')
"""A tag that leads to the same address from every page."""
_HEADING = re.compile(r"<(/?h[1-6])\b[^<>]*>")
_OPENING = re.compile(r'<span [^>]*\bclass="untranslated"[^>]*>')


@dataclass(frozen=True, slots=True)
class Version:
    """A page in one of its locales, as the page that links to it needs it."""

    locale: str
    href: str
    """Relative."""
    address: str
    """Absolute where the site's address is known."""
    current: bool

    @property
    def anchor(self) -> Markup:
        """A link by the language's own name."""
        lang = locales.bcp47(self.locale)
        return Markup('<a href="{}" lang="{}" hreflang="{}" dir="{}"{}>{}</a>').format(
            self.href,
            lang,
            lang,
            locales.direction(self.locale),
            Markup(' aria-current="page"') if self.current else "",
            locales.endonym(self.locale),
        )


def page(view: PageView, wording: Wording, templates: Path | None = None) -> str:
    """The page of a text.

    Raises:
        ConfigError: a template of the project is wrong.
    """
    body = sanitize(_BARE.sub(r'<a href="\1" class="bare">\2</a>', view.body), view.links)
    versions = _versions(
        view.locale, view.versions, view.site, lambda code: addresses.page_path(code, view.domain)
    )
    default = next((v.address for v in versions if v.locale == view.source_locale), "")
    return _render(
        "page.html",
        templates,
        wording,
        addresses.page_path(view.locale, view.domain),
        view=view,
        body=Markup(body),  # noqa: S704 - sanitised above
        headed=bool(re.search(r"<h1[ >]", body)),
        notice=_notice(view, wording, versions),
        opening=Markup(opening(view.source_locale, wording)),  # noqa: S704 - escaped there
        versions=versions,
        own=next(version for version in versions if version.current),
        default=default,
    )


def index(view: IndexView, wording: Wording, templates: Path | None = None) -> str:
    """The page that lists a locale's texts.

    Raises:
        ConfigError: a template of the project is wrong.
    """
    origin = addresses.index_path(view.locale)
    entries = [
        (entry, addresses.link(origin, addresses.page_path(view.locale, entry.domain)))
        for entry in view.entries
    ]
    versions = _versions(view.locale, view.versions, view.site, addresses.index_path)
    return _render(
        "index.html",
        templates,
        wording,
        origin,
        view=view,
        entries=entries,
        versions=versions,
        own=next(version for version in versions if version.current),
        default=addresses.public(view.site, origin, addresses.ROOT),
    )


def root(view: RootView, wording: Wording, templates: Path | None = None) -> str:
    """The page that lists the locales.

    Raises:
        ConfigError: a template of the project is wrong.
    """
    return _render(
        "root.html",
        templates,
        wording,
        addresses.ROOT,
        view=view,
        versions=tuple(
            Version(
                code,
                addresses.link(addresses.ROOT, addresses.index_path(code)),
                addresses.public(view.site, addresses.ROOT, addresses.index_path(code)),
                current=False,
            )
            for code in view.versions
        ),
        default=addresses.public(view.site, addresses.ROOT, addresses.ROOT),
    )


def stylesheet(templates: Path | None = None) -> str:
    """The one stylesheet, beside the root page; a project's own `style.css` replaces ours.

    Raises:
        ConfigError: the project's own is not UTF-8.
    """
    own = templates / addresses.STYLESHEET if templates else None
    file = own if own and own.is_file() else Path(__file__).with_name(addresses.STYLESHEET)
    try:
        return file.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise ConfigError.at(file, None, "not UTF-8", "save the file as UTF-8") from error


def notice(view: PageView, wording: Wording) -> str:
    """The gravest notice as plain text; empty where there is none."""
    if not view.notice:
        return ""
    language = locales.endonym(view.source_locale)
    if view.notice is Notice.OUTDATED and view.site:
        path = addresses.page_path(view.source_locale, view.domain)
        language = f"{language} ({addresses.public(view.site, path, path)})"
    return wording.plain(_NOTICES[view.notice], language=language)


def opening(source_locale: str, wording: Wording) -> str:
    """The tag that opens an untranslated passage (what `Format.render` is given)."""
    lang, direction = locales.bcp47(source_locale), locales.direction(source_locale)
    title = escape(wording.plain("Not yet translated"))
    return f'<span lang="{lang}" dir="{direction}" class="untranslated" title="{title}">'


def shows(page: str, body: str) -> bool:
    """Whether a page has the words, headings, addresses and marks of a body, and no others.

    The page is one of our own template: with another one, nobody knows where its text begins.
    """
    text = _TEXT.search(page)
    return text is not None and _substance(sanitize(body)) == _substance(text[1])


_TEXT = re.compile(
    r'<div class="text">(.*)</div>\s*(?:<p class="address">.*?</p>\s*)?</article>', re.S
)
"""What `page.html` puts around a text."""


def _substance(html: str) -> str:
    marked = _OPENING.sub(" [untranslated] ", _ADDRESSED.sub(r" \1 ", html))
    marked = _HEADING.sub(r" [\1] ", marked)
    return " ".join(inline.visible(marked, markup.Markup.HTML).split())


def _notice(view: PageView, wording: Wording, versions: Iterable[Version]) -> Markup:
    """The gravest notice; what is outdated leads to the page that is not."""
    if not view.notice:
        return Markup()
    language = named(view.source_locale)
    if view.notice is Notice.OUTDATED:
        anchors = (each.anchor for each in versions if each.locale == view.source_locale)
        language = next(anchors, language)
    return wording.markup(_NOTICES[view.notice], language=language)


def _versions(
    locale: str, codes: Iterable[str], site: str, path: Callable[[str], str]
) -> tuple[Version, ...]:
    origin = path(locale)
    return tuple(
        Version(
            code,
            addresses.link(origin, path(code)),
            addresses.public(site, origin, path(code)),
            code == locale,
        )
        for code in codes
    )


def _render(
    template: str, templates: Path | None, wording: Wording, path: str, **values: object
) -> str:
    """Render a template for the page at a path."""

    def day(date: datetime.date) -> Markup:
        return Markup('<time datetime="{}">{}</time>').format(
            date.isoformat(), locales.long_date(date, wording.locale)
        )

    try:
        return (
            _environment(templates)
            .get_template(template)
            .render(
                locale=wording.locale,
                say=wording.markup,
                plain=wording.plain,
                languages=wording.languages,
                day=day,
                stylesheet=addresses.link(path, addresses.STYLESHEET),
                home=addresses.link(path, addresses.index_path(wording.locale)),
                root=addresses.link(path, addresses.ROOT),
                **values,
            )
        )
    except Exception as error:
        if templates is None:
            raise
        place, line = _place(error, templates / template)
        remedy = "compare the file with the built-in one that it replaces"
        message = f"template: {_wrong(error, place, line)}"
        raise ConfigError.at(place, line, message, remedy) from error


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
    if isinstance(error, UndefinedError):
        return "uses a name that is not known there"
    if isinstance(error, SecurityError):
        return "reaches for what templates are kept from"
    return f"can't be filled in ({type(error).__name__})"


@cache
def _environment(templates: Path | None) -> ImmutableSandboxedEnvironment:
    """Ours, each file of which the project's folder may replace."""
    ours = PackageLoader("tamizdat.publish.site")
    environment = ImmutableSandboxedEnvironment(
        autoescape=True,
        loader=ChoiceLoader([FileSystemLoader(templates), ours]) if templates else ours,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
        keep_trailing_newline=True,
    )
    environment.filters |= {"bcp47": locales.bcp47, "direction": locales.direction}
    return environment
