"""Every small change that a module can suffer, one edit of its text each.

A change keeps all other bytes, layout and comments included, so that it reads as a line before and
a line after. What parses to the very same tree is no change.
"""

import ast
import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from mutants import edits

SHORT = 20
"""A line of fewer bytes, such as `continue`, is told apart by the line before it."""


@dataclass(frozen=True)
class Change:
    """One edit: `old`, at byte `start` of the module, becomes `new`.

    `lines` are those of the statement around it, of an `if` or `for` its head alone; `function` is
    the dotted name of the class or function, "" at the module's level.
    `names` are what the statement around it assigns at the level of a module or class, where a line
    runs once, at the import, and matters wherever the name is used. `before` and `after` are the
    lines that it touches, blanks folded.
    """

    kind: str
    start: int
    old: bytes
    new: bytes
    lines: range
    function: str
    names: frozenset[str]
    before: str
    after: str

    def applied(self, data: bytes) -> bytes:
        """The module with this change."""
        end = self.start + len(self.old)
        assert data[self.start : end] == self.old
        return data[: self.start] + self.new + data[end:]


def changes(data: bytes) -> list[Change]:
    """All changes that a module (its bytes, UTF-8) may suffer, each once, in the order of its text.

    `differs` tells those that can't be parsed, or are none.
    """
    module = Module(data)
    found = {}
    for node, place in module.nodes():
        for kind, (start, end), new in edits.of(module, node):
            if data[start:end] != new:
                found.setdefault((start, end, new), module.change(kind, start, end, new, place))
    return [found[edit] for edit in sorted(found)]


def differs(data: bytes, change: Change) -> bool:
    """Is the changed module another one that Python can read?"""
    try:
        return ast.dump(ast.parse(change.applied(data))) != _tree(data)
    except (SyntaxError, ValueError):
        return False


@lru_cache(maxsize=64)
def _tree(data: bytes) -> str:
    return ast.dump(ast.parse(data))


@dataclass(frozen=True)
class Place:
    """What surrounds a node."""

    lines: range = range(1, 2)
    function: str = ""
    names: frozenset[str] = frozenset()
    runs_once: bool = True


class Module:
    """A module's bytes and tree, and where in the bytes each node stands."""

    def __init__(self, data: bytes):
        self.data, self.tree = data, ast.parse(data)
        lengths = (len(line) for line in data.splitlines(keepends=True))
        self.lines = [0, *itertools.accumulate(lengths)]
        self.parents: dict[ast.AST, ast.AST] = {}

    # --- which nodes, and where

    def nodes(self) -> Iterator[tuple[ast.AST, Place]]:
        """Every node that may change, with its place; annotations and docstrings may not."""
        todo: list[tuple[ast.AST, Place]] = [(self.tree, Place())]
        while todo:
            node, place = todo.pop()
            inner = self._inside(node, place)
            for field, value in ast.iter_fields(node):
                for child in value if isinstance(value, list) else [value]:
                    if isinstance(child, ast.AST) and not self._fixed(node, field, child):
                        self.parents[child] = node
                        # Decorators and defaults run where the function is made.
                        outside = field in {"decorator_list", "args", "bases", "keywords"}
                        isdef = isinstance(node, ast.FunctionDef | ast.ClassDef)
                        todo.append((child, self._own(node, place) if isdef and outside else inner))
            yield node, self._own(node, place)

    def _fixed(self, parent: ast.AST, field: str, child: ast.AST) -> bool:
        """What is left alone: annotations, docstrings, imports, assertions, types made by calls."""
        match child:
            case (
                ast.Import()
                | ast.ImportFrom()
                | ast.Assert()
                | ast.Expr(value=ast.Constant(value=str()))
                | ast.Call(func=ast.Name(id="dataclass" | "TypeVar" | "cast" | "NewType"))
                | ast.If(test=ast.Name(id="TYPE_CHECKING"))
            ):
                return True
        if field == "decorator_list" and edits.only_faster(child):
            return True
        if isinstance(parent, ast.FormattedValue) and field == "value":
            return not self._stands_where_it_says(child)
        return field in {"annotation", "returns", "format_spec"}

    def _stands_where_it_says(self, node: ast.AST) -> bool:
        """Python 3.11 misplaces what stands in some f-strings."""
        try:
            there = ast.parse(self.text(node), mode="eval").body
        except (SyntaxError, ValueError):
            return False
        return ast.dump(there) == ast.dump(node)

    def _inside(self, node: ast.AST, place: Place) -> Place:
        """Where what is in a node stands."""
        own = self._own(node, place)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            return replace(own, names=frozenset(), runs_once=False)
        return own

    def _own(self, node: ast.AST, place: Place) -> Place:
        """Where a node itself stands, and what belongs to the making of a function or class."""
        if not isinstance(node, ast.stmt):
            return place
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            name = node.name
            return Place(lines_of(node), _dotted(place.function, name), frozenset({name}))
        names = assigned(node) if place.runs_once else frozenset()
        return replace(place, lines=lines_of(node), names=names or place.names)

    def span(self, node: ast.AST) -> tuple[int, int]:
        """The bytes of a node."""
        start = self.lines[node.lineno - 1] + node.col_offset  # type: ignore[attr-defined]
        end = self.lines[node.end_lineno - 1] + node.end_col_offset  # type: ignore[attr-defined]
        return start, end

    def text(self, node: ast.AST) -> bytes:
        """The bytes of a node."""
        start, end = self.span(node)
        return self.data[start:end]

    def with_comma(self, start: int, end: int) -> tuple[int, int]:
        """A span with the comma after it."""
        after = re.compile(rb"\s*,[ \t]*").match(self.data, end)
        return start, after.end() if after else end

    def function(self, node: ast.AST) -> ast.FunctionDef | ast.AsyncFunctionDef | None:
        """The function around a node."""
        while node := self.parents.get(node):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                return node
        return None

    def is_text(self, node: ast.Constant) -> bool:
        """Is a string one for people, or part of another that is changed as a whole?"""
        text = node.value.decode("latin-1") if isinstance(node.value, bytes) else node.value
        if text and len(text.split()) != 1:
            return len(text.split()) > 1
        parent = self.parents.get(node)
        while isinstance(parent, ast.BinOp | ast.JoinedStr | ast.FormattedValue):
            if isinstance(parent, ast.JoinedStr):
                return True
            parent = self.parents.get(parent)
        match parent:
            case ast.Call(func=ast.Attribute(value=ast.Name(id="re"))):
                return True
        return False

    def change(self, kind: str, start: int, end: int, new: bytes, place: Place) -> Change:
        """An edit with all that says where it is."""
        first, last = self.data.rfind(b"\n", 0, start) + 1, self.data.find(b"\n", end)
        last = len(self.data) if last < 0 else last
        if len(self.data[first:last].strip()) < SHORT:
            first = self.data.rfind(b"\n", 0, max(first - 1, 0)) + 1
        after = self.data[first:start] + new + self.data[end:last]
        return Change(
            kind,
            start,
            self.data[start:end],
            new,
            place.lines,
            place.function,
            place.names if place.runs_once else frozenset(),
            " ".join(self.data[first:last].decode().split()),
            " ".join(after.decode().split()),
        )


def _dotted(outer: str, name: str) -> str:
    return f"{outer}.{name}" if outer else name


def lines_of(node: ast.stmt) -> range:
    """The lines of a statement, without the statements inside of it."""
    decorators = [decorator.lineno for decorator in getattr(node, "decorator_list", ())]
    body = getattr(node, "body", None) or getattr(node, "cases", None)
    last = node.end_lineno or node.lineno
    if body:
        inner = body[0].pattern if isinstance(body[0], ast.match_case) else body[0]
        last = max(node.lineno, inner.lineno - 1)
    return range(min([node.lineno, *decorators]), last + 1)


def assigned(node: ast.stmt) -> frozenset[str]:
    """The names that a statement at the level of a module or class gives a value."""
    match node:
        case ast.Assign(targets=targets):
            pass
        case ast.AnnAssign(target=target) | ast.AugAssign(target=target):
            targets = [target]
        case _:
            return frozenset()
    names = (name for target in targets for name in ast.walk(target))
    return frozenset(name.id for name in names if isinstance(name, ast.Name))
