"""The icons that pages use, by their Tabler names, and the one file the pages draw them from.

A page holds `<svg><use href="…/icons.svg#home"/></svg>` (the tag `{% icon "home" %}`), so an
icon costs a table row some eighty bytes and the browser keeps the drawings. The file is made
from the npm package when the front end is set up:

    python -m core.icons node_modules/@tabler/icons/icons/outline static/vendor/icons.svg
"""

import sys
from collections.abc import Iterable
from pathlib import Path
from xml.etree import ElementTree

ICONS = frozenset(
    {
        # The rooms, in the notice's order, and what stands beside them.
        "home",
        "home-heart",
        "building-community",
        "clipboard-check",
        "heart-handshake",
        "sitemap",
        "route",
        "users",
        "walk",
        "school",
        "gift",
        "bulb",
        "table",
        "timeline",
        "eye-check",
        "file-spreadsheet",
        "map-pin",
        "user-cog",
        "settings",
        # The frame.
        "bell",
        "search",
        "calendar-event",
        "chevron-down",
        "chevron-left",
        "chevron-right",
        "clipboard-text",
        "id",
        "key",
        "logout",
        "menu-2",
        "printer",
        "switch-horizontal",
        "user",
        "x",
        # States.
        "alert-circle",
        "alert-triangle",
        "archive",
        "arrow-back-up",
        "calendar-time",
        "check",
        "circle-check",
        "circle-dashed",
        "circle-dotted",
        "circle-minus",
        "circle-plus",
        "circle-x",
        "clock",
        "equal",
        "eye",
        "help-circle",
        "history",
        "hourglass",
        "info-circle",
        "loader",
        "lock",
        "pencil",
        "player-pause",
        "test-pipe",
        "wifi",
        "wifi-off",
        # Actions.
        "adjustments-horizontal",
        "arrow-down",
        "arrow-left",
        "arrow-right",
        "arrow-up",
        "arrows-sort",
        "camera",
        "chart-bar",
        "device-floppy",
        "download",
        "external-link",
        "file-text",
        "file-upload",
        "git-compare",
        "list-details",
        "phone",
        "photo",
        "plus",
        "refresh",
        "send",
        "star",
        "user-plus",
        "trash",
        "upload",
    }
)

SVG = "http://www.w3.org/2000/svg"


def sprite(outline: Path, names: Iterable[str] = ICONS) -> str:
    """One SVG with a `<symbol>` for each name; a name Tabler doesn't have: FileNotFoundError."""
    ElementTree.register_namespace("", SVG)
    root = ElementTree.Element(f"{{{SVG}}}svg")
    for name in sorted(names):
        # Files of the package pinned in package.json, read while setting up.
        drawing = ElementTree.fromstring((outline / f"{name}.svg").read_text("utf-8"))  # noqa: S314
        symbol = ElementTree.SubElement(
            root, f"{{{SVG}}}symbol", {"id": name, "viewBox": drawing.attrib["viewBox"]}
        )
        for shape in drawing:
            # Each drawing begins with an invisible square of its own size.
            if shape.get("stroke") != "none":
                shape.tail = None
                symbol.append(shape)
    return ElementTree.tostring(root, encoding="unicode")


def write_sprite(outline: Path, target: Path) -> None:
    """Make the file of icons from Tabler's folder of outlines."""
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(sprite(outline), "utf-8")


if __name__ == "__main__":
    write_sprite(Path(sys.argv[1]), Path(sys.argv[2]))
