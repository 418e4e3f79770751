"""The map in `tamizdat/__init__.py` is true: imports point downward, each library has one home."""

import ast
from pathlib import Path

import pytest

import tamizdat

SOURCE = Path(tamizdat.__file__).parent
FLOORS = (
    {"errors"},
    {"document", "catalog"},
    {"findings", "progress", "engine"},
    {"commonmark", "locales", "facts", "lookalikes", "po"},
    {"inline"},
    {"formats", "publication", "merge", "masking", "sentences", "memory"}
    | {"checks", "reports", "site", "plaintext"},
    {"config", "files", "engines", "drafting"},
    {"project"},
    {"gate"},
    {"edition"},
    {"workflow"},
    {"cli"},
)
"""From the bottom; a module imports from floors below its own, and from its own package."""
HOMES = {
    "babel": "locales",
    "bs4": "engines",
    "click": "cli",
    "deep_translator": "engines",
    "filelock": "files",
    "fxtranslate": "engines",
    "jinja2": "site",
    "nh3": "site",
    "polib": "po",
    "pyromark": "commonmark",
    "rapidfuzz": "merge",
    "requests": "engines",
    "rich": "cli",
    "sentencex": "sentences",
    "yaml": "formats",
}


def modules():
    for path in sorted(SOURCE.rglob("*.py")):
        parts = path.relative_to(SOURCE).with_suffix("").parts
        if parts not in (("__init__",), ("__main__",)):
            yield pytest.param(path, parts[0], id=".".join(parts))


def imports(path):
    """Absolute names of everything that a file imports, also inside functions."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def floor(name):
    return next(number for number, names in enumerate(FLOORS) if name in names)


@pytest.mark.parametrize(("path", "name"), list(modules()))
def test_imports_point_downward(path, name):
    for imported in imports(path):
        parts = imported.split(".")
        if parts[0] != "tamizdat" or len(parts) == 1 or parts[1] in (name, "__version__"):
            continue
        assert floor(parts[1]) < floor(name), f"{name} imports {imported}"


@pytest.mark.parametrize(("path", "name"), list(modules()))
def test_each_library_has_one_home(path, name):
    for imported in imports(path):
        home = HOMES.get(imported.split(".")[0])
        assert home in (None, name), f"{imported} is imported outside {home}"


@pytest.mark.parametrize(("path", "name"), list(modules()))
def test_workflow_files_do_not_know_each_other(path, name):
    if name == "workflow":
        assert not [i for i in imports(path) if i.startswith("tamizdat.workflow.")]


def test_every_module_is_on_the_map():
    names = {parts.values[1] for parts in modules()}

    assert names <= set().union(*FLOORS)
    assert set().union(*FLOORS) <= names
