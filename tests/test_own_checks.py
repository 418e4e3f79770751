"""What `check` demands besides its rules: each is said where it is wrong, and nothing else is."""

import json
import subprocess
from dataclasses import replace

import pytest
from pictures import PNG
from project import catalog, plain, run, translate

from tamizdat.catalogs import po

TEXT = """\
# Strike

We meet here, [all of us](bread.md#bread-here).

Bring bread for all who come with you.
"""
BREAD = "# Bread here\n\nIt is ours.\n"
RUSSIAN = {
    "Strike": "Стачка",
    "We": "Мы собираемся здесь, [все мы](bread.md#bread-here).",
    "Bring": "Берите хлеб на всех, кто придёт с вами.",
}
FRENCH = {
    "Strike": "Grève",
    "We": "Nous sommes ici, [nous toutes](bread.md#bread-here).",
    "Bring": "Portez du pain pour celles qui viennent avec vous.",
}
CATALOG = "locales/ru/LC_MESSAGES/strike.po"
SOURCE = "source_texts/strike.md"
TEMPLATE = "locales/templates/strike.pot"


@pytest.fixture
def folder(write):
    """Two texts, complete in two locales, one of them required, in a repository."""
    texts = {SOURCE: TEXT, "source_texts/bread.md": BREAD}
    folder = write(texts, 'locales = ["ru", "fr"]\nrequired = ["ru"]\n')
    run(folder, "update")
    for locale, msgstrs in (("ru", RUSSIAN), ("fr", FRENCH)):
        translate(folder, "strike", locale, **msgstrs)
        translate(folder, "bread", locale, Bread="Хлеб тут", It="Он наш.")
    git = ("git", "-C", folder, "-c", "user.name=a", "-c", "user.email=a@example.org")
    subprocess.run([*git, "init", "-q"], check=True)
    subprocess.run([*git, "add", "."], check=True)
    subprocess.run([*git, "commit", "-qm", "x"], check=True)
    return folder


def edit(folder, old, new, path=CATALOG):
    text = (folder / path).read_text(encoding="utf-8")
    assert old in text
    (folder / path).write_text(text.replace(old, new, 1), encoding="utf-8")


def found(folder, *arguments):
    result = run(folder, "check", "--json", *arguments)
    findings = json.loads(result.stdout)["findings"]
    return [(f["check"], f["severity"], f["path"]) for f in findings], result.exit_code


def test_where_nothing_is_wrong_nothing_is_said(folder):
    result = run(folder, "check")

    assert (result.stdout, result.exit_code) == ("", 0)
    assert result.stderr == "4 catalogs checked: nothing found\n"


def language(folder):
    edit(folder, '"Language: ru', '"Language: de')


def unread(folder):
    edit(folder, 'msgstr "Стачка"', "msgstr Стачка")


def unread_source(folder):
    edit(folder, "# Strike", "---\na: [\n---\n# Strike", SOURCE)


def missing(folder):
    (folder / CATALOG).unlink()


def never_made(folder):
    edit(folder, '"fr"', '"fr", "de"', "tamizdat.toml")


def no_template(folder):
    (folder / TEMPLATE).unlink()


def broken_template(folder):
    edit(folder, 'msgid "Strike"', "msgid Strike", TEMPLATE)


def outdated(folder):
    edit(folder, "Bring bread", "Bring roses", SOURCE)


def behind(folder):
    """The template is up to date, one catalog is not."""
    outdated(folder)
    before = (folder / CATALOG).read_bytes()
    run(folder, "update")
    (folder / CATALOG).write_bytes(before)
    translate(folder, "strike", "fr", Bring="Portez des roses pour celles qui viennent.")
    edit(folder, "#, fuzzy\n", "", "locales/fr/LC_MESSAGES/strike.po")


def mark(folder):
    (folder / CATALOG).write_bytes(b"\xef\xbb\xbf" + (folder / CATALOG).read_bytes())


def copied(folder):
    path = folder / CATALOG
    read = catalog(folder, "strike")
    same = tuple(message.evolve(msgstr=message.msgid) for message in read.messages)
    path.write_bytes(po.dumps(replace(read, messages=same)))


def orphan(folder):
    (folder / "locales/ru/LC_MESSAGES/gone.po").write_bytes((folder / CATALOG).read_bytes())


def personal(folder):
    edit(folder, 'msgid "Strike"', '# mail anna@ngo.org\nmsgid "Strike"')


def contested(folder):
    read = catalog(folder, "strike")
    first, *rest = read.messages
    messages = (first.contested("Забастовка"), *rest)
    (folder / CATALOG).write_bytes(po.dumps(replace(read, messages=messages)))


def fuzzy(folder):
    edit(folder, 'msgid "Strike"', '#, fuzzy\nmsgid "Strike"')


def fuzzy_elsewhere(folder):
    edit(folder, 'msgid "Strike"', '#, fuzzy\nmsgid "Strike"', CATALOG.replace("/ru/", "/fr/"))


def lost(folder):
    edit(folder, 'msgstr "Grève"', 'msgstr ""', CATALOG.replace("/ru/", "/fr/"))


def broken_baseline(folder):
    (folder / "locales/baseline.json").write_text("{")


def unused(folder):
    entry = {"domain": "strike", "locale": "ru", "check": "number", "hash": "0" * 12, "reason": "x"}
    text = json.dumps({"version": 2, "dismissed": [entry]})
    (folder / "locales/baseline.json").write_text(text)


def dead(folder):
    edit(folder, "bread.md#", "bred.md#", SOURCE)
    again(folder)


def fragment(folder):
    edit(folder, "#bread-here", "#bread-there", SOURCE)
    again(folder)


def again(folder):
    """Updated and translated after an edit of a link."""
    run(folder, "update")
    address = (folder / SOURCE).read_text().partition("](")[2].partition(")")[0]
    for locale in ("ru", "fr"):
        path = folder / f"locales/{locale}/LC_MESSAGES/strike.po"
        read = po.loads(path.read_bytes(), path)
        messages = tuple(
            message.evolve(msgstr=message.msgstr.replace("bread.md#bread-here", address), flags=())
            for message in read.messages
        )
        path.write_bytes(po.dumps(replace(read, messages=messages)))
    run(folder, "update")


def picture(folder, name, data):
    (folder / f"source_texts/{name}").write_bytes(data)
    path = folder / SOURCE
    path.write_text(f"{TEXT}\n![]({name})\n", encoding="utf-8")
    run(folder, "update")


def refused(folder):
    picture(folder, "a.png", b"no picture")


def foreign(folder):
    path = folder / SOURCE
    path.write_text(f"{TEXT}\n![](https://example.org/a.png)\n", encoding="utf-8")
    run(folder, "update")


def passed_over(folder):
    path = folder / SOURCE
    path.write_text(
        f"{TEXT}\n```admonish warning\nWe come with all of you and yours.\n```\n", encoding="utf-8"
    )
    run(folder, "update")


def good_picture(folder):
    picture(folder, "a.png", PNG)


@pytest.mark.parametrize(
    ("spoil", "expected", "code"),
    [
        (language, [("catalog-language", "error", CATALOG)], 1),
        (unread, [("catalog-unreadable", "error", CATALOG)], 2),
        (unread_source, [("source-unreadable", "error", SOURCE)], 2),
        (
            missing,
            [
                ("catalog-missing", "error", CATALOG),
                ("incomplete", "error", CATALOG),
                ("catalog-lost", "error", CATALOG),
            ],
            1,
        ),
        (
            never_made,
            [
                ("catalog-missing", "error", f"locales/de/LC_MESSAGES/{n}.po")
                for n in ("bread", "strike")
            ],
            1,
        ),
        (no_template, [("catalog-outdated", "error", TEMPLATE)], 1),
        (broken_template, [("catalog-unreadable", "error", TEMPLATE)], 2),
        (
            outdated,
            [("catalog-outdated", "error", TEMPLATE), ("incomplete", "error", CATALOG)],
            1,
        ),
        (
            behind,
            [("catalog-outdated", "error", CATALOG), ("incomplete", "error", CATALOG)],
            1,
        ),
        (mark, [("catalog-mark", "info", CATALOG)], 0),
        (copied, [("catalog-copied", "error", CATALOG), ("incomplete", "error", CATALOG)], 1),
        (orphan, [("catalog-orphan", "error", "locales/ru/LC_MESSAGES/gone.po")], 1),
        (personal, [("catalog-personal", "warning", CATALOG)], 0),
        (contested, [("catalog-conflict", "warning", CATALOG)], 0),
        (fuzzy, [("incomplete", "error", CATALOG)], 1),
        (fuzzy_elsewhere, [], 0),
        (lost, [("catalog-lost", "error", CATALOG.replace("/ru/", "/fr/"))], 1),
        (broken_baseline, [("baseline-unreadable", "error", "locales/baseline.json")], 2),
        (unused, [("baseline-unused", "info", "locales/baseline.json")], 0),
        (dead, [("dead-link", "warning", SOURCE)], 0),
        (fragment, [("dead-fragment", "warning", SOURCE)], 0),
        (refused, [("asset-refused", "error", SOURCE)], 1),
        (foreign, [("foreign-request", "error", SOURCE)], 1),
        (good_picture, [], 0),
        (passed_over, [("passed-over", "warning", SOURCE)], 0),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_what_is_wrong_is_said_once_and_nothing_beside_it(folder, spoil, expected, code):
    spoil(folder)

    assert found(folder) == (expected, code)


@pytest.mark.parametrize(
    ("said", "step"),
    [
        (
            "de",
            "add “de” to “locales” and put it into locales/de/LC_MESSAGES/strike.po, or if it is",
        ),
        ("fr", "put it into locales/fr/LC_MESSAGES/strike.po, or if it is"),
        ("Klingonese", "if it is"),
        ("Russian", "the header's Language is a name, “Russian”: "),
    ],
)
def test_a_header_of_another_language_is_told_with_what_to_do(folder, said, step):
    edit(folder, '"Language: ru', f'"Language: {said}')

    (line,) = run(folder, "check").stdout.splitlines()

    told = "" if said == "Russian" else f"the header says “{said}”, the folder “ru”: "
    name = "" if said == "Russian" else " Russian after all, "
    assert f"{told}{step}{name}write “Language: ru” into its header" in line
    assert line.startswith(f"{CATALOG}:")
    assert line.endswith("[catalog-language]")


@pytest.mark.parametrize("said", ["", "RU", "ru_RU", "ru-RU"])
def test_a_header_without_a_language_or_with_the_folder_s_is_right(folder, said):
    edit(folder, '"Language: ru', f'"Language: {said}')

    assert found(folder) == ([], 0)


def test_a_broken_required_catalog_is_one_finding_and_says_how_to_mend_it(folder):
    unread(folder)

    lines = run(folder, "check").stdout.splitlines()

    assert len(lines) == 1
    assert f"{CATALOG}:" in plain(lines[0])
    assert "(a comment begins with #, a string stands in quotation marks)" in lines[0]


def test_of_a_pair_with_two_syntaxes_each_fault_is_said_once(write):
    """One msgid stands in Markdown and in a tag's text, which is read as HTML."""
    folder = write({"source_texts/a.md": "Meet on 5 May\n\n<p>Meet on 5 May</p>\n"})
    run(folder, "update")
    translate(folder, "a", Meet="Встреча 6 мая")

    assert [check for check, *_ in found(folder)[0]] == ["number"]


def test_a_dismissed_error_leaves_nothing_to_say(folder):
    edit(folder, "Bring bread", "Bring 1886 breads", SOURCE)
    run(folder, "update")
    edit(folder, "#, fuzzy\n", "")
    edit(folder, "#, fuzzy\n", "", CATALOG.replace("/ru/", "/fr/"))
    dismissal = ("--dismiss", "number", "--reason", "in words")
    for locale in ("ru", "fr"):
        assert run(folder, "review", "strike", "-l", locale, *dismissal).exit_code == 0

    assert found(folder) == ([], 0)
    assert found(folder, "strike", "-l", "ru") == ([], 0)


NAMES = {
    "error": """proportion address number date markup directive structure character
        catalog-unreadable source-unreadable catalog-missing catalog-outdated
        catalog-language catalog-text catalog-copied catalog-orphan
        catalog-personal incomplete catalog-lost asset-refused foreign-request
        baseline-unreadable bug""",
    "warning": """mixed-script direction-mark block-start number-word number-added markup-added
        unchanged length end-punctuation space catalog-conflict asset-changed
        private-metadata dead-link dead-fragment passed-over""",
    "info": """localized-link catalog-mark baseline-unused""",
}


def test_the_names_of_all_checks_are_what_programs_know_them_by(folder):
    """A name is for ever: baselines, catalogs and people's scripts hold it."""
    listed = [line.split()[:2] for line in run(folder, "check", "--list").stdout.splitlines()]

    for severity, names in NAMES.items():
        assert [name for name, grave in listed if grave == severity] == names.split()
    assert (
        len({name for name, _ in listed})
        == len(listed)
        == sum(map(len, map(str.split, NAMES.values())))
    )
