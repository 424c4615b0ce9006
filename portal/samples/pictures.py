"""Drawn pictures that stand for photos in a demo, each marked as a sample."""

from io import BytesIO

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw, ImageFont

from core.typesetting import FONTS

SIZE = (800, 600)
WALL, FLOOR, SIGN, INK, PALE = "#dfe6e4", "#b9a98f", "#fbfaf6", "#16454b", "#8a9694"
# A sign's widest line, in characters; a long name takes two lines.
LINE = 12


def drawn_photo(title: str, place: str, number: int) -> SimpleUploadedFile:
    """A room with a sign that says what is shown and where; `number` makes each one different."""
    image = Image.new("RGB", SIZE, WALL)
    draw = ImageDraw.Draw(image)
    width, height = SIZE
    horizon = 430 + number % 40
    draw.rectangle((0, horizon, width, height), fill=FLOOR)
    left = 60 + number * 37 % 80
    draw.rectangle((left, 70, left + 600, 350), fill=SIGN, outline=INK, width=6)
    draw.rectangle((60, horizon - 60, 340, horizon + 90), fill="#9c7f5d")
    draw.rectangle((480, horizon - 90, 740, horizon + 60), fill="#8d735a")
    lines = [place[at : at + LINE] for at in range(0, len(place), LINE)]
    for row, line in enumerate(lines[:3]):
        draw.text((left + 40, 100 + row * 58), line, fill=INK, font=_font(44))
    draw.text((left + 40, 288), title, fill=INK, font=_font(34))
    draw.text((24, height - 52), f"示例照片 {number:03d}", fill=PALE, font=_font(26))
    content = BytesIO()
    image.save(content, "JPEG", quality=80)
    return SimpleUploadedFile(f"示例-{title}-{number:03d}.jpg", content.getvalue(), "image/jpeg")


def _font(size: int) -> ImageFont.FreeTypeFont:
    file = next((settings.BASE_DIR / FONTS).glob("sans-semibold.ttf"))
    return ImageFont.truetype(str(file), size)
