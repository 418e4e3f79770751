"""What of a text's HTML a page may carry: an allow-list, applied by nh3 (ammonia).

Texts and translations come from many hands. Nothing executable passes, nothing that a browser would
fetch from another host by itself, and what texts are made of stays: figures, tables, task lists,
footnotes, passages in another language.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from functools import lru_cache
from html import escape
from types import MappingProxyType

import nh3

from tamizdat.language.inline import attributes
from tamizdat.texts import anchors
from tamizdat.texts.formats.html.tags import INLINE, Kind, Token, tokens

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
_CHANGED = re.compile(r'<(?:audio|embed|img|input|source|video|t[dh] )|<a [^>]*href=""')
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

    `links` replaces relative addresses (of images, of other texts) by those that hold at the page,
    or by nothing where nothing is there: then words alone stay.
    Pictures, sound and video of other hosts become links, but for `hosts` (asked by https alone);
    frames and objects, wherever they are from.
    """
    clean, found = _read(html)
    if any(links.get(address, address) != address for address in found):
        clean = _clean(html, lambda address: links.get(address, address))
    return _settled(clean, tuple(hosts)) if _CHANGED.search(clean) else clean


def foreign(html: str, hosts: Collection[str] = ()) -> tuple[str, ...]:
    """What of other hosts than `hosts` a page would fetch by itself: addresses, each once."""
    tags = tokens(_read(html)[0])
    found = (address for tag in tags for address in _lost(tag, hosts).values())
    return tuple(dict.fromkeys(filter(None, found)))


def fetched(html: str) -> tuple[str, ...]:
    """What a page would fetch by itself, pictures and media: addresses, each once."""
    found = (address for tag in tokens(_read(html)[0]) for address in _media(tag).values())
    return tuple(dict.fromkeys(filter(None, found)))


def framed(html: str) -> tuple[str, ...]:
    """The addresses of frames and objects, each once."""
    tags = (tag for tag in tokens(_read(html)[0]) if tag.name == "embed")
    found = (address for tag in tags for address in _media(tag).values())
    return tuple(dict.fromkeys(filter(None, found)))


def inlined(html: str) -> tuple[str, ...]:
    """Addresses that are themselves the picture or the sound (`data:`), each once."""
    tags = tokens(_clean(html, str, frozenset({"data"})))
    found = (address for tag in tags for address in _media(tag).values())
    return tuple(dict.fromkeys(filter(_INLINED.match, found)))


def references(html: str) -> tuple[str, ...]:
    """The relative addresses of files that a fragment refers to, in order, each once."""
    return tuple(a for a in addresses(html) if not a.startswith(("#", "?", "/", "\\")))


def addresses(html: str) -> tuple[str, ...]:
    """All relative addresses in a fragment, also those within its page, in order, each once."""
    return _read(html)[1]


@lru_cache(maxsize=2)
def _read(html: str) -> tuple[str, tuple[str, ...]]:
    """A fragment with what the allow-list names, its addresses as they are, and the relative ones.

    Of one text all of this is asked in turn.
    """
    found: dict[str, None] = {}

    def note(address: str) -> str:
        if address:
            found[address] = None
        return address

    clean = _clean(html, note)
    return clean, tuple(found)


@lru_cache(maxsize=2)
def _settled(clean: str, hosts: tuple[str, ...]) -> str:
    """The same with links for what lies on other hosts."""
    return "".join(_own(list(tokens(clean)), hosts))


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
    if name == "id":
        return value if anchors.is_id(value) else None
    if name in _VALUES:
        return value if _VALUES[name].fullmatch(value) else None
    if (tag, name) == ("input", "type"):
        return _BOX if value.lower() == _BOX else None
    if name == "style":  # columns keep to the page's direction
        return value.replace("left", "start").replace("right", "end")
    return value


def _own(found: list[Token], hosts: Collection[str]) -> Iterator[str]:
    """Sanitised HTML with links for what lies on other hosts, and classes for styles."""
    end = ""  # of the link that we are in; no other can stand in it: there the words alone stay
    instead = _instead(found, hosts)
    for place, token in enumerate(found):
        lost = _lost(token, hosts)
        if place in instead:
            yield instead[place]
        elif token.name == "a" and token.closes:
            yield end
            end = ""
        elif token.name == "a":
            leads = attributes(token.raw).get("href") != ""
            end = "</a>" if leads else "</span>"
            yield token.raw if leads else f"<span{_without(token, ('href',))[2:]}"
        elif token.name == "embed":
            yield _frame(token, linked=end == "</a>")
        elif token.name == "input" and "type" not in attributes(token.raw):
            yield ""
        elif lost and token.name == "img":
            yield _picture(token, lost["src"], linked=end == "</a>")
        elif lost:
            yield _without(token, lost) if token.name in _PLAYERS else ""
        elif token.name in ("td", "th"):
            yield _classed(token.raw)
        else:
            yield token.raw


def _media(token: Token) -> dict[str, str]:
    """The addresses that a tag makes a browser fetch, by their attributes."""
    names = () if token.closes else _MEDIA.get(token.name, ())
    values = attributes(token.raw) if names else {}
    return {name: values[name] for name in names if name in values}


def _lost(token: Token, hosts: Collection[str]) -> dict[str, str]:
    """Those of them that lie on other hosts, or nowhere."""
    allowed = () if token.name == "embed" else hosts  # no page has frames
    found = _media(token).items()
    return {name: address for name, address in found if not address or _is_away(address, allowed)}


def _is_away(address: str, hosts: Collection[str]) -> bool:
    if not _ELSEWHERE.match(address.strip(_IGNORED).translate(_WITHOUT_BREAKS)):
        return False
    allowed = _HTTPS.fullmatch(address)
    return not (allowed and allowed[1].lower() in hosts)


def _instead(found: list[Token], hosts: Collection[str]) -> dict[int, str]:
    """What stands in place of the tags of players that have something to play, but not here."""
    instead: dict[int, str] = {}
    inside: list[tuple[int, bool]] = []
    linked = False
    for place, token in enumerate(found):
        if token.name == "a":
            linked = not token.closes and attributes(token.raw).get("href") != ""
        elif token.name in _PLAYERS and not token.closes:
            inside.append((place, linked))
        elif token.name in _PLAYERS:
            start, within = inside.pop()
            player = found[start:place]
            sources = [t for t in _own_sources(player) if "src" in _media(t)]
            if sources and all("src" in _lost(t, hosts) for t in sources):
                addresses = [a for t in sources if (a := _media(t)["src"])]
                instead[start], instead[place] = _fallback(player, addresses, linked=within)
    return instead


def _own_sources(player: list[Token]) -> Iterator[Token]:
    """The tags that tell a player, from its start to before its end, what to play."""
    depth = 0
    for token in player:
        depth += 0 if token.name not in _PLAYERS else -1 if token.closes else 1
        if depth == 1 and not token.closes and token.name in (*_PLAYERS, "source"):
            yield token


def _fallback(player: list[Token], addresses: list[str], *, linked: bool) -> tuple[str, str]:
    """What stands before and after the words that a player has for browsers that can't play it.

    One link at most: the words themselves where they are nothing else, or the player's title.
    """
    tags = [token for token in player[1:] if token.kind is Kind.TAG and token.name != "source"]
    words = any(token.kind is Kind.TEXT and token.raw.strip() for token in player)
    title = (attributes(player[0].raw).get("title") or "").strip()
    own = {attributes(token.raw).get("href") for token in tags if token.name == "a"}
    if not addresses or linked or own.intersection(addresses):
        return "" if words or own else escape(title or "".join(addresses[:1]), quote=False), ""
    if words and not title and all(token.name in INLINE - {"a", *_MEDIA} for token in tags):
        return _link(addresses[0], "").removesuffix("</a>"), "</a>"
    return f"{_link(addresses[0], title or addresses[0])} ", ""


def _without(token: Token, names: Collection[str]) -> str:
    """A tag without some attributes."""
    return re.sub(rf' (?:{"|".join(names)})="[^"]*"', "", token.raw) if names else token.raw


def _picture(token: Token, address: str, *, linked: bool) -> str:
    """What stands in place of a picture: a link, words alone if it is nowhere.

    Nothing stands for one that says it means nothing (HTML standard, section 4.8.4.4.5).
    """
    values = attributes(token.raw)
    if values.get("alt") == "" and not linked:
        return ""
    words = (values.get("alt") or values.get("title") or "").strip() or address
    return _link(address, words) if address and not linked else escape(words, quote=False)


def _frame(token: Token, *, linked: bool) -> str:
    """What stands in place of a frame or an object: a link, words alone if it is nowhere."""
    if "src" not in _media(token):  # it led to nothing that a page may lead to
        return ""
    address = _media(token)["src"]
    words = attributes(token.raw).get("title", "").strip() or address
    return _link(address, words) if address and not linked else escape(words, quote=False)


def _link(address: str, words: str) -> str:
    target = escape(address, quote=False).replace('"', "&quot;")
    return f'<a href="{target}">{escape(words, quote=False)}</a>'


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
