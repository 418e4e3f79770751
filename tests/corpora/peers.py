"""Other tools on the same Markdown texts, in the same run.

    cd tests && python -m corpora.peers --every 20 FOLDER...

Each tool extracts a text, msgen gives every message its msgid as msgstr, the tool puts the text
together again. po4a is looked for on the path; translate-toolkit and mdpo, as each brings an md2po,
in the folders that --toolkit and --mdpo name. A tool that isn't there is left out. tamizdat runs in
this process, so its seconds are without the start of a program.
"""

from __future__ import annotations

import argparse
import resource
import shutil
import subprocess
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from functools import partial
from pathlib import Path

import yaml
from corpora import rendering
from corpora.harness import each, sample, share, show, table
from texts import KEYS, itself

from tamizdat.catalogs import po
from tamizdat.catalogs.catalog import Message
from tamizdat.errors import TamizdatError
from tamizdat.texts.formats import markdown
from tamizdat.texts.publication import publish

SECONDS = 20
"""Limit for one step of one tool on one file."""
MSGEN = "--force-po --output-file=own.po new.po".split()
PO4A = "-f text -o markdown -o yfm_lenient -M UTF-8 -m in.md"
COMMANDS = {
    "po4a": (f"po4a-updatepo {PO4A} -p new.po", f"po4a-translate {PO4A} -k 0 -p own.po -l out.md"),
    "translate-toolkit": ("md2po in.md new.po", "po2md -t in.md own.po out.md"),
    "mdpo": (
        "md2po in.md --quiet --save --po-filepath new.po",
        "po2md in.md --quiet --po-files own.po --save out.md",
    ),
}
"""How each tool makes `new.po` of `in.md`, and `out.md` of `own.po`."""
OUTCOMES = ("same bytes", "renders the same", "renders otherwise", "failed", "not done in time")


def by_commands(steps: tuple[str, str], programs: str | None, folder: Path) -> None:
    """Run a tool in a folder with `in.md`."""
    extract, translate = (step.split() for step in steps)
    for command in (extract, ["msgen", *MSGEN], translate):
        program = shutil.which(command[0], path=None if command[0] == "msgen" else programs)
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        subprocess.run([program, *command[1:]], cwd=folder, check=True, timeout=SECONDS, **quiet)


def by_tamizdat(folder: Path) -> None:
    """The same with tamizdat."""
    document = markdown.split((folder / "in.md").read_bytes().decode(), KEYS)
    messages = tuple(Message(msgid, msgctxt=context) for context, msgid in itself(document))
    (folder / "new.po").write_bytes(po.dumps(po.new_catalog("", "in", messages=messages)))
    subprocess.run(["msgen", *MSGEN], cwd=folder, check=True)
    own = {m.key: m.msgstr for m in po.loads((folder / "own.po").read_bytes()).messages}
    published = publish(document, markdown.FORMAT, own, keys=KEYS)
    (folder / "out.md").write_bytes(published.text.encode())


def examine(tools: dict[str, Callable[[Path], None]], path: Path) -> dict[str, tuple[str, float]]:
    """What each tool makes of a text, and its seconds of the processor."""
    found = {}
    for name, tool in tools.items():
        with tempfile.TemporaryDirectory() as name_of_folder:
            folder = Path(name_of_folder)
            shutil.copyfile(path, folder / "in.md")
            started = processor()
            try:
                tool(folder)
                found[name] = outcome(path, folder / "out.md"), processor() - started
            except subprocess.TimeoutExpired:
                found[name] = "not done in time", processor() - started
            except (subprocess.CalledProcessError, OSError, TamizdatError):
                found[name] = "failed", processor() - started
    return found


def outcome(before: Path, after: Path) -> str:
    if before.read_bytes() == after.read_bytes():
        return "same bytes"
    return "renders the same" if rendered(before) == rendered(after) else "renders otherwise"


def rendered(path: Path) -> object:
    """What both judges make of a text, and the data above it."""
    text = path.read_bytes().decode(errors="replace")
    try:
        data, body = rendering.front_matter(text)
    except (ValueError, yaml.YAMLError) as error:
        return str(error)
    judges = rendering.by_cmark, rendering.by_markdown_it
    return data, [rendering.seen(judge(body)) for judge in judges]


def processor() -> float:
    """Seconds of the processor so far, of this process and those it has started."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--every", type=int, default=1, help="take every n-th file")
    parser.add_argument("--toolkit", help="folder with translate-toolkit's md2po")
    parser.add_argument("--mdpo", help="folder with mdpo's md2po")
    given = parser.parse_args()
    programs = {"po4a": None, "translate-toolkit": given.toolkit, "mdpo": given.mdpo}
    tools = {"tamizdat": by_tamizdat}
    for name, steps in COMMANDS.items():
        if (name == "po4a" or programs[name]) and shutil.which(
            steps[0].split()[0], path=programs[name]
        ):
            tools[name] = partial(by_commands, steps, programs[name])
    paths = [p for folder in given.folders for p in sample(folder.rglob("*.md"), given.every)]
    counts, seconds = defaultdict(Counter), Counter()
    for path, found in each(partial(examine, tools), paths, 8 * SECONDS):
        if isinstance(found, str):
            raise SystemExit(f"{path}: {found}")
        for name, (what, spent) in found.items():
            counts[name][what] += 1
            seconds[name] += spent
    rows = [
        (name, n := counts[name].total(), *(share(counts[name][o], n) for o in OUTCOMES),
         f"{seconds[name] / n:.3f}")
        for name in tools
    ]  # fmt: skip
    show(table(["tool", "files", *OUTCOMES, "s per file"], rows))


if __name__ == "__main__":
    main()
