"""What a machine translation engine is, and whether it may see a text."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

Form = Callable[[int], str]
"""The word that stands for the n-th hidden piece of a sentence (from 0) while an engine has it."""


class Reach(StrEnum):
    """Where a text goes when an engine translates it."""

    LOCAL = "local"
    """Nowhere: the engine runs in this process."""
    SELF_HOSTED = "self-hosted"
    """To an address that the configuration names."""
    REMOTE = "remote"
    """To somebody else's service."""


class RefusedError(ValueError):
    """An engine has no usable answer for one sentence; says why. Other sentences may go well."""


@dataclass(frozen=True, slots=True)
class Options:
    """What an engine is opened with."""

    download: bool = False
    """Whether a missing model may be downloaded."""
    url: str = ""
    """Address of a self-hosted service, as the person at the machine names it."""
    proposal: str = ""
    """Address of one that the project proposes."""
    timeout: float = 30.0
    """Seconds for one request, all of it."""
    retries: int = 3
    """How often a request is repeated after a time-out, a 429 or a 5xx."""
    pause: float = 1.0
    """Seconds before the first repetition; doubled for each further one."""


@dataclass(frozen=True, slots=True)
class Destination:
    """Where an engine that is no part of this process would send texts."""

    host: str
    """As it is trusted: a name or a number, and maybe a port."""
    here: bool = False
    """It is this machine."""
    named: bool = False
    """The person at the machine has named it, or it is this engine's usual place on it."""
    remark: str = ""
    """What else is to be said before anything is sent."""


class Translator(Protocol):
    """An engine, opened for one pair of locales."""

    @property
    def route(self) -> str:
        """The languages that a text passes through: `en-pt`, `es-en-de`."""

    def translate(self, texts: Sequence[str]) -> list[str]:
        """Translate sentences, one by one.

        Raises:
            RefusedError: no usable answer for one of them.
            EngineError: the engine fails altogether.
        """


@dataclass(frozen=True, slots=True)
class Engine:
    """An engine that can be asked for by name."""

    name: str
    reach: Reach
    open: Callable[[str, str, Options], AbstractContextManager[Translator]]
    """(source locale, locale, options). Raises EngineError: package, model or service missing."""
    summary: str
    """One line for people."""
    destination: Callable[[Options], Destination | None] = lambda _: None
    """Where texts are sent. Raises ConfigError where the options name no usable address."""
    models: str = ""
    """Host that lists models to be fetched; empty if it needs none."""
    announce: Callable[[str, str, Options], str] = lambda *_: ""
    """What will be fetched before the first sentence, from where, how large; empty for nothing."""
    forms: tuple[Form, ...] = (lambda n: f"Q{7001 + n}", lambda n: "XZQ" + chr(65 + n % 26))
    """Words for hidden pieces, tried in order."""
    max_characters: int = 2000
    """Longest sentence that it takes."""
    plain: bool = False
    """Knows only typewriter punctuation, its source's own script, and words not all in capitals."""


def refusal(
    engine: Engine,
    to: Destination | None,
    *,
    remote: bool,
    engines: str,
    trusts: Callable[[str], bool],
) -> str:
    """Why an engine may not see a text, and what would allow it; empty if it may.

    `remote` is the project's `draft.remote`, `engines` the text's own setting, `trusts` says
    whether the person at the machine lets texts go to a host. What the person has not named must be
    trusted even on this machine: a project could otherwise have anything there spoken to.
    """
    if engines == "none":
        return f"{engine.name} may not see it: the text says “engines: none”"
    if to is None:
        return ""
    leave = f"tamizdat trust {to.host}"
    if to.here:
        if to.named or trusts(to.host):
            return ""
        unusual = f"{to.host} is not where {engine.name} usually is on this machine"
        return f"{unusual}; if it is yours: {leave}"
    allowed = ("self-hosted", "any") if engine.reach is Reach.SELF_HOSTED else ("any",)
    needed = []
    if not remote:
        needed.append("“remote = true” under [draft] in the configuration")
    if engines not in allowed:
        wanted = " or ".join(f"“engines: {value}”" for value in allowed)
        needed.append(f"{wanted} for the text (it is “{engines}”)")
    if not trusts(to.host):
        needed.append(f"your own leave: {leave}")
    if not needed:
        return ""
    return f"{engine.name} would take it to {to.host}: that needs {', and '.join(needed)}"
