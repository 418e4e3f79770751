"""Where entries and comments of YAML and TOML lie, so that they can be taken out.

The text has been loaded before: what is no YAML or TOML never comes here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import yaml

from tamizdat.texts.document import Aside

_COMMENT = re.compile(r"#[^\r\n]*")
_BLOCK_HEADER = re.compile(r"[|>][-+0-9]*[ \t]+(#[^\r\n]*)")
_LINE_END = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|\Z)")
_TOML = re.compile(
    r"""(?P<string>"{3}(?:\\.|(?!"{3}).)*"{3,5}|'{3}(?:(?!'{3}).)*'{3,5}
    |"(?:[^"\\\r\n]|\\.)*"|'[^'\r\n]*')
    |(?P<comment>\#[^\r\n]*)|(?P<open>[\[{])|(?P<close>[\]}])|(?P<end>\r\n|\r|\n)
    """,
    re.S | re.X,
)
_TOML_NAME = re.compile(r"""[ \t]*(?P<table>\[{0,2})[ \t]*(?:"([^"]*)"|'([^']*)'|([\w-]+))""")


def of_yaml(text: str, keys: tuple[str, ...]) -> Iterator[Aside]:
    """The comments of a block of YAML, and the entries of its top level that have these keys."""
    node = yaml.CSafeLoader(text).get_single_node()
    for name, value in node.value if isinstance(node, yaml.MappingNode) else ():
        if name.value in keys:
            last = max(name.end_mark.index, _last(value))
            start = _line_start(text, name.start_mark.index)
            yield Aside(
                start, _line_end(text, start + len(text[start:last].rstrip())), "", name.value
            )
    position = 0
    for token in yaml.scan(text, Loader=yaml.CSafeLoader):
        start, end = token.start_mark.index, token.end_mark.index
        for match in _COMMENT.finditer(text, position, max(start, position)):
            yield _comment(text, *match.span())
        if isinstance(token, yaml.ScalarToken) and token.style in ("|", ">"):
            if header := _BLOCK_HEADER.match(text, start):
                yield _comment(text, *header.span(1))
            end = start + len(text[start:end].rstrip())
        position = max(position, end)


def of_toml(text: str, keys: tuple[str, ...]) -> Iterator[Aside]:
    """The comments of a block of TOML, and the entries or tables that have these keys."""
    table = ""
    for start, end, comments in _statements(text):
        found = _TOML_NAME.match(text, start)
        name = next(filter(None, found.groups()[1:]), "") if found else ""
        if found and found["table"]:
            table = name
        key = table or name
        if found and key in keys:
            yield Aside(start, end, "", key)
        else:
            yield from (_comment(text, *span) for span in comments)


def _statements(text: str) -> Iterator[tuple[int, int, list[tuple[int, int]]]]:
    """Each entry, header or blank line with its line end, and where comments in it lie."""
    start = depth = 0
    comments: list[tuple[int, int]] = []
    for match in _TOML.finditer(text):
        if match["open"]:
            depth += 1
        elif match["close"]:
            depth -= 1
        elif match["comment"]:
            comments.append(match.span())
        elif match["end"] and depth <= 0:
            yield start, match.end(), comments
            start, depth, comments = match.end(), 0, []
    if start < len(text):
        yield start, len(text), comments


def _last(node: yaml.Node) -> int:
    """Where the last word of a value ends; a block's own end lies behind what follows it."""
    last = 0
    todo = [node]
    while todo:
        each = todo.pop()
        if isinstance(each, yaml.CollectionNode) and not each.flow_style:
            pairs = each.value if isinstance(each, yaml.MappingNode) else [each.value]
            todo += (child for pair in pairs for child in pair)
        else:
            last = max(last, each.end_mark.index)
    return last


def _comment(text: str, start: int, end: int) -> Aside:
    """A comment with the blanks before it, or all of its line."""
    first = _line_start(text, start)
    if text[first:start].strip():
        return Aside(first + len(text[first:start].rstrip(" \t")), end)
    return Aside(first, _line_end(text, end))


def _line_start(text: str, place: int) -> int:
    return max(text.rfind("\n", 0, place), text.rfind("\r", 0, place)) + 1


def _line_end(text: str, place: int) -> int:
    found = _LINE_END.match(text, place)
    return found.end() if found else place
