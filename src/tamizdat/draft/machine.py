"""The engine of a run for one locale: whether it may be asked, and what is said before it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field

from tamizdat.draft.attempts import Job
from tamizdat.draft.engine import Destination, Engine, Options, refusal
from tamizdat.errors import EngineError


@dataclass(frozen=True, slots=True)
class Notice:
    """Said before the first request: what leaves this machine, or comes to it."""

    domain: str
    locale: str
    text: str


@dataclass
class Machine:
    """An engine that is opened when it is first needed, and then stays open."""

    engine: Engine | None
    options: Options
    source: str
    """Locale of the msgids."""
    target: str
    to: Destination | None
    """Where the engine would send texts."""
    trusts: Callable[[str], bool]
    """Whether the person at the machine lets texts go to a host."""
    dry_run: bool = False
    failed: str = ""
    """Why it is not asked again in this run."""
    missing: str = ""
    """Why it is not asked again for this locale."""
    job: Job | None = None
    announced: bool = False
    stack: ExitStack = field(default_factory=ExitStack)

    def close(self) -> None:
        """Close the engine if it was opened."""
        self.stack.close()

    def excuse(self, *, remote: bool, allowed: str) -> str:
        """Why it is not asked for a text; empty if it is."""
        if self.engine is None:
            return "no engine is configured"
        excuse = refusal(self.engine, self.to, remote=remote, engines=allowed, trusts=self.trusts)
        excuse = excuse or self.failed or self.missing
        if not excuse and self.dry_run:
            return f"{self.engine.name} would be asked"
        return excuse

    def notices(self, domain: str, texts: Sequence[str]) -> Iterator[Notice]:
        """What is to be said before a text is sent or a model fetched. Raises EngineError."""
        assert self.engine is not None  # `excuse` was empty
        if to := self.to:
            characters = sum(map(len, texts))
            # visible ones, once: the same sentence may be sent again
            text = f"{len(texts)} messages ({characters} characters) go to {to.host}"
            where = ", on this machine" if to.here else ""
            yield Notice(
                domain, self.target, text + where + (f", {to.remark}" if to.remark else "")
            )
        if not self.announced:
            self.announced = True
            fetched = self.engine.announce(self.source, self.target, self.options)
            if fetched:
                yield Notice(domain, self.target, fetched)

    def opened(self) -> Job:
        """The engine, ready. Raises EngineError."""
        assert self.engine is not None  # `excuse` was empty
        if self.job is None:
            opening = self.engine.open(self.source, self.target, self.options)
            translator = self.stack.enter_context(opening)
            self.job = Job(
                translator.translate, self.engine, self.source, self.target, translator.route
            )
        return self.job

    def give_up(self, error: EngineError) -> str:
        """Ask no more after an error: in this run, or in this locale if it could not be opened."""
        reason = f"the engine failed: {error}"
        if self.job:
            self.failed = reason
        else:
            self.missing = reason
        return reason
