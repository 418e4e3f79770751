"""Files beside a text: whether they can be published, and what they would tell of people."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from tamizdat import assets
from tamizdat.assets.cleaned import Cleaned
from tamizdat.check import links
from tamizdat.check.findings import Finding, Severity
from tamizdat.errors import AssetError
from tamizdat.project import files
from tamizdat.project.project import Project
from tamizdat.project.text import Text

REFUSED = "asset-refused"
CHANGED = "asset-changed"
PRIVATE = "private-metadata"
_SHOWN = 30
"""Characters of an address that is itself a picture."""


@dataclass(frozen=True)
class Shelf:
    """The files beside a text, each read and cleaned once for all its editions."""

    root: Path
    """The project's folder."""
    known: dict[Path, Cleaned | AssetError] = field(default_factory=dict)

    def get(self, path: Path) -> Cleaned:
        """A file as it may be published.

        Raises:
            AssetError: it can't be made clean.
            TamizdatError: it can't be read.
        """
        if path not in self.known:
            data = files.read(path, self.root)
            try:
                self.known[path] = assets.clean(data, path.suffix)
            except AssetError as error:
                self.known[path] = AssetError(*(replace(p, path=path) for p in error.problems))
        found = self.known[path]
        if isinstance(found, AssetError):
            raise found
        return found


def published(name: str) -> bool:
    """Whether a file of this name is published with the text that shows it."""
    return Path(name).suffix.lower() in assets.SUFFIXES


def findings(project: Project, text: Text, shelf: Shelf) -> Iterator[Finding]:
    """What is wrong with the files that a text shows, at the line of the source that names them.

    Raises:
        TamizdatError: a file can't be read.
    """
    for address, line in links.inlined(text):
        start = address if len(address) <= _SHOWN else f"{address[:_SHOWN]}…"
        sentence = f"“{start}” is not shown (put the picture beside the text as a file)"
        yield Finding(REFUSED, Severity.ERROR, sentence, text.reference, line, text.domain)
    folder = project.root / project.config.sources
    for name, (address, line) in links.followed(text).items():
        path = folder / name
        if name.startswith("..") or not (published(name) and links.there(path) and path.is_file()):
            continue
        place = text.reference, line, text.domain
        try:
            found = shelf.get(path)
        except AssetError as error:
            for problem in error.problems:
                why = f"{problem.message} ({problem.remedy})"
                sentence = f"“{address}” is not published: {why}"
                yield Finding(REFUSED, Severity.ERROR, sentence, *place)
            continue
        if found.lost:
            sentence = f"“{address}” is published without {', '.join(found.lost)}"
            yield Finding(CHANGED, Severity.WARNING, sentence, *place)
        if found.left:
            remedy = "remove it with the program that made the file"
            sentence = f"“{address}” is published with {'; '.join(found.left)} ({remedy})"
            yield Finding(PRIVATE, Severity.WARNING, sentence, *place)
