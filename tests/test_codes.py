"""Codes of locales: as projects spell them, and as headers of returned catalogs name them."""

import pytest
from project import catalog, run, translate

from tamizdat.catalogs import po
from tamizdat.draft.engines import deep, fxtranslate
from tamizdat.pages.wording import strings


@pytest.fixture
def project(tmp_path, write):
    """Make a project with one short text, translated into some locales, all done."""

    def make(*codes, required=()):
        write(
            {"source_texts/call.md": "# Friends of ours\n\nThe harbour is open.\n"},
            f"locales = {[*codes]!r}\nrequired = {[*required]!r}",
        )
        assert run(tmp_path, "update").exit_code == 0
        for code in codes:
            translate(tmp_path, "call", code, Friends="朋友 amigos", The="港口 puerto.")
        return tmp_path

    return make


def say(folder, code, language):
    """Write a `Language` into a catalog's header, as another program would."""
    path = folder / f"locales/{code}/LC_MESSAGES/call.po"
    text = path.read_text(encoding="utf-8")
    line = next(line for line in text.split("\n") if line.startswith('"Language:'))
    path.write_text(text.replace(line, f'"Language: {language}\\n"'), encoding="utf-8")
    return path


FITTING = [
    ("es", "es_ES"),
    ("es", "es-es"),
    ("zh_Hans", "zh_CN"),
    ("zh_Hans", "zh-cn"),
    ("zh_Hant", "zh_TW"),
    ("nb", "nb_NO"),
    ("pt_BR", "pt-BR"),
    ("sr@latin", "sr_Latn"),
]


@pytest.mark.parametrize(("code", "language"), FITTING)
def test_a_header_that_means_the_folders_locale_is_taken_without_a_word(project, code, language):
    folder = project(code, required=[code])
    path = say(folder, code, language)
    before = path.read_bytes()

    checked = run(folder, "check")

    assert (checked.exit_code, "catalog-language" in checked.stdout) == (0, False), checked.stdout
    assert run(folder, "update").exit_code == 0
    assert path.read_bytes() == before
    assert run(folder, "publish").exit_code == 0


WRONG = [
    ("fr", "add “fr” to “locales” and put it into locales/fr/LC_MESSAGES/call.po"),
    ("pt_BR", "put it into locales/pt-BR/LC_MESSAGES/call.po"),
    ("zh_TW", "add “zh_TW” to “locales” and put it into locales/zh_TW/LC_MESSAGES/call.po"),
    ("French", "add “fr” to “locales” and put it into locales/fr/LC_MESSAGES/call.po"),
    ("xx", "if it is Spanish after all"),
]


@pytest.mark.parametrize(("language", "step"), WRONG)
def test_another_language_is_an_error_with_the_next_step(project, language, step):
    folder = project("es", "pt-BR", required=["es"])
    say(folder, "es", language)

    checked = run(folder, "check", "-l", "es")

    assert checked.exit_code == 1
    assert f"call.po:2: error: the header says “{language}”, the folder “es”" in checked.stdout
    assert step in checked.stdout
    assert "Spanish after all, write “Language: es” into its header" in checked.stdout
    assert run(folder, "publish", "-l", "es").exit_code == 1


@pytest.mark.parametrize(("code", "name"), [("es", "Spanish"), ("de", "deutsch")])
def test_a_language_by_its_name_is_told_its_code(project, code, name):
    folder = project(code)
    say(folder, code, name)

    checked = run(folder, "check")

    assert checked.exit_code == 1
    assert f"is a name, “{name}”: write “Language: {code}” into its header" in checked.stdout


def test_another_region_is_a_warning_unless_the_project_has_it(project):
    folder = project("es", "pt_BR")
    say(folder, "es", "es_MX")

    checked = run(folder, "check", "-l", "es")

    assert checked.exit_code == 0
    assert "warning: the header says “es_MX”, Spanish (Mexico), the folder “es”" in checked.stdout
    assert "for all readers of Spanish, write “Language: es” into its header" in checked.stdout
    assert "put it into locales/es_MX/LC_MESSAGES/call.po" in checked.stdout
    assert run(folder, "publish", "-l", "es").exit_code == 0

    say(folder, "pt_BR", "pt_PT")

    assert run(folder, "check", "-l", "pt_BR").exit_code == 1


def test_the_locale_of_another_folder_is_an_error_however_close(project):
    folder = project("es", "es_MX", "pt", "pt_PT")
    say(folder, "es", "es_MX")
    say(folder, "pt_PT", "pt")

    checked = run(folder, "check")

    assert "put it into locales/es_MX/LC_MESSAGES/call.po, or if it is Spanish" in checked.stdout
    assert checked.stdout.count("catalog-language") == 2


EMPTY = [
    '"Language: \\n"',
    '"Language:\\n"',
    '"LANGUAGE: \\n"',
]


@pytest.mark.parametrize("line", EMPTY)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_an_empty_language_is_filled_in_and_nothing_else_is_touched(project, line, end):
    folder = project("pt-BR")
    path = say(folder, "pt-BR", "")
    text = path.read_text(encoding="utf-8").replace('"Language: \\n"', line)
    text = f"# a note\n#, no-wrap\n{text}".replace("\n", end)
    path.write_bytes(text.encode())

    assert run(folder, "check").exit_code == 0
    assert run(folder, "update").exit_code == 0

    filled = line.split(":")[0] + ': pt_BR\\n"'
    assert path.read_bytes() == text.replace(line, filled).encode()
    assert run(folder, "update", "--check").exit_code == 0


def test_a_header_without_a_language_gets_one(project):
    folder = project("es")
    path = say(folder, "es", "")
    text = path.read_text(encoding="utf-8").replace('"Language: \\n"\n', "")
    path.write_text(text, encoding="utf-8")

    assert run(folder, "update").exit_code == 0

    assert catalog(folder, "call", "es").language == "es"


SPELLINGS = ["zh_CN", "zh_TW", "pt-BR", "zh-Hans", "zh-hant-tw", "sr-Latn", "pt_br"]


@pytest.mark.parametrize("code", SPELLINGS)
def test_a_project_keeps_its_spelling_on_disk_and_pages_have_the_tag(project, code):
    folder = project(code, required=[code])

    assert (folder / f"locales/{code}/LC_MESSAGES/call.po").is_file()
    assert run(folder, "check").exit_code == 0
    assert run(folder, "publish").exit_code == 0

    page = (folder / f"published/site/{code}/call/index.html").read_text(encoding="utf-8")
    assert '<html lang="' in page
    language, *rest = code.replace("_", "-").split("-")
    tag = "-".join([language, *(p.title() if len(p) == 4 else p.upper() for p in rest)])
    assert f'<html lang="{tag}"' in page
    assert f'hreflang="{tag}"' in page
    assert catalog(folder, "call", code).language == tag.replace("-", "_")


@pytest.mark.parametrize(
    ("code", "google", "mymemory", "local"),
    [
        ("zh_CN", "zh-CN", "zh-CN", ("zh-Hans", "zh")),
        ("zh-hans", "zh-CN", "zh-CN", ("zh-Hans", "zh")),
        ("zh-TW", "zh-TW", "zh-TW", ("zh-Hant", "zh_hant")),
        ("pt-br", "pt", "pt-BR", ("pt-BR", "pt")),
        ("sr_Latn", "", "sr-Latn-RS", ("sr-Latn",)),
    ],
)
def test_engines_know_a_locale_however_it_is_spelled(code, google, mymemory, local):
    assert deep.GOOGLE.code(code) == google
    assert deep.MYMEMORY.code(code) == mymemory
    assert fxtranslate._codes(code) == local


def test_init_keeps_the_spelling_of_catalogs_that_are_there(tmp_path, write):
    old = (
        'msgid ""\nmsgstr "Language: pt-BR\\n"\n\n#: call.md:1\nmsgid "Friends"\nmsgstr "Amigxs"\n'
    )
    write({"source_texts/call.md": "# Friends\n", "locales/pt-BR/LC_MESSAGES/call.po": old})
    (tmp_path / "tamizdat.toml").unlink()

    assert run(tmp_path, "init", "--from", "en").exit_code == 0

    assert run(tmp_path, "update").exit_code == 0
    assert not (tmp_path / "locales/pt_BR").exists()
    assert catalog(tmp_path, "call", "pt-BR").active[0].msgstr == "Amigxs"


def test_init_refuses_two_spellings(tmp_path):
    (tmp_path / "source_texts").mkdir()
    (tmp_path / "source_texts/call.md").write_text("# Friends\n")

    result = run(tmp_path, "init", "--from", "en", "--to", "pt_BR,es,pt-BR")

    assert result.exit_code == 2
    assert "“pt-BR” and “pt_BR” are one locale" in result.stderr
    assert not (tmp_path / "tamizdat.toml").exists()


def test_a_page_has_the_words_of_its_script():
    assert strings("zh_CN") == strings("zh-hans") == strings("zh_Hans") is not None
    assert strings("pt-br") == strings("pt_BR") is not None
    assert strings("zh_TW") is None


@pytest.mark.parametrize(
    ("toml", "place"),
    [
        ('locales = ["pt_BR", "pt-BR"]', ":1: “pt-BR” and “pt_BR” are one locale"),
        ('locales = ["zh_CN", "zh_Hans"]', ":1: “zh_Hans” and “zh_CN” are one locale"),
        ('locales = ["pt_BR"]\nrequired = ["pt-br"]', ":2: “pt-br” and “pt_BR” are one locale"),
        ('locales = ["pt"]\n[texts."a"]\nlocales = ["pt-BR", "pt_BR"]', "are one locale"),
        ('locales = ["en-US", "en_US"]', "are one locale"),
    ],
)
def test_a_locale_has_one_spelling_in_a_project(tmp_path, write, toml, place):
    write({"source_texts/call.md": "# Friends\n"}, toml)

    result = run(tmp_path, "update")

    assert result.exit_code == 2
    assert place in result.stderr
    assert "write “" in result.stderr


def test_a_text_spells_its_locales_as_the_project_does(tmp_path, write):
    text = "---\ntranslation:\n  locales: [es, pt_BR]\n---\n# Friends\n"
    write({"source_texts/call.md": text}, 'locales = ["pt-BR"]')

    result = run(tmp_path, "update")

    assert result.exit_code == 2
    assert "call.md:3: “pt_BR” and “pt-BR” are one locale\n" in result.stderr
    assert "next: write “pt-BR” everywhere" in result.stderr


def test_a_region_and_its_language_may_both_be_wanted(project):
    assert run(project("pt", "pt_BR", "es", "es_ES", "zh_CN", "zh_SG"), "check").exit_code == 0


def test_a_folder_in_another_spelling_is_not_left_aside(project):
    folder = project("pt_BR")
    (folder / "locales/pt_BR").rename(folder / "locales/pt-BR")

    result = run(folder, "update")

    assert result.exit_code == 2
    assert "“pt-BR” and “pt_BR” are one locale, and the project calls it “pt_BR”" in result.stderr
    assert "rename the folder to “pt_BR”" in result.stderr
    assert not (folder / "locales/pt_BR").exists()

    text = (folder / "tamizdat.toml").read_text(encoding="utf-8")
    (folder / "tamizdat.toml").write_text(text.replace("pt_BR", "pt-BR"), encoding="utf-8")

    assert run(folder, "check").exit_code == 0


def test_an_option_in_another_spelling_is_told_the_projects(project):
    result = run(project("pt-BR"), "status", "-l", "pt_br")

    assert result.exit_code == 2
    assert "no text is translated into “pt_br”\n  next: there are: pt-BR" in result.stderr


def test_a_translation_that_is_taken_over_finds_the_locale_however_it_is_spelled(project):
    folder = project("zh_Hans", "es")
    new = po.new_catalog("zh_CN", "call")
    old = folder / "zh_CN.po"
    old.write_bytes(po.dumps(new) + '\nmsgid "Friends of ours"\nmsgstr "朋友"\n'.encode())
    (folder / "locales/zh_Hans/LC_MESSAGES/call.po").unlink()

    result = run(folder, "init", "--adopt", "zh_CN.po")

    assert result.exit_code == 0, result.stderr
    assert catalog(folder, "call", "zh_Hans").by_key[None, "Friends of ours"].msgstr == "朋友"
