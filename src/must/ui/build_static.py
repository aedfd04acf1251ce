"""Fill `static/vendor/` from `node_modules/`: Designsystemet's stylesheets and the Inter typeface, so that no page asks anybody else.

Run by `make static` after `npm ci`. Node is needed for fetching the packages only; nothing of it runs when MUST does.
"""

from __future__ import annotations

import gzip
import hashlib
import re
import shutil
import sys
import tempfile
from pathlib import Path

from must.ui.report_fonts import write_fonts

VENDOR = Path(__file__).parent / "static" / "vendor"

COPIES = {
    "designsystemet-theme.css": "@digdir/designsystemet-css/dist/theme/designsystemet.css",
    "designsystemet.css": "@digdir/designsystemet-css/dist/src/index.css",
    "designsystemet.licence.txt": "@digdir/designsystemet-css/LICENSE",
    "inter.licence.txt": "@fontsource/inter/LICENSE",
    "report/inter.licence.txt": "@fontsource/inter/LICENSE",
}

WEIGHTS = (400, 500, 600)
# A browser fetches "latin-ext" only when a word on the page needs one of its letters, as Sami names do.
FONT_FACE = re.compile(r"/\* inter-(?:latin|latin-ext)-\d+-normal \*/\s*(@font-face \{.*?\})", re.DOTALL)
FONT_SOURCE = re.compile(r"src: url\(\./(files/[^)]+\.woff2)\)[^;]*;")


def build(node_modules: Path, vendor: Path = VENDOR) -> None:
    """Write the whole of `vendor` anew, or leave it as it was. Raises FileNotFoundError when a package isn't there."""
    vendor.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".vendor-", dir=vendor.parent) as directory:
        fresh = Path(directory) / "vendor"
        (fresh / "report").mkdir(parents=True)
        for name, source in COPIES.items():
            shutil.copyfile(node_modules / source, fresh / name)
        (fresh / "inter.css").write_text(_inter(node_modules / "@fontsource/inter", fresh), "utf-8")
        write_fonts(node_modules / "@fontsource/inter", fresh / "report")
        for stylesheet in sorted(fresh.glob("*.css")):
            # The web server sends the compressed twin to whoever takes it.
            stylesheet.with_suffix(".css.gz").write_bytes(gzip.compress(stylesheet.read_bytes(), mtime=0))
        shutil.rmtree(vendor, ignore_errors=True)
        fresh.rename(vendor)


def _inter(package: Path, vendor: Path) -> str:
    """The typeface's @font-face rules, and its files copied under names that hold their hash: a stylesheet can't ask for a version."""

    def copy(source: re.Match[str]) -> str:
        content = (package / source[1]).read_bytes()
        name = f"{Path(source[1]).stem}.{hashlib.sha256(content).hexdigest()[:8]}.woff2"
        (vendor / name).write_bytes(content)
        return f'src: url("{name}") format("woff2");'

    rules = (rule for weight in WEIGHTS for rule in FONT_FACE.findall((package / f"{weight}.css").read_text("utf-8")))
    return "\n".join(FONT_SOURCE.sub(copy, rule) for rule in rules)


def main() -> None:
    try:
        build(Path("node_modules"))
    except FileNotFoundError as error:
        sys.exit(f"{error.filename} is missing. Run `make static`, which fetches the packages first.")


if __name__ == "__main__":
    main()
