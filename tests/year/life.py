"""The year: who does what in which week, and what is measured of it."""

import datetime
import json
import random
import re
import shlex
import shutil
import time

from year import catalogs, wording
from year.author import Author
from year.oracle import Oracle, State
from year.people import Ledger, Translator, domain_of
from year.village import Village

LOCALES = ("es", "ru", "fa", "pt_BR", "de", "fr", "zh_Hans", "tr")


class Year:
    def __init__(self, folder, texts, locales, seed, plain_git):
        self.village = Village(folder, plain_git)
        self.dice, self.locales = random.Random(seed), LOCALES[:locales]
        self.ledger = Ledger()
        self.oracle = Oracle(self.ledger)
        self.tally = dict.fromkeys(
            ("clean", "conflicts", "files", "hunks", "lines", "noise", "returned", "rebased",
             "picked", "conflicts by mail", "edits"), 0)  # fmt: skip
        self.texts = texts
        self.clones = {
            name: self.village.clone(name) for name in ("coordinator", "author", "ana", "bo")
        }
        self.main = self.clones["coordinator"]
        self.translators = [
            self._translator("ana", 0, "poedit"),
            self._translator("bo", 1, "msgcat"),
        ]
        self.mail = self._translator("cy", 2, "mail")
        self.branches, self.letters, self.dismissals, self.wrong = {}, [], set(), []
        self._begin()

    def _translator(self, name, place, style):
        own = self.locales[place::3] or self.locales[:1]
        dice = random.Random(self.dice.random())
        return Translator(name, own, style, dice, self.ledger)

    def _begin(self):
        main = self.main
        main.run("init", "--from", "en", "--to", ",".join(self.locales), "--no-input")
        settings = main.folder / "tamizdat.toml"
        required = f'required = ["{self.locales[0]}"]'
        settings.write_text(settings.read_text().replace("required = []", required))
        self.commands = set(main.run("--help").stdout.split())
        author = self.clones["author"]
        self.author = Author(
            random.Random(self.dice.random()), author.folder, self.texts, self.village.day
        )
        self.author.most = self.texts + 3
        main.commit("set up")
        main.push()
        author.pull()
        self.author.write()
        author.commit("first texts")
        author.push()
        main.pull()
        main.run("update")
        main.commit("update")
        main.push()
        if self.village.plain_git:
            self._forget_driver(main)
        for clone in self.clones.values():
            clone.pull()
            self._driver(clone)
        self.living = set(self.author.paths())

    def _driver(self, clone):
        """What `init` puts into the settings of one clone, put into another."""
        if self.village.plain_git:
            return
        if "merge-driver" in self.commands:
            clone.run("init", "--no-input")

    def _forget_driver(self, clone):
        clone.git("config", "--remove-section", "merge.tamizdat", check=False)

    # a week

    def week(self, number):
        """Everything that happens in seven days; a row of the table."""
        self.oracle.week = number
        self.village.seconds = {}
        self.row = dict.fromkeys(
            ("lines", "noise", "entries", "clean", "conflicts", "files", "hunks"), 0
        )
        monday = self.village.day
        self._write(number)
        for translator in self.translators:
            self._on_branch(translator, number)
        self._step(2)
        self._update(number)
        for translator in self.translators:
            self._take(translator)
        self._post(number)
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
            self._publish(number)
        self.main.push()
        self.village.day = monday + datetime.timedelta(days=7)
        return self._measured()

    def _step(self, days):
        self.village.day += datetime.timedelta(days=days)

    def state(self):
        return State(self.main.files())

    def _write(self, number):
        """Two to six edits, a commit each."""
        clone = self.clones["author"]
        clone.pull()
        self.author.today = self.village.day
        self.oracle.deeds = deeds = []
        for _ in range(self.dice.randint(2, 6) if number > 1 else 1):
            deed, cosmetic, pairs = self.author.edit()
            deeds.append(deed)
            for old, new in pairs:
                self.ledger.means(old, new)
            self.author.write()
            trailer = "\n\nTranslation: cosmetic" if cosmetic else ""
            if clone.commit(deed + trailer):
                self.tally["edits"] += 1
        clone.push()

    def _on_branch(self, translator, number):
        """A branch of one to three weeks."""
        clone = self.clones[translator.name]
        branch = self.branches.get(translator.name)
        if branch is None:
            clone.pull()
            weeks = self.dice.randint(1, 3) if number > 2 else 1
            branch = {"name": f"{translator.name}-{number}", "until": number + weeks - 1}
            clone.git("checkout", "-q", "-B", branch["name"])
            self.branches[translator.name] = branch
        budget = max(20, self.texts * len(self.locales) * 3)
        done = translator.work(
            clone.folder, self.dice.randint(budget // 2, budget), self.village.day
        )
        if done:
            clone.commit(f"{translator.name}: {done} messages")
        branch["ready"] = number >= branch["until"]
        if number % 13 == 5 and translator is self.translators[0]:
            self._dismiss(clone, translator.locales[0])

    def _dismiss(self, clone, locale):
        """A number that is other on purpose: the finding is dismissed in the baseline."""
        for path in sorted((clone.folder / "locales" / locale).rglob("*.po")):
            domain = domain_of(clone.folder, path)
            head, *entries = catalogs.read(path.read_bytes())
            for place, entry in enumerate(entries):
                other = wording.spoilt(entry.msgstr, self.dice) if entry.done else None
                if not other or "example.org" in other or domain not in self.living:
                    continue
                entries[place] = catalogs.edited(entry, other)
                path.write_bytes(catalogs.written([head, *entries]))
                self.ledger.adopt(locale, entry.msgid, other, clone.name)
                numbers = self._numbers(clone, locale, domain, entry.msgid)
                why = ("--dismiss", "number", "--reason", "another time zone")
                result = clone.run("review", domain, "-l", locale, "-m", *numbers, *why)
                if result.returncode:
                    self.oracle.breaks("baseline", f"dismiss: {clone.said.strip()}")
                self.oracle.dismissed.add((locale, domain, entry.msgid, other))
                self.dismissals.add((locale, domain))
                clone.commit("dismissed")
                return

    def _look_for_dismissals(self):
        """Both sides' are there after the merge, and stop nothing."""
        if self.dismissals and not self.branches.get(self.translators[0].name):
            path = self.main.folder / "locales/baseline.json"
            text = path.read_text(encoding="utf-8") if path.exists() else ""
            for locale, domain in self.dismissals:
                if f'"locale": "{locale}"' not in text or "<<<<" in text:
                    self.oracle.breaks("baseline", f"{locale} {domain}: {text[:300]}")
            self.dismissals = set()

    def _update(self, number):
        """Pull what the author wrote, update, commit."""
        main = self.main
        main.pull()
        before, lived = self.state(), self.living
        outdated = main.run("update", "--check").returncode == 1
        if outdated and main.run("check").returncode == 0:
            self.oracle.breaks("said yes", "catalogs were outdated")
        self._program("update")
        self.living = set(self.author.paths())
        after = self.state()
        self.oracle.kept("update", before, after)
        self.oracle.updated(before, after, self.living, lived)
        self._idempotent()
        self._committed("update", before, after)
        if number % 13 == 5:
            self._dismiss(main, self.locales[-1])

    def _program(self, *arguments, yes=(0,)):
        """A command that must work."""
        result = self.main.run(*arguments)
        if result.returncode not in (*yes, 0):
            said = " / ".join(self.main.said.strip().splitlines()[-4:])
            self.oracle.breaks("crash", f"{arguments} → {result.returncode}: {said}")
        return result

    def _idempotent(self):
        for cache in (None, self.village.folder / "cache/nobody"):
            was = self.main.digest()
            self.main.run("update", cache=cache)
            if self.main.digest() != was:
                changed = self.main.git("diff", "--stat").stdout.decode().splitlines()[:2]
                self.oracle.breaks("not idempotent", f"{'cold' if cache else 'warm'} {changed}")
            if cache:
                shutil.rmtree(cache, ignore_errors=True)

    def _committed(self, message, before, after):
        self.main.commit(message)
        lines, entries, noise = self.oracle.changed(before, after)
        for name, value in (("lines", lines), ("entries", entries), ("noise", noise)):
            self.row[name] += value

    # branches

    def _take(self, translator):
        branch = self.branches.get(translator.name)
        if not branch or not branch.get("ready"):
            return
        del self.branches[translator.name]
        clone = self.clones[translator.name]
        clone.push(branch["name"])
        self.main.push()
        way = self.dice.choice(("merge", "merge", "rebase", "cherry-pick"))
        clone.git("fetch", "-q", "origin")
        base = clone.git("merge-base", "HEAD", "origin/main").stdout.decode().strip()
        states = [State(clone.files(ref)) for ref in (base, "origin/main", "HEAD")]
        before = self.state()
        if way == "rebase":
            self._combine(clone, "rebase", "origin/main")
            clone.push(branch["name"])
            way, self.tally["rebased"] = "merge", self.tally["rebased"] + 1
        self.main.git("fetch", "-q", "origin")
        theirs = f"origin/{branch['name']}"
        if way == "merge":
            self._combine(self.main, "merge", "-q", "--no-edit", theirs)
        elif self.main.git("rev-list", "--count", f"HEAD..{theirs}").stdout.strip() != b"0":
            self._combine(self.main, "cherry-pick", f"HEAD..{theirs}")
            self.tally["picked"] += 1
        after = self.state()
        self.oracle.merged(way, *states, after)
        self._committed("after merge", before, after)
        self._after_merge(after)

    def _combine(self, clone, *arguments):
        """Merge, rebase or cherry-pick; conflicts are settled as by a careful person."""
        result = clone.git(*arguments, check=False)
        conflicts = 0
        for _ in range(60):
            if result.returncode == 0:
                break
            said = ""
            if clone.git("ls-files", "-u", "locales/baseline.json").stdout:
                clone.run("check")
                said = clone.said
            files, hunks, heads, baseline = clone.settle(self._drop)
            if baseline and "take it from git" in said:
                self.oracle.breaks("baseline", "the advice drops one side's dismissals")
            conflicts += files
            self.row["files"] += files
            self.row["hunks"] += hunks
            if heads:
                self.oracle.breaks("header", f"{arguments}: {heads}")
            if arguments[0] == "merge":
                result = clone.git("commit", "-q", "--no-edit", check=False)
            else:
                result = clone.git(arguments[0], "--continue", check=False)
            if result.returncode and not files:
                result = clone.git(arguments[0], "--skip", check=False)
        else:
            raise SystemExit(f"{arguments}: {result.stderr.decode()}{result.stdout.decode()}")
        self.row["conflicts" if conflicts else "clean"] += 1
        self.clean = not conflicts

    def _drop(self, msgstr):
        """A person decided against it."""
        for locale in self.locales:
            if (locale, msgstr) in self.ledger.words:
                self.ledger.dropped.add((locale, msgstr))

    def _after_merge(self, before):
        """Nothing is left to do after a clean merge; after another one, an update does it."""
        result = self.main.run("update", "--check")
        if result.returncode == 0:
            return
        if self.clean:
            said = " / ".join(self.main.said.strip().splitlines()[:3])
            self.oracle.breaks("after merge", said)
        self._program("update")
        after = self.state()
        self.oracle.kept("update after a merge", before, after)
        self._committed("update after a merge", before, after)

    # mail

    def _post(self, number):
        """Files go out, others come back after one to five weeks."""
        folder = self.village.folder / "mail"
        for letter in [each for each in self.letters if each["back"] <= number]:
            self.letters.remove(letter)
            self._returned(letter)
        open_ = [
            (locale, domain)
            for locale, domain in sorted(self.state().data)
            if domain in self.living and (locale in self.mail.locales or self.dice.random() < 0.05)
        ]
        self.dice.shuffle(open_)
        for locale, domain in open_[: max(2, self.texts // 3)]:
            path = (
                folder
                / f"{number:02}-{len(self.letters)}"
                / f"{domain.replace('/', '-')}.{locale}.po"
            )
            path.parent.mkdir(parents=True, exist_ok=True)
            self._handed_out(locale, domain, path)
            if path.exists():
                back = number + self.dice.randint(1, 5)
                letter = {"path": path, "locale": locale, "domain": domain, "back": back}
                self.letters.append(letter | {"base": path.read_bytes()})

    def _handed_out(self, locale, domain, path):
        there = self.main.folder / f"locales/{locale}/LC_MESSAGES/{domain}.po"
        if "export" in self.commands and self.dice.random() < 0.7:
            self._program("export", "-l", locale, "-o", path.parent, domain)
            found = sorted(path.parent.rglob("*.po"))
            if found:
                found[0].rename(path)
        elif there.exists():
            path.write_bytes(there.read_bytes())

    def _returned(self, letter):
        key = letter["locale"], letter["domain"]
        self.mail.fill(letter["path"], key[0], 500, self.village.day)
        self.tally["returned"] += 1
        before = self.state()
        name = key[0], letter["domain"]
        base, theirs = State({name: letter["base"]}), State({name: letter["path"].read_bytes()})
        if "import" in self.commands:
            result = self._program("import", letter["path"], yes=(0, 1))
            self.tally["conflicts by mail"] += result.returncode == 1
        else:
            there = self.main.folder / f"locales/{key[0]}/LC_MESSAGES/{key[1]}.po"
            if there.exists():
                there.write_bytes(letter["path"].read_bytes())
        after = self.state()
        self.oracle.kept("mail", before, after)
        new = theirs.words - base.words
        for locale, words in new - after.words:
            self.oracle.gone("mail", locale, words, after)
        self._committed("by mail", before, after)
        self._after_mail(after)

    def _after_mail(self, before):
        self._program("update")
        after = self.state()
        self.oracle.kept("update after mail", before, after)
        self._committed("update after mail", before, after)

    # what else a coordinator does

    def _check(self):
        state = self.state()
        self.oracle.sound(state, self.living)
        found, code = self.main.findings()
        if code not in (0, 1):
            self.oracle.breaks("crash", f"check → {code}: {self.main.said.strip()[-200:]}")
        required = self.locales[:1]
        self.wrong = sorted(self.oracle.judged(state, self.living, required, found, code))
        self.row["wrong"] = len(self.wrong)
        self._program("status")

    def _review(self):
        """Send back some of what is wrong, put a name to what is right in one text."""
        before = self.state()
        for locale, domain, msgid in self.wrong:
            if self.dice.random() < 0.3:
                numbers = self._numbers(self.main, locale, domain, msgid)
                self._program("review", domain, "-l", locale, "--needs-work", "-m", *numbers)
                self.oracle.rejected.add((locale, self.ledger.meaning(msgid)))
        locale, domain = self.dice.choice(self.locales), self.dice.choice(sorted(self.living))
        states = ("--state", "translated")
        self._program("review", domain, "-l", locale, *states, "--accept", "--as", "mila", yes=(1,))
        self._committed("review", before, self.state())

    def _numbers(self, clone, locale, domain, msgid):
        listed = json.loads(clone.run("review", domain, "-l", locale, "--all", "--json").stdout)
        return [str(each["number"]) for each in listed["messages"] if each["msgid"] == msgid]

    def _accident(self):
        """A catalog is cut off or deleted; what the program says is done."""
        main, before = self.main, self.state()
        full = [key for key in sorted(before.data) if before.translations(*key)]
        for cut in (True, False):
            locale, domain = self.dice.choice([key for key in full if key[1] in self.living])
            path = main.folder / f"locales/{locale}/LC_MESSAGES/{domain}.po"
            if cut:
                path.write_bytes(b"")
            else:
                path.unlink()
            main.run("check")
            said = main.said
            main.run("update")
            said += main.said
            for command in re.findall(r"git (?:checkout|restore) [^`“”\n]+", said):
                main.git(*shlex.split(command)[1:], check=False)
            main.run("update")
            after = self.state()
            if before.words - after.words or "delete the file" in said:
                what = "cut off" if cut else "deleted"
                advice = " / ".join(line for line in said.splitlines() if domain in line)
                self.oracle.breaks("advice", f"{locale} {domain} {what}: {advice[:300]}")
            main.git("checkout", "-q", "-f", "HEAD", "--", ".")

    def _strange_cache(self):
        """What another version may have left is no reason to fail."""
        was, cache = self.main.digest(), self.village.folder / "cache/coordinator"
        for path in sorted(cache.rglob("*")):
            if path.is_file():
                data = path.read_bytes()
                path.write_bytes(
                    self.dice.choice((b"", b"{}", data[: len(data) // 2], b"\x80" + data))
                )
        for command in (("update",), ("status",), ("check",), ("publish", "-n")):
            self._program(*command, yes=(1,))
        if self.main.digest() != was:
            self.oracle.breaks("not idempotent", "with a cache of another version")

    def _tidy(self):
        before = self.state()
        if "tidy" in self.commands:
            self._program("tidy")
            after = self.state()
            self.oracle.kept("tidy", before, after, newer=True)
            self._committed("tidy", before, after)
            for copy in after.copies():
                self.oracle.breaks("copies", str(copy))
            self._idempotent()
        self.oracle.readable(self.main.folder)

    def _publish(self, number):
        main, out = self.main, self.main.folder / "published"
        was = {path: path.read_bytes() for path in out.rglob("*") if path.is_file()}
        prune = number % 12 == 0
        had = self._pages(out)
        self._program("publish", *(["--prune"] if prune else []), yes=(1,))
        self.row["blocked"] = self.oracle.published(
            main.folder, self.author, self.state(), self.locales
        )
        self.row["left"] = self.oracle.site(main.folder, self.author)
        now = {path: path.read_bytes() for path in out.rglob("*") if path.is_file()}
        self.row["deployed"] = sum(was.get(path) != data for path, data in now.items())
        self.row["there"] = len(now)
        self._program("publish", yes=(1,))
        again = {path: path.read_bytes() for path in out.rglob("*") if path.is_file()}
        if again != now:
            self.oracle.breaks("not idempotent", "publish")
        for locale, number_ in had - self._pages(out):
            if number_ in self.author.texts:
                self.oracle.breaks("pruned", f"{locale} {self.author.texts[number_].domain}")

    def _pages(self, out):
        """(locale, text) of all pages, by the address that stands in them."""
        addresses = {text.address: text.number for text in self.author.texts.values()}
        return {
            (path.relative_to(out / "site").parts[0], number)
            for path in out.glob("site/*/**/index.html")
            if (html := path.read_text(encoding="utf-8"))
            for address, number in addresses.items()
            if address in html
        }

    def _measured(self):
        state = self.state()
        entries = [(key, entry) for key, each in state.entries.items() for entry in each]
        active = [entry for key, entry in entries if not entry.obsolete and key[1] in self.living]
        for name in ("lines", "noise", "clean", "conflicts", "files", "hunks"):
            self.tally[name] += self.row[name]
        return self.row | {
            "texts": len(self.living), "catalogs": len(state.data),
            "dead": sum(key[1] not in self.living for key in state.data),
            "active": len(active), "done": sum(entry.done for entry in active),
            "obsolete": sum(entry.obsolete for _, entry in entries),
            "kB": sum(map(len, state.data.values())) // 1000,
            "seconds": dict(self.village.seconds), "at": time.monotonic(),
        }  # fmt: skip
