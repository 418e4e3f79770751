"""SVG (SVG 2), written anew from what an allow-list names.

Scripts, event handlers, pages inside (foreignObject), references out of the file, comments, and
what editors note for themselves (names of people and folders) go. Text stays as it is written.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

from tamizdat.assets import gif, jpeg, png, stylesheet, webp
from tamizdat.assets.cleaned import Cleaned, refused
from tamizdat.assets.names import ANIMATED, ATTRIBUTES, ELEMENTS, WORDS
from tamizdat.assets.references import Parts
from tamizdat.errors import AssetError

_SVG = "http://www.w3.org/2000/svg"
_XLINK = "http://www.w3.org/1999/xlink"
_HTML = "http://www.w3.org/1999/xhtml"
_XML = "http://www.w3.org/XML/1998/namespace"
_LINK = "a link"
_PICTURE = "a picture in it that can't be made clean"
_PAGE = "<foreignObject>"
_WORDS = f"{_PAGE} and the words in it (make them SVG text; in Mermaid by “htmlLabels: false”)"
_INSTEAD = f"{_PAGE} (what the drawing has in its place is shown)"
_MANY = 3
"""Pictures of other files that are named."""
_SHORT = 40
"""Characters that are shown of a name."""
_STYLE = "a style that leads elsewhere"
_DEEP = 1000
"""Elements in elements; browsers stop somewhere above."""
_DATA = re.compile(r"data:[\w/+.-]+;base64,(?P<data>[A-Za-z0-9+/=\s]*)", re.I)
_PICTURES: tuple[tuple[bytes, str, Callable[[bytes], Cleaned]], ...] = (
    (b"\x89PNG\r\n\x1a\n", "image/png", png.clean),
    (b"\xff\xd8\xff", "image/jpeg", jpeg.clean),
    (b"GIF8", "image/gif", gif.clean),
    (b"RIFF", "image/webp", webp.clean),
)
"""How pictures inside begin, their type, and what cleans them."""
_SILENT = frozenset("metadata flowRoot solidcolor hatch meshgradient".split())
"""Elements that no browser shows: nothing is lost with them."""


def clean(data: bytes) -> Cleaned:
    """Keep drawing, text, inner styles, animation and pictures that are part of the file.

    Raises:
        AssetError: it is no SVG, grows without end when it is shown, or declares entities, with
            which anything could be written.
    """
    writer = _Writer()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.ordered_attributes = True
    parser.buffer_text = True
    parser.StartElementHandler = writer.start
    parser.EndElementHandler = writer.end
    parser.CharacterDataHandler = writer.text
    parser.EntityDeclHandler = _entity
    parser.SkippedEntityHandler = _entity
    try:
        parser.Parse(data, True)
    except (expat.ExpatError, ValueError, LookupError) as error:
        line = parser.CurrentLineNumber
        raise refused(f"not valid XML in its line {line}") from error
    writer.parts.bound()
    lost = (*sorted(writer.lost), *_named(list(writer.pictures)))
    return Cleaned("".join(writer.written).encode() + b"\n", lost)


def _named(pictures: list[str]) -> Iterator[str]:
    """What to say of pictures that are not part of the file."""
    if not pictures:
        return
    more = f" and {len(pictures) - _MANY} more" if len(pictures) > _MANY else ""
    said = ", ".join(pictures[:_MANY]) + more
    yield f"the pictures {said} (embed them)" if pictures[1:] else f"the picture {said} (embed it)"


def _entity(*_: object) -> None:
    raise refused(
        "it declares entities of its own", "save it anew as plain SVG (Inkscape: “Plain SVG”)"
    )


@dataclass
class _Switch:
    """A <switch>, of which a browser shows the first child that it can."""

    depth: int
    decided: bool = False
    """It has such a child; nobody sees the rest."""
    waits: str = ""
    """What would be shown, but is dropped; another child may stand in for it."""


@dataclass
class _Writer:
    """Writes what may stay as the parser comes to it."""

    written: list[str] = field(default_factory=list)
    lost: set[str] = field(default_factory=set)
    depth: int = 0
    dropped: int = 0
    """Depth of the element that is being left out; 0 where there is none."""
    page: bool = False
    """That is a page inside, which browsers would show."""
    words: bool = False
    """There are words in it."""
    pictures: dict[str, None] = field(default_factory=dict)
    """Names of pictures that are not part of the file."""
    switches: list[_Switch] = field(default_factory=list)
    """Those that we are in."""
    style: list[str] | None = None
    """The text of the stylesheet that we are in."""
    unseen: int = 0
    """Depth of the child of a <switch> that no browser shows, as it shows one before it."""
    parts: Parts = field(default_factory=Parts)
    open: bool = False
    """The last start tag still waits for its end."""

    def start(self, name: str, attributes: list[str]) -> None:
        """An element begins."""
        self.depth += 1
        if self.depth > _DEEP:
            raise refused("elements in elements without end")
        if self.dropped:
            return
        space, _, local = name.rpartition(" ")
        if self.depth == 1 and (space, local) != (_SVG, "svg"):
            raise refused("its first element is no <svg> of SVG's namespace")
        pairs = list(zip(attributes[::2], attributes[1::2], strict=True))
        switch = self._switch(self.depth - 1)
        if switch and switch.decided and not self.unseen:
            self.unseen = self.depth
        if space != _SVG or local not in ELEMENTS or self.style is not None:
            self.dropped = self.depth
            self._drop(space, local, dict(pairs))
            return
        if switch:
            self._choose(switch, dict(pairs))
        kept = [pair for key, value in pairs if (pair := self._attribute(local, key, value))]
        if local in ANIMATED and dict(kept).get("attributeName") not in ANIMATED[local]:
            self.dropped = self.depth
            self.lost.add(f"<{local}>")
            return
        self._close()
        spaces = [("xmlns", _SVG), ("xmlns:xlink", _XLINK)] if self.depth == 1 else []
        tag = "".join(f" {key}={quoteattr(value)}" for key, value in (*spaces, *kept))
        self.written.append(f"<{local}{tag}")
        self.parts.start(local, dict(kept))
        self.open = True
        if local == "style":
            self.style = []
        if local == "switch":
            self.switches.append(_Switch(self.depth))

    def _switch(self, depth: int) -> _Switch | None:
        """The <switch> that is the element of this depth."""
        found = self.switches[-1] if self.switches else None
        return found if found and found.depth == depth else None

    def _choose(self, switch: _Switch, attributes: Mapping[str, str]) -> None:
        """A child of it stays; browsers heed languages and extensions (SVG 2, section 5.8.2)."""
        if switch.waits:
            self._miss(_INSTEAD)
            switch.waits = ""
        switch.decided |= not {"systemLanguage", "requiredExtensions"} & attributes.keys()

    def _drop(self, space: str, local: str, attributes: Mapping[str, str]) -> None:
        """An element that is dropped begins; say so if a reader could miss it."""
        if (space, local) == (_SVG, "foreignObject"):
            self.page = attributes.get("requiredExtensions", _HTML).strip() in ("", _HTML)
            self.words = False
        elif space == _HTML or (space == _SVG and local not in _SILENT):
            self.lost.add(f"<{local}>")

    def _end_page(self, depth: int) -> None:
        """A page inside, that was dropped, ends."""
        said = _WORDS if self.words else _PAGE
        self.page = False
        switch = self._switch(depth - 1)
        if switch and not switch.decided:
            switch.waits = said
        else:
            self._miss(said)

    def _miss(self, what: str) -> None:
        """Something goes that a reader would have seen, but where nothing is seen."""
        if not self.unseen:
            self.lost.add(what)

    def end(self, name: str) -> None:
        """An element ends."""
        depth, self.depth = self.depth, self.depth - 1
        self._end(name, depth)
        if self.unseen == depth:
            self.unseen = 0

    def _end(self, name: str, depth: int) -> None:
        if self.dropped:
            if self.dropped == depth:
                self.dropped = 0
                if self.page:
                    self._end_page(depth)
            return
        if switch := self._switch(depth):
            self.switches.pop()
            if switch.waits:
                self._miss(switch.waits)
        if self.style is not None:
            css, went = stylesheet.rules("".join(self.style))
            self.style = None
            self.parts.sheets.append(css)
            if went:
                self.lost.add(_STYLE)
            self._put(css)
        self.parts.end()
        if self.open:
            self.written.append("/>")
            self.open = False
        else:
            self.written.append(f"</{name.rpartition(' ')[2]}>")

    def text(self, data: str) -> None:
        """Some characters."""
        if self.dropped or not self.depth:
            self.words = self.words or bool(data.strip())
            return
        if self.style is not None:
            self.style.append(data)
        else:
            self._put(data)

    def _put(self, data: str) -> None:
        if data:
            self._close()
            self.written.append(escape(data, {"\r": "&#13;"}))

    def _close(self) -> None:
        if self.open:
            self.written.append(">")
            self.open = False

    def _attribute(self, element: str, key: str, value: str) -> tuple[str, str] | None:
        """An attribute as it may stand; None drops it."""
        space, _, local = key.rpartition(" ")
        if space == _XML:
            return (f"xml:{local}", value) if local in ("lang", "space") else None
        if space in ("", _XLINK) and local == "href":
            address = self._address(element, value.strip())
            return (f"xlink:{local}" if space else local, address) if address else None
        if space or (local not in ATTRIBUTES and local != "style"):
            if local.lower().startswith("on"):
                self.lost.add("an event handler")
            return None
        if local == "style":
            value, lost = stylesheet.declarations(value)
        else:
            lost = local not in WORDS and not stylesheet.stays(value)
        if lost:
            self.lost.add(_STYLE)
        return (local, value) if local == "style" or not lost else None

    def _address(self, element: str, value: str) -> str:
        """A reference that stays in the file; empty for any other."""
        if value.startswith("#") or not value:
            return value
        if element == "a":
            self._miss(_LINK)
        elif element not in ("image", "feImage"):
            self._miss(f"what <{element}> takes from another file")
        elif found := _DATA.fullmatch(value):
            try:
                return _picture(found["data"])
            except AssetError:
                self._miss(_PICTURE)
        elif value[:5].lower() == "data:":
            self._miss(_PICTURE)
        else:
            path = re.split("[?#]", value, maxsplit=1)[0]
            name = " ".join((path.rpartition("/")[2] or path).split())
            if not self.unseen:
                self.pictures[name if len(name) <= _SHORT else f"{name[:_SHORT]}…"] = None
        return ""


def _picture(encoded: str) -> str:
    """A picture in a `data:` address, clean, under the type that it has. Raises AssetError."""
    try:
        data = base64.b64decode(encoded)
    except binascii.Error as error:
        raise refused("not valid base64") from error
    for signature, kind, do in _PICTURES:
        if data.startswith(signature):
            return f"data:{kind};base64,{base64.b64encode(do(data).data).decode()}"
    raise refused("no picture that browsers show")
