"""What every test has: a small project, no network, the same random examples in every CI run."""

import os
import shutil
import socket
import textwrap

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile(
    "ci", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("local", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("ci" if os.environ.get("CI") == "true" else "local")


def pytest_make_parametrize_id(val, argname):
    """No file's bytes in the name of a test: each process may have made others."""
    return argname if isinstance(val, bytes) and len(val) > 64 else None


@pytest.fixture(autouse=True)
def _loopback_only(monkeypatch):
    """A test that reaches for the network fails."""
    connect = socket.socket.connect

    def guarded(self, address):
        if isinstance(address, tuple) and address[0] not in ("127.0.0.1", "::1", "localhost"):
            raise AssertionError(f"a test reached for the network: {address}")
        return connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture(autouse=True, scope="session")
def _own_folders(tmp_path_factory):
    """No test finds or leaves anything in the cache or the configuration of whoever runs it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TAMIZDAT_CACHE", str(tmp_path_factory.mktemp("cache")))
        patch.setenv("XDG_CONFIG_HOME", str(tmp_path_factory.mktemp("config")))
        for name in ("TAMIZDAT_ALLOW", "TAMIZDAT_LIBRE_URL", "TAMIZDAT_LIBRE_KEY"):
            patch.delenv(name, raising=False)
        yield


@pytest.fixture
def judge():
    """Look up an outside program that judges our output; in CI a missing one is a failure."""

    def find(program):
        path = shutil.which(program)
        if path is None and os.environ.get("CI") == "true":
            pytest.fail(f"{program} is not installed")
        if path is None:
            pytest.skip(f"{program} is not installed")
        return path

    return find


@pytest.fixture
def write(tmp_path):
    """Write the files of a small project (path -> text, indented as in the test)."""

    def put(files, config='locales = ["ru"]'):
        for name, text in {"tamizdat.toml": config, **files}.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            data = text if isinstance(text, bytes) else textwrap.dedent(text).lstrip("\n").encode()
            path.write_bytes(data)
        return tmp_path

    return put
