"""Where pages are: paths below the site's folder, and links between them.

Links between pages are relative, so that the site works from a folder and under any address.
"""

from __future__ import annotations

import posixpath
from urllib.parse import quote

from tamizdat.pages.environment import STYLESHEET

__all__ = ["ROOT", "STYLESHEET", "index_path", "link", "page_path", "public"]

ROOT = "index.html"
"""The page that lists the locales."""


def page_path(locale: str, domain: str) -> str:
    """The page of a text in a locale, below the site's folder."""
    return f"{locale}/{domain}/index.html"


def index_path(locale: str) -> str:
    """The page that lists a locale's texts, below the site's folder."""
    return f"{locale}/index.html"


def link(origin: str, target: str) -> str:
    """The relative address of one file of the site, seen from another."""
    here, there = origin.split("/")[:-1], target.split("/")
    same = len(posixpath.commonprefix([here, there]))
    return quote("/".join([".."] * (len(here) - same) + there[same:]) or ".")


def public(site: str, origin: str, target: str) -> str:
    """The absolute address of a file under the site's address; relative where there is none."""
    if not site:
        return link(origin, target)
    return f"{site.rstrip('/')}/{quote(target.removesuffix('index.html'))}"
