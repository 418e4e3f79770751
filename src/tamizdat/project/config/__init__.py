"""The project's configuration: `tamizdat.toml`, or `[tool.tamizdat]` in `pyproject.toml`.

Found in the nearest directory upwards. Every key is a field of the dataclasses in `settings`, so
the field and its line of meaning are the reference; an unknown key or a wrong type is an error with
file, line and suggestion. Keys of services never stand here: they come from the environment.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from tamizdat.errors import ConfigError, SourceError
from tamizdat.language import locales
from tamizdat.project import version
from tamizdat.project.config.reader import Key, Reader, settable
from tamizdat.project.config.settings import (
    HANDOUT,
    OUTPUT,
    POLICIES,
    TARGETS,
    Config,
    Policy,
    TextSettings,
)
from tamizdat.texts import toml

__all__ = [
    "HANDOUT",
    "OUTPUT",
    "POLICIES",
    "TARGETS",
    "Config",
    "Policy",
    "TextSettings",
    "find",
    "load",
    "refuse_spellings",
    "refuse_unread_settings",
    "spelled_otherwise",
    "text_settings",
]

_HOST = re.compile(
    r"(?=.{1,253}\Z)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]"
)
"""A host by its full name, international ones in their `xn--` form: no pattern, scheme or port."""
_SHARED = re.compile(rb"^\[tool\.tamizdat[].]", re.M)
_FRONT_MATTER = re.compile(
    r"""\A\ufeff?\s*(?P<fence>---|\+\+\+)[ \t]*\r?\n(?:(?!(?P=fence)).*\r?\n)*?
        (?:\[translation\b|translation[ \t]*[:=])""",
    re.X,
)
"""What looks like our mapping where there is no front matter: HTML, plain text, a later line."""
_META = re.compile(
    r"<meta\s[^<>]*?\b(?:name|property)\s*=\s*[\"']?(?:tamizdat\b|translation[.:\s\"'>])", re.I
)
"""What else somebody might try in HTML."""


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
        None,
        None,
        "no tamizdat.toml here or in any folder above",
        "write one, where the texts are, with: tamizdat init --from en --to es,ru",
    )


def load(file: Path) -> Config:
    """Read a configuration file.

    Raises:
        ConfigError: with every problem of the file.
    """
    try:
        data = file.read_bytes()
        text = data.decode("utf-8-sig")
        table: object = toml.loads(text)
    except OSError as error:
        raise ConfigError.at(file, None, f"can't be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise ConfigError.at(file, line, "not UTF-8", "save the file as UTF-8") from error
    except SourceError as error:
        raise ConfigError(*(replace(p, path=file) for p in error.problems)) from error
    reader = Reader(file, text, ("tool", "tamizdat") if file.name == "pyproject.toml" else ())
    for name in reader.above:
        table = table.get(name, {}) if isinstance(table, Mapping) else table
    if not isinstance(table, Mapping):
        reader.complain((), "“tool.tamizdat” must be a table")
        table = {}
    _refuse_if_older(reader, table)
    config = Config(file.parent, file, **reader.values(Config, table))
    _check_paths(config, reader)
    for host in config.publish.hosts:
        if not _HOST.fullmatch(host):
            message = f"“publish.hosts”: “{host}” is not the name of a host"
            reader.complain(("publish", "hosts"), message, 'write it like "media.example.org"')
    for name in ("locales", "required"):
        if config.source_locale in (getattr(config, name) or ()):
            message = f"“{config.source_locale}” is the locale of the source texts"
            reader.complain((name,), message, f"leave it out of “{name}”")
    known = [config.source_locale]
    _complain_of_spellings(reader, known, config)
    for name, settings in config.texts.items():
        _complain_of_spellings(reader, known, settings, ("texts", name))
    reader.finish()
    return config


def refuse_spellings(config: Config, settings: TextSettings, path: Path, text: str) -> None:
    """Look for a locale that a text spells otherwise than its project.

    Raises:
        ConfigError: there is one.
    """
    reader = Reader(path, text)
    known = [config.source_locale, *config.locales, *config.required]
    _complain_of_spellings(reader, known, settings, ("translation",))
    reader.finish()


def _complain_of_spellings(
    reader: Reader, known: list[str], settings: Config | TextSettings, above: Key = ()
) -> None:
    """Complain of a locale that is written in two ways: each text would have two catalogs in it."""
    for name in ("locales", "required"):
        for code in dict.fromkeys(getattr(settings, name) or ()):
            if other := spelled_otherwise(code, known):
                message = f"“{code}” and “{other}” are one locale"
                reader.complain((*above, name), message, f"write “{other}” everywhere")
            elif code not in known:
                known.append(code)


def spelled_otherwise(code: str, known: Iterable[str]) -> str:
    """The one of some locales that is another spelling of a locale; empty if none is."""
    if locales.problem(code):
        return ""
    others = (each for each in known if each != code and not locales.problem(each))
    return next((each for each in others if locales.same(code, each)), "")


def _refuse_if_older(reader: Reader, table: Mapping[str, object]) -> None:
    """Before anything else: a newer tamizdat's keys say little to an older one.

    Raises:
        ConfigError: the project needs a newer tamizdat.
    """
    wanted = table.get("minimum_version", "")
    if isinstance(wanted, str) and version.is_older_than(wanted):
        message = f"the project needs tamizdat {wanted} or newer, this is {version.shown()}"
        reader.complain(("minimum_version",), message, "upgrade tamizdat")
        reader.finish()
    if wanted and isinstance(wanted, str) and version.numbers(wanted) is None:
        message = f"“minimum_version”: “{wanted}” is no version"
        reader.complain(("minimum_version",), message, 'write numbers: "0.2"')


def text_settings(mapping: object, path: Path, text: str) -> TextSettings:
    """The `translation:` mapping of a front matter.

    Raises:
        ConfigError: with every problem of the mapping.
    """
    reader = Reader(path, text)
    key = ("translation",)
    if not isinstance(mapping, Mapping):
        remedy = f"below it, indented, write what is meant: {', '.join(settable(TextSettings))}"
        reader.complain(key, "“translation” must be a mapping", remedy)
        mapping = {}
    settings = TextSettings(**reader.values(TextSettings, mapping, key))
    reader.finish()
    return settings


def refuse_unread_settings(config: Config, domain: str, path: Path, text: str) -> None:
    """Look for settings of a text where none are read: `engines: none` must not be ignored.

    Raises:
        ConfigError: there are some.
    """
    is_html = path.suffix.lower() in (".html", ".htm")
    found = _FRONT_MATTER.match(text) or (_META.search(text) if is_html else None)
    if not found:
        return
    above = "tool.tamizdat." if config.file.name == "pyproject.toml" else ""
    raise ConfigError.at(
        path,
        text.count("\n", 0, found.end()) + 1,
        "a text's settings are not read here, only in front matter, which Markdown alone has",
        f'write them in {config.file.name}, below [{above}texts."{domain}"]',
    )


def _check_paths(config: Config, reader: Reader) -> None:
    """Complain of paths that would leave the project and of templates that can't be filled in."""
    names = ("sources", "catalog", "template", "output")
    paths = [((name,), getattr(config, name)) for name in names]
    for key, value in (*paths, (("publish", "templates"), config.publish.templates)):
        path = Path(value)
        if path.is_absolute() or ".." in path.parts:
            message = f"“{'.'.join(key)}” leaves the project: {path}"
            reader.complain(key, message, "use a path inside it")
    if Path(config.output).is_relative_to(config.sources):
        message = "“output” lies in “sources”: what is published would be a source text"
        reader.complain(("output",), message, "use a folder beside it")
    elif Path(config.sources).is_relative_to(config.output):
        message = "“sources” lies in “output”: what is published could replace a source text"
        reader.complain(("output",), message, "use a folder beside it")
    pattern = re.escape(config.catalog).replace(r"\{locale\}", "(?P<locale>[^/]+)", 1)
    pattern = pattern.replace(r"\{locale\}", "(?P=locale)")
    same = re.fullmatch(pattern, config.template) if "{locale}" in config.catalog else None
    if same and not locales.problem(same["locale"]):
        message = f"“template” is the path of the catalogs in “{same['locale']}”"
        reader.complain(("template",), message, "use another one: it would be written over them")
    for name, variables in (("catalog", ("{locale}", "{domain}")), ("template", ("{domain}",))):
        template = rest = getattr(config, name)
        for variable in variables:
            rest = rest.replace(variable, "")
        if any(variable not in template for variable in variables) or re.search(r"[{}]", rest):
            message = f"“{name}” needs {' and '.join(variables)}, and no other braces"
            reader.complain((name,), message)
