"""What a stranger reads in single files, field by field: every row of `privacy`'s own tables."""

import io
import json
import struct
import zipfile

import leaks
import pytest
from project import run
from test_privacy import ask

from tamizdat.language import people
from tamizdat.language.people import Kind
from tamizdat.privacy import leftovers, media, texts

# --- pictures and documents


def tiff(order, tag, value, kind=2):
    """A block of EXIF with one entry; up to four bytes stand in it, more behind it."""
    head = {"<": b"II*\0", ">": b"MM\0*"}[order] + struct.pack(f"{order}IH", 8, 1)
    place = value.ljust(4, b"\0") if len(value) <= 4 else struct.pack(f"{order}I", 26)
    entry = struct.pack(f"{order}HHI", tag, kind, len(value)) + place
    return head + entry + struct.pack(f"{order}I", 0) + value


TAGS = {
    0x010F: (Kind.MACHINE, "Make"), 0x0110: (Kind.MACHINE, "Model"),
    0x0131: (Kind.PROGRAM, "Software"), 0x0132: (Kind.TIME, "DateTime"),
    0x013B: (Kind.PERSON, "Artist"), 0x013C: (Kind.MACHINE, "HostComputer"),
    0x8298: (Kind.PERSON, "Copyright"),
}  # fmt: skip


@pytest.mark.parametrize("order", "<>")
@pytest.mark.parametrize("value", [b"Ann\0", b"Jane Doe\0", "Žana Дой\0".encode()])
@pytest.mark.parametrize("tag", TAGS)
def test_every_tag_of_a_camera_in_either_order_of_bytes(order, tag, value):
    kind, field = TAGS[tag]

    shown = value.decode().rstrip("\0")
    assert [*media.told(tiff(order, tag, value))] == [(kind, shown, field)]
    assert [*media.told(tiff(order, tag, value, kind=3))] == []  # no text


def segment(marker, data):
    return struct.pack(">BBH", 0xFF, marker, len(data) + 2) + data


def jpeg(*segments):
    return b"\xff\xd8" + b"".join(segments)


SCAN = segment(0xDA, b"\0" * 6)
COMMENT = segment(0xFE, b"Made by a machine")


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (jpeg(COMMENT, SCAN), [(Kind.PROGRAM, "Made by a machine", "comment")]),
        (jpeg(segment(0xFE, b"\0 \0"), SCAN), []),
        (jpeg(SCAN, COMMENT), []),  # bytes of the picture, whatever they look like
        (jpeg(b"\xff\xd9", COMMENT), []),
        (jpeg(segment(0xE1, b"Exif\0\0" + tiff("<", 0x013B, b"Jane Doe")), SCAN),
         [(Kind.PERSON, "Jane Doe", "Artist")]),
        (jpeg(segment(0xE2, b"Exif\0\0" + tiff("<", 0x013B, b"Jane Doe")), SCAN), []),
        (jpeg(segment(0xED, b"Photoshop 3.0\0" + b"8BIM\x04\x04" + b"\0" * 8), SCAN),
         [(Kind.PERSON, "IPTC: names and places", "IPTC")]),
        (jpeg(segment(0xE2, b"8BIM\x04\x04"), segment(0xED, b"8BIM\x04\x05"), SCAN), []),
        (tiff("<", 0x8825, b"\0\0\0\1", kind=4), [(Kind.MACHINE, "GPS position", "GPS")]),
    ],
)  # fmt: skip
def test_what_the_segments_of_a_jpeg_tell(data, found):
    assert [*media.told(data)] == found


@pytest.mark.parametrize(
    "prefix", "dc xmp pdf photoshop xmpMM tiff exif aux meta cp dcterms".split()
)
def test_every_room_of_xmp(prefix):
    data = f"%PDF <{prefix}:creator><rdf:li>Jane  Doe</rdf:li></{prefix}:creator>".encode()

    assert [*media.told(data)] == [(Kind.PERSON, "Jane Doe", "creator")]


FIELDS = {
    "creator": Kind.PERSON, "initial-creator": Kind.PERSON, "lastModifiedBy": Kind.PERSON,
    "CreatorTool": Kind.PROGRAM, "Producer": Kind.PROGRAM, "generator": Kind.PROGRAM,
    "CreateDate": Kind.TIME, "ModifyDate": Kind.TIME, "creation-date": Kind.TIME,
    "created": Kind.TIME, "modified": Kind.TIME, "GPSLatitude": Kind.MACHINE,
}  # fmt: skip


@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize("place", ["docProps/core.xml", "docProps/app.xml", "meta.xml", "else.xml"])
def test_every_field_in_every_list_of_properties(field, place):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr(place, f"<dc:{field} a='b'>It</dc:{field}>")

    known = place != "else.xml"
    assert [*media.told(stream.getvalue())] == [(FIELDS[field], "It", field)] * known


@pytest.mark.parametrize(
    ("written", "said"),
    [
        (b"(Jane \\(Doe)", "Jane \\(Doe"),
        (b"<4A616E65>", "Jane"),
        (b"<FEFF00C9006C>", "Él"),
        (b"<FFFEC9006C00>", "Él"),
        (b"(\xc9l)", "Él"),  # Latin-1
        (b"(A\0B)", "A B"),
    ],
)
def test_values_of_every_encoding(written, said):
    assert [*media.told(b"%PDF /Author " + written)] == [(Kind.PERSON, said, "Author")]


# --- what editors leave


@pytest.mark.parametrize(
    "name", ["a.md~", "#a.md#", *map("a.md.{}".format, "bak orig rej old tmp save".split())]
)
def test_a_backup_is_read_as_what_it_was(name):
    assert leftovers.is_backup(name)
    assert leftovers.stem(name) == "a.md"
    assert [t.text for t in leftovers.of_file(name, name, b"")] == ["an editor's backup"]


def test_an_office_names_somebody_a_machine_and_an_hour():
    data = b"Jane Doe,jane,laptop,08.03.2026 12:00,file:///home/jane,more;\r\n"
    found = [*leftovers.of_file(".~lock.a.odt#", "x", data)]

    assert [(t.kind, t.text, t.line) for t in found] == [
        (Kind.PERSON, "Jane Doe", 1),
        (Kind.PERSON, "jane", 1),
        (Kind.MACHINE, "laptop", 1),
        (Kind.TIME, "08.03.2026 12:00", 1),
        (Kind.MACHINE, "file:///home/jane", 1),
        (Kind.MACHINE, "more", 1),
    ]


def test_vim_names_user_host_and_path():
    data = (
        b"b0VIM 9.0".ljust(28, b"\0") + b"jane\0old".ljust(40, b"\0") + b"laptop".ljust(40, b"\0")
    )
    found = [*leftovers.of_file(".a.md.swp", "x", data + b"/home/jane/a.md\0rest")]

    assert [(t.kind, t.text, t.place) for t in found] == [
        (Kind.PERSON, "jane", "Vim's user"),
        (Kind.MACHINE, "laptop", "Vim's host"),
        (Kind.MACHINE, "/home/jane/a.md", "Vim's path"),
    ]
    assert [*leftovers.of_file(".a.md.swp", "x", b"x" + data)] == []
    assert [*leftovers.of_file("a.md.swp", "x", data)] == []


# --- texts

KEYS = (
    "author authors editor translator reviewer contributor creator owner maintainer photographer"
    " illustrator by byline credit credits contact user username photo_by photo-by"
).split()


FORMS = [
    "{}: Jane Doe", "{}: [Jane Doe]", "{}:\n- Jane Doe", "{}:\n  - Jane Doe", "- {}: Jane Doe",
    "{} = 'Jane Doe'",
]  # fmt: skip


@pytest.mark.parametrize("key", [*KEYS, "Author", "text by"])
@pytest.mark.parametrize("form", FORMS)
def test_every_key_that_names_somebody(key, form):
    text = f"---\ntitle: Strike\n{form.format(key)}\n---\n\nText\n"
    line = text[: text.index("Jane")].count("\n") + 1

    found = [(t.kind, t.text, t.place, t.line) for t in texts.of_text(text, "a.md", (), ())]
    assert found == [(Kind.PERSON, "Jane Doe", key, line)]


@pytest.mark.parametrize("key", ["authored", "authority", "users", "bye", "standby", "title"])
def test_a_key_that_names_nobody(key):
    assert [*texts.of_text(f"---\n{key}: Jane Doe\n---\n", "a.md", (), ())] == []


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("<!-- jane@example.org -->", 1),
        ("Text\n\n<!-- jane@example.org -->\n", 3),
        ("Text\n\n<!--\nx\njane@example.org -->\n", 5),
        ("Text\n<!-- jane@example.org", 2),
        ("Text\n\n[//]: # (jane@example.org)\n", 3),
        ("Text\n\n[comment]: <> (jane@example.org)\n", 3),
        ("+++\ntitle = 'A'\nx = 'jane@example.org'\n+++\n", 3),
        ("\ufeff---  \r\nx: jane@example.org\r\n...\r\n", 2),
        ("<p>\n\n<meta name='author' content='jane@example.org'>", 3),
    ],
)
def test_a_trace_has_its_line(text, line):
    (found,) = texts.of_text(text, "a.md", (), ())

    assert ("jane@example.org" in found.text, found.line) == (True, line)


@pytest.mark.parametrize("quoted", ['"Jane Doe"', "'Jane Doe'"])
@pytest.mark.parametrize("name", ["author", "dc.creator", "article:author", "editor", "owner"])
@pytest.mark.parametrize("attribute", ["name", "property"])
def test_every_name_of_a_meta_element(quoted, name, attribute):
    found = [*texts.of_text(f"<META {attribute}={name} Content = {quoted}>", "a.html", (), ())]

    assert [(t.kind, t.text, t.place) for t in found] == [(Kind.PERSON, "Jane Doe", name)]


@pytest.mark.parametrize("name", ["generator", "ProgId", "Originator"])
def test_a_program_of_a_meta_element(name):
    found = [*texts.of_text(f"<meta content=Word name={name}>", "a.html", (), ())]

    assert [(t.kind, t.text) for t in found] == [(Kind.PROGRAM, "Word")]
    assert [*texts.of_text(f"<meta content=tamizdat name={name}>", "a.html", (), ())] == []


def test_lines_of_a_list_of_people():
    text = "# Thanks\n* Jane Doe\n- Ana Maria Del Mar\n- Ana Maria Rosa Del Mar\njane@example.org\n"
    found = [(t.text, t.line) for t in texts.of_lines(text, "AUTHORS", (), names=True)]

    assert found == [("Jane Doe", 2), ("Ana Maria Del Mar", 3), ("jane@example.org", 5)]
    assert [t.text for t in texts.of_lines(text, "x.csv", ())] == ["jane@example.org"]


HOSTS = "t.me telegram.me signal.me matrix.to wa.me".split()


@pytest.mark.parametrize("host", HOSTS)
@pytest.mark.parametrize("scheme", ["", "http://", "https://", "HTTPS://"])
def test_a_link_to_somebody_s_account_is_an_address(host, scheme):
    link = f"{scheme}{host}/jane"

    assert [(t.kind, t.text) for t in people.traces(f"see {link} now")] == [(Kind.ADDRESS, link)]
    assert people.traces(f"see {scheme}{host}.example.org/jane now") == ()


DONE = "translated proofread reviewed edited modified changed saved updated created written".split()


@pytest.mark.parametrize("done", [*DONE, "generated", "corrected"])
@pytest.mark.parametrize("before", ["", "last ", "Last-", "  "])
def test_who_has_done_it_at_the_top_of_a_file(done, before):
    line = f"{before}{done} in March by Jane Doe"

    assert [t.text for t in people.traces(line, heading=True)] == ["Jane Doe"]
    assert people.traces(line.replace(" by ", " nearby "), heading=True) == ()
    assert people.traces(line) == ()


# --- whole projects

BESIDE = (
    ".github/a.yml .gitlab-ci.yml .gitlab/a.yml .forgejo/a.yml .gitea/a.yml .woodpecker/a.yml"
    " .woodpecker.yml .circleci/a.yml .travis.yml Jenkinsfile .mailmap .gitattributes .gitmodules"
    " CODEOWNERS AUTHORS AUTHORS.md CONTRIBUTORS CREDITS MAINTAINERS THANKS TRANSLATORS.txt"
).split()


def test_every_file_beside_the_project_that_names_people(write):
    folder = write({name: f"x{number}@example.org\n" for number, name in enumerate(BESIDE)})
    (folder / "README.md").write_text("y@example.org\n")
    (folder / ".github/venv").mkdir()
    (folder / ".github/venv/pyvenv.cfg").write_text("")
    (folder / ".github/venv/b.yml").write_text("z@example.org\n")

    told = {path: text for _, text, path in ask(folder) if "@" in text}

    assert told == {name: f"x{number}@example.org" for number, name in enumerate(BESIDE)}


def test_an_address_that_a_text_asks_to_write_to_is_no_secret_in_history_either(write, judge):
    judge("git")
    folder = write(
        {"source_texts/a.md": "Write to Strike@Example.org, [us](mailto:b@example.org).\n"}
    )
    run(folder, "update")
    leaks.git(folder, "init", "-q", "-b", "main")
    notes = folder / "locales/notes.csv"
    notes.write_text("strike@example.ORG, c@example.org\n")
    catalog = folder / "locales/ru/LC_MESSAGES/a.po"
    before = catalog.read_text(encoding="utf-8")
    catalog.write_text(f"# strike@example.ORG, d@example.org\n{before}", encoding="utf-8")
    leaks.commit(folder, author=("Gita Goe", "gita@example.org"))
    notes.unlink()
    catalog.write_text(before, encoding="utf-8")
    leaks.commit(folder, author=("Gita Goe", "gita@example.org"))

    told = {text for _, text, path in ask(folder) if path}
    assert told == {"c@example.org", "d@example.org"}


def test_what_is_still_told_on_another_line_is_said_once(write, judge):
    judge("git")
    folder = write({"source_texts/a.md": "# Bread\n"})
    run(folder, "update")
    leaks.git(folder, "init", "-q", "-b", "main")
    notes = folder / "locales/notes.csv"
    for above in ("", "more\n", "more\nand more\n"):
        notes.write_text(f"head\n{above}c@example.org\n")
        leaks.commit(folder, author=("Gita Goe", "gita@example.org"))

    (found,) = (
        trace
        for trace in json.loads(run(folder, "privacy", "--json").stdout)["traces"]
        if trace["text"] == "c@example.org"
    )
    assert (found["path"], found["line"], found["count"]) == ("locales/notes.csv", 4, 1)
