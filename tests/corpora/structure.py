"""Real texts in dialects of Markdown, as parsers of these dialects see them.

    cd tests && python -m corpora.structure --judge myst FOLDER...
    cd tests && python -m corpora.structure --lines FOLDER...

With a judge: one letter of every message is changed; the structure is the same. With `--lines`: of
the paragraphs of more than one line, those that a mark divides where a sentence may go on.
"""

from __future__ import annotations

import argparse
import difflib
import re
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from corpora.harness import bullets, each, sample, share, show, table
from dialects import JUDGES
from test_marks import put

from tamizdat.errors import SourceError
from tamizdat.texts.formats.markdown import blocks, front_matter, lines, runs

SECONDS = 120
"""Limit for one file."""
PROTECTED = re.compile(
    r"`+[^`]*`+|<[^<>]*>|\]\((?:[^()]|\([^()]*\))*\)|\]\[[^\]]*\]|\{[^{}]*\}|\{\{.*?\}\}|\{%.*?%\}"
    r"|\[\[[^\]]*\]\]|\$[^$]+\$|https?://\S+|[\w.+-]+@[\w.-]+|@\w+|\w+\.\w+\S*|&[#\w]+;|\\."
    r"|\[\^[^\]]*\]|:[a-z_+-]+:|%\([^)]*\)s"
)
"""What a translator leaves alone."""
WORD = re.compile(r"(?<![\w@#:./=&{(\[-])[A-Za-z]{3,}(?![\w:=/.\])}-])")
ENDS = re.compile(r"[.!?:;…。！？：；)\]”\"'*_`>|}]\s*\Z")
"""What a sentence, or a line that is none, may end with."""


@dataclass
class Seen:
    """What became of one text."""

    messages: int = 0
    refused: int = 0
    difference: list[str] = field(default_factory=list)
    paragraphs: int = 0
    """Of more than one line."""
    divided: list[str] = field(default_factory=list)


def changed(msgid: str) -> str:
    """A msgid with one letter more, in its longest word."""
    words = []
    position = 0
    for found in [*PROTECTED.finditer(msgid), None]:
        end = found.start() if found else len(msgid)
        words += [word.span() for word in WORD.finditer(msgid, position, end)]
        position = found.end() if found else end
    if not words:
        return msgid
    _, end = max(words, key=lambda span: span[1] - span[0])
    return f"{msgid[:end]}ñ{msgid[end:]}"


def judged(judge, path):
    """Change a letter of every message and compare what the judge sees."""
    text = path.read_bytes().decode()
    result = Seen()
    try:
        page = put(text, changed)
    except SourceError:
        return None
    result.messages = sum(piece.segment.msgid is not None for piece in page.pieces)
    result.refused = len(page.problems)
    before, after = judge(text), judge(page.text)
    if before != after:
        lines = difflib.unified_diff(before, after, lineterm="", n=0)
        result.difference = [s for s in lines if not s.startswith(("---", "+++", "@@"))]
    return result


def cut(path):
    """Paragraphs of several lines, and where marks divide them."""
    text = path.read_bytes().decode()
    result = Seen()
    body = text[front_matter.end(text.removeprefix("\ufeff")) :]
    data = body.encode()
    for leaf in blocks.leaves(body):
        if leaf.name != "Run" or (leaf.path and leaf.path[-1].name in ("Heading", "TableCell")):
            continue
        found = lines.cut(data, leaf, *runs.extent(data, leaf))
        result.paragraphs += len(found) > 1
        above = ""
        for group in lines.groups(data, found):
            if group.mark and above and not ENDS.search(above):
                line = data[group.mark.line :].split(b"\n", 1)[0].decode()
                result.divided.append(f"{above[-40:]!r} / {line[:60]!r}")
            above = ""
            if not group.mark and group.lines:
                above = data[group.lines[-1].start : group.lines[-1].end].decode()
    return result


def main():
    """Judge the texts of some folders, and list every exception."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--judge", choices=JUDGES)
    parser.add_argument("--lines", action="store_true")
    parser.add_argument("--every", type=int, default=1)
    options = parser.parse_args()
    rows, failed = [], []
    for folder in options.folders:
        paths = sample(folder.rglob("*.md"), options.every)
        work = cut if options.lines else lambda path: judged(JUDGES[options.judge], path)
        tally, kinds = Counter(), []
        for path, seen in each(work, paths, SECONDS):
            name = path.relative_to(folder)
            tally["files"] += 1
            if not isinstance(seen, Seen):
                tally["unread"] += 1
                failed += [f"{name}: {seen}"] if seen else []
                continue
            tally["messages"] += seen.messages
            tally["refused"] += seen.refused
            tally["paragraphs"] += seen.paragraphs
            tally["divided"] += len(seen.divided)
            tally["same"] += not seen.difference
            kinds += [f"{name}: {what}" for what in seen.divided]
            if seen.difference:
                kinds.append(f"{name}: {len(seen.difference)}: {seen.difference[:4]}")
        read = tally["files"] - tally["unread"]
        if options.lines:
            per = 1000 * tally["divided"] / (tally["paragraphs"] or 1)
            rows.append([folder.name, read, tally["paragraphs"], tally["divided"], f"{per:.2f}"])
        else:
            same = share(tally["same"], read)
            rows.append([folder.name, read, tally["messages"], tally["refused"], same])
        show(bullets(folder.name, kinds))
    heads = ("files|paragraphs of several lines|divided|per 1,000" if options.lines
             else "files|messages|msgstrs refused|same structure")  # fmt: skip
    show(table(f"corpus|{heads}".split("|"), rows), bullets("Not read", failed))


if __name__ == "__main__":
    main()
