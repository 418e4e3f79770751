"""What of a text's HTML a page may carry: an allow-list, applied by nh3 (ammonia).

Texts and translations come from many hands. Nothing executable passes, and what texts are made
of stays: figures, tables, task lists, footnotes, passages in another language.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType

import nh3

_TAGS = frozenset(
    """a abbr address article aside audio b bdi bdo blockquote br caption cite code col colgroup dd
    del details dfn div dl dt em figcaption figure footer h1 h2 h3 h4 h5 h6 header hr i img input
    ins kbd li mark nav ol p pre q rp rt ruby s samp section small source span strong sub summary
    sup table tbody td tfoot th thead time tr u ul var video wbr""".split()
)
_WITH_CONTENT = frozenset(
    """iframe math noembed noframes noscript object script select style svg template textarea title
    xmp""".split()
)
"""Elements that go together with what they contain."""
_ATTRIBUTES = {
    "*": {"aria-label", "class", "dir", "id", "lang", "title"},
    "a": {"href", "hreflang"},
    "audio": {"controls", "src"},
    "col": {"span"},
    "colgroup": {"span"},
    "del": {"datetime"},
    "details": {"open"},
    "img": {"alt", "height", "src", "width"},
    "input": {"checked", "disabled"},
    "ins": {"datetime"},
    "li": {"value"},
    "ol": {"reversed", "start", "type"},
    "source": {"src", "type"},
    "td": {"colspan", "headers", "rowspan", "style"},
    "th": {"colspan", "headers", "rowspan", "scope", "style"},
    "time": {"datetime"},
    "video": {"controls", "height", "poster", "src", "width"},
}
_FORCED = {"input": {"type": "checkbox"}}
"""The only field of a form that texts have is the box of a task list."""
_SCHEMES = {"http", "https", "mailto", "tel"}
CLASSES = frozenset(
    """bare footnote-definition footnote-definition-label footnote-reference untranslated""".split()
)
"""Class names that our stylesheet knows."""
_DIRECTIONS = {"auto", "ltr", "rtl"}
_ID = re.compile(r"\w[\w.:-]{0,99}")
_LANG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*")


def sanitize(html: str, links: Mapping[str, str] = MappingProxyType({})) -> str:
    """Keep of a fragment what the allow-list names; every tag of the result is balanced.

    `links` replaces relative addresses (of images, of other texts) by those that hold at the page.
    """
    return _clean(html, lambda address: links.get(address, address))


def references(html: str) -> tuple[str, ...]:
    """The relative addresses that a fragment refers to, in order, each once."""
    found: dict[str, None] = {}

    def note(address: str) -> str:
        if address and not address.startswith(("#", "?", "/", "\\")):
            found[address] = None
        return address

    _clean(html, note)
    return tuple(found)


def _clean(html: str, relative: Callable[[str], str]) -> str:
    return nh3.clean(
        html,
        tags=set(_TAGS),
        clean_content_tags=set(_WITH_CONTENT),
        attributes=_ATTRIBUTES,
        attribute_filter=_attribute,
        set_tag_attribute_values=_FORCED,
        filter_style_properties={"text-align"},
        url_schemes=_SCHEMES,
        url_relative=relative,
        link_rel=None,
    )


def _attribute(_tag: str, name: str, value: str) -> str | None:
    """The value that an attribute may have; None drops it."""
    if name == "class":
        return " ".join(word for word in value.split() if word in CLASSES) or None
    if name == "id":
        return value if _ID.fullmatch(value) else None
    if name == "lang":
        return value if _LANG.fullmatch(value) else None
    if name == "dir":
        return value if value in _DIRECTIONS else None
    if name == "style":  # columns keep to the page's direction
        return value.replace("left", "start").replace("right", "end")
    return value
