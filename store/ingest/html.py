"""An HTML page to a draft (trafilatura behind it)."""

from __future__ import annotations

from trafilatura import bare_extraction

from store.ingest.drafting import draft_of
from store.ingest.outcome import Failed, Skipped
from store.model import Draft


def read_html(
    html: str, *, source: str, url: str | None = None, given: dict[str, str] | None = None
) -> Draft | Skipped | Failed:
    """The article on a page."""
    document = bare_extraction(html, url=url, with_metadata=True, include_comments=False)
    if document is None or isinstance(document, dict) or not document.text:
        return Skipped(source, "There is no article on this page.", url)
    found = {
        "headline": document.title, "byline": document.author, "published": document.date,
        "publisher": document.sitename, "language": document.language, "url": url or document.url,
    }  # fmt: skip
    fields = (given or {}) | {name: value for name, value in found.items() if value}
    return draft_of(fields, document.text.replace("\n", "\n\n"), source=source)
