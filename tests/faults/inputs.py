"""Inputs that grow: texts, catalogs and records of any size, and what is done with each."""

import math
import multiprocessing
import re
from dataclasses import replace

from faults import ground

from tamizdat.catalogs import po

_CATALOG = "locales/es/LC_MESSAGES/t.po"
_TOML = 'locales = ["es"]\n[draft]\nengine = "pseudo"\n'
_THIRD = re.compile(r"(word.*?word.*?)word", re.DOTALL)


def _apart(function, *arguments):
    """Call it in a process of its own: what this one holds counts for the commands, too."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        pool.apply(function, arguments)


def _rewrite(folder, change):
    """Change every message of the catalog."""
    path = folder / _CATALOG
    read = po.loads(path.read_bytes())
    messages = tuple(map(change, read.messages))
    path.write_bytes(po.dumps(replace(read, messages=messages)))


def translated(message):
    """As a translator leaves it."""
    return message.evolve(msgstr=message.msgid.replace("word", "vort"))


def fuzzy(message):
    """In need of work."""
    return message.evolve(msgstr=message.msgid.replace("word", "vort"), flags=("fuzzy",))


def unfit(message):
    """With what no place has room for."""
    return message.evolve(msgstr=f"- a\n\n# {message.msgid}")


def line(number):
    return f"word number {number} stands here"


def many(item="{line}", between="\n\n", before="", after=""):
    """A text of n items; `{n}` is the item's number, `{line}` some words with it."""

    def make(number):
        items = (item.format(n=n, line=line(n)) for n in range(number))
        return before + between.join(items) + after

    return make


def deep(opening, middle="word", closing=""):
    """A text with n things open, or one in the other."""
    return lambda number: f"word {opening * number}{middle}{closing * number}"


def text(make, suffix="md", *, drafted=False, change=translated):
    """What is done with a text: all of it, every third word edited."""

    def steps(folder, number):
        written = make(number)
        source = f"source_texts/t.{suffix}"
        ground.restore(folder, {"tamizdat.toml": _TOML.encode(), source: f"{written}\n".encode()})
        yield "update", ("update",)
        if not (folder / _CATALOG).exists():  # it was refused
            return
        if drafted:
            empty = (folder / _CATALOG).read_bytes()
            yield "draft", ("draft", "--engine", "pseudo")
            yield "review", ("review",)
            (folder / _CATALOG).write_bytes(empty)
        _apart(_rewrite, folder, change)
        yield "check", ("check",)
        yield "status", ("status",)
        yield "publish", ("publish", "--policy", "partial")
        edited = _THIRD.sub(r"\1wurd", written)
        (folder / source).write_bytes(f"{edited}\n".encode())
        yield "update, edited", ("update", "--force")
        yield "review, edited", ("review",)
        yield "check, edited", ("check",)

    return steps


def words(number):
    return " ".join(f"word{n % 977}" for n in range(number))


def wrapped(number):
    return re.sub(r"(.{50,60}) ", r"\1\n", words(number))


def wide_table(number):
    cells = ("word{}", "-", "cell {}")
    return "\n".join("|".join(cell.format(n) for n in range(number)) for cell in cells)


def definitions(number):
    made = many('[link {n}]: https://example.org/{n} "title {n}"', "\n")
    return f"{many('{line} [link {n}]')(number)}\n\n{made(number)}"


def footnotes(number):
    return f"{many('{line}[^{n}]')(number)}\n\n{many('[^{n}]: note word {n}')(number)}"


def root(number):
    """How deep a text is whose length is the square of that."""
    return range(1, math.isqrt(number) + 1)


def nested_list(number):
    return "\n".join(f"{'  ' * n}- {line(n)}" for n in root(number))


def quotes(number):
    return "\n".join(f"{'> ' * n}{line(n)}\n{'> ' * n}" for n in root(number))


def backticks(number):
    return "word " + " ".join("`" * n for n in root(number))


def retitled(folder, number):
    """Notes on messages that have all been edited since."""
    notes = [f"t,,{line(n)},a question on {n}" for n in range(number)]
    written = "domain,msgctxt,msgid,note\n" + "\n".join(sorted(notes)) + "\n"
    source = many()(number).replace("stands", "stood") + "\n"
    files = {"tamizdat.toml": _TOML, "source_texts/t.md": source, "locales/notes.csv": written}
    ground.restore(folder, {name: data.encode() for name, data in files.items()})
    yield "update", ("update",)
    yield "check", ("check",)
    yield "status", ("status",)


def chain(folder, number):
    """One text that was renamed again and again."""
    entries = sorted(f"t{n},t{n + 1}" for n in range(number))
    renames = "\n".join(["from,to", *entries]) + "\n"
    files = {"tamizdat.toml": _TOML, f"source_texts/t{number}.md": "A word.\n\n[w](u.md)\n"}
    files |= {"source_texts/u.md": "A word.\n\n[w](t0.md)\n", "locales/renames.csv": renames}
    ground.restore(folder, {name: data.encode() for name, data in files.items()})
    yield "update", ("update",)
    yield "check", ("check",)
    yield "status", ("status",)
    yield "publish", ("publish", "--policy", "partial")


def returning(folder, number):
    """A file that comes back with all gaps filled."""
    files = {"tamizdat.toml": _TOML, "source_texts/t.md": many()(number) + "\n"}
    ground.restore(folder, {name: data.encode() for name, data in files.items()})
    ground.done(folder, "update")
    empty = (folder / _CATALOG).read_bytes()
    _apart(_rewrite, folder, translated)
    back = folder / "back.es.po"
    (folder / _CATALOG).rename(back)
    (folder / _CATALOG).write_bytes(empty)
    yield "import", ("import", str(back))
    yield "import, again", ("import", str(back))
    (folder / _CATALOG).write_bytes(empty)
    (folder / "source_texts/t.md").write_text(many()(number).replace("stands", "stood") + "\n")
    ground.done(folder, "update")
    yield "import, edited", ("import", str(back))


LINK = "[word {n}](https://example.org/{n})"
INPUTS = {
    "paragraphs": (2000, text(many(), drafted=True)),
    "paragraphs, unfit msgstrs": (2000, text(many(), change=unfit)),
    "paragraphs, all fuzzy": (4000, text(many(), change=fuzzy)),
    "paragraphs, CRLF": (2000, text(many(between="\r\n\r\n"))),
    "paragraphs, not ASCII": (2000, text(many("слово {line}"))),
    "the same paragraph": (5000, text(many("the same word again"))),
    "headings": (2000, text(many("## {line}"))),
    "list items": (3000, text(many("- {line}", "\n"))),
    "loose list": (2000, text(many("- {line}"))),
    "nested list": (40_000, text(nested_list)),
    "quotes in quotes": (40_000, text(quotes)),
    "one deep quote": (1000, text(lambda n: f"{'>' * n} word")),
    "one paragraph of words": (25_000, text(words)),
    "one paragraph of lines": (25_000, text(wrapped)),
    "emphasis in emphasis": (1000, text(deep("*a **b ", closing="***"))),
    "open emphasis": (5000, text(deep("*word _word "))),
    "emphases": (3000, text(many("*word{n}* **wo{n}**", " "))),
    "stars in words": (5000, text(deep("word**a*b"))),
    "open brackets": (10_000, text(deep("["))),
    "open images": (2000, text(deep("![a]("))),
    "links in links": (500, text(deep("[", closing="](y)"))),
    "less-than": (10_000, text(deep("<a "))),
    "backticks": (90_000, text(backticks, drafted=True)),
    "open backticks": (2000, text(many("word {n} `` ` ``` `"), drafted=True)),
    "code spans": (5000, text(many("`c{n}` word", " "), drafted=True)),
    "links in one paragraph": (3000, text(many(LINK, " "), drafted=True)),
    "autolinks in one paragraph": (3000, text(many("word <https://example.org/{n}>", " "))),
    "numbers in one paragraph": (5000, text(many("word {n}.5", " "))),
    "hard breaks": (3000, text(many(between="\\\n"))),
    "entities": (5000, text(deep("word &amp; &lt; "))),
    "table": (2000, text(many("| {line} | cell {n} |", "\n", "| word | b |\n| - | - |\n"))),
    "wide table": (1000, text(wide_table)),
    "link definitions": (2000, text(definitions)),
    "footnotes": (1500, text(footnotes)),
    "notes in comments": (1500, text(many("<!-- tamizdat: note: n{n} -->\n{line}"))),
    "blocks of code": (3000, text(many("```\ncode {n}\n```\n\n{line}"))),
    "images": (2000, text(many("![word {n}](a{n}.png)"))),
    "dead links": (1000, text(many("[{line}](gone{n}.md)"))),
    "links to headings": (1000, text(many("## w{n}\n\n[word {n}](#w{n})"))),
    "blocks of HTML": (2000, text(many('<div class="a">{line}</div>'))),
    "HTML in HTML": (300, text(deep("\n\n<div>", "\n\nword", "\n\n</div>"))),
    "tags in tags": (500, text(deep("<b>a ", closing="</b>"))),
    "front matter, a list": (3000, text(many("  - t{n}", "\n", "---\ntags:\n", "\n---\n\nword"))),
    "front matter, keys": (3000, text(many("k{n}: word {n}", "\n", "---\n", "\n---\n\nword"))),
    "HTML, paragraphs": (2000, text(many("<p>{line}</p>", "\n", "<html>", "</html>"), "html")),
    "HTML, nested": (300, text(deep("<div>", closing="</div>"), "html")),
    "HTML, spans": (500, text(deep("<b>word ", closing="</b>"), "html")),
    "HTML, open tags": (2000, text(deep("<b><i>word "), "html")),
    "plain, paragraphs": (2000, text(many(), "txt", drafted=True)),
    "plain, lines": (5000, text(many(between="\n"), "txt")),
    "plain, list": (3000, text(many("- {line}", "\n"), "txt")),
    "plain, nested list": (40_000, text(nested_list, "txt")),
    "plain, quotes": (3000, text(many("> {line}", "\n>\n"), "txt")),
    "plain, one line": (25_000, text(words, "txt")),
    "notes on edited messages": (1000, retitled),
    "a chain of renames": (1000, chain),
    "a file that comes back": (2000, returning),
}
"""The size to begin with, and the commands one after the other, each with what it is called."""
