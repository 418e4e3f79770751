"""Pages for readers: one for each text and locale, an index for each locale, a list of locales.

A site is a folder: `index.html`, `style.css`, `<locale>/index.html`,
`<locale>/<domain>/index.html`. No script, nothing from a host that the project does not name.
"""

from tamizdat.publish.site.addresses import ROOT, STYLESHEET, index_path, link, page_path
from tamizdat.publish.site.pages import (
    anchors,
    bared,
    index,
    marked,
    moved,
    notice,
    opening,
    page,
    root,
    shows,
    substance,
)
from tamizdat.publish.site.views import (
    Entry,
    IndexView,
    MovedView,
    Notice,
    PageView,
    RootView,
    Words,
    gravest,
)

__all__ = [
    "ROOT",
    "STYLESHEET",
    "Entry",
    "IndexView",
    "MovedView",
    "Notice",
    "PageView",
    "RootView",
    "Words",
    "anchors",
    "bared",
    "gravest",
    "index",
    "index_path",
    "link",
    "marked",
    "moved",
    "notice",
    "opening",
    "page",
    "page_path",
    "root",
    "shows",
    "substance",
]
