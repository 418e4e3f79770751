"""Reading, counting and merging catalogs, beside polib and GNU gettext."""

import re
import time
from functools import partial
from pathlib import Path

from bench import corpus, cost, table

from tamizdat.project import cache

READ = "import pathlib\n{imports}\nfor p in pathlib.Path('.').rglob('*.po'): {call}"
OURS = READ.format(imports="from tamizdat.catalogs import po", call="po.loads(p.read_bytes(), p)")
POLIB = READ.format(imports="import polib", call="polib.pofile(str(p))")

MERGE = """
import pathlib, sys
from tamizdat.catalogs import merge, po
old, new = (po.loads(pathlib.Path(name).read_bytes()) for name in ("old.po", "new.pot"))
pathlib.Path("ours.po").write_bytes(po.dumps(merge.merge(old, new).catalog))
"""


def read(folder: Path, number: int = 500) -> None:
    """Reading catalogs of 100 to 300 messages, everything decoded, against polib."""
    for name in range(number):
        catalog, _, _ = corpus.catalogs(100 + name % 200)
        (folder / f"c{name:03}.po").write_text(catalog, encoding="utf-8")
    ours, polib = partial(cost.python, OURS, folder), partial(cost.python, POLIB, folder)
    table.compare(f"reading {number} catalogs", ours, {"polib": polib})


def status(folder: Path, texts: int = 100, locales: int = 5) -> None:
    """Progress of a project against `msgfmt --statistics` on each catalog, and reading them."""
    corpus.project(folder, texts, locales)
    cost.tamizdat(folder, "update", "-q")
    find = ("find", "locales", "-name", "*.po")
    command = (*find, "-exec", "msgfmt", "--statistics", "-o", "/dev/null", "{}", ";")
    statistics: table.Peer = partial(cost.of, command, folder)
    if not cost.version("msgfmt"):
        statistics = "msgfmt is not installed"
    reading = partial(cost.python, OURS, folder)

    def first() -> cost.Cost:
        (cache.home(folder) / "progress.json").unlink(missing_ok=True)
        return later()

    def later() -> cost.Cost:
        time.sleep(2)  # what is older than its stamp needs no second look
        return cost.tamizdat(folder, "status", "--json", "-q")

    peers = {"msgfmt --statistics": statistics, "reading them ourselves": reading}
    table.compare(f"first status of {texts * locales} catalogs", first, peers)
    later()
    table.compare(f"later status of {texts * locales} catalogs", later, peers)


SIZES = ((10_000, ("--previous",)), (100_000, ("-N",)))


def merge(folder: Path, sizes: tuple[tuple[int, tuple[str, ...]], ...] = SIZES) -> None:
    """Merging a later template (5 % edited, 2 % gone, 2 % new), against msgmerge."""
    for messages, options in sizes:
        old, new, origin = corpus.catalogs(messages)
        (folder / "old.po").write_text(old, encoding="utf-8")
        (folder / "new.pot").write_text(new, encoding="utf-8")
        command = ("msgmerge", "-q", "--no-wrap", *options, "-o", "theirs.po", "old.po", "new.pot")
        installed = bool(cost.version("msgmerge"))
        msgmerge = partial(cost.of, command, folder) if installed else "msgmerge is not installed"
        costly = "--previous" in options
        table.compare(
            f"merge of {messages:,}",
            partial(cost.python, MERGE, folder),
            {f"msgmerge {options[0]}": msgmerge},
            1 if costly else 3,
        )
        for name in ("ours.po", "theirs.po") if costly and installed else ("ours.po",):
            right, guesses = cost.apart(quality, folder / name, old, origin)
            found = f"{right}/{len(origin)} right, {guesses} guesses on new text"
            table.remark(f"{name.removesuffix('.po')}: {found}")


def quality(path: Path, old: str, origin: dict[str, str]) -> tuple[int, int]:
    """How many edited messages got the msgstr of the one they came from; guesses on new ones."""
    from tamizdat.catalogs import po

    msgstrs = dict(re.findall(r'^msgid "(.*)"\nmsgstr "(T .*)"$', old, re.M))
    right = guesses = 0
    for message in po.loads(path.read_bytes()).active:
        if message.msgid in origin:
            right += message.msgstr == msgstrs[origin[message.msgid]]
        elif message.msgid not in msgstrs:
            guesses += bool(message.msgstr)
    return right, guesses
