"""Machine translation engines, by name."""

from __future__ import annotations

from tamizdat.draft.engine import Engine
from tamizdat.draft.engines import deep, fxtranslate, pseudo
from tamizdat.errors import ConfigError, Problem, suggestion

ENGINES: tuple[Engine, ...] = (fxtranslate.ENGINE, pseudo.ENGINE, *deep.ENGINES)

BROKEN = {
    "baidu": "deep-translator sends the text in the address and knows only Baidu's own codes",
    "chatgpt": "deep-translator needs a version of openai (0.27) that the service left behind",
    "deepl": "deep-translator sends the key in the address, which DeepL no longer accepts",
    "linguee": "it is a dictionary of single words",
    "microsoft": "deep-translator opens a connection before anybody could guard it",
    "papago": "deep-translator's table of its languages is the wrong way round",
    "pons": "it is a dictionary of single words",
    "qcri": "deep-translator leaves out a parameter that the service demands, and hides its errors",
    "tencent": "no release of deep-translator has it",
    "yandex": "deep-translator speaks version 1.5 of an interface that Yandex has replaced",
}
"""Providers of deep-translator that are not offered, and why."""


def by_name(name: str) -> Engine:
    """The engine of a name.

    Raises:
        ConfigError: there is none, or its class in deep-translator does not work.
    """
    known = {engine.name: engine for engine in ENGINES}
    if name in known:
        return known[name]
    others = f"engines: {', '.join(known)}"
    if name.lower() in BROKEN:
        problem = Problem(f"engine “{name}” does not work: {BROKEN[name.lower()]}", remedy=others)
        raise ConfigError(problem)
    alike = next((each for each in known if each in name.lower()), "")  # “LibreTranslate”
    remedy = f"did you mean “{alike}”?" if alike else suggestion(name.lower(), known, others)
    raise ConfigError(Problem(f"unknown engine “{name}”", remedy=remedy))
