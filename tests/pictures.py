"""Pictures for tests: drawn by Pillow, told by exiftool what cameras and editors tell of people."""

import io
import json
import subprocess

from PIL import Image, ImageCms, ImageDraw, ImageOps, ImageSequence

from tamizdat.assets import icc

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108000000003a7e9b55"
    "0000000a4944415478da63f80f00010101001cb08c990000000049454e44ae426082"
)
"""One white pixel, and nothing else."""
SECRET = "Kestrel"
"""What must be nowhere in a clean file."""
PROFILE = icc.clean(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
"""A colour profile that says nothing about people."""


def drawn(mode="RGB", size=(48, 32)):
    """A picture that looks different from every side."""
    picture = Image.new("RGB", size, "#3060a0")
    draw = ImageDraw.Draw(picture)
    draw.rectangle((2, 2, 20, 8), fill="#f04020")
    draw.ellipse((24, 10, 46, 30), fill="#20c040")
    draw.line((0, 31, 47, 0), fill="white")
    return picture.convert(mode)


def saved(picture, form, **options):
    """The bytes of a picture in a format."""
    stream = io.BytesIO()
    picture.save(stream, form, **options)
    return stream.getvalue()


def look(data):
    """Everything that is seen of a picture: each frame upright, and its time."""
    with Image.open(io.BytesIO(data)) as picture:
        frames = []
        for frame in ImageSequence.Iterator(picture):
            shown = ImageOps.exif_transpose(frame)
            pixels = shown.convert(shown.mode if shown.mode == "CMYK" else "RGBA").tobytes()
            frames.append((shown.size, pixels, frame.info.get("duration")))
        return frames


def aside(data):
    """What else a browser or a printer goes by."""
    kept = ("icc_profile", "loop", "background", "gamma", "dpi", "transparency")
    with Image.open(io.BytesIO(data)) as picture:
        return {key: picture.info[key] for key in kept if key in picture.info}


def exiftool(program, path, *arguments):
    """Run exiftool on a file."""
    command = [program, "-q", "-overwrite_original", *arguments, str(path)]
    return subprocess.run(command, check=True, capture_output=True, timeout=60)


def told(program, path):
    """What exiftool reads in a file, without what it knows from the system."""
    command = [program, "-G1", "-a", "-u", "-json", "-ee", str(path)]
    out = subprocess.run(command, check=False, capture_output=True, timeout=60).stdout
    (found,) = json.loads(out)
    aside = ("SourceFile", "ExifTool:", "System:", "Composite:")
    return {key: value for key, value in found.items() if not key.startswith(aside)}
