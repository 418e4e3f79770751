"""The map in `tamizdat/__init__.py` is true: imports point downward, each library has one home."""

import ast
import re
import sys
from pathlib import Path

import pytest

import tamizdat

SOURCE = Path(tamizdat.__file__).parent
HOMES = {
    "babel": "locales",
    "click": "cli",
    "deep_translator": "engines",
    "filelock": "files",
    "fxtranslate": "engines",
    "jinja2": "site",
    "markupsafe": "site",
    "nh3": "site",
    "polib": "po",
    "pyromark": "commonmark",
    "rapidfuzz": "similarity",
    "requests": "engines",
    "rich": "cli",
    "sentencex": "drafting",
    "yaml": "formats",
}


def floors():
    """The names on each floor of the map, from the top."""
    found = []
    for line in re.findall(r"^    (.*)", tamizdat.__doc__, re.M):
        names = re.split(r" {2,}", line.strip())[0].split()
        if line.startswith(" "):
            found[-1] += names
        else:
            found.append(names)
    return found


FLOORS = {name.rstrip("/"): number for number, names in enumerate(floors()) for name in names}
"""Number of each module's floor, from the top."""


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


every_module = pytest.mark.parametrize(("path", "name"), list(modules()))


@every_module
def test_imports_point_downward(path, name):
    for imported in imports(path):
        parts = imported.split(".")
        if parts[0] != "tamizdat" or len(parts) == 1 or parts[1] in (name, "__version__"):
            continue
        assert FLOORS[parts[1]] > FLOORS[name], f"{name} imports {imported}"


@every_module
def test_each_library_has_one_home(path, name):
    for imported in imports(path):
        library = imported.split(".")[0]
        if library != "tamizdat" and library not in sys.stdlib_module_names:
            assert HOMES.get(library) == name, f"{imported} is imported outside its home"


@every_module
def test_no_file_takes_what_another_keeps_to_itself(path, name):
    taken = [i for i in imports(path) if i.startswith("tamizdat.")]
    assert not [i for i in taken if re.search(r"\._(?!_)", i)], name


@every_module
def test_workflow_files_do_not_know_each_other(path, name):
    if name == "workflow":
        assert not [i for i in imports(path) if i.startswith("tamizdat.workflow.")]


def test_the_map_names_every_module_once():
    named = [name for names in floors() for name in names]
    folders = {path.parent.name + "/" for path in SOURCE.glob("*/__init__.py")}
    files = {path.stem for path in SOURCE.glob("[!_]*.py")}

    assert sorted(named) == sorted(folders | files)
