"""Front matter, YAML between `---` or TOML between `+++`: what stands above a text's body.

A value is replaced in its own quoting style, and what was written is loaded again: a msgstr that
would be read as anything but itself is quoted, or refused. Offsets are characters of the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from tamizdat.errors import SourceError
from tamizdat.language.bare import is_bare
from tamizdat.language.markup import LETTER, Markup
from tamizdat.texts.document import Aside, Role, UnfitError
from tamizdat.texts.formats.markdown import entries
from tamizdat.texts.formats.markdown.escape import BLANKS, lines_of
from tamizdat.texts.formats.markdown.scalars import TOML, YAML, Language, Scalar
from tamizdat.texts.formats.spans import Span

LIMIT = 64 * 1024
"""Bytes of front matter that are read; nobody writes more by hand."""
_EOL = r"(?:\r\n|\n|\r)"
_YAML = re.compile(
    rf"---[ \t]*{_EOL}(?P<block>(?:.*?{_EOL})??)(?:---|\.\.\.)[ \t]*(?:{_EOL}|\Z)", re.S
)
_TOML = re.compile(rf"\+\+\+[ \t]*{_EOL}(?P<block>(?:.*?{_EOL})??)\+\+\+[ \t]*(?:{_EOL}|\Z)", re.S)
_KEYED = re.compile(rf"(?:[ \t]*(?:\#[^\r\n]*)?{_EOL})*[\"']?\w[\w .-]*[\"']?[ \t]*:(?:\s|\Z)")
_EDGES = BLANKS + "\r\n"
_REASON = "front matter"
_OURS = "translation"
"""The key of the mapping that says how to translate this text."""

Entry = tuple[tuple[str, ...], str, str]
"""Path, type and text of a value."""


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """What stands above the body."""

    end: int = 0
    """Where the body begins; 0 where there is no front matter."""
    spans: tuple[Span, ...] = ()
    metadata: Mapping[str, Any] = field(default_factory=dict)

    @property
    def outline(self) -> tuple[str, ...]:
        """Paths and types of all values: what a translation must not change."""
        return tuple(
            ".".join(path) if path == (Role.LANG,) else f"{'.'.join(path)}: {kind}"
            for path, kind, _ in _entries(self.metadata)
        )


@dataclass(frozen=True, slots=True)
class _Value:
    """One value in its block, and how to write another one there."""

    language: Language
    block: str
    scalar: Scalar
    entries: tuple[Entry, ...]
    """Of the whole block."""
    eol: str

    def encode(self, msgstr: str) -> str:
        """Write a msgstr instead. Raises UnfitError if no way of writing it reads back."""
        value = _trimmed(msgstr, self.scalar.text)
        before, after = self.block[: self.scalar.start], self.block[self.scalar.end :]
        raw = self.block[self.scalar.start : self.scalar.end]
        for candidate in self.language.spell(self.scalar, raw, value, self.eol):
            if self._reads_back(f"{before}{candidate}{after}", value):
                return candidate
        raise UnfitError(f"front matter can't hold this value: {value[:40]!r}")

    def _reads_back(self, block: str, value: str) -> bool:
        """Whether this value and nothing else has become what it should."""
        try:
            found = tuple(_entries(self.language.load(block)[0]))
        except SourceError:
            return False
        if len(found) != len(self.entries):
            return False
        changed = [(old, new) for old, new in zip(self.entries, found, strict=True) if old != new]
        if not changed:
            return self.scalar.string and value == self.scalar.text.rstrip(_EDGES)
        (old, new), *others = changed
        return not others and old[0] == new[0] and new[1:] == ("str", value)


def read(text: str, keys: tuple[str, ...]) -> FrontMatter:
    """Read the front matter of a text (without byte order mark).

    Raises SourceError, with its line, for what can't be loaded, for aliases and duplicate keys, and
    for more than 64 kB.
    """
    match = _match(text)
    if not match:
        return FrontMatter()
    block, shift = match["block"], match.start("block")
    if len(block.encode()) > LIMIT:
        message = "front matter is larger than 64 kB"
        raise SourceError.at(None, 1, message, "move the text below its closing line")
    language = YAML if match.re is _YAML else TOML
    metadata, scalars = language.load(block)
    values_of = tuple(_entries(metadata))
    eol = re.search(_EOL, text)
    values = (
        _Value(language, block, scalar, values_of, eol[0] if eol else "\n") for scalar in scalars
    )
    spans = tuple(span for value in values if (span := _span(value, shift, keys)))
    return FrontMatter(match.end(), spans, metadata)


def asides(text: str, keys: tuple[str, ...]) -> tuple[int, list[Aside]]:
    """Where the body begins, and the comments and entries above it that are for colleagues.

    Raises SourceError for front matter that can't be read.
    """
    match = _match(text)
    if not match:
        return 0, []
    metadata, block, shift = read(text, ()).metadata, match["block"], match.start("block")
    if metadata and metadata.keys() <= {*keys}:
        return match.end(), [Aside(0, match.end(), key=", ".join(metadata))]
    find = entries.of_yaml if match.re is _YAML else entries.of_toml
    found = sorted(find(block, keys))
    return match.end(), [a._replace(start=a.start + shift, end=a.end + shift) for a in found]


def end(text: str) -> int:
    """Where the body of a text begins, whatever its front matter holds."""
    match = _match(text)
    return match.end() if match else 0


def _match(text: str) -> re.Match[str] | None:
    """Find the fences; a thematic break over anything but `key:` is no front matter."""
    match = _YAML.match(text)
    if match:
        return match if _KEYED.match(match["block"]) else None
    return _TOML.match(text)


def _span(value: _Value, shift: int, keys: tuple[str, ...]) -> Span | None:
    scalar = value.scalar
    start, stop = scalar.start + shift, scalar.end + shift
    if scalar.keys == (Role.LANG,):
        return Span(start, stop, None, Role.LANG, value.encode, markup=Markup.TEXT)
    if not scalar.string or scalar.keys[0] == _OURS or not LETTER.search(scalar.text):
        return None
    if scalar.keys[-1] not in keys:
        return Span(start, stop, None, skipped=_REASON, markup=Markup.TEXT)
    if is_bare(scalar.text):
        return Span(start, stop, None, skipped="address", markup=Markup.TEXT)
    msgid = "\n".join(_lines(scalar.text))
    return Span(start, stop, msgid, scalar.keys[-1], value.encode, markup=Markup.TEXT)


def _lines(text: str) -> list[str]:
    return [line.strip(BLANKS) for line in re.split(_EOL, text.strip(_EDGES))]


def _trimmed(msgstr: str, source: str) -> str:
    """A msgstr with no more lines or paragraphs than its source has."""
    lines = _lines(source)
    if "" in lines:
        return "\n".join(_lines(msgstr))
    return ("\n" if len(lines) > 1 else " ").join(lines_of(msgstr))


def _entries(value: object, path: tuple[str, ...] = ()) -> Iterator[Entry]:
    """All values below a mapping or a list, in order."""
    if isinstance(value, dict):
        for key, child in value.items():
            yield from _entries(child, (*path, str(key)))
    elif isinstance(value, list):
        for index, child in enumerate(value):
            yield from _entries(child, (*path, str(index)))
    else:
        text = value.rstrip(_EDGES) if isinstance(value, str) else repr(value)
        yield path, type(value).__name__, text
