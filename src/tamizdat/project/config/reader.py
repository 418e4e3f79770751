"""A table of TOML or YAML as a dataclass: the fields' types say what may stand there."""

from __future__ import annotations

import datetime
import re
import types
import typing
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, fields, is_dataclass
from pathlib import Path
from typing import Any, Literal

from tamizdat.errors import ConfigError, Problem, suggestion
from tamizdat.language import locales

Key = tuple[str, ...]
"""Names of the tables down to a key, and its own."""

_LOCALES = ("source_locale", "locales", "required")
"""Keys whose values are locales."""
_NAMES = {str: "a string", bool: "true or false", datetime.date: "a date (YYYY-MM-DD)"}


class _WrongError(ValueError):
    """What is wrong with a value, said so that the sentence begins with its key."""

    def __init__(self, message: str, remedy: str = "") -> None:
        super().__init__(message)
        self.remedy = remedy


@dataclass
class Reader:
    """Reads the tables of one file and keeps every problem, with the line of its key."""

    path: Path
    text: str
    above: Key = ()
    """Tables that the settings stand in."""
    problems: list[Problem] = field(default_factory=list)

    def values(self, cls: type, table: Mapping[Any, object], above: Key = ()) -> dict[str, Any]:
        """The entries of a table as values for the fields of a dataclass."""
        return dict(self._values(cls, table, above))

    def complain(self, key: Key, message: str, remedy: str = "") -> None:
        """Keep a problem at a key."""
        self.problems.append(Problem(message, self.path, self._line(key), remedy))

    def finish(self) -> None:
        """Raise ConfigError with every problem, if there is any."""
        if self.problems:
            raise ConfigError(*self.problems)

    def _line(self, key: Key) -> int | None:
        """Line where a key is set, or the innermost table of it; None where that can't be told."""
        position, line = 0, None
        for name in (*self.above, *key):
            pattern = rf"(?:^[ \t]*\[*|[{{,.])[ \t]*[\"']?{re.escape(name)}[\"']?\s*[=:.\]]"
            found = re.compile(pattern, re.M).search(self.text, position)
            if not found:
                break
            position = found.end() - 1
            line = self.text.count("\n", 0, position) + 1
        return line

    def _values(
        self, cls: type, table: Mapping[Any, object], above: Key
    ) -> Iterator[tuple[str, Any]]:
        hints = typing.get_type_hints(cls)
        known = settable(cls)
        for name, value in table.items():
            key = (*above, str(name))
            if name not in known:
                remedy = suggestion(str(name), known, f"known keys: {', '.join(known)}")
                self.complain(key, f"unknown key “{_shown(key)}”", remedy)
                continue
            try:
                yield name, self._value(hints[name], value, key)
            except _WrongError as error:
                self.complain(key, f"“{_shown(key)}” {error}", error.remedy)

    def _value(self, hint: Any, value: object, key: Key) -> object:  # noqa: ANN401 - a type
        """One value, of the type that its field declares. Raises _WrongError."""
        if value is None:
            raise _WrongError("is empty", "give it a value, or remove the line")
        if typing.get_origin(hint) in (types.UnionType, typing.Union):
            hint = next(member for member in typing.get_args(hint) if member is not types.NoneType)
        origin = typing.get_origin(hint)
        if origin is Literal:
            return _choice(value, typing.get_args(hint))
        if origin is tuple:
            return self._strings(value, key)
        if origin is not None:  # tables by name
            if not isinstance(value, Mapping):
                raise _WrongError("must be a table", f'write it like [{_shown(key)}."calls/*"]')
            cls = typing.get_args(hint)[1]
            return {name: self._table(cls, own, (*key, name)) for name, own in value.items()}
        if is_dataclass(hint):
            return self._table(hint, value, key)
        return _scalar(hint, value, key)

    def _table(self, cls: Any, value: object, key: Key) -> object:  # noqa: ANN401 - a type
        """A table as a dataclass, with defaults in place of what is wrong."""
        if not isinstance(value, Mapping):
            self.complain(key, f"“{_shown(key)}” must be a table, not “{value}”")
            return cls()
        return cls(**self.values(cls, value, key))

    def _strings(self, value: object, key: Key) -> tuple[str, ...]:
        """A list of strings; wrong locales in it are problems."""
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            remedy = (
                f'write ["{value}"]' if isinstance(value, str) else 'write each like this: "no"'
            )
            raise _WrongError(f"must be a list of strings, not “{value}”", remedy)
        if key[-1] in _LOCALES:
            for sentence in filter(None, map(locales.problem, value)):
                self.complain(key, f"“{_shown(key)}”: {sentence}")
        return tuple(value)


def settable(cls: type) -> list[str]:
    """The keys of a dataclass that may be set."""
    return [f.name for f in fields(cls) if f.name not in ("root", "file")]


def _shown(key: Key) -> str:
    """A key as messages name it: texts."calls/*".locales."""
    return ".".join(name if re.fullmatch(r"[\w-]+", name) else f'"{name}"' for name in key)


def _choice(value: object, choices: tuple[str, ...]) -> object:
    if value not in choices:
        raise _WrongError(f"must be one of {', '.join(choices)}, not “{value}”")
    return value


def _scalar(hint: type, value: object, key: Key) -> object:
    """A string, a date, true or false."""
    if hint is datetime.date and isinstance(value, str):
        with suppress(ValueError):
            value = datetime.date.fromisoformat(value)
    if type(value) is not hint:
        raise _WrongError(f"must be {_NAMES[hint]}, not “{value}”")
    if key[-1] in _LOCALES and (wrong := locales.problem(str(value))):
        raise _WrongError(f"is wrong: {wrong}")
    return value
