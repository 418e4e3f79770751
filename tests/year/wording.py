"""What is written: sentences of the author, and words of translators that tell who made them."""

import hashlib
import re

NOUNS = """
strike union worker bread peace street march leaflet poster square comrade hall kitchen factory
rent paper ink printer machine letter night morning law court judge prison support call harbour
school garden roof neighbour friend door window table coat lamp river bridge train ticket wall
song book library wage shift foreman warehouse ship crane dock bakery oven market square blanket
""".split()
VERBS = """
carries opens closes needs brings holds finds keeps leaves shares sends asks gives makes takes
feeds paints prints reads sings builds guards answers follows gathers calls supports visits
""".split()
ADJECTIVES = """
long short quiet loud open common cold warm free late early whole empty full old new fair hungry
patient careful steady bright plain heavy light narrow public secret simple wet green
""".split()
LETTERS = {
    "ru": ("бвгдклмнпрст", "аеиоуя"),
    "uk": ("бвгдклмнпрст", "аеиоуя"),
    "fa": ("بتدرسفکلمن", "اوی"),
    "ar": ("بتدرسفكلمن", "اوي"),
    "zh_Hans": ("我们在这里开会请带面包和水大家一起来到工厂门口", ""),
}
LATIN = ("bcdfglmnprstv", "aeiou")
_FACT = r"""\*\*|\]\([^)]*\)|<[^>]+>|https?://\S+|`[^`]*`|\d+(?:[:.,]\d+)*"""
_KEPT = re.compile(rf"({_FACT})")
_WORD = re.compile(r"[A-Za-z]+")
_RELATIVE = re.compile(r"\]\((?!https?:|mailto:|#)[^)]*\)")
_TYPOGRAPHY = str.maketrans(dict.fromkeys("“”„«»", '"') | dict.fromkeys("–—", "-"))


def sentence(dice):
    """One with facts in it now and then."""
    shape = dice.choice(
        (
            "The {a} {n} {v} the {a2} {n2}",
            "Every {n} {v} a {n2} for the {a} {n3}",
            "Our {n} {v} **{a}** {n2} and {a2} {n3} near the {n4}",
            'They say "{a} {n}" and everybody {v} the {n2}',
            "We meet at {hour} near the {a} {n} and the {n2} {v} us",
            "About {number} people know the {n} that {v} the {a} {n2}",
            "Look at <https://example.org/{n}/{number}> before the {n2} {v} the {n3}",
            "The {n} never {v} what the {n2} of the {n3} {v2} in the {a} {n4}",
        )
    )
    names = {key: dice.choice(NOUNS) for key in ("n", "n2", "n3", "n4")}
    names |= {key: dice.choice(VERBS) for key in ("v", "v2")}
    names |= {key: dice.choice(ADJECTIVES) for key in ("a", "a2")}
    hour = f"{dice.randint(10, 22)}:{dice.choice('0134')}5"
    return shape.format(**names, hour=hour, number=dice.randint(20, 900)) + "."


def phrase(dice):
    """A few words for headings, cells, pictures."""
    return (
        f"{dice.choice(ADJECTIVES)} {dice.choice(NOUNS)} of the {dice.choice(NOUNS)}".capitalize()
    )


def facts(text):
    """What a translation keeps, as a multiset; where links of this project lead is nobody's."""
    return sorted(fact for fact in _KEPT.findall(text) if not _RELATIVE.match(fact))


def ways(text):
    """Where its links to other texts lead."""
    return sorted(_RELATIVE.findall(text))


def plain(msgid):
    """A msgid without what changes no meaning: white space, quotes, dashes, ways to other texts."""
    return typed(linkless(msgid))


def typed(text):
    """Without what differs from keyboard to keyboard."""
    return " ".join(text.translate(_TYPOGRAPHY).split())


def addresses(text):
    return re.findall(r"<[^>]+>|\]\([^)]*\)", text)


def linkless(text):
    """Without the ways to other texts: who moves one moves them."""
    return _RELATIVE.sub("](~)", text)


def translated(msgid, locale, person, number):
    """What this person writes the nth time; the last word is found nowhere else."""
    parts = _KEPT.split(msgid)
    parts[::2] = (_WORD.sub(lambda word: _word(word[0], locale), part) for part in parts[::2])
    text = "".join(parts)
    end = re.search(r"[.]?$", text).start()
    return f"{text[:end]} {mark(msgid, locale, person, number)}{text[end:]}"


def mark(*of):
    """A word that tells all this."""
    return _word("\x00".join(map(str, of)), of[1], 5)


def _word(word, locale, syllables=0):
    consonants, vowels = LETTERS.get(locale, LATIN)
    digest = hashlib.blake2b(f"{locale} {word.lower()}".encode(), digest_size=16).digest()
    letters = []
    for place in range(syllables or 1 + len(word) // 3):
        letters.append(consonants[digest[2 * place] % len(consonants)])
        if vowels:
            letters.append(vowels[digest[2 * place + 1] % len(vowels)])
    made = "".join(letters)
    return made.capitalize() if word[:1].isupper() else made


def spoilt(msgstr, dice):
    """A wrong digit or address, or None where there is none to get wrong."""
    found = list(re.finditer(r"\d(?=\D|$)|(?<=example)\.(?=org)", msgstr))
    if not found:
        return None
    place = dice.choice(found)
    wrong = str((int(place[0]) + 1) % 10) if place[0].isdigit() else "s."
    return msgstr[: place.start()] + wrong + msgstr[place.end() :]
