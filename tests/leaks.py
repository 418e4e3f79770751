"""Support for tests: a project that tells all of `cases/privacy` about the people behind it."""

import os
import subprocess
import tomllib
from pathlib import Path

CASES = Path(__file__).parent / "cases" / "privacy"
LEAKS = tomllib.loads((CASES / "leaks.toml").read_text(encoding="utf-8"))["leak"]
INNOCENT = tomllib.loads((CASES / "innocent.toml").read_text(encoding="utf-8"))["innocent"]
CATALOG = "locales/ru/LC_MESSAGES/strike.po"
TEMPLATE = "locales/templates/strike.pot"
NOBODY = ("Old Docks Collective", "docks@example.org")
"""Who makes the commits that tell nothing: a name of many, and the texts' own address."""
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415408d763f8cfc0"
    "00000301010018dd8db00000000049454e44ae426082"
)


PHOTO = bytes.fromhex(
    "ffd8ffe000104a46494600010100000100010000ffdb004300ffffffffffffffffffffffffffffffffffffffff"
    "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
    "c0000b080001000101011100ffc40014000100000000000000000000000000000003ffc4001410010000000000"
    "0000000000000000000000ffda0008010100003f0037ffd9"
)


def put(cases, *ats):
    """What is put into one of these places, each only once."""
    return list(dict.fromkeys(case["put"] for case in cases if case["at"] in ats))


def named(cases, at):
    """Values by name, of places such as `exif Artist`."""
    return {
        c["at"].removeprefix(f"{at} "): c.get("put", "")
        for c in cases
        if c["at"].startswith(f"{at} ")
    }


def lines(cases, at):
    """Lines by file, in order."""
    found = {}
    for case in cases:
        if case["at"].startswith(f"{at} "):
            found.setdefault(case["at"].removeprefix(f"{at} "), []).append(case["put"])
    return {name: list(dict.fromkeys(put)) for name, put in found.items()}


def quoted(text):
    return text.replace("\\", "\\\\").replace('"', '\\"')


def catalog(cases):
    """A catalog as other tools leave it, with messages for every comment."""
    fields = {f.partition(":")[0]: f for f in put(cases, "header")}
    fields = {
        "Language": "Language: ru",
        "Content-Type": "Content-Type: text/plain; charset=UTF-8",
    } | fields
    text = "".join(f"# {comment}\n" for comment in put(cases, "header comment"))
    text += 'msgid ""\nmsgstr ""\n'
    text += "".join(f'"{quoted(field)}\\n"\n' for field in fields.values())
    bodies = "\n".join(put(cases, "body"))
    comments = [
        *(f"# {comment}" for comment in put(cases, "comment")),
        *(f"#. {note}" for note in put(cases, "note")),
        *(f"#: {reference}" for reference in put(cases, "reference")),
    ]
    text += '\nmsgid "Strike"\nmsgstr "Забастовка"\n'
    for number, comment in enumerate(comments):
        text += f'\n{comment}\n#, fuzzy\n#| msgid "Before {number}"\nmsgid "Message {number}"\n'
        text += f'msgstr "Сообщение {number}"\n'
    for number, body in enumerate(bodies.split("\n")):
        text += f'\nmsgid "{quoted(body)}"\nmsgstr "Тело {number}"\n'
    for number, comment in enumerate(put(cases, "obsolete comment")):
        text += f'\n# {comment}\n#~ msgid "Gone {number}"\n#~ msgstr "Было {number}"\n'
    text += "".join(f"\n# {comment}\n" for comment in put(cases, "end"))
    return text


def template(cases):
    text = "".join(f"# {comment}\n" for comment in put(cases, "template comment"))
    text += 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n'
    return text + "".join(f'"{quoted(field)}\\n"\n' for field in put(cases, "template header"))


def vim(user, host, path):
    """The first block of a swap file (memline.c of Vim)."""
    parts = ((b"b0VIM 9.0", 28), (user.encode(), 40), (host.encode(), 40), (path.encode(), 900))
    return b"".join(part.ljust(size, b"\0") for part, size in parts)


def pdf(fields):
    info = " ".join(f"/{name} ({value})" for name, value in fields.items())
    return (
        f"%PDF-1.4\n1 0 obj\n<< {info} >>\nendobj\n"
        "2 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 2 0 R /Info 1 0 R >>\n%%EOF\n"
    ).encode()


def build(folder, cases, exiftool):
    """Write the project's files."""
    content = {
        "tamizdat.toml": 'locales = ["ru"]\n',
        CATALOG: catalog(cases),
        TEMPLATE: template(cases),
        "source_texts/strike.md": source(cases),
        "source_texts/page.html": page(cases),
    }
    for name, added in lines(cases, "file").items():
        content[name] = content.get(name, "") + "".join(f"{line}\n" for line in added)
    content |= dict.fromkeys(named(cases, "empty"), "")
    for name, header in named(cases, "mo").items():
        content[name] = f"\xde\x12\x04\x95\0Project-Id-Version: strike\n{header}\n\0Забастовка\0"
    for name, text in content.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
    for name, parts in named(cases, "vim").items():
        (folder / name).write_bytes(vim(*parts.split("\n")))
    images = folder / "source_texts/images"
    images.mkdir()
    picture(images, named(cases, "exif"), named(cases, "png"), exiftool)
    if fields := named(cases, "pdf"):
        (images / "flyer.pdf").write_bytes(pdf(fields))
    return folder


def source(cases):
    text = "---\ntitle: Strike\n" + "".join(f"{line}\n" for line in put(cases, "front matter"))
    text += "---\n\n# Strike\n\n"
    text += "".join(
        f"<!-- {comment} -->\n\nA paragraph.\n\n" for comment in put(cases, "source comment")
    )
    return text + "".join(f"{body}\n\n" for body in put(cases, "body"))


def page(cases):
    head = "\n".join(put(cases, "html source"))
    return f"<!doctype html>\n<html>\n<head>\n{head}\n</head>\n<body><p>Hello</p></body>\n</html>\n"


def picture(folder, exif, png, exiftool):
    """A photo and a drawing, their metadata written by ExifTool."""
    for name, data, group, tags in (
        ("drawing.png", PIXEL, "PNG", png),
        ("photo.jpg", PHOTO, "EXIF", exif),
    ):
        path = folder / name
        path.write_bytes(data)
        arguments = [f"-{group}:{tag}={value}" for tag, value in tags.items()]
        if arguments:
            subprocess.run([exiftool, "-q", "-overwrite_original", *arguments, path], check=True)


def commit(
    folder, message="Work", author=NOBODY, committer=NOBODY, date="2026-01-02T10:00:00+00:00"
):
    git(folder, "add", "-A", author=author, committer=committer, date=date)
    arguments = ("commit", "-q", "--allow-empty", "-m", message)
    git(folder, *arguments, author=author, committer=committer, date=date)


def git(folder, *arguments, author=NOBODY, committer=NOBODY, date="2026-01-02T10:00:00+00:00"):
    people = {"AUTHOR": author, "COMMITTER": committer}
    given = {
        f"GIT_{who}_{what}": value
        for who, by in people.items()
        for what, value in zip(("NAME", "EMAIL"), by, strict=True)
    }
    given |= {"GIT_AUTHOR_DATE": date, "GIT_COMMITTER_DATE": date, "GIT_CONFIG_GLOBAL": os.devnull}
    subprocess.run(
        ("git", *arguments),
        cwd=folder,
        env={**os.environ, **given},
        check=True,
        capture_output=True,
    )


def person(text):
    name, _, address = text.partition(" <")
    return name, address.rstrip(">")


def remember(folder, cases):
    """Make git's history of the project."""
    git(folder, "init", "-q", "-b", "main")
    gone = folder / "locales/ru/LC_MESSAGES/gone.po"
    for field in put(cases, "gone"):
        gone.write_text(f'msgid ""\nmsgstr ""\n"{field}\\n"\n')
    commit(folder)
    gone.unlink(missing_ok=True)
    commit(folder, "Remove")
    for text in put(cases, "commit author"):
        commit(folder, author=person(text))
    for text in put(cases, "commit committer"):
        commit(folder, committer=person(text))
    for message in put(cases, "commit message"):
        commit(folder, f"Work\n\n{message}")
    for date in put(cases, "commit hours"):
        commit(folder, date=date)
    for name in put(cases, "branch"):
        git(folder, "branch", name)
    for name in put(cases, "tag"):
        git(folder, "tag", name)
    for text in put(cases, "tagger"):
        git(folder, "tag", "-a", "-m", "Say it", "tagged", committer=person(text))
