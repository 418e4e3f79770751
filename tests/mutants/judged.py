"""What people have judged of changes that no test notices: `judged.toml`.

A change is found by what it is (module, function, the lines before and after), not by its number
of line.
"""

import json
import tomllib
from collections.abc import Iterable
from pathlib import Path

from mutants.sample import Drawn

PATH = Path(__file__).parent / "judged.toml"
NONE, LOOKS = "no difference", "looks"
"""The verdicts: nobody can tell; only wording, looks or speed."""

Key = tuple[str, str, str, str]


def key(drawn: Drawn) -> Key:
    """What a verdict is found by."""
    change = drawn.change
    return drawn.module, change.function, change.before, change.after


def read(path: Path = PATH) -> dict[Key, str]:
    """The verdicts.

    Raises:
        ValueError: One is unknown, has no reason, or stands twice.
    """
    found: dict[Key, str] = {}
    for row in tomllib.loads(path.read_text(encoding="utf-8")).get("change", ()):
        place = (row["module"], row.get("function", ""), row["before"], row["after"])
        if row["verdict"] not in {NONE, LOOKS} or not row["reason"].strip() or place in found:
            raise ValueError(f"judged.toml: an unknown verdict, no reason, or twice: {place}")
        found[place] = row["verdict"]
    return found


def stale(keys: Iterable[Key], package: Path) -> list[Key]:
    """Those whose lines are gone or read otherwise: the change is to be judged anew."""
    found = []
    for place in keys:
        module, function, before, _ = place
        path = package / f"{module}.py"
        text = path.read_text(encoding="utf-8") if path.exists() else ""
        if before not in " ".join(text.split()) or function.rpartition(".")[2] not in text:
            found.append(place)
    return found


def written(gaps: Iterable[Drawn]) -> str:
    """Rows to judge, for the file."""
    fields = ("module", "function", "before", "after")
    return "\n".join(
        "[[change]]\n"
        + "".join(
            f"{name} = {_quoted(value)}\n"
            for name, value in zip(fields, key(drawn), strict=True)
            if value or name != "function"
        )
        + 'verdict = ""\nreason = ""\n'
        for drawn in gaps
    )


def _quoted(text: str) -> str:
    """A string in TOML, as it is wherever it can be."""
    for quotes in ("'", "'''"):
        if quotes not in text and not text.endswith("'"):
            return f"{quotes}{text}{quotes}"
    return json.dumps(text, ensure_ascii=False)
