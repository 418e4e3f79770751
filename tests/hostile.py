"""Support for tests: a project from a stranger, with commands wherever git may run some."""

import re
import shutil
import subprocess
from pathlib import Path

HOOKS = (
    "applypatch-msg commit-msg fsmonitor-watchman post-checkout post-commit post-index-change "
    "post-merge post-rewrite pre-auto-gc pre-commit pre-merge-commit pre-push pre-rebase "
    "prepare-commit-msg proc-receive reference-transaction update"
).split()
CONFIG = """
[core]
\trepositoryformatversion = 1
\tbare = {bare}
\tworktree = {worktree}
\tfsmonitor = {run}
\thooksPath = {hooks}
\tpager = {run}
\teditor = {run}
\taskPass = {run}
\tsshCommand = {run}
\tgitProxy = {run}
\talternateRefsCommand = {run}
\tattributesFile = {attributes}
[extensions]
\tpartialClone = stranger
[remote "stranger"]
\turl = ext::{run}
\tpromisor = true
\tuploadpack = {run}
\tvcs = stranger
[protocol]
\tallow = always
[filter "x"]
\tclean = {run}; cat
\tsmudge = {run}; cat
\tprocess = {run}
\trequired = true
[diff]
\texternal = {run}
[diff "x"]
\tcommand = {run}
\ttextconv = {run}
[merge "x"]
\tdriver = {run}
[log]
\tshowSignature = true
[gpg]
\tprogram = {run}
[pager]
\tlog = {run}
\tcat-file = {run}
\tls-files = {run}
[alias]
\tlog = !{run}
\tcat-file = !{run}
\tls-files = !{run}
[credential]
\thelper = !{run}
[uploadpack]
\tpackObjectsHook = {run}
[trailer "Translation"]
\tkey = Translation
\tcommand = {run}
\tcmd = {run}
[interactive]
\tdiffFilter = {run}
"""
IDENTITY = ("-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false")
CALLS = re.compile(r'(?:execve\("(?P<program>[^"]+)"|connect\(\d+, \{sa_family=(?P<family>\w+).*)')


def git(folder, *arguments):
    subprocess.run(("git", *IDENTITY, *arguments), cwd=folder, check=True, capture_output=True)


def committed(folder, before, after, *options):
    """A repository in which a text was edited by a commit that declares itself cosmetic."""
    folder.mkdir(parents=True)
    git(folder, "init", "-q", "-b", "main", *options)
    for content, message in ((before, "Write"), (after, "Mend\n\nTranslation: cosmetic")):
        for name, text in content.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text)
        git(folder, "add", ".")
        git(folder, "commit", "-qm", message)
    return folder / ".git"


def plant(folder, worktree, trap, *, bare=False):
    """Put commands into git's own folder: each of them writes a line into the trap."""
    run = f"sh -c 'echo {folder} >> {trap}'"
    hooks = folder / "hooks"
    hooks.mkdir(exist_ok=True)
    for name in HOOKS:
        (hooks / name).write_text(f"#!/bin/sh\n{run}\n")
        (hooks / name).chmod(0o755)
    (folder / "attributes").write_text("* filter=x diff=x merge=x\n")
    written = CONFIG.format(
        run=run.replace('"', r"\""),
        hooks=hooks,
        attributes=folder / "attributes",
        worktree=worktree,
        bare=str(bare).lower(),
    )
    (folder / "config").write_text(written)


def embed(repository, folder):
    """Copy a repository's own files to where no `.git` shows them."""
    for name in ("HEAD", "index", "objects", "refs"):
        source = repository / name
        (shutil.copytree if source.is_dir() else shutil.copy)(source, folder / name)


def watched(folder, program, log):
    """Run a program: how it ended, what was started by name, what was connected to by family."""
    strace = ("strace", "-f", "-qq", "-e", "trace=execve,connect", "-o", log)
    ended = subprocess.run((*strace, *program), cwd=folder, check=False, capture_output=True)
    calls = [
        found
        for line in log.read_text().split("\n")
        if " = 0" in line and (found := CALLS.search(line))
    ]
    started = {Path(call["program"]).name for call in calls if call["program"]}
    return ended, started, {call["family"] for call in calls if call["family"]}
