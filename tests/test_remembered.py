"""What publication remembers: a run makes nothing again that hangs on nothing new, and no less."""

import os
import random
import re
import shutil

import pytest
from pictures import PNG
from project import run, translate

CONFIG = 'locales = ["ru", "es"]\n[publish]\npolicy = "partial"\n'


def tree(folder):
    """All that is published, and what was made of it when."""
    below = folder / "published"
    return {p.relative_to(below): p.read_bytes() for p in below.rglob("*") if p.is_file()}


class Walk:
    """What people do to a project, at random."""

    def __init__(self, folder, dice):
        self.folder, self.dice = folder, dice
        self.sources = folder / "source_texts"

    def texts(self):
        return sorted(path for path in self.sources.rglob("*.md"))

    def text(self):
        return self.dice.choice(self.texts())

    def step(self):
        name = self.dice.choice([n for n in dir(type(self)) if n.startswith("do_")])
        getattr(self, name)()
        return name

    def do_edit(self):
        path = self.text()
        path.write_text(path.read_text() + f"\nMore of it, {self.dice.randrange(1000)}.\n")

    def do_retitle(self):
        path = self.text()
        _, _, rest = path.read_text().partition("\n")
        path.write_text(f"# Call {self.dice.randrange(1000)}\n{rest}")

    def do_link(self):
        path, other = self.text(), self.text()
        address = os.path.relpath(other, path.parent)
        end = self.dice.choice(["", "#call", "#nowhere", "#part-two"])
        path.write_text(path.read_text() + f"\nSee [it]({address}{end}) and [more](gone.md).\n")

    def do_picture(self):
        name = self.dice.choice(["map.png", "MAP.png", "plan.png"])
        path = self.sources / name
        if path.exists() and self.dice.random() < 0.5:
            path.unlink()
        else:
            path.write_bytes(PNG if self.dice.random() < 0.8 else b"no picture")
        text = self.text()
        if text.parent == self.sources:
            text.write_text(text.read_text() + f"\n![a map]({name})\n")

    def do_new(self):
        name = self.dice.choice(["gone", "calls/new", "third"])
        path = self.sources / f"{name}.md"
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"# Call {name}\n\nPart one.\n\n## Part two\n\nWords of {name}.\n")

    def do_delete(self):
        if len(self.texts()) > 2:
            self.text().unlink()

    def do_rename(self):
        path = self.text()
        new = self.sources / self.dice.choice(["moved.md", "calls/moved.md", "again.md"])
        if not new.exists():
            new.parent.mkdir(exist_ok=True)
            path.rename(new)
            run(self.folder, "update", "-q")

    def do_update(self):
        run(self.folder, "update", "-q")

    def do_translate(self):
        run(self.folder, "update", "-q")
        domain = self.text().relative_to(self.sources).with_suffix("").as_posix()
        locale = self.dice.choice(["ru", "es"])
        if (self.folder / f"locales/{locale}/LC_MESSAGES/{domain}.po").exists():
            msgstr = self.dice.choice(["Слова", "Palabras", "## Not its structure", "# "])
            translate(self.folder, domain, locale, **{self.dice.choice(["_", "Part"]): msgstr})

    def do_misstate(self):
        run(self.folder, "update", "-q")
        for path in sorted((self.folder / "locales").rglob("*.po")):
            text = path.read_text()
            more = re.compile(r'msgid "More of it, (\d+)\."\nmsgstr ""')
            path.write_text(more.sub(r'msgid "More of it, \1."\nmsgstr "More 7777."', text))

    def do_dismiss(self):
        domain = self.text().relative_to(self.sources).with_suffix("").as_posix()
        for locale in ("ru", "es"):
            chosen = "--dismiss", "number", "--reason", "a saying", "--as", "Somebody"
            run(self.folder, "review", domain, "-l", locale, "--all", *chosen)

    def do_dismiss_no_more(self):
        (self.folder / "locales/baseline.json").unlink(missing_ok=True)

    def do_break_a_catalog(self):
        catalogs = sorted((self.folder / "locales").rglob("*.po"))
        path = self.dice.choice(catalogs)
        path.write_text(path.read_text() + '\nmsgid "\n' * self.dice.randrange(2))

    def do_mend_a_catalog(self):
        for path in (self.folder / "locales").rglob("*.po"):
            path.write_text(path.read_text().replace('\nmsgid "\n', ""))

    def do_expire(self):
        path = self.text()
        if not path.read_text().startswith("---"):
            day = self.dice.choice(["2020-01-01", "2999-01-01"])
            path.write_text(f"---\ntranslation:\n  expires: {day}\n---\n{path.read_text()}")

    def do_touch_what_is_published(self):
        found = sorted(p for p in (self.folder / "published").rglob("*") if p.is_file())
        if found:
            path = self.dice.choice(found)
            how = self.dice.randrange(3)
            if how == 0:
                path.unlink()
            elif how == 1:
                path.write_bytes(path.read_bytes() + b"\n")
            else:
                path.write_bytes(path.read_bytes())

    def do_configure(self):
        policy = self.dice.choice(["partial", "complete"])
        title = self.dice.choice(["", 'title = "Calls"\n'])
        locales = self.dice.choice(['["ru", "es"]', '["ru", "es"]', '["es"]'])
        (self.folder / "tamizdat.toml").write_text(
            f'locales = {locales}\n[publish]\npolicy = "{policy}"\n{title}'
        )


@pytest.mark.parametrize("seed", range(8))
def test_what_is_remembered_makes_no_difference(write, tmp_path, monkeypatch, seed):
    words = "# Call one\n\nPart one. [Two](b.md#part-two)\n\n## Part two\n\nWords.\n"
    folder = write({"source_texts/a.md": words, "source_texts/b.md": words}, CONFIG)
    dice = random.Random(seed)
    walk = Walk(folder, dice)
    run(folder, "update", "-q")
    walk.do_misstate()
    done = []
    for _ in range(25):
        done += [walk.step() for _ in range(dice.randrange(4))]
        options = dice.choice([[], [], ["--prune"], ["--to", "site"], ["--policy", "draft"]])
        twin = tmp_path / "twin" / folder.name
        shutil.copytree(folder, twin, symlinks=True)
        monkeypatch.setenv("TAMIZDAT_CACHE", str(tmp_path / "nothing"))
        anew = run(twin, "publish", *options)
        monkeypatch.setenv("TAMIZDAT_CACHE", str(tmp_path / "remembered"))
        remembered = run(folder, "publish", *options)

        assert remembered.stdout == anew.stdout, (done, options)
        assert remembered.stderr == anew.stderr, (done, options)
        assert tree(folder) == tree(twin), (done, options)
        shutil.rmtree(twin.parent)
        shutil.rmtree(tmp_path / "nothing", ignore_errors=True)


def test_what_is_dismissed_is_published_in_the_next_run(folder, made):
    (folder / "source_texts/d.md").write_text("Words of 1234 people\n")
    run(folder, "update")
    translate(folder, "d", "es", Words="Palabras de 4321 personas")
    refused = run(folder, "publish")
    page = folder / "published/site/es/d/index.html"
    assert (refused.exit_code, page.exists()) == (1, False)
    chosen = ("--all", "--dismiss", "number", "--reason", "a saying", "--as", "Somebody")
    assert run(folder, "review", "d", "-l", "es", *chosen).exit_code == 0
    made.clear()

    run(folder, "publish")

    assert ("d", "es") in made
    assert "4321" in page.read_text()


@pytest.fixture
def made(monkeypatch):
    """The editions that a run makes, by domain and locale."""
    from tamizdat.publish import edition

    found = []
    for name, make in (("make", edition.make), ("source", edition.source)):

        def noted(project, text, *rest, make=make):
            found.append((text.domain, rest[0] if rest else project.config.source_locale))
            return make(project, text, *rest)

        monkeypatch.setattr(edition, name, noted)
    return found


@pytest.fixture
def folder(write):
    """Three texts, published in two languages."""
    texts = {name: f"# Call {name}\n\nWords of {name}.\n" for name in "abc"}
    texts["a"] += "\n[All of it](b.md)\n"
    folder = write({f"source_texts/{name}.md": text for name, text in texts.items()}, CONFIG)
    run(folder, "update")
    for name in "abc":
        translate(folder, name, "ru", Words="Слова")
        translate(folder, name, "es", Words="Palabras")
    assert run(folder, "publish").exit_code == 0
    return folder


def test_nothing_is_made_again_where_nothing_has_changed(folder, made):
    before = tree(folder)

    result = run(folder, "publish")

    assert (made, tree(folder), result.stdout) == ([], before, "")
    assert "9 as they were" in result.stderr


def test_one_text_in_one_locale_asks_for_no_other(folder, made):
    translate(folder, "b", "es", Call="Llamado")
    translate(folder, "b", "ru", Call="Призыв")

    result = run(folder, "publish", "b", "-l", "es")

    assert made == [("b", "es")]
    assert "Llamado" in (folder / "published/site/es/index.html").read_text()
    assert "Призыв" not in (folder / "published/site/ru/index.html").read_text()
    assert result.exit_code == 0


def test_after_an_upgrade_too_one_text_asks_for_no_other(folder, made, monkeypatch):
    monkeypatch.setattr("tamizdat.project.version.state", lambda: "another")

    run(folder, "publish", "b", "-l", "es")

    assert sorted(made) == [("b", "en"), ("b", "es")]
    assert "Call c" in (folder / "published/site/es/index.html").read_text()


def test_a_first_page_in_a_locale_is_led_to_from_all_others(write):
    folder = write({"source_texts/a.md": "# Words\n", "source_texts/b.md": "# Other\n"}, CONFIG)
    run(folder, "update")
    translate(folder, "a", "es", Words="Palabras")
    run(folder, "publish")
    spanish = folder / "published/site/es/index.html"
    assert 'hreflang="ru"' not in spanish.read_text()
    translate(folder, "a", "ru", Words="Слова")

    run(folder, "publish", "a", "-l", "ru")

    assert 'hreflang="ru"' in spanish.read_text()
    assert "Palabras" in spanish.read_text()
    before = spanish.read_text()
    run(folder, "publish")
    assert spanish.read_text() == before


def test_what_an_edition_hangs_on_makes_it_anew(folder, made):
    def after(path, old, new):
        path.write_text(path.read_text().replace(old, new))
        made.clear()
        run(folder, "publish")
        return sorted(set(made))

    russian = folder / "locales/ru/LC_MESSAGES/c.po"
    assert after(russian, "Слова", "Речь") == [("c", "ru")]
    assert after(folder / "source_texts/b.md", "# Call b", "# Call b {#top}") == [
        ("b", "en"),
        ("b", "es"),
        ("b", "ru"),
    ]
    assert len(after(folder / "tamizdat.toml", "partial", "complete")) == 9


def test_what_was_deleted_or_edited_in_the_site_is_made_anew(folder, made):
    page, plain = (
        folder / f"published/{name}" for name in ("site/es/a/index.html", "text/ru/b.txt")
    )
    before = tree(folder)
    page.unlink()
    plain.write_text("Somebody's")

    run(folder, "publish")

    assert sorted(made) == [("a", "es"), ("b", "ru")]
    assert tree(folder) == before


def test_a_page_that_appears_is_led_to_by_those_that_name_it(write, made):
    folder = write({"source_texts/a.md": "Read [it](b.md)\n", "source_texts/b.md": "Words\n"})
    run(folder, "update")
    translate(folder, "a", Read="Читать [это](b.md)")
    run(folder, "publish")
    page = folder / "published/site/ru/a/index.html"
    assert 'href="../../en/b/index.html"' in page.read_text()
    translate(folder, "b", Words="Слова")
    made.clear()

    run(folder, "publish")

    assert ("a", "ru") in made
    assert 'href="../b/index.html"' in page.read_text()


def test_what_was_found_is_remembered_where_somebody_stops_the_run(write, monkeypatch):
    from tamizdat.check.verdicts import Verdicts
    from tamizdat.project.project import Project
    from tamizdat.publish.writer import Writer

    folder = write({f"source_texts/{name}.md": f"Words of {name}\n" for name in "abc"}, CONFIG)
    run(folder, "update")
    written = Writer.write

    def stopped(writer, domain):
        if domain == "c":
            raise KeyboardInterrupt
        return written(writer, domain)

    monkeypatch.setattr(Writer, "write", stopped)
    run(folder, "publish")

    known = Verdicts.open(Project.open(folder)).known
    assert [known(domain, "es") is not None for domain in "abc"] == [True, True, False]


@pytest.mark.parametrize("policy", ["partial", "draft"])
def test_other_processes_change_nothing_but_the_time(folder, tmp_path, monkeypatch, policy):
    monkeypatch.setattr("tamizdat.check.workflow.MUCH", 0)
    (folder / "source_texts/c.md").write_text("# Call c\n\nSee [it](gone.md).\n")
    said = []
    for jobs in "12":
        monkeypatch.setenv("TAMIZDAT_CACHE", str(tmp_path / jobs))
        shutil.rmtree(folder / "published")
        result = run(folder, "publish", "--jobs", jobs, "--policy", policy)
        said.append((result.exit_code, result.stdout, result.stderr, tree(folder)))

    assert said[0] == said[1]
    assert "dead-link" in said[0][1]
