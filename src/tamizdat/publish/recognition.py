"""Whether a text is the one whose name it has: what was published of another one is not its own.

By the messages that the text of a name had in the last run, which the list of published files
keeps. One that has some of them still, or catalogs that follow them, is the same text, however much
of it was written anew.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import suppress

from tamizdat.catalogs import merge
from tamizdat.catalogs.catalog import Catalog
from tamizdat.errors import TamizdatError
from tamizdat.project.project import Project
from tamizdat.project.text import Text
from tamizdat.publish.manifest import Manifest
from tamizdat.publish.sources import Sources, printed

_GONE = "gone"
"""Stands before the messages of a text that was not there in the last run."""


def recognize(project: Project, made: Manifest, sources: Sources) -> dict[str, str]:
    """Take from texts what was published of others that had their names; note what they are now.

    Returns:
        Of texts that hold what another one held whose name is in use again, that name.
    """
    now = {domain: source.messages for domain, source in sources.all.items() if source.messages}
    then = {domain: _known(made, domain) for domain in now}
    strange = {d for d, (_, before) in then.items() if before.isdisjoint(now[d])}
    holders: dict[str, list[str]] = {}
    for domain in sorted(strange):
        for message in now[domain]:
            holders.setdefault(message, []).append(domain)
    formers: dict[str, str] = {}
    for domain in now:
        gone, before = then[domain]
        if domain not in strange or not before:
            continue
        shares = Counter(holder for message in before for holder in holders.get(message, ()))
        heirs = [holder for holder, count in shares.items() if 2 * count > len(before)]
        if gone or heirs or _is_another(_catalogs(project, sources.text(domain)), before):
            made.disown(domain)
            formers |= dict.fromkeys(heirs, domain)
    made.texts |= {domain: " ".join(sorted(messages)) for domain, messages in now.items()}
    return formers


def forget(project: Project, made: Manifest) -> None:
    """Keep in mind which texts are not there any more, as long as there is something of them."""
    published = {owner.partition("/")[2] for owner, paths in made.owned.items() if paths}
    for domain in [*made.texts.keys() - project.sources.keys()]:
        _, messages = _known(made, domain)
        made.texts[domain] = " ".join([_GONE, *sorted(messages)])
        if domain not in published:
            del made.texts[domain]


def _known(made: Manifest, domain: str) -> tuple[bool, set[str]]:
    """Whether the text of a name was gone in the last run, and the messages that it had."""
    messages = {*made.texts.get(domain, "").split()}
    return _GONE in messages, messages - {_GONE}


def _is_another(catalogs: Iterable[Catalog], before: set[str]) -> bool:
    """Whether nothing follows what was there before, and some of it is obsolete.

    Of a single message nobody can tell.
    """
    obsolete = False
    for catalog in catalogs:
        for message in catalog.active:
            former = (message.previous_msgctxt, message.previous_msgid or "")
            if not before.isdisjoint((printed(message.key), printed(former))):
                return False
        obsolete |= any(printed(message.key) in before for message in catalog.obsolete)
    return obsolete and len(before) > 1


def _catalogs(project: Project, text: Text) -> Iterator[Catalog]:
    """A text's catalogs as `update` leaves them."""
    for locale in text.locales:
        with suppress(TamizdatError):
            if catalog := project.catalog(text.domain, locale, text):
                yield merge.merge(catalog, text.template).catalog
