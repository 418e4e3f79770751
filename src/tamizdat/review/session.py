"""One text in one locale under review: its messages, and decisions on them saved at once."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from tamizdat.catalogs import merge
from tamizdat.catalogs.catalog import Catalog, Key, Message
from tamizdat.catalogs.questions import questions
from tamizdat.check import gate
from tamizdat.check.findings import Finding
from tamizdat.errors import CatalogError, Problem, StorageError
from tamizdat.project import baseline, files, notes
from tamizdat.project.baseline import Baseline
from tamizdat.project.catalogs import CatalogFile
from tamizdat.project.notes import Notes
from tamizdat.project.project import Project
from tamizdat.project.text import Text
from tamizdat.review.decision import Item, Step


class Session:
    """One text in one locale under review. What is saved is saved over what was read, or not."""

    def __init__(self, project: Project, text: Text, locale: str) -> None:
        """Read the catalog.

        Raises:
            CatalogError: there is none, it can't be read, or it is not in step with its source.
        """
        self.project, self.text, self.locale = project, text, locale
        self._keys = [*text.segments]
        self._places = {key: place for place, key in enumerate(self._keys)}
        self._take(project.catalog_file(text.domain, locale, text))

    def _take(self, file: CatalogFile) -> None:
        """Go on with a catalog as it was read."""
        if not merge.in_step(file.existing, self.text.template):
            raise CatalogError.at(
                file.path, None, "the source changed since the last update", "run: tamizdat update"
            )
        self.file, self._catalog = file, file.clean(file.existing)
        self._unfit: Mapping[Key, Finding] | None = None
        self.questions = questions(self._catalog)

    @property
    def catalog(self) -> Catalog:
        """As it was read, or saved here, without what is not written."""
        return self._catalog

    def _findings(self, message: Message) -> tuple[Finding, ...]:
        """What is found in a message, of drafts too."""
        if not message.msgstr:
            return ()
        found = gate.of_message(self.project, self.text, self.locale, message)
        if self._unfit is None:
            self._unfit = gate.unfit(self.project, self.text, self.locale, self.catalog)
        unfit = self._unfit.get(message.key)
        return (*found, unfit) if unfit else found

    @property
    def total(self) -> int:
        """How many messages the text has."""
        return len(self._keys)

    def numbered(self) -> Iterator[tuple[int, Message]]:
        """Every message to look at, after its place in the text, from 1.

        It has a msgstr, or somebody asks something about it.
        """
        for number, key in enumerate(self._keys, 1):
            message = self.catalog.by_key.get(key)
            if message and (message.msgstr or key in self.questions):
                yield number, message

    def item(self, key: Key) -> Item | None:
        """A message, if it has a msgstr, or somebody asks something about it."""
        message = self.catalog.by_key.get(key)
        if message is None or not (message.msgstr or key in self.questions):
            return None
        keys, place = self._keys, self._places[key]
        return Item(
            self.text.domain,
            self.locale,
            self.project.relative(self.file.path),
            place + 1,
            len(keys),
            message,
            self.text.template.by_key[key],
            self.text.segments[key],
            self.catalog.by_key.get(keys[place - 1]) if place else None,
            self.catalog.by_key.get(keys[place + 1]) if place + 1 < len(keys) else None,
            self._findings(message),
            self.questions.get(key, ()),
        )

    def save(self, steps: Sequence[Step]) -> bool:
        """Write decisions; say whether the file had changed since it was read.

        Raises:
            StorageError: somebody else has changed one of these messages, or the disk failed.
            CatalogError: the file was broken meanwhile, or a msgstr can't be written.
        """
        with files.lock(self.project.root):
            file = self.file
            meanwhile = files.read(file.path, self.project.root) != file.data
            if meanwhile:
                file = self.project.catalog_file(self.text.domain, self.locale, self.text)
                self._take(file)
            decided = {step.before.key: step for step in steps}
            for key, step in decided.items():
                if self.catalog.by_key.get(key) != step.before:
                    problem = Problem("somebody else has changed the message", file.path)
                    raise StorageError(replace(problem, remedy="look at it as it is now"))
            after = {key: step.after for key, step in decided.items()}
            written = file.rewritten(self.catalog.replaced(after))
            self._save_dismissed(steps)
            self._save_notes(steps)
            written.save(over=file)
            self._take(written.holding(written.data))  # with the lines of its messages
        return meanwhile

    def _save_dismissed(self, steps: Sequence[Step]) -> None:
        added = [step.add for step in steps if step.add]
        removed = [step.remove for step in steps if step.remove]

        def change(data: bytes, path: Path) -> bytes:
            entries = baseline.loads(data, path) if data else Baseline()
            return baseline.dumps(entries.with_(added).without(removed))

        if added or removed:
            self._rewrite(self.project.baseline_path, change)

    def _save_notes(self, steps: Sequence[Step]) -> None:
        added = [step.note for step in steps if step.note]
        removed = [step.unnote for step in steps if step.unnote]

        def change(data: bytes, path: Path) -> bytes:
            entries = notes.loads(data, path) if data else Notes()
            changed = entries.with_(added).without(removed)
            return data if data and changed == entries else notes.dumps(changed)

        if added or removed:
            self._rewrite(self.project.notes_path, change)

    def _rewrite(self, path: Path, change: Callable[[bytes, Path], bytes]) -> None:
        """Change a file of all catalogs; it has no bytes where it is not there yet."""
        root = self.project.root
        data = files.read(path, root) if os.path.lexists(path) else b""
        files.write(path, change(data, path), root, expected=data)
