"""What the findings of a text hang on besides its own words, as questions that can be asked again.

Whoever looks at something that lies around a text notes the question first. While every answer is
the same, so are the findings.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import astuple
from functools import cached_property
from pathlib import Path

from tamizdat.check import assets, links
from tamizdat.check.assets import Shelf
from tamizdat.errors import TamizdatError
from tamizdat.language.relative import leads_to
from tamizdat.project import cache
from tamizdat.project.digests import Digests
from tamizdat.project.project import Project

Question = tuple[str, ...]
"""What is asked, and of what."""
Answer = str | bool | list[str] | None
"""None where nobody can say; then nothing is remembered."""


class Noted:
    """The questions that findings hang on, with the answers that they had."""

    def __init__(self, surroundings: Surroundings) -> None:
        self._ask = surroundings.ask
        self.answers: dict[Question, Answer] = {}

    def __call__(self, *question: str) -> None:
        """Note a question, before what it asks is looked at."""
        if question not in self.answers:
            self.answers[question] = self._ask(question)


class Surroundings:
    """The answers of one run, each found once."""

    def __init__(self, project: Project, digests: Digests) -> None:
        self._project = project
        self._digests = digests
        self._answers: dict[Question, Answer] = {}
        self._shelf = Shelf(project.root)

    def ask(self, question: Question) -> Answer:
        """The answer to a question; None to one that is odd."""
        if question not in self._answers:
            self._answers[question] = None
            kind, *about = question
            with suppress(TamizdatError, OSError, ValueError, RuntimeError, KeyError, TypeError):
                self._answers[question] = self._kinds[kind](*about)
        return self._answers[question]

    @cached_property
    def _kinds(self) -> Mapping[str, Callable[..., Answer]]:
        return {
            "text": self._text,
            "template": self._template,
            "catalog": self._catalog,
            "dismissed": self._dismissed,
            "expired": lambda day: day < self._project.today.isoformat(),
            "leads": self._leads,
            "guessed": lambda origin, path: links.guessed(self._project, path, origin),
            "target": lambda name: self._project.targets.get(name, ""),
            "names": self._names,
            "file": lambda name: assets.is_file(self._folder / name),
            "shown": self._shown,
            "committed": self._committed,
            "catalogs": self._catalogs,
            "texts": self._texts,
        }

    def hold(self, answers: Iterable[tuple[Question, Answer]]) -> bool:
        """Whether all answers are what they were."""
        return all(answer is not None and self.ask(q) == answer for q, answer in answers)

    def _file(self, path: Path, domain: str) -> Answer:
        """Where a file lies, and what is in it; empty where there is none."""
        found = self._digests.of(path, domain)
        return f"{self._project.relative(path)} {found}" if found else found

    def _text(self, domain: str) -> Answer:
        path = self._project.sources.get(domain)
        return self._file(path, domain) if path else ""

    def _template(self, domain: str) -> Answer:
        return self._file(self._project.template_path(domain), domain)

    def _catalog(self, domain: str, locale: str) -> Answer:
        if any(map(os.path.lexists, self._project.twins(domain, locale).values())):
            return None
        return self._file(self._project.catalog_path(domain, locale), domain)

    def _dismissed(self, domain: str, locale: str) -> Answer:
        found = [astuple(entry) for entry in self._project.baseline().of(domain, locale)]
        return _digest(found) if found else ""

    def _leads(self, origin: str, address: str) -> Answer:
        """The text that an address leads to, with its path, and whether anything is there."""
        domain = links.domain(self._project, address, origin)
        path = self._project.sources.get(domain)
        there = links.there(self._folder / leads_to(address, origin))
        return [domain, self._project.relative(path) if path else "", str(there)]

    def _names(self) -> Answer:
        """All texts, and all files beside them: what somebody may have meant."""
        others = [path.relative_to(self._folder).as_posix() for path in self._project.others()]
        return _digest([*self._project.domains], others)

    def _shown(self, domain: str, name: str) -> Answer:
        """A file that a text shows, and what some systems take for it."""
        path = self._folder / name
        found = self._digests.of(path, domain)
        return [found, *map(self._project.relative, self._shelf.alike(path))] if found else None

    def _committed(self) -> Answer:
        """What git answers from, and whether it is there."""
        past = self._project.past
        return [*past.state, str(shutil.which("git"))] if past else []

    def _catalogs(self) -> Answer:
        """All catalogs that there are, of whatever text."""
        project, found = self._project, []
        for path, domain in project.catalog_files():
            owner = domain if domain in project.sources else ""
            found.append((project.relative(path), self._digests.of(path, owner)))
        return None if any(content is None for _, content in found) else _digest(found)

    def _texts(self) -> Answer:
        """All texts."""
        found = [self._text(domain) for domain in self._project.sources]
        return None if None in found else _digest(found)

    @cached_property
    def _folder(self) -> Path:
        return self._project.root / self._project.config.sources


def _digest(*found: object) -> str:
    return cache.digest(json.dumps(found).encode())
