"""The header: the entry with the empty msgid, its fields, what may stand in them."""

from __future__ import annotations

import re
import shlex
from collections.abc import Collection, Iterator
from dataclasses import replace
from pathlib import Path

from tamizdat.catalogs.catalog import Catalog, Message
from tamizdat.errors import Problem
from tamizdat.language import locales

SEGMENTS = 2
"""Version of the rules that cut a text into segments; a catalog says which ones it was made by."""

SEGMENTS_FIELD = "X-Tamizdat-Segments"
"""The header's field that holds it; files that are ours have it."""

_NO_LANGUAGE = re.compile(r"^[ \t]*language[ \t]*:[ \t]*(?:\n|\Z)", re.IGNORECASE | re.MULTILINE)
_NO_LANGUAGE_WRITTEN = re.compile(
    rb"^([ \t]*\"language:)[ \t]*(\\n\"[ \t]*\r?)$", re.IGNORECASE | re.MULTILINE
)
"""The same as it is written in a file, on a line of its own."""
_CHARSET = re.compile(r"charset=([^\s;]*)", re.IGNORECASE)
_LANGUAGE = re.compile(r"(?=.{0,35}\Z)(?:[A-Za-z0-9]+(?:[_@.-][A-Za-z0-9]+)*)?\Z")


def new_catalog(
    locale: str, domain: str, plural_forms: str = "", messages: tuple[Message, ...] = ()
) -> Catalog:
    """A catalog with our header; with the locale "" a template.

    A header names its locale in gettext's form, however the project spells it.

    Dates and names are present, so that `msgfmt -c` is content, and empty, so that two people's
    files don't conflict over them and nobody learns who worked when.
    """
    fields = [
        ("Project-Id-Version", domain),
        ("POT-Creation-Date", ""),
        ("PO-Revision-Date", ""),
        ("Last-Translator", ""),
        ("Language-Team", ""),
        ("Language", locales.gettext(locale)),
        ("MIME-Version", "1.0"),
        ("Content-Type", "text/plain; charset=UTF-8"),
        ("Content-Transfer-Encoding", "8bit"),
        ("Plural-Forms", plural_forms),
        ("X-Generator", "tamizdat"),
        (SEGMENTS_FIELD, str(SEGMENTS)),
    ]
    header = "".join(
        f"{name}: {value}\n" for name, value in fields if value or name != "Plural-Forms"
    )
    return Catalog(Message(msgid="", msgstr=header), messages)


def segments(catalog: Catalog) -> int:
    """The version of the rules that a catalog was made by; 0 where it doesn't say."""
    return _version(catalog.field(SEGMENTS_FIELD))


def _version(value: str) -> int:
    """What a field names; 0 for what is no number that a version can have."""
    return int(value) if re.fullmatch("[0-9]{1,9}", value) else 0


def is_own_template(template: Catalog) -> bool:
    """Whether we made it, and nobody has written anything into it."""
    words = any(message.msgstr or message.translator_comments for message in template.messages)
    return bool(
        segments(template)
        and not template.language
        and not words
        and not template.header.translator_comments
    )


def of_today(catalog: Catalog) -> Catalog:
    """The catalog with a header that names today's version of the rules."""
    if segments(catalog) == SEGMENTS or not catalog.header.msgstr:
        return catalog
    return with_field(catalog, SEGMENTS_FIELD, str(SEGMENTS))


def named(catalog: Catalog, domain: str, former: Collection[str]) -> Catalog:
    """The catalog with a header that names its text as it is called, where it named it formerly."""
    if catalog.field("Project-Id-Version") not in former:
        return catalog
    return with_field(catalog, "Project-Id-Version", domain)


def with_field(catalog: Catalog, name: str, value: str) -> Catalog:
    """The catalog with a field of its header: where it stands, else as the last one.

    Without the field, if the value is empty. The same object where nothing changes.
    """
    wanted = name.lower()
    values = [there for found, there in catalog.fields() if found.lower() == wanted]
    if values == ([value] if value else []):
        return catalog
    lines: list[str] = []
    left = value
    for line in catalog.header.msgstr.removesuffix("\n").split("\n"):
        found, colon, _ = line.partition(":")
        if not colon or found.strip().lower() != wanted:
            lines.append(line)
        elif left:
            lines.append(f"{found}: {left}")
            left = ""
    if left:
        lines.append(f"{name}: {left}")
    msgstr = "".join(f"{line}\n" for line in lines if line)
    return replace(catalog, header=catalog.header.evolve(msgstr=msgstr))


def merged_header(base: Message, ours: Message, theirs: Message) -> Message:
    """The header of two descendants: field by field, and of two dates the later one.

    Where both have changed a field in another way, ours stays: a header never conflicts. Of two
    versions of the rules it names the older one, so that the next update migrates what needs it.
    """
    had, own, other = (dict(Catalog(header).fields()) for header in (base, ours, theirs))
    found: list[str] = []
    for name in dict.fromkeys((*own, *other)):
        values = (had.get(name), own.get(name), other.get(name))
        value = _field(name, *values)
        if value is not None:
            found.append(f"{name}: {value}\n")
    comments = dict.fromkeys((*ours.translator_comments, *theirs.translator_comments))
    gone = {*base.translator_comments} - (
        {*ours.translator_comments} & {*theirs.translator_comments}
    )
    msgstr = "".join(found) if own != other else ours.msgstr
    said = tuple(comment for comment in comments if comment not in gone)
    return ours.evolve(msgstr=msgstr, translator_comments=said)


def _field(name: str, had: str | None, own: str | None, other: str | None) -> str | None:
    """The value of a field; None where it was taken out."""
    if other in (own, had):
        return own
    if own == had:
        return other
    if own is None or other is None:
        return own or other
    if name == SEGMENTS_FIELD:
        return min(own, other, key=_version)
    return max(own, other) if name.endswith("-Date") else own


def in_locale(catalog: Catalog, locale: str) -> Catalog:
    """The catalog with a header that names its locale, where it named none; else the same object.

    No other byte of the header changes, as its people may have wrapped and commented it.
    """
    header = catalog.header
    if catalog.language or not header.msgstr:
        return catalog
    line = f"Language: {locale}\n"
    found = _NO_LANGUAGE.search(header.msgstr)
    if not found:
        return replace(catalog, header=header.evolve(msgstr=f"{_ended(header.msgstr)}{line}"))
    msgstr = header.msgstr[: found.start()] + line + header.msgstr[found.end() :]
    written = _NO_LANGUAGE_WRITTEN.subn(
        rb"\g<1> " + locale.encode() + rb"\g<2>", header.source or b""
    )
    source = written[0] if written[1] == 1 and found[0].endswith("\n") else None
    return replace(catalog, header=replace(header, msgstr=msgstr, source=source))


def _ended(msgstr: str) -> str:
    return msgstr if msgstr.endswith("\n") else f"{msgstr}\n"


def problems(catalog: Catalog, path: Path | None) -> Iterator[Problem]:
    """What makes the header unusable: another charset, a `Language` that is no locale."""
    match = _CHARSET.search(catalog.field("Content-Type"))
    if match and match[1].upper().replace("-", "") != "UTF8":
        template = path is not None and path.suffix == ".pot"
        if not (template and match[1] == "CHARSET"):
            yield wrong_charset(match[1], path, catalog.header.line, reads=_beyond_ascii(catalog))
    if not _LANGUAGE.match(catalog.language):
        yield Problem(
            f"the header's Language is no locale: {catalog.language!r}",
            path,
            catalog.header.line,
            "write the catalog's locale there, e.g. pt_BR",
        )


def wrong_charset(charset: str, path: Path | None, line: int, *, reads: bool) -> Problem:
    """A catalog in another charset; `reads` says that its bytes make sense as UTF-8."""
    name = shlex.quote(str(path or "FILE"))
    remedy = f"msgconv --no-wrap -t UTF-8 -o {name} {name}"
    if reads:
        remedy = f"if the text looks right, write charset=UTF-8 in the header; else: {remedy}"
    elif charset == "CHARSET":
        remedy = "write charset=UTF-8 in the header"
    return Problem(f"the charset is {charset!r}, not UTF-8", path, line, remedy)


def _beyond_ascii(catalog: Catalog) -> bool:
    return not all((message.source or b"").isascii() for message in catalog.messages)
