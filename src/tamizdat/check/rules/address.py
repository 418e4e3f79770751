"""Find addresses, links and images that were lost, added or changed; name what they look like.

Bad: `Give at good.org` -> `Donnez sur g00d.org`; `[fund](https://good.org)` -> `fonds`
Good: `See [A](/a) and [B](/b).` -> `Voir [B](/b) et [A](/a).`
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping
from urllib.parse import unquote

from tamizdat.check.findings import Check, Pair, Severity
from tamizdat.check.rules import characters, localized
from tamizdat.check.rules.lookalikes import resembling, skeleton
from tamizdat.check.rules.reading import Reading, lost_and_added, read, read_source, replaced
from tamizdat.language import locales
from tamizdat.language.facts import Fact, addresses
from tamizdat.language.safe import quote

_SCHEME = re.compile(r"[\x00-\x20]*([a-z][a-z0-9+.-]*):", re.I)
_IGNORED = re.compile(r"[\t\n\r]")  # browsers drop them, `java<tab>script:` is a scheme
_ALLOWED = frozenset({"http", "https", "mailto"})
_DOMAIN = re.compile(r"[\w-]+(?:[.。][\w-]+)+")
# French writers make `prisonnier.es` of prisoners of all genders: no domain in Spain.
_INCLUSIVE = re.compile(r"\w+\.(?:es|ne|se|te|le|ve|re)\Z")


_Place = tuple[str, str]
"""What kind of address, and the address."""
_Change = tuple[_Place | None, _Place | None]
"""What was there, and what stands instead."""


def run(pair: Pair) -> Iterator[str]:
    """Compare targets of links with targets, visible addresses with visible ones."""
    source, target = read_source(pair.msgid, pair.markup), read(pair.msgstr, pair.markup)
    changed = source.targets != target.targets or source.visible != target.visible
    hidden: Mapping[int, None] = {}
    if changed or source.addresses != target.addresses:
        hidden = dict.fromkeys(map(ord, characters.forbidden(pair)))
    if changed or hidden:
        target = _revealed(pair, hidden)
        targets = _changes(pair, [*source.targets.elements()], [*target.targets.elements()])
        yield from _targets(targets, source, target)
        yield from _visible(pair, targets, source, target)
    yield from _disguised(target)


def _revealed(pair: Pair, hidden: Mapping[int, None]) -> Reading:
    """The msgstr without the characters that `character` finds: a fault is said once."""
    return read(pair.msgstr.translate(hidden), pair.markup)


def _changes(pair: Pair, before: Collection[_Place], after: Collection[_Place]) -> list[_Change]:
    """What is lost, added, or stands for something else."""
    lost, added = localized.without(pair, *lost_and_added(before, after))
    for new in [place for place in added if "#" in place[1]] if lost else ():
        old = new[0], pair.meant(new[1])
        if old in lost:
            lost.remove(old)
            added.remove(new)
    found = [
        *replaced(lost, added, lambda place: skeleton(place[1])),
        *replaced(lost, added, lambda place: place[0]),
    ]
    return [*found, *((None, new) for new in added), *((old, None) for old in lost)]


def _targets(changes: Iterable[_Change], source: Reading, target: Reading) -> Iterator[str]:
    originals = [url for _, url in source.targets]
    visible = {address.text for address in target.addresses}
    for old, new in changes:
        if _of_a_tag(old, new, source, target):
            continue
        if new:
            yield f"{new[0]} to {quote(new[1])}{_wrong(old, new, originals)}"
        elif old:
            rest = "; the address is there, but no link" if old[1] in visible else ""
            yield f"{old[0]} to {quote(old[1])} is missing{rest}"


def _of_a_tag(old: _Place | None, new: _Place | None, source: Reading, target: Reading) -> bool:
    """Whether an address came or went with its HTML tag, which `markup` finds."""
    if (old and new) or not (place := old or new) or not place[0].startswith("<"):
        return False
    name = place[0].strip("<>")
    before, after = (
        sum(tag.target == name and not tag.raw.startswith("</") for tag, _ in side.tags)
        for side in (source, target)
    )
    return before > after if old else before < after


def _wrong(old: _Place | None, new: _Place, originals: list[str]) -> str:
    """What is wrong with a target that the source hasn't."""
    scheme = _SCHEME.match(_IGNORED.sub("", unquote(new[1])))
    known = {match[1].lower() for url in originals if (match := _SCHEME.match(url))}
    if scheme and scheme[1].lower() not in _ALLOWED | known:
        return f": “{scheme[1]}:” is not allowed in a translation"
    if old and old[1] == new[1]:
        return f" instead of {old[0]} to it"
    return _instead(old, new, originals)


def _instead(old: _Place | None, new: _Place, originals: list[str]) -> str:
    wrong = f" instead of {quote(old[1])}" if old else " is not in the source"
    return f"{wrong}{_explain(new[1], originals)}"


def _visible(pair: Pair, targets: list[_Change], source: Reading, target: Reading) -> Iterator[str]:
    """Addresses that readers see, but for those that are links and were told as such."""
    originals = [address.text for address in source.addresses]
    told = {(_shown(old), _shown(new)) for old, new in targets}
    bare = {old for old, new in told if not new}
    changes = _changes(
        pair,
        [(a.kind, a.key) for a in source.addresses],
        [
            (a.kind, a.key)
            for a in target.addresses
            if a.text in originals or not _is_word(a.kind, a.text, pair, originals)
        ],
    )
    for old, new in changes:
        word = new and not old and _is_word(*new, pair, originals)
        if word or (_shown(old), _shown(new)) in told or (not old and _shown(new) in bare):
            continue
        if new:
            yield f"{new[0]} {quote(new[1])}{_instead(old, new, originals)}"
        elif old:
            yield f"{old[0]} {quote(old[1])} is missing"


def _shown(place: _Place | None) -> str:
    """What readers see where an address stands for itself."""
    return place[1].removeprefix("mailto:") if place else ""


def _disguised(target: Reading) -> Iterator[str]:
    """Addresses in styled letters (fullwidth, circled, mathematical), which nobody can copy."""
    if target.prose.isascii() or unicodedata.is_normalized("NFKC", target.prose):
        return
    plain = {address.key for address in target.addresses}
    for address in addresses(unicodedata.normalize("NFKC", target.prose)):
        if address.key not in plain and address.text not in target.prose:
            yield f"{address.kind} {quote(address.text)} is written in characters of another kind"


def _is_word(kind: str, text: str, pair: Pair, originals: list[str]) -> bool:
    french = kind is Fact.DOMAIN and locales.language(pair.locale) == "fr"
    return bool(french and _INCLUSIVE.fullmatch(text)) and not resembling(text, originals)


def _explain(text: str, originals: Iterable[str]) -> str:
    """Say what a reader would take an address for, or where it really leads."""
    original = resembling(text, originals)
    if original:
        return f"; it looks like {quote(original)}"
    host = _host(text)
    for other in originals:
        known = _host(other)
        if host == known or not (_DOMAIN.fullmatch(host) and _DOMAIN.fullmatch(known)):
            continue
        if skeleton(host) == skeleton(known):
            return f"; {quote(host)} looks like {quote(known)}"
        if known in text:
            return f"; it holds {quote(known)} but leads to {quote(host)}"
    return ""


def _host(text: str) -> str:
    """The host that browsers would go to (they take a backslash for a slash)."""
    place = re.sub(r"\A[a-z][a-z0-9+.-]*:(?=[/\\])", "", text.replace("\\", "/"), flags=re.I)
    authority = place.lstrip("/").partition("/")[0].partition("?")[0].partition("#")[0]
    return authority.rpartition("@")[2].removeprefix("mailto:")


CHECK = Check("address", Severity.ERROR, run, "links, e-mail addresses, handles, accounts are kept")
