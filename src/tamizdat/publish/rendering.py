"""The files of an edition: in its text's own format, as a page, as plain text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from tamizdat.check import links
from tamizdat.errors import SourceError
from tamizdat.pages.wording import wording_in
from tamizdat.project import files
from tamizdat.project.cache import Stamp
from tamizdat.project.project import Project
from tamizdat.publish import earlier, resolution, site
from tamizdat.publish.archive import Archive, Earlier
from tamizdat.publish.beside import Beside
from tamizdat.publish.edition import Edition
from tamizdat.publish.records import Linked
from tamizdat.publish.resolution import Resolution
from tamizdat.texts import redaction


@dataclass(frozen=True, slots=True)
class Rendered:
    """The files of an edition, and what they hang on."""

    files: Mapping[Path, bytes | None]
    """None for one that stays as it is, since its notice can't be set."""
    linked: Linked = field(default_factory=Linked)
    stamps: Mapping[str, Stamp] = field(default_factory=dict)
    """Of the files beside its text, from before they were read."""
    lasting: bool = True
    """It would be the same while all that is."""


@dataclass(frozen=True)
class Renderer:
    """Renders the editions of a run."""

    project: Project
    folder: Path
    """Of what is published."""
    targets: tuple[str, ...]
    templates: Path | None
    """Folder of the project's own page templates."""
    archive: Archive
    resolution: Resolution

    def rendered(self, each: Edition, versions: tuple[str, ...], beside: Beside) -> Rendered:
        """An edition's files and the files beside its text that it shows.

        Args:
            each: the edition.
            versions: the locales that have a page.
            beside: the files beside its text.

        Raises:
            TamizdatError: a file can't be read, or a template of the project is wrong.
        """
        wording = wording_in(each.locale)
        address = self.project.config.publish.url
        view = each.view(wording, versions, {}, address, self.archive.hosts)
        references = [a for a, _ in links.relative(view.body, each.place or each.text.domain)]
        shown: dict[str, bytes] = {}
        stamps: dict[str, Stamp] = {}
        failed: list[str] = []

        def is_shown(name: str) -> bool:
            data = beside.get(name, earlier=each.earlier)
            stamps.update(beside.stamps(name, earlier=each.earlier))
            if data is not None:
                shown[name] = data
            elif beside.exists(name, earlier=each.earlier):
                failed.append(name)
            return data is not None

        linked = self.resolution.of(each, view.body, references, is_shown)
        view = replace(view, links=resolution.replaced(linked))
        paths = tuple(self.paths(each))
        text = self.archive.path(each.text.domain, each.locale, "text")
        if text in paths:
            page = site.page_path(each.locale, each.text.domain)
            plain = f"../text/{each.locale}/{each.text.domain}.txt"
            view = replace(view, text=site.link(page, plain))
        found: dict[Path, bytes | None] = {}
        for path in paths:
            target = path.relative_to(self.folder).parts[0]
            if target == "source":
                found[path] = self._copy(each).encode()
                below = self.folder / "source" / each.locale
                found |= {below / name: data for name, data in shown.items()}
            elif target == "site":
                found[path] = site.page(view, wording, self.templates).encode()
                below = self.folder / "site" / "files"
                found |= {below / name: data for name, data in shown.items()}
            else:
                found[path] = each.plain(wording, view).encode()
        return Rendered(found, linked, stamps, lasting=not failed)

    def again(self, found: Earlier, versions: tuple[str, ...], beside: Beside) -> Rendered:
        """What stays of a refused edition, with the notice that is true today.

        Raises:
            TamizdatError: a file can't be read, or a template of the project is wrong.
        """
        each = found.edition
        if not found.why:
            return self.rendered(each, versions, beside)
        wording = wording_in(each.locale)
        locales = dict.fromkeys((*versions, each.locale))
        address = self.project.config.publish.url
        view = each.view(wording, tuple(locales), {}, address, self.archive.hosts)
        data: dict[Path, bytes | None] = {}
        for target, path in found.there.items():
            published = files.decode(files.read(path, self.project.root), path)
            page = target == "site"
            marked = earlier.marked(published, view, wording, self.templates, page=page)
            data[path] = None if marked is None else marked.encode()
        return Rendered(data)

    def pages(self, each: Edition) -> Iterator[Path]:
        """Where this run puts an edition for its readers."""
        return (
            self.archive.path(each.text.domain, each.locale, target)
            for target in ("site", "text")
            if target in self.targets and (not each.earlier or target in each.targets)
        )

    def paths(self, each: Edition) -> Iterator[Path]:
        """Where this run puts an edition; an earlier one only for what there is of it.

        The copy that an earlier one is made from stays as it is.
        """
        if "source" in self.targets and not each.is_source and not each.earlier:
            yield self.archive.path(each.text.domain, each.locale, "source")
        yield from self.pages(each)

    def _copy(self, each: Edition) -> str:
        """The text in its own format, without its author's words for colleagues if asked to."""
        kept = self.project.config.publish.source
        text = each.publication.text
        try:
            return redaction.redact(text, each.text.format, comments=kept.comments, drop=kept.drop)
        except SourceError as error:
            raise SourceError(*(replace(p, path=each.text.path) for p in error.problems)) from error
