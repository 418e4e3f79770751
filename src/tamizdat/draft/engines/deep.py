"""deep-translator's services, behind a guard. The only file that imports deep_translator.

deep-translator waits for ever, follows redirects and proxies, puts text and key into addresses and
into the messages of its exceptions, and shares state between threads. So each thread works on a
private copy of the provider's module in which the name `requests` is a `Guard`; nothing outside is
changed. Google and MyMemory take the text in the address by their nature; LibreTranslate's text and
key go into the body.
"""

from __future__ import annotations

import importlib.util
import ipaddress
import json
import os
import re
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from types import ModuleType
from typing import Any
from urllib.parse import urlsplit

from tamizdat.draft.engine import Destination, Engine, Options, Reach, RefusedError
from tamizdat.draft.engines.guard import Guard
from tamizdat.errors import ConfigError, EngineError, Problem
from tamizdat.language import locales
from tamizdat.project import trust

URL = "TAMIZDAT_LIBRE_URL"
"""Environment variable with the address of one's own LibreTranslate server."""
KEY = "TAMIZDAT_LIBRE_KEY"
"""Environment variable with that server's key, where it wants one; no other server gets it."""
_OWN = "http://127.0.0.1:5000"
_USUAL = frozenset({"127.0.0.1:5000", "[::1]:5000", "localhost:5000"})
"""Where a LibreTranslate server listens on this machine unless it is told otherwise."""

# Quota and usage messages that MyMemory returns as if they were translations.
_WARNING = re.compile(
    r"MYMEMORY WARNING|QUERY LENGTH LIMIT|INVALID (?:SOURCE|TARGET|LANGUAGE|EMAIL)|NO QUERY SPEC"
    r"|SELECT TWO DISTINCT|USED ALL AVAILABLE FREE"
)


@dataclass(frozen=True, slots=True)
class Provider:
    """A service and how deep-translator's class for it is called."""

    name: str
    """Also of deep-translator's module."""
    translator: str
    address: str
    """Where requests go, whatever deep-translator says; empty where the options name it."""
    code: Callable[[str], str]
    """The service's code for a locale; empty if it has none."""


def _language(locale: str, special: Mapping[str, str]) -> str:
    """A code from a table, else the bare language where the locale names no other script."""
    return special.get(locales.variety(locale)) or (
        "" if locales.script(locale) else locales.language(locale)
    )


def _regional(locale: str, regions: Mapping[str, str]) -> str:
    """MyMemory's codes always have a region."""
    code = regions.get(locales.variety(locale)) or locales.bcp47(locale)
    return code if "-" in code else f"{code}-{code.upper()}"


_GOOGLE = {
    "fil": "tl", "he": "iw", "jv": "jw", "nb": "no", "zh_Hans": "zh-CN", "zh_Hant": "zh-TW",
}  # fmt: skip
_MYMEMORY = {
    "ar": "ar-SA", "be": "be-BY", "bn": "bn-IN", "ca": "ca-ES", "cs": "cs-CZ", "cy": "cy-GB",
    "da": "da-DK", "el": "el-GR", "en": "en-GB", "et": "et-EE", "eu": "eu-ES", "fa": "fa-IR",
    "gl": "gl-ES", "he": "he-IL", "hi": "hi-IN", "hy": "hy-AM", "ja": "ja-JP", "ka": "ka-GE",
    "kk": "kk-KZ", "ko": "ko-KR", "nb": "nb-NO", "sl": "sl-SI", "sq": "sq-AL", "sr": "sr-Cyrl-RS",
    "sr@latin": "sr-Latn-RS", "sv": "sv-SE", "uk": "uk-UA", "ur": "ur-PK", "vi": "vi-VN",
    "zh_Hans": "zh-CN", "zh_Hant": "zh-TW",
}  # fmt: skip

GOOGLE = Provider(
    "google",
    "GoogleTranslator",
    "https://translate.google.com/m",
    partial(_language, special=_GOOGLE),
)
MYMEMORY = Provider(
    "mymemory",
    "MyMemoryTranslator",
    "https://api.mymemory.translated.net/get",
    partial(_regional, regions=_MYMEMORY),
)
LIBRE = Provider("libre", "LibreTranslator", "", locales.bcp47)


@dataclass(frozen=True)
class _Service:
    """A provider, opened for one pair; one instance of its class per thread."""

    provider: Provider
    codes: tuple[str, str]
    make: Callable[[], Any]
    local: threading.local = field(default_factory=threading.local)

    @property
    def route(self) -> str:
        """Source and target as the service calls them."""
        return "-".join(self.codes)

    def translate(self, texts: Sequence[str]) -> list[str]:
        """Translate sentences, one request each."""
        return [self._verified(text, self._answer(text)) for text in texts]

    def _answer(self, text: str) -> object:
        if not hasattr(self.local, "translator"):
            self.local.translator = self.make()
        answer, failure = None, ""
        try:
            answer = self.local.translator.translate(text)
        except EngineError:
            raise
        except Exception as error:  # noqa: BLE001 - its classes share no base, others escape too
            failure = type(error).__name__
        # Raised out here: deep-translator's exceptions carry the text and the key.
        if failure in ("JSONDecodeError", "KeyError", "AttributeError", "TypeError"):
            raise EngineError(Problem(f"{self.provider.name} sent an answer that makes no sense"))
        if failure:
            raise RefusedError(f"{self.provider.name} has no answer ({failure})")
        return answer

    def _verified(self, text: str, answer: object) -> str:
        """An answer that can be a translation."""
        name = self.provider.name
        if not isinstance(answer, str) or not answer.strip():
            raise RefusedError(f"{name} sent an empty answer")
        if _WARNING.search(answer) and not _WARNING.search(text):
            problem = Problem(
                f"{name} sent a warning instead of a translation", remedy="try again tomorrow"
            )
            raise EngineError(problem)
        if len(answer) > 10 * len(text) + 200:
            raise RefusedError(f"{name} sent an answer of {len(answer)} characters")
        return answer


@contextmanager
def _open(provider: Provider, source: str, target: str, options: Options) -> Iterator[_Service]:
    """Open a service; LibreTranslate is asked for its languages first."""
    address = provider.address or _own_address(options)
    key = _key(address) if provider is LIBRE else ""
    guard = partial(Guard, provider.name, address, options, key)
    if provider is LIBRE:
        codes = _offered(guard(), address, source, target)
    else:
        codes = (provider.code(source), provider.code(target))
    service = _Service(provider, codes, partial(_instance, provider, address, codes, guard))
    service.local.translator = service.make()  # an unknown language is known now
    yield service


def _instance(
    provider: Provider, address: str, codes: tuple[str, str], guard: Callable[[], Guard]
) -> Any:  # noqa: ANN401 - deep-translator has no types
    """An object of the provider's class, from a copy of its module that only knows the guard."""
    module = _copy(f"deep_translator.{provider.name}")
    vars(module)["requests"] = guard()
    make = getattr(module, provider.translator)
    if provider is LIBRE:
        # Its table of languages is years old, its key is mandatory: both are set right afterwards.
        translator = make(source="en", target="es", api_key="-", custom_url=address)
        translator.source, translator.target = codes
        return translator
    source, target = codes
    failure = not (source and target)
    try:
        translator = None if failure else make(source=source, target=target)
    except Exception:  # noqa: BLE001 - only that it did not work matters
        failure = True
    if failure:
        raise EngineError(Problem(f"{provider.name} does not know {source or '?'}-{target or '?'}"))
    translator._base_url = address  # noqa: SLF001 - its only way to name an address
    return translator


def _copy(name: str) -> ModuleType:
    """A fresh copy of a module, known to nobody else."""
    spec = importlib.util.find_spec(name)
    assert spec is not None  # deep-translator is a dependency
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _own_address(options: Options) -> str:
    """The address of a LibreTranslate server, with a slash at its end.

    What is asked for goes before the environment, that before what the project proposes, and where
    nobody says anything it is the usual one on this machine.

    Raises:
        ConfigError: it is no address, or one that would show text or key on the way.
    """
    return _sound(options.url or os.environ.get(URL, "") or options.proposal or _OWN)


def _sound(url: str) -> str:
    """An address as it is used. Raises ConfigError."""
    remedy = "write it like http://localhost:5000 or https://translate.example.org"
    parts, host, reason = urlsplit(""), "", remedy
    try:
        parts = urlsplit(url)
        host = trust.host(f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}")
    except ConfigError as error:
        reason = error.problems[0].remedy if not url.isascii() else remedy
    except ValueError:  # half an IPv6 address
        parts = urlsplit("")
    if parts.scheme not in ("http", "https") or not host:
        shown = url.rpartition("@")[2].partition("?")[0]  # without what may be a key
        raise ConfigError(Problem(f"no address of a server: “{shown}”", remedy=reason))
    if parts.username or parts.password or parts.query or parts.fragment:
        problem = Problem(
            f"the address of {parts.hostname} holds more than an address",
            remedy=f"a key comes from the environment variable {KEY}",
        )
        raise ConfigError(problem)
    if parts.scheme == "http" and not _near(parts.hostname or ""):
        problem = Problem(
            f"http would show texts to everybody between here and {parts.hostname}",
            remedy="use https",
        )
        raise ConfigError(problem)
    path = parts.path.rstrip("/").removesuffix("/translate").rstrip("/")
    return f"{parts.scheme}://{host}{path}/"  # the host that was looked at, in no other spelling


def _destination(provider: Provider, options: Options) -> Destination:
    """Where texts go. Raises ConfigError."""
    if provider.address:
        return Destination(trust.host(provider.address))
    address = _own_address(options)
    host = trust.host(address)
    usual = host in _USUAL and urlsplit(address).path == "/"
    named = bool(options.url or os.environ.get(URL))
    remark = ""
    if os.environ.get(KEY) and not _key(address):
        remark = f"without the key: {KEY} is for the server that {URL} names"
    return Destination(host, _here(urlsplit(address).hostname or ""), named or usual, remark)


def _key(address: str) -> str:
    """The key of a server, if it is the one that the environment names along with it."""
    named = os.environ.get(URL, "")
    return os.environ.get(KEY, "") if named and _sound(named) == address else ""


def _here(host: str) -> bool:
    """Whether a host is this machine, by number; a name can lie, but for one."""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _near(host: str) -> bool:
    """Whether a host is this machine or one in its own network, by number; a name can lie."""
    try:
        return _here(host) or ipaddress.ip_address(host).is_private
    except ValueError:
        return False


def _offered(guard: Guard, address: str, source: str, target: str) -> tuple[str, str]:
    """The server's codes for a pair, from its `/languages`. Raises EngineError."""
    answer = guard.get(f"{address}languages")
    offered: dict[str, list[str]] = {}
    try:
        offered = {item["code"]: list(item.get("targets") or ()) for item in answer.json()}
    except (json.JSONDecodeError, KeyError, TypeError, AttributeError):
        offered = {}
    if not offered or answer.status_code != 200:
        problem = Problem(
            f"no list of languages at {urlsplit(address).hostname} (status {answer.status_code})",
            remedy="is it the address of a LibreTranslate server?",
        )
        raise EngineError(problem)
    for start in (code for code in _tags(source) if code in offered):
        targets = offered[start] or list(offered)
        for end in (code for code in _tags(target) if code in targets):
            return start, end
    problem = Problem(
        f"the libre server does not translate from {source} to {target}",
        remedy=f"it has: {', '.join(sorted(offered))}",
    )
    raise EngineError(problem)


def _tags(locale: str) -> tuple[str, ...]:
    """Codes that a LibreTranslate server may use for a locale, the best first."""
    special = {"nb": "no", "zh_Hans": "zh", "zh_Hant": "zt", "pt_BR": "pb"}
    bare = _language(locale, {})
    return tuple(
        code for code in (locales.bcp47(locale), special.get(locales.variety(locale)), bare) if code
    )


def _engine(provider: Provider, reach: Reach, summary: str, max_characters: int) -> Engine:
    return Engine(
        name=provider.name,
        reach=reach,
        open=partial(_open, provider),
        summary=summary,
        destination=partial(_destination, provider),
        max_characters=max_characters,
    )


ENGINES = (
    _engine(GOOGLE, Reach.REMOTE, "Google's public page, unofficially", 4900),
    _engine(MYMEMORY, Reach.REMOTE, "a public translation memory: what it sees, it keeps", 490),
    _engine(LIBRE, Reach.SELF_HOSTED, "a LibreTranslate server of your own", 2000),
)
