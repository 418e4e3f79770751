"""The project's configuration: `tamizdat.toml`, or `[tool.tamizdat]` in `pyproject.toml`.

Found in the nearest directory upwards. Every key is a field of the dataclasses below, so the field
and its line of meaning are the reference; an unknown key or a wrong type is an error with file,
line and suggestion. Keys of services never stand here: they come from the environment.
"""

from __future__ import annotations

import datetime
import re
import tomllib
import types
import typing
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, fields, replace
from difflib import get_close_matches
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, Literal

from tamizdat import locales
from tamizdat.errors import ConfigError, Problem

_SHARED = re.compile(rb"^\[tool\.tamizdat[].]", re.M)
Engines = Literal["none", "local", "self-hosted", "any"]
Policy = Literal["complete", "partial", "draft"]


@dataclass(frozen=True, slots=True)
class TextSettings:
    """What is wanted of one text: `translation:` in its front matter, `[texts."<glob>"]` here."""

    locales: tuple[str, ...] | None = None
    """Locales it is translated into; default: the project's."""
    required: tuple[str, ...] | None = None
    """Locales that CI demands to be complete; default: the project's."""
    deadline: datetime.date | None = None
    """Wanted by this day."""
    expires: datetime.date | None = None
    """Worthless after this day: leaves queues and gates by itself."""
    engines: Engines | None = None
    """Which engines may see the text (default local; translation memory is always allowed)."""


@dataclass(frozen=True, slots=True)
class Draft:
    """`[draft]`: where machine drafts come from."""

    engine: str = "fxtranslate"
    """Name of the engine; "none" leaves gaps empty."""
    remote: bool = False
    """Engines outside this machine need this and the text's own `engines`."""
    download: bool = False
    """Whether models may be downloaded."""
    models: str = ""
    """Folder with models (one folder per pair, `en-es`), relative to the project."""
    url: str = ""
    """Address of a self-hosted engine."""


@dataclass(frozen=True, slots=True)
class Publish:
    """`[publish]`: what readers get."""

    policy: Policy = "complete"
    """complete: whole translations only; partial: gaps in the source language, marked; draft:
    everything, for proof-reading, never for readers."""
    url: str = ""
    """Address under which the site is published, for canonical links."""
    title: str = ""
    """The site's name; default: the name of the project's folder."""
    templates: str = ""
    """Folder with page templates that replace the built-in ones."""


@dataclass(frozen=True, slots=True)
class Config:
    """Everything that a project can set."""

    root: Path
    """Folder of the configuration file; all paths are relative to it."""
    file: Path
    """The configuration file."""
    source_locale: str = "en"
    """Locale of the source texts."""
    locales: tuple[str, ...] = ()
    """Locales that texts are translated into."""
    required: tuple[str, ...] = ()
    """Locales that every text must be complete in, or CI says no."""
    translate_keys: tuple[str, ...] = (
        "title",
        "subtitle",
        "summary",
        "description",
        "image_description",
    )
    """Front-matter keys whose values are translated."""
    sources: str = "source_texts"
    """Folder of the source texts."""
    catalog: str = "locales/{locale}/LC_MESSAGES/{domain}.po"
    """Path of a catalog."""
    template: str = "locales/templates/{domain}.pot"
    """Path of a template."""
    output: str = "published"
    """Folder of the localized texts."""
    draft: Draft = field(default_factory=Draft)
    publish: Publish = field(default_factory=Publish)
    texts: Mapping[str, TextSettings] = field(default_factory=dict)
    """Settings by glob over domains; a text's front matter wins."""

    def settings(self, domain: str, own: TextSettings) -> TextSettings:
        """A text's settings: its own, else those of the matching globs, else the project's."""
        found = TextSettings()
        for pattern, settings in self.texts.items():
            if fnmatchcase(domain, pattern):
                found = _over(settings, found)
        project = TextSettings(self.locales, self.required, engines="local")
        return _over(_over(own, found), project)


def _over(upper: TextSettings, lower: TextSettings) -> TextSettings:
    """`upper`, with its gaps filled from `lower`."""
    given = {f.name: value for f in fields(upper) if (value := getattr(upper, f.name)) is not None}
    return replace(lower, **given)


def find(start: Path) -> Path:
    """The nearest configuration file upwards from a folder.

    Raises:
        ConfigError: there is none.
    """
    for folder in (start, *start.parents):
        if (own := folder / "tamizdat.toml").is_file():
            return own
        shared = folder / "pyproject.toml"
        if shared.is_file() and _SHARED.search(shared.read_bytes()):
            return shared
    raise ConfigError.at(
        start,
        None,
        "no tamizdat.toml here or in any folder above",
        'write one with: locales = ["es", "ru"]',
    )


def load(file: Path) -> Config:
    """Read a configuration file.

    Raises:
        ConfigError: with every problem of the file.
    """
    try:
        data = file.read_bytes()
        text = data.decode("utf-8-sig")
        table: object = tomllib.loads(text)
    except OSError as error:
        raise ConfigError.at(file, None, f"can't be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise ConfigError.at(file, line, "not UTF-8", "save the file as UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"at line (\d+)", str(error))
        line = int(found[1]) if found else text.rstrip().count("\n") + 1  # "at end of document"
        raise ConfigError.at(file, line, str(error)) from error
    place = _Place(file, text, ("tool", "tamizdat") if file.name == "pyproject.toml" else ())
    for name in place.above:
        table = table.get(name, {}) if isinstance(table, Mapping) else table
    if not isinstance(table, Mapping):
        raise ConfigError(place.problem((), "“tool.tamizdat” must be a table"))
    problems: list[Problem] = []
    config = Config(file.parent, file, **dict(_values(Config, table, (), place, problems)))
    problems += _paths(config, place)
    if problems:
        raise ConfigError(*problems)
    return config


def text_settings(mapping: object, path: Path, text: str) -> TextSettings:
    """The `translation:` mapping of a front matter.

    Raises:
        ConfigError: with every problem of the mapping.
    """
    problems: list[Problem] = []
    place = _Place(path, text)
    key = ("translation",)
    if not isinstance(mapping, Mapping):
        remedy = f"below it, indented, write what is meant: {', '.join(_keys(TextSettings))}"
        raise ConfigError(place.problem(key, "“translation” must be a mapping", remedy))
    values = dict(_values(TextSettings, mapping, key, place, problems))
    if problems:
        raise ConfigError(*problems)
    return TextSettings(**values)


_Key = tuple[str, ...]
"""Names of the tables down to a key, and its own."""


@dataclass(frozen=True, slots=True)
class _Place:
    """The file that is read, to name the line of a key."""

    path: Path
    text: str
    above: _Key = ()
    """Tables that the settings stand in."""

    def line(self, key: _Key) -> int | None:
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

    def problem(self, key: _Key, message: str, remedy: str = "") -> Problem:
        """A problem at a key."""
        return Problem(message, self.path, self.line(key), remedy)


def _shown(key: _Key) -> str:
    """A key as messages name it: texts."calls/*".locales."""
    return ".".join(name if re.fullmatch(r"[\w-]+", name) else f'"{name}"' for name in key)


def _keys(cls: type) -> list[str]:
    """What may be set."""
    return [f.name for f in fields(cls) if f.name not in ("root", "file")]


def _values(
    cls: type, table: Mapping[Any, object], above: _Key, place: _Place, problems: list[Problem]
) -> Iterator[tuple[str, Any]]:
    """The table's entries as values for the fields of a dataclass; problems are appended."""
    hints = typing.get_type_hints(cls)
    known = _keys(cls)
    for name, value in table.items():
        key = (*above, str(name))
        if name not in known:
            close = get_close_matches(str(name), known, 1)
            remedy = f"did you mean “{close[0]}”?" if close else f"known keys: {', '.join(known)}"
            problems.append(place.problem(key, f"unknown key “{_shown(key)}”", remedy))
            continue
        try:
            yield name, _value(hints[name], value, key, place, problems)
        except _WrongError as error:
            problems.append(place.problem(key, f"“{_shown(key)}” {error}", error.remedy))


class _WrongError(ValueError):
    """What is wrong with a value, said so that the sentence begins with its key."""

    def __init__(self, message: str, remedy: str = "") -> None:
        super().__init__(message)
        self.remedy = remedy


def _value(
    hint: Any,  # noqa: ANN401 - a type expression
    value: object,
    key: _Key,
    place: _Place,
    problems: list[Problem],
) -> object:
    """One value, of the type that its field declares. Raises _WrongError."""
    if value is None:
        raise _WrongError("is empty", "give it a value, or remove the line")
    if typing.get_origin(hint) in (types.UnionType, typing.Union):
        hint = next(member for member in typing.get_args(hint) if member is not types.NoneType)
    if typing.get_origin(hint) is Literal:
        if value not in typing.get_args(hint):
            raise _WrongError(f"must be one of {', '.join(typing.get_args(hint))}, not “{value}”")
        return value
    if typing.get_origin(hint) is tuple:
        return _names(value, key, place, problems)
    if typing.get_origin(hint) is not None:  # texts
        if not isinstance(value, Mapping):
            raise _WrongError("must be a table", 'write it like [texts."calls/*"]')
        return {
            pattern: _value(TextSettings, own, (*key, pattern), place, problems)
            for pattern, own in value.items()
        }
    if hint in (Draft, Publish, TextSettings):
        if not isinstance(value, Mapping):
            problems.append(place.problem(key, f"“{_shown(key)}” must be a table, not “{value}”"))
            return hint()
        return hint(**dict(_values(hint, value, key, place, problems)))
    if hint is datetime.date and isinstance(value, str):
        with suppress(ValueError):
            value = datetime.date.fromisoformat(value)
    if type(value) is not hint:
        raise _WrongError(f"must be {_NAMES[hint]}, not “{value}”")
    if key == ("source_locale",) and (wrong := locales.problem(str(value))):
        raise _WrongError(f"is wrong: {wrong}")
    return value


def _names(value: object, key: _Key, place: _Place, problems: list[Problem]) -> tuple[str, ...]:
    """A list of strings; wrong locales in it are problems."""
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        remedy = f'write ["{value}"]' if isinstance(value, str) else 'write each like this: "no"'
        raise _WrongError(f"must be a list of strings, not “{value}”", remedy)
    if key[-1] in ("locales", "required"):
        wrong = filter(None, map(locales.problem, value))
        problems += [place.problem(key, f"“{_shown(key)}”: {sentence}") for sentence in wrong]
    return tuple(value)


_NAMES = {str: "a string", bool: "true or false", datetime.date: "a date (YYYY-MM-DD)"}


def _paths(config: Config, place: _Place) -> Iterator[Problem]:
    """Paths that would leave the project, and path templates that can't be filled in."""
    for name in ("sources", "catalog", "template", "output"):
        path = Path(getattr(config, name))
        if path.is_absolute() or ".." in path.parts:
            message = f"“{name}” leaves the project: {path}"
            yield place.problem((name,), message, "use a path inside it")
    if Path(config.output).is_relative_to(config.sources):
        message = "“output” lies in “sources”: what is published would be a source text"
        yield place.problem(("output",), message, "use a folder beside it")
    for name, variables in (("catalog", ("{locale}", "{domain}")), ("template", ("{domain}",))):
        template = rest = getattr(config, name)
        for variable in variables:
            rest = rest.replace(variable, "")
        if any(variable not in template for variable in variables) or re.search(r"[{}]", rest):
            message = f"“{name}” needs {' and '.join(variables)}, and no other braces"
            yield place.problem((name,), message)
