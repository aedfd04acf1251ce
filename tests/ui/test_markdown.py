"""Markdown of letters and notices: what the writer meant, and no HTML of theirs."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from must.ui.markdown import markdown


def test_paragraphs_lists_bold_and_links() -> None:
    html = markdown("Les **dette** og [det](https://must.example/).\n\n- ett\n- to")
    assert html == (
        '<p>Les <strong>dette</strong> og <a href="https://must.example/" class="ds-link">det</a>.</p>\n'
        "<ul>\n<li>ett</li>\n<li>to</li>\n</ul>\n"
    )


def test_headings_sink_below_the_page_s_own() -> None:
    assert markdown("# Brev\n\n## Del", below=1) == "<h2>Brev</h2>\n<h3>Del</h3>\n"


def test_html_and_dangerous_addresses_stay_words() -> None:
    assert "<script>" not in markdown("<script>alert(1)</script>")
    assert "href" not in markdown("[x](javascript:alert(1))")


@given(st.text(alphabet="<>&\"'`[]()!#*-_ a\n", max_size=60))
def test_no_tag_of_the_writer_s_comes_through(words: str) -> None:
    tags = {"p", "strong", "em", "a", "ul", "ol", "li", "h1", "h2", "h3", "h4", "h5", "h6", "code", "pre", "blockquote", "hr", "img", "br"}
    html = markdown(f"{words}<b onload=x>")
    for part in html.split("<")[1:]:
        assert part.lstrip("/").split(">")[0].split(" ")[0] in tags
