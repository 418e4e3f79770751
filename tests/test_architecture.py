"""The map in `tamizdat/__init__.py` is true: imports point downward, each library has one home."""

import ast
import graphlib
import importlib
import importlib.util
import re
import sys
from pathlib import Path

import pytest

import tamizdat

SOURCE = Path(tamizdat.__file__).parent
HOMES = {
    "babel": "language.locales",
    "click": "cli",
    "deep_translator": "draft.engines.deep",
    "filelock": "project.files",
    "fxtranslate": "draft.engines.fxtranslate",
    "jinja2": "pages.environment",
    "markupsafe": "pages",
    "nh3": "texts.sanitizer",
    "platformdirs": "project.cache project.trust",
    "polib": "catalogs.po",
    "pypdf": "assets.pdf",
    "pyromark": "language.commonmark",
    "rapidfuzz": "catalogs.similarity catalogs.runs",
    "requests": "draft.engines",
    "rich": "cli",
    "sentencex": "draft.sentences",
    "tinycss2": "assets.stylesheet",
    "yaml": "texts.formats",
}


def floors():
    """The names on each floor of the map, from the top."""
    lines = re.findall(r"^    (\S.*)", tamizdat.__doc__, re.M)
    return [re.split(r" {2,}", line)[0].split() for line in lines]


FLOORS = {name.rstrip("/"): number for number, names in enumerate(floors()) for name in names}
"""Number of each folder's floor, from the top."""


def name_of(path):
    """A module's name below the package: `check`, `check.rules.date`."""
    parts = path.relative_to(SOURCE).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {name_of(path): path for path in sorted(SOURCE.rglob("*.py"))}
MODULES = {name: path for name, path in MODULES.items() if name not in ("", "__main__")}


def imports(path):
    """Absolute names of everything that a file imports, also inside functions."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def uses(path):
    """Names below the package of the modules that a file imports, also inside functions."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module.startswith("tamizdat."):
            module = node.module.removeprefix("tamizdat.")
            for alias in node.names:
                whole = f"{module}.{alias.name}"
                yield whole if whole in MODULES else module
        elif isinstance(node, ast.ImportFrom) and node.module == "tamizdat":
            yield from (alias.name for alias in node.names if alias.name in MODULES)


every_module = pytest.mark.parametrize(("name", "path"), MODULES.items(), ids=MODULES)


@every_module
def test_imports_point_downward(name, path):
    room = name.partition(".")[0]
    for used in uses(path):
        below = used.partition(".")[0]
        assert below == room or FLOORS[below] > FLOORS[room], f"{name} imports {used}"


def test_no_file_needs_one_that_needs_it():
    needed = {name: {used for used in uses(path) if used != name} for name, path in MODULES.items()}

    assert len([*graphlib.TopologicalSorter(needed).static_order()]) == len(MODULES)


@every_module
def test_each_library_has_one_home(name, path):
    for imported in imports(path):
        library = imported.split(".")[0]
        if library != "tamizdat" and library not in sys.stdlib_module_names:
            homes = HOMES.get(library, "").split()
            at_home = any(f"{name}.".startswith(f"{home}.") for home in homes)
            assert at_home, f"{imported} is imported outside its home"


@every_module
def test_no_file_takes_what_another_keeps_to_itself(name, path):
    taken = [i for i in imports(path) if i.startswith("tamizdat.")]
    assert not [i for i in taken if re.search(r"\._(?!_)", i)], name


REGISTRIES = {
    "check.rules": {"lookalikes", "reading"},
    "draft.engines": {"guard"},
    "reports": set(),
    "texts.formats": {"directives", "spans"},
}
"""Packages whose `__init__` lists what there is, and the files beside it that serve the others."""


@pytest.mark.parametrize("package", REGISTRIES)
def test_what_lies_in_a_registry_is_registered(package):
    below = {name.removeprefix(f"{package}.") for name in MODULES if name.startswith(package)}
    there = {name for name in below - {package} if "." not in name} - REGISTRIES[package]
    registered = MODULES[package].read_text(encoding="utf-8")

    for name in there:
        assert re.search(rf"\b{name}\b", registered), f"{name} has no line in {MODULES[package]}"


WRITTEN = re.compile(r"from (tamizdat[\w.]*) import (\w+)")
TESTS = [path for path in sorted(Path(__file__).parent.rglob("*.py")) if path.name != "conftest.py"]


@pytest.mark.parametrize("path", TESTS, ids=lambda path: path.stem)
def test_code_in_strings_imports_what_there_is(path):
    """What benchmarks and attacks hand to other processes is seen by no linter."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    strings = (node.value for node in ast.walk(tree) if isinstance(node, ast.Constant))
    for written in (string for string in strings if isinstance(string, str)):
        for module, name in WRITTEN.findall(written):
            found = importlib.import_module(module)
            known = hasattr(found, name) or importlib.util.find_spec(f"{module}.{name}")
            assert known, f"{module} has no {name}"


def test_the_map_names_every_room_once():
    named = [name for names in floors() for name in names]
    folders = {path.parent.name + "/" for path in SOURCE.glob("*/__init__.py")}
    files = {path.stem for path in SOURCE.glob("[!_]*.py")}

    assert sorted(named) == sorted(folders | files)
