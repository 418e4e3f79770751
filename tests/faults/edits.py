"""Random edit scripts: authors edit while translators translate; no word is lost, ever.

After every update each msgstr that was in a locale is still there, nothing became a translation
that no person made one for these letters, and a second update writes nothing.
"""

import random
import shutil
from dataclasses import replace

from faults import ground

from tamizdat.catalogs import po
from tamizdat.draft import workflow as draft
from tamizdat.errors import LossError
from tamizdat.language import typography
from tamizdat.project.project import Project
from tamizdat.update import workflow as update

TITLE = "random edit scripts of authors and translators"
FULL = {"scripts": 1000, "rounds": 50}
_LOCALES = ("ru", "pt_BR")
_TYPOGRAPHY = (
    lambda text: text.replace(".", "…"),
    lambda text: text.replace(" ", "\u00a0", 1),
    lambda text: f"“{text}”",
    lambda text: f'"{text}"',
    lambda text: text.replace(" ", " – ", 1),
    lambda text: text.replace(" ", "\n", 1),
)


def attack(folder, scripts, rounds, seed=1):
    tally = ground.Tally()
    tally |= {"rounds": 0, "refused": 0, "not idempotent": 0, "better": 0}
    for number in range(seed, seed + scripts):
        _Script(folder, random.Random(number), tally, f"script {number}").run(rounds)
        tally["tried"] += 1
    return tally


class _Author:
    """Three texts as lists of (context, paragraph), and what is done to them."""

    def __init__(self, dice):
        self.dice = dice
        self.texts = {f"t{number}": self._paragraphs() for number in range(3)}
        self.suffix = {"t0": ".md", "t1": dice.choice([".md", ".txt"]), "t2": ".html"}
        self.bin, self.away = [], {}

    def _paragraphs(self):
        return [(None, ground.sentence(self.dice)) for _ in range(self.dice.randint(2, 9))]

    def write(self, folder):
        folder.mkdir(parents=True, exist_ok=True)
        for path in folder.iterdir():
            path.unlink()
        for name, paragraphs in self.texts.items():
            suffix = self.suffix[name]
            lines = []
            for context, text in paragraphs:
                if context and suffix != ".txt":
                    lines.append(f"<!-- tamizdat: context: {context} -->")
                lines.append(f"<p>{text}</p>" if suffix == ".html" else text)
            (folder / (name + suffix)).write_text("\n\n".join(lines) + "\n")

    def edit(self):  # noqa: PLR0912 - one branch for each thing that authors do
        """One edit; where there is nothing to edit, something comes back."""
        dice = self.dice
        names = [name for name, paragraphs in self.texts.items() if paragraphs]
        deed = dice.choice(_DEEDS)
        if not names or deed == "bring back":
            self._bring_back(names)
            return
        name = dice.choice(names)
        text, place = self.texts[name], dice.randrange(len(self.texts[name]))
        context, paragraph = text[place]
        words = paragraph.split(" ")
        match deed:
            case "word":
                words[dice.randrange(len(words))] = dice.choice(ground.WORDS)
                text[place] = (context, " ".join(words))
            case "typography":
                text[place] = (context, dice.choice(_TYPOGRAPHY)(paragraph))
            case "split" if len(words) > 1:
                cut = dice.randrange(1, len(words))
                parts = [(context, " ".join(words[:cut])), (None, " ".join(words[cut:]))]
                text[place : place + 1] = parts
            case "merge" if place + 1 < len(text):
                text[place : place + 2] = [(context, f"{paragraph} {text[place + 1][1]}")]
            case "move":
                there = self.texts[dice.choice(list(self.texts))]
                there.insert(dice.randint(0, len(there)), text.pop(place))
            case "delete":
                self.bin.append(text.pop(place))
            case "restore" if self.bin:
                text.insert(place, self.bin.pop(dice.randrange(len(self.bin))))
            case "context":
                text[place] = (dice.choice([None, "verb", "noun"]), paragraph)
            case "rename" if (new := f"r{dice.randrange(6)}") not in (*self.texts, *self.away):
                self.texts[new] = self.texts.pop(name)
                self.suffix[new] = self.suffix[name]
            case "copy":
                self.texts[dice.choice(list(self.texts))].append((context, paragraph))
            case "shuffle":
                dice.shuffle(text)
            case "delete text" if len(self.texts) > 1:
                self.away[name] = self.texts.pop(name)
            case _:
                text.insert(place, (None, ground.sentence(dice)))

    def _bring_back(self, names):
        if self.away:
            name = self.dice.choice(list(self.away))
            self.texts[name] = self.away.pop(name)
        elif not names:
            self.texts[self.dice.choice(list(self.texts))].append((None, "Once more."))


_DEEDS = (
    *"word word word typography split merge move delete restore context rename copy".split(),
    *("shuffle", "insert", "delete text", "bring back"),
)


class _Script:
    """A project, its author and its translators."""

    def __init__(self, folder, dice, tally, name):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        (folder / "tamizdat.toml").write_text('locales = ["ru", "pt_BR"]\n')
        self.folder, self.dice, self.tally, self.name = folder, dice, tally, name
        self.author = _Author(dice)
        self.approved = set()

    def run(self, rounds):
        self.author.write(self.folder / "source_texts")
        self._update()
        for _ in range(rounds):
            self.tally["rounds"] += 1
            self._translate()
            if self.dice.random() < 0.2:
                engine = self.dice.choice(["pseudo", "none"])
                list(draft.run(Project.open(self.folder), engine=engine))
            for _ in range(self.dice.choice([1, 1, 2, 3, 8])):
                self.author.edit()
            self.author.write(self.folder / "source_texts")
            self._update()

    def _catalogs(self):
        for locale in _LOCALES:
            for path in sorted((self.folder / f"locales/{locale}/LC_MESSAGES").glob("*.po")):
                yield locale, path, po.loads(path.read_bytes(), path)

    def _words(self):
        return {
            (locale, message.msgstr)
            for locale, _, catalog in self._catalogs()
            for message in catalog.messages
            if message.msgstr
        }

    def _update(self):
        project = Project.open(self.folder)
        before = self._words()
        refused = [r.error for r in update.run(project) if r.error]
        if refused:
            assert all(isinstance(error, LossError) for error in refused), refused
            self.tally["refused"] += 1
            list(update.run(Project.open(self.folder), force=True))
        self._count("lost", before - self._words())
        self._count("better", self._better())
        again = [r.path for r in update.run(Project.open(self.folder)) if r.written or r.error]
        self._count("not idempotent", again)

    def _better(self):
        """Translations that no person has made for these letters."""
        for locale, _, catalog in self._catalogs():
            for message in catalog.messages:
                if message.msgstr and message.state.done:
                    made = (locale, typography.skeleton(message.msgid), message.msgstr)
                    if made not in self.approved:
                        yield made

    def _count(self, what, found):
        found = list(found)
        self.tally[what] += len(found)
        if found:
            self.tally.notes.append(f"{self.name}: {what}: {found[:3]}")

    def _translate(self):
        """What people do to catalogs between two updates."""
        for _, path, catalog in list(self._catalogs()):
            if self.dice.random() < 0.6:
                messages = tuple(map(self._worked, catalog.messages))
                path.write_bytes(po.dumps(replace(catalog, messages=messages)))
        for locale, _, catalog in self._catalogs():
            for message in catalog.messages:
                if message.msgstr and message.state.done:
                    skeleton = typography.skeleton(message.msgid)
                    self.approved.add((locale, skeleton, message.msgstr))

    def _worked(self, message):
        deed = self.dice.random()
        if message.obsolete or deed > 0.5:
            return message
        if deed < 0.35:
            flags = ("fuzzy",) if self.dice.random() < 0.3 else ()
            msgstr = f"by hand {self.dice.randrange(10**6)}"
            return message.evolve(msgstr=msgstr, flags=flags, previous_msgid=None)
        if deed < 0.45 and message.msgstr:
            return message.accepted() if message.fuzzy else message.doubted()
        note = f"note {self.dice.randrange(99)}"
        return message.evolve(translator_comments=(*message.translator_comments, note))
