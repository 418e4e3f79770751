"""Catalogs as `.po` and `.pot` files: read strictly, written back to the byte.

The grammar is GNU gettext's. Every message keeps the bytes that it was read from, so only what has
changed is formatted anew (polib does that, unwrapped), and a file without changes is the same file.
"""

from tamizdat.catalogs.po.encoding import CONFLICT, conflict
from tamizdat.catalogs.po.header import (
    SEGMENTS,
    SEGMENTS_FIELD,
    in_locale,
    is_own_template,
    merged_header,
    named,
    new_catalog,
    of_today,
    segments,
    with_field,
)
from tamizdat.catalogs.po.personal import Told, compiled, scrubbed, told, without_folders
from tamizdat.catalogs.po.reader import loads
from tamizdat.catalogs.po.strings import CONTROL
from tamizdat.catalogs.po.writer import dumps, in_own_form

__all__ = [
    "CONFLICT",
    "CONTROL",
    "SEGMENTS",
    "SEGMENTS_FIELD",
    "Told",
    "compiled",
    "conflict",
    "dumps",
    "in_locale",
    "in_own_form",
    "is_own_template",
    "loads",
    "merged_header",
    "named",
    "new_catalog",
    "of_today",
    "scrubbed",
    "segments",
    "told",
    "with_field",
    "without_folders",
]
