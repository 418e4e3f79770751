"""Who translates, and what is known of every word: who made it, for what, and who approved it."""

from dataclasses import dataclass, field

from year import catalogs, wording


@dataclass(frozen=True)
class Word:
    """A msgstr that a person wrote."""

    msgid: str
    person: str
    number: int
    """Counts all words of the year: a higher one is newer."""


class Ledger:
    """All that people wrote and approved; msgids are the same where their author says so."""

    def __init__(self):
        self.words, self.approved, self._rounds, self._same = {}, {}, {}, {}
        self.dropped, self.astray = set(), set()
        self.count = self.hasty = self.planted = 0

    def meaning(self, msgid):
        """One msgid for all that mean the same."""
        name = wording.plain(msgid)
        while name in self._same:
            name = self._same[name]
        return name

    def means(self, one, other):
        """The author says so."""
        first, second = self.meaning(one), self.meaning(other)
        if first != second:
            self._same[first] = second

    def write(self, locale, msgid, person, dice=None):
        """A new msgstr; with dice, now and then a wrong one."""
        key = locale, msgid
        self._rounds[key] = self._rounds.get(key, 0) + 1
        msgstr = wording.translated(msgid, locale, person, self._rounds[key])
        if dice and dice.random() < 0.006 and (wrong := wording.spoilt(msgstr, dice)):
            msgstr = wrong
            self.planted += 1
        self.adopt(locale, msgid, msgstr, person)
        self._compare(locale, msgid, msgstr)
        return msgstr

    def adopt(self, locale, msgid, msgstr, person):
        """A msgstr that a person wrote for this msgid, now."""
        self.count += 1
        self.words[locale, wording.linkless(msgstr)] = Word(msgid, person, self.count)
        self.approve(locale, msgid, msgstr)

    def drop(self, locale, msgstr):
        """A person decided against it."""
        self.dropped.add((locale, wording.linkless(msgstr)))

    def approve(self, locale, msgid, msgstr):
        self.count += 1
        self.approved[locale, wording.plain(msgid), wording.linkless(msgstr)] = self.count

    def confirm(self, locale, msgid, msgstr):
        """What was made for another msgid is approved unread."""
        self.hasty += 1
        self.approve(locale, msgid, msgstr)
        self._compare(locale, msgid, msgstr)

    def _compare(self, locale, msgid, msgstr):
        if wording.ways(msgid) != wording.ways(msgstr):
            self.astray.add((locale, msgid, msgstr))

    def rank(self, locale, msgid, msgstr):
        """When it was approved for this msgid, or one that means the same; 0 for never."""
        meaning = self.meaning(msgid)
        if self._ranks_at != (self.count, len(self._same)):
            self._ranks = {}
            for (place, name, words), number in self.approved.items():
                key = place, self.meaning(name), words
                self._ranks[key] = max(number, self._ranks.get(key, 0))
            self._ranks_at = self.count, len(self._same)
        return self._ranks.get((locale, meaning, wording.linkless(msgstr)), 0)

    _ranks_at = None


@dataclass
class Translator:
    """Works on some locales of a clone, or on files that came by mail."""

    name: str
    locales: tuple
    style: str
    dice: object
    ledger: Ledger
    saved: dict = field(default_factory=dict)

    def work(self, folder, budget, day):
        """Translate up to so many messages; returns how many."""
        done = 0
        paths = [p for locale in self.locales for p in (folder / "locales" / locale).rglob("*.po")]
        self.dice.shuffle(paths := sorted(paths))
        for path in paths:
            if done >= budget:
                break
            locale, domain = path.relative_to(folder / "locales").parts[0], domain_of(folder, path)
            if not (folder / f"source_texts/{domain}.md").exists():
                continue
            done += self.fill(path, locale, budget - done, day)
        return done

    def fill(self, path, locale, budget, day):
        """What is open in one file; returns how many messages were done."""
        data = path.read_bytes()
        try:
            head, *entries = catalogs.read(data)
        except ValueError:
            return 0
        done = 0
        for place, entry in enumerate(entries):
            if done < budget and not entry.obsolete and (msgstr := self._said(locale, entry)):
                entries[place] = catalogs.edited(entry, msgstr)
                done += 1
        if done:
            data = catalogs.written([head, *entries])
            self._save(path, data, day)
        return done

    def _said(self, locale, entry):
        dice = self.dice
        if entry.done:
            right = wording.facts(entry.msgid) == wording.facts(entry.msgstr)
            if dice.random() < (0.004 if right else 0.5):
                return self.ledger.write(locale, entry.msgid, self.name)
            return None
        if entry.msgstr and dice.random() < 0.3:
            self.ledger.confirm(locale, entry.msgid, entry.msgstr)
            return entry.msgstr
        return self.ledger.write(locale, entry.msgid, self.name, dice)

    def _save(self, path, data, day):
        if self.style == "poedit":
            data = catalogs.signed(data, self.name, day)
        path.write_bytes(data)
        if self.style == "msgcat" and self.dice.random() < 0.3:
            catalogs.by_msgcat(path)
        if self.style == "mail":
            save = self.dice.choice(SAVED)
            self.saved[save.__name__] = self.saved.get(save.__name__, 0) + 1
            save(path)


SAVED = (catalogs.by_msgcat, catalogs.by_polib, catalogs.by_toolkit, catalogs.by_notepad)


def domain_of(folder, path):
    """The text of a catalog, by its path."""
    return path.relative_to(folder / "locales").with_suffix("").as_posix().split("/", 2)[2]
