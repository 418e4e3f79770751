"""Pictures are published without what cameras and editors put into them, and look the same."""

import contextlib
import io
import re
import zipfile

import pytest
from browser import Browser
from hypothesis import given
from hypothesis import strategies as st
from pictures import PROFILE, SECRET, aside, drawn, exiftool, look, saved, told
from PIL import Image, ImageCms

from tamizdat import assets
from tamizdat.errors import AssetError

FRAMES = [drawn().rotate(turn) for turn in (0, 90, 180)]
ANIMATED = {"save_all": True, "append_images": FRAMES[1:], "duration": [40, 80, 120]}
MADE = {
    "baseline.jpg": saved(drawn(), "JPEG", icc_profile=PROFILE, dpi=(144, 144)),
    "progressive.jpg": saved(drawn(), "JPEG", progressive=True),
    "restarts.jpg": saved(drawn(), "JPEG", restart_marker_blocks=2),
    "grey.jpeg": saved(drawn("L"), "JPEG"),
    "cmyk.jpg": saved(drawn("CMYK"), "JPEG"),
    "rgb.jpg": saved(drawn(), "JPEG", keep_rgb=True, subsampling=0),
    "colours.png": saved(drawn(), "PNG", icc_profile=PROFILE, dpi=(144, 144)),
    "palette.png": saved(drawn("P"), "PNG", transparency=0),
    "grey.png": saved(drawn("LA"), "PNG"),
    "moving.png": saved(FRAMES[0], "PNG", loop=2, **ANIMATED),
    "lossy.webp": saved(drawn(), "WEBP", icc_profile=PROFILE),
    "simple.webp": saved(drawn(), "WEBP"),
    "lossless.webp": saved(drawn("RGBA"), "WEBP", lossless=True),
    "moving.webp": saved(FRAMES[0], "WEBP", loop=2, **ANIMATED),
    "still.gif": saved(drawn("P"), "GIF", comment=SECRET.encode()),
    "moving.gif": saved(FRAMES[0], "GIF", loop=2, comment=SECRET.encode(), **ANIMATED),
}
PERSONAL = [
    f"-{tag}={SECRET}"
    for tag in "EXIF:Artist EXIF:Copyright EXIF:Model EXIF:SerialNumber EXIF:UserComment "
    "XMP:Creator XMP:History XMP:City IPTC:By-line IPTC:City Comment PNG:Author PNG:Software "
    "Photoshop:CopyrightFlag XMP-acdsee:Author".split()
] + [
    "-EXIF:DateTimeOriginal=2026:03:08 12:00:00",
    "-EXIF:GPSLatitude=52.5",
    "-EXIF:GPSLongitude=13.4",
    "-XMP:GPSLatitude=52.5",
    "-PNG:ModifyDate=2026:03:08 12:00:00",
]
HARMLESS = {"File", "JFIF", "PNG", "PNG-pHYs", "RIFF", "GIF", "Adobe", "ICC-header", "ICC_Profile"}
"""Groups of tags that say how a picture is built."""


def archive():
    """A zip that hides behind a picture."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as file:
        file.writestr(f"{SECRET}.txt", SECRET)
    return stream.getvalue()


@pytest.mark.parametrize("turned", [1, 6])
@pytest.mark.parametrize("name", MADE)
def test_only_the_picture_and_how_it_is_turned_is_left(judge, tmp_path, name, turned):
    program = judge("exiftool")
    path = tmp_path / name
    path.write_bytes(MADE[name])
    thumbnail = tmp_path / "thumbnail.jpg"
    thumbnail.write_bytes(MADE["baseline.jpg"])
    exiftool(program, path, "-m", *PERSONAL, f"-ThumbnailImage<={thumbnail}")
    if turned != 1 and not name.endswith(".gif"):
        exiftool(program, path, "-n", f"-EXIF:Orientation={turned}")
    path.write_bytes(path.read_bytes() + archive())
    before = path.read_bytes()
    assert SECRET.encode() in before
    assert SECRET in str(told(program, path))

    after = assets.clean(before, path.suffix)

    path.write_bytes(after.data)
    found = told(program, path)
    kept = {key for key in found if key.split(":")[0] not in HARMLESS}
    upright = turned == 1 or name.endswith(".gif")
    assert kept == (set() if upright else {"IFD0:Orientation"}), found
    assert SECRET not in str(found)
    assert SECRET.encode() not in after.data
    assert not re.search(rb"PK\x05\x06|<x:xmpmeta|2026", after.data)
    assert look(after.data) == look(before)
    assert aside(MADE[name]).items() <= aside(after.data).items()
    assert (after.lost, after.left) == ((), ())
    assert assets.clean(after.data, path.suffix) == after


@pytest.mark.parametrize("name", ["baseline.jpg", "grey.jpeg", "grey.png", "lossless.webp"])
@pytest.mark.parametrize("turned", range(1, 9))
def test_a_picture_is_turned_as_before(name, turned):
    tags = Image.Exif()
    tags[0x0112] = turned
    tags[0x013B] = SECRET
    form = {"jpg": "JPEG", "jpeg": "JPEG", "png": "PNG", "webp": "WEBP"}[name.split(".")[1]]
    with Image.open(io.BytesIO(MADE[name])) as picture:
        before = saved(picture, form, exif=tags, **({"lossless": True} if form == "WEBP" else {}))

    after = assets.clean(before, "." + name.split(".")[1]).data

    assert SECRET.encode() not in after
    assert look(after) == look(before)
    with Image.open(io.BytesIO(after)) as picture:
        assert dict(picture.getexif()) == ({0x0112: turned} if turned > 1 else {})


def test_a_browser_shows_the_same(judge, tmp_path):
    program = judge("exiftool")
    for folder in ("before", "after"):
        (tmp_path / folder).mkdir()
    for name, made in MADE.items():
        if name.startswith("moving"):
            continue
        path = tmp_path / "before" / name
        path.write_bytes(made)
        turn = [] if name.endswith(".gif") else ["-n", "-EXIF:Orientation=6"]
        exiftool(program, path, "-m", *PERSONAL, *turn)
        (tmp_path / "after" / name).write_bytes(assets.clean(path.read_bytes(), path.suffix).data)
    page = "<title>x</title>" + "".join(f'<img src="{name}">' for name in MADE)
    seen = {}
    with Browser() as browser:
        for folder in ("before", "after"):
            path = tmp_path / folder / "index.html"
            path.write_text(page)
            browser.open(path)
            sizes = "[...document.images].map(i => [i.naturalWidth, i.naturalHeight])"
            seen[folder] = browser.picture(), browser.ask(sizes)

    assert seen["before"] == seen["after"]
    assert [32, 48] in seen["after"][1]


@pytest.mark.parametrize("name", MADE)
def test_a_picture_that_is_cut_off_is_refused(name):
    data = assets.clean(MADE[name], "." + name.split(".")[1]).data
    for end in range(len(data) - 1):
        try:
            after = assets.clean(data[:end], "." + name.split(".")[1]).data
        except AssetError:
            continue
        assert name.endswith(".gif"), end  # some lack their last byte, and browsers show them
        assert after[:-1] == data[:end]


@pytest.mark.parametrize(
    ("suffix", "data", "words"),
    [
        (".png", MADE["baseline.jpg"], "what it holds is JPEG, not PNG (name it .jpg)"),
        (".jpg", MADE["simple.webp"], "what it holds is WebP, not JPEG"),
        (".GIF", b"<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>", "is SVG, not GIF"),
        (".png", b"<!DOCTYPE html><script>x()</script>", "it is no PNG"),
        (".gif", b"GIF89a/*" + b"\0" * 20 + b"*/=1;alert(1)", "it is cut off, or damaged"),
        (".svg", b"<html xmlns='http://www.w3.org/2000/svg'/>", "it is no SVG"),
        (".avif", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "it is no AVIF"),
        (".mp4", b"\0\0\0\x18ftypavif\0\0\0\0mif1avif", "what it holds is AVIF"),
        (".pdf", b"\n<script>%PDF-1.4", "it is no PDF"),
        (".webp", b"RIFF\x24\0\0\0WAVEfmt ", "it is no WebP"),
        (".mp3", b"", "it is no MP3"),
    ],
)
def test_a_name_that_says_something_else_is_refused(suffix, data, words):
    with pytest.raises(AssetError) as caught:
        assets.clean(data, suffix)

    (problem,) = caught.value.problems
    assert words in f"{problem.message} ({problem.remedy})"


def test_what_another_kind_of_file_hides_behind_is_gone():
    script = b"GIF89a" + MADE["still.gif"][6:] + b"<script>alert(1)</script>"

    assert b"script" not in assets.clean(script, ".gif").data
    assert b"script" not in assets.clean(MADE["grey.png"] + b"<script>", ".png").data
    assert b"script" not in assets.clean(MADE["cmyk.jpg"] + b"<script>", ".jpg").data
    assert b"script" not in assets.clean(MADE["simple.webp"] + b"<script>", ".webp").data


def telling():
    """A colour profile that tells a day and, in several places, a name."""
    made = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    count = int.from_bytes(made[128:132])
    shift = 24
    table = b"".join(
        made[at : at + 4]
        + (int.from_bytes(made[at + 4 : at + 8]) + shift).to_bytes(4)
        + made[at + 8 : at + 12]
        for at in range(132, 132 + 12 * count, 12)
    )
    body = made[132 + 12 * count :]
    end = len(made) + shift
    text = b"text\0\0\0\0" + SECRET.encode() + b"\0"
    entry = end.to_bytes(4) + len(text).to_bytes(4)
    head = (end + len(text)).to_bytes(4) + made[4:24] + b"\x07\xea\0\3\0\x08" + made[30:128]
    return head + (count + 2).to_bytes(4) + table + b"mmod" + entry + b"targ" + entry + body + text


@pytest.mark.parametrize(("form", "suffix"), [("JPEG", ".jpg"), ("PNG", ".png"), ("WEBP", ".webp")])
def test_a_colour_profile_keeps_colours_alone(form, suffix):
    data = saved(drawn(), form, icc_profile=telling())

    after = assets.clean(data, suffix).data

    srgb = ImageCms.createProfile("LAB")
    seen = []
    for each in (data, after):
        with Image.open(io.BytesIO(each)) as picture:
            profile = picture.info["icc_profile"]
            own = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            lab = ImageCms.profileToProfile(picture.convert("RGB"), own, srgb, outputMode="LAB")
            seen.append((lab.tobytes(), SECRET.encode() in profile, profile[24:30].strip(b"\0")))
    assert seen[0] == (seen[1][0], True, b"\x07\xea\0\3\0\x08")
    assert seen[1][1:] == (False, b"")
    assert assets.clean(after, suffix).data == after


def test_a_thumbnail_in_the_jfif_segment_goes():
    pixels = SECRET.encode() + b"\0" * 5
    data = MADE["progressive.jpg"]
    assert data[2:4] == b"\xff\xe0"
    payload = data[6:18] + b"\x02\x02" + pixels
    head = b"\xff\xd8\xff\xe0" + (len(payload) + 2).to_bytes(2) + payload
    before = head + b"\xff\xff\xff" + data[21:]  # with fill bytes, too

    after = assets.clean(before, ".jpg").data

    assert SECRET.encode() not in after
    assert look(after) == look(before)


@pytest.mark.parametrize("name", MADE)
@given(data=st.data())
def test_damage_is_refused_or_cleaned_and_nothing_else(name, data):
    draw = data.draw
    suffix = "." + name.split(".")[1]
    wrong = bytearray(MADE[name])
    for _ in range(draw(st.integers(1, 4))):
        place = draw(st.integers(0, len(wrong) - 1))
        wrong[place : place + draw(st.integers(0, 4))] = draw(st.binary(max_size=4))
    try:
        once = assets.clean(bytes(wrong), suffix)
    except AssetError:
        return
    assert assets.clean(once.data, suffix).data == once.data


@pytest.mark.parametrize("kind", assets.KINDS, ids=lambda kind: kind.name)
@given(tail=st.binary(max_size=300))
def test_anything_behind_a_signature_is_refused_or_cleaned(kind, tail):
    heads = {
        "JPEG": b"\xff\xd8\xff",
        "PNG": b"\x89PNG\r\n\x1a\n",
        "GIF": b"GIF89a",
        "WebP": b"RIFF\xff\0\0\0WEBP",
        "SVG": b"<svg ",
        "AVIF": b"\0\0\0\x10ftypavif\0\0\0\0",
        "MP4": b"\0\0\0\x10ftypisom\0\0\0\0",
        "MP3": b"ID3",
        "Ogg": b"OggS",
        "WebM": b"\x1a\x45\xdf\xa3",
        "PDF": b"%PDF-1.7\n",
    }
    data = heads[kind.name] + tail
    assert kind.signature.match(data)
    with contextlib.suppress(AssetError):
        assert assets.clean(data, kind.suffixes[0])
