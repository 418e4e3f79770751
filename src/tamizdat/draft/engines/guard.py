"""What deep-translator gets instead of `requests`: bounded, direct, to one host, silent.

Nothing that it raises holds a text, a key or an address beyond the host.
"""

from __future__ import annotations

import datetime
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

from tamizdat.draft.engine import Options
from tamizdat.errors import EngineError, Problem

LARGEST = 1 << 20
"""Bytes of an answer; more is refused."""
LONGEST_WAIT = 60.0
"""Seconds that a server's Retry-After is obeyed; when it asks for more, the run ends."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What deep-translator reads of a response."""

    status_code: int
    text: str
    retry_after: str = ""

    def json(self) -> Any:  # noqa: ANN401 - whatever the server sent
        """The body as data."""
        return json.loads(self.text)

    def close(self) -> None:
        """Nothing is left open."""


class Guard:
    """`get` and `post` to one host, for one thread; all of a request takes one time limit."""

    def __init__(self, name: str, address: str, options: Options, key: str = "") -> None:
        import requests  # noqa: PLC0415 - comes with deep-translator, which is slow to import

        self._requests = requests
        self._name = name
        self._host = urlsplit(address).netloc
        self._scheme = urlsplit(address).scheme
        self._options = options
        self._key = key
        self._session = requests.Session()
        self._session.trust_env = False  # no proxy, no netrc

    def get(self, url: str, params: Mapping[str, str] | None = None, **_: object) -> Answer:
        """Ask with a query in the address. Raises EngineError."""
        return self._send("GET", url, {"params": dict(params or {})})

    def post(self, url: str, params: Mapping[str, str] | None = None, **_: object) -> Answer:
        """Ask with the parameters in the body, with the key instead of a placeholder.

        Raises:
            EngineError: the service fails.
        """
        body = {name: value for name, value in (params or {}).items() if name != "api_key"}
        if self._key:
            body["api_key"] = self._key
        return self._send("POST", url, {"json": body})

    def _send(self, method: str, url: str, what: dict[str, Any]) -> Answer:
        """Send until there is an answer; wait before repeating as the server says."""
        parts = urlsplit(url)
        if (parts.scheme, parts.netloc) != (self._scheme, self._host):
            raise EngineError(
                Problem(f"{self._name} tried to reach another host than {self._host}")
            )
        for attempt in range(self._options.retries + 1):
            answer = self._once(method, url, what)
            if isinstance(answer, Answer):
                failure, remedy = _failure(answer.status_code)
                if not failure:
                    return answer
                if answer.status_code != 429 and answer.status_code < 500:
                    break
            else:
                failure, remedy = answer, ""
            if attempt < self._options.retries:
                self._wait(attempt, answer)
        raise EngineError(
            Problem(
                f"{self._name} at {self._host}: {failure}",
                remedy=remedy or self._remedy,
            )
        )

    @property
    def _remedy(self) -> str:
        """What to do where it does not answer, or not well."""
        here = self._host.rpartition(":")[0] in ("127.0.0.1", "[::1]", "localhost")
        first = "see whether the server runs; " if here else ""
        return f"{first}what was drafted so far is saved: run it again to go on"

    def _once(self, method: str, url: str, what: dict[str, Any]) -> Answer | str:
        """One request; a sentence where there is no answer."""
        end = time.monotonic() + self._options.timeout
        try:
            with self._session.request(
                method,
                url,
                timeout=(min(5.0, self._options.timeout), self._options.timeout),
                allow_redirects=False,
                stream=True,
                **what,
            ) as response:
                body = bytearray()
                for chunk in response.iter_content(1 << 14):
                    body += chunk
                    if time.monotonic() > end:
                        return "no complete answer in time"
                    if len(body) > LARGEST:
                        return "an answer without end"
                waits = response.headers.get("Retry-After", "")
                return Answer(response.status_code, body.decode("utf-8", "replace"), waits)
        except self._requests.exceptions.Timeout:
            return f"no answer within {self._options.timeout:g} seconds"
        except self._requests.exceptions.ConnectionError:
            return "no connection"
        except self._requests.exceptions.RequestException as error:
            return f"no answer ({type(error).__name__})"

    def _wait(self, attempt: int, answer: Answer | str) -> None:
        """Pause before the next attempt. Raises EngineError: the server asks for a long one."""
        pause = self._options.pause * 2**attempt
        if isinstance(answer, Answer) and answer.retry_after:
            pause = max(pause, _seconds(answer.retry_after))
        if pause > LONGEST_WAIT:
            problem = Problem(
                f"{self._name} at {self._host} asks to wait {pause:.0f} seconds",
                remedy="what was drafted so far is saved; run again later",
            )
            raise EngineError(problem)
        time.sleep(pause)


def _failure(status: int) -> tuple[str, str]:
    """What a status means where it is not an answer, and what to do; empty where it is."""
    if 200 <= status < 300:
        return "", ""
    if 300 <= status < 400:
        what = f"it redirects to another place (status {status}); redirects are not followed"
        return what, "name the place that it redirects to, if you trust that"
    if status in (401, 403):
        remedy = "put it into TAMIZDAT_LIBRE_KEY, and the server's address into TAMIZDAT_LIBRE_URL"
        return f"it refuses the key, or wants one (status {status})", remedy
    if status == 404:
        return "it knows no such page (status 404)", "see whether the address is that of its start"
    return (
        f"too many requests (status {status})" if status == 429 else f"it fails (status {status})",
        "",
    )


def _seconds(retry_after: str) -> float:
    """Seconds in a Retry-After header: a number, or a date (RFC 9110, 10.2.3); 0 for neither."""
    if retry_after.isascii() and retry_after.strip().isdigit():
        return float(retry_after)
    try:
        then = parsedate_to_datetime(retry_after)
        return max(0.0, (then - datetime.datetime.now(datetime.UTC)).total_seconds())
    except (ValueError, TypeError, OverflowError):
        return 0.0
