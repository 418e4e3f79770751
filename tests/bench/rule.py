"""Translations by rule: as long as real ones, with markup, addresses and numbers as they were."""

import re
from pathlib import Path

_PAIRS = """
the la|and kaj|is estas|are estas|was estis|to al|of de|in en|on sur|for por|with kun|from el|by per
as kiel|at ĉe|not ne|or aŭ|but sed|if se|when kiam|that ke|this ĉi|which kiu|it ĝi|we ni|you vi
can povas|will volas|be esti|has havas|have havas|new nova|all ĉiuj|more pli|now nun|here tie
also ankaŭ|use uzi|your via|our nia|their ilia|a iu|an iu
"""
_WORDS = dict(pair.split() for pair in _PAIRS.strip().replace("\n", "|").split("|"))
_WORD = re.compile(rf"(?<![^\s(*_\"])(?:{'|'.join(_WORDS)})(?![^\s,;:.!?)*_\"\\])", re.I)
_ANY = re.compile(r"(?<![^\s(*_\"])[^\W\d_]{4,}(?![^\s,;:.!?)*_\"\\])")
_KEPT = re.compile(r"(`[^`]*`|\]\([^)]*\)|\]\[[^\]]*\]|<[^>]*>|\w+://\S+)")
"""What no translator touches: code, addresses, tags."""


def translated(msgid: str) -> str:
    """A line of a msgid, as a .po file has it, in another language."""
    parts = _KEPT.split(msgid)
    plain = parts[::2]
    parts[::2] = [_WORD.sub(_word, part) for part in plain]
    if parts[::2] == plain:
        parts[::2] = [_ANY.sub(r"\g<0>o", part) for part in plain]
    return "".join(parts)


def _word(match: re.Match[str]) -> str:
    word = _WORDS[match[0].lower()]
    return word if match[0].islower() else word.capitalize()


def fill(catalog: Path) -> None:
    """Translate what is untranslated in a catalog as tamizdat writes them."""
    lines = catalog.read_text(encoding="utf-8").split("\n")
    done: list[str] = []
    msgid: list[str] = []
    for line, after in zip(lines, [*lines[1:], ""], strict=True):
        if line == 'msgstr ""' and after[:1] != '"' and msgid not in ([], ['""']):
            done.append(f"msgstr {translated(msgid[0])}")
            done += map(translated, msgid[1:])
        else:
            done.append(line)
        if line.startswith("msgid "):
            msgid = [line.removeprefix("msgid ")]
        elif line.startswith('"') and msgid:
            msgid.append(line)
        else:
            msgid = []
    catalog.write_text("\n".join(done), encoding="utf-8")
