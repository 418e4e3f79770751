"""What tamizdat costs beside the tools that people use now, in CPU seconds of the same run.

    make bench                     all of it (about 15 minutes; po4a takes most)
    make bench BENCH="read status" some of it

Every line is the median of paired runs: ours, theirs, ours, theirs. CPU is user and system time of
the whole process and its children. A peer that is not installed is named as missing.
"""

import multiprocessing
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from functools import partial
from pathlib import Path

import corpus

from tamizdat.project import cache

TAMIZDAT = [sys.executable, "-m", "tamizdat"]
ROUNDS = 3


def cpu(command, folder):
    """CPU seconds and peak memory (MB) of a command with its children; fails loudly if it does."""
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(command, cwd=folder, stdout=said, stderr=said)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            said.seek(0)
            raise SystemExit(f"{command}: exit {process.returncode}\n{said.read().decode()}")
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def python(code, folder):
    return cpu([sys.executable, "-c", code], folder)


def paired(ours, theirs, rounds=ROUNDS):
    """Seconds and memory of two ways to do the same, in turns."""
    return [(ours(), theirs()) for _ in range(rounds)]


def say(what, pairs, peer, note=""):
    """One row: medians, and how they compare."""
    (mine, memory), (other, their_memory) = (
        [statistics.median(each) for each in zip(*side, strict=True)]
        for side in zip(*pairs, strict=True)
    )
    ratio = f"1/{other / mine:.1f}" if other >= mine else f"{mine / other:.2f}"
    cells = (f"{mine:.2f}", f"{other:.2f}", peer, ratio, f"{memory:.0f}", f"{their_memory:.0f}")
    print("|", " | ".join((what, *cells, note)), "|", flush=True)


def missing(program):
    if shutil.which(program):
        return False
    print(f"| ({program} is not installed) | | | | | |", flush=True)
    return True


def sync(folder):
    """A project of 300 texts in 10 locales against po4a."""
    if missing("po4a"):
        return
    texts, locales = (int(n) for n in os.environ.get("BENCH_PROJECT", "300x10").split("x"))
    size = f"{texts} × {locales}"
    corpus.project(folder, texts, locales)
    update, po4a = [*TAMIZDAT, "update", "-q"], ["po4a", "-q", "po4a.cfg"]
    both = partial(cpu, update, folder), partial(cpu, po4a, folder)
    say(f"first update, {size}", paired(*both, rounds=1), "po4a 0.69", "one run")
    say(f"nothing changed, {size}", paired(*both), "po4a 0.69")
    pairs = []
    for number in range(ROUNDS if texts <= 60 else 1):
        path = folder / f"source_texts/t{number:04}.md"
        body = path.read_text(encoding="utf-8")
        path.write_text(body.replace("See [this]", "See now [this]", 1), encoding="utf-8")
        pairs += paired(*both, rounds=1)
    say(f"one text changed, {size}", pairs, "po4a 0.69", "" if len(pairs) > 1 else "one run")


MERGE = """
import pathlib, sys
from tamizdat.catalogs import merge, po
old, new = (po.loads(pathlib.Path(name).read_bytes()) for name in ("old.po", "new.pot"))
pathlib.Path("ours.po").write_bytes(po.dumps(merge.merge(old, new).catalog))
"""


def fuzzy(folder):
    """Merging a later template: 5 % edited, 2 % gone, 2 % new."""
    if missing("msgmerge"):
        return
    for messages, options in ((10_000, ["--previous"]), (100_000, ["-N"])):
        old, new, origin = corpus.catalogs(messages)
        (folder / "old.po").write_text(old, encoding="utf-8")
        (folder / "new.pot").write_text(new, encoding="utf-8")
        command = ["msgmerge", "-q", "--no-wrap", *options, "-o", "theirs.po", "old.po", "new.pot"]
        one = "--previous" in options
        pairs = paired(
            partial(python, MERGE, folder), partial(cpu, command, folder), 1 if one else 3
        )
        right, guesses = apart(quality, folder / "ours.po", old, origin)
        note = f"ours {right}/{len(origin)} right, {guesses} guesses on new text"
        if one:
            right, guesses = apart(quality, folder / "theirs.po", old, origin)
            note += f"; msgmerge {right} and {guesses}; one run"
        say(f"merge of {messages:,}", pairs, f"msgmerge {options[0]}", note)


def apart(function, *arguments):
    """Call it in a process of its own: what this one holds counts for its children, too."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(function, arguments)


def quality(path, old, origin):
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


READ = "import pathlib\n{imports}\nfor p in pathlib.Path('.').glob('*.po'): {call}"


def fill(folder, number):
    """Catalogs of 100 to 300 messages."""
    for name in range(number):
        catalog, _, _ = corpus.catalogs(100 + name % 200)
        (folder / f"c{name:03}.po").write_text(catalog, encoding="utf-8")


def read(folder):
    """Reading catalogs, everything decoded, against polib."""
    fill(folder, 500)
    imports = "from tamizdat.catalogs import po"
    ours = READ.format(imports=imports, call="po.loads(p.read_bytes(), p)")
    theirs = READ.format(imports="import polib", call="polib.pofile(str(p))")
    say(
        "reading 500 catalogs",
        paired(partial(python, ours, folder), partial(python, theirs, folder)),
        "polib",
    )


def status(folder):
    """Progress of a whole project against `msgfmt --statistics` on each catalog."""
    if missing("msgfmt"):
        return
    corpus.project(folder, 100, 5)
    cpu([*TAMIZDAT, "update", "-q"], folder)
    find = ["find", "locales", "-name", "*.po"]
    msgfmt = [*find, "-exec", "msgfmt", "--statistics", "-o", "/dev/null", "{}", ";"]
    counting = [*TAMIZDAT, "status", "--json", "-q"]
    for what in ("first status", "later status"):
        pairs = []
        for _ in range(ROUNDS):
            if what == "first status":
                (cache.home(folder) / "progress.json").unlink(missing_ok=True)
            pairs += paired(partial(cpu, counting, folder), partial(cpu, msgfmt, folder), 1)
            time.sleep(2)  # what is older than its stamp needs no second look
        say(f"{what} of 500 catalogs", pairs, "msgfmt --statistics")


SPLIT = """
import pathlib
from tamizdat.texts.formats import markdown
for p in sorted(pathlib.Path('source_texts').glob('*.md')): markdown.split(p.read_text(), ())
"""
PARSE = """
import pathlib, markdown_it
parser = markdown_it.MarkdownIt().enable('table')
for p in sorted(pathlib.Path('source_texts').glob('*.md')): parser.parse(p.read_text())
"""


def split(folder):
    """Splitting Markdown against only parsing it with markdown-it-py."""
    corpus.project(folder, 300, 1)
    size = sum(path.stat().st_size for path in folder.rglob("*.md")) / 1e6
    pairs = paired(partial(python, SPLIT, folder), partial(python, PARSE, folder))
    speed = size / statistics.median(ours[0] for ours, _ in pairs)
    note = f"{size:.1f} MB, {speed:.1f} MB/s with start-up"
    say("splitting 300 texts", pairs, "markdown-it-py", note)


def start(folder):
    """Starting up against a bare Python."""
    ours = partial(cpu, [*TAMIZDAT, "--version"], folder)
    pairs = paired(ours, partial(cpu, [sys.executable, "-c", "pass"], folder), 9)
    say("tamizdat --version", pairs, "python -c pass")


BENCHES = (start, split, read, status, fuzzy, sync)

if __name__ == "__main__":
    wanted = sys.argv[1:]
    print("| what | tamizdat, CPU s | peer, CPU s | peer | ratio | tamizdat, MB | peer, MB | |")
    print("| :-- | --: | --: | :-- | --: | --: | --: | :-- |")
    for bench in BENCHES:
        if not wanted or bench.__name__ in wanted:
            with tempfile.TemporaryDirectory() as folder:
                os.environ["TAMIZDAT_CACHE"] = f"{folder}-cache"
                bench(Path(folder))
            shutil.rmtree(f"{folder}-cache", ignore_errors=True)
