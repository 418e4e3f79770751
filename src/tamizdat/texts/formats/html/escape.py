"""How a msgstr is written into HTML, so that it cannot become anything but text and known tags."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from tamizdat.language.entities import unescape
from tamizdat.language.inline import ATTRIBUTE, TEXT_ATTRIBUTES, VOID, attributes
from tamizdat.texts.document import UnfitError
from tamizdat.texts.formats.html.tags import Kind, Token, pairs, tokens

_LINE_END = re.compile(r"[ \t\f]*[\r\n][ \t\r\n\f]*")
_REFERENCE = re.compile(r"&[#\w]*;?")
_FORMATTING = frozenset(
    "abbr b bdi bdo br cite code del dfn em i ins kbd mark q rp rt ruby s samp small span strong "
    "sub sup u var wbr".split()
)
"""Elements that a translation may add: they load nothing and lead nowhere."""
_FREE = TEXT_ATTRIBUTES | frozenset("dir href hreflang label lang src".split())
"""Attributes whose values a translation may change; checks look after the addresses in them."""


def in_run(msgid: str, msgstr: str) -> str:
    """Write running text: tags of the msgid and formatting stay tags, any other `<` is text.

    Raises UnfitError for other tags, for attributes that the source doesn't have, for comments that
    it doesn't have, and for a tag whose other half is missing.
    """
    source, written = list(tokens(msgid)), list(tokens(_one_line(msgstr)))
    known = {token.raw for token in source}
    names = {token.name for token in source} | _FORMATTING
    values = {value for token in source for value in attributes(token.raw).items()}
    for token in written:
        if token.kind is Kind.COMMENT and token.raw not in known:
            raise UnfitError(f"{token.raw} is not in the source text")
        if token.kind is Kind.TAG and token.raw not in known:
            _accept(token, names, values)
    alone = _unpaired(written)
    if alone != (wanted := _unpaired(source)):
        tag = next(iter((alone - wanted) + (wanted - alone)))
        raise UnfitError(f"the tag <{tag}> has lost its other half, or has one too many")
    return "".join(
        token.raw if token.kind in (Kind.TAG, Kind.COMMENT) else _escaped(token.raw)
        for token in written
    )


def in_text(_msgid: str, msgstr: str) -> str:
    """Write text where no tag can stand (a title element, a text field)."""
    return _escaped(_one_line(msgstr))


def in_attribute(quote: str, msgstr: str) -> str:
    """Write an attribute's value between its quotes; one that has none gets them."""
    value = _escaped(_one_line(msgstr))
    if quote == "'":
        return value.replace("'", "&#39;")
    value = value.replace('"', "&quot;")
    return value if quote else f'"{value}"'


def _one_line(msgstr: str) -> str:
    """White space is equal in HTML, and in Markdown an empty line would end the block."""
    return _LINE_END.sub(" ", msgstr).strip(" \t\f")


def _escaped(text: str) -> str:
    return _REFERENCE.sub(_reference, text).replace("<", "&lt;")


def _reference(match: re.Match[str]) -> str:
    """Keep a `&` that a browser reads as a character reference."""
    raw = match.group()
    return raw if unescape(raw) != raw else "&amp;" + raw[1:]


def _accept(tag: Token, names: set[str], values: set[tuple[str, str]]) -> None:
    """Raise UnfitError for a tag that a translation must not bring."""
    if tag.name not in names:
        raise UnfitError(f"the tag <{tag.name}> is not in the source text")
    inside = tag.raw[1 + tag.closes + len(tag.name) : -1]
    if ATTRIBUTE.sub("", inside).strip(" \t\r\n\f/") or (tag.closes and inside.strip()):
        raise UnfitError(f"{tag.raw} is not a well-formed tag")
    present = {name for name, _ in values}
    for name, value in attributes(tag.raw).items():
        if (name, value) in values or name in ("lang", "dir", "title"):
            continue
        if name not in _FREE or name not in present:
            raise UnfitError(f"the attribute {name} of {tag.raw} is not so in the source text")


def _unpaired(run: Sequence[Token]) -> Counter[str]:
    """The tags without their other half."""
    matching = pairs(run)
    return Counter(
        f"/{token.name}" if token.closes else token.name
        for place, token in enumerate(run)
        if token.kind is Kind.TAG and token.name not in VOID and place not in matching
    )
