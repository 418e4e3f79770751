"""Where the names of a package are used, by their spelling: more places rather than fewer."""

import ast
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from mutants.changes import assigned, lines_of

Place = tuple[str, range]
"""A module and some of its lines."""


class Names:
    """Every name that a statement of the package says, and where the statement is."""

    def __init__(self, package: Path):
        self.inside: dict[str, list[Place]] = defaultdict(list)
        """Name -> the statements in functions that say it."""
        self.above: dict[str, set[tuple[str, str]]] = defaultdict(set)
        """Name -> modules, and the names that statements outside of functions there make of it."""
        self.bodies: dict[str, list[range]] = defaultdict(list)
        """Module -> the bodies of its functions."""
        for path in package.rglob("*.py"):
            module = path.relative_to(package).with_suffix("").as_posix()
            self._read(module, ast.parse(path.read_bytes()).body, made=True)

    def used(self, module: str, names: frozenset[str]) -> list[Place]:
        """The statements in functions that say one of the names, or one made of them.

        A name that begins with an underscore is its module's own.
        """
        todo, seen, found = [(module, name) for name in sorted(names)], set(), []
        while todo:
            place = todo.pop()
            if place in seen:
                continue
            seen.add(place)
            home, name = place
            own = name.startswith("_")
            found += (use for use in self.inside[name] if not own or use[0] == home)
            todo += (made for made in self.above[name] if not own or made[0] == home)
        return found

    def functions(self, module: str) -> Iterator[int]:
        """The lines of all functions of a module."""
        for body in self.bodies[module]:
            yield from body

    def _read(self, module: str, body: list[ast.stmt], *, made: bool) -> None:
        for node in body:
            inner = made
            makes = assigned(node)
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                makes = frozenset({node.name})
                inner = made and isinstance(node, ast.ClassDef)
                if not isinstance(node, ast.ClassDef):
                    last = node.end_lineno or node.lineno
                    self.bodies[module].append(range(node.body[0].lineno, last + 1))
            lines = lines_of(node)
            for name, others in _said(node):
                if made:
                    self.above[name] |= {(module, other) for other in makes | others}
                else:
                    self.inside[name].append((module, lines))
            for nested in _nested(node):
                self._read(module, nested, made=inner)


def _said(node: ast.AST) -> Iterator[tuple[str, frozenset[str]]]:
    """The names in a statement, without the statements inside of it; an import's with its alias."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.stmt):
            continue
        match child:
            case ast.Name(id=name) | ast.Attribute(attr=name):
                yield name, frozenset()
            case ast.keyword(arg=str(name)):
                yield name, frozenset()
            case ast.alias(name=name, asname=str(other)):
                yield name.rpartition(".")[2], frozenset({other})
            case ast.MatchClass(kwd_attrs=names):
                yield from ((name, frozenset()) for name in names)
        yield from _said(child)


def _nested(node: ast.stmt) -> Iterator[list[ast.stmt]]:
    """The lists of statements inside of a statement."""
    for field in ("body", "orelse", "finalbody"):
        if isinstance(value := getattr(node, field, None), list):
            yield value
    for part in (*getattr(node, "handlers", ()), *getattr(node, "cases", ())):
        yield part.body
