"""Take over what was translated with other tools: the catalogs of po4a, mdpo, mdbook-i18n-helpers.

They cut the same paragraphs out of a text and write them differently: wrapped, with `*` for `_`,
with the `> ` of a quotation. A message that differs in nothing else is taken over in the state that
it has; what is only similar becomes fuzzy, the rest obsolete. No msgstr is dropped.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from tamizdat.catalogs import merge
from tamizdat.catalogs.catalog import Catalog, Key, Message
from tamizdat.catalogs.similarity import Candidates
from tamizdat.errors import SourceError
from tamizdat.language import typography
from tamizdat.language.markup import Markup
from tamizdat.language.normal import normal
from tamizdat.texts.document import Document, Format

_PLACE = re.compile(r":(?:\d[\d,-]*|block)$")
"""What stands behind the file of a reference: lines, or mdpo's `block` with a number."""
_SELF_LINK = re.compile(r"\[([^\[\]\s]+)\]\((?:mailto:)?\1\)")
_FOREIGN_FLAGS = frozenset({"no-wrap", "markdown-text"})
"""Flags that say how another tool wraps a msgid."""


@dataclass(frozen=True, slots=True)
class Recipient:
    """A source text and its catalog in the locale that is adopted into."""

    reference: str
    """Its path in the project."""
    format: Format
    catalog: Catalog
    template: Catalog
    markups: Mapping[Key, Markup]
    """Of every message of the template."""


@dataclass(frozen=True, slots=True)
class Adopted:
    """What became of foreign messages in the catalog of one text."""

    catalog: Catalog
    translated: int = 0
    """Taken over as done."""
    fuzzy: int = 0
    """Taken over as fuzzy as they were."""
    similar: int = 0
    """Fuzzy now, with the msgid that they were made for as the previous one."""
    obsolete: int = 0
    """Kept at the end of the catalog."""


@dataclass(frozen=True, slots=True)
class _Loose:
    """A foreign message, and the forms that its msgid may be known in."""

    places: tuple[int, ...]
    """The texts that its references name."""
    forms: tuple[Message, ...]
    """As the text's format writes it, where that differs, and as it was written."""


_Known = Mapping[str, Sequence[tuple[_Loose, Message]]]
"""Messages, each in one of its forms, by the normal form of the msgid; the best ones first."""


def adopt(texts: Sequence[Recipient], messages: Iterable[Message]) -> tuple[Adopted, ...]:
    """Bring foreign messages into the catalogs of the texts (at least one) that they belong to.

    Every msgstr is in at least one of the results. One that was there stays: another msgstr for the
    same msgid is kept as an obsolete message under a msgctxt of its own.
    """
    texts = [replace(t, catalog=merge.merge(t.catalog, t.template).catalog) for t in texts]
    named = _Names(texts)
    real = [m for m in messages if m.msgid.strip() and m.msgstr.strip()]
    loose = [item for message in real for item in _loosen(message, texts, named)]
    known = _index(loose, {markup for text in texts for markup in text.markups.values()})
    taken = [_take(text, place, known) for place, text in enumerate(texts)]
    used = {id(item) for _, items in taken for item in items}
    left = [item for item in loose if id(item) not in used]
    shared: dict[tuple[int, ...], list[Message]] = {}
    for item in left:
        if len(item.places) != 1:
            shared.setdefault(item.places, []).append(item.forms[0])
    near = {places: Candidates(forms) for places, forms in shared.items()}
    return tuple(_settle(t, n, taken[n][0], left, near) for n, t in enumerate(texts))


class _Names:
    """Which texts a file name in a reference may mean."""

    def __init__(self, texts: Sequence[Recipient]) -> None:
        self._exact = {text.reference: (place,) for place, text in enumerate(texts)}
        self._ends: dict[str, tuple[int, ...]] = {}
        for place, text in enumerate(texts):
            for end in _ends(text.reference):
                self._ends[end] = (*self._ends.get(end, ()), place)

    def places(self, reference: str) -> tuple[int, ...]:
        """The texts, by their index: the very file, or those whose paths end alike."""
        file = "/".join(p for p in PurePosixPath(_PLACE.sub("", reference)).parts if p != "..")
        for end in _ends(file):
            if end in self._exact:
                return self._exact[end]
        return self._ends.get(file, ())


def _ends(path: str) -> Iterator[str]:
    """The path, then without its first folder, then without the second, and so on."""
    parts = path.split("/")
    yield from ("/".join(parts[n:]) for n in range(len(parts)))


def _loosen(message: Message, texts: Sequence[Recipient], named: _Names) -> Iterator[_Loose]:
    """The message, or its parts where it holds several of our segments (a whole list)."""
    own = replace(
        message,
        flags=tuple(flag for flag in message.flags if flag not in _FOREIGN_FLAGS),
        msgid=message.msgid.strip("\n"),  # msgfmt wants both to end alike
        msgstr=message.msgstr.strip("\n"),
        extracted_comments=(),
        references=(),
        line=0,
        source=None,
    )
    places = dict.fromkeys(p for name in message.references for p in named.places(name))
    text_format = texts[next(iter(places), 0)].format
    parts = [
        own.evolve(msgid=msgid, msgstr=msgstr)
        for msgid, msgstr in _parts(message.msgid, message.msgstr, text_format)
    ]
    if len(parts) > 1:
        whole = {"previous_msgid": None, "previous_msgctxt": None}  # it is of no part
        yield from (_Loose((*places,), (part.evolve(**whole),)) for part in parts)
    else:
        yield _Loose((*places,), tuple(dict.fromkeys((*parts, own))))


def _parts(msgid: str, msgstr: str, text_format: Format) -> list[tuple[str, str]]:
    """Both cut as texts; nothing unless they have one shape and share what is between.

    So a translated comment in a block of code is not lost.
    """
    try:
        ours, theirs = (text_format.split(text, ()) for text in (msgid, msgstr))
    except SourceError:
        return []
    if ours.shape != theirs.shape or _between(ours) != _between(theirs):
        return []
    pairs = zip(ours.translatable, theirs.translatable, strict=True)
    return [(a.msgid or "", b.msgid or "") for a, b in pairs]


def _between(document: Document) -> list[str]:
    """What no translator sees, apart from white space."""
    return "".join(s.raw for s in document.segments if s.msgid is None).split()


def _index(loose: Sequence[_Loose], markups: Iterable[Markup]) -> dict[Markup, _Known]:
    """Messages by the normal form of the msgid, for every markup that it may be in."""
    found: dict[Markup, _Known] = {}
    for markup in markups:
        known: dict[str, list[tuple[_Loose, Message]]] = {}
        for item in loose:
            for form in item.forms:
                known.setdefault(normal(form.msgid, markup), []).append((item, form))
        found[markup] = known
    return found


def _take(
    text: Recipient, place: int, known: Mapping[Markup, _Known]
) -> tuple[dict[Key, Message], list[_Loose]]:
    """The text's gaps that foreign messages fill, and the foreign ones that the catalog now holds.

    One that says what the catalog says already is among them.
    """
    found: dict[Key, Message] = {}
    used: list[_Loose] = []
    for key, markup in text.markups.items():
        here = text.catalog.by_key[key]
        candidates = known[markup].get(normal(key[1], markup), ())
        if candidates and not here.msgstr:
            here = found[key] = _filled(here, _best(candidates, place, key))
        used += [item for item, form in candidates if _msgstr(form, here) == here.msgstr]
    return found, used


def _best(candidates: Sequence[tuple[_Loose, Message]], place: int, key: Key) -> Message:
    """The form to take: current, of the same context, of this very text, done, to the letter."""

    def rank(candidate: tuple[_Loose, Message]) -> tuple[bool, ...]:
        item, form = candidate
        elsewhere = place not in item.places
        other = form.msgctxt != key[0]
        return form.obsolete, other, elsewhere, form.fuzzy, form.msgid != key[1]

    return min(candidates, key=rank)[1]


def _filled(here: Message, form: Message) -> Message:
    """A message with the msgstr, the state and the comments of a foreign one."""
    comments = dict.fromkeys((*here.translator_comments, *form.translator_comments))
    flags = form.flags if form.msgid == here.msgid else form.sticky_flags
    return here.evolve(
        msgstr=_msgstr(form, here),
        flags=("fuzzy", *flags) if form.fuzzy and "fuzzy" not in flags else flags,
        set_apart=form.set_apart,
        translator_comments=tuple(comments),
        previous_msgid=form.previous_msgid,
        previous_msgctxt=form.previous_msgctxt,
    )


def _msgstr(form: Message, here: Message) -> str:
    """The msgstr with `<address>` where the source has it and mdpo makes it a link to itself."""
    return _SELF_LINK.sub(
        lambda link: autolink if (autolink := f"<{link[1]}>") in here.msgid else link[0],
        form.msgstr,
    )


def _settle(
    text: Recipient,
    place: int,
    found: Mapping[Key, Message],
    left: Sequence[_Loose],
    shared: Mapping[tuple[int, ...], Candidates],
) -> Adopted:
    """The catalog with the messages found, and those left over that are this text's.

    `shared` are those that may be any of several texts': one index, however many texts that is.
    """
    messages = [  # gaps are filled anew
        m for m in text.catalog.replaced(found).messages if m.msgstr or m.translator_comments
    ]
    taken = {message.key for message in messages}
    held = {pair for message in messages for pair in _said(message)}
    rest: list[Message] = []
    for item in left:
        form = item.forms[0]
        if place == next(iter(item.places), 0) and not held & _said(form):
            rest.append(_under_free_key(form, taken))
            taken.add(rest[-1].key)
            held |= _said(form)
    gaps = [m.msgid for m in text.template.messages if m.key not in taken]
    near: list[Message] = []
    for places, candidates in shared.items():
        if place != next(iter(places), 0) and (place in places or not places):  # the first has all
            alike = (candidates.closest(msgid, merge.FLOOR_ELSEWHERE) for msgid in gaps)
            near += {id(form): form for form in alike if form}.values()
    catalog = replace(text.catalog, messages=(*messages, *rest))
    merged = merge.merge(catalog, text.template, vanished=near)
    before = text.catalog.by_key
    filled = [m for m in merged.catalog.active if m.msgstr and not before[m.key].msgstr]
    similar = len(merged.changes.changed)
    return Adopted(
        merged.catalog,
        translated=sum(not message.fuzzy for message in filled),
        fuzzy=sum(message.fuzzy for message in filled) - similar,
        similar=similar,
        obsolete=len({m.key for m in rest} & {m.key for m in merged.catalog.obsolete}),
    )


def _said(message: Message) -> set[tuple[str, str]]:
    """The msgstr with the letters of what it stands for, and of what it was made for."""
    msgids = (message.msgid, message.previous_msgid)
    return {(typography.skeleton(m), message.msgstr) for m in msgids if m is not None}


def _under_free_key(message: Message, taken: set[Key]) -> Message:
    """The message, obsolete under another msgctxt if there is one with its msgctxt and msgid.

    gettext refuses two messages with one key, whatever their state.
    """
    number, key = 1, message.key
    while key in taken:
        name = "adopted" if number == 1 else f"adopted {number}"
        number, key = number + 1, (name, message.msgid)
    return message if key == message.key else message.evolve(msgctxt=key[0], obsolete=True)
