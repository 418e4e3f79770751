"""Support for tests of commands: run one in a folder, translate a catalog as an editor would."""

import contextlib
import re

from click.testing import CliRunner

from tamizdat.catalogs import po
from tamizdat.cli import main
from tamizdat.errors import BugError


def run(folder, *arguments, buggy=False, **env):
    """Run a command in a folder; the result has stdout, stderr and exit_code.

    A bug fails the test, unless it is what it waits for.
    """
    with contextlib.chdir(folder):
        result = CliRunner().invoke(main, arguments, env=env)
    assert buggy or result.exit_code != BugError.exit_code, result.stderr
    return result


def plain(text):
    """Terminal output without colours, blanks folded."""
    return re.sub(r"[ \t]+", " ", re.sub(r"\x1b\[[0-9;]*m", "", text))


def catalog(folder, domain, locale="ru"):
    """A catalog as it lies on disk."""
    path = folder / f"locales/{locale}/LC_MESSAGES/{domain}.po"
    return po.loads(path.read_bytes(), path)


def translate(folder, domain, locale="ru", **msgstrs):
    """Type msgstrs into a catalog, by the first word of the msgid (`_` is everything else)."""
    path = folder / f"locales/{locale}/LC_MESSAGES/{domain}.po"
    text = path.read_text(encoding="utf-8")

    def fill(match):
        msgid = match[1]
        word = re.sub(r"\W", "", msgid.split(maxsplit=1)[0])
        msgstr = msgstrs.get(word, msgstrs.get("_"))
        return match[0] if msgstr is None else f'msgid "{msgid}"\nmsgstr "{msgstr}"'

    text = re.sub(r'^msgid "(.+)"\nmsgstr ""$', fill, text, flags=re.M)
    path.write_text(text, encoding="utf-8")
