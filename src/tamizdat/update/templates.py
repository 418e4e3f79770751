"""The templates: what each text has to translate, for editors and platforms."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace

from tamizdat.catalogs import merge, po
from tamizdat.catalogs.catalog import Catalog
from tamizdat.errors import CatalogError, TamizdatError, guard
from tamizdat.language import locales
from tamizdat.project import cache, files
from tamizdat.project.catalogs import CatalogFile
from tamizdat.project.project import Project
from tamizdat.project.text import Text
from tamizdat.update.updated import Updated

Strays = dict[str, tuple[str, CatalogFile]]
"""By domain: a catalog that lies in the place of the template, and its locale."""


def write(
    project: Project,
    text: Text,
    *,
    was: str = "",
    strays: Strays | None = None,
    dry_run: bool,
) -> Updated:
    """Bring the template of a text up to date.

    Args:
        project: that it is in.
        text: the text.
        was: the domain whose template becomes it.
        strays: gets a catalog of the text that lies in its place, which is left alone then: git
            may take a template for the new place of a catalog that it resembles.
        dry_run: write nothing.
    """
    path = project.template_path(text.domain)
    before = b""
    try:
        with guard(path):
            now = project.template_path(was) if was else path
            data = po.dumps(text.template)
            if os.path.lexists(now):
                before = files.read(now, project.root)
                old = project.template(was or text.domain)
                if old and any(message.msgstr for message in old.messages):
                    locale = locales.among(old.language, text.locales) if old.language else ""
                    if locale and strays is not None:
                        scrub = project.config.privacy.scrub
                        file = CatalogFile(now, project.root, scrub, old, before, text.domain)
                        strays[text.domain] = locale, file
                        return Updated(text.domain, "", path)
                    message = "holds translations, and is no template"
                    remedy = "give “template” another path, or move this file away"
                    raise CatalogError.at(path, None, message, remedy)
                if old:
                    data = _renewed(project, text, old)
            if data == before:
                written = bool(was)
                return Updated(text.domain, "", path, written=written, digest=cache.digest(data))
            if not dry_run:
                files.write(path, data, project.root, expected=before)
    except TamizdatError as error:
        return Updated(text.domain, "", path, error=error)
    return Updated(text.domain, "", path, written=True, digest=cache.digest(data))


def _renewed(project: Project, text: Text, old: Catalog) -> bytes:
    """The file of a template; what is as it should be, but for its reference, keeps its bytes."""
    names = (text.domain, *project.renames.before(text.domain))
    clean = not project.config.privacy.scrub or po.scrubbed(old, names) is old
    if clean and merge.same(old, text.template):
        return po.dumps(old)
    had = old.by_key
    messages = (had.get(wanted.key, wanted) for wanted in text.template.messages)
    kept = tuple(
        there if there == replace(wanted, references=there.references) else wanted
        for there, wanted in zip(messages, text.template.messages, strict=True)
    )
    return po.dumps(
        replace(
            text.template, messages=kept if old.eol == text.template.eol else text.template.messages
        )
    )


def remove(project: Project, domain: str, *, dry_run: bool) -> Iterator[Updated]:
    """A text that is gone has nothing to translate; what was translated stays in its catalogs."""
    path = project.template_path(domain)
    try:
        with guard(path):
            there = files.read(path, project.root) if os.path.lexists(path) else b""
            template = project.template(domain)
            if not template or not po.is_own_template(template):
                return
            if not dry_run:
                files.remove(path, project.root, expected=there)
    except TamizdatError as error:
        yield Updated(domain, "", path, error=error)
    else:
        yield Updated(domain, "", path, written=True, text_is_gone=True)
