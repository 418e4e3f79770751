"""HTML: runs of text between block tags, and the attributes that readers see or hear.

Works on whole documents and on fragments, so HTML blocks inside Markdown are split here too.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial

from tamizdat.language.bare import is_bare
from tamizdat.language.entities import unescape
from tamizdat.language.inline import ATTRIBUTE, TEXT_ATTRIBUTES, VOID, value
from tamizdat.language.markup import LETTER, Markup
from tamizdat.texts.document import Document, Format, Piece, Role, UnfitError
from tamizdat.texts.formats import directives
from tamizdat.texts.formats.directives import Scope
from tamizdat.texts.formats.html import asides, escape
from tamizdat.texts.formats.html.nesting import refuse_deep
from tamizdat.texts.formats.html.tags import (
    BLANK,
    HIDDEN,
    INLINE,
    Kind,
    Stretch,
    Token,
    pairs,
    shielded,
    stretches,
    tokens,
)
from tamizdat.texts.formats.spans import Span, offered, partition

_BLANKS = re.compile(f"[{BLANK}]+")
_LINE_BREAK_FIRST = re.compile(r"[ \t\f]*[\r\n]")
_LINE_BREAK_LAST = re.compile(r"[\r\n][ \t\f]*\Z")
_LABELLED = frozenset("track option optgroup".split())
_META = frozenset(
    "description og:title og:description og:image:alt twitter:title twitter:description "
    "twitter:image:alt".split()
)
_BUTTONS = frozenset("submit button reset".split())
_ROLES = {
    **{f"h{level}": Role.heading(level) for level in range(1, 7)},
    "p": Role.PARAGRAPH,
    "li": Role.LIST_ITEM,
    "td": Role.TABLE_CELL,
    "th": Role.TABLE_CELL,
    "caption": Role.CAPTION,
    "figcaption": Role.CAPTION,
    "blockquote": Role.QUOTATION,
    "dt": Role.TERM,
    "dd": Role.DEFINITION,
    "textarea": Role.TEXT_FIELD,
    "title": Role.TITLE,
    "summary": Role.SUMMARY,
    "button": Role.BUTTON,
    **{name: name for name in ("legend", "option", "address")},
}
_PLAIN = frozenset("title textarea option".split())
"""Elements that can't hold a tag of ours."""


def find(text: str) -> list[Span]:
    """The translatable runs and attributes of a document or fragment, in order.

    Raises SourceError for a directive that tamizdat doesn't know.
    """
    return [span for span in _spans(text) if span.msgid is not None]


def split(text: str, _keys: tuple[str, ...] = (), *, said: bool = False) -> Document:
    """Split a document; HTML has no front matter, so no keys of it either.

    `said`: the author of the text around it has a note or a context for it.

    Raises SourceError, with its line, where elements stand too deep in each other.
    """
    refuse_deep(text)
    return Document(partition(text, _spans(text, said=said), Markup.HTML))


def skeleton(text: str) -> tuple[str, ...]:
    """The block tags of a document in order: `p`, `/p` and so on."""
    return tuple(
        f"/{token.name}" if token.closes else token.name
        for token in tokens(text)
        if token.kind is Kind.TAG and token.name not in INLINE
    )


def render(pieces: tuple[Piece, ...], opening: str) -> str:
    """The inside of `<body>`, or all of a fragment, without scripts, styles and comments."""
    published = "".join(
        f"{opening}{piece.text}</span>"
        if piece.segment.running and not piece.translated
        else piece.text
        for piece in pieces
    )
    kept: list[str] = []
    dropped = ""  # the element whose content no page shows
    for token in tokens(published.removeprefix("\ufeff")):
        if token.kind is Kind.COMMENT or token.name in ("html", "head", "body"):
            continue
        if token.kind is Kind.TAG and token.name in ("title", "script", "style"):
            if not token.closes:
                dropped = dropped or token.name
            elif token.name == dropped:
                dropped = ""
        elif not dropped:
            kept.append(token.raw)
    return "".join(kept)


def _spans(text: str, *, said: bool = False) -> Iterator[Span]:
    """Everything in a text that is not merely copied."""
    scope = Scope()
    skipped = 0  # depth of the element that a directive skips
    for stretch in stretches(text):
        first = stretch.tokens[0]
        if first.kind is Kind.COMMENT and (directive := directives.parse(first.raw)):
            scope = scope.after(directive)
            continue
        opens = first.kind is Kind.TAG and first.name not in INLINE and not first.closes
        if stretch.depth < skipped or (opens and stretch.depth == skipped):
            skipped = 0
        if opens and scope.skip and not skipped and first.name not in VOID:
            skipped, scope = stretch.depth, scope.next()
        reason = stretch.reason or ("directive" if skipped else scope.skipped)
        if opens and first.name == "html":
            yield from _language(first)
        found = list(_skipped(stretch, reason) if reason else _find(stretch))
        spoken = bool(scope.note or scope.context)
        for span in (offered(span, said=said or spoken) for span in found):
            yield replace(span, note=scope.note, msgctxt=scope.context) if spoken else span
        if found and not skipped:
            scope = scope.next()


def _language(tag: Token) -> Iterator[Span]:
    """The values that name a document's language and direction."""
    for match, _, start in _attributes(tag):
        name = match["name"].lower().removeprefix("xml:")
        if name in (Role.LANG, Role.DIR):
            yield Span(start, start + len(value(match)), None, name)


def _skipped(stretch: Stretch, reason: str) -> Iterator[Span]:
    """A stretch that isn't translated, if a reader sees or hears a letter of it."""
    if reason == HIDDEN:
        return
    run = stretch.tokens
    if any(map(_has_letter, run)) or any(_texts_of(run)):
        start, end, _ = _stripped(run)
        yield Span(start, end, None, skipped=reason)


def _find(stretch: Stretch) -> Iterator[Span]:
    """The spans of a stretch that is translated."""
    first = stretch.tokens[0]
    if first.kind is Kind.RAW and not first.name:
        yield from _skipped(stretch, "tag without its end")
    elif first.kind is Kind.RAW:
        yield from _text(stretch.tokens, stretch.element, escape.in_text)
    elif first.kind is Kind.TAG and first.name not in INLINE:
        yield from _texts_of(stretch.tokens)
    else:
        yield from _run(stretch)


def _run(stretch: Stretch) -> Iterator[Span]:
    """A run of text with inline tags; without a word, the attributes of its tags alone."""
    run = stretch.tokens
    shield = shielded(run)
    first, last = _trimmed(run)
    if any(_has_letter(run[place]) for place in range(first, last) if place not in shield):
        yield from _texts_of(run[:first])
        yield from _text(run[first:last], stretch.element, _in_run)
        yield from _texts_of(run[last:])
        return
    for place, token in enumerate(run):
        if place not in shield:
            yield from _texts_of([token])
        elif _has_letter(token):
            yield Span(token.start, token.end, None, skipped=shield[place])


def _text(run: Sequence[Token], element: str, write: Callable[[str, str], str]) -> Iterator[Span]:
    """The span of some text, without the white space around it."""
    start, end, raw = _stripped(run)
    msgid = _BLANKS.sub(" ", raw)
    if LETTER.search(unescape(msgid)):
        role = _ROLES.get(element, Role.TEXT)
        encode = partial(write, msgid)
        bare = is_bare(msgid, Markup.HTML)
        yield Span(start, end, msgid, role, encode, running=element not in _PLAIN, bare=bare)


def _stripped(run: Sequence[Token]) -> tuple[int, int, str]:
    """Where a run starts and ends without the white space around it, and what it is."""
    raw = "".join(token.raw for token in run)
    start = run[0].start + len(raw) - len(raw.lstrip(BLANK))
    raw = raw.strip(BLANK)
    return start, start + len(raw), raw


def _in_run(msgid: str, msgstr: str) -> str:
    """Write running text. Raises UnfitError where it would be read as several texts."""
    written = escape.in_run(msgid, msgstr)
    count = sum(span.running for span in find(written))
    if count > 1:
        raise UnfitError(f"it would be read as {count} texts instead of one")
    return written


def _texts_of(tags: Sequence[Token]) -> Iterator[Span]:
    """The attributes of some tags that readers see or hear."""
    for tag in tags:
        if tag.kind is not Kind.TAG or "=" not in tag.raw:
            continue
        values = {match["name"].lower(): value(match).lower() for match, _, _ in _attributes(tag)}
        for match, quote, start in _attributes(tag):
            written = value(match)
            role = _attribute_role(tag.name, match["name"].lower(), values)
            if role and LETTER.search(unescape(written)):
                yield Span(
                    start,
                    start + len(written),
                    _BLANKS.sub(" ", written.strip(BLANK)),
                    role,
                    partial(escape.in_attribute, quote),
                    bare=is_bare(unescape(written)),
                )


def _attributes(tag: Token) -> Iterator[tuple[re.Match[str], str, int]]:
    """Each attribute of a start tag once: its match, its quote, where its value begins."""
    seen = set()
    inside = len("<") + len(tag.name)
    for match in () if tag.closes else ATTRIBUTE.finditer(tag.raw, inside, len(tag.raw) - 1):
        name = match["name"].lower()
        if name in seen or match.lastgroup in (None, "name"):
            continue
        seen.add(name)
        quote = {"double": '"', "single": "'"}.get(match.lastgroup, "")
        yield match, quote, tag.start + match.start(match.lastgroup)


def _attribute_role(tag: str, name: str, values: Mapping[str, str]) -> str:
    """What an attribute is to a translator; empty for one that isn't translated."""
    if name == "alt":
        return Role.IMAGE_TEXT
    if name in TEXT_ATTRIBUTES or (name == "label" and tag in _LABELLED):
        return f"attribute {name}"
    if tag == "meta" and name == "content":
        key = values.get("name") or values.get("property", "")
        return f"meta {key}" if key in _META else ""
    return (
        Role.BUTTON if tag == "input" and name == "value" and values.get("type") in _BUTTONS else ""
    )


def _trimmed(run: Sequence[Token]) -> tuple[int, int]:
    """Where a run begins and ends without what can stay outside its msgid.

    That is white space, comments, breaks, tags without their other half, and tags alone on a line.
    """
    matching = pairs(run)
    first, last = 0, len(run)
    while first < last:
        if _stays_out(run, first, matching) or (
            run[first].name in VOID and _LINE_BREAK_FIRST.match(_raw(run, first + 1))
        ):
            first += 1
        elif _stays_out(run, last - 1, matching) or (
            run[last - 1].name in VOID and _LINE_BREAK_LAST.search(_raw(run, last - 2))
        ):
            last -= 1
        elif (
            matching.get(first) == last - 1
            and _LINE_BREAK_FIRST.match(_raw(run, first + 1))
            and _LINE_BREAK_LAST.search(_raw(run, last - 2))
        ):
            first, last = first + 1, last - 1
        else:
            break
    return first, last


def _stays_out(run: Sequence[Token], place: int, matching: Mapping[int, int]) -> bool:
    """Whether a token at an end of a run is no part of its msgid wherever it stands."""
    token = run[place]
    if token.kind is Kind.TAG:
        return token.name == "br" or (token.name not in VOID and place not in matching)
    return token.kind is Kind.COMMENT or not token.raw.strip(BLANK)


def _raw(run: Sequence[Token], place: int) -> str:
    return run[place].raw if 0 <= place < len(run) else ""


def _has_letter(token: Token) -> bool:
    """Whether readers see a letter of a token."""
    return token.kind in (Kind.TEXT, Kind.RAW) and LETTER.search(unescape(token.raw)) is not None


FORMAT = Format("html", split, skeleton, render, asides.find)
