"""An author and her texts: what she writes, and everything she does to it in a year."""

import copy
import posixpath
import re
import struct
import textwrap
import zlib
from dataclasses import dataclass, field

from year import wording

WEIGHTS = {
    "rewrite": 29, "append": 25, "typo": 24, "number": 14, "drop": 14, "cosmetic": 12, "row": 11,
    "reorder": 10, "rewrap": 10, "move": 9, "date": 8, "rename": 7, "revert": 7, "new": 6,
    "merge": 6, "picture": 5, "quotes": 5, "split": 4, "title": 4, "transfer": 4, "copy": 3,
    "reuse": 3, "delete": 2, "restore": 3, "mend": 3,
}  # fmt: skip
FOLDERS = ("calls", "news", "guides")
GONE = "](https://example.org/gone)"
_LINK = re.compile(r"\]\(t:(\d+)\)")
_SLIPS = r"(?<![<@/:.(\w])[a-z]{4,}(?![\w@:/]|\.org)"
_NUMBER = re.compile(r"(?<= )((?:\d\d:)?\d*)5\b")


@dataclass(eq=False)
class Block:
    """A paragraph, heading, list item, picture or row of a table (its cells with | between)."""

    kind: str
    text: str
    stale: dict = field(default_factory=dict)
    """Links that still lead to where a text was, and the text's number."""


@dataclass(eq=False)
class Text:
    number: int
    domain: str
    title: str
    date: str
    blocks: list
    width: int = 76

    @property
    def address(self):
        """Stands in this text alone, in every language."""
        return f"t{self.number:03}@example.org"


class Author:
    def __init__(self, dice, texts, today):
        self.dice, self.today, self.most = dice, today, texts + 3
        self.texts, self.gone, self.names, self.undo, self.next = {}, [], [], [], []
        self.born = self.pictures = self.last = 0
        self.owned = {}
        for _ in range(texts):
            self._born(dice.randint(8, 16))

    # what lies on the disk

    def paths(self):
        return {text.domain: text for text in self.texts.values()}

    def numbers(self):
        return {text.domain: text.number for text in self.texts.values()}

    def write(self, folder):
        """All texts and pictures."""
        sources = folder / "source_texts"
        for path in sources.rglob("*.md"):
            if path.relative_to(sources).with_suffix("").as_posix() not in self.paths():
                path.unlink()
        for text in self.texts.values():
            path = sources / f"{text.domain}.md"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(self.rendered(text), encoding="utf-8")
        for number in range(self.pictures):
            path = sources / f"img/p{number:03}.png"
            if not path.exists():
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(_png(number))

    def rendered(self, text, translate=None):
        """Its Markdown; with a function from msgid to msgstr, as it must be published."""
        say = translate or (lambda msgid: msgid)
        lines = ["---", f'title: "{say(text.title)}"', f"date: {text.date}", "---"]
        before = None
        for block in text.blocks:
            if (block.kind, before) not in {("item", "item"), ("row", "row")}:
                lines.append("")
            if block.kind == "row" and before != "row":
                lines += [_row(map(say, ("What", "Where"))), "| --- | --- |"]
            before = block.kind
            match block.kind:
                case "heading":
                    lines.append(f"## {say(self._inline(text, block))}")
                case "item":
                    lines.append(f"- {say(self._inline(text, block))}")
                case "row":
                    lines.append(_row(say(cell) for cell in block.text.split("|")))
                case "picture":
                    words, number = block.text.split("|")
                    way = posixpath.relpath(f"img/p{number}.png", _folder(text.domain))
                    lines.append(f"![{say(words)}]({way})")
                case _ if translate:
                    lines.append(say(self._inline(text, block)))
                case _:
                    lines += textwrap.wrap(
                        self._inline(text, block),
                        text.width,
                        break_long_words=False,
                        break_on_hyphens=False,
                    )
        return "\n".join(lines) + "\n"

    def msgids(self, text):
        """What translators are asked, in order, each once."""
        asked = {}
        self.rendered(text, lambda msgid: asked.setdefault(msgid, msgid))
        return list(asked)

    def _inline(self, text, block):
        def way(found):
            there = self.texts[int(found[1])].domain
            return f"]({posixpath.relpath(f'{there}.md', _folder(text.domain))})"

        return _LINK.sub(way, block.text)

    # what she does

    def edit(self):
        """One thing: its name, whether she says that the meaning is the same, what became what."""
        for _ in range(50):
            if self.next:
                deed, text = self.next.pop()
                if text.number not in self.texts:
                    continue
            else:
                deed = self.dice.choices(list(WEIGHTS), WEIGHTS.values())[0]
                text = self.dice.choice(list(self.texts.values()))
            done = getattr(self, f"_{deed}")(text)
            if done:
                self.owned |= {text.domain: text.number for text in self.texts.values()}
                return deed, *(done if isinstance(done, tuple) else (False, []))
        raise AssertionError("nothing to do")

    def _block(self, text, *kinds):
        there = [block for block in text.blocks[1:] if block.kind in (kinds or ("text",))]
        return self.dice.choice(there) if there else None

    def _rewrite(self, text):
        if block := self._block(text, "text", "item"):
            self._remember(block)
            block.text = wording.sentence(self.dice) + " " + block.text.split(". ")[-1]
            return True
        return False

    def _append(self, text):
        text.blocks.insert(self.dice.randint(1, len(text.blocks)), self._sentences())
        return True

    def _typo(self, text):
        block = self._block(text, "text", "item", "heading")
        words = list(re.finditer(_SLIPS, block.text)) if block else []
        if not words:
            return False
        word = self.dice.choice(words)
        self._remember(block)
        new = word[0] + "e"  # never what it was before
        block.text = block.text[: word.start()] + new + block.text[word.end() :]
        return True

    def _cosmetic(self, text):
        block = self._block(text, "text", "item")
        if not block:
            return False
        old = self._inline(text, block)
        if not self._typo_in(block):
            return False
        self.undo.pop()  # who takes it back would declare that, too
        if not self.next and self.dice.random() < 0.7:
            self.next += [(self.dice.choice(("cosmetic", "append", "rewrite")), text)]
        return True, [(old, self._inline(text, block))]

    def _typo_in(self, block):
        return self._typo(Text(0, "", "", "", [None, block]))

    def _number(self, text):
        numbered = [b for b in text.blocks[1:] if b.kind == "text" and _NUMBER.search(b.text)]
        if not numbered:
            return False
        block = self.dice.choice(numbered)
        self._remember(block)
        block.text = _NUMBER.sub(rf"\g<1>{self.dice.choice('02468')}", block.text, count=1)
        return True

    def _drop(self, text):
        if len(text.blocks) < 6:
            return False
        text.blocks.pop(self.dice.randrange(1, len(text.blocks)))
        return True

    def _row(self, text):
        if block := self._block(text, "row"):
            self._remember(block)
            block.text = f"{block.text.split('|')[0]}|{wording.phrase(self.dice)}"
        else:
            text.blocks.append(self._cells())
            text.blocks.append(self._cells())
        return True

    def _reorder(self, text):
        moved = text.blocks.pop(self.dice.randrange(1, len(text.blocks)))
        text.blocks.insert(self.dice.randint(1, len(text.blocks)), moved)
        return True

    def _rewrap(self, text):
        text.width = self.dice.choice([width for width in (60, 68, 76, 90) if width != text.width])
        return True

    def _date(self, text):
        text.date = self.today.isoformat()
        return True

    def _rename(self, text):
        folder = _folder(text.domain)
        return self._moved(text, posixpath.join(folder, self._name("part")), mend=0.6)

    def _move(self, text):
        name = text.domain.rpartition("/")[2]
        folder = self.dice.choice([f for f in ("", *FOLDERS) if f != _folder(text.domain)])
        return self._moved(text, posixpath.join(folder, name))

    def _moved(self, text, domain, mend=1.0):
        if domain in self.paths():
            return False
        self._settle(text)
        if self.dice.random() >= mend:
            for other in self.texts.values():
                for block in other.blocks:
                    if other is not text and f"](t:{text.number})" in block.text:
                        way = posixpath.relpath(f"{text.domain}.md", _folder(other.domain))
                        block.text = block.text.replace(f"](t:{text.number})", f"]({way})")
                        block.stale[way] = text.number
        self.names.append(text.domain)
        text.domain = domain
        return True

    def _mend(self, text):
        return self._settle(text)

    def _settle(self, text):
        """Let all links of a text lead to where the others are now."""
        stale = [block for block in text.blocks if block.stale]
        for block in stale:
            for way, number in block.stale.items():
                new = f"](t:{number})" if number in self.texts else GONE
                block.text = block.text.replace(f"]({way})", new)
            block.stale = {}
        return bool(stale)

    def _revert(self, _text):
        while self.undo:
            block, was, stale = self.undo.pop()
            if block.text != was and any(block in text.blocks for text in self.texts.values()):
                block.text, block.stale = self._living(was), stale
                return True
        return False

    def _remember(self, block):
        self.undo = [*self.undo[-6:], (block, block.text, dict(block.stale))]

    def _living(self, words):
        """Words of earlier, without links to texts that are gone."""
        return _LINK.sub(lambda found: found[0] if int(found[1]) in self.texts else GONE, words)

    def _new(self, _text):
        return len(self.texts) < self.most and bool(self._born(self.dice.randint(6, 12)))

    def _reuse(self, _text):
        free = [name for name in self.names if name not in self.paths()]
        return bool(free) and bool(self._born(8, self.dice.choice(free)))

    def _delete(self, text):
        if len(self.texts) < 3:
            return False
        for other in self.texts.values():
            for block in other.blocks:
                block.text = block.text.replace(f"](t:{text.number})", GONE)
        self._settle(text)
        self.gone.append(self.texts.pop(text.number))
        self.names.append(text.domain)
        return True

    def _restore(self, _text):
        back = [text for text in self.gone if text.domain not in self.paths()]
        if not back:
            return False
        text = self.dice.choice(back)
        self.gone.remove(text)
        self.texts[text.number] = text
        for block in text.blocks:
            block.text = self._living(block.text)
        return True

    def _merge(self, text):
        other = self.dice.choice(list(self.texts.values()))
        if other is text or len(self.texts) < 4 or len(text.blocks) > 24:
            return False
        text.blocks += other.blocks[1:]
        other.blocks = other.blocks[:1]
        self._settle(text)
        self._delete(other)
        self.gone.remove(other)
        return True

    def _split(self, text):
        if len(text.blocks) < 10 or len(self.texts) >= self.most + 3:
            return False
        half = len(text.blocks) // 2
        new = self._born(0)
        new.blocks += text.blocks[half:]
        del text.blocks[half:]
        self._settle(new)
        return True

    def _transfer(self, text):
        other = self.dice.choice(list(self.texts.values()))
        block = self._block(text)
        if other is text or block is None or block.stale or len(text.blocks) < 4:
            return False
        text.blocks.remove(block)
        other.blocks.append(block)
        return True

    def _copy(self, text):
        other = self.dice.choice(list(self.texts.values()))
        block = self._block(text)
        if other is text or block is None or block.stale:
            return False
        other.blocks.append(copy.deepcopy(block))
        return True

    def _picture(self, text):
        text.blocks.insert(self.dice.randint(1, len(text.blocks)), self._shown())
        return True

    def _quotes(self, text):
        quoted = [b for b in text.blocks if b.kind == "text" and '"' in b.text]
        if not quoted:
            return False
        block = self.dice.choice(quoted)
        block.text = re.sub(r'"([^"]*)"', r"“\1”", block.text)
        return True

    def _title(self, text):
        text.title = f"{wording.phrase(self.dice)} {text.number}"
        return True

    # what she begins with

    def _name(self, stem):
        self.born += 1
        return f"{stem}{self.born:02}"

    def _born(self, blocks, domain=None):
        domain = domain or self._name("text")
        number = max([*self.texts, *(text.number for text in self.gone), self.last], default=0) + 1
        self.last = number
        text = Text(
            number, domain, f"{wording.phrase(self.dice)} {number}", self.today.isoformat(), []
        )
        text.blocks.append(Block("text", f"Write to <{text.address}> before the march."))
        self.texts[number] = text
        for _ in range(blocks):
            text.blocks.append(self._sentences())
        return text

    def _sentences(self):
        dice, draw = self.dice, self.dice.random()
        if draw < 0.12:
            return Block("heading", wording.phrase(dice))
        if draw < 0.24:
            return Block("item", wording.sentence(dice))
        if draw < 0.32:
            return self._cells()
        if draw < 0.35:
            return self._shown()
        said = " ".join(wording.sentence(dice) for _ in range(dice.randint(1, 3)))
        if draw < 0.5:
            there = dice.choice(list(self.texts))
            said += f" [Read {wording.phrase(dice).lower()}](t:{there}) too."
        return Block("text", said)

    def _cells(self):
        return Block("row", f"{wording.phrase(self.dice)}|{wording.phrase(self.dice)}")

    def _shown(self):
        self.pictures += 1
        return Block("picture", f"{wording.phrase(self.dice)}|{self.pictures - 1:03}")


def _row(cells):
    return f"| {' | '.join(cells)} |"


def _folder(domain):
    return domain.rpartition("/")[0]


def _png(number):
    """A picture of one pixel, no two the same."""

    def chunk(kind, data):
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    pixel = zlib.compress(bytes((0, number % 256, number // 256 % 256, 7)))
    head = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", pixel) + chunk(b"IEND", b"")
