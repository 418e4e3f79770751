"""The coordinator: updates, checks, reviews, publishes, tidies; and what goes wrong at her desk."""

import json
import re
import shlex
import shutil

from year import catalogs, wording
from year.oracle import State

_DONE = ("translated", "reviewed")
_STATES = ("changed", "needs_work", *_DONE)


class Coordinator:
    def __init__(self, year, clone):
        self.year, self.clone = year, clone
        self.wrong, self.dismissals = [], set()

    def state(self):
        return State(self.clone.files())

    def program(self, *arguments, yes=(0,)):
        """A command that must work."""
        result = self.clone.run(*arguments)
        if result.returncode not in yes:
            said = " / ".join(self.clone.said.strip().splitlines()[-4:])
            self._broken("crash", f"{arguments} → {result.returncode}: {said}")
        return result

    def committed(self, message, before, after):
        """Commit, and count what changed in the catalogs."""
        self.clone.commit(message)
        counts = self.year.oracle.changed(message, before, after)
        for name, value in zip(("lines", "entries", "noise"), counts, strict=True):
            self.year.row[name] += value if message != "tidy" else 0

    def _broken(self, name, note):
        self.year.oracle.breaks(name, note)

    # the first day

    def set_up(self):
        clone = self.clone
        clone.run("init", "--from", "en", "--to", ",".join(self.year.locales), "--no-input")
        settings = clone.folder / "tamizdat.toml"
        required = f'required = ["{self.year.locales[0]}"]'
        settings.write_text(settings.read_text().replace("required = []", required))
        self.commands = set(clone.run("--help").stdout.split())
        clone.commit("set up")
        clone.push()

    def first_update(self):
        self.clone.pull()
        self.program("update")
        self.clone.commit("update")
        self.clone.push()
        if self.year.village.plain_git:
            self.clone.git("config", "--remove-section", "merge.tamizdat", check=False)
        self.equip(self.clone)

    def equip(self, clone):
        """Let git merge catalogs by the program in a clone."""
        if "merge-driver" in self.commands and not self.year.village.plain_git:
            clone.run("merge-driver", "--install")

    # what she does each week

    def update(self, number):
        """Pull what the author wrote, update, commit."""
        year, clone, oracle = self.year, self.clone, self.year.oracle
        clone.pull()
        before, lived = self.state(), year.living
        outdated = number % 4 == 1 and clone.run("update", "--check").returncode == 1
        if outdated and clone.run("check").returncode == 0:
            self._broken("said yes", "catalogs were outdated")
        self.program("update")
        year.living = year.author.numbers()
        after = self.state()
        oracle.kept("update", before, after)
        oracle.updated(before, after, year.living, lived)
        self._again(cold=number % 2 == 1)
        self.committed("update", before, after)

    def update_after(self, what, before):
        self.program("update")
        after = self.state()
        self.year.oracle.kept(f"update after {what}", before, after)
        self.committed(f"update after {what}", before, after)

    def _again(self, *, cold):
        """An update that is run again, with its cache or without, changes nothing."""
        for cache in (self.year.village.folder / "cache/nobody",) if cold else (None,):
            was = self.clone.digest()
            self.clone.run("update", cache=cache)
            if self.clone.digest() != was:
                changed = self.clone.git("diff", "--stat").stdout.decode().splitlines()[:2]
                self._broken("not idempotent", f"{'cold' if cache else 'warm'} {changed}")
            if cache:
                shutil.rmtree(cache, ignore_errors=True)

    def look(self, number):
        """Everything but updates and merges."""
        self._look_for_dismissals()
        self._check()
        self._review()
        if number % 10 == 4:
            self._accident()
        if number % 13 == 3:
            self._strange_cache()
        if number % 13 == 0:
            self._tidy()
        if number % 2 == 0:
            self._publish(["--prune"] if number % 12 == 0 else [])

    def _check(self):
        year, state = self.year, self.state()
        year.oracle.sound(state, year.living)
        found, code = self.clone.findings()
        if code not in (0, 1):
            self._broken("crash", f"check → {code}: {self.clone.said.strip()[-200:]}")
        places = year.oracle.judged(state, year.living, year.locales[:1], found, code)
        self.wrong = sorted(places)
        year.row["wrong"] = len(places)
        self.program("status")

    def _review(self):
        """Send back some of what is wrong, put a name to what is right in one text."""
        year, before = self.year, self.state()
        for locale, domain, msgid in self.wrong:
            if year.dice.random() < 0.3:
                numbers = self._numbers(self.clone, locale, domain, msgid)
                if not numbers:
                    self._broken("crash", f"review lists no {locale} {domain} {msgid!r}")
                    continue
                named = [word for number in numbers for word in ("-m", number)]
                self.program("review", domain, "-l", locale, "--needs-work", *named)
                year.oracle.rejected.add((locale, year.ledger.meaning(msgid)))
        for locale, domain, entry in before.active(year.living):
            if any(note.startswith("tamizdat: conflict") for note in entry.notes):
                self._choose(locale, domain, entry)
        locale, domain = year.dice.choice(year.locales), year.dice.choice(sorted(year.living))
        what = ("--state", "translated", "--accept", "--as", "mila")
        self.program("review", domain, "-l", locale, *what, yes=(0, 1))
        self.committed("review", before, self.state())

    def _choose(self, locale, domain, entry):
        """Of two translations one stands; now and then the other one."""
        named = []
        for number in self._numbers(self.clone, locale, domain, entry.msgid):
            named += ["-m", number]
        ledger = self.year.ledger
        found = (re.search(r'msgstr="(.*)"', note) for note in entry.notes)
        others = [json.loads(f'"{other[1]}"') for other in found if other]
        right = bool(others) and ledger.rank(locale, entry.msgid, others[0])
        if right and self.year.dice.random() < 0.3:
            self.program("review", domain, "-l", locale, "--other", *named, yes=(0, 1))
        elif entry.fuzzy:
            ledger.confirm(locale, entry.msgid, entry.msgstr)
        self.program("review", domain, "-l", locale, "--accept", *named, yes=(0, 1))
        for msgstr in (*others, entry.msgstr):
            ledger.drop(locale, msgstr)

    @staticmethod
    def _numbers(clone, locale, domain, msgid):
        states = [word for state in _STATES for word in ("--state", state)]
        listed = json.loads(clone.run("review", domain, "-l", locale, *states, "--json").stdout)
        return [str(each["number"]) for each in listed["messages"] if each["msgid"] == msgid]

    def _tidy(self):
        before, oracle = self.state(), self.year.oracle
        if "tidy" in self.commands:
            self.program("tidy")
            after = self.state()
            oracle.kept("tidy", before, after, newer=True)
            for copy in after.copies():
                self._broken("copies", str(copy))
            self._again(cold=False)
            self.committed("tidy", before, after)
        oracle.readable(self.clone.folder)

    def _publish(self, options):
        year, out = self.year, self.clone.folder / "published"
        was, had = _files(out), self._pages(out)
        self.program("publish", *options, yes=(0, 1))
        blocked = year.oracle.published(self.clone.folder, year.author, self.state(), year.locales)
        left = year.oracle.site(self.clone.folder, year.author)
        now = _files(out)
        changed = sum(was.get(path) != data for path, data in now.items())
        year.row |= {"blocked": blocked, "left": left, "deployed": changed, "there": len(now)}
        self.program("publish", yes=(0, 1))
        again = _files(out)
        for path in [
            path for path in again.keys() | now.keys() if again.get(path) != now.get(path)
        ]:
            self._broken("not idempotent", f"publish {options}: {path.relative_to(out)}")
        for locale, number in had - self._pages(out):
            if number in year.author.texts:
                self._broken("pruned", f"{locale} {year.author.texts[number].domain}")

    def _pages(self, out):
        """(locale, text) of all pages, by the address that stands in them."""
        addresses = {text.address: text.number for text in self.year.author.texts.values()}
        return {
            (path.relative_to(out / "site").parts[0], number)
            for path in out.glob("site/*/**/index.html")
            if (html := path.read_text(encoding="utf-8"))
            for address, number in addresses.items()
            if address in html
        }

    # what goes wrong

    def _accident(self):
        """A catalog is cut off or deleted; what the program says is done."""
        before, dice = self.state(), self.year.dice
        living = [key for key in sorted(before.data) if key[1] in self.year.living]
        for cut in (True, False):
            locale, domain = dice.choice([key for key in living if before.translations(*key)])
            path = self.clone.folder / f"locales/{locale}/LC_MESSAGES/{domain}.po"
            if cut:
                path.write_bytes(b"")
            else:
                path.unlink()
            said = ""
            for command in ("check", "update"):
                self.clone.run(command)
                said += self.clone.said
            for advice in re.findall(r"git (?:checkout|restore) [^`“”)\n]+", said):
                self.clone.git(*shlex.split(advice)[1:], check=False)
            self.clone.run("update")
            if before.words - self.state().words or "delete the file" in said:
                what = "cut off" if cut else "deleted"
                lines = " / ".join(line for line in said.splitlines() if domain in line)
                self._broken("advice", f"{locale} {domain} {what}: {lines[:300]}")
            self.clone.git("checkout", "-q", "-f", "HEAD", "--", ".")

    def _strange_cache(self):
        """What another version may have left is no reason to fail."""
        was, cache = self.clone.digest(), self.year.village.folder / "cache/coordinator"
        for path in sorted(path for path in cache.rglob("*") if path.is_file()):
            data = path.read_bytes()
            half = data[: len(data) // 2]
            path.write_bytes(self.year.dice.choice((b"", b"{}", half, b"\x80" + data)))
        for command in (("update",), ("status",), ("check",), ("publish", "-n")):
            self.program(*command, yes=(0, 1))
        if self.clone.digest() != was:
            changed = self.clone.git("diff", "-U2").stdout.decode()
            self._broken("not idempotent", f"with a cache of another version: {changed[:600]!r}")
            self.clone.git("checkout", "-q", "-f", "HEAD", "--", ".")

    def dismiss(self, clone, locale):
        """A number that is other on purpose: the finding is dismissed in the baseline."""
        year = self.year
        listed = clone.run("review", "-l", locale, "--all", "--json").stdout
        for message in json.loads(listed)["messages"]:
            domain, msgid, msgstr = message["domain"], message["msgid"], message["msgstr"]
            other = wording.spoilt(msgstr, year.dice) if message["state"] in _DONE else None
            if not other or message["findings"]:
                continue
            if wording.addresses(other) != wording.addresses(msgstr):
                continue
            path = clone.folder / f"locales/{locale}/LC_MESSAGES/{domain}.po"
            entries = [
                catalogs.edited(entry, other) if entry.msgid == msgid and entry.done else entry
                for entry in catalogs.read(path.read_bytes())
            ]
            path.write_bytes(catalogs.written(entries))
            year.ledger.adopt(locale, msgid, other, clone.name)
            what = ("--dismiss", "number", "--reason", "another time zone")
            number = str(message["number"])
            if clone.run("review", domain, "-l", locale, "-m", number, *what).returncode:
                self._broken("baseline", f"dismiss: {clone.said.strip()}")
            year.oracle.dismissed.add((locale, msgid, other))
            self.dismissals.add((locale, domain))
            clone.commit("dismissed")
            return

    def _look_for_dismissals(self):
        """Both sides' are there after the merge."""
        if self.dismissals and not self.year.branches[0].begun:
            path = self.clone.folder / "locales/baseline.json"
            text = path.read_text(encoding="utf-8") if path.exists() else ""
            for locale, domain in self.dismissals:
                if f'"locale": "{locale}"' not in text or "<<<<" in text:
                    self._broken("baseline", f"{locale} {domain}: {text[:300]!r}")
            self.dismissals = set()


def _files(folder):
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
