"""Find a sentence that ends otherwise than its source, by the marks of the translation's script.

Bad: `Come!` -> `Venez.`; `Who are we?` -> `Quiénes somos?`
Good: `Come!` -> `Venez !`; `Why?` -> `چرا؟`; `Why?` -> `Γιατί;`; `Stop.` -> `停止。`
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tamizdat.check.findings import Check, Pair, Severity
from tamizdat.check.rules.reading import Reading, read, read_source
from tamizdat.language import locales

_MARKS = {
    "full stop": ".。．｡।۔።။։᙮᠃᱾",
    "question mark": "?？؟⸮՞፧",
    "exclamation mark": "!！՜",
    "colon": ":：፡",
    "semicolon": ";；؛",
    "ellipsis": "…⋯",
}
_CLASSES = {character: name for name, marks in _MARKS.items() for character in marks}
_CLOSING = " \t\r\n\u00a0\u202f\"'’”»›」』】）)]}“‘*_\ufffc⟩〉》"
_LOOSE = frozenset({"ja", "ko"})
"""Languages that turn colons and exclamation marks into full stops, and leave full stops out."""
_NO_SENTENCE = frozenset(":{(=/")
_SMILEY = re.compile(r"(?<!\S)[:;=]-?[()]+\s*\Z")
_GREEK_QUESTION = ";\u037e"


def run(pair: Pair) -> Iterator[str]:
    """Compare the class of the last mark."""
    language = locales.language(pair.locale)
    if language in locales.WITHOUT_BLANKS or pair.msgid == pair.msgstr:
        return
    wanted = read_source(pair.msgid, pair.markup).once(_end, "")
    found = _end(read(pair.msgstr, pair.markup), language)
    if wanted != found and (language not in _LOOSE or "question mark" in (wanted, found)):
        yield f"ends with {_with_article(found)}, the source with {_with_article(wanted)}"
    opening = {"question mark": "¿", "exclamation mark": "¡"}.get(found)
    if language == "es" and opening and wanted == found and opening not in pair.msgstr:
        yield f"{opening} is missing"


def _end(reading: Reading, language: str) -> str:
    prose = _SMILEY.sub("", reading.running).rstrip(_CLOSING)
    if prose.endswith(("...", "。。", "……")):
        return "ellipsis"
    if language == "el" and prose[-1:] in _GREEK_QUESTION:
        return "question mark"
    return "" if prose[-2:-1] in _NO_SENTENCE else _CLASSES.get(prose[-1:], "")


def _with_article(mark: str) -> str:
    if not mark:
        return "no mark"
    return f"{'an' if mark[0] in 'aeiou' else 'a'} {mark}"


CHECK = Check("end-punctuation", Severity.WARNING, run, "sentences end as in the source")
