"""Pages for readers: one for each text and locale, an index for each locale, a list of locales.

A site is a folder: `index.html`, `style.css`, `<locale>/index.html`,
`<locale>/<domain>/index.html`. No script, nothing from another host.
"""

from tamizdat.site.addresses import ROOT, STYLESHEET, index_path, link, page_path
from tamizdat.site.pages import index, notice, opening, page, root, shows, stylesheet
from tamizdat.site.sanitizer import references, sanitize
from tamizdat.site.views import Entry, IndexView, Notice, PageView, RootView, Words, gravest
from tamizdat.site.wording import Wording, strings

__all__ = [
    "ROOT",
    "STYLESHEET",
    "Entry",
    "IndexView",
    "Notice",
    "PageView",
    "RootView",
    "Wording",
    "Words",
    "gravest",
    "index",
    "index_path",
    "link",
    "notice",
    "opening",
    "page",
    "page_path",
    "references",
    "root",
    "sanitize",
    "shows",
    "strings",
    "stylesheet",
]
