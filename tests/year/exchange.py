"""How translations come in: on branches, and by mail."""

from year.oracle import State

_ACROSS = {"text", "locale", "moved", "left", "added"}
"""What an update may find after a merge: that words of one text are asked for in another."""


class Branches:
    """A translator with a clone, and her branches."""

    def __init__(self, year, translator, clone):
        self.year, self.translator, self.clone = year, translator, clone
        self.begun = self.ready = None

    def work(self, number):
        """A week on a branch of one to three weeks."""
        year, clone = self.year, self.clone
        if self.begun is None:
            clone.pull()
            self.begun = f"{self.translator.name}-{number}"
            self.until = number + (year.dice.randint(0, 2) if number > 2 else 0)
            clone.git("checkout", "-q", "-B", self.begun)
        most = max(20, year.texts * len(year.locales) * 3)
        budget = year.dice.randint(most // 2, most)
        if done := self.translator.work(clone.folder, budget, year.village.day):
            clone.commit(f"{self.translator.name}: {done} messages")
        self.ready = number >= self.until

    def dismiss(self):
        self.year.coordinator.dismiss(self.clone, self.translator.locales[0])

    def take(self):
        """A finished branch is merged, rebased or picked; a clean merge needs no update."""
        if not self.ready:
            return
        year, desk, branch = self.year, self.year.coordinator, self.begun
        self.begun = self.ready = None
        self.clone.push(branch)
        desk.clone.push()
        self.clone.git("fetch", "-q", "origin")
        base = self.clone.git("merge-base", "HEAD", "origin/main").stdout.decode().strip()
        states = [State(self.clone.files(ref)) for ref in (base, "origin/main", "HEAD")]
        before, way = desk.state(), year.dice.choice(("merge", "merge", "rebase", "cherry-pick"))
        clean = True
        if way == "rebase":
            clean &= self._combine(self.clone, "rebase", "origin/main")
            self.clone.push(branch)
            year.tally["rebased"] += 1
        desk.clone.git("fetch", "-q", "origin")
        count = desk.clone.git("rev-list", "--count", f"HEAD..origin/{branch}").stdout.strip()
        if way == "cherry-pick" and count != b"0":
            clean &= self._combine(desk.clone, "cherry-pick", f"HEAD..origin/{branch}")
            year.tally["picked"] += 1
        else:
            clean &= self._combine(desk.clone, "merge", "-q", "--no-edit", f"origin/{branch}")
        after = desk.state()
        year.oracle.merged(way, *states, after)
        desk.committed("after merge", before, after)
        if desk.clone.run("update", "--check").returncode:
            said = desk.clone.said.strip().splitlines()
            if clean and not set(said[0].split()) <= _ACROSS:
                year.oracle.breaks("after merge", f"{way}: {' / '.join(said[:3])}")
            year.tally["merges that reach another text"] += clean
            desk.update_after("a merge", after)

    def _combine(self, clone, *arguments):
        """Run git; a careful person settles conflicts. Whether there were none."""
        row, oracle = self.year.row, self.year.oracle
        result, conflicts = clone.git(*arguments, check=False), 0
        for _ in range(60):
            if result.returncode == 0:
                break
            said = ""
            if clone.git("ls-files", "-u", "locales/baseline.json").stdout:
                clone.run("check")
                said = clone.said
            files, hunks, heads = clone.settle(self._drop)
            conflicts += files
            row["files"] += files
            row["hunks"] += hunks
            if heads:
                oracle.breaks("header", f"{arguments}: {heads}")
            if "take it from git" in said:
                oracle.breaks("baseline", "the advice drops one side's dismissals")
            result = self._on(clone, arguments[0], files)
        else:
            raise SystemExit(f"{arguments}: {result.stderr.decode()}{result.stdout.decode()}")
        row["conflicts" if conflicts else "clean"] += 1
        return not conflicts

    @staticmethod
    def _on(clone, verb, files):
        if verb == "merge":
            return clone.git("commit", "-q", "--no-edit", check=False)
        result = clone.git(verb, "--continue", check=False)
        if result.returncode and not files:  # nothing is left of this commit
            return clone.git(verb, "--skip", check=False)
        return result

    def _drop(self, msgstr):
        """A person decided against it."""
        for locale in self.year.locales:
            self.year.ledger.drop(locale, msgstr)


class Letters:
    """Files that go out, and come back after one to five weeks."""

    def __init__(self, year, translator):
        self.year, self.translator, self.out = year, translator, []

    def post(self, number):
        year, dice = self.year, self.year.dice
        for letter in [each for each in self.out if each["back"] <= number]:
            self.out.remove(letter)
            self._returned(letter)
        out = {(letter["locale"], letter["number"]) for letter in self.out}
        places = [
            (locale, domain)
            for locale, domain in sorted(year.coordinator.state().data)
            if domain in year.living and (locale, year.living[domain]) not in out
            if locale in self.translator.locales or dice.random() < 0.05
        ]
        dice.shuffle(places)
        for place, (locale, domain) in enumerate(places[: max(2, year.texts // 3)]):
            path = self._handed_out(locale, domain, year.village.folder / f"mail/{number}-{place}")
            letter = {"path": path, "locale": locale, "domain": domain}
            letter["number"] = year.living[domain]
            base = State({(locale, domain): path.read_bytes()})
            self.out.append(letter | {"base": base, "back": number + dice.randint(1, 5)})

    def _handed_out(self, locale, domain, folder):
        desk = self.year.coordinator
        folder.mkdir(parents=True)
        path = folder / f"{domain.replace('/', '-')}.{locale}.po"
        if "export" in desk.commands and self.year.dice.random() < 0.7:
            desk.program("export", "-l", locale, "-o", folder, domain)
            for made in sorted(folder.rglob("*.po")):
                return made
        there = desk.clone.folder / f"locales/{locale}/LC_MESSAGES/{domain}.po"
        path.write_bytes(there.read_bytes())
        return path

    def _imported(self, path, number):
        """Whether it was taken in; where its text can't be told, the coordinator knows it."""
        year, desk = self.year, self.year.coordinator
        result = desk.clone.run("import", path)
        if result.returncode == 2 and "--text TEXT" in desk.clone.said:
            name = next((name for name, here in year.living.items() if here == number), None)
            if name is None:
                year.tally["of texts that are gone"] += 1
                return False
            desk.program("import", path, "--text", name, yes=(0, 1))
        elif result.returncode not in (0, 1):
            year.oracle.breaks("crash", f"import → {result.returncode}: {desk.clone.said.strip()}")
        return True

    def _returned(self, letter):
        year, desk = self.year, self.year.coordinator
        locale, domain, path = letter["locale"], letter["domain"], letter["path"]
        self.translator.fill(path, locale, 500, year.village.day)
        year.tally["letters"] += 1
        before, theirs = desk.state(), State({(locale, domain): path.read_bytes()})
        if "import" in desk.commands:
            if not self._imported(path, letter["number"]):
                return
        else:
            there = desk.clone.folder / f"locales/{locale}/LC_MESSAGES/{domain}.po"
            there.parent.mkdir(parents=True, exist_ok=True)
            there.write_bytes(path.read_bytes())
        after = desk.state()
        year.oracle.merged("mail", letter["base"], before, theirs, after)
        desk.committed("by mail", before, after)
        desk.update_after("mail", after)
