"""What sites call a heading in the address of its page: `#what-we-want`."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field

_ALSO = re.compile(r"[Ⓐ-ⓩ\U0001f130-\U0001f149\U0001f150-\U0001f169\U0001f170-\U0001f189]")
"""Letters in circles and squares: symbols that Unicode calls alphabetic."""
_PLAIN = re.compile(r"[^a-z0-9_ -]+")
_KEPT = frozenset("Lu Ll Lt Lm Lo Mn Mc Me Nd Nl Pc".split())
_SEPARATORS = re.compile(r"[-\s]+")


def slug(text: str) -> str:
    """A heading's own anchor, given what readers see of it, as GitHub makes it.

    Lower case, letters, marks, digits and `_` alone, a hyphen for each blank. Hugo, Docusaurus and
    Jekyll do the same (github-slugger 2; kramdown's GFM parser).
    """
    lower = text.lower()
    if lower.isascii():
        return _PLAIN.sub("", lower).replace(" ", "-")
    return "".join(filter(_is_kept, lower)).replace(" ", "-")


def joined(text: str) -> str:
    """The same as MkDocs has it: never two hyphens in a row, none at an end.

    Python-Markdown's `toc`, which also drops accents and other scripts; sites in such languages
    turn that off (pymdownx.slugs), and so does this.
    """
    return _SEPARATORS.sub("-", slug(_SEPARATORS.sub(" ", text.strip()))).strip("-")


def _is_kept(character: str) -> bool:
    kept = character in " -" or unicodedata.category(character) in _KEPT
    return kept or bool(_ALSO.match(character))


@dataclass
class Numbered:
    """Slugs of one page, numbered where headings have the same: `a`, `a-1`, `a-2`."""

    _counts: dict[str, int] = field(default_factory=dict)

    def take(self, name: str) -> str:
        """The slug, with a number if it, or one with that number, is taken already."""
        found = name
        while found in self._counts:
            self._counts[name] += 1
            found = f"{name}-{self._counts[name]}"
        self._counts[found] = 0
        return found
