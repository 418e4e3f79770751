"""Clones of one repository, git and the program in them, at the day that it is."""

import datetime
import hashlib
import json
import os
import resource
import shutil
import subprocess
import sys
from pathlib import Path

from year import catalogs


class Village:
    """A bare hub and its clones."""

    def __init__(self, folder, plain_git):
        self.folder, self.plain_git = folder, plain_git
        self.day = datetime.date(2026, 1, 5)
        self.hub, self.seconds = folder / "hub.git", {}
        programs = folder / "bin"
        programs.mkdir(parents=True)
        program = programs / "tamizdat"
        program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m tamizdat "$@"\n')
        program.chmod(0o755)
        (folder / "home").mkdir()
        git("init", "-q", "--bare", "-b", "main", self.hub, cwd=folder, env=self.environment("hub"))

    def environment(self, name):
        paths = [p for p in sys.path if p and (Path(p) / "tamizdat").is_dir()]
        kept = {key: os.environ[key] for key in ("LANG", "LC_ALL", "TMPDIR") if key in os.environ}
        at = f"{self.day.isoformat()}T12:00:00+0000"
        return kept | {
            "PATH": os.pathsep.join([str(self.folder / "bin"), os.environ["PATH"]]),
            "PYTHONPATH": os.pathsep.join(paths),
            "HOME": str(self.folder / "home"),
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_AUTHOR_NAME": name, "GIT_AUTHOR_EMAIL": f"{name}@example.org",
            "GIT_COMMITTER_NAME": name, "GIT_COMMITTER_EMAIL": f"{name}@example.org",
            "GIT_AUTHOR_DATE": at, "GIT_COMMITTER_DATE": at,
            "GIT_EDITOR": "true",
            "TAMIZDAT_TODAY": self.day.isoformat(),
            "TAMIZDAT_CACHE": str(self.folder / "cache" / name),
            "NO_COLOR": "1",
        }  # fmt: skip

    def clone(self, name):
        git("clone", "-q", self.hub, name, cwd=self.folder, env=self.environment(name))
        return Clone(self, name, self.folder / name)


def program(folder, env, *arguments):
    """Run a command in a process of its own."""
    return subprocess.run(
        ["tamizdat", *arguments], cwd=folder, env=env, capture_output=True, text=True, check=False
    )


def git(*arguments, cwd, env, check=True, data=None):
    result = subprocess.run(
        ["git", "-c", "advice.detachedHead=false", "-c", "gc.auto=0", *map(str, arguments)],
        cwd=cwd, env=env, capture_output=True, check=False, input=data,
    )  # fmt: skip
    if check and result.returncode:
        raise SystemExit(f"git {arguments}: {result.stderr.decode()}{result.stdout.decode()}")
    return result


class Clone:
    """A person's working tree."""

    def __init__(self, village, name, folder):
        self.village, self.name, self.folder = village, name, folder
        self.said = ""

    def git(self, *arguments, check=True, data=None):
        env = self.village.environment(self.name)
        return git(*arguments, cwd=self.folder, env=env, check=check, data=data)

    def head(self, ref="HEAD"):
        return self.git("rev-parse", ref).stdout.decode().strip()

    def commit(self, message, *paths):
        """Commit what there is; whether there was anything."""
        self.git("add", "-A", *paths)
        return self.git("commit", "-q", "-m", message, check=False).returncode == 0

    def push(self, ref="main"):
        self.git("push", "-q", "--force", "origin", f"HEAD:{ref}")

    def pull(self):
        """The hub's main, as it is."""
        self.git("fetch", "-q", "--prune", "origin")
        self.git("checkout", "-q", "-f", "-B", "main", "origin/main")

    def run(self, *arguments, cache=None):
        """The program; anything but yes and no ends the year, unless it is asked about."""
        env = self.village.environment(self.name)
        if cache:
            env["TAMIZDAT_CACHE"] = str(cache)
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        result = program(self.folder, env, *map(str, arguments))
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        times = self.village.seconds
        times[arguments[0]] = times.get(arguments[0], 0) + spent
        self.said = result.stdout + result.stderr
        return result

    def findings(self, *arguments):
        """What `check` finds, and its exit code."""
        result = self.run("check", "--json", *arguments)
        try:
            return json.loads(result.stdout)["findings"], result.returncode
        except ValueError:
            return [], result.returncode

    def files(self, ref=None):
        """Catalogs by (locale, domain): entries; of the working tree, or of a commit."""
        pairs = self._tree() if ref is None else self._committed(ref)
        found = {}
        for name, data in pairs:
            parts = name.split("/", 3)
            if parts[0] == "locales" and len(parts) == 4 and name.endswith(".po"):
                found[parts[1], parts[3][:-3]] = data
        return found

    def _tree(self):
        for path in sorted((self.folder / "locales").rglob("*.po")):
            yield path.relative_to(self.folder).as_posix(), path.read_bytes()

    def _committed(self, ref):
        listed = self.git("ls-tree", "-r", "-z", ref, "--", "locales").stdout.decode()
        rows = [row.split("\t") for row in listed.split("\0") if row.endswith(".po")]
        asked = "\n".join(row[0].split()[2] for row in rows).encode()
        out = self.git("cat-file", "--batch", data=asked).stdout
        for _, name in rows:
            head, _, out = out.partition(b"\n")
            size = int(head.split()[2])
            yield name, out[:size]
            out = out[size + 1 :]

    def digest(self):
        """Of all files that are committed or would be."""
        names = self.git("ls-files", "-z", "-c", "-o", "--exclude-standard").stdout
        total = hashlib.sha256()
        for name in sorted(set(names.decode().split("\0")) - {""}):
            path = self.folder / name
            total.update(name.encode() + (path.read_bytes() if path.is_file() else b"-"))
        return total.hexdigest()

    def settle(self, drop):
        """Resolve what a merge left in conflict, message by message; how many files and hunks."""
        listed = self.git("ls-files", "-u", "-z").stdout.decode().split("\0")
        stages = {}
        for row in filter(None, listed):
            meta, name = row.split("\t")
            stages.setdefault(name, {})[int(meta.split()[2])] = meta.split()[1]
        hunks = heads = 0
        for name, blobs in stages.items():
            path = self.folder / name
            text = path.read_bytes().decode("utf-8", "replace") if path.is_file() else ""
            hunks += text.count("\n<<<<<<<") + text.startswith("<<<<<<<")
            versions = [self._blob(blobs.get(number)) for number in (1, 2, 3)]
            alien = name.endswith(".po") and self._sorted(name, versions, drop)
            if alien:
                continue
            heads += name.endswith(".po") and "<<<<<<<" in text.split("\n\n", 1)[0]
            if "<<<<<<<" in text or not path.is_file():
                self._resolve(path, versions, drop)
            self.git("add", "-A", "--", name)
        return len(stages), hunks, heads

    def _sorted(self, name, versions, drop):
        """Put two languages in their places that git took for one file; whether there were two."""
        base, ours, theirs = (catalogs.read(data) if data else () for data in versions)
        here, there = catalogs.language(ours), catalogs.language(theirs)
        if not ours or not theirs or here == there:
            return False
        (self.folder / name).write_bytes(versions[1])
        path = self.folder / name.replace(f"locales/{here}/", f"locales/{there}/", 1)
        if path.is_file():
            now = catalogs.read(path.read_bytes())
            path.write_bytes(catalogs.written(catalogs.joined(base, now, theirs, drop)))
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(versions[2])
        self.git("add", "-A", "--", name, path)
        return True

    def _blob(self, sha):
        return self.git("cat-file", "blob", sha).stdout if sha else b""

    def _resolve(self, path, versions, drop):
        data = versions[1] or versions[2]
        if path.suffix == ".po" and versions[1] and versions[2]:
            base, ours, theirs = (catalogs.read(each) if each else () for each in versions)
            data = catalogs.written(catalogs.joined(base, ours, theirs, drop))
        elif path.name == "baseline.json":
            ours, theirs = (json.loads(each)["dismissed"] for each in versions[1:])
            every = ours + [entry for entry in theirs if entry not in ours]
            data = json.dumps({"version": 1, "dismissed": every}, indent=2).encode() + b"\n"
        path.parent.mkdir(parents=True, exist_ok=True)
        if data:
            path.write_bytes(data)

    def forget(self):
        """Take the cache away."""
        shutil.rmtree(self.village.folder / "cache" / self.name, ignore_errors=True)
