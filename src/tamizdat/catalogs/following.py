"""One message after its template: a msgstr for another msgid, what the template says of it."""

from __future__ import annotations

from urllib.parse import unquote

from tamizdat.catalogs import similarity
from tamizdat.catalogs.catalog import Key, Message, Provenance, Verb
from tamizdat.language import relative


def origin(message: Message) -> Key:
    """Context and msgid that the msgstr was made for."""
    if message.fuzzy and message.previous_msgid is not None:
        return message.previous_msgctxt, message.previous_msgid
    return message.key


def follow(message: Message, wanted: Message) -> Message:
    """The message with what the template says of it: `#.` and `#:`.

    The very message where that is written in it already, be it with other line breaks, with the
    reference that it had before its text moved, or below a msgstr with what told of a change: an
    editor takes the fuzzy flag away, or the previous msgid, and no more. Such remains go when
    something else about the message is written.
    """
    comments, previous = message.translator_comments, message.previous_msgid
    if not message.fuzzy:
        comments, previous = message.comments_without(_is_translated), None
    diff = similarity.word_diff_lines(previous, message.msgid)
    followed = message.evolve(
        translator_comments=comments,
        previous_msgid=previous,
        previous_msgctxt=message.previous_msgctxt if previous is not None else None,
        extracted_comments=(*wanted.extracted_comments, *diff),
    )
    if followed is message or _says(message, followed):
        return message
    return followed.evolve(references=wanted.references)


def _says(message: Message, followed: Message) -> bool:
    """Whether a message as it was read says what it should, but for what an editor left there."""
    if not message.source:
        return False
    said = " ".join(message.extracted_comments).split()
    wanted = " ".join(followed.extracted_comments).split()
    rest = said[len(wanted) :]
    if said[: len(wanted)] != wanted:
        return False
    had = bool(message.msgstr) or message.previous_msgid is not None
    remains = had and followed.previous_msgid is None
    return not rest or (remains and similarity.is_diff(" ".join(rest)))


def adopted(found: Message, wanted: Message) -> Message:
    """The msgstr of a message for another msgid: fuzzy, unless it was made for just this one.

    A line `# tamizdat: translated hash=…` says that the msgstr was not fuzzy for its own msgid, so
    that it can be translated again when that comes back: neither a draft nor doubtful work may be.
    """
    comments = found.translator_comments
    if not found.fuzzy:
        line = Provenance(Verb.TRANSLATED, (("hash", found.hash),))
        comments = (*found.comments_without(_is_translated), str(line))
    made_for = origin(found)
    message = wanted.evolve(
        msgstr=found.msgstr,
        flags=("fuzzy", *found.sticky_flags),
        set_apart=found.set_apart,
        translator_comments=comments,
        previous_msgctxt=made_for[0],
        previous_msgid=made_for[1],
    )
    if made_for != message.key:
        return message
    settled = any(
        line.verb in (Verb.TRANSLATED, Verb.REVIEWED) and line.get("hash") == message.hash
        for line in message.provenance
    )
    flags = message.flags[1:] if settled else message.flags
    return message.evolve(flags=flags, previous_msgctxt=None, previous_msgid=None)


def alive(message: Message, *others: Message | None) -> Message:
    """The message as an active one, with what people have said of the others."""
    comments = dict.fromkeys(message.translator_comments)
    for other in filter(None, others):
        comments |= dict.fromkeys(c for c in other.translator_comments if not Provenance.parse(c))
    return message.evolve(obsolete=False, translator_comments=tuple(comments))


def relinked(found: Message, wanted: Message, *, declared: bool = False) -> Message:
    """A message whose links lead to the same from another place, its msgstr's as well."""
    new = relative.changes(found.msgid, wanted.msgid) or {}

    def address(old: str, written: str) -> str:
        return new.get(unquote(old), written)

    msgstr = relative.rewritten(found.msgstr, address)
    return found.carried(wanted, declared=declared, msgstr=msgstr)


def _is_translated(line: Provenance) -> bool:
    return line.verb is Verb.TRANSLATED
