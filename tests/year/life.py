"""The year: who does what in which week, and what is measured of it."""

import datetime
import random
import time

from year.author import Author
from year.coordinator import Coordinator
from year.exchange import Branches, Letters
from year.oracle import Oracle
from year.people import Ledger, Translator
from year.village import Village

LOCALES = ("es", "ru", "fa", "pt_BR", "de", "fr", "zh_Hans", "tr")
_COUNTED = ("lines", "entries", "noise", "clean", "conflicts", "files", "hunks")

_TOLD = (
    *("edits", "rebased", "picked", "letters"),
    *("of texts that are gone", "merges that reach another text"),
)


class Year:
    def __init__(self, folder, texts, locales, seed, plain_git):
        self.village = Village(folder, plain_git)
        self.dice, self.locales, self.texts = random.Random(seed), LOCALES[:locales], texts
        self.ledger = Ledger()
        self.oracle = Oracle(self.ledger)
        self.row = dict.fromkeys(_COUNTED, 0)
        self.tally = self.row | dict.fromkeys(_TOLD, 0)
        self.author = Author(random.Random(self.dice.random()), texts, self.village.day)
        self.desk = self.village.clone("author")
        self.coordinator = Coordinator(self, self.village.clone("coordinator"))
        self.branches = [
            Branches(self, self._translator("ana", 0, "poedit"), self.village.clone("ana")),
            Branches(self, self._translator("bo", 1, "msgcat"), self.village.clone("bo")),
        ]
        self.letters = Letters(self, self._translator("cy", 2, "mail"))
        self._begin()

    def _translator(self, name, place, style):
        own = self.locales[place::3] or self.locales[:1]
        return Translator(name, own, style, random.Random(self.dice.random()), self.ledger)

    def _begin(self):
        self.coordinator.set_up()
        self.desk.pull()
        self.author.write(self.desk.folder)
        self.desk.commit("first texts")
        self.desk.push()
        self.living = self.author.numbers()
        self.coordinator.first_update()
        for branches in self.branches:
            branches.clone.pull()
            self.coordinator.equip(branches.clone)

    def week(self, number):
        """Everything that happens in seven days; a row of the table."""
        self.oracle.week, self.row, self.village.seconds = number, dict.fromkeys(_COUNTED, 0), {}
        monday, coordinator = self.village.day, self.coordinator
        self._write(number)
        for branches in self.branches:
            branches.work(number)
        if number % 13 == 5:
            self.branches[0].dismiss()
        self.village.day += datetime.timedelta(days=2)
        coordinator.update(number)
        if number % 13 == 5:
            coordinator.dismiss(coordinator.clone, self.locales[-1])
        for branches in self.branches:
            branches.take()
        self.letters.post(number)
        coordinator.look(number)
        coordinator.clone.push()
        self.village.day = monday + datetime.timedelta(days=7)
        return self._measured()

    def _write(self, number):
        """Two to six edits, a commit each."""
        self.desk.pull()
        self.author.today = self.village.day
        self.oracle.deeds = deeds = []
        for _ in range(self.dice.randint(2, 6) if number > 1 else 1):
            deed, cosmetic, pairs = self.author.edit()
            deeds.append(deed)
            for old, new in pairs:
                self.ledger.means(old, new)
            self.author.write(self.desk.folder)
            trailer = "\n\nTranslation: cosmetic" if cosmetic else ""
            self.tally["edits"] += self.desk.commit(deed + trailer)
        self.desk.push()

    def _measured(self):
        state = self.coordinator.state()
        entries = [(key, entry) for key, each in state.entries.items() for entry in each]
        active = [entry for key, entry in entries if not entry.obsolete and key[1] in self.living]
        for name in _COUNTED:
            self.tally[name] += self.row[name]
        return self.row | {
            "texts": len(self.living), "catalogs": len(state.data),
            "dead": sum(key[1] not in self.living for key in state.data),
            "active": len(active), "done": sum(entry.done for entry in active),
            "obsolete": sum(entry.obsolete for _, entry in entries),
            "kB": sum(map(len, state.data.values())) // 1000,
            "seconds": dict(self.village.seconds), "at": time.monotonic(),
        }  # fmt: skip
