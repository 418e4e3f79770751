"""What must hold, judged from outside: catalogs by a reader of its own, pages by their text."""

import collections
import difflib
import os
import posixpath
import re
import subprocess

from year import catalogs, wording

INVARIANTS = {
    "lost": "msgstrs that vanished",
    "unapproved": "msgstrs called translated that no person approved for this msgid",
    "differs": "published texts that are not catalog and skeleton",
    "held": "complete and sound, and not published",
    "said yes": "`check` said yes where it must say no",
    "said no": "`check` said no without a cause",
    "missed": "wrong numbers and addresses that `check` did not find",
    "not idempotent": "updates that changed something when run again",
    "after merge": "clean merges that needed an update",
    "older": "older translations that beat newer ones",
    "no notice": "outdated pages without a notice",
    "other text": "pages of other texts among the versions",
    "stranded": "msgids without a translation that is there",
    "review": "finished messages that cost a review though their meaning is the same",
    "not restored": "messages that came back without the translation they had",
    "refused": "catalogs that gettext refuses",
    "growing": "messages with several comment lines of one kind",
    "crash": "commands that ended with 3, 70 or no reason",
    "header": "merge conflicts in headers",
    "baseline": "dismissals that a merge lost or that stopped something",
    "advice": "catalogs that were cut off or deleted and did not come back",
    "dead links": "links between living texts that lead nowhere on the site",
    "pruned": "pages taken away whose text lives and had them",
    "copies": "obsolete copies of living messages after `tidy`",
    "noise": "shares of changed lines above 5 % that mean nothing",
}

_SEVERAL = {"ignore", "conflict"}
"""Notes of which a message may have several."""


class Oracle:
    """Counts what is broken, and keeps the first cases of each."""

    def __init__(self, ledger):
        self.ledger, self.broken, self.notes = ledger, collections.Counter(), {}
        self.noise = {}
        self.week, self.told, self.once, self.rejected = 0, set(), set(), set()
        self.pages, self.files, self.deeds, self.dismissed = {}, {}, [], set()

    def breaks(self, name, note):
        assert name in INVARIANTS
        self.broken[name] += 1
        notes = self.notes.setdefault(name, [])
        if len(notes) < 12:
            notes.append(f"week {self.week}: {note}")

    # one step of the program

    def kept(self, step, before, after, *, newer=False):
        """No msgstr vanished; with `newer`, but for those that a newer one stands for."""
        for locale, words in before.words - after.words:
            if newer and self._stands(locale, words, after):
                continue
            self._gone(step, locale, words, after)

    def merged(self, step, base, ours, theirs, result):
        """No msgstr of either side vanished, but where the other side had done away with it."""
        need = (ours.words - base.words) | (theirs.words - base.words) | (ours.words & theirs.words)
        for locale, words in need - result.words:
            self._gone(step, locale, words, result)

    def _gone(self, step, locale, words, after):
        if (locale, words) in self.ledger.dropped:
            return
        word = self.ledger.words.get((locale, words))
        if word is None or after.mentions(locale, words):
            return
        self.breaks("lost", f"{step} {locale} {word.msgid!r}: {words!r} of {word.person}")

    def _stands(self, locale, words, after):
        word = self.ledger.words.get((locale, words))
        meaning = word and self.ledger.meaning(word.msgid)
        newest = after.newest(self.ledger).get((locale, meaning), 0)
        return bool(word) and newest > self.ledger.rank(locale, word.msgid, words)

    def updated(self, before, after, living, lived):
        """What an update did with what was done, and with what came back."""
        ledger = self.ledger
        was, now = before.meanings(ledger, lived), after.meanings(ledger, living)
        newest, lying = before.newest(ledger), before.newest(ledger, apart_from=lived)
        held = {(key[0], words) for key, words in before.held.items() if key[1] in lived}
        for key, done in now.items():
            locale, meaning = key
            if done or key in self.rejected:
                continue
            if was.get(key) and self._same_place(key, before, after, lived, living):
                self.breaks(
                    "review", f"{locale} {meaning!r} in {after.where(ledger, key)}; {self.deeds}"
                )
            elif key in self.once and key not in self.told:
                self.told.add(key)
                self.breaks("not restored", f"{locale} {meaning!r} in {after.where(ledger, key)}")
        for locale, domain, entry in after.active(living):
            meaning = locale, ledger.meaning(entry.msgid)
            rank = ledger.rank(locale, entry.msgid, entry.msgstr) if entry.done else 0
            if not entry.msgstr and lying.get(meaning) and meaning not in self.rejected:
                self.breaks("stranded", f"{locale} {domain} {entry.msgid!r}")
            moved = (locale, entry.msgstr) in held
            if rank and rank < newest.get(meaning, 0) and not moved:
                self.breaks("older", f"{locale} {domain} {entry.msgid!r}: {entry.msgstr!r}")
        self.once |= {key for key, done in now.items() if done}

    def _same_place(self, key, before, after, lived, living):
        """Whether a meaning is asked for in the same words, or in the text that asked for it.

        What moves to another text and is edited there at once may cost a look.
        """
        locale, meaning = key

        def places(state, numbers, *, done):
            for where, domain, entry in state.active(numbers):
                same = where == locale and self.ledger.meaning(entry.msgid) == meaning
                if same and entry.done == done:
                    yield wording.typed(entry.msgid)
                    yield numbers[domain]

        then, now = places(before, lived, done=True), places(after, living, done=False)
        return not set(then).isdisjoint(now)

    def sound(self, state, living):
        """What holds of catalogs at any time."""
        for locale, domain, entry in state.active(living):
            kinds = collections.Counter(note.split()[1] for note in entry.notes if " " in note)
            if any(number > 1 for kind, number in kinds.items() if kind not in _SEVERAL):
                self.breaks("growing", f"{locale} {domain} {entry.msgid!r}: {entry.notes}")
            if entry.done and not self.ledger.rank(locale, entry.msgid, entry.msgstr):
                key = "unapproved", locale, domain, entry.msgid
                if key not in self.told:
                    self.told.add(key)
                    self.breaks(
                        "unapproved", f"{locale} {domain} {entry.msgid!r}: {entry.msgstr!r}"
                    )

    def readable(self, folder):
        """GNU gettext takes every catalog."""
        for path in sorted((folder / "locales").rglob("*.po")):
            judged = subprocess.run(
                ["msgfmt", "-c", "-o", os.devnull, path],
                capture_output=True,
                text=True,
                check=False,
            )
            if judged.returncode:
                self.breaks(
                    "refused", f"{path.relative_to(folder)}: {judged.stderr.splitlines()[0]}"
                )

    # check

    def wrong(self, state, living):
        """Finished messages that lack facts of their source, or were confirmed with other links."""
        for locale, domain, entry in state.active(living):
            what = locale, entry.msgid, entry.msgstr
            if entry.done and what not in self.dismissed:
                counts = collections.Counter(wording.facts(entry.msgid))
                counts -= collections.Counter(wording.facts(entry.msgstr))
                if counts or what in self.ledger.astray:
                    yield locale, domain, entry.msgid

    def judged(self, state, living, required, found, code):
        """What `check` says, against what is wrong; returns the places that are."""
        wrong = set(self.wrong(state, living))
        gaps = {
            domain for locale, domain, entry in state.active(living)
            if locale in required and not entry.done
        }  # fmt: skip
        errors = [each for each in found if each["severity"] == "error"]
        places = {(each["locale"], each["domain"], each["msgid"]) for each in errors}
        for place in wrong - places:
            self.breaks("missed", str(place))
        if (wrong or gaps) and code == 0:
            self.breaks("said yes", f"{len(wrong)} wrong, {len(gaps)} incomplete")
        for each in errors:
            place = each["locale"], each["domain"], each["msgid"]
            if place not in wrong and not (each["check"] == "incomplete" and gaps):
                self.breaks("said no", f"{each['check']} {place} {each['message']}")
        return wrong

    # noise

    def changed(self, step, before, after):
        """(changed lines, entries that mean the same, their changed lines) between two states."""
        lines = entries = noise = 0
        for key in before.data.keys() | after.data.keys():
            old, new = before.data.get(key, b""), after.data.get(key, b"")
            if old == new:
                continue
            lines += _differing(old.decode().splitlines(), new.decode().splitlines())
            was = {each.content: each.lines for each in before.entries.get(key, ())}
            for each in after.entries.get(key, ()):
                old_lines = was.get(each.content, each.lines)
                if old_lines != each.lines:
                    entries += 1
                    noise += _differing(old_lines, each.lines)
                    example = set(old_lines) ^ set(each.lines)
                    self.noise.setdefault(step, []).append(min(example, default="order"))
        return lines, entries, noise

    # publish

    def published(self, folder, author, state, locales):
        """Compare what is out with catalogs and sources; returns how many are blocked."""
        living, blocked = author.paths(), 0
        wrong = {(locale, domain) for locale, domain, _ in self.wrong(state, living)}
        for domain, text in living.items():
            meanings = frozenset(map(self.ledger.meaning, author.msgids(text)))
            for locale in locales:
                done = state.translations(locale, domain)
                ready = all(msgid in done for msgid in author.msgids(text))
                path = folder / f"published/source/{locale}/{domain}.md"
                out = path.read_text(encoding="utf-8") if path.is_file() else None
                if ready and (locale, domain) not in wrong:
                    must = _loose(author.rendered(text, done.__getitem__))
                    if out is None or self.files.get((locale, domain)) == out != _exact(out, must):
                        self.breaks("held", f"{locale} {domain}")
                    elif _loose(out) != must:
                        self.breaks("differs", f"{locale} {domain}: {_first(must, _loose(out))}")
                    self.pages[locale, domain] = text.number, meanings
                else:
                    blocked += 1
                    self._stays(locale, domain, text, out, meanings, folder)
                self.files[locale, domain] = out
        return blocked

    def _stays(self, locale, domain, text, out, meanings, folder):
        page = folder / f"published/site/{locale}/{domain}/index.html"
        if not page.is_file():
            return
        html = page.read_text(encoding="utf-8")
        number, then = self.pages.get((locale, domain), (None, None))
        if number == text.number and out is not None and out != self.files.get((locale, domain)):
            self.breaks("differs", f"{locale} {domain} was refused and changed")
        if text.address in html and then != meanings and "data-state=" not in html:
            self.breaks("no notice", f"{locale} {domain}")

    def site(self, folder, author):
        """Links and language versions of all pages; returns how many are of texts that are gone."""
        site = folder / "published/site"
        living = author.paths()
        left = 0
        for page in sorted(site.rglob("index.html")):
            name = page.parent.relative_to(site).as_posix().partition("/")[2]
            html = page.read_text(encoding="utf-8")
            text = living.get(name)
            if name and text is None:
                left += 'http-equiv="refresh"' not in html
                continue
            for tag in re.findall(r"<(?:a|link|img)\s[^>]*>", html):
                found = re.search(r'(?:href|src)="(?![a-z]+:|#|//)([^"#]*)', tag)
                if not found:
                    continue
                there = (page.parent / found[1]).resolve()
                there = there / "index.html" if there.is_dir() else there
                if not there.is_file():
                    self._dead(page, name, site, found[1], author)
                elif text and "hreflang" in tag and there.suffix == ".html" and name:
                    other = there.read_text(encoding="utf-8")
                    if (
                        text.address in html
                        and text.address not in other
                        and "refresh" not in other
                    ):
                        self.breaks("other text", f"{page.relative_to(site)} → {found[1]}")
        return left

    def _dead(self, page, name, site, link, author):
        """Only what leads to a text that is gone may be dead, seen from any place of its page's."""
        owned = author.owned
        if link.endswith(".md"):
            bases = [domain for domain in owned if owned[domain] == owned.get(name)]
            ways = [posixpath.join(posixpath.dirname(base), link[:-3]) for base in bases]
        else:
            at = page.parent.relative_to(site).as_posix()
            way = posixpath.normpath(posixpath.join(at, link)).partition("/")[2]
            ways = [way.removesuffix("/index.html")]
        owners = {owned.get(posixpath.normpath(way)) for way in ways} - {None}
        if not owners or owners & author.texts.keys():
            self.breaks("dead links", f"{page.relative_to(site)} → {link}")


def _differing(old, new):
    return sum(
        line[0] in "+-" for line in difflib.unified_diff(old, new, "", "", n=0, lineterm="")
        if not line.startswith(("+++", "---"))
    )  # fmt: skip


def _loose(text):
    """Without what may differ: white space, quotes of the front matter, ways to other texts."""
    return " ".join(wording.linkless(text).replace('"', "").split())


def _exact(out, must):
    """The text itself where it is what it must be."""
    return out if _loose(out) == must else None


def _first(must, out):
    place = next((n for n, (a, b) in enumerate(zip(must, out, strict=False)) if a != b), len(must))
    return f"…{must[max(0, place - 20) : place + 30]!r} is {out[max(0, place - 20) : place + 30]!r}"


class State:
    """All catalogs of one moment."""

    def __init__(self, data):
        self.data, self.entries = data, {}
        for key, content in data.items():
            try:
                self.entries[key] = catalogs.read(content)[1:]
            except (ValueError, UnicodeDecodeError):
                self.entries[key] = ()
        self.words = {
            (locale, wording.linkless(entry.msgstr))
            for (locale, _), entries in self.entries.items()
            for entry in entries
            if entry.msgstr
        }

    @property
    def held(self):
        """Finished msgstrs by place."""
        return {
            (locale, domain, entry.msgid): entry.msgstr
            for (locale, domain), entries in self.entries.items()
            for entry in entries
            if entry.done
        }

    def active(self, living):
        for (locale, domain), entries in self.entries.items():
            if domain in living:
                yield from ((locale, domain, entry) for entry in entries if not entry.obsolete)

    def meanings(self, ledger, living):
        """Whether a meaning is done anywhere in a locale, of all that somebody asks for."""
        found = {}
        for locale, _, entry in self.active(living):
            key = locale, ledger.meaning(entry.msgid)
            found[key] = found.get(key, False) or entry.done
        return found

    def newest(self, ledger, apart_from=()):
        """The newest approved word for each meaning; or only of what no living text asks for."""
        found = {}
        for (locale, domain), entries in self.entries.items():
            for entry in entries:
                lies = entry.obsolete or domain not in apart_from
                if entry.msgstr and not entry.fuzzy and (lies or not apart_from):
                    key = locale, ledger.meaning(entry.msgid)
                    rank = ledger.rank(locale, entry.msgid, entry.msgstr)
                    found[key] = max(rank, found.get(key, 0))
        return found

    def where(self, ledger, key):
        """Domains in which a meaning is asked for, with its state."""
        return [
            (domain, "fuzzy" if entry.fuzzy else "empty", entry.previous[:60])
            for (locale, domain), entries in self.entries.items()
            for entry in entries
            if locale == key[0] and not entry.obsolete and ledger.meaning(entry.msgid) == key[1]
        ]

    def translations(self, locale, domain):
        return {e.msgid: e.msgstr for e in self.entries.get((locale, domain), ()) if e.done}

    def mentions(self, locale, words):
        """Whether a msgstr stands anywhere in a locale's files, in a comment perhaps."""
        mark = words.rstrip(".").split()[-1]
        return any(
            mark.encode() in data for (place, _), data in self.data.items() if place == locale
        )

    def copies(self):
        """Obsolete messages with an active twin that says the same."""
        active = {
            (locale, entry.key, entry.msgstr)
            for (locale, _), entries in self.entries.items()
            for entry in entries
            if entry.done
        }
        return [
            (locale, domain, entry.msgid)
            for (locale, domain), entries in self.entries.items()
            for entry in entries
            if entry.obsolete and (locale, entry.key, entry.msgstr) in active
        ]
