"""What was handed out: a mark in the header of a file that goes to its translator.

It holds a print of every message as it was then, so that what comes back tells what was worked on,
whatever has happened meanwhile, without git and without a copy. Editors and gettext's tools keep
fields that they do not know.
"""

from __future__ import annotations

import base64
import binascii

from tamizdat.catalogs import po, three_way
from tamizdat.catalogs.catalog import Catalog

_FIELD = "X-Tamizdat-Handed-Out"
_BYTES = 5
"""Of a print."""


def marked(catalog: Catalog) -> Catalog:
    """The catalog with the mark of what it holds, as its last field."""
    prints = sorted(map(three_way.fingerprint, catalog.messages))
    value = base64.b64encode(bytes.fromhex("".join(prints))).decode()
    return po.with_field(without_mark(catalog), _FIELD, value)


def without_mark(catalog: Catalog) -> Catalog:
    """The catalog without a mark; the same object where it has none."""
    return po.with_field(catalog, _FIELD, "")


def prints(catalog: Catalog) -> frozenset[str]:
    """The prints that the mark of a catalog holds; none where there is no mark, or a broken one."""
    try:
        data = base64.b64decode("".join(catalog.field(_FIELD).split()), validate=True)
    except (binascii.Error, ValueError):
        return frozenset()
    return frozenset(data[n : n + _BYTES].hex() for n in range(0, len(data), _BYTES))
