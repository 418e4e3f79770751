"""Files that come back: older, newer, half, twice, from any editor, while the text goes on."""

import json
import random
import re
import shutil
import subprocess

import histories
import polib
from faults import ground

from tamizdat.catalogs import po
from tamizdat.export import workflow as export
from tamizdat.import_ import workflow as importing
from tamizdat.project import cache
from tamizdat.project.project import Project
from tamizdat.update import workflow as update

TITLE = "returned files"
FULL = {"files": 1000}
_OTHER = re.compile(r'tamizdat: conflict hash=\w+ msgstr=("(?:[^"\\]|\\.)*")')
_EVERY_GIT = 4
"""One of so many projects is a repository, whose commits tell what was handed out."""


def attack(folder, files):
    """None of anybody's words is lost, none gets to another message, each conflict shows both."""
    tally = ground.Tally()
    tally["conflicts"] = 0
    for seed in range(files):
        shutil.rmtree(cache.home(folder), ignore_errors=True)
        shutil.rmtree(folder, ignore_errors=True)
        tally["tried"] += 1
        _One(folder, seed, tally).play()
    return tally


class _One:
    """A text, a translator far away, and what comes back."""

    def __init__(self, folder, seed, tally):
        self.folder, self.seed, self.tally = folder, seed, tally
        self.rng = random.Random(seed)
        self.made_for = {}
        """Of each msgstr of the translator the msgid that it was typed for."""
        self.name = "a"
        self.git = seed % _EVERY_GIT == 0
        self.marked = not self.git and self.rng.random() < 0.8

    def play(self):
        """Hand out, let both sides work, take back."""
        base = histories.begin(self.rng)
        self._store(base)
        if self.git:
            self._run("git", "init", "-q")
        self._commit()
        copy = self._hand_out()
        handed = po.loads(copy.read_bytes())
        ours = base.branch("ours")
        ours.catalog = po.loads(self._path().read_bytes())
        theirs = base.branch("theirs")
        theirs.text.paragraphs = [message.msgid for message in handed.active]
        theirs.catalog = handed
        for _ in range(self.rng.randint(0, 8)):
            ours.step()
            if self.rng.random() < 0.3:
                self._store(ours)
                self._commit()
        self._store(ours)
        self._translate(theirs, copy)
        self._judge(ours.catalog, handed, copy)
        if self.rng.random() < 0.4:  # the same person sends it again
            before = po.loads(self._path().read_bytes())
            self._translate(theirs, copy)
            self._judge(before, handed, copy)

    def _translate(self, theirs, copy):
        """What is done far away, and how it is saved."""
        steps = [*[theirs.translate] * 5, theirs.correct, theirs.doubt, theirs.confirm]
        steps += [theirs.comment]
        for _ in range(self.rng.randint(0, 8)):
            self.rng.choice(steps)()
        for message in theirs.catalog.active:
            if message.msgstr.startswith("theirs"):
                self.made_for[message.msgstr] = message.msgid
        kept = theirs.catalog.messages
        if self.rng.random() < 0.2:  # a program exports a part of it
            kept = tuple(m for m in kept if self.rng.random() < 0.5 or m.msgstr in self.made_for)
        copy.write_bytes(po.dumps(histories.replace(theirs.catalog, messages=kept)))
        self.rng.choice(SAVES)(copy)

    def _judge(self, before, handed, copy):
        """Import it, and read with another parser what has become of everybody's words."""
        sent = {m.msgid: m for m in po.loads(copy.read_bytes()).active}
        project = Project.open(self.folder)
        (result,) = importing.run(project, [copy])
        if result.error:
            return self._fault("lost", f"refused: {result.error}")
        known = self.marked or self.git
        stands, everywhere, beside = {}, set(), {}
        for path in self.folder.glob("locales/fr/LC_MESSAGES/**/*.po"):
            for entry in polib.pofile(str(path), wrapwidth=0):
                others = [json.loads(found) for found in _OTHER.findall(entry.tcomment)]
                everywhere |= {entry.msgstr, *others}
                if not entry.obsolete:
                    stands[entry.msgid] = entry
                    beside[entry.msgid] = others
        given = {m.msgstr for m in handed.messages} | {*self.made_for}
        for message in sent.values():  # everything that was typed far away is there
            new = message.msgstr.startswith("theirs") and message.msgstr not in everywhere
            if new:
                self._fault("lost", f"theirs: {message.msgstr!r}")
        for message in before.messages:  # what is gone here was replaced over what was handed out
            ours = message.msgstr and not message.draft and message.msgstr not in everywhere
            other = sent.get(message.msgid) or sent.get(message.previous_msgid)
            replaced = other and other.msgstr != message.msgstr
            if ours and not (replaced and message.msgstr in given):
                self._fault("lost", f"ours: {message.msgstr!r}")
        for msgid, entry in stands.items():  # nothing stands at a message that it was not made for
            wanted = self.made_for.get(entry.msgstr)
            if wanted and wanted != msgid and not entry.fuzzy:
                self._fault("damaged", f"{entry.msgstr!r} at {msgid!r}")
        for msgid, message in sent.items():  # what both sides did stands twice
            here = before.by_key.get((None, msgid))
            both = (
                known
                and here is not None
                and here.state.done
                and message.state.done
                and message.msgstr.startswith("theirs")
                and here.msgstr != message.msgstr
                and here.msgstr.startswith("ours")
            )
            if both and not {here.msgstr, message.msgstr} <= {stands[msgid].msgstr, *beside[msgid]}:
                self._fault("damaged", f"no conflict at {msgid!r}")
        self.tally["conflicts"] += len(result.conflicts)
        return None

    def _fault(self, kind, note):
        self.tally[kind] += 1
        self.tally.notes.append(f"seed {self.seed}: {note}")

    def _path(self):
        return self.folder / f"locales/fr/LC_MESSAGES/{self.name}.po"

    def _store(self, history):
        """Put a text and its catalog where the project has them, and update."""
        source = self.folder / f"source_texts/{self.name}.md"
        source.parent.mkdir(parents=True, exist_ok=True)
        (self.folder / "tamizdat.toml").write_text('locales = ["fr"]\n')
        (self.folder / "source_texts/other.md").write_text("# Another text\n\nNothing of it.\n")
        source.write_text("\n\n".join(history.text.paragraphs) + "\n")
        self._path().parent.mkdir(parents=True, exist_ok=True)
        self._path().write_bytes(po.dumps(history.catalog))
        self._update()
        if self.rng.random() < 0.15:
            self._rename()
        history.catalog = po.loads(self._path().read_bytes())

    def _rename(self):
        old = self.folder / f"source_texts/{self.name}.md"
        self.name = f"calls/{self.name.rpartition('/')[2]}x"
        new = self.folder / f"source_texts/{self.name}.md"
        new.parent.mkdir(exist_ok=True)
        old.rename(new)
        self._update()

    def _update(self):
        errors = [r.error for r in update.run(Project.open(self.folder), force=True) if r.error]
        if errors:
            self._fault("not converged", f"update: {errors}")

    def _hand_out(self):
        copy = self.folder / "back.po"
        if self.marked:
            project = Project.open(self.folder)
            (made,) = export.run(project, [self.name], folder=self.folder / "out")
            assert made.path, made.error
            return made.path.rename(copy)
        shutil.copy(self._path(), copy)
        return copy

    def _commit(self):
        if self.git:
            self._run("git", "add", ".")
            who = ("-c", "user.name=A", "-c", "user.email=a@example.org")
            self._run("git", *who, "commit", "-qm", "x", "--allow-empty")

    def _run(self, *command):
        subprocess.run(command, cwd=self.folder, check=True, capture_output=True)


def _as_it_is(path):
    del path


def _by_polib(path):
    polib.pofile(str(path)).save(str(path))


def _by_msgcat(path):
    subprocess.run(["msgcat", "-o", path, path], check=True)


def _sorted(path):
    subprocess.run(["msgcat", "-s", "--no-wrap", "-o", path, path], check=True)


def _by_translate_toolkit(path):
    from translate.storage import pypo

    pypo.pofile.parsefile(str(path)).savefile(str(path))


def _on_windows(path):
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))


def _as_poedit(path):
    """It wraps, signs, dates, and keeps the rest (its own screen is driven in the suite)."""
    subprocess.run(["msgcat", "--width=79", "-o", path, path], check=True)
    text = path.read_text(encoding="utf-8")
    text = text.replace("PO-Revision-Date: ", "PO-Revision-Date: 2026-03-01 10:00+0100", 1)
    text = text.replace("X-Generator: tamizdat", "X-Generator: Poedit 3.2.2")
    path.write_text(text, encoding="utf-8")


SAVES = (
    _as_it_is, _by_polib, _by_msgcat, _sorted, _by_translate_toolkit, _on_windows, _as_poedit,
)  # fmt: skip
