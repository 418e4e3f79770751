"""Real texts, cut and put together again.

    cd tests && python -m corpora.sources FOLDER...

For every Markdown, HTML and plain text below each folder: what an empty catalog and a catalog of
msgstr = msgid publish (the text, to the byte); what is published when every msgid is written anew
(it renders the same); what hostile msgstrs do (the structure stays). Judges are cmark and
markdown-it-py for Markdown, html.parser and Chromium for HTML, the paragraphs for plain text.
"""

from __future__ import annotations

import argparse
import json
import re
import time
from collections import Counter
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path

from browser import Browser
from corpora import rendering
from corpora.harness import bullets, each, sample, share, show, table
from test_markdown import HOSTILE_ENDS, HOSTILE_STARTS
from texts import KEYS, itself

from tamizdat.errors import SourceError
from tamizdat.texts import formats
from tamizdat.texts.document import Document, Format
from tamizdat.texts.publication import Publication, publish

SECONDS = 60
"""Limit for one file, all judges included."""
COLUMNS = (
    "corpus|files|MB|refused|segments|identity|same when written anew|structure under attack|"
    "msgstrs refused|MB/s"
).split("|")
OUTCOMES = ("identical", "same", "firm")
FOOTNOTE = re.compile(r"^[ >]*\[\^[^\]]+\]:", re.M)
"""markdown-it-py has none of its own: it takes one for a link definition, or for text."""
COMPARE = """(blocks, pages) => {
  const see = (page, texts) => {
    const found = [];
    const tidy = text => text.replace(/\\s+/g, " ").trim();
    const step = node => {
      if (texts && node.nodeType === 3) found.push(tidy(node.data));
      if (node.nodeType !== 1) return;
      if (texts || blocks.includes(node.localName)) found.push("<" + node.localName);
      if (texts) for (const each of node.attributes) found.push(each.name + "=" + tidy(each.value));
      node.childNodes.forEach(step);
    };
    step(new DOMParser().parseFromString(page, "text/html").documentElement);
    return found.filter(item => item).join("\\n");
  };
  const [source, again, hostile] = pages;
  return [see(source, true) === see(again, true), see(source) === see(hostile)];
}"""
"""Whether a browser sees the same in the source and in the text written anew, and the same blocks
in the source and under attack."""


@dataclass
class Result:
    """What one text has shown."""

    size: int
    """Bytes."""
    seconds: float = 0
    """Of the processor, for cutting it."""
    segments: int = 0
    refused: bool = False
    identical: bool = True
    same: bool = True
    """Written anew it renders the same."""
    firm: bool = True
    """Hostile msgstrs left the structure alone."""
    refusals: Counter[str] = field(default_factory=Counter)
    """Reasons why hostile msgstrs were left out."""
    exceptions: list[str] = field(default_factory=list)
    pages: tuple[str, ...] = ()
    """Of HTML: source, written anew, with hostile msgstrs; for the browser."""


def examine(path: Path) -> Result:
    data = path.read_bytes()
    text_format = formats.by_suffix(path.suffix)
    result = Result(len(data))
    started = time.process_time()
    try:
        text = data.decode()
        document = text_format.split(text, KEYS)
    except (UnicodeDecodeError, SourceError) as error:
        result.refused = True
        result.exceptions.append(f"refused: {error}")
        return result
    result.seconds = time.process_time() - started
    result.segments = len(document.translatable)
    own = itself(document)
    for msgstrs in ({}, own):
        result.identical &= publish(document, text_format, msgstrs, keys=KEYS).text == text
    if not result.identical:
        result.exceptions.append("identity: not the same bytes")
    again = publish(document, text_format, own, keys=KEYS, verbatim=False)
    hostile = attack(document, text_format)
    result.refusals.update(reason(problem.message) for problem in hostile.problems)
    compare(result, text_format.name, text, again, hostile)
    return result


def attack(document: Document, text_format: Format) -> Publication:
    """Publish with a hostile start and end around every msgid."""
    starts, ends = cycle(HOSTILE_STARTS), cycle(HOSTILE_ENDS)
    own = itself(document)
    msgstrs = {key: f"{next(starts)}{msgid}{next(ends)}" for key, msgid in own.items()}
    return publish(document, text_format, msgstrs, keys=KEYS)


def compare(result, name, text, again, hostile):
    """Let the judges of a format compare."""
    if again.problems:
        result.same = False
        first = again.problems[0]
        told = f"{len(again.problems)} left out, the first in line {first.segment.line}"
        result.exceptions.append(f"written anew: {told}: {first.message}")
    for judge, (render, outline) in JUDGES[name].items():
        if judge == "markdown-it-py" and FOOTNOTE.search(text):
            continue
        before = render(text)
        if found := rendering.difference(before, render(again.text)):
            result.same = False
            result.exceptions.append(f"written anew, {judge}: {found}")
        if found := rendering.difference(outline(text), outline(hostile.text)):
            result.firm = False
            result.exceptions.append(f"hostile, {judge}: {found}")
    if name == "html":
        result.pages = (text, again.text, hostile.text)


def reason(message: str) -> str:
    """A reason without what is particular to the text."""
    return re.sub(r"<.*(?= is | has )|'.*'|\d+", "…", message, flags=re.S)


def markdown_judge(render):
    def whole(text):
        data, body = rendering.front_matter(text)
        return [repr(data), *rendering.seen(render(body))]

    def outline(text):
        data, body = rendering.front_matter(text)
        keys = sorted(map(str, data)) if isinstance(data, dict) else []
        return [*keys, *rendering.structure(render(body))]

    return whole, outline


def paragraphs(text: str) -> list[str]:
    return [" ".join(part.split()) for part in re.split(r"\n[ \t]*\n", text)]


JUDGES = {
    "markdown": {
        "cmark": markdown_judge(rendering.by_cmark),
        "markdown-it-py": markdown_judge(rendering.by_markdown_it),
    },
    "html": {"html.parser": (rendering.seen, rendering.structure)},
    "plain": {"paragraphs": (paragraphs, lambda text: ["blank line"] * len(paragraphs(text)))},
}


def ask_browser(browser: Browser, result: Result) -> None:
    """The second judge of a page, in the parent as it takes a second to start."""
    arguments = json.dumps(sorted(rendering.BLOCKS)), json.dumps(result.pages)
    same, firm = browser.ask(f"({COMPARE})({', '.join(arguments)})")
    if not same:
        result.same = False
        result.exceptions.append("written anew, Chromium: the DOM differs")
    if not firm:
        result.firm = False
        result.exceptions.append("hostile, Chromium: the blocks differ")


def failed(path: Path, why: str) -> Result:
    size = path.stat().st_size
    return Result(size, identical=False, same=False, firm=False, exceptions=[why])


def rows(folder: Path, every: int, browser: Browser):
    """A row per format of a folder, its exceptions, its refusals."""
    for name in dict.fromkeys(formats.SUFFIXES.values()):
        suffixes = [suffix for suffix, of in formats.SUFFIXES.items() if of == name]
        found = sample((p for s in suffixes for p in folder.rglob(f"*{s}")), every)
        results, exceptions = [], []
        for path, outcome in each(examine, found, SECONDS):
            result = outcome if isinstance(outcome, Result) else failed(path, outcome)
            if result.pages:
                ask_browser(browser, result)
            exceptions += [
                f"{folder.name}/{path.relative_to(folder)}: {e}" for e in result.exceptions
            ]
            results.append(result)
        if results:
            yield summary(f"{folder.name}, {name}", results), exceptions, results


def summary(name: str, results: list[Result]) -> tuple[object, ...]:
    cut = [r for r in results if not r.refused]
    seconds = sum(r.seconds for r in cut) or 1
    return (
        name,
        len(results),
        f"{sum(r.size for r in results) / 1e6:.1f}",
        len(results) - len(cut),
        sum(r.segments for r in cut),
        *(share(sum(getattr(r, what) for r in cut), len(cut)) for what in OUTCOMES),
        sum(r.refusals.total() for r in cut),
        f"{sum(r.size for r in cut) / 1e6 / seconds:.1f}",
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--every", type=int, default=1, help="take every n-th file")
    given = parser.parse_args()
    lines, exceptions, everything = [], [], []
    with Browser() as browser:
        for folder in given.folders:
            for line, told, results in rows(folder, given.every, browser):
                lines.append(line)
                exceptions += told
                everything += results
    lines.append(summary("all", everything))
    reasons = sum((r.refusals for r in everything), Counter()).most_common()
    show(
        table(COLUMNS, lines),
        bullets("Refused", (f"{count} × {why}" for why, count in reasons)),
        bullets("Exceptions", exceptions),
    )


if __name__ == "__main__":
    main()
