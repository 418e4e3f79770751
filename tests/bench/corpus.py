"""Generated projects and catalogs for the bench: the same for every run, like real ones in size."""

import random
from pathlib import Path

SYLLABLES = (
    "ba be bi bo da de di do ka ke ki ko la le li lo ma me mi mo na ne ni no ra re ri ro sa "
)
WORDS = [a + b + c for a in SYLLABLES.split() for b in SYLLABLES.split() for c in ("", "n", "s")]
WEIGHTS = [1 / rank for rank in range(1, len(WORDS) + 1)]  # as often as words are, by Zipf
LOCALES = ("es", "ru", "de", "fr", "it", "pt_BR", "fa", "uk", "pl", "tr")


def sentence(chance: random.Random) -> str:
    words = chance.choices(WORDS, WEIGHTS, k=chance.randint(6, 18))
    return " ".join(words).capitalize() + "."


def text(number: int) -> str:
    """A text of about 60 messages: headings, paragraphs with a link, a list."""
    chance = random.Random(number)
    lines = [f"# {sentence(chance)[:-1]} {number}"]
    for part in range(8):
        lines += ["", f"## {sentence(chance)[:-1]} {part}"]
        for _ in range(4):
            body = " ".join(sentence(chance) for _ in range(chance.randint(1, 4)))
            address = f"https://example.org/{chance.randint(1, 999)}"
            lines += ["", f"{body} See [this]({address})."]
        lines += ["", *(f"- {sentence(chance)}" for _ in range(3))]
    return "\n".join(lines) + "\n"


def project(folder: Path, texts: int, locales: int) -> None:
    """A project for tamizdat and, with the same texts and locales, one for po4a."""
    lay_out(folder, {f"t{number:04}.md": text(number) for number in range(texts)}, locales)


def lay_out(folder: Path, bodies: dict[str, str], locales: int) -> None:
    """Write texts under their names, and the configuration that tamizdat and po4a want."""
    codes = LOCALES[:locales]
    quoted = ", ".join(f'"{code}"' for code in codes)
    (folder / "po").mkdir(parents=True)
    (folder / "tamizdat.toml").write_text(f"locales = [{quoted}]\n", encoding="utf-8")
    config = [f"[po4a_langs] {' '.join(codes)}", "[po4a_paths] po/all.pot $lang:po/$lang.po"]
    config.append('[options] opt:"-k 0"')
    for name, body in bodies.items():
        path = folder / "source_texts" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(body, encoding="utf-8")
        config.append(
            f"[type: text] source_texts/{name} $lang:out/$lang/{name} "
            'opt:"-o markdown -o neverwrap -o yfm_lenient -M UTF-8 -L UTF-8"'
        )
    (folder / "po4a.cfg").write_text("\n".join(config) + "\n", encoding="utf-8")


def catalogs(messages: int) -> tuple[str, str, dict[str, str]]:
    """A translated catalog, the template of a later release, and which msgid came from which.

    Of the msgids 5 % are edited, 2 % gone, and 2 % of the template are new.
    """
    chance = random.Random(messages)
    head = (
        'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n"Language: ru\\n"\n\n'
    )
    old = list(dict.fromkeys(f"{sentence(chance)} {sentence(chance)}" for _ in range(messages)))
    origin: dict[str, str] = {}
    new: list[str] = []
    for msgid in old:
        lot = chance.random()
        if lot < 0.05:
            words = msgid.split(" ")
            words[chance.randrange(len(words))] = chance.choice(WORDS)
            words.insert(chance.randrange(len(words)), chance.choice(WORDS))
            origin[" ".join(words)] = msgid
            new.append(" ".join(words))
        elif lot >= 0.07:
            new.append(msgid)
        if chance.random() < 0.02:
            new.append(f"{sentence(chance)} {sentence(chance)}")
    new = list(dict.fromkeys(new))
    catalog = head + "\n".join(f'msgid "{m}"\nmsgstr "T {i} {m}"\n' for i, m in enumerate(old))
    template = head + "\n".join(f'msgid "{m}"\nmsgstr ""\n' for m in new)
    return catalog, template, origin
