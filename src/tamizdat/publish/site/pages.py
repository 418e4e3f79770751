"""Pages: a text in a locale, the index of a locale, the list of locales (Jinja2 templates)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from pathlib import Path

from tamizdat.language import locales
from tamizdat.language.entities import unescape
from tamizdat.language.inline import TAG
from tamizdat.pages import environment
from tamizdat.pages.environment import Markup, render
from tamizdat.pages.wording import Wording, named
from tamizdat.publish import isolates
from tamizdat.publish.site import addresses
from tamizdat.publish.site.direction import isolated
from tamizdat.publish.site.views import IndexView, MovedView, Notice, PageView, RootView
from tamizdat.texts.anchors import Anchors, find
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
_PICTURE = re.compile(r'<img (?:[^<>]* )?alt="([^"]*)"[^<>]*>')
"""A picture of the site; the page has its words alone where it could not be published."""
_HEADING = re.compile(r"<(/?h[1-6])\b[^<>]*>")
_BREAK = re.compile(r"</?br(?=[\s/>])[^<>]*>", re.I)
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
        current = ' aria-current="page"' if self.current else ""
        name = environment.escape(locales.endonym(self.locale))
        href = environment.escape(self.href)
        return Markup(f'<a href="{href}" {_marks(self.locale)}{current}>{name}</a>')  # noqa: S704 - escaped above


@lru_cache(maxsize=256)
def _marks(locale: str) -> str:
    """The attributes of a link to a page in a locale."""
    lang = environment.escape(locales.bcp47(locale))
    return f'lang="{lang}" hreflang="{lang}" dir="{locales.direction(locale)}"'


def page(view: PageView, wording: Wording, templates: Path | None = None) -> str:
    """The page of a text.

    Raises:
        ConfigError: a template of the project is wrong.
    """
    clean = sanitize(bared(view.body), view.links, view.hosts)
    body = isolated(clean, locales.direction(view.locale))
    versions = _versions(
        view.locale, view.versions, view.site, lambda code: addresses.page_path(code, view.domain)
    )
    default = next((v.address for v in versions if v.locale == view.source_locale), "")
    return _render(
        "page.html",
        templates,
        wording,
        addresses.page_path(view.locale, view.domain),
        hosts=view.hosts,
        view=view,
        body=Markup(body),  # noqa: S704 - sanitised above
        headed=bool(re.search(r"<h1[ >]", body)),
        notice=_notice(view, wording, versions),
        opening=Markup(opening(view.source_locale, wording)),  # noqa: S704 - escaped there
        versions=versions,
        own=next(version for version in versions if version.current),
        default=default,
    )


def bared(body: str) -> str:
    """A body whose bare addresses are marked as such; to do so again changes nothing."""
    return _BARE.sub(r'<a href="\1" class="bare">\2</a>', body)


def moved(view: MovedView, wording: Wording, templates: Path | None = None) -> str:
    """The page at the address of a text's former name: it leads to where the text is now.

    Raises:
        ConfigError: a template of the project is wrong.
    """
    path = addresses.page_path(view.locale, view.former)
    page = addresses.page_path(view.locale, view.domain)
    href = addresses.link(path, page)
    title = view.title
    anchor = Markup('<a href="{}" lang="{}" dir="{}">{}</a>').format(
        href,
        locales.bcp47(title.locale),
        locales.direction(title.locale),
        environment.words(title.text, title.locale),
    )
    return _render(
        "moved.html",
        templates,
        wording,
        path,
        title=title,
        anchor=anchor,
        href=href,
        address=addresses.public(view.site, path, page),
        versions=(),
        default="",
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

    The body is sanitised, its links are those of its text.
    The page is one of our own template: with another one, nobody knows where its text begins.
    """
    text = _TEXT.search(page)
    return text is not None and substance(body) == substance(text[1])


def marked(
    page: str, view: PageView, wording: Wording, templates: Path | None = None
) -> str | None:
    """A page that can't be made again, with the notice that is true today.

    Of its own one that it is outdated or expired goes where that holds no more, any other one
    stays. None if the page is not one of our own template.

    Raises:
        ConfigError: a template of the project is wrong.
    """
    found = _MARK.search(page)
    if not view.notice:
        old = found and found["state"] in (Notice.EXPIRED, Notice.OUTDATED)
        return _MARK.sub("", page, count=1) if old else page
    place = found or _LEAD.search(page)
    if not place:
        return None
    path = addresses.page_path(view.locale, view.domain)
    versions = _versions(
        view.locale, view.versions, view.site, lambda code: addresses.page_path(code, view.domain)
    )
    notice = _render(
        "notice.html",
        templates,
        wording,
        path,
        view=view,
        notice=_notice(view, wording, versions),
    )
    return page[: place.start()] + notice + page[place.end() :]


_MARK = re.compile(r'<p class="notice"[^<>]*? data-state="(?P<state>\w+)">.*?</p>\n', re.S)
_LEAD = re.compile(r'(?=</header>\s*<div class="text">)')


def anchors(page: str) -> Anchors | None:
    """The ids in the text of a page of our own template."""
    text = _TEXT.search(page)
    return find(text[1]) if text else None


_TEXT = re.compile(
    r'<div class="text">(.*)</div>\s*(?:<p class="address">.*?</p>\s*)?</article>', re.S
)
"""What `page.html` puts around a text."""


def substance(html: str) -> str:
    """The words, headings, addresses and marks of a body, without anything else."""
    marked = _OPENING.sub(" [untranslated] ", _ADDRESSED.sub(r" \1 ", html))
    marked = _HEADING.sub(r" [\1] ", _PICTURE.sub(r"\1", marked))
    marked = isolates.without(marked)  # words in an attribute have them, words in the text bdi
    return " ".join(unescape(TAG.sub("", _BREAK.sub(" ", marked))).split())


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
    """Fill in the template of the page at a path."""
    places = {
        "stylesheet": addresses.link(path, addresses.STYLESHEET),
        "home": addresses.link(path, addresses.index_path(wording.locale)),
        "root": addresses.link(path, addresses.ROOT),
    }
    assert __package__ is not None
    return render(__package__, template, wording, {**places, **values}, templates)
