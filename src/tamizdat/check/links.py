"""Links of a text: to other texts, to files beside it, and what lies on other hosts."""

from __future__ import annotations

import os
import posixpath
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

from tamizdat.check.findings import Finding, Note, Severity, unnoted
from tamizdat.errors import TamizdatError, suggestion
from tamizdat.language import facts
from tamizdat.language.entities import unescape
from tamizdat.language.relative import ELSEWHERE, WRITTEN, leads_to
from tamizdat.project.project import Project
from tamizdat.project.text import Text
from tamizdat.texts import formats, sanitizer

DEAD = "dead-link"
LOST = "dead-fragment"
FOREIGN = "foreign-request"
_MEDIA = re.compile(r"!\[|<(?:img|audio|video|source|iframe|object|embed)\b", re.I)
"""What may make a browser fetch something."""
_INLINED = re.compile("data:", re.I)
_MANY = 2000
"""Among more ids, looking for the one that was meant takes too long."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a source first names a path."""

    address: str
    """As it is written there."""
    line: int
    shown: bool
    """A page shows what is there (a picture, a film), not only a link to it."""


def relative(body: str, domain: str) -> Iterator[tuple[str, str]]:
    """Relative addresses in the HTML of a text, and the paths from the source texts they mean."""
    for address in sanitizer.references(body):
        if path := leads_to(address, domain):
            yield address, path


def domain(project: Project, address: str, origin: str) -> str:
    """The text that a relative address in a text leads to, itself included; empty if to none.

    Where nothing is there any more, the text that was there when it, or the one that links to it,
    had another name.
    """
    path = re.split(r"[?#]", address, maxsplit=1)[0]
    if not path:
        return origin
    place = leads_to(path, origin)
    if place in project.domains:
        return project.domains[place]
    if there(project.root / project.config.sources / place):
        return ""
    with suppress(TamizdatError):  # a broken record is told once, not for every link
        places = [place, *(leads_to(path, former) for former in project.renames.before(origin))]
        found = (project.domains.get(each) or project.renamed(each) for each in places)
        return next(filter(None, found), "")
    return ""


def guessed(project: Project, address: str, origin: str) -> str:
    """As `domain`, but also for an address that only a finished site knows: `/wiki/strike/#pay`.

    The one text that has the name is meant.
    """
    path = unquote(re.split(r"[?#]", address, maxsplit=1)[0]).rstrip("/")
    if (found := domain(project, address, origin)) or not path:
        return found
    name = posixpath.splitext(posixpath.basename(path))[0].lower()
    alike = [d for d in project.sources if d.rpartition("/")[2].lower() == name]
    return alike[0] if len(alike) == 1 else ""


def elsewhere(project: Project, text: Text, address: str) -> str:
    """The other text that a fragment alone leads to, as MyST reads it; empty if to none."""
    name = unquote(address.removeprefix("#"))
    if not address.startswith("#") or text.anchors.leads(name):
        return ""
    found = project.targets.get(name, "")
    return found if found != text.domain else ""


def findings(
    project: Project, text: Text, known: dict[str, Text] | None = None, note: Note = unnoted
) -> Iterator[Finding]:
    """What is wrong with the links of a source text; `known` are texts that are read already."""
    yield from dead(project, text, note)
    yield from lost(project, text, {} if known is None else known, note)
    yield from foreign(project, text)


def foreign(project: Project, text: Text) -> Iterator[Finding]:
    """Pictures, media, frames of other hosts: each reader's browser would tell such a host of it.

    At the line where the address is first written; pages show a link in their place.
    """
    content = text.document.text
    if not _MEDIA.search(content):
        return
    body, lines = text.body, _lines(content)
    frames = sanitizer.framed(body)
    for address in sanitizer.foreign(body, project.config.publish.hosts):
        remedy = "put the file beside the text, link to it, or name its host in publish.hosts"
        yield Finding(
            FOREIGN,
            Severity.ERROR,
            f"“{address}” would be fetched from another host, which would learn of every reader, so"
            f" pages show a link instead ({'link to it' if address in frames else remedy})",
            text.reference,
            lines.get(unquote(address), 1),
            text.domain,
        )


def inlined(text: Text) -> Iterator[tuple[str, int]]:
    """Pictures and media that are written into their own address, and the line of each."""
    content = text.document.text
    if _INLINED.search(content):
        lines = _lines(content)
        for address in sanitizer.inlined(text.body):
            yield address, lines.get(unquote(address), 1)


def _lines(content: str) -> dict[str, int]:
    """The line where each address of a source is first written."""
    lines: dict[str, int] = {}
    for address, line in _addresses(content):
        lines.setdefault(unquote(address), line)
    return lines


def _addresses(content: str) -> Iterator[tuple[str, int]]:
    """What may be an address in a source, and its line."""
    line, position = 1, 0
    for match in WRITTEN.finditer(content):
        line += content.count("\n", position, match.start())
        position = match.start()
        yield unescape(next(filter(None, match.groups()), "")), line


def followed(text: Text) -> dict[str, Place]:
    """The paths that a source's relative addresses mean, and where the first of each stands."""
    content = text.document.text
    written: dict[str, tuple[str, int]] = {}
    for address, line in _addresses(content):
        if not ELSEWHERE.match(address) and (path := leads_to(address, text.domain)):
            written.setdefault(path, (address, line))
    if not written:
        return {}
    files = (address for address in text.addresses if not ELSEWHERE.match(address))
    meant = {leads_to(address, text.domain) for address in files}
    shown = {leads_to(address, text.domain) for address in sanitizer.fetched(text.body)}
    return {
        path: Place(address, line, path in shown)
        for path, (address, line) in written.items()
        if path in meant
    }


def dead(project: Project, text: Text, note: Note = unnoted) -> Iterator[Finding]:
    """Links to a file that is nowhere, at the line of the source where the first of them stands.

    An address without suffix may be one that only the finished site knows.
    """
    folder = project.root / project.config.sources
    for path, place in followed(text).items():
        suffix = posixpath.splitext(path)[1]
        note("leads", text.domain, place.address)
        if suffix and not there(folder / path):
            message = f"the link to “{place.address}” is dead"
            if now := domain(project, place.address, text.domain):
                said = f"it is “{_from(project, text, now)}” now, where pages lead"
                yield _dead(text, place, f"{message}: {said}")
                continue
            note("names")
            if remedy := _meant(project, path, suffix):
                said = f"no such text or file ({remedy})"
            else:
                said = "no such text or file"
            yield _dead(text, place, f"{message}: {said}")


def _dead(text: Text, place: Place, message: str) -> Finding:
    return Finding(DEAD, Severity.WARNING, message, text.reference, place.line, text.domain)


def _from(project: Project, text: Text, domain: str) -> str:
    """The address of another text, seen from a text."""
    return Path(os.path.relpath(project.sources[domain], text.path.parent)).as_posix()


def _meant(project: Project, path: str, suffix: str) -> str:
    """Which file was meant: one of that name that lies elsewhere, or one with a name like it."""
    known = list(_alike(project, suffix))
    name = posixpath.basename(path)
    moved = [each for each in known if posixpath.basename(each) == name]
    if len(moved) == 1:
        return f"did you mean “{moved[0]}”?"
    return suggestion(path, moved or known, "")


def lost(
    project: Project, text: Text, known: dict[str, Text], note: Note = unnoted
) -> Iterator[Finding]:
    """Fragments that lead to no heading and no id of a text, at the line of the first of each."""
    written: dict[str, tuple[str, int]] = {}
    for address, line in _addresses(text.document.text):
        if "#" in address and (address.startswith("#") or not ELSEWHERE.match(address)):
            written.setdefault(unquote(address), (address, line))
    meant = set(map(unquote, text.addresses)) if written else set()
    for address, line in (place for decoded, place in written.items() if decoded in meant):
        fragment = address.partition("#")[2]
        if facts.directives(unquote(fragment)):  # a site generator writes it
            continue
        note("leads", text.domain, address)
        name = domain(project, address, text.domain)
        if name != text.domain:
            note("text", name)
        other = _known(project, text, known, name)
        if other and not other.anchors.leads(fragment):
            if address.startswith("#"):
                note("target", unquote(fragment))
                if elsewhere(project, text, address):
                    continue
            names = other.anchors.ids if len(other.anchors.ids) <= _MANY else ()
            remedy = suggestion(unquote(fragment), names, "")
            message = f"the link to “{address}” is dead: no heading or id has this name"
            yield Finding(
                LOST,
                Severity.WARNING,
                f"{message} ({remedy})" if remedy else message,
                text.reference,
                line,
                text.domain,
            )


def _known(project: Project, text: Text, known: dict[str, Text], name: str) -> Text | None:
    """The text of a domain; None if there is none, or it can't be read, which is said elsewhere."""
    if name == text.domain:
        return text
    if name and name not in known:
        with suppress(TamizdatError):
            known[name] = project.text(name)
    return known.get(name)


def _alike(project: Project, suffix: str) -> Iterator[str]:
    """Texts, or for another suffix the files that have it too."""
    if formats.knows(suffix):
        yield from project.domains
        return
    folder = project.root / project.config.sources
    for path in project.others():
        if path.suffix.lower() == suffix.lower():
            yield path.relative_to(folder).as_posix()


def there(path: Path) -> bool:
    """Whether anything has this name; a name that can't be one has nothing."""
    return os.path.exists(path)  # noqa: PTH110 - Path.exists raises where a name is too long
