"""A LibreTranslate server on this machine, for tests: its documented interface, a real engine.

`POST /translate` {q, source, target, format, api_key} -> {translatedText}; `GET /languages`; what
goes wrong is {error}. Failures are put into `failures` and happen once each, in order.
"""

import contextlib
import http.server
import json
import threading
import time
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

LANGUAGES = [
    {"code": "en", "name": "English", "targets": ["en", "es", "pb"]},
    {"code": "pb", "name": "Portuguese (Brazil)", "targets": ["en", "pb"]},
]


@dataclass(frozen=True)
class Failure:
    """One request that goes wrong."""

    status: int = 200
    body: bytes = b""
    headers: dict = field(default_factory=dict)
    seconds: float = 0
    through: bool = False
    """Does not go wrong: the request is answered."""
    length: int | None = None
    """Content-Length, where it is a lie."""


SLOW = Failure(seconds=0.6, body=b'{"translatedText": "too late"}')
TOO_MANY = Failure(429, b'{"error": "Slowdown: 2 per 1 second"}', {"Retry-After": "1"})
TOO_MANY_AT_ONCE = Failure(429, b'{"error": "Slowdown"}')
TOO_MANY_FOR_LONG = Failure(429, b'{"error": "Slowdown"}', {"Retry-After": "3600"})
BROKEN = Failure(500, b'{"error": "Cannot translate text"}')
NO_KEY = Failure(403, b'{"error": "Please contact the server operator to get an API key"}')
GOOD = Failure(through=True)
GARBAGE = Failure(200, b"<html><title>Bad gateway</title></html>")
TRUNCATED = Failure(200, b'{"translatedText": "Ol')
CUT_OFF = Failure(200, b'{"translatedText": "Ol', length=400)
NOT_A_STRING = Failure(200, b'{"translatedText": {"text": "Ola"}}')
EMPTY = Failure(200, b'{"translatedText": ""}')


def redirect(place):
    """A redirect to another place, which would take the text along."""
    return Failure(307, b"", {"Location": place})


@contextlib.contextmanager
def on_its_own_thread(opened):
    """A `translate` for one text that runs on one thread alone, as native engines demand."""
    with ThreadPoolExecutor(1) as thread, contextlib.ExitStack() as stack:
        held = []
        thread.submit(lambda: held.append(stack.enter_context(opened))).result()
        try:
            yield lambda text: thread.submit(lambda: held[0].translate([text])[0]).result()
        finally:
            thread.submit(lambda: (held.clear(), stack.close())).result()


class Server:
    """Runs while the `with` block does; remembers what it was asked."""

    def __init__(self, translate, key=""):
        self.translate = translate
        self.key = key
        self.failures = deque()
        self.questions = []
        """Bodies of the requests to /translate."""
        self.pages = {"/languages": json.dumps(LANGUAGES).encode()}
        """What GET answers, by path."""
        self.lines = []
        """Method and path of every request."""

    def __enter__(self):
        self.http = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
        self.http.daemon_threads = True
        self.http.owner = self
        self.thread = threading.Thread(target=self.http.serve_forever, args=(0.02,), daemon=True)
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.http.shutdown()
        self.http.server_close()
        self.thread.join()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.http.server_port}"

    def answer(self, question):
        """Status and body for a question."""
        if self.key and question.get("api_key") != self.key:
            return 403, {"error": "Invalid API key"}
        if "q" not in question or not question.get("source") or not question.get("target"):
            return 400, {"error": "Invalid request: missing q, source or target parameter"}
        targets = {item["code"]: item["targets"] for item in LANGUAGES}
        if question["target"] not in targets.get(question["source"], ()):
            return 400, {"error": f"{question['target']} is not supported"}
        text = question["q"]
        translated = [self.translate(t) for t in ([text] if isinstance(text, str) else text)]
        return 200, {"translatedText": translated[0] if isinstance(text, str) else translated}


class _Handler(http.server.BaseHTTPRequestHandler):
    def log_message(self, *_):
        pass

    def do_GET(self):
        owner = self.server.owner
        owner.lines.append(f"GET {self.path}")
        page = owner.pages.get(self.path.partition("?")[0])
        self._reply(200 if page else 404, page or b'{"error": "Not found"}')

    def do_POST(self):
        owner = self.server.owner
        owner.lines.append(f"POST {self.path}")
        question = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        owner.questions.append(question)
        failure = owner.failures.popleft() if owner.failures else GOOD
        if not failure.through:
            if failure.seconds:
                time.sleep(failure.seconds)
            self._reply(failure.status, failure.body, failure.headers, failure.length)
        elif self.path == "/translate":
            status, answer = owner.answer(question)
            self._reply(status, json.dumps(answer).encode())
        else:
            self._reply(404, b'{"error": "Not found"}')

    def _reply(self, status, body, headers=None, length=None):
        self.send_response(status)
        for name, value in {"Content-Type": "application/json", **(headers or {})}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body) if length is None else length))
        self.end_headers()
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            self.wfile.write(body)  # unless the client did not wait
