"""What static files say beside what all of them do: the example reports have a policy of their own, and addresses that stay."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final
from wsgiref.headers import Headers

from must.reports.examples import STATIC
from must.ui.pages import STATIC_URL

EXAMPLES: Final = f"{STATIC_URL}{STATIC}/"

PDF_POLICY: Final = "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
"""Safari holds its own viewer of a PDF, an object with a style, to the policy of the file. Nothing in the file can run."""

_OUTSIDE: Final = "frame-ancestors 'none'"
_POLICY: Final = re.compile(r'<meta http-equiv="Content-Security-Policy" content="([^"]+)">')


def add_headers(headers: Headers, path: str, url: str) -> None:
    """What whitenoise calls for each file when the process starts.

    A report's page has style, script and typeface in itself, and names them in a policy that lets nothing else in. The zone's own policy
    would refuse them; so the header says what the page says, and that nobody may frame it. A PDF may be shown. Reports lead to one another
    by plain names: browsers ask whether a file is still the same. Raises ValueError for a page without a policy.
    """
    if not url.startswith(EXAMPLES):
        return
    headers["Cache-Control"] = "no-cache"
    if url.endswith(".html"):
        headers["Content-Security-Policy"] = f"{_policy(Path(path))}; {_OUTSIDE}"
    elif url.endswith(".pdf"):
        headers["Content-Security-Policy"] = f"{PDF_POLICY}; {_OUTSIDE}"


def _policy(page: Path) -> str:
    found = _POLICY.search(page.read_text("utf-8"))
    if found is None:
        raise ValueError(f"{page.name} has no policy")
    return found[1]
