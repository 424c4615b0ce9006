"""Copies the few files that pages and printed sheets use from node_modules/.

What pages use goes to static/vendor/, what typst prints with to vendor/fonts/, which isn't served.

`make setup` runs it from the repository's root: python -m bin.vendor
"""

import re
import shutil
from pathlib import Path

from core.icons import write_sprite

NPM = Path("node_modules")
VENDOR = Path("static/vendor")
FONTS = Path("vendor/fonts")

FILES = {
    # Tabler: the look of the pages, on Bootstrap 5; its scripts are not used.
    "@tabler/core/dist/css/tabler.min.css": "tabler/tabler.min.css",
    # ECharts: lines, bars, pies and points; the whole of it is 400 KB more.
    "echarts/dist/echarts.common.min.js": "echarts/echarts.min.js",
    "echarts/LICENSE": "echarts/LICENSE",
    # Tabler's icons; icons.svg beside this holds those of core.icons.
    "@tabler/icons/LICENSE": "icons-LICENSE",
}

# Noto in the weights of the printed sheets (core.typesetting); all weights are 200 MB.
FONT_FILES = {
    "@expo-google-fonts/noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf": "sans-regular.ttf",
    "@expo-google-fonts/noto-sans-sc/600SemiBold/NotoSansSC_600SemiBold.ttf": "sans-semibold.ttf",
    "@expo-google-fonts/noto-serif-sc/700Bold/NotoSerifSC_700Bold.ttf": "serif-bold.ttf",
    "@expo-google-fonts/noto-sans-sc/LICENSE_FONT": "LICENSE-sans",
    "@expo-google-fonts/noto-serif-sc/LICENSE_FONT": "LICENSE-serif",
}

# The maps stay behind, and the storage of static files refuses a reference to a missing file.
SOURCE_MAP = re.compile(r"\s*(/\*# sourceMappingURL=\S+ \*/|//# sourceMappingURL=\S+)\s*$")


def main() -> None:
    """Make static/vendor/ and vendor/fonts/ anew."""
    shutil.rmtree(VENDOR, ignore_errors=True)
    for source, target in FILES.items():
        copy(NPM / source, VENDOR / target)
    write_sprite(NPM / "@tabler/icons/icons/outline", VENDOR / "icons.svg")
    shutil.rmtree(FONTS, ignore_errors=True)
    FONTS.mkdir(parents=True)
    for source, target in FONT_FILES.items():
        shutil.copyfile(NPM / source, FONTS / target)


def copy(source: Path, target: Path) -> None:
    """Copy a text file without its reference to a source map."""
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(SOURCE_MAP.sub("\n", source.read_text("utf-8")), "utf-8")


if __name__ == "__main__":
    main()
