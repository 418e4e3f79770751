"""The whole exception tree.

TamizdatError            exit 2: something was asked that cannot be done as asked
├── ConfigError          a configuration file, a key, a front-matter mapping
├── SourceError          a source text that cannot be read or split
├── CatalogError         a catalog that cannot be represented: refused, never repaired
│   └── MisplacedError   a catalog in the place of another text's
├── LossError            a run that would lose translations
├── AssetError           a file beside a text that can't be published as it is
├── BugError             exit 70: tamizdat itself failed at a file; the rest is still worked on
└── ExternalError        exit 3: the outside world failed; what was done so far is saved
    ├── EngineError      an engine, its model or its service
    └── StorageError     disk, permissions, a lock that somebody else holds
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

TAKE_BACK = "take the file from the last commit"
"""What is said of a broken file where nobody has asked git yet (see Project.catalog_file)."""
_SHOWN = 60
"""Characters of a wrong line that a message shows."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: what, where, and what to do next."""

    message: str
    path: Path | None = None
    line: int | None = None
    remedy: str = ""

    def __str__(self) -> str:
        if self.path is None:
            return self.message
        place = f"{self.path}:{self.line}" if self.line else str(self.path)
        return f"{place}: {self.message}"


def suggestion(word: str, known: Iterable[str], otherwise: str) -> str:
    """The remedy for a word that is not among those that are known: the one that was meant."""
    close = get_close_matches(word, list(known), 1)
    return f"did you mean “{close[0]}”?" if close else otherwise


def invalid(language: str, text: str, line: int) -> str:
    """The sentence that shows which line of a text (LF), from 1, is not valid in a language.

    A library's own sentence is not for people who never heard of it, and may change.
    """
    lines = text.split("\n")
    shown = lines[line - 1].strip() if line <= len(lines) else ""
    shown = shown if len(shown) <= _SHOWN else f"{shown[: _SHOWN - 1]}…"
    return f"not valid {language}: “{shown}”" if shown else f"not valid {language}"


class TamizdatError(Exception):
    """Anything that tamizdat refuses to do; carries every problem that was found."""

    exit_code = 2

    def __init__(self, *problems: Problem) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems

    @classmethod
    def at(
        cls, path: Path | None, line: int | None, message: str, remedy: str = ""
    ) -> TamizdatError:
        """The error with a single problem."""
        return cls(Problem(message, path, line, remedy))


class ConfigError(TamizdatError):
    """A configuration file, a key in it, or a text's own settings."""


class SourceError(TamizdatError):
    """A source text that cannot be read or split."""


class CatalogError(TamizdatError):
    """A catalog that cannot be represented; the file is left untouched."""


class MisplacedError(CatalogError):
    """A catalog that lies where another text's should."""


class LossError(TamizdatError):
    """A run that would leave a catalog with far fewer translations than it had."""


class AssetError(TamizdatError):
    """A file beside a text that can't be made clean, so it is not published."""


class BugError(TamizdatError):
    """tamizdat itself failed at a file; the cause is what nobody foresaw."""

    exit_code = 70  # EX_SOFTWARE of sysexits.h


class ExternalError(TamizdatError):
    """The outside world failed."""

    exit_code = 3


class EngineError(ExternalError):
    """An engine, its model or its service."""


class StorageError(ExternalError):
    """Disk, permissions, or a lock that somebody else holds."""


@contextmanager
def guard(path: Path | None, line: int | None = None) -> Iterator[None]:
    """Let one file stop nothing but itself: whatever goes wrong within is an error at its place.

    Raises:
        BugError: for anything that nobody foresaw, a panic in a native library among it.
        StorageError: for an error of the system.
    """
    try:
        yield
    except (TamizdatError, KeyboardInterrupt, SystemExit, GeneratorExit):
        raise
    except OSError as error:
        raise StorageError.at(path, line, error.strerror or type(error).__name__) from error
    except MemoryError as error:
        raise ExternalError.at(path, line, "not enough memory", "is it as it should be?") from error
    except BaseException as error:
        if isinstance(error.__cause__, KeyboardInterrupt):  # Python 3.11's __set_name__
            raise KeyboardInterrupt from error
        message = f"tamizdat fails here, which is a bug ({type(error).__name__})"
        raise BugError.at(path, line, message) from error
