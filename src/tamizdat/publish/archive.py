"""What is published already: where, of which text, how old, and whether it can be made again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from tamizdat.errors import TamizdatError, guard
from tamizdat.pages.wording import wording_in
from tamizdat.project import files
from tamizdat.project.project import Project
from tamizdat.project.renames import Renames
from tamizdat.publish import earlier, manifest, site
from tamizdat.publish.edition import Edition
from tamizdat.publish.manifest import Manifest


@dataclass(frozen=True, slots=True)
class Earlier:
    """What was published earlier of an edition that is refused now."""

    edition: Edition
    """As readers have it, with the notices that are true today."""
    there: Mapping[str, Path]
    """Its page and its plain text, by target."""
    name: str
    """The domain that they lie under: the text's, or one that it had."""
    noted: bool
    """It is known what they were made from."""
    why: str = ""
    """Why they can't be made again; their notice can be set anew all the same."""


@dataclass(frozen=True)
class Archive:
    """The folder of what is published, as the last run left it."""

    project: Project
    folder: Path
    targets: tuple[str, ...]
    made: Manifest
    """What earlier runs have written."""
    renames: Renames
    hosts: tuple[str, ...] = ()
    """Hosts whose pictures pages show."""
    known: frozenset[str] = frozenset()
    """Domains of which it was noted what text they had in the last run."""
    heirs: Mapping[str, str] = field(default_factory=dict)
    """Of new texts that hold what another one held whose name is in use again, the name."""

    def path(self, each: Edition, target: str, name: str = "") -> Path:
        """Where an edition's own file for a target lies, or lay when its text had that name."""
        domain, locale = name or each.text.domain, each.locale
        if target == "site":
            return self.folder / target / site.page_path(locale, domain)
        suffix = each.text.path.suffix if target == "source" else ".txt"
        return self.folder / target / locale / f"{domain}{suffix}"

    def has_page(self, each: Edition, domain: str = "") -> bool:
        """Whether there is a page of it, or of another text in its locale, under its own name."""
        return self._is_there(each, "site", domain or each.text.domain)

    def earlier(self, each: Edition, fingerprint: str) -> Earlier | None:
        """What stays of a refused edition, whose source has the fingerprint; None if there is none.

        It may lie under a name that its text had once.
        """
        for name in self._names(each.text.domain):
            chosen = [t for t in self.targets if t != "source" and self._is_there(each, t, name)]
            there = {target: self.path(each, target, name) for target in chosen}
            if there:
                break
        else:
            return None
        origins = {self.made.origins.get(self.made.name(path), "") for path in there.values()}
        changed = None if "" in origins else origins != {fingerprint}
        names = self._names(each.text.domain)
        found = next((name for name in names if self._is_there(each, "source", name)), "")
        copy = self.path(each, "source", found)
        with suppress(TamizdatError), guard(copy):
            keys = self.project.config.translate_keys
            document = each.text.format.split(self._read(copy), keys)
            if each.text.domain not in self.known and earlier.is_of_another(each, document):
                self.made.disown(each.text.domain)
                return None
            again = earlier.made(each, document, found, tuple(there), changed=changed)
            if "site" in there:
                again = replace(again, ids=site.anchors(self._read(there["site"])))
            if all(self._is_at(path, again) for path in there.values()):
                return Earlier(again, there, name, changed is not None)
        why = f"it can't be made again from {self.project.relative(copy)}"
        unseen = earlier.unseen(each, changed=changed)
        return Earlier(unseen, there, name, changed is not None, why)

    def addresses(self, each: Edition) -> Iterator[tuple[str, Path]]:
        """The names that its text had, and where its page was by each of them.

        Not what is but spelt in another way: some systems would have the page itself there; nor
        what would need a folder where a page is.
        """
        for name in self.renames.before(each.text.domain):
            if files.folded(name) not in self._living and site.ROOT not in name.split("/"):
                yield name, self.path(each, "site", name)

    @cached_property
    def _living(self) -> frozenset[str]:
        return frozenset(map(files.folded, self.project.sources))

    def _names(self, domain: str) -> Iterator[str]:
        """The names of a text, the newest first."""
        yield domain
        yield from self.renames.before(domain)
        if domain in self.heirs:
            yield self.heirs[domain]

    def _is_there(self, each: Edition, target: str, name: str) -> bool:
        """Whether an edition has a file for a target, or had it when its text had that name."""
        path, owner = self.path(each, target, name), manifest.owner(each.locale, name)
        owner = manifest.NOBODY if self.heirs.get(each.text.domain) == name else owner
        return self.made.is_of(path, owner) and path.is_file()

    def _is_at(self, path: Path, each: Edition) -> bool:
        """Whether a page or a plain text was made from an edition: its copy may be older."""
        published = self._read(path)
        page = path.suffix == ".html"
        return each.is_in(published, wording_in(each.locale), self.hosts, page=page)

    def _read(self, path: Path) -> str:
        return files.decode(files.read(path, self.project.root), path)
