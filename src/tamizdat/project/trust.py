"""The hosts that the person at this machine lets texts go to. No repository has a say in it.

They stand in the user's own configuration, one in a line, and in `TAMIZDAT_ALLOW`. A host is a name
or a number and, unless it is the scheme's own, a port.
"""

from __future__ import annotations

import ipaddress
import os
import re
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import urlsplit

from tamizdat.errors import ConfigError, Problem, StorageError
from tamizdat.project import files

ALLOW = "TAMIZDAT_ALLOW"
"""Environment variable with more of them, for machines that nobody sits at."""

_PORTS = {"http": 80, "https": 443}
_NAME = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)(\.(?!-)[a-z0-9_-]{1,63}(?<!-))*")
_HEAD = "# Hosts that texts of any project may go to, if project and text agree: tamizdat trust\n"


def host(address: str) -> str:
    """The host of an address, or of `name:port` alone, as it is trusted: in lower case.

    In ASCII: what an international name becomes depends on who asks (IDNA 2003, IDNA 2008), and who
    is asked must be who is trusted.

    Raises:
        ConfigError: it is none, or holds more than an address.
    """
    if not address.isascii():
        remedy = "write its international letters as the Internet does, with xn--"
        raise ConfigError(Problem(f"not a host in ASCII: “{address}”", remedy=remedy))
    wrong = ConfigError(
        Problem(f"not a host: “{address}”", remedy="write it like mt.example.org or 10.0.0.5:5000")
    )
    try:
        parts = urlsplit(address if "://" in address else f"//{address}")
        name, port = parts.hostname or "", parts.port
    except ValueError:  # half an IPv6 address, a port of letters
        raise wrong from None
    if (
        re.search(r"[\s\0-\x1f]", address)
        or "@" in parts.netloc
        or parts.scheme not in ("", *_PORTS)
    ):
        raise wrong
    try:
        number = ipaddress.ip_address(name)
    except ValueError:
        name = name.removesuffix(".").lower()
        if not _NAME.fullmatch(name):
            raise wrong from None
    else:
        name = f"[{number}]" if number.version == 6 else str(number)
    return name if port in (None, _PORTS.get(parts.scheme)) else f"{name}:{port}"


def place() -> Path:
    """Where they stand."""
    import platformdirs  # noqa: PLC0415 - it takes a while where it is not needed

    return platformdirs.user_config_path("tamizdat", appauthor=False) / "hosts"


def hosts(root: Path | None = None) -> tuple[str, ...]:
    """Those of the user's own configuration; none if that lies in the project, which ships it.

    Raises:
        StorageError: it can't be read.
        ConfigError: a line is no host.
    """
    path = place()
    if root and path.resolve().is_relative_to(root.resolve()):
        return ()
    try:
        text = path.read_text("utf-8", "replace")
    except FileNotFoundError:
        return ()
    except OSError as error:
        raise StorageError.at(path, None, error.strerror or "can't be read") from error
    found = []
    for number, line in enumerate(text.splitlines(), 1):
        word = line.partition("#")[0].strip()
        try:
            found += [host(word)] if word else []
        except ConfigError as error:
            remedy = "mend or delete the line"
            raise ConfigError.at(path, number, str(error), remedy) from None
    return tuple(dict.fromkeys(found))


def allowed() -> tuple[str, ...]:
    """Those that the environment adds. Raises ConfigError."""
    try:
        return tuple(map(host, os.environ.get(ALLOW, "").replace(",", " ").split()))
    except ConfigError as error:
        raise ConfigError(Problem(f"{ALLOW}: {error}", remedy=error.problems[0].remedy)) from None


def trusts(address: str, root: Path) -> bool:
    """Whether texts of a project may go to the host of an address. Raises TamizdatError."""
    return host(address) in {*hosts(root), *allowed()}


def save(wanted: Iterable[str]) -> None:
    """Write the user's own list. Raises StorageError."""
    path = place().resolve()  # some keep such files elsewhere, and a symlink here
    text = _HEAD + "".join(f"{name}\n" for name in dict.fromkeys(wanted))
    files.write(path, text.encode(), path.parent)
