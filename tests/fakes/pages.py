"""Pages and a feed that are fetched from memory."""

from __future__ import annotations

from threading import Event

from store.errors import FetchError
from store.ingest.sources.page import Page, Validators

URL = "https://gazette.example/2026/ferry"
PAGE = """<!doctype html><html lang="en"><head><title>Ferry runs again</title>
<meta property="og:title" content="Ferry runs again"></head><body><article>
<h1>Ferry runs again</h1>
<p>The ferry to Gull Island ran again on Tuesday after nine days in the yard, the harbour office
said. It carried forty people and a piano on its first crossing of the morning.</p>
<p>"We missed the noise of it," said harbour master Lena Kos. The yard had waited for a shaft that
was made for another ship, and had to send it back twice before the right one came.</p>
</article></body></html>"""


FEED_URL = "https://gazette.example/feed"
FEED = f"""<?xml version="1.0"?><rss version="2.0"><channel><title>The Gazette</title>
<item><title>Ferry runs again</title><link>{URL}</link><guid>{URL}</guid></item>
</channel></rss>"""


class Pages:
    """Fetches from memory, and waits for `gate` where there is one."""

    def __init__(self) -> None:
        self.gate: Event | None = None

    def ask(self, url: str, validators: Validators | None = None) -> Page:
        return self.fetch(url, validators)

    def refusal(self, url: str) -> str | None:
        return "It is not read." if "//10." in url else None

    def pause_s(self, url: str) -> int:
        return 0

    def fetch(self, url: str, validators: Validators | None = None) -> Page:
        del validators
        if self.gate is not None:
            self.gate.wait(20)
        if url == FEED_URL:
            return Page(url=url, body=FEED.encode(), content_type="application/rss+xml")
        if url != URL:
            message = "The server did not answer."
            raise FetchError(message, url)
        return Page(url=url, body=PAGE.encode(), content_type="text/html; charset=utf-8")
