"""Bring a catalog that was made with an older segmentation to the msgids that its text has now.

Version 1 wrote msgids in another way than version 0; version 2 leaves marks that dialects read by
lines out of msgids, and cuts what stood on lines of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from tamizdat.catalogs import po
from tamizdat.catalogs.catalog import Catalog, Key, Message, Provenance, Verb, digest
from tamizdat.language import scripts
from tamizdat.language.markup import Markup
from tamizdat.language.normal import normal
from tamizdat.project.text import Text
from tamizdat.texts.document import Joined

_WRAP = re.compile(r"\s*\n\s*")
_WIDE_WRAP = re.compile(rf"(?<=[{scripts.WIDE}])\s*\n\s*(?=[{scripts.WIDE}])")
_LINES_TOLD_APART = 2
"""The version since which marks of lines are no part of a msgid."""


def migrate(catalog: Catalog, text: Text | None) -> Catalog:
    """The catalog with the msgids of today where they are only written in another way.

    Such a message stays in the state that it is in, and what was said of it holds on. One that was
    cut goes to its pieces: in its state where its msgstr has the same marks in the same order,
    else all of it to each, fuzzy with the previous msgid. All others are left to the merge. Where
    nothing differs, it is the very catalog that was given.

    Args:
        catalog: made with any version of the segmentation that is known.
        text: the one that it is of; None if that is gone.

    """
    if po.segments(catalog) == po.SEGMENTS or text is None:
        return catalog
    written = _rewritten(catalog, text)
    migrated = catalog.replaced(written) if written else catalog
    if po.segments(catalog) < _LINES_TOLD_APART:
        migrated = _cut(migrated, text)
    return catalog if migrated is catalog else po.of_today(migrated)


def _rewritten(catalog: Catalog, text: Text) -> dict[Key, Message]:
    """Messages whose msgid differs in writing alone, by the key that they had."""
    missing: dict[tuple[Markup, str | None, str], Message] = {}
    for key, (segment, *_) in text.segments.items():
        if key not in catalog.by_key:
            form = (segment.markup, key[0], _normal(key[1], segment.markup))
            missing.setdefault(form, text.template.by_key[key])
    markups = {markup for markup, _, _ in missing}
    found: dict[Key, Message] = {}
    for message in catalog.active:
        for markup in markups if message.key not in text.segments else ():
            form = (markup, message.msgctxt, _normal(message.msgid, markup))
            if form in missing and message.key not in found:
                found[message.key] = message.carried(missing.pop(form))
    return found


def _normal(msgid: str, markup: Markup) -> str:
    """A msgid without what versions of the segmentation differ in: wraps, short references."""
    return normal(_WRAP.sub(" ", _WIDE_WRAP.sub("", msgid)), markup)


def _cut(catalog: Catalog, text: Text) -> Catalog:
    """The catalog with the pieces of messages that were cut."""
    cuts = {each.msgid: each for each in text.format.joined(text.document.text)}
    gone = [m for m in catalog.active if m.msgid in cuts and m.key not in text.segments]
    if not gone:
        return catalog
    had = {message.key for message in catalog.active if message.msgstr}
    pieces: dict[Key, list[Message]] = {}
    for message in gone:
        found = list(_pieces(message, cuts[message.msgid], text)) if message.msgstr else []
        new = [piece for piece in found if piece.key not in had]
        had |= {piece.key for piece in new}
        pieces[message.key] = new if new == found and new else [*new, message]
    filled = {piece.key for found in pieces.values() for piece in found}
    messages: list[Message] = []
    for message in catalog.messages:
        if not message.obsolete and message.key in pieces:
            messages += pieces[message.key]
        elif message.obsolete or message.key not in filled:  # else there, but untranslated
            messages.append(message)
    return replace(catalog, messages=tuple(messages))


def _pieces(message: Message, joined: Joined, text: Text) -> Iterator[Message]:
    """A message for each msgid that is in the joined one, with its part of the msgstr."""
    msgids = joined.parts[1::2]
    msgstrs = _divided(message.msgstr, joined)
    for place, msgid in enumerate(msgids):
        wanted = text.template.by_key.get((message.msgctxt, msgid))
        if wanted is None:
            continue
        comments = message.translator_comments
        if place:  # what people said stands once
            comments = tuple(line for line in comments if Provenance.parse(line))
        if msgstrs:
            yield _part(message, wanted, msgstrs[place], comments)
        else:
            yield _whole(message, wanted, comments)


def _divided(msgstr: str, joined: Joined) -> tuple[str, ...]:
    """The parts of a msgstr, where it has the marks of its msgid, as many and in that order."""
    between = joined.parts[::2]
    if not all(mark.strip() for mark in between[1:-1]):
        return ()
    for mark in {mark for mark in between if mark.strip()}:
        pattern = re.compile(_mark(mark))
        if len(pattern.findall(joined.msgid)) != len(pattern.findall(msgstr)):
            return ()
    pattern = re.compile(r"\s*(\S|\S.*?\S)\s*".join(map(_mark, between)), re.S)
    found = pattern.fullmatch(msgstr.strip())
    return found.groups() if found else ()


def _mark(between: str) -> str:
    """A pattern for a mark: apart from words where it was."""
    mark = between.strip()
    if not mark:
        return ""
    before = r"(?<!\S)" if between[0].isspace() else ""
    after = r"(?!\S)" if between[-1].isspace() else ""
    return before + r"\s+".join(map(re.escape, mark.split())) + after


def _part(message: Message, wanted: Message, msgstr: str, comments: tuple[str, ...]) -> Message:
    """A piece in the state that the whole was in."""
    piece = wanted.evolve(
        msgstr=msgstr,
        flags=message.flags,
        previous_msgctxt=message.previous_msgctxt,
        previous_msgid=message.previous_msgid,
    )
    kept: list[str] = []
    for comment in comments:
        ours = Provenance.parse(comment)
        if ours and ours.verb is Verb.DRAFT and ours.get("hash") == digest(message.msgstr):
            kept.append(str(ours.renewed(digest(msgstr))))
        elif ours and ours.verb is Verb.REVIEWED and ours.get("hash") == message.hash:
            kept.append(str(ours.renewed(piece.hash)))
        elif not ours:
            kept.append(comment)
    return piece.evolve(translator_comments=tuple(kept))


def _whole(message: Message, wanted: Message, comments: tuple[str, ...]) -> Message:
    """A piece with all of the msgstr, fuzzy: which part is its own can't be told."""
    previous = message.key
    if message.fuzzy and message.previous_msgid is not None:
        previous = (message.previous_msgctxt, message.previous_msgid)
    elif not message.fuzzy:
        comments += (str(Provenance(Verb.TRANSLATED, (("hash", message.hash),))),)
    return wanted.evolve(
        msgstr=message.msgstr,
        flags=message.flags if message.fuzzy else ("fuzzy", *message.flags),
        translator_comments=comments,
        previous_msgctxt=previous[0],
        previous_msgid=previous[1],
    )
