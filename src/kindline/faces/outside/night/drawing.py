"""Portraits for the demonstration: drawn, so that nobody can take them for a child."""

import hashlib
import io

from PIL import Image, ImageDraw

SIDE = 480


def portrait(name: str) -> bytes:
    """A drawn face in flat colours, always the same for a name, as PNG."""
    seed = hashlib.sha256(name.encode()).digest()
    skin, hair, coat = _colour(seed, 0, 150), _colour(seed, 3, 30), _colour(seed, 6, 90)
    picture = Image.new("RGB", (SIDE, SIDE), _colour(seed, 9, 190))
    draw = ImageDraw.Draw(picture)
    draw.ellipse((60, 330, 420, 640), fill=coat)
    draw.ellipse((120, 70, 360, 340), fill=hair)
    draw.ellipse((145, 120, 335, 350), fill=skin)
    for x in (195, 285):
        draw.ellipse((x - 10, 215, x + 10, 235), fill="#202428")
    draw.arc((195, 240, 285, 310), 20, 160, fill="#202428", width=6)
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


def _colour(seed: bytes, at: int, lightest: int) -> tuple[int, int, int]:
    return tuple(min(255, lightest + byte % 64) for byte in seed[at : at + 3])  # type: ignore[return-value]
