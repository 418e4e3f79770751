"""Values of YAML and TOML: what they are, where they lie, and how another one is written there.

Both loaders are strict: what a reader could take in two ways, or what could grow without bound
(aliases, deep nesting), is refused with its line.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NoReturn

import yaml

from tamizdat.errors import SourceError, invalid
from tamizdat.texts import toml

DEPTH = 20
"""How deep values may nest; libyaml's own recursion would end the process."""
_UNSAFE = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
_INDENTED = re.compile(r"[\r\n]([ ]+)\S")
_TOML_STRING = re.compile(
    r"""(?P<long>"{3}(?:\\.|(?!"{3}).)*"{3,5}|'{3}(?:(?!'{3}).)*'{3,5})
    |"(?:[^"\\\r\n]|\\.)*"|'[^'\r\n]*'|(?P<comment>\#[^\r\n]*)
    """,
    re.S | re.X,
)
_TOML_KEY = re.compile(r"[ \t]*(?P<key>[\w-]+)[ \t]*=[ \t]*\Z")
_TOML_TABLE = re.compile(r"(?:^|(?<=[\r\n]))[ \t]*\[+[ \t]*(?P<name>[^\]\r\n]*?)[ \t]*\]")
_CAUSES = (
    (r"^\s*\t", "a tab: indent with blanks"),
    (r"^[^'\"]*:\s+[^'\"\s].*:(\s|$)", "a value with a colon in it needs quotes"),
    (r":\s*(\"[^\"]*|'[^']*)$", "a quotation mark that opens and does not close"),
    (r":\s*[\[{][^\]}]*$", "a bracket that opens and does not close"),
    (r":\s+[@`%&*!|>]", "a value that begins with a mark of YAML's needs quotes"),
)
"""What is mostly behind it if a line of YAML can't be read."""
_LOOKED_AT = 200
"""Characters of such a line: a pattern takes its time, and a longer line has its own cause."""
_NO_CAUSE = "is each key followed by a colon and a blank, and its value indented?"
_REMEDY = "correct the front matter; a value with a colon or a bracket needs quotes"
_BEYOND = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
"""Characters that YAML takes for no text (YAML 1.1, section 5.1)."""
_NOT_CONSTRUCTED = ("tag:yaml.org,2002:merge", "tag:yaml.org,2002:value")
"""Tags of the keys `<<` and `=`, which are read with the mapping that they stand in."""
_SHOWN = 40
"""Characters of a wrong value that a message shows."""
_FIRST_LINE = 2
"""Front matter begins below its opening fence."""


@dataclass(frozen=True, slots=True)
class Scalar:
    """A value that is no mapping and no list."""

    keys: tuple[str, ...]
    """From the top to the nearest; the items of a list have the list's."""
    text: str
    """What it stands for."""
    string: bool
    start: int
    """Offset in characters."""
    end: int
    style: str = ""
    """The mark that opens it: `'`, `"`, three of them, `|`, `>` or nothing."""


@dataclass(frozen=True, slots=True)
class Language:
    """YAML or TOML."""

    load: Callable[[str], tuple[Mapping[str, Any], tuple[Scalar, ...]]]
    """The data of a text, and its scalars in order. Raises SourceError with the line."""
    spell: Callable[[Scalar, str, str, str], Iterator[str]]
    """(scalar, its raw text, new value, line end) -> ways to write the value, best first."""


@lru_cache(maxsize=8)  # putting a text together asks for the same several times
def _load_yaml(text: str) -> tuple[Mapping[str, Any], tuple[Scalar, ...]]:
    if found := _BEYOND.search(text):
        _refuse(text.count("\n", 0, found.start()), f"control character U+{ord(found[0]):04X}")
    try:
        _refuse_growth(text)
        loader = yaml.CSafeLoader(text)
        node = loader.get_single_node()
        _refuse_values(loader, node)
        data = loader.construct_document(node) if node else {}
    except SourceError:
        raise
    except (yaml.YAMLError, RecursionError) as error:
        _refuse_yaml(error, text)
    if not isinstance(data, dict):
        _refuse(0, "not a mapping of keys to values")
    return data, tuple(_yaml_scalars(text, node))


def _refuse(line: int, message: str, remedy: str = _REMEDY) -> NoReturn:
    """Raise for a line, counted from 0 below the fence."""
    raise SourceError.at(None, line + _FIRST_LINE, f"front matter: {message}", remedy)


def _refuse_yaml(error: Exception, text: str) -> NoReturn:
    """Raise for what is no YAML: at its line, with what is likely the cause."""
    mark = getattr(error, "problem_mark", None)
    if mark and mark.index >= len(text):  # something was opened and never closed
        mark = getattr(error, "context_mark", None) or mark
    line = mark.line if mark else 0
    wrong = "".join(text.split("\n")[line : line + 1])[:_LOOKED_AT]
    causes = (cause for pattern, cause in _CAUSES if re.search(pattern, wrong))
    _refuse(line, f"{invalid('YAML', text, line + 1)}; {next(causes, _NO_CAUSE)}")


def _refuse_values(loader: yaml.CSafeLoader, node: yaml.Node | None) -> None:
    """Refuse what YAML's own types can't hold, such as the 13th month."""
    if isinstance(node, yaml.MappingNode):
        for child in (child for pair in node.value for child in pair):
            _refuse_values(loader, child)
    elif isinstance(node, yaml.SequenceNode):
        for child in node.value:
            _refuse_values(loader, child)
    elif isinstance(node, yaml.ScalarNode) and node.tag not in _NOT_CONSTRUCTED:
        shown = node.value if len(node.value) <= _SHOWN else f"{node.value[:_SHOWN]}…"
        try:
            str(loader.construct_document(node))  # a number may be too long to be written
        except yaml.YAMLError:
            _refuse(node.start_mark.line, f"“{shown}” has a tag that is not read")
        except Exception:  # noqa: BLE001 - PyYAML lets out whatever int() or date() raises
            kind = node.tag.removeprefix("tag:yaml.org,2002:")
            _refuse(node.start_mark.line, f"“{shown}” is not a valid {kind}")


def _refuse_growth(text: str) -> None:
    """Refuse aliases and deep nesting before anything is built."""
    depth = 0
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        if isinstance(event, yaml.AliasEvent):
            _refuse(_line(event), "aliases (*name) are not read: repeat the value")
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > DEPTH:
                _refuse(_line(event), f"nested deeper than {DEPTH} levels")
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1


def _line(event: yaml.Event) -> int:
    return event.start_mark.line if event.start_mark else 0


def _yaml_scalars(
    text: str, node: yaml.Node | None, keys: tuple[str, ...] = ()
) -> Iterator[Scalar]:
    if isinstance(node, yaml.MappingNode):
        names = Counter(str(name.value) for name, _ in node.value)
        for name, value in node.value:
            if names[str(name.value)] > 1:
                _refuse(name.start_mark.line, f"the key {name.value!r} stands here twice")
            yield from _yaml_scalars(text, value, (*keys, str(name.value)))
    elif isinstance(node, yaml.SequenceNode):
        for value in node.value:
            yield from _yaml_scalars(text, value, keys)
    elif isinstance(node, yaml.ScalarNode):
        start = node.start_mark.index
        end = start + len(text[start : node.end_mark.index].rstrip())
        string = node.tag == "tag:yaml.org,2002:str"
        yield Scalar(keys, node.value, string, start, end, node.style or "")


def _spell_yaml(scalar: Scalar, raw: str, value: str, eol: str) -> Iterator[str]:
    if scalar.style in ("|", ">"):
        found = _INDENTED.search(raw)
        indent = found[1] if found else "  "
        lines = value.split("\n")
        between = eol if scalar.style == "|" else eol * 2
        header = re.split(r"[\r\n]", raw, maxsplit=1)[0]
        yield header + eol + between.join(indent + line if line else "" for line in lines)
    elif scalar.style == "'":
        yield "'" + value.replace("'", "''") + "'"
    elif not scalar.style:
        yield value
    yield _quoted(value)


def _load_toml(text: str) -> tuple[Mapping[str, Any], tuple[Scalar, ...]]:
    try:
        data = toml.loads(text)
    except SourceError as error:
        (problem,) = error.problems
        _refuse((problem.line or 1) - 1, problem.message, problem.remedy)
    return data, tuple(_toml_scalars(text))


def _toml_scalars(text: str) -> Iterator[Scalar]:
    """The strings; only one that stands after its key has a key here."""
    tables = list(_TOML_TABLE.finditer(text))
    for match in _TOML_STRING.finditer(text):
        if match["comment"]:
            continue
        start, end = match.span()
        line = text[max(text.rfind("\n", 0, start), text.rfind("\r", 0, start)) + 1 : start]
        named = _TOML_KEY.match(line)
        table = [found["name"] for found in tables if found.start() < start][-1:]
        keys = (*table, named["key"]) if named else ("",)
        style = match[0][: 3 if match["long"] else 1]
        body = toml.loads(f"k = {match[0]}")["k"] if named else match[0].strip(style[0])
        yield Scalar(keys, body, True, start, end, style)


def _spell_toml(scalar: Scalar, raw: str, value: str, eol: str) -> Iterator[str]:
    if len(scalar.style) > 1:
        first = eol if raw[len(scalar.style)] in "\r\n" else ""
        last = eol if scalar.text.endswith("\n") else ""
        lines = value.split("\n")
        if scalar.style[0] == '"':
            lines = [_quoted(line)[1:-1] for line in lines]
        elif "'" in value:
            lines = []
        if lines and not any(line.startswith("+++") for line in lines):  # it would end the block
            yield f"{scalar.style}{first}{eol.join(lines)}{last}{scalar.style}"
    elif scalar.style == "'" and "'" not in value:
        yield f"'{value}'"
    yield _quoted(value)


def _quoted(value: str) -> str:
    """A double-quoted string that YAML and TOML read alike."""
    text = json.dumps(value, ensure_ascii=False)
    return _UNSAFE.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


YAML = Language(_load_yaml, _spell_yaml)
TOML = Language(_load_toml, _spell_toml)
