"""A project to break, how to run the tool on it, and what must hold afterwards."""

import os
import random
import re
import resource
import shutil
import subprocess
import sys
import time
from dataclasses import replace

from tamizdat.catalogs import po
from tamizdat.catalogs.catalog import Message
from tamizdat.publish import manifest

TAMIZDAT = [sys.executable, "-m", "tamizdat"]
CODES = """
af am ar az be bg bn br bs ca cs cy da de el eo es et eu fa fi fr ga gl gu he hi hr hu hy id is it
ja ka kk km kn ko ky lt lv mk ml mn mr ms my ne nl
""".split()
"""Fifty locales."""
WORDS = """
strike union worker bread peace street march leaflet poster square comrade hall kitchen factory
rent paper ink printer machine letter night morning law court judge prison support call
""".split()


def build(folder, texts, locales, paragraphs=6):
    """Texts and translated catalogs; every second message has a msgstr."""
    shutil.rmtree(folder, ignore_errors=True)
    sources = folder / "source_texts"
    sources.mkdir(parents=True)
    codes = ", ".join(f'"{code}"' for code in CODES[:locales])
    (folder / "tamizdat.toml").write_text(f"locales = [{codes}]\n")
    dice = random.Random(1)
    for number in range(texts):
        lines = [f"# Text number {number}", *(sentence(dice) for _ in range(paragraphs - 1))]
        (sources / f"t{number:02}.md").write_text("\n\n".join(lines) + "\n")
    done(folder, "update")
    for path in sorted(folder.glob("locales/*/LC_MESSAGES/*.po")):
        translate(path)


def sentence(dice):
    return " ".join(dice.choices(WORDS, k=dice.randint(4, 14))).capitalize() + "."


def translate(path):
    """Write a msgstr for every second message, as an editor would."""
    locale, count = path.parts[-3], 0

    def fill(match):
        nonlocal count
        count += 1
        return match[0][:-1] + f'{locale} {match[1]}"' if count % 2 else match[0]

    text = re.sub(r'^msgid "(.+)"\nmsgstr ""$', fill, path.read_text(), flags=re.M)
    path.write_text(text)


def edit(folder, seed=2):
    """What authors do: edit, add, drop and move paragraphs, split one, rename a text."""
    dice = random.Random(seed)
    paths = sorted((folder / "source_texts").glob("*.md"))
    texts = [path.read_text().rstrip("\n").split("\n\n") for path in paths]
    for text in texts:
        place = dice.randrange(1, len(text))
        text[place] = text[place].replace(" ", " soon ", 1)
        text.insert(dice.randrange(1, len(text)), sentence(dice))
        moved = text.pop(dice.randrange(1, len(text)))
        dice.choice(texts).append(moved)
    first, second = texts[0][1][:30], texts[0][1][30:]
    texts[0][1:2] = [first, second] if second else [first]
    for path, text in zip(paths, texts, strict=True):
        path.write_text("\n\n".join(text) + "\n")
    paths[-1].rename(paths[-1].with_name("renamed.md"))


def bury(folder):
    """Leave beside each catalog two of texts that are gone, one with a word of its own."""
    for path in sorted(folder.glob("locales/*/LC_MESSAGES/*.po")):
        read = po.loads(path.read_bytes())
        copies = [m.evolve(obsolete=True) for m in read.active if m.state.done]
        lone = Message("Nowhere else.", "Only here.", obsolete=True)
        for name, messages in (("gone", copies), ("kept", [*copies, lone])):
            left = path.with_name(f"{path.stem}-{name}.po")
            left.write_bytes(po.dumps(replace(read, messages=tuple(messages))))


def run(folder, *arguments, **options):
    """Run a command in a process of its own."""
    return subprocess.run(
        [*TAMIZDAT, *arguments], cwd=folder, capture_output=True, text=True, check=False, **options
    )


def done(folder, *arguments):
    """Run a command that must succeed (1 is an honest "no"); returns its exit code."""
    result = run(folder, *arguments)
    if result.returncode not in (0, 1):
        raise SystemExit(f"{arguments}: exit {result.returncode}\n{result.stderr}")
    return result.returncode


def seconds(folder, *arguments):
    """How long a command takes in a process of its own."""
    start = time.monotonic()
    subprocess.run([*TAMIZDAT, *arguments], cwd=folder, capture_output=True, check=False)
    return time.monotonic() - start


def measured(folder, *arguments):
    """Exit code, CPU seconds, peak memory in MB, and what a command said on stderr."""
    log = folder / "errors"
    with log.open("wb") as errors:
        process = subprocess.Popen(
            [*TAMIZDAT, *arguments, "-q"],
            cwd=folder,
            stdout=subprocess.DEVNULL,
            stderr=errors,
            # one thread here, so nothing can be locked in between
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CPU, (60, 60)),  # noqa: PLW1509 - see above
        )
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    taken = usage.ru_utime + usage.ru_stime
    return process.returncode, taken, usage.ru_maxrss / 1024, log.read_text(errors="replace")[-400:]


def tree(folder):
    """Content of every file, by path, apart from derived state."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def restore(folder, files):
    """Make the tree what it was."""
    now = tree(folder) if folder.is_dir() else {}
    for name in now.keys() - files.keys():
        (folder / name).unlink()
    for name, data in files.items():
        if now.get(name) != data:
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)


def litter(folder):
    """Files that were never finished."""
    return [path for path in folder.rglob(".*") if path.name.endswith(".tamizdat-tmp")]


def msgstrs(data):
    """What people and engines wrote into a catalog; raises CatalogError if it is damaged."""
    return {message.msgstr for message in po.loads(data).messages if message.msgstr}


_GROWING = (".tamizdat-tmp", manifest.FILE)
"""Ends of names of what a kill may leave by halves; a next run that doesn't mend it is a fault."""


def harm(before, now, after):
    """What became of files: (lost, damaged). Each is as before, be it under another name, as after,
    or a whole catalog between the two that has all that there was before."""
    lost = damaged = 0
    for name, data in now.items():
        moved = name not in before and data in before.values()
        if moved or data in (before.get(name), after.get(name)) or name.endswith(_GROWING):
            continue
        if not name.endswith(".po"):
            damaged += 1
            continue
        try:
            has = msgstrs(data)
        except Exception:  # noqa: BLE001 - whatever it is, nobody can read it
            damaged += 1
        else:
            lost += len(msgstrs(before.get(name, b'msgid ""\nmsgstr "x"\n')) - has - {"x"})
    lost += len([name for name in before if name not in now and name in after])
    return lost, damaged


class Stage:
    """A command with the tree before it, and after it where nobody disturbs it."""

    def __init__(self, folder, arguments):
        self.folder, self.arguments = folder, arguments
        self.before = tree(folder)
        self.code = done(folder, *arguments)
        self.after = tree(folder)

    def reset(self):
        restore(self.folder, self.before)

    def check(self, tally, fault=""):
        """Look at what a fault left, then run again and compare."""
        lost, damaged = harm(self.before, tree(self.folder), self.after)
        tally["lost"] += lost
        tally["damaged"] += damaged
        again = run(self.folder, *self.arguments)
        now = tree(self.folder)
        left = litter(self.folder)
        tally["litter"] += len(left)
        if again.returncode != self.code or now != self.after:
            tally["not converged"] += 1
            names = [n for n in now.keys() | self.after.keys() if now.get(n) != self.after.get(n)]
            what = f"{self.arguments} after {fault}: {again.returncode} {names[:3]}"
            tally.notes.append(f"{what} {again.stderr}")


def stages(folder, texts, locales):
    """`update` after edits, `draft`, `publish`, `tidy`: each from where the one before ended."""
    build(folder, texts, locales)
    edit(folder)
    for arguments in (
        ("update",),
        ("draft", "--engine", "pseudo"),
        ("publish", "--policy", "draft"),
        ("tidy",),
    ):
        if arguments == ("tidy",):
            bury(folder)
        yield Stage(folder, arguments)


FAULTS = ("lost", "damaged", "silent", "not converged", "litter")
BOUNDS = ("slow", "fat", "steep")


class Tally(dict):
    """Counts of what went wrong, and of how often it was tried."""

    def __init__(self):
        super().__init__(dict.fromkeys(("tried", *FAULTS), 0))
        self.notes = []

    @property
    def faults(self):
        """What is not zero and should be."""
        return {name: self[name] for name in (*FAULTS, *BOUNDS) if self.get(name)}
