"""What is published already: where, of which text, how old, and whether it can be made again."""

from __future__ import annotations

import os
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

    def path(self, domain: str, locale: str, target: str, name: str = "") -> Path:
        """Where the own file of a text in a locale lies, or lay when the text had another name."""
        return self.folder / self._name(domain, locale, target, name)

    def _name(self, domain: str, locale: str, target: str, name: str) -> str:
        """The same below the folder."""
        if target == "site":
            return f"{target}/{site.page_path(locale, name or domain)}"
        suffix = self.project.sources[domain].suffix if target == "source" else ".txt"
        return f"{target}/{locale}/{name or domain}{suffix}"

    def has_page(self, domain: str, locale: str) -> bool:
        """Whether there is a page of a text in a locale, under its own name."""
        return self._is_there(domain, locale, "site", domain)

    def earlier(self, each: Edition, fingerprint: str) -> Earlier | None:
        """What stays of a refused edition, whose source has the fingerprint; None if there is none.

        It may lie under a name that its text had once.
        """
        place = each.text.domain, each.locale
        for name in self.names(each.text.domain):
            chosen = [t for t in self.targets if t != "source" and self._is_there(*place, t, name)]
            there = {target: self.path(*place, target, name) for target in chosen}
            if there:
                break
        else:
            return None
        origins = {self.made.origins.get(self.made.name(path), "") for path in there.values()}
        changed = None if "" in origins else origins != {fingerprint}
        names = self.names(each.text.domain)
        found = next((name for name in names if self._is_there(*place, "source", name)), "")
        copy = self.path(*place, "source", found)
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

    def addresses(self, domain: str, locale: str) -> Iterator[tuple[str, Path]]:
        """The names that a text had, and where its page in a locale was by each of them.

        Not what is but spelt in another way: some systems would have the page itself there; nor
        what would need a folder where a page is.
        """
        for name in self.renames.before(domain):
            if files.folded(name) not in self._living and site.ROOT not in name.split("/"):
                yield name, self.path(domain, locale, "site", name)

    @cached_property
    def _living(self) -> frozenset[str]:
        return frozenset(map(files.folded, self.project.sources))

    def names(self, domain: str) -> tuple[str, ...]:
        """The names of a text, the newest first."""
        inherited = (self.heirs[domain],) if domain in self.heirs else ()
        return (domain, *self.renames.before(domain), *inherited)

    def there(self, domain: str, locale: str) -> tuple[str, ...]:
        """What lies below the folder where a text in a locale has its files, or had once."""
        places = ((target, name) for name in self.names(domain) for target in self.targets)
        names = (self._name(domain, locale, target, name) for target, name in places)
        return tuple(name for name in names if os.path.isfile(f"{self.folder}/{name}"))  # noqa: PTH113 - asked for each text and locale, in each run

    def _is_there(self, domain: str, locale: str, target: str, name: str) -> bool:
        """Whether a text has a file in a locale, or had it when it had that name."""
        below = self._name(domain, locale, target, name)
        inherited = self.heirs.get(domain) == name
        owner = manifest.NOBODY if inherited else manifest.owner(locale, name)
        return self.made.is_named(below, owner) and os.path.isfile(f"{self.folder}/{below}")  # noqa: PTH113 - as above

    def _is_at(self, path: Path, each: Edition) -> bool:
        """Whether a page or a plain text was made from an edition: its copy may be older."""
        published = self._read(path)
        page = path.suffix == ".html"
        return each.is_in(published, wording_in(each.locale), self.hosts, page=page)

    def _read(self, path: Path) -> str:
        return files.decode(files.read(path, self.project.root), path)
