"""The main job on real texts: `update`, `check` and `publish` beside what else does such work."""

import shutil
import time
from functools import partial
from pathlib import Path

from bench import cost, generators, ground, table

TEXTS, LOCALES = 300, 10


def _settle() -> None:
    """What is older than its stamp needs no second look."""
    time.sleep(2)


def update(folder: Path, texts: int = TEXTS, locales: int = LOCALES) -> None:
    """Templates and catalogs from texts, against po4a."""
    size = ground.lay(folder, texts, locales)
    name = cost.version("po4a") or "po4a"
    po4a: table.Peer = partial(cost.of, ("po4a", "-q", "po4a.cfg"), folder)
    if not cost.version("po4a"):
        po4a = "not installed"
    ours = partial(cost.tamizdat, folder, "update", "-q")

    def edited() -> cost.Cost:
        ground.edit(folder)
        return ours()

    table.compare(f"first update, {size}", ours, {name: po4a}, 1)
    _settle()
    table.compare(f"update, nothing changed, {size}", ours, {name: po4a})
    table.compare(f"update, one text changed, {size}", edited, {name: po4a}, 1)


def check(folder: Path, texts: int = TEXTS, locales: int = LOCALES) -> None:
    """All checks, against those of gettext and of Translate Toolkit on the same catalogs."""
    size = ground.translated(folder, texts, locales)
    one = ground.catalogs(folder)[0]
    locale, _, *rest = one.relative_to(folder / "locales").with_suffix("").parts
    ours = partial(cost.tamizdat, folder, "check", "-q")

    def full() -> cost.Cost:
        ground.forget(folder)
        return ours()

    def saved() -> cost.Cost:
        ground.save(one)
        return ours()

    def asked() -> cost.Cost:
        ground.save(one)
        return cost.tamizdat(folder, "check", "-q", "--locale", locale, "/".join(rest))

    peers = table.compare(f"check in full, {size}", full, _judges(folder, None), 1)
    _settle()
    ours()
    table.compare(f"check, nothing changed, {size}", ours, peers)
    table.compare(f"check, one catalog saved, {size}", saved, _judges(folder, one))
    table.compare(f"check of one catalog, {size}", asked, _judges(folder, one))


def _judges(folder: Path, catalog: Path | None) -> dict[str, table.Peer]:
    """Other checks of one catalog, or of all."""
    program = cost.beside("pofilter")
    pofilter = f"'{program}' --progress=none --language {{}} -i {{}} -o {{}}"
    if catalog:
        msgfmt = f"msgfmt -c -o /dev/null '{catalog}'"
        script = pofilter.format(catalog.relative_to(folder).parts[1], catalog, "filtered.po")
    else:
        msgfmt = "find locales -name '*.po' -exec msgfmt -c -o /dev/null {} \\;"
        places = [path for path in (folder / "locales").iterdir() if path.name != "templates"]
        each = (pofilter.format(place.name, place, f"filtered/{place.name}") for place in places)
        script = "\n".join(("mkdir -p filtered", *each))
    commands = {
        "msgfmt -c": (cost.version("msgfmt"), msgfmt),
        cost.version(program) or "pofilter": (program, script),
    }
    return {
        name: partial(cost.of, ("sh", "-c", command), folder) if there else "not installed"
        for name, (there, command) in commands.items()
    }


def publish(folder: Path, texts: int = TEXTS, locales: int = LOCALES) -> None:
    """Checked texts as source, page and plain text, against generators that only render pages."""
    size = ground.translated(folder, texts, locales)
    one = ground.catalogs(folder)[0]
    locale, _, *rest = one.relative_to(folder / "locales").with_suffix("").parts
    ours = partial(cost.tamizdat, folder, "publish", "-q")

    def cold() -> cost.Cost:
        ground.forget(folder)
        shutil.rmtree(folder / "published", ignore_errors=True)
        return ours()

    def checked() -> cost.Cost:
        ground.forget(folder)
        shutil.rmtree(folder / "published", ignore_errors=True)
        cost.tamizdat(folder, "check", "-q")
        return ours()

    def saved() -> cost.Cost:
        ground.save(one)
        return ours()

    def asked() -> cost.Cost:
        ground.save(one)
        return cost.tamizdat(folder, "publish", "-q", "--locale", locale, "/".join(rest))

    peers = generators.peers(folder)
    once = table.compare(f"publish in full, nothing remembered, {size}", cold, peers, 1)
    pages = generators.rendered(folder / "published/site")
    table.remark(f"{pages} pages; {generators.counted(folder)}")
    again = {name: once[name] if name.startswith("pelican") else peers[name] for name in peers}
    table.compare(f"publish in full, after check, {size}", checked, again, 1)
    _settle()
    ours()
    table.compare(f"publish, nothing changed, {size}", ours, again)
    table.compare(f"publish, one catalog saved, {size}", saved, again)
    table.compare(f"publish of one text in one locale, {size}", asked, again)
