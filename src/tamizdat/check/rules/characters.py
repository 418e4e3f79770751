"""Find control characters, invisible characters and marks that turn the reading direction.

Bad: `good.org` -> `good<U+202E>gro.org`; `notre` -> `no<U+00AD>tre`; `x` -> `x&#8238;`
Good: `We want` -> `می<U+200C>خواهیم`; a family emoji with its joiners
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from tamizdat.check.findings import Check, Pair, Severity
from tamizdat.check.rules.reading import decoded
from tamizdat.language import locales

_FORBIDDEN = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200d"
    r"\u2028-\u202e\u2060-\u206f\u2800\u3164\ufe00-\ufe0d\ufeff\uffa0\ufff9-\ufffd\ufffe\uffff"
    r"\U0001d173-\U0001d17a\U000e0000-\U000e0fff\U0001bca0-\U0001bca3\ud800-\udfff\ue000-\uf8ff\ufdd0-\ufdef]"
)
_MARKS = re.compile(r"[\u061c\u200e\u200f]")
# Arabic, Syriac, N'Ko, the scripts of India and South-East Asia, Tibetan, Mongolian.
_JOINING = (
    "\u0600-\u07ff\u0840-\u08ff\u0900-\u0dff\u1000-\u109f\u1780-\u18af\ufb50-\ufdff\ufe70-\ufeff"
)
_JOINS = re.compile(rf"[{_JOINING}]")
# Not inside a Latin word or an address, which would only look like what it was.
_JOINERS = re.compile(r"(?<![A-Za-z0-9@./-])[\u200c\u200d]|[\u200c\u200d](?![A-Za-z0-9@./-])")
_ALLOWED = re.compile(
    r"[\u00a9-\u3299\U0001f000-\U0001faff]\ufe0f?\u200d(?=[\u2190-\u2bff\U0001f000-\U0001faff])"
    r"|[\U0001f3fb-\U0001f3ff]\u200d"
    r"|\U0001f3f4[\U000e0020-\U000e007e]+\U000e007f"
    r"|(?<=[\u3400-\u9fff])[\ufe00-\ufe02\U000e0100-\U000e01ef]"
)


def run(pair: Pair) -> Iterator[str]:
    """Name each character once; what the msgid has too is its author's."""
    for character in forbidden(pair):
        yield f"{_name(character)} is invisible or turns the text"


def forbidden(pair: Pair) -> Iterator[str]:
    """Each character of the msgstr that is an error."""
    if pair.msgstr.isascii() and pair.msgstr.isprintable() and "&" not in pair.msgstr:
        return
    text = _ALLOWED.sub("", decoded(pair.msgstr))
    if _JOINS.search(text):
        text = _JOINERS.sub("", text)
    found = dict.fromkeys(_FORBIDDEN.findall(text))
    if not found:
        return
    source = decoded(pair.msgid)
    for character in found:
        breaking = character == "\u200b" and locales.language(pair.locale) in locales.WITHOUT_BLANKS
        if character not in source and not breaking:
            yield character


def run_marks(pair: Pair) -> Iterator[str]:
    """Right-to-left locales need the marks beside numbers and names; others don't."""
    text = decoded(pair.msgstr)
    if text.isascii() or locales.direction(pair.locale) == "rtl":
        return
    source = decoded(pair.msgid)
    for character in dict.fromkeys(_MARKS.findall(text)):
        if character not in source:
            yield f"{_name(character)} in a left-to-right language"


def _name(character: str) -> str:
    return f"U+{ord(character):04X} {unicodedata.name(character, 'control character')}"


CHECK = Check("character", Severity.ERROR, run, "no control or invisible characters")
MARKS = Check("direction-mark", Severity.WARNING, run_marks, "direction marks only where needed")
