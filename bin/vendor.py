"""Copies the few front-end files that pages use from node_modules/ to static/vendor/.

`make setup` runs it from the repository's root: python -m bin.vendor
"""

import re
import shutil
from pathlib import Path

from core.icons import write_sprite

NPM = Path("node_modules")
VENDOR = Path("static/vendor")

FILES = {
    # Tabler: the look of the pages, on Bootstrap 5; its scripts are not used.
    "@tabler/core/dist/css/tabler.min.css": "tabler/tabler.min.css",
    # ECharts: lines, bars, pies and points; the whole of it is 400 KB more.
    "echarts/dist/echarts.common.min.js": "echarts/echarts.min.js",
    "echarts/LICENSE": "echarts/LICENSE",
    # Tabler's icons; icons.svg beside this holds those of core.icons.
    "@tabler/icons/LICENSE": "icons-LICENSE",
}

# The maps stay behind, and the storage of static files refuses a reference to a missing file.
SOURCE_MAP = re.compile(r"\s*(/\*# sourceMappingURL=\S+ \*/|//# sourceMappingURL=\S+)\s*$")


def main() -> None:
    """Make static/vendor/ anew."""
    shutil.rmtree(VENDOR, ignore_errors=True)
    for source, target in FILES.items():
        copy(NPM / source, VENDOR / target)
    write_sprite(NPM / "@tabler/icons/icons/outline", VENDOR / "icons.svg")


def copy(source: Path, target: Path) -> None:
    """Copy a text file without its reference to a source map."""
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(SOURCE_MAP.sub("\n", source.read_text("utf-8")), "utf-8")


if __name__ == "__main__":
    main()
