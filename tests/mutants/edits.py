"""The kinds of change: what a node of the tree may turn into, as edits of its text."""

import ast
import re
from collections.abc import Iterator
from itertools import pairwise

COMPARISONS = {
    ast.Eq: ("==", ["!="]),
    ast.NotEq: ("!=", ["=="]),
    ast.Lt: ("<", ["<=", ">="]),
    ast.LtE: ("<=", ["<", ">"]),
    ast.Gt: (">", [">=", "<="]),
    ast.GtE: (">=", [">", "<"]),
    ast.In: ("in", ["not in"]),
    ast.NotIn: ("not in", ["in"]),
    ast.Is: ("is", ["is not"]),
    ast.IsNot: ("is not", ["is"]),
}
OPERATORS = {
    ast.Sub: ("-", "+"),
    ast.Mult: ("*", "+"),
    ast.FloorDiv: ("//", "*"),
    ast.Mod: ("%", "+"),
    ast.BitAnd: ("&", "|"),
    ast.BitOr: ("|", "&"),
    ast.LShift: ("<<", ">>"),
    ast.RShift: (">>", "<<"),
}
NAMES = {"any": "all", "all": "any", "min": "max", "max": "min", "sorted": "list"}
METHODS = {
    "startswith": "endswith",
    "endswith": "startswith",
    "partition": "rpartition",
    "rpartition": "partition",
    "lstrip": "rstrip",
    "rstrip": "lstrip",
    "find": "rfind",
    "rfind": "find",
    "match": "search",
    "fullmatch": "match",
    "search": "match",
    "union": "intersection",
    "is_file": "exists",
    "is_dir": "exists",
}
TIDYING = frozenset(
    "strip lstrip rstrip lower upper casefold resolve absolute expanduser copy removeprefix"
    " removesuffix title capitalize".split()
)
"""Methods whose answer is their object, tidied: without them it is the object as it was."""

UNORDERED = frozenset({"isinstance", "issubclass", "getattr", "hasattr", "setattr", "zip"})
"""Calls whose first two arguments, swapped, fail at once wherever they stand."""

LOOSER = [
    (rb"(?<=[\])\w.])\*(?![?+])", b"+"),
    (rb"(?<=[\])\w.])\+(?![?+])", b"*"),
    (rb"(?<=[\])\w.*+}])\?(?![:=!<>P])", b""),
    (rb"\\b|\\[AZz]|(?<![\[\\])\^|(?<!\\)\$", b""),
    (rb"\(\?!", b"(?="),
    (rb"\(\?<!", b"(?<="),
    (rb"\{\d+(?:,\d*)?\}", b"{2}"),
    (rb"(?<!\\)\|[^|()\[\]\s]+", b""),
]
"""How a regular expression is loosened: a pattern in its text, and what takes its place."""

EMPTY = {"bool": "False", "str": '""', "bytes": 'b""', "int": "0", "float": "0.0"}
EMPTY_OF = {
    "list": "[]",
    "tuple": "()",
    "set": "set()",
    "frozenset": "frozenset()",
    "dict": "{}",
    "Mapping": "{}",
    "Iterator": "iter(())",
    "Iterable": "()",
    "Sequence": "()",
}
"""What a function may answer instead, by the type that it says it returns."""

NEEDED = frozenset("property classmethod staticmethod contextmanager dataclass".split())
"""Decorators without which nothing that uses the function works at all."""

FASTER = frozenset("cache lru_cache cached_property".split())
"""Decorators without which it works as well, but more slowly."""

Edit = tuple[str, tuple[int, int], bytes]
"""The kind, the bytes that go, and what takes their place."""


def of(module, node: ast.AST) -> Iterator[Edit]:
    """All edits of one node; what is inside of it has its own. Some may not parse."""
    for kinds, make in KINDS:
        if isinstance(node, kinds):
            yield from make(module, node)


def only_faster(decorator: ast.AST) -> bool:
    """Does a decorator remember answers, and nothing else?"""
    return ast.unparse(decorator).partition("(")[0].rpartition(".")[2] in FASTER


# --- conditions


def _compare(module, node) -> Iterator[Edit]:
    sides = pairwise([node.left, *node.comparators])
    for operator, (left, right) in zip(node.ops, sides, strict=True):
        old, turned = COMPARISONS[type(operator)]
        if span := _between(module, left, right, old):
            yield from (("comparison turned", span, new.encode()) for new in turned)


def _boolean(module, node) -> Iterator[Edit]:
    old, new = ("and", "or") if isinstance(node.op, ast.And) else ("or", "and")
    found = [_between(module, *sides, old) for sides in pairwise(node.values)]
    if None in found:
        return
    yield from (("and, or swapped", span, new.encode()) for span in found)
    start, end = module.span(node)
    yield "operand dropped", (start, found[0][1]), b""
    for (here, _), (until, _) in pairwise([*found, (end, end)]):
        yield "operand dropped", (here, until), b""


def _not(module, node) -> Iterator[Edit]:
    start, _ = module.span(node)
    if isinstance(node.op, ast.Not):
        yield "not dropped", (start, start + 3), b""
    elif isinstance(node.op, ast.USub):
        yield "sign dropped", (start, start + 1), b""


def _condition(module, node) -> Iterator[Edit]:
    match node.test:
        case ast.UnaryOp(op=ast.Not()) | ast.Compare(ops=[_]) | ast.Constant():
            return
    yield "condition turned", module.span(node.test), b"not (%b)" % module.text(node.test)


def _choice(module, node) -> Iterator[Edit]:
    for kept in (node.body, node.orelse):
        yield "one branch only", module.span(node), b"(%b)" % module.text(kept)


def _filters(module, node) -> Iterator[Edit]:
    conditions = node.ifs if isinstance(node, ast.comprehension) else [node.guard]
    for condition in filter(None, conditions):
        yield "filter dropped", module.span(condition), b"True"


# --- statements


def _statement(module, node) -> Iterator[Edit]:
    match node:
        case ast.Expr(value=ast.Call() | ast.Await()):
            pass
        case ast.Expr(value=ast.Yield() | ast.YieldFrom()):
            yield "statement dropped", module.span(node), b"yield from ()"
            return
        case ast.AugAssign() | ast.Raise() | ast.Delete():
            pass
        case ast.Assign(targets=[ast.Attribute() | ast.Subscript()]):
            if (function := module.function(node)) is None or function.name == "__init__":
                return
        case _:
            return
    yield "statement dropped", module.span(node), b"pass"


def _loop(module, node) -> Iterator[Edit]:
    new = b"break" if isinstance(node, ast.Continue) else b"continue"
    yield "break, continue swapped", module.span(node), new


def _return(module, node) -> Iterator[Edit]:
    function = module.function(node)
    if function is None or function.returns is None or isinstance(node.value, ast.Constant | None):
        return
    said = ast.unparse(function.returns)
    outer = said.partition("[")[0]
    new = "None" if said.endswith("| None") else EMPTY.get(said) or EMPTY_OF.get(outer)
    if outer == "tuple" and not said.endswith("...]"):
        return
    if new is not None:
        yield "empty answer", module.span(node.value), new.encode()


def _handler(module, node) -> Iterator[Edit]:
    """Exceptions that are no longer caught; of several, `_elements` drops one."""
    caught = node.args if isinstance(node, ast.Call) else [node.type]
    if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] != "suppress":
        return
    for error in caught:
        if isinstance(error, ast.Name | ast.Attribute):
            yield "exception not caught", module.span(error), b"ZeroDivisionError"


def _decorators(module, node) -> Iterator[Edit]:
    for decorator in node.decorator_list:
        name = ast.unparse(decorator).partition("(")[0]
        needed = name.rpartition(".")[2] in NEEDED or name.startswith(("click", "options"))
        if needed or only_faster(decorator):
            continue
        start, end = module.span(decorator)
        line = module.data.rfind(b"\n", 0, start) + 1, module.data.find(b"\n", end) + 1
        yield "decorator dropped", line, b""


# --- values


def _constant(module, node) -> Iterator[Edit]:
    span, value = module.span(node), node.value
    if value is True or value is False:
        yield "constant changed", span, str(not value).encode()
    elif isinstance(value, int):
        shown = b"0x%X" if module.text(node).lower().startswith(b"0x") else b"%d"
        yield "constant changed", span, shown % (value + 1)
        if value > 0:
            yield "constant changed", span, shown % (value - 1)
    elif isinstance(value, float):
        yield from (("constant changed", span, repr(value * by).encode()) for by in (0.9, 1.1))
    elif isinstance(value, str | bytes) and not module.is_text(node):
        more, none = ("X", "") if isinstance(value, str) else (b"X", b"")
        yield "string changed", span, _quoted(value + more)
        if value and not value.isalnum():
            yield "string changed", span, _quoted(none)


def _operator(module, node) -> Iterator[Edit]:
    span = module.span(node)
    if isinstance(node.op, ast.Add | ast.BitOr | ast.Div):
        kept = [node.left] if isinstance(node.op, ast.Div) else [node.left, node.right]
        yield from (("term dropped", span, b"(%b)" % module.text(term)) for term in kept)
    types = isinstance(module.parents.get(node), ast.Call) and isinstance(node.op, ast.BitOr)
    if (found := OPERATORS.get(type(node.op))) and not types:
        old, new = found
        if there := _between(module, node.left, node.right, old):
            yield "operator changed", there, new.encode()


def _call(module, node) -> Iterator[Edit]:
    name = ast.unparse(node.func)
    match node:
        case ast.Call(args=[first, second, *_]) if name not in UNORDERED | {"re.compile"}:
            if not isinstance(first, ast.Starred) and not isinstance(second, ast.Starred):
                (start, a), (b, end) = module.span(first), module.span(second)
                swapped = module.data[b:end] + module.data[a:b] + module.data[start:a]
                yield "arguments swapped", (start, end), swapped
    for keyword in node.keywords:
        if keyword.arg is not None:
            yield "keyword dropped", module.with_comma(*module.span(keyword)), b""
    yield from _handler(module, node)
    match node.func:
        case ast.Name(id=called) if called in NAMES and not (called == "sorted" and node.keywords):
            yield "function swapped", module.span(node.func), NAMES[called].encode()
        case ast.Attribute(value=ast.Constant(value=str()), attr="split") if not node.args:
            yield from _words(module, node.func.value)
        case ast.Attribute(value=ast.Name(id="re")) if node.args:
            yield from _pattern(module, node.args[0])
        case ast.Attribute(attr=called):
            _, end = module.span(node.func)
            if called in METHODS:
                yield "function swapped", (end - len(called), end), METHODS[called].encode()
            if called in TIDYING:
                yield "call dropped", module.span(node), b"(%b)" % module.text(node.func.value)


def _pattern(module, node) -> Iterator[Edit]:
    """A regular expression, loosened at one place; comments of verbose ones are none of it."""
    start, text = module.span(node)[0], module.text(node)
    for pattern, new in LOOSER:
        for found in re.finditer(pattern, text):
            line = text[text.rfind(b"\n", 0, found.start()) + 1 : found.start()]
            if not re.search(rb"\s#", line):
                yield "pattern loosened", (start + found.start(), start + found.end()), new


def _words(module, node) -> Iterator[Edit]:
    """A collection written as its words."""
    start, text = module.span(node)[0], module.text(node)
    for found in _some(list(re.finditer(rb"""[^\s"']+""", text))):
        yield "element dropped", (start + found.start(), start + found.end()), b""


def _elements(module, node) -> Iterator[Edit]:
    """A collection without one of its elements."""
    if isinstance(getattr(node, "ctx", None), ast.Store):
        return
    if isinstance(node, ast.Dict):
        rows = [(key, value) for key, value in zip(node.keys, node.values, strict=True) if key]
    else:
        rows = [(element, element) for element in node.elts]
        plain = all(isinstance(element, ast.Constant) for element in node.elts)
        loose = isinstance(module.parents.get(node), ast.Subscript | ast.Assign | ast.Return)
        if isinstance(node, ast.Tuple) and loose and not (plain and len(rows) > 2):
            return
    for first, last in _some(rows):
        span = module.with_comma(module.span(first)[0], module.span(last)[1])
        if isinstance(module.parents.get(node), ast.ExceptHandler):
            yield "exception not caught", span, b""
        elif isinstance(node, ast.Set) and len(rows) == 1:
            yield "element dropped", module.span(node), b"set()"
        else:
            yield "element dropped", span, b""


KINDS = [
    (ast.Compare, _compare),
    (ast.BoolOp, _boolean),
    (ast.UnaryOp, _not),
    (ast.If | ast.While | ast.IfExp, _condition),
    (ast.IfExp, _choice),
    (ast.comprehension | ast.match_case, _filters),
    (ast.Expr | ast.AugAssign | ast.Raise | ast.Delete | ast.Assign, _statement),
    (ast.Continue | ast.Break, _loop),
    (ast.Return, _return),
    (ast.ExceptHandler, _handler),
    (ast.FunctionDef | ast.AsyncFunctionDef, _decorators),
    (ast.Constant, _constant),
    (ast.BinOp, _operator),
    (ast.Call, _call),
    (ast.Tuple | ast.List | ast.Set | ast.Dict, _elements),
]


def _between(module, left, right, old: str) -> tuple[int, int] | None:
    """Where the operator between two nodes stands."""
    start, end = module.span(left)[1], module.span(right)[0]
    words = rb"\s+".join(map(re.escape, old.encode().split()))
    found = re.search(rb"\b%b\b" % words if old[0].isalpha() else words, module.data[start:end])
    return (start + found.start(), start + found.end()) if found else None


def _quoted(value: str | bytes) -> bytes:
    """As the formatter would write it, mostly."""
    text = repr(value)
    plain = '"' not in text and "\\" not in text
    return (text.replace("'", '"') if plain else text).encode()


def _some(rows: list) -> list:
    """At most five, the first and the last among them: a long table is one fact many times."""
    return rows if len(rows) <= 5 else [rows[i * (len(rows) - 1) // 4] for i in range(5)]
