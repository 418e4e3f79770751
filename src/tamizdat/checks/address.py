"""Find addresses, links and images that were lost, added or changed; name what they look like.

Bad: `Give at good.org` -> `Donnez sur g00d.org`; `[fund](https://good.org)` -> `fonds`
Good: `See [A](/a) and [B](/b).` -> `Voir [B](/b) et [A](/a).`
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from urllib.parse import unquote

from tamizdat import locales
from tamizdat.checks import localized
from tamizdat.checks.reading import Reading, lost_and_added, quote, read
from tamizdat.facts import Fact, addresses
from tamizdat.findings import Check, Pair, Severity
from tamizdat.lookalikes import resembling, skeleton

_SCHEME = re.compile(r"[\x00-\x20]*([a-z][a-z0-9+.-]*):", re.I)
_IGNORED = re.compile(r"[\t\n\r]")  # browsers drop them, `java<tab>script:` is a scheme
_ALLOWED = frozenset({"http", "https", "mailto"})
_DOMAIN = re.compile(r"[\w-]+(?:[.。][\w-]+)+")
# French writers make `prisonnier.es` of prisoners of all genders: no domain in Spain.
_INCLUSIVE = re.compile(r"\w+\.(?:es|ne|se|te|le|ve|re)\Z")


def run(pair: Pair) -> Iterator[str]:
    """Compare targets of links with targets, visible addresses with visible ones."""
    source, target = read(pair.msgid, pair.markup), read(pair.msgstr, pair.markup)
    if source.targets != target.targets:
        yield from _targets(pair, source, target)
    if source.addresses != target.addresses:
        yield from _visible(pair, source, target)
    yield from _disguised(target)


def _targets(pair: Pair, source: Reading, target: Reading) -> Iterator[str]:
    lost, added = lost_and_added(source.targets.elements(), target.targets.elements())
    originals = [url for _, url in source.targets]
    lost, added = localized.without(pair, lost, added)
    for kind, url in added:
        scheme = _SCHEME.match(_IGNORED.sub("", unquote(url)))
        known = {match[1].lower() for url in originals if (match := _SCHEME.match(url))}
        if scheme and scheme[1].lower() not in _ALLOWED | known:
            yield f"{kind} to {quote(url)}: “{scheme[1]}:” is not allowed in a translation"
        else:
            yield f"{kind} to {quote(url)} is not in the source{_explain(url, originals)}"
    for kind, url in lost:
        yield f"{kind} to {quote(url)} is missing"


def _visible(pair: Pair, source: Reading, target: Reading) -> Iterator[str]:
    lost, added = lost_and_added(
        ((a.kind, a.key) for a in source.addresses), ((a.kind, a.key) for a in target.addresses)
    )
    originals = [address.text for address in source.addresses]
    lost, added = localized.without(pair, lost, added)
    for kind, text in added:
        if kind is Fact.DOMAIN and _is_word(text, pair, originals):
            continue
        yield f"{kind} {quote(text)} is not in the source{_explain(text, originals)}"
    for kind, text in lost:
        yield f"{kind} {quote(text)} is missing"


def _disguised(target: Reading) -> Iterator[str]:
    """Addresses in styled letters (fullwidth, circled, mathematical), which nobody can copy."""
    if unicodedata.is_normalized("NFKC", target.prose):
        return
    plain = {address.key for address in target.addresses}
    for address in addresses(unicodedata.normalize("NFKC", target.prose)):
        if address.key not in plain and address.text not in target.prose:
            yield f"{address.kind} {quote(address.text)} is written in characters of another kind"


def _is_word(text: str, pair: Pair, originals: list[str]) -> bool:
    inclusive = locales.language(pair.locale) == "fr" and _INCLUSIVE.fullmatch(text)
    return bool(inclusive) and not resembling(text, originals)


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
