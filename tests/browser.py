"""A real browser for tests: Chromium without a window, driven over a pipe (DevTools protocol)."""

import base64
import fcntl
import itertools
import json
import os
import shutil
import subprocess
import tempfile

import pytest

PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-sync"
    " --disable-background-networking --disable-component-update --disable-dev-shm-usage"
    " --hide-scrollbars --remote-debugging-pipe"
).split()
NO_NAMES = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"
"""No page reaches another machine."""


def program():
    """The browser's path; without one the test is skipped, but fails where CI promises one."""
    found = next(filter(None, map(shutil.which, PROGRAMS)), None)
    if not found:
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)("no chromium here")
    return found


class Browser:
    """One tab. `requests` are the addresses it asked for since the last `open`."""

    def __enter__(self):
        self.profile = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        theirs, self.to_browser = os.pipe()
        self.from_browser, ours = os.pipe()
        # Chromium reads from descriptor 3 and writes to 4; these two lie safely above.
        reads, writes = (fcntl.fcntl(end, fcntl.F_DUPFD, 20) for end in (theirs, ours))
        self.process = subprocess.Popen(
            [
                "bash",  # a plain sh takes no descriptor above 9
                "-c",
                f'exec 3<&{reads} 4>&{writes}; exec "$@"',
                "bash",
                program(),
                *FLAGS,
                NO_NAMES,
                f"--user-data-dir={self.profile.name}",
            ],
            pass_fds=(reads, writes),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for end in (theirs, ours, reads, writes):
            os.close(end)
        self.stream = os.fdopen(self.from_browser, "rb")
        self.numbers = itertools.count(1)
        self.events = []
        self.session = None
        target = self.send("Target.createTarget", url="about:blank")["targetId"]
        attached = self.send("Target.attachToTarget", targetId=target, flatten=True)
        self.session = attached["sessionId"]
        self.send("Page.enable")
        self.send("Page.setLifecycleEventsEnabled", enabled=True)
        self.send("Network.enable")
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(timeout=20)
        self.stream.close()
        os.close(self.to_browser)
        self.profile.cleanup()

    def send(self, method, **params):
        number = next(self.numbers)
        message = {"id": number, "method": method, "params": params}
        if self.session:
            message["sessionId"] = self.session
        os.write(self.to_browser, json.dumps(message).encode() + b"\0")
        while (answer := self._receive()).get("id") != number:
            pass
        assert "error" not in answer, answer
        return answer["result"]

    def open(self, path, *, width=1200, height=900, scheme="light"):
        """Load a file, or a page by its address, in a viewport of this size."""
        self.send(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=width < 600,
        )
        features = [{"name": "prefers-color-scheme", "value": scheme}]
        self.send("Emulation.setEmulatedMedia", media="", features=features)
        self.events.clear()
        url = path if isinstance(path, str) else path.as_uri()
        loader = self.send("Page.navigate", url=url)["loaderId"]
        wanted = {"name": "load", "loaderId": loader}
        while not any(wanted.items() <= event["params"].items() for event in self.events):
            self._receive()
        return self

    def arrive(self, ending):
        """Wait until the page that is open has led, by itself, to one whose address ends so."""
        wanted = None
        while wanted is None or not any(wanted.items() <= e["params"].items() for e in self.events):
            frames = (event["params"].get("frame", {}) for event in self.events)
            loaders = [f["loaderId"] for f in frames if f.get("url", "").endswith(ending)]
            wanted = {"name": "load", "loaderId": loaders[-1]} if loaders else None
            self._receive()
        return self

    @property
    def requests(self):
        return [
            event["params"]["request"]["url"]
            for event in self.events
            if event["method"] == "Network.requestWillBeSent"
        ]

    def ask(self, expression):
        """The value of a JavaScript expression in the page."""
        answer = self.send("Runtime.evaluate", expression=expression, returnByValue=True)
        assert "exceptionDetails" not in answer, answer
        return answer["result"].get("value")

    def picture(self):
        """The whole page as PNG."""
        shot = self.send("Page.captureScreenshot", captureBeyondViewport=True)
        return base64.b64decode(shot["data"])

    def printed(self):
        """The page as PDF, on A4."""
        answer = self.send("Page.printToPDF", paperWidth=8.27, paperHeight=11.69)
        return base64.b64decode(answer["data"])

    def _receive(self):
        data = bytearray()
        while (byte := self.stream.read(1)) != b"\0":
            assert byte, "the browser is gone"
            data += byte
        message = json.loads(data)
        if "method" in message:
            self.events.append(message)
        return message
