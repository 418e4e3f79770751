"""Judges of structure that know dialects: MyST's parser, Python-Markdown with PyMdown.

Each tells the elements of a text in order, with their classes, without its words.
"""

from __future__ import annotations

import io
import re
import warnings
from functools import cache

KEPT_INLINE = frozenset(
    "em strong a code br img span sup input kbd del label svg path i b small".split()
)
"""Elements in running text, which a translation may put in another order."""
MYST_EXTENSIONS = (
    "amsmath attrs_block attrs_inline colon_fence deflist dollarmath fieldlist html_admonition "
    "html_image replacements smartquotes strikethrough substitution tasklist"
).split()
PYTHON_EXTENSIONS = (
    "abbr admonition attr_list def_list footnotes md_in_html tables pymdownx.blocks.admonition "
    "pymdownx.blocks.caption pymdownx.details pymdownx.superfences pymdownx.tabbed "
    "pymdownx.tasklist pymdownx.caret pymdownx.mark pymdownx.keys"
).split()
_FRONT_MATTER = re.compile(r"\A\ufeff?---\r?\n.*?\n---\r?(?:\n|\Z)", re.S)
_TAG = re.compile(r"<(/?)([a-zA-Z][\w-]*)([^<>]*)>")
_CLASS = re.compile(r'class="([^"]*)"')


def myst(text: str) -> list[str]:
    """The blocks of a text as MyST reads it."""
    from docutils import nodes
    from docutils.core import publish_doctree
    from myst_parser.parsers.docutils_ import Parser

    settings = {
        "myst_enable_extensions": MYST_EXTENSIONS,
        "myst_suppress_warnings": ["*"],
        "report_level": 5,
        "halt_level": 6,
        "warning_stream": io.StringIO(),
        "file_insertion_enabled": False,
        "raw_enabled": True,
    }
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        tree = publish_doctree(text, parser=Parser(), settings_overrides=settings)
    unread = (nodes.Text, nodes.system_message, nodes.problematic)
    blocks = (nodes.paragraph, nodes.title, nodes.term, nodes.literal_block, nodes.field_name,
              nodes.comment, nodes.target, nodes.line, nodes.math_block)  # fmt: skip
    found = []
    for node in tree.findall():
        running = isinstance(node, nodes.Inline | nodes.TextElement)
        if isinstance(node, unread) or (running and not isinstance(node, blocks)):
            continue
        if any(isinstance(parent, nodes.system_message) for parent in _above(node)):
            continue
        found.append(".".join([node.tagname, *node.get("classes", ())]))
        if isinstance(node, nodes.comment | nodes.field_name | nodes.math_block):
            found.append(node.astext())
    return found


def _above(node):
    while node := node.parent:
        yield node


@cache
def _python_markdown():
    import markdown

    return markdown.Markdown(
        extensions=PYTHON_EXTENSIONS,
        extension_configs={"pymdownx.tabbed": {"alternate_style": True}},
    )


def python_markdown(text: str) -> list[str]:
    """The blocks of a text as Python-Markdown reads it with what MkDocs' sites use."""
    page = _python_markdown().reset().convert(_FRONT_MATTER.sub("", text))
    found = []
    for closing, name, attributes in _TAG.findall(page):
        if name.lower() not in KEPT_INLINE:
            classes = "" if closing else _CLASS.search(attributes)
            found.append(f"{closing}{name}" + (f".{classes[1]}" if classes else ""))
    return found


JUDGES = {"myst": myst, "python-markdown": python_markdown}
