"""What of a text's HTML a page may carry: an allow-list, applied by nh3 (ammonia).

Texts and translations come from many hands. Nothing executable passes, nothing that a browser would
fetch from another host by itself, and what texts are made of stays: figures, tables, task lists,
footnotes, passages in another language.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from html import escape
from types import MappingProxyType

import nh3

from tamizdat.language.inline import attributes
from tamizdat.texts.formats.html.tags import Kind, Token, tokens

_TAGS = frozenset(
    """a abbr address article aside audio b bdi bdo blockquote br caption cite code col colgroup dd
    del details dfn div dl dt em embed figcaption figure footer h1 h2 h3 h4 h5 h6 header hr i img
    input ins kbd li mark nav ol p pre q rp rt ruby s samp section small source span strong sub
    summary sup table tbody td tfoot th thead time tr u ul var video wbr""".split()
)
_WITH_CONTENT = frozenset(
    """iframe math noembed noframes noscript script select style svg template textarea title
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
    "embed": {"src"},
    "img": {"alt", "height", "src", "width"},
    "input": {"checked", "disabled", "type"},
    "ins": {"datetime"},
    "li": {"value"},
    "ol": {"reversed", "start", "type"},
    "source": {"src", "type"},
    "td": {"colspan", "headers", "rowspan", "style"},
    "th": {"colspan", "headers", "rowspan", "scope", "style"},
    "time": {"datetime"},
    "video": {"controls", "height", "poster", "src", "width"},
}
_BOX = "checkbox"
"""The only field of a form that texts have is the box of a task list."""
_FRAMES = {"embed": "src", "iframe": "src", "object": "data"}
"""What shows another page or file in its place, and the attribute with its address."""
_FRAME = re.compile(rf"<(?:{'|'.join(_FRAMES)})\b", re.I)
_SCHEMES = {"http", "https", "mailto", "tel"}
CLASSES = frozenset(
    """bare center end footnote-definition footnote-definition-label footnote-reference start
    untranslated""".split()
)
"""Class names that our stylesheet knows."""
_VALUES = {
    "dir": re.compile("auto|ltr|rtl"),
    "id": re.compile(r"\w[\w.:-]{0,99}"),
    "lang": re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*"),
}
"""What an attribute may say, whatever the element."""
_ALIGNED = re.compile(r' style="(?:text-align: ?(start|center|end))?[^"]*"')
"""How a column is aligned; a page's policy allows no style in a tag."""
_CLASS = re.compile(r' class="([^"]*)"')
_MEDIA = {
    "audio": ("src",),
    "embed": ("src",),
    "img": ("src",),
    "source": ("src",),
    "video": ("src", "poster"),
}
"""Attributes whose address a browser fetches by itself."""
_CHANGED = re.compile(r"<(?:audio|embed|img|input|source|video|t[dh] )")
_PLAYERS = ("audio", "video")
_IGNORED = "".join(map(chr, range(33)))
_WITHOUT_BREAKS = dict.fromkeys(map(ord, "\t\n\r"))
_ELSEWHERE = re.compile(r"[^/?#]*[:\\]|[/\\]{2}")
"""An address that is not certainly relative, as browsers read it (URL Standard, section 4.4): a
backslash is a slash, tabs and line breaks count for nothing."""
_INLINED = re.compile(r"\s*data:", re.I)
_HTTPS = re.compile(r"https://([a-z0-9.-]+)(?:/[^\x00-\x20\\]*)?", re.I)


def sanitize(
    html: str, links: Mapping[str, str] = MappingProxyType({}), hosts: Collection[str] = ()
) -> str:
    """Keep of a fragment what the allow-list names; every tag of the result is balanced.

    `links` replaces relative addresses (of images, of other texts) by those that hold at the page.
    Pictures, sound and video of other hosts become links, but for `hosts` (asked by https alone);
    frames and objects, wherever they are from.
    """
    clean = _clean(html, lambda address: links.get(address, address))
    return "".join(_own(list(tokens(clean)), hosts)) if _CHANGED.search(clean) else clean


def foreign(html: str, hosts: Collection[str] = ()) -> tuple[str, ...]:
    """What of other hosts than `hosts` a page would fetch by itself: addresses, each once."""
    tags = tokens(_clean(html, str))
    found = (address for tag in tags for address in _away(tag, hosts).values())
    return tuple(dict.fromkeys(found))


def framed(html: str) -> tuple[str, ...]:
    """The addresses of frames and objects, each once."""
    tags = tokens(_clean(html, str))
    return tuple(dict.fromkeys(address for tag in tags for address in _frame(tag).values()))


def inlined(html: str) -> tuple[str, ...]:
    """Addresses that are themselves the picture or the sound (`data:`), each once."""
    tags = tokens(_clean(html, str, frozenset({"data"})))
    found = (address for tag in tags for address in _media(tag).values())
    return tuple(dict.fromkeys(filter(_INLINED.match, found)))


def references(html: str) -> tuple[str, ...]:
    """The relative addresses that a fragment refers to, in order, each once."""
    found: dict[str, None] = {}

    def note(address: str) -> str:
        if address and not address.startswith(("#", "?", "/", "\\")):
            found[address] = None
        return address

    _clean(html, note)
    return tuple(found)


def _clean(html: str, relative: Callable[[str], str], also: Collection[str] = frozenset()) -> str:
    """A fragment with what the allow-list names; `also` are schemes of more addresses."""
    return nh3.clean(
        _marked(html),
        tags=set(_TAGS),
        clean_content_tags=set(_WITH_CONTENT),
        attributes=_ATTRIBUTES,
        attribute_filter=_attribute,
        filter_style_properties={"text-align"},
        url_schemes=_SCHEMES | set(also),
        url_relative=relative,
        link_rel=None,
    )


def _marked(html: str) -> str:
    """A fragment with an `embed`, which has no content, for each frame and object.

    Its title is what readers see of it. What an object shows where it can't be shown stays.
    """
    return "".join(_marks(html)) if _FRAME.search(html) else html


def _marks(html: str) -> Iterator[str]:
    for token in tokens(html):
        if token.name in _FRAMES and token.kind is Kind.TAG and not token.closes:
            values = attributes(token.raw)
            address = values.get(_FRAMES[token.name], "")
            title = values.get("title", "").strip() or address
            yield f'<embed src="{escape(address)}" title="{escape(title)}">'
            yield " " if token.name == "object" else ""
        if token.name != "embed":
            yield token.raw


def _attribute(tag: str, name: str, value: str) -> str | None:
    """The value that an attribute may have; None drops it."""
    if name == "class":
        return " ".join(word for word in value.split() if word in CLASSES) or None
    if name in _VALUES:
        return value if _VALUES[name].fullmatch(value) else None
    if (tag, name) == ("input", "type"):
        return _BOX if value.lower() == _BOX else None
    if name == "style":  # columns keep to the page's direction
        return value.replace("left", "start").replace("right", "end")
    return value


def _own(found: list[Token], hosts: Collection[str]) -> Iterator[str]:
    """Sanitised HTML with links for what lies on other hosts, and classes for styles."""
    linked = False  # no link can stand in a link: there the words alone stay
    emptied = _emptied(found, hosts)
    inside: list[bool] = []  # of each player that we are in, whether it goes
    for place, token in enumerate(found):
        away = _away(token, hosts)
        if token.name == "a":
            linked = not token.closes
        if token.name in _PLAYERS and token.closes:
            yield "" if inside.pop() else token.raw
        elif token.name in _PLAYERS:
            inside.append(place in emptied)
            yield _links(token, away, linked=linked) if inside[-1] else _without(token, away)
        elif token.name == "source" and away:
            yield _links(token, away, linked=linked) if any(inside) else ""
        elif away or token.name == "embed":
            yield _links(token, away or _media(token), linked=linked).strip()
        elif token.name == "input" and "type" not in attributes(token.raw):
            yield ""
        elif token.name in ("td", "th"):
            yield _classed(token.raw)
        else:
            yield token.raw


def _away(token: Token, hosts: Collection[str]) -> dict[str, str]:
    """The addresses of other hosts that a tag makes a browser fetch, by their attributes."""
    allowed = () if token.name == "embed" else hosts
    found = _media(token).items()
    return {name: address for name, address in found if _is_away(address, allowed)}


def _frame(token: Token) -> dict[str, str]:
    return _media(token) if token.name == "embed" else {}


def _media(token: Token) -> dict[str, str]:
    """The addresses that a tag makes a browser fetch, by their attributes."""
    names = () if token.closes else _MEDIA.get(token.name, ())
    values = attributes(token.raw) if names else {}
    return {name: values[name] for name in names if values.get(name)}


def _is_away(address: str, hosts: Collection[str]) -> bool:
    if not _ELSEWHERE.match(address.strip(_IGNORED).translate(_WITHOUT_BREAKS)):
        return False
    allowed = _HTTPS.fullmatch(address)
    return not (allowed and allowed[1].lower() in hosts)


def _emptied(found: list[Token], hosts: Collection[str]) -> frozenset[int]:
    """The players, by place, that have something to play, all of it on other hosts."""
    emptied: set[int] = set()
    inside: list[tuple[int, list[bool]]] = []
    for place, token in enumerate(found):
        if token.name in _PLAYERS and token.closes:
            start, away = inside.pop()
            emptied |= {start} if away and all(away) else set()
            continue
        if token.name in _PLAYERS:
            inside.append((place, []))
        if token.name in (*_PLAYERS, "source") and inside:
            source = attributes(token.raw).get("src", "")
            inside[-1][1].extend([_is_away(source, hosts)] if source else [])
    return frozenset(emptied)


def _without(token: Token, names: Collection[str]) -> str:
    """A tag without some attributes."""
    return re.sub(rf' (?:{"|".join(names)})="[^"]*"', "", token.raw) if names else token.raw


def _links(token: Token, away: Mapping[str, str], *, linked: bool) -> str:
    """Links in place of a tag; their words are what it says of itself, or the address."""
    values = attributes(token.raw)
    words = (values.get("alt") or values.get("title") or "").strip()
    written = ""
    for address in away.values():
        text = escape(words or address, quote=False)
        target = escape(address, quote=False).replace('"', "&quot;")
        written += f"{text} " if linked else f'<a href="{target}">{text}</a> '
    return written


def _classed(tag: str) -> str:
    """A cell with a class in place of its style."""
    style = _ALIGNED.search(tag)
    if not style:
        return tag
    tag = _ALIGNED.sub("", tag)
    own = _CLASS.search(tag)
    classes = " ".join(filter(None, (style[1], own and own[1])))
    tag = _CLASS.sub("", tag)
    return f'{tag[:-1]} class="{classes}">' if classes else tag
