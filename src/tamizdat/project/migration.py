"""Bring a catalog that was made with an older segmentation to the msgids that its text has now."""

from __future__ import annotations

import re

from tamizdat.catalogs import po
from tamizdat.catalogs.catalog import Catalog, Key, Message
from tamizdat.language import scripts
from tamizdat.language.markup import Markup
from tamizdat.language.normal import normal
from tamizdat.project.text import Text

_WRAP = re.compile(r"\s*\n\s*")
_WIDE_WRAP = re.compile(rf"(?<=[{scripts.WIDE}])\s*\n\s*(?=[{scripts.WIDE}])")


def migrate(catalog: Catalog, text: Text | None) -> Catalog:
    """The catalog with the msgids of today where they are only written in another way.

    Such a message stays in the state that it is in, and what was said of it holds on. All others
    are left to the merge. Where nothing differs, it is the very catalog that was given.

    Args:
        catalog: made with any version of the segmentation that is known.
        text: the one that it is of; None if that is gone.

    """
    if po.segments(catalog) == po.SEGMENTS or text is None:
        return catalog
    missing: dict[tuple[Markup, str | None, str], Message] = {}
    for key, (segment, *_) in text.segments.items():
        if key not in catalog.by_key:
            form = (segment.markup, key[0], _normal(key[1], segment.markup))
            missing.setdefault(form, text.template.by_key[key])
    markups = {markup for markup, _, _ in missing}
    found: dict[Key, Message] = {}
    for message in catalog.active:
        for markup in markups if message.key not in text.segments else ():
            form = (markup, message.msgctxt, _normal(message.msgid, markup))
            if form in missing and message.key not in found:
                found[message.key] = message.carried(missing.pop(form))
    if not found:
        return catalog
    return po.of_today(catalog.replaced(found))


def _normal(msgid: str, markup: Markup) -> str:
    """A msgid without what versions of the segmentation differ in: wraps, short references."""
    return normal(_WRAP.sub(" ", _WIDE_WRAP.sub("", msgid)), markup)
