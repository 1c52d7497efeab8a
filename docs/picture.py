"""Take a picture of a page for the documentation, with the Chromium of the system.

The pictures are made from the demonstration::

    make serve-demo
    python docs/picture.py http://127.0.0.1:8080/ui/halvarrawiki/947 docs/_static/patrol_page.png --top 305
"""

from __future__ import annotations

import argparse
import shutil
from pathlib import Path

from playwright.sync_api import sync_playwright


def main() -> None:
    """Read the arguments and take the picture."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("page", help="address, or path of a file")
    parser.add_argument("picture", type=Path)
    parser.add_argument("--width", type=int, default=820)
    parser.add_argument("--top", type=int, default=0, help="leave out so much of the page")
    parser.add_argument("--height", type=int, default=868)
    options = parser.parse_args()
    address = options.page if "://" in options.page else Path(options.page).resolve().as_uri()
    with sync_playwright() as playwright:
        chromium = (
            shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
        )
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(
            viewport={"width": options.width, "height": options.top + options.height}, color_scheme="light"
        )
        page.goto(address)
        page.screenshot(
            path=options.picture,
            clip={"x": 0, "y": options.top, "width": options.width, "height": options.height},
        )
        browser.close()


if __name__ == "__main__":
    main()
