"""Sound, film and PDF: what can go without harm goes, what stays is named, what acts is refused."""

import base64
import contextlib
import io
import logging
import struct
import zlib

import pypdf
import pytest
from browser import Browser
from hypothesis import given
from hypothesis import strategies as st
from pictures import SECRET, drawn, exiftool, saved, told
from PIL import Image
from pypdf.annotations import Link
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, StreamObject, TextStringObject

from tamizdat import assets
from tamizdat.errors import AssetError

WORD = SECRET.encode()
FRAME = b"\xff\xfb\x90\x64" + bytes(413)
"""A frame of MP3, 128 kbit/s, 44.1 kHz."""
SOUND = FRAME * 4


def id3(payload, head=b"ID3\x04\0\0"):
    size = len(payload)
    return head + bytes(size >> shift & 0x7F for shift in (21, 14, 7, 0)) + payload


def ape(payload, *, header):
    flags = 0x80000000 if header else 0
    size = len(payload) + 32
    foot = b"APETAGEX" + struct.pack("<IIII8x", 2000, size, 1, flags)
    top = b"APETAGEX" + struct.pack("<IIII8x", 2000, size, 1, flags | 0x20000000)
    return (top if header else b"") + payload + foot


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (id3(b"TPE1\0\0\0\x08\0\0\0" + WORD), b""),
        (id3(WORD * 200) + id3(WORD) + b"\0" * 100, b""),
        (id3(WORD, b"ID3\x04\0\x10") + b"3DI\x04\0\x10\0\0\0\x07", b""),
        (b"", b"TAG" + WORD.ljust(125)),
        (b"", b"TAG+" + WORD.ljust(223) + b"TAG" + WORD.ljust(125)),
        (b"", ape(WORD, header=True)),
        (b"", ape(WORD, header=False) + b"TAG" + WORD.ljust(125)),
        (b"", b"LYRICSBEGIN" + WORD + b"000018LYRICS200TAG" + WORD.ljust(125)),
        (id3(WORD), ape(WORD, header=True) + b"TAG" + WORD.ljust(125)),
        (b"", b"TAG" + WORD.ljust(125) + b"\n"),
        (b"", b"LYRICSBEGIN" + WORD + b"LYRICSENDTAG" + WORD.ljust(125)),
        (FRAME + id3(WORD + FRAME * 3), b""),
        (FRAME + b"TAG" + WORD.ljust(125), b""),
        (FRAME + ape(WORD, header=True), b""),
    ],
)
def test_of_an_mp3_the_sound_alone_is_left(judge, tmp_path, before, after):
    path = tmp_path / "a.mp3"
    path.write_bytes(before + SOUND + after)

    found = assets.clean(path.read_bytes(), ".mp3")

    assert (found.data, found.left) == (FRAME * before.startswith(FRAME) + SOUND, ())
    path.write_bytes(found.data)
    assert {key.split(":")[0] for key in told(judge("exiftool"), path)} <= {"File", "MPEG"}


def test_tags_without_sound_are_refused():
    for data in (id3(WORD), id3(WORD) + b"<script>", b"ID3", b"\xff\xfb"[:1] + b"x"):
        with pytest.raises(AssetError):
            assets.clean(data, ".mp3")


def box(name, *parts):
    payload = b"".join(parts)
    return struct.pack(">I", len(payload) + 8) + name + payload


def film(*more, handler=b"vide"):
    """A film of one track, as phones write them: dates, a place, a device."""
    day = struct.pack(">II", 0xE1000000, 0xE1000000)
    place = box(b"udta", box(b"\xa9xyz", b"\0\x12\x15\xc7+52.5+013.4/" + WORD))
    media = box(b"mdhd", bytes(4), day, bytes(12)) + box(
        b"hdlr", bytes(8), handler, bytes(12), b"Handler\0"
    )
    track = box(b"trak", box(b"tkhd", b"\1\0\0\7", day, day, bytes(76)), box(b"mdia", media), place)
    keys = box(b"meta", bytes(4), box(b"hdlr", bytes(8), b"mdta", bytes(13)), WORD)
    return b"".join(
        (
            box(b"ftyp", b"isom\0\0\0\1isommp42"),
            box(b"moov", box(b"mvhd", bytes(4), day, bytes(88)), track, place, keys),
            box(b"mdat", b"sound and pictures"),
            box(b"uuid", b"\xbe\x7a\xcf\xcb\x97\xa9\x42\xe8\x9c\x71\x99\x94\x91\xe3\xaf\xac", WORD),
            *more,
        )
    )


def test_a_film_keeps_its_offsets_and_tells_nothing(judge, tmp_path):
    program = judge("exiftool")
    path = tmp_path / "a.mp4"
    path.write_bytes(film(box(b"sefd", WORD), struct.pack(">I", 0) + b"free" + WORD))
    before = path.read_bytes()
    assert "52 deg 30" in str(told(program, path))

    found = assets.clean(before, ".mp4")

    assert (len(found.data), found.left) == (len(before), ())
    assert found.data.index(b"sound and pictures") == before.index(b"sound and pictures")
    path.write_bytes(found.data)
    told_now = told(program, path)
    assert WORD not in found.data
    assert b"+52.5" not in found.data
    assert not [key for key in told_now if "GPS" in key or key.startswith(("XMP", "UserData"))]
    dates = {value for key, value in told_now.items() if key.endswith(("CreateDate", "ModifyDate"))}
    assert dates <= {"0000:00:00 00:00:00"}
    assert assets.clean(found.data, ".mp4") == found


def inside(*path_and_box):
    """A box in boxes, the innermost last."""
    *names, last = path_and_box
    for name in reversed(names):
        last = box(name, last)
    return last


ENTRY = bytes(42) + bytes([len(WORD)]) + WORD.ljust(31, b"\0") + bytes(4)


@pytest.mark.parametrize(
    "more",
    [
        inside(b"moov", b"XMP_", WORD),
        inside(b"moov", b"gps ", WORD),
        inside(b"moov", b"ilst", WORD),
        inside(b"moov", b"loci", WORD),
        inside(b"moov", b"trak", b"XMP_", WORD),
        inside(b"moov", b"trak", b"mdia", b"minf", b"udta", WORD),
        inside(b"moov", b"trak", b"mdia", b"hdlr", bytes(8) + b"vide" + bytes(12) + WORD),
        inside(
            *(b"moov", b"trak", b"mdia", b"minf", b"stbl", b"stsd"),
            bytes(7) + b"\1" + box(b"avc1", ENTRY),
        ),
        box(b"wide", WORD),
    ],
)
def test_nothing_that_a_player_needs_not_is_left_of_a_film(more):
    before = film(more)

    found = assets.clean(before, ".mp4")

    assert WORD not in found.data
    assert len(found.data) == len(before)
    assert assets.clean(found.data, ".mp4") == found


def test_a_film_that_plays_another_file_is_refused():
    place = bytes(7) + b"\1" + box(b"url ", bytes(4), b"http://example.org/")
    with pytest.raises(AssetError, match="another file"):
        assets.clean(
            film(inside(b"moov", b"trak", b"mdia", b"minf", b"dinf", b"dref", place)), ".mp4"
        )


@pytest.mark.parametrize("name", [b"uuid", b"free", b"XMP_"])
def test_what_follows_a_picture_in_avif_is_emptied(name):
    data = saved(drawn(), "AVIF")

    found = assets.clean(data + box(name, WORD), ".avif")

    assert WORD not in found.data
    assert found.data.startswith(data[:32])
    with Image.open(io.BytesIO(data)) as one, Image.open(io.BytesIO(found.data)) as other:
        assert one.tobytes() == other.tobytes()


def test_a_track_of_places_is_named_and_half_a_film_refused():
    found = assets.clean(film(handler=b"meta"), ".mp4")
    assert found.left == ("a track that no player plays (“meta”), often places",)
    for data in (film()[:-3], box(b"ftyp", b"isom\0\0\0\1"), film() + b"\0\0\0\5free"):
        with pytest.raises(AssetError):
            assets.clean(data, ".mp4")


@given(st.integers(0, len(film()) - 1), st.binary(max_size=9))
def test_damage_to_a_film_is_refused_or_cleaned(place, wrong):
    data = film()
    try:
        once = assets.clean(data[:place] + wrong + data[place + len(wrong) :], ".mp4")
    except AssetError:
        return
    assert assets.clean(once.data, ".mp4").data == once.data


CAMERA = Image.Exif()
CAMERA[0x013B] = SECRET


def element(number, *parts, wide=False):
    """Of a WebM, with a size of one or eight bytes."""
    payload = b"".join(parts)
    size = len(payload)
    return (
        number
        + (b"\x01" + size.to_bytes(7) if wide or size > 126 else bytes([size | 0x80]))
        + payload
    )


def recording(*more, info=b"", track=b""):
    tracks = element(b"\xae", element(b"\xd7", b"\1"), track)
    head = element(b"\x1a\x45\xdf\xa3", element(b"\x42\x82", b"webm"))
    parts = (element(b"\x15\x49\xa9\x66", info), element(b"\x16\x54\xae\x6b", tracks), *more)
    return head + element(b"\x18\x53\x80\x67", *parts, wide=True)


TAG = element(b"\x67\xc8", element(b"\x45\xa3", b"ARTIST"), element(b"\x44\x87", WORD))
TAGGED = element(b"\x73\x73", element(b"\x63\xc0"), TAG)
TAGS = b"\x12\x54\xc3\x67"
ROOM = element(b"\xec", bytes(70_000))
NAMED = {
    "tags": recording(element(TAGS, TAGGED)),
    "tags behind a checksum": recording(element(TAGS, b"\xbf\x84abcd", TAGGED, wide=True)),
    "tags behind room": recording(element(TAGS, ROOM, element(b"\x73\x73"), TAGGED)),
    "tags twice": recording(element(TAGS), ROOM, element(TAGS, TAGGED)),
    "attachment": recording(element(b"\x19\x41\xa4\x69", WORD)),
    "title": recording(info=element(b"\x7b\xa9", WORD, wide=True) + element(b"\x44\x61", WORD)),
    "late title": recording(ROOM, element(b"\x15\x49\xa9\x66", element(b"\x7b\xa9", WORD))),
    "program": recording(info=element(b"\x57\x41", WORD) + element(b"\x4d\x80", WORD)),
    "path": recording(info=element(b"\x73\x84", WORD)),
    "track": recording(track=element(b"\x53\x6e", WORD)),
    "room": recording(element(b"\xec", WORD)),
    "live": recording(b"\x1f\x43\xb6\x75\xff" + element(b"\xe7", b"\1") + element(TAGS, TAGGED)),
}


@pytest.mark.parametrize("name", NAMED)
def test_a_webm_keeps_its_positions_and_tells_nothing(name):
    found = assets.clean(NAMED[name], ".webm")

    assert WORD in NAMED[name]
    assert WORD not in found.data
    assert len(found.data) == len(NAMED[name])
    assert assets.clean(found.data, ".webm") == found
    assert (found.lost, found.left) == ((), ())
    with pytest.raises(AssetError):
        assets.clean(NAMED[name] + b"\0", ".webm")


RECORD = """(async () => {
  const canvas = document.createElement("canvas"), parts = [];
  const draw = canvas.getContext("2d");
  const recorder = new MediaRecorder(canvas.captureStream(25), {mimeType: "TYPE"});
  recorder.ondataavailable = event => parts.push(event.data);
  const done = new Promise(stop => { recorder.onstop = stop; });
  recorder.start();
  for (let n = 0; n < 9; n++) {
    draw.fillStyle = n % 2 ? "#f00" : "#e00";
    draw.fillRect(0, 0, 300, 150);
    await new Promise(next => setTimeout(next, 40));
  }
  recorder.stop();
  await done;
  const bytes = new Uint8Array(await new Blob(parts).arrayBuffer());
  return btoa(String.fromCharCode(...bytes));
})()"""
PLAY = """new Promise(seen => {
  const film = document.createElement("video");
  film.onerror = () => seen(film.error.message);
  film.muted = true;
  film.onended = () => {
    const canvas = document.createElement("canvas"), draw = canvas.getContext("2d");
    draw.drawImage(film, 0, 0);
    seen([film.videoWidth, film.videoHeight, ...draw.getImageData(9, 9, 1, 1).data]);
  };
  film.src = "data:TYPE;base64,DATA";
  film.play();
})"""


def awaited(browser, promise):
    """What a promise in the page comes to."""
    options = {"returnByValue": True, "awaitPromise": True}
    return browser.send("Runtime.evaluate", expression=promise, **options)["result"]["value"]


@pytest.mark.parametrize("kind", ["webm", "mp4"])
def test_a_browser_plays_what_is_left_of_its_recording(tmp_path, kind):
    path = tmp_path / "a.html"
    path.write_text("<title>x</title>")
    with Browser() as browser:
        browser.open(path)
        made = base64.b64decode(awaited(browser, RECORD.replace("TYPE", f"video/{kind}")))
        cleaned = assets.clean(made, f".{kind}").data
        seen = []
        for data in (made, cleaned):
            shown = PLAY.replace("TYPE", f"video/{kind}")
            shown = shown.replace("DATA", base64.b64encode(data).decode())
            seen.append(awaited(browser, shown))

    assert cleaned != made
    assert len(cleaned) == len(made)
    assert seen[0] == seen[1]
    assert seen[0][:2] == [300, 150]
    assert seen[0][2] > 180


def comments(*entries, vendor=b"Lavf60.16.100"):
    listed = b"".join(struct.pack("<I", len(e)) + e for e in entries)
    return struct.pack("<I", len(vendor)) + vendor + struct.pack("<I", len(entries)) + listed


def stream(*packets):
    """A stream of Ogg; its checksums are missing."""
    pages = b""
    for number, packet in enumerate(packets):
        sizes = b"\xff" * (len(packet) // 255) + bytes([len(packet) % 255])
        for start in range(0, len(sizes), 255):
            part = sizes[start : start + 255]
            flags = (2 if number == start == 0 else 0) | (1 if start else 0)
            head = b"OggS\0" + bytes([flags]) + bytes(8) + b"\1\0\0\0" + bytes(8)
            body = packet[start * 255 : (start + 255) * 255]
            pages += head + bytes([len(part)]) + part + body
    return pages


ARTIST = b"ARTIST=" + WORD
NAMES = ("comments: ARTIST",)


@pytest.mark.parametrize(
    ("name", "data", "left"),
    [
        ("a.ogg", stream(b"\x01vorbis", b"\x03vorbis" + comments(b"ENCODER=x")), ()),
        (
            "a.opus",
            stream(b"OpusHead", b"OpusTags" + comments(b"ARTIST=A", b"Location=B", b"encoder=c")),
            ("comments: ARTIST, LOCATION",),
        ),
        ("a.ogg", stream(b"\x80theora", b"\x81theora" + comments(ARTIST)), NAMES),
        ("a.ogg", stream(b"\x7fFLAC", b"\x84\0\0\x2a" + comments(ARTIST)), NAMES),
        ("a.ogg", stream(b"\x7fFLAC", b"\6\0\0\0"), ("comments: PICTURE",)),
        ("a.ogg", stream(b"Speex   1", comments(ARTIST)), NAMES),
        ("a.ogg", stream(*[b"x"] * 99) + stream(b"\3vorbis" + comments(ARTIST)), NAMES),
        (
            "a.ogg",
            stream(b"OpusTags" + comments(b"A=" + b"x" * 200_000, ARTIST)),
            ("comments: A, ARTIST",),
        ),
        ("a.ogg", stream(b"OpusTags" + comments(vendor=WORD)), ("comments: VENDOR",)),
        ("a.ogg", stream(b"\x03vorbis\xff\xff\xff\xff"), ("comments: VENDOR",)),
        ("a.avif", saved(drawn(), "AVIF"), ()),
        (
            "a.avif",
            saved(drawn(), "AVIF", exif=CAMERA, xmp=b"<x:xmpmeta/>"),
            ("Exif (camera, place, day)", "XMP (names, programs)"),
        ),
    ],
)
def test_what_stays_in_sound_and_film_is_named(name, data, left):
    found = assets.clean(data, "." + name.split(".")[1])

    assert found.data == data
    assert found.left == left


def document(change=None, *, metadata=None):
    """A PDF, and what a test does to it."""
    writer = pypdf.PdfWriter()
    writer.add_blank_page(100, 100)
    writer.metadata = metadata
    if change:
        change(writer)
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


def put(writer, key, value):
    writer.root_object[NameObject(key)] = value


def action(kind, **more):
    entries = {NameObject("/S"): NameObject(kind)}
    entries |= {NameObject(f"/{key}"): TextStringObject(value) for key, value in more.items()}
    return DictionaryObject(entries)


def move(name):
    return DictionaryObject(
        {NameObject("/S"): NameObject("/Named"), NameObject("/N"): NameObject(name)}
    )


def page(writer, key, value):
    entries = {NameObject(k): v for k, v in value.items()} if isinstance(value, dict) else value
    writer.pages[0][NameObject(key)] = DictionaryObject(entries)


def annotation(writer, kind, **more):
    found = action("/Nothing", **more) | {NameObject("/Subtype"): NameObject(kind)}
    writer.pages[0][NameObject("/Annots")] = ArrayObject([DictionaryObject(found)])


def content(writer, key):
    stream = StreamObject()
    stream[NameObject(key)] = DictionaryObject()
    put(writer, "/X", stream)


def unlisted(hidden):
    """A PDF with an object stream whose objects no table names."""
    packed = zlib.compress(b"90 0 " + hidden)
    head = b"9 0 obj<</Type/ObjStm/N 1/First 5/Filter/FlateDecode/Length %d>>stream\n"
    return document() + head % len(packed) + packed + b"\nendstream endobj\n"


def with_object_stream(hidden):
    """A PDF with compressed objects (ISO 32000-2, section 7.5.7), one of them given."""
    objects = [b"<</Type/Catalog/Pages 2 0 R/AA 3 0 R>>", b"<</Type/Pages/Kids[]/Count 0>>", hidden]
    offsets, body = [], b""
    for number, each in enumerate(objects, 1):
        offsets += [number, len(body)]
        body += each + b" "
    index = " ".join(map(str, offsets)).encode() + b" "
    packed = zlib.compress(index + body)
    out = b"%PDF-1.5\n"
    first = len(out)
    head = b"4 0 obj<</Type/ObjStm/N 3/First %d/Filter/FlateDecode/Length %d>>stream\n"
    out += head % (len(index), len(packed)) + packed + b"\nendstream "
    out += b"endobj\n"
    table = len(out)
    rows = bytes(6) + b"".join(b"\2\0\0\0\4" + bytes([n]) for n in range(3))
    rows += b"\1" + struct.pack(">IB", first, 0) + b"\1" + struct.pack(">IB", table, 0)
    head = b"5 0 obj<</Type/XRef/Size 6/W[1 4 1]/Root 1 0 R/Length %d>>stream\n"
    out += head % len(rows) + rows + b"\nendstream endobj\n"
    return out + b"startxref\n%d\n%%%%EOF\n" % table


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (document(lambda w: put(w, "/AA", action("/X", JS="x"))), "JavaScript"),
        (document(lambda w: w.add_attachment("a.txt", b"x")), "a file inside"),
        (document(lambda w: put(w, "/OpenAction", action("/Launch", F="a.exe"))), "a program"),
        (document(lambda w: put(w, "/OpenAction", action("/JavaScript", JS="x"))), "JavaScript"),
        (document(lambda w: put(w, "/X", ArrayObject([action("/SubmitForm")]))), "a form that"),
        (document(lambda w: w.encrypt("", "x", algorithm="RC4-128")), "encrypted"),
        (document(lambda w: w.encrypt("x", algorithm="RC4-128")), "encrypted"),
        (with_object_stream(b"<</O<</S/JavaScript/JS(x)>>>>"), "JavaScript"),
        (with_object_stream(b"<</O<</S/J#61vaScript>>>>"), "JavaScript"),
        (document().replace(b"/Catalog", b"/C#61talog") + b"9 0 obj<</S/Launch>>", "a program"),
        (with_object_stream(b" " * 100_000_000), "damaged"),  # 100 kB that grow
        (document() + b"9 0 obj<</S/J#61vaScript>>", "JavaScript"),
        (document() + b"9 0 obj\n<</S/Movie>>", "a film, a sound or a program"),
        (document(lambda w: put(w, "/OpenAction", action("/URI", URI="x"))), "is opened .“URI”"),
        (document(lambda w: put(w, "/OpenAction", action("/GoToR", F="x"))), "to another file"),
        (document(lambda w: put(w, "/OpenAction", action("/GoTo", Next="x"))), "“GoTo”"),
        (document(lambda w: put(w, "/X", action("/Named", N="x"))), "a command to the program"),
        (document(lambda w: put(w, "/A", action("/Hide", T="x"))), "follows no link .“Hide”"),
        (document(lambda w: page(w, "/AA", {"/O": action("/Named", N="x")})), "“Named”"),
        (document(lambda w: put(w, "/X", action("/Rendition"))), "a film, a sound or a program"),
        (document(lambda w: annotation(w, "/Movie")), "a film, a sound or a program"),
        (document(lambda w: annotation(w, "/3D")), "a film, a sound or a program"),
        (document(lambda w: annotation(w, "/FileAttachment")), "a file inside"),
        (document(lambda w: annotation(w, "/X", EF="x")), "a file inside"),
        (document(lambda w: annotation(w, "/X", FS="/URL")), "a reference out of the file"),
        (document(lambda w: content(w, "/F")), "a reference out of the file"),
        (document(lambda w: content(w, "/Ref")), "a reference out of the file"),
        (unlisted(b"<</S/JavaScript/X(x)>>"), "JavaScript"),
        (unlisted(b"<</S/Sound>>"), "a film, a sound or a program"),
        (b"%PDF-1.7\n", "damaged"),
        (b"%PDF-1.7\n" + b"[" * 100_000, "damaged"),
        (document()[:300], "damaged"),
    ],
)
def test_a_pdf_that_acts_by_itself_or_hides_is_refused(data, words):
    with pytest.raises(AssetError, match=words):
        assets.clean(data, ".pdf")


def test_a_pdf_that_opens_at_a_place_is_published():
    def change(writer):
        place = ArrayObject([writer.pages[0].indirect_reference, NameObject("/Fit")])
        put(writer, "/OpenAction", place)

    data = document(change)
    assert assets.clean(data, ".pdf").data == data
    assert assets.clean(with_object_stream(b"<<>>"), ".pdf").left == ()


@pytest.mark.parametrize(
    "change",
    [
        lambda w: w.add_outline_item(title="One", page_number=0),
        lambda w: w.add_named_destination(title="one", page_number=0),
        lambda w: put(w, "/OpenAction", action("/GoTo", D="one")),
        lambda w: w.add_annotation(0, Link(rect=(0, 0, 9, 9), url="https://example.org")),
        lambda w: put(w, "/X", DictionaryObject({NameObject("/A"): move("/NextPage")})),
        lambda w: w.compress_identical_objects(),
    ],
)
def test_links_bookmarks_and_page_turns_are_published(change):
    data = document(change)
    assert assets.clean(data, ".pdf").data == data


def test_pictures_made_a_pdf_are_published():
    data = saved(drawn(), "PDF", save_all=True, append_images=[drawn("L"), drawn("CMYK")])
    assert assets.clean(data, ".pdf").data == data


def test_a_pdf_says_who_made_it(judge, tmp_path):
    program = judge("exiftool")
    path = tmp_path / "a.pdf"
    path.write_bytes(document(metadata={"/Author": SECRET, "/Title": "A", "/Subject": " "}))

    found = assets.clean(path.read_bytes(), ".pdf")
    assert found.left == ("who and what made it (Author, Title)",)

    exiftool(program, path, f"-XMP:Creator={SECRET}", "-PDF:all=")
    left = assets.clean(path.read_bytes(), ".pdf").left
    assert "XMP (names, programs, days)" in left
    assert "earlier versions of it" in left


def test_other_traces_in_a_pdf_are_named():
    def note(writer):
        note = {"/Type": "/Annot", "/Subtype": "/Text"}
        found = DictionaryObject({NameObject(k): NameObject(v) for k, v in note.items()})
        found[NameObject("/Rect")] = ArrayObject()
        found[NameObject("/T")] = TextStringObject(SECRET)
        put(writer, "/X", found)

    assert assets.clean(document(note), ".pdf").left == ("notes that somebody signed",)
    photo = document() + b"\xff\xd8\xff\xe1\0\x20Exif\0\0"
    assert assets.clean(photo, ".pdf").left == ("a photo with Exif (camera, place, day)",)


def test_what_a_browser_prints_is_published(tmp_path, caplog):
    page = tmp_path / "a.html"
    page.write_text("<title>A</title><h1>One</h1><a href='https://example.org'>two</a>")
    with Browser() as browser:
        data = browser.open(page).printed()

    with caplog.at_level(logging.DEBUG):
        found = assets.clean(data, ".pdf")

    assert found.data == data
    assert all("Producer" in what for what in found.left)
    assert not caplog.records


@given(place=st.integers(0, 700), wrong=st.binary(max_size=9))
def test_damage_to_a_pdf_is_refused_or_named(place, wrong):
    data = document(metadata={"/Author": SECRET})
    data = data[:place] + wrong + data[place + len(wrong) :]
    with contextlib.suppress(AssetError):
        assert assets.clean(data, ".pdf").data == data
