"""Markdown of letters, notices and terms to HTML. HTML in the source is shown as text, never passed on."""

from __future__ import annotations

from markdown_it import MarkdownIt
from markupsafe import Markup

_PARSER = MarkdownIt("commonmark", {"html": False})


def markdown(words: str, below: int = 0) -> Markup:
    """HTML of a Markdown text. below: how many levels its headings lie below their own (1 makes `#` an h2)."""
    tokens = _PARSER.parse(words)
    for token in tokens:
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{int(token.tag[1:]) + below}"
        for child in token.children or ():
            if child.type == "link_open":
                child.attrSet("class", "ds-link")
    return Markup(_PARSER.renderer.render(tokens, _PARSER.options, {}))  # noqa: S704 - the parser escapes what the writer wrote
