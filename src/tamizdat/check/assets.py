"""Files beside a text: whether they can be published, and what they would tell of people."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from tamizdat import assets
from tamizdat.assets.cleaned import Cleaned
from tamizdat.check import links
from tamizdat.check.findings import Finding, Note, Severity, unnoted
from tamizdat.errors import AssetError, Problem
from tamizdat.project import files
from tamizdat.project.project import Project
from tamizdat.project.text import Text
from tamizdat.texts import formats

REFUSED = "asset-refused"
CHANGED = "asset-changed"
PRIVATE = "private-metadata"
_SHOWN = 30
"""Characters of an address that is itself a picture."""
_INSTEAD = {
    f".{suffix}": instead
    for instead, suffixes in {
        "PNG or JPEG": "bmp dng heic heif ico jfif jp2 jxl psd tga tif tiff xcf",
        "SVG": "ai cdr emf eps svgz wmf",
        "MP4": "3gp avi flv m4v mkv mov mpeg mpg ogv wmv",
        "MP3": "aac aif aiff amr flac m4a oga wav wma",
        "PDF": "doc docx epub indd key odg odp ods odt pages ppt pptx ps pub rtf tex xls xlsx",
    }.items()
    for suffix in suffixes.split()
}
"""What to save a file as, by a suffix that is never published."""
_RENAME = "rename it"
_SERVED = frozenset(
    "asa ashx asmx asp aspx cer cfm cgi fcgi htm html js jsp jspx mjs phar php php3 php4 php5 php7"
    " php8 phps pht phtml py rb shtml svg svgz xht xhtml xml xsl xslt".split()
)
"""Suffixes of what servers run or browsers run scripts in, wherever in a name some servers see them
(Apache, mod_mime: files with multiple extensions); `pl` is left to Polish."""


Listed = dict[Path, dict[str, list[str]]]
"""Of folders, the names that some systems take for one."""


@dataclass(frozen=True)
class Shelf:
    """The files beside a text, each read and cleaned once for all its editions."""

    root: Path
    """The project's folder."""
    known: dict[Path, Cleaned | AssetError] = field(default_factory=dict)
    listed: Listed = field(default_factory=dict)
    """Names in folders; a run has one for all its texts."""

    def get(self, path: Path) -> Cleaned:
        """A file as it may be published.

        Raises:
            AssetError: it can't be made clean.
            TamizdatError: it can't be read.
        """
        if path not in self.known:
            data = files.read(path, self.root)
            try:
                self._alone(path)
                self.known[path] = assets.clean(data, path.suffix)
            except AssetError as error:
                self.known[path] = AssetError(*(replace(p, path=path) for p in error.problems))
        found = self.known[path]
        if isinstance(found, AssetError):
            raise found
        return found

    def is_alone(self, path: Path) -> bool:
        """Whether no other file would take its place."""
        return all(other == path for other in self.alike(path))

    def _alone(self, path: Path) -> None:
        """See that no other file would take its place. Raises AssetError."""
        if others := [other for other in self.alike(path) if other != path]:
            name = others[0].relative_to(self.root).as_posix()
            message = f"“{name}” has its name, too, but for case or accents"
            raise AssetError(Problem(message, remedy=_RENAME))

    def alike(self, path: Path) -> Iterator[Path]:
        """The files that some systems take for this one: they know no case, or one form of é."""
        if not path.is_relative_to(self.root):  # the site of earlier may lie elsewhere
            return iter(())
        found = [self.root]
        for part in path.relative_to(self.root).parts:
            found = [f / name for f in found for name in self._names(f).get(files.folded(part), ())]
        return iter(found)

    def _names(self, folder: Path) -> dict[str, list[str]]:
        if folder not in self.listed:
            names = self.listed[folder] = {}
            for path in folder.iterdir() if folder.is_dir() else ():
                names.setdefault(files.folded(path.name), []).append(path.name)
        return self.listed[folder]


def _served(name: str) -> str:
    """What a server may take a file for that has more than one suffix; empty if nothing."""
    inner = re.split("[.;]", posixpath.basename(name))[1:-1]
    return next((part for part in inner if part.strip().lower() in _SERVED), "")


def published(name: str) -> bool:
    """Whether a file of this name is published with the text that shows it."""
    return Path(name).suffix.lower() in assets.SUFFIXES and not _served(name)


def findings(project: Project, text: Text, shelf: Shelf, note: Note = unnoted) -> Iterator[Finding]:
    """What is wrong with the files that a text shows, at the line of the source that names them.

    Raises:
        TamizdatError: a file can't be read.
    """
    for address, line in links.inlined(text):
        start = address if len(address) <= _SHOWN else f"{address[:_SHOWN]}…"
        sentence = f"“{start}” is not shown (put the picture beside the text as a file)"
        yield Finding(REFUSED, Severity.ERROR, sentence, text.reference, line, text.domain)
    for name, first in links.followed(text).items():
        path = project.root / project.config.sources / name
        note("leads", text.domain, first.address)
        if name in project.domains:
            continue
        note("file", name)
        if not is_file(path):
            continue
        place = text.reference, first.line, text.domain
        if why := _unfit(project, name):
            severity = Severity.ERROR if first.shown else Severity.WARNING
            yield Finding(REFUSED, severity, f"“{first.address}” is not published: {why}", *place)
            continue
        note("shown", text.domain, name)
        try:
            found = shelf.get(path)
        except AssetError as error:
            for problem in error.problems:
                why = f"{problem.message} ({problem.remedy})"
                sentence = f"“{first.address}” is not published: {why}"
                yield Finding(REFUSED, Severity.ERROR, sentence, *place)
            continue
        if found.lost:
            sentence = f"“{first.address}” is published without {', '.join(found.lost)}"
            yield Finding(CHANGED, Severity.WARNING, sentence, *place)
        if found.left:
            remedy = "remove it with the program that made the file"
            sentence = f"“{first.address}” is published with {'; '.join(found.left)} ({remedy})"
            yield Finding(PRIVATE, Severity.WARNING, sentence, *place)


def is_file(path: Path) -> bool:
    """Whether it is a file with a suffix; other addresses may be the finished site's own."""
    return bool(path.suffix) and links.there(path) and path.is_file()


def _unfit(project: Project, name: str) -> str:
    """Why a file of this name is never published with a text; empty if it may be."""
    if name.startswith(".."):
        return f"it is not in {project.config.sources} (copy it there if readers should have it)"
    if published(name):
        return ""
    if served := _served(name):
        return f"some servers take it for .{served} ({_RENAME})"
    suffix = posixpath.splitext(name)[1]
    if formats.knows(suffix):
        return f"names with a dot at their start are no texts ({_RENAME})"
    instead = _INSTEAD.get(suffix.lower(), "")
    remedy = f"save it as {instead}, or" if instead else "put it elsewhere and"
    return f"tamizdat can't tell what is in a {suffix} ({remedy} link to its place on the web)"
